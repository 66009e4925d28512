// See git.hpp.
#include "cli/git.hpp"

#include "generators/conformance/line_process.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;
using conformance::Clock;
using conformance::LineProcess;
using conformance::shell_word;

constexpr std::chrono::seconds longest_git{60};

/// What a command prints, or nothing where it does not end with exit code 0; then `how` says how it ended.
std::optional<std::string> ask(const std::string& command, const std::function<bool()>& is_stopped,
                               std::string* how = nullptr) {
  auto started = LineProcess::start(command + " 2>/dev/null", is_stopped);
  auto* process = std::get_if<std::unique_ptr<LineProcess>>(&started);
  if (process == nullptr)
    return std::nullopt;
  std::string text;
  for (const auto until = Clock::now() + longest_git;;) {
    auto line = (*process)->read_line(until);
    auto* words = std::get_if<std::string>(&line);
    if (words == nullptr)
      break;
    text += *words + "\n";
  }
  const std::string end = (*process)->how_it_ended().value_or("no end");
  if (how != nullptr)
    *how = end;
  return end == "exit code 0" ? std::optional(std::move(text)) : std::nullopt;
}

std::optional<std::string> ask_git(const std::string& folder, const std::string& arguments,
                                   const std::function<bool()>& is_stopped, std::string* how = nullptr) {
  return ask(fmt::format("git -C {} {}", shell_word(folder), arguments), is_stopped, how);
}

std::string without_line_end(std::string text) {
  while (text.ends_with('\n') || text.ends_with('\r'))
    text.pop_back();
  return text;
}

} // namespace

std::optional<Commit> commit_of(const std::vector<std::string>& files, const std::function<bool()>& is_stopped) {
  std::error_code ignored;
  std::string words;
  for (const std::string& file : files)
    words += " " + shell_word(fs::absolute(file, ignored).string());
  const std::string folder = fs::absolute(files.front(), ignored).parent_path().string();
  const auto id = ask_git(folder, "rev-parse --verify --quiet HEAD", is_stopped);
  const auto changed = ask_git(folder, "status --porcelain --ignored --" + words, is_stopped);
  if (!id || !changed)
    return std::nullopt;
  return Commit{without_line_end(*id), !changed->empty()};
}

std::string version_of(const std::string& command, const std::function<bool()>& is_stopped) {
  const std::string program = command.substr(0, command.find(' '));
  const std::string text = ask(program + " --version </dev/null", is_stopped).value_or("");
  return text.substr(0, text.find('\n'));
}

std::variant<Revision, std::string> Revision::open(const std::string& revision, const std::string& file,
                                                   std::function<bool()> is_stopped) {
  std::error_code ignored;
  fs::path folder = fs::absolute(file, ignored).parent_path();
  while (!fs::is_directory(folder, ignored) && folder.has_relative_path()) // it may be gone by now
    folder = folder.parent_path();
  std::string how;
  const auto root = ask_git(folder.string(), "rev-parse --show-toplevel", is_stopped, &how);
  if (!root)
    return how == "exit code 127" ? std::string("git is not installed")
                                  : fmt::format("{} is in no Git repository", file);
  Revision made(revision, without_line_end(*root), std::move(is_stopped));
  const std::string commit = shell_word(revision + "^{commit}");
  if (!ask_git(made.root_, "rev-parse --verify --quiet --end-of-options " + commit, made.is_stopped_))
    return fmt::format("the repository has no revision `{}`", revision);
  return made;
}

std::string Revision::path_in_repository(const std::string& file) const {
  std::error_code ignored;
  const fs::path absolute = fs::weakly_canonical(fs::absolute(file, ignored), ignored);
  return absolute.lexically_relative(fs::weakly_canonical(root_, ignored)).generic_string();
}

std::string Revision::name_of(const std::string& file, const std::string& later) const {
  const std::string path = path_in_repository(file);
  std::string here = revision_ + ":" + path;
  if (ask_git(root_, "cat-file -e " + shell_word(here), is_stopped_))
    return here;
  // One line for each file that was renamed: R100, the old name and the new one, with tabs between.
  const auto renamed = ask_git(root_,
                               fmt::format("-c core.quotePath=false diff --name-status --find-renames "
                                           "--diff-filter=R --end-of-options {} {} --",
                                           shell_word(revision_), later.empty() ? "" : shell_word(later)),
                               is_stopped_);
  std::string_view rest = renamed ? std::string_view(*renamed) : std::string_view();
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto first = line.find('\t');
    const auto second = line.find('\t', first + 1);
    if (second != std::string_view::npos && line.substr(second + 1) == path)
      return fmt::format("{}:{}", revision_, line.substr(first + 1, second - first - 1));
  }
  return here;
}

model::FileReader Revision::reader() const {
  return [self = *this](const std::string& name) -> model::FileBytes {
    const std::string prefix = self.revision_ + ":";
    const std::string path = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
    auto text = ask_git(self.root_, "show --end-of-options " + shell_word(prefix + path), self.is_stopped_);
    if (!text)
      return {std::nullopt, fmt::format("revision `{}` has no such file", self.revision_)};
    if (text->size() > model::largest_file)
      return {std::nullopt, fmt::format("it is larger than {} MiB", model::largest_file >> 20U)};
    return {std::move(text), {}};
  };
}

} // namespace chaperone::cli
