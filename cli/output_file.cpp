// Writing beside and renaming.
#include "cli/output_file.hpp"

#include "model/front_end.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

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

} // namespace

std::optional<Written> write_file(const fs::path& path, std::string_view text, std::string& mistake) {
  const auto old = model::read_from_disk()(path.string()).bytes;
  if (old && *old == text)
    return Written::unchanged;
  std::error_code failed;
  if (path.has_parent_path())
    fs::create_directories(path.parent_path(), failed);
  if (failed) {
    mistake = fmt::format("cannot make the folder {}: {}", path.parent_path().string(), failed.message());
    return std::nullopt;
  }
  // The process's number keeps two runs that save the same thing apart.
  const fs::path beside = fmt::format("{}.{}.tmp", path.string(), getpid());
  const int error = write_new(beside, text);
  if (error == 0)
    fs::rename(beside, path, failed);
  if (error == 0 && !failed)
    return old ? Written::changed : Written::created;
  mistake = fmt::format("cannot write {}: {}", path.string(), error != 0 ? std::strerror(error) : failed.message());
  fs::remove(beside, failed);
  return std::nullopt;
}

} // namespace chaperone::cli
