// The option table: one row is one option, and parsing, --help and the check of
// docs/usage.md all come from it. Likewise one row is one command.
// Covered by tests/cli/options_test.cpp.
#pragma once

#include "cli/commands.hpp"
#include "cli/settings.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::cli {

/// What is wrong with an option's value, as the end of a sentence: "is not a duration, such as 10s".
using Mistake = std::optional<std::string>;

struct OptionRow {
  std::string_view flags;    ///< "--depth" or "-o,--output"
  std::string_view value;    ///< what stands for the value in --help; empty for a switch
  std::string_view commands; ///< the commands that take it, with a blank between
  std::string_view help;     ///< one line, lower case, no full stop
  /// Stores the value (empty for a switch), or says what is wrong with it. Called once per occurrence.
  Mistake (*take)(Settings&, const std::string& text);
  bool is_repeatable = false;
  bool is_required = false;
  std::vector<std::string> (*choices)() = nullptr; ///< the words that the value is one of; null: any text
};

/// Words after the command that are no options.
struct OperandRow {
  std::string_view name;
  std::string_view help;
  std::vector<std::string> Settings::*target;
  bool is_required = true;
  bool is_list = true;
};

struct CommandRow {
  std::string_view name;
  std::string_view summary; ///< one line, for the list of commands
  std::span<const OperandRow> operands;
  std::span<const std::string_view> examples; ///< whole command lines
  int (*run)(const Settings&, Console&);
};

std::span<const OptionRow> option_table();
std::span<const CommandRow> command_table();
/// In the order of the table.
std::vector<std::string> names_of_commands();
bool belongs_to(const OptionRow& option, std::string_view command);

} // namespace chaperone::cli
