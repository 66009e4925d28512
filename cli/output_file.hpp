// Files that are there whole or not at all. Covered by tests/cli/output_file_test.cpp.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::cli {

class Console;
struct Settings;

enum class Written { created, changed, unchanged };

struct OutputFile {
  std::filesystem::path path;
  std::string text;
};

/// Writes files that belong together, each as write_file() does: none is put in its place before all are written beside
/// theirs, and nothing that is no file is in the way of any. What happened to each, in their order; empty where it
/// could not be done.
std::vector<Written> write_files(const std::vector<OutputFile>& files, std::string& mistake);

/// Writes `text` to a new file beside `path` and renames it there, making folders as needed. A file that holds
/// `text` already is left alone, with its time stamp. Gives what happened, or in `mistake` why it could not be done.
std::optional<Written> write_file(const std::filesystem::path& path, std::string_view text, std::string& mistake);

/// write_files(), with a line in `told` for each file. False where it could not be done, which has been said then.
bool write_together(const std::vector<OutputFile>& files, std::string& told, Console& console);

/// May the page of --report be put there? Not over a file that is no page, such as the rules; that is said then.
bool is_free_for_report(const std::string& path, Console& console);
/// Writes the page of --report, if it is asked for. False where it could not be done, which has been said then.
bool write_report(const Settings& settings, const std::function<std::string()>& page, Console& console);

} // namespace chaperone::cli
