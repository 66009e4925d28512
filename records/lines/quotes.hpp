// Text between quotes, as CSV and SQL write it. Covered by tests/records/lines_test.cpp.
#pragma once

#include <string>

namespace chaperone::records {

/// `text` between two `quote`s, with each of them in it twice.
std::string in_quotes(const std::string& text, char quote);
/// The same for each part of `schema.table`.
std::string path_in_quotes(const std::string& path, char quote);
/// A field of CSV, in quotes where it has to be; an empty text, too, which is not NULL then.
std::string csv_field(const std::string& text);

} // namespace chaperone::records
