// chaperone manual: the manual page.
#include "cli/manual.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"

#include <fmt/format.h>

namespace chaperone::cli {
namespace {

/// Text as troff prints it: no line begins a request, and a hyphen is the one that is typed.
std::string troff(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_line = i == 0 || text[i - 1] == '\n';
    if (starts_line && (text[i] == '.' || text[i] == '\''))
      made += "\\&";
    if (text[i] == '\\')
      made += "\\e";
    else if (text[i] == '-')
      made += "\\-";
    else
      made += text[i];
  }
  return made;
}

std::string entry(std::string_view term, std::string_view text) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", troff(term), troff(text));
}

std::string section_of(const CommandRow& command) {
  std::string page =
      fmt::format(".SS {}\n{}.\n.PP\n.nf\n{}\n.fi\n", command.name, troff(command.summary), troff(usage_line(command)));
  for (const OperandRow& operand : command.operands)
    page += entry(operand.name, operand.help);
  for (const OptionRow& option : option_table())
    if (belongs_to(option, command.name))
      page += entry(left_column(option), help_of(option));
  page += ".PP\nExamples:\n.PP\n.nf\n";
  for (const std::string_view example : command.examples)
    page += troff(example) + "\n";
  return page + ".fi\n";
}

} // namespace

std::string manual_page() {
  std::string page = fmt::format(".TH CHAPERONE 1 \"\" \"Chaperone {}\" \"User commands\"\n", CHAPERONE_VERSION);
  page += ".SH NAME\nchaperone \\- model checker and test generator for group permission rules\n"
          ".SH SYNOPSIS\n.B chaperone\n.I COMMAND FILE\\fR\\&... [options]\n"
          ".SH DESCRIPTION\n"
          "Finds the shortest run of steps that breaks a promise of the rules, or proves that there is none, for any "
          "number\n"
          "of users and groups. What it finds becomes a story, a saved scenario and a test for the real service.\n"
          ".SH COMMANDS\n";
  for (const CommandRow& command : command_table())
    page += section_of(command);
  page += ".SH EXIT STATUS\n";
  page += entry("0", "all as it should be");
  page += entry("1", "a finding");
  page += entry("2", "bad input or bad usage");
  page += entry("3", "undecided");
  page += entry("70", "a fault of Chaperone's own");
  page += entry("130", "interrupted");
  return page;
}

int run_manual(const Settings&, Console& console) {
  console.out(manual_page());
  return all_well;
}

} // namespace chaperone::cli
