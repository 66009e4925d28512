// Text between quotes, as CSV and SQL write it. Covered by tests/records/lines_test.cpp.
#pragma once

#include <string>

namespace chaperone::records {

/// `text` between two `quote`s, with each of them in it twice.
std::string in_quotes(const std::string& text, char quote);

} // namespace chaperone::records
