// chaperone fmt FILE…: rule files in their one layout.
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/output_file.hpp"

#include "model/layout/layout.hpp"
#include "model/resolve/front_end.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;

/// The file's text in its layout; nothing where that cannot be had, which has been said then.
std::optional<std::string> laid_out(const std::string& name, const model::FileBytes& read, Console& console) {
  if (!read.bytes) {
    complain(console, fmt::format("cannot read {}: {}", name, read.why_not));
    return std::nullopt;
  }
  model::SourceSet sources;
  const model::FileId file = sources.add(model::SourceFile(name, *read.bytes));
  model::layout::LaidOut made = model::layout::lay_out(sources, file);
  for (const model::Diagnostic& mistake : made.mistakes)
    console.error(model::render(mistake, sources, console.has_color_error()) + "\n");
  return std::move(made.text);
}

/// A link stays a link, and a file keeps who may read it.
bool put_in_place(const std::string& file, const std::string& text, std::string& mistake) {
  std::error_code failed;
  const fs::path path = fs::canonical(file, failed);
  const fs::perms permissions = fs::status(path, failed).permissions();
  if (!failed && write_file(path, text, mistake))
    fs::permissions(path, permissions, failed);
  if (mistake.empty() && failed)
    mistake = fmt::format("cannot write {}: {}", file, failed.message());
  return mistake.empty();
}

int from_standard_input(bool only_checks, Console& console) {
  const model::FileBytes read = model::read_standard_input();
  const auto text = laid_out("<stdin>", read, console);
  if (!text)
    return bad_input;
  if (only_checks)
    return *text == *read.bytes ? all_well : finding;
  console.out(*text);
  return all_well;
}

} // namespace

int run_fmt(const Settings& settings, Console& console) {
  if (settings.files.empty() != settings.reads_standard_input) {
    complain(console, "name rule files, or give one on standard input with --stdin");
    return bad_input;
  }
  if (settings.reads_standard_input)
    return from_standard_input(settings.only_checks, console);
  int code = all_well;
  for (const std::string& file : settings.files) {
    const model::FileBytes read = model::read_from_disk()(file);
    const auto text = laid_out(file, read, console);
    if (!text) {
      code = worse(code, bad_input);
      continue;
    }
    if (*text == *read.bytes)
      continue;
    std::string mistake;
    if (settings.only_checks) {
      console.out(fmt::format("would change {}\n", model::visible(file)));
      code = worse(code, finding);
    } else if (put_in_place(file, *text, mistake)) {
      console.out(fmt::format("changed {}\n", model::visible(file)));
    } else {
      complain(console, mistake);
      code = worse(code, bad_input);
    }
  }
  return code;
}

} // namespace chaperone::cli
