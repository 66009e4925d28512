// The two pages of help: all commands, and one command.
#include "cli/help.hpp"

#include "generators/story/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace chaperone::cli {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

void print_columns(std::string& page, const Lines& lines) {
  std::size_t width = 0;
  for (const auto& [left, right] : lines)
    width = std::max(width, reports::width_of(left));
  for (const auto& [left, right] : lines)
    page += fmt::format("  {}  {}\n", reports::padded(left, width), right);
}

constexpr std::string_view exit_codes = "Exit codes: 0 all as it should be, 1 a finding, 2 bad input or bad usage,\n"
                                        "3 undecided, 70 a fault of Chaperone's own, 130 interrupted.\n";

} // namespace

std::string left_column(const OptionRow& option) {
  const auto comma = option.flags.find(',');
  std::string flags = comma == std::string_view::npos
                          ? std::string(option.flags)
                          : fmt::format("{}, {}", option.flags.substr(0, comma), option.flags.substr(comma + 1));
  return option.value.empty() ? flags : fmt::format("{} {}", flags, option.value);
}

std::string usage_line(const CommandRow& command) {
  std::string line = fmt::format("chaperone {}", command.name);
  for (const OperandRow& operand : command.operands) {
    const std::string name = fmt::format("{}{}", operand.name, operand.is_list ? "…" : "");
    line += operand.is_required ? fmt::format(" {}", name) : fmt::format(" [{}]", name);
  }
  for (const OptionRow& option : option_table())
    if (option.is_required && belongs_to(option, command.name))
      line += fmt::format(" {} {}", option.flags.substr(0, option.flags.find(',')), option.value);
  return line + " [options]";
}

std::string help_of(const OptionRow& option) {
  return fmt::format("{}{}", option.help, option.is_repeatable ? "; may be repeated" : "");
}

std::string help_text() {
  std::string page = "Checks group-permission rules: finds the shortest run that breaks a promise,\n"
                     "or proves that there is none, for any number of users and groups.\n\n"
                     "Usage: chaperone COMMAND FILE… [options]\n\nCommands:\n";
  Lines lines;
  for (const CommandRow& command : command_table())
    lines.emplace_back(command.name, command.summary);
  print_columns(page, lines);
  page += "\nOptions:\n";
  print_columns(page, {{"-h, --help", "this page; `chaperone help COMMAND` describes one command"},
                       {"--version", "the version"}});
  page += "\nExamples:\n";
  for (const CommandRow& command : command_table())
    page += fmt::format("  {}\n", command.examples.front());
  return fmt::format("{}\n{}", page, exit_codes);
}

std::string help_text(const CommandRow& command) {
  std::string page = fmt::format("{}: {}\n\nUsage: {}\n\n", command.name, command.summary, usage_line(command));
  Lines operands;
  for (const OperandRow& operand : command.operands)
    operands.emplace_back(operand.name, operand.help);
  print_columns(page, operands);
  page += "\nOptions:\n";
  Lines options;
  for (const OptionRow& option : option_table())
    if (belongs_to(option, command.name))
      options.emplace_back(left_column(option), help_of(option));
  options.emplace_back("-h, --help", "this page");
  print_columns(page, options);
  page += "\nExamples:\n";
  for (const std::string_view example : command.examples)
    page += fmt::format("  {}\n", example);
  return fmt::format("{}\n{}", page, exit_codes);
}

} // namespace chaperone::cli
