// chaperone completion SHELL. Each script names the commands, their options, and the words or files that these take.
#include "cli/completion.hpp"

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/options.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace chaperone::cli {
namespace {

using Words = std::vector<std::string>;

Words flags_of(const OptionRow& option) {
  const auto comma = option.flags.find(',');
  if (comma == std::string_view::npos)
    return {std::string(option.flags)};
  return {std::string(option.flags.substr(0, comma)), std::string(option.flags.substr(comma + 1))};
}

std::vector<const OptionRow*> options_of(const CommandRow& command) {
  std::vector<const OptionRow*> found;
  for (const OptionRow& option : option_table())
    if (belongs_to(option, command.name))
      found.push_back(&option);
  return found;
}

Words choices_of(const OptionRow& option) {
  return option.choices == nullptr ? Words() : option.choices();
}

bool is_folder(const OptionRow& option) {
  return option.value == "DIR";
}
bool is_file(const OptionRow& option) {
  return option.value == "FILE" || option.value == "FIXED";
}

std::string bash_case(const CommandRow& command, const OptionRow& option) {
  Words patterns;
  for (const std::string& flag : flags_of(option))
    patterns.push_back(fmt::format("'{} {}'", command.name, flag));
  const Words choices = choices_of(option);
  std::string action = ":";
  if (!choices.empty())
    action = fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))", fmt::join(choices, " "));
  else if (is_folder(option))
    action = "COMPREPLY=($(compgen -d -- \"$word\"))";
  else if (is_file(option))
    action = "COMPREPLY=($(compgen -f -- \"$word\"))";
  return fmt::format("    {}) {}; return ;;\n", fmt::join(patterns, " | "), action);
}

std::string bash_script() {
  std::string values;
  std::string options;
  for (const CommandRow& command : command_table()) {
    Words flags{"--help"};
    for (const OptionRow* option : options_of(command)) {
      for (std::string& flag : flags_of(*option))
        flags.push_back(std::move(flag));
      if (!option->value.empty())
        values += bash_case(command, *option);
    }
    options +=
        fmt::format("      {}) COMPREPLY=($(compgen -W '{}' -- \"$word\")) ;;\n", command.name, fmt::join(flags, " "));
  }
  return fmt::format(R"(# Completion for chaperone in bash.
_chaperone() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W 'help {} --help --version' -- "$word"))
    return
  fi
  case "$command $before" in
    'help help') COMPREPLY=($(compgen -W '{}' -- "$word")); return ;;
    'completion completion') COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return ;;
{}  esac
  if [[ $word == -* ]]; then
    case "$command" in
{}    esac
    return
  fi
  COMPREPLY=($(compgen -d -- "$word") $(compgen -f -X '!*.@(chap|json)' -- "$word"))
}}
complete -o filenames -F _chaperone chaperone
)",
                     fmt::join(names_of_commands(), " "), fmt::join(names_of_commands(), " "), values, options);
}

/// Within single quotes, for a description of zsh's _arguments: brackets and colons end it.
std::string for_zsh(std::string_view text) {
  std::string made;
  for (const char c : text)
    if (c == '\'')
      made += "'\\''";
    else if (c == '[' || c == ']' || c == ':')
      made += fmt::format("\\{}", c);
    else
      made += c;
  return made;
}

std::string zsh_option(const OptionRow& option) {
  std::string value;
  if (!option.value.empty()) {
    const Words choices = choices_of(option);
    const std::string action = !choices.empty()    ? fmt::format("({})", fmt::join(choices, " "))
                               : is_folder(option) ? "_files -/"
                               : is_file(option)   ? "_files"
                                                   : " ";
    value = fmt::format(":{}:{}", for_zsh(option.value), action);
  }
  std::string lines;
  for (const std::string& flag : flags_of(option))
    lines +=
        fmt::format("        '{}{}[{}]{}' \\\n", option.is_repeatable ? "*" : "", flag, for_zsh(option.help), value);
  return lines;
}

std::string zsh_script() {
  std::string commands;
  std::string cases;
  for (const CommandRow& command : command_table()) {
    commands += fmt::format("    '{}:{}'\n", command.name, for_zsh(command.summary));
    cases += fmt::format("    {})\n      _arguments \\\n", command.name);
    for (const OptionRow* option : options_of(command))
      cases += zsh_option(*option);
    cases += command.name == "completion" ? "        '1:shell:(bash zsh fish)' ;;\n"
                                          : "        '--help[what the command takes]' \\\n"
                                            "        '*:file:_files -g \"*.(chap|json)(-.)\"' ;;\n";
  }
  return fmt::format(R"(#compdef chaperone
# Completion for chaperone in zsh.
_chaperone() {{
  local -a commands
  commands=(
    'help:what a command takes'
{}  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
    help) _describe command commands ;;
{}  esac
}}
_chaperone "$@"
)",
                     commands, cases);
}

/// Within single quotes.
std::string for_fish(std::string_view text) {
  std::string made;
  for (const char c : text)
    made += c == '\'' || c == '\\' ? fmt::format("\\{}", c) : std::string(1, c);
  return made;
}

std::string fish_option(const CommandRow& command, const OptionRow& option) {
  std::string line = fmt::format("complete -c chaperone -n '__fish_seen_subcommand_from {}'", command.name);
  for (const std::string& flag : flags_of(option))
    line += flag.starts_with("--") ? fmt::format(" -l {}", flag.substr(2)) : fmt::format(" -s {}", flag.substr(1));
  const Words choices = choices_of(option);
  if (!choices.empty())
    line += fmt::format(" -x -a '{}'", fmt::join(choices, " "));
  else if (is_folder(option))
    line += " -x -a '(__fish_complete_directories)'";
  else if (is_file(option))
    line += " -r -F";
  else if (!option.value.empty())
    line += " -x";
  return line + fmt::format(" -d '{}'\n", for_fish(option.help));
}

std::string fish_script() {
  std::string script = "# Completion for chaperone in fish.\ncomplete -c chaperone -f\n"
                       "complete -c chaperone -n __fish_use_subcommand -a help -d 'what a command takes'\n";
  for (const CommandRow& command : command_table()) {
    script += fmt::format("complete -c chaperone -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                          for_fish(command.summary));
    for (const OptionRow* option : options_of(command))
      script += fish_option(command, *option);
  }
  script += fmt::format("complete -c chaperone -n '__fish_seen_subcommand_from help' -a '{}'\n"
                        "complete -c chaperone -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'\n"
                        "complete -c chaperone -n 'not __fish_use_subcommand' -n 'not __fish_seen_subcommand_from help "
                        "completion' -k -a '(__fish_complete_suffix .chap)'\n",
                        fmt::join(names_of_commands(), " "));
  return script;
}

} // namespace

std::string completion_script(std::string_view shell) {
  return shell == "bash"   ? bash_script()
         : shell == "zsh"  ? zsh_script()
         : shell == "fish" ? fish_script()
                           : std::string();
}

int run_completion(const Settings& settings, Console& console) {
  const std::string script = completion_script(settings.files.front());
  if (script.empty()) {
    complain(console, fmt::format("`{}` is no shell that completion is written for: choose bash, zsh or fish",
                                  model::visible(settings.files.front())));
    return bad_input;
  }
  console.out(script);
  return all_well;
}

} // namespace chaperone::cli
