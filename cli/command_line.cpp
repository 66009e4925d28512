// CLI11 does the reading, driven by the option table; help and messages are ours.
#include "cli/command_line.hpp"

#include "cli/help.hpp"
#include "cli/spelling.hpp"

#include "model/text/visible.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <vector>

namespace chaperone::cli {
namespace {

/// Thrown by an option's callback through CLI11, and caught below.
struct WrongValue {
  std::string message;
};

std::string first_flag(const OptionRow& option) {
  const auto comma = option.flags.find(',');
  return std::string(comma == std::string_view::npos ? option.flags : option.flags.substr(comma + 1));
}

void add_option(CLI::App& app, const OptionRow& row, Settings& settings) {
  if (row.value.empty()) {
    app.add_flag_function(std::string(row.flags), [&row, &settings](std::int64_t) { row.take(settings, ""); });
    return;
  }
  const auto take = [&row, &settings](const std::vector<std::string>& values) {
    for (const std::string& value : values)
      if (const Mistake mistake = row.take(settings, value))
        throw WrongValue{fmt::format("{}: `{}` {}", first_flag(row), model::visible(value), *mistake)};
  };
  CLI::Option* option = app.add_option_function<std::vector<std::string>>(std::string(row.flags), take);
  option->expected(1)->required(row.is_required)->allow_extra_args(false);
  option->multi_option_policy(row.is_repeatable ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::TakeLast);
}

void add_operand(CLI::App& app, const OperandRow& row, Settings& settings) {
  const auto take = [&row, &settings](const std::vector<std::string>& values) { settings.*row.target = values; };
  CLI::Option* option = app.add_option_function<std::vector<std::string>>(std::string(row.name), take);
  option->required(row.is_required);
  if (row.is_list)
    option->expected(1, -1);
  else
    option->expected(1)->allow_extra_args(false); // the next operand takes the rest
}

std::vector<std::string> flags_of(const CommandRow& command) {
  std::vector<std::string> flags;
  for (const OptionRow& row : option_table())
    if (belongs_to(row, command.name))
      flags.push_back(first_flag(row));
  return flags;
}

/// Words that nothing takes. CLI11 counts the `--` that ends the options among them.
std::vector<std::string> leftovers(const CLI::App& app) {
  std::vector<std::string> words = app.remaining();
  std::erase(words, "--");
  return words;
}

BadUsage unknown_word(const CommandRow& command, const std::string& word) {
  const bool is_option = word.starts_with('-');
  return BadUsage{fmt::format(
      "{} `{}`{}\ntry `chaperone {} --help`", is_option ? "unknown option" : "unexpected word", model::visible(word),
      is_option ? did_you_mean(word.substr(0, word.find('=')), flags_of(command)) : "", command.name)};
}

std::variant<Request, Page, BadUsage> read_command(const CommandRow& command, std::vector<std::string> words) {
  Request request{&command, {}};
  CLI::App app;
  app.set_help_flag("-h,--help");
  app.allow_extras(); // so that the first unknown word can be named, with a suggestion
  for (const OptionRow& row : option_table())
    if (belongs_to(row, command.name))
      add_option(app, row, request.settings);
  for (const OperandRow& row : command.operands)
    add_operand(app, row, request.settings);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForHelp&) {
    return Page{help_text(command)};
  } catch (const WrongValue& wrong) {
    return BadUsage{wrong.message};
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string words_of_it = error.what();
    return BadUsage{fmt::format("{}: a value is missing\ntry `chaperone {} --help`",
                                words_of_it.substr(0, words_of_it.find(':')), command.name)};
  } catch (const CLI::ParseError& error) {
    if (const auto extras = leftovers(app); !extras.empty() && extras.front().starts_with('-'))
      return unknown_word(command, extras.front());
    return BadUsage{fmt::format("{}\ntry `chaperone {} --help`", model::visible(error.what()), command.name)};
  }
  if (const auto extras = leftovers(app); !extras.empty())
    return unknown_word(command, extras.front());
  return request;
}

} // namespace

std::variant<Request, Page, BadUsage> read_command_line(std::span<const std::string> words) {
  if (words.empty())
    return BadUsage{"no command\ntry `chaperone --help`"};
  const std::string& word = words.front();
  if (word == "-h" || word == "--help")
    return Page{help_text()};
  if (word == "--version")
    return Page{fmt::format("chaperone {}\n", CHAPERONE_VERSION)};
  const bool asks_for_help = word == "help";
  if (asks_for_help && words.size() == 1)
    return Page{help_text()};
  const std::string& name = asks_for_help ? words[1] : word;
  for (const CommandRow& command : command_table())
    if (command.name == name)
      return asks_for_help ? Page{help_text(command)} : read_command(command, {words.begin() + 1, words.end()});
  return BadUsage{fmt::format("unknown {} `{}`{}\ntry `chaperone --help`", name.starts_with('-') ? "option" : "command",
                              model::visible(name), did_you_mean(name, names_of_commands()))};
}

} // namespace chaperone::cli
