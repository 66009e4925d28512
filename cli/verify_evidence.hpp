// chaperone evidence --verify DIR. Covered by tests/cli/evidence_test.cpp.
#pragma once

#include "cli/console.hpp"

#include <string>
#include <vector>

namespace chaperone::cli {

/// The list of a dossier's files with their digests, as `sha256sum` writes and checks it.
inline constexpr const char* digest_list = "SHA256SUMS";

/// The paths in a list of digests, as far as they lead nowhere out of its folder.
std::vector<std::pair<std::string, std::string>> read_digests(const std::string& text);

/// Compares the dossier's files with its list, and its inputs with what it says of them; says what differs. The exit
/// code: 1 if anything does.
int verify_evidence(const std::string& folder, Console& console);

} // namespace chaperone::cli
