// Writing beside and renaming.
#include "cli/output_file.hpp"

#include "cli/console.hpp"

#include "model/resolve/front_end.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;

/// Writes and closes; errno of what went wrong, or 0.
int write_new(const fs::path& path, std::string_view text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr)
    return errno;
  int error = 0;
  if (std::fwrite(text.data(), 1, text.size(), file) != text.size())
    error = errno;
  if (std::fclose(file) != 0 && error == 0)
    error = errno;
  return error;
}

/// A file's new text beside it, until it is put in its place or given up.
class Beside {
public:
  explicit Beside(const OutputFile& file) : path_(file.path) {
    model::FileBytes there = model::read_from_disk()(path_.string());
    old_ = std::move(there.bytes);
    if (old_ && *old_ == file.text)
      return;
    std::error_code failed;
    // To put a file in the place of a device would take the device away from everybody.
    if (const fs::file_status status = fs::status(path_, failed); fs::exists(status) && !fs::is_regular_file(status)) {
      fail(there.why_not);
      return;
    }
    failed.clear();
    if (path_.has_parent_path())
      fs::create_directories(path_.parent_path(), failed);
    if (failed) {
      mistake_ = fmt::format("cannot make the folder {}: {}", path_.parent_path().string(), failed.message());
      return;
    }
    // The process's number keeps two runs that save the same thing apart.
    beside_ = fmt::format("{}.{}.tmp", path_.string(), getpid());
    if (const int error = write_new(beside_, file.text); error != 0)
      fail(std::strerror(error));
  }
  Beside(Beside&& from) noexcept
      : path_(std::move(from.path_)), old_(std::move(from.old_)), beside_(std::exchange(from.beside_, fs::path())),
        mistake_(std::move(from.mistake_)) {}
  Beside& operator=(Beside&&) = delete;
  ~Beside() {
    std::error_code ignored;
    if (!beside_.empty())
      fs::remove(beside_, ignored);
  }

  /// Empty: all is well.
  const std::string& mistake() const { return mistake_; }

  Written put() {
    if (beside_.empty())
      return Written::unchanged;
    std::error_code failed;
    fs::rename(beside_, path_, failed);
    if (failed)
      fail(failed.message());
    else
      beside_.clear();
    return old_ ? Written::changed : Written::created;
  }

private:
  void fail(const std::string& why) { mistake_ = fmt::format("cannot write {}: {}", path_.string(), why); }

  fs::path path_;
  std::optional<std::string> old_;
  fs::path beside_;
  std::string mistake_;
};

} // namespace

std::vector<Written> write_files(const std::vector<OutputFile>& files, std::string& mistake) {
  std::vector<Beside> all;
  for (const OutputFile& file : files) {
    all.emplace_back(file);
    if (mistake = all.back().mistake(); !mistake.empty())
      return {};
  }
  std::vector<Written> made;
  for (Beside& each : all) {
    made.push_back(each.put());
    if (mistake = each.mistake(); !mistake.empty())
      return {};
  }
  return made;
}

std::optional<Written> write_file(const fs::path& path, std::string_view text, std::string& mistake) {
  const std::vector<Written> made = write_files({{path, std::string(text)}}, mistake);
  return made.empty() ? std::nullopt : std::optional(made.front());
}

bool write_together(const std::vector<OutputFile>& files, std::string& told, Console& console) {
  std::string mistake;
  const std::vector<Written> written = write_files(files, mistake);
  if (!mistake.empty()) {
    complain(console, mistake);
    return false;
  }
  for (std::size_t i = 0; i < files.size(); ++i)
    told += fmt::format("{} {}\n", written[i] == Written::unchanged ? "unchanged" : "wrote",
                        model::visible(files[i].path.string()));
  return true;
}

bool is_free_for_report(const std::string& path, Console& console) {
  std::ifstream there(path, std::ios::binary);
  std::string start(15, '\0');
  if (!there.read(start.data(), 1) || (there.read(start.data() + 1, 14) && start == "<!doctype html>"))
    return true;
  complain(console, fmt::format("--report: {} is there already and is no page: it is left as it is", path));
  return false;
}

bool write_report(const Settings& settings, const std::function<std::string()>& page, Console& console) {
  if (settings.report_file.empty())
    return true;
  std::string mistake;
  if (!is_free_for_report(settings.report_file, console))
    return false;
  if (write_file(settings.report_file, page(), mistake))
    return true;
  complain(console, "--report: " + mistake);
  return false;
}

} // namespace chaperone::cli
