// Files that are there whole or not at all. Covered by tests/cli/output_file_test.cpp.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace chaperone::cli {

enum class Written { created, changed, unchanged };

/// Writes `text` to a new file beside `path` and renames it there, making folders as needed. A file that holds
/// `text` already is left alone, with its time stamp. Gives what happened, or in `mistake` why it could not be done.
std::optional<Written> write_file(const std::filesystem::path& path, std::string_view text, std::string& mistake);

} // namespace chaperone::cli
