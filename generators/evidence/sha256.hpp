// SHA-256 (FIPS 180-4), for what a dossier was made from. Covered by tests/generators/evidence/sha256_test.cpp.
#pragma once

#include <string>
#include <string_view>

namespace chaperone::evidence {

/// As 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

} // namespace chaperone::evidence
