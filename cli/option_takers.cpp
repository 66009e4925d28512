#include "cli/option_takers.hpp"

#include "cli/spelling.hpp"

#include "generators/conformance/skeleton.hpp"
#include "generators/goals/goals.hpp"
#include "generators/suite/formats.hpp"
#include "model/print/printer.hpp"
#include "records/follow/when.hpp"
#include "records/scripts/dialect.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::cli {
namespace {

Mistake no_duration() {
  return "is not a duration from 1ms to 1440m (a day), such as 10s, 500ms or 2m";
}

Mistake take_size(Settings& settings, std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return "is not a list of sizes, such as User=5,Group=2";
  const std::string sort(text.substr(0, equals));
  const auto size = read_number(text.substr(equals + 1));
  if (!size || *size == 0)
    return fmt::format("gives `{}` the size `{}`: a size is a whole number from 1 to {}", sort, text.substr(equals + 1),
                       largest_number);
  if (!settings.scope.emplace(sort, *size).second)
    return fmt::format("gives the size of `{}` twice", sort);
  return std::nullopt;
}

Mistake no_goal(const std::string& name) {
  const std::vector<std::string> known = names_of_goals();
  return fmt::format("names an unknown goal{}\nchoose among {}", did_you_mean(name, known), model::list_names(known));
}

} // namespace

Mistake take_property(Settings& settings, const std::string& text) {
  settings.properties.push_back(text);
  return std::nullopt;
}

Mistake take_scenario(Settings& settings, const std::string& text) {
  settings.scenarios = {text};
  return std::nullopt;
}

Mistake take_allowed(Settings& settings, const std::string& text) {
  std::string code;
  for (const char one : text + ",") {
    if (one == ',' && !code.empty())
      settings.allowed.push_back(std::exchange(code, {}));
    else if ((one >= 'a' && one <= 'z') || one == '_')
      code += one;
    else
      return "is not a list of codes of warnings, such as dead_rule,near_name";
  }
  return std::nullopt;
}

Mistake take_template(Settings& settings, const std::string& text) {
  constexpr std::string_view suffix = ".mustache";
  if (!text.ends_with(suffix) || text.size() == suffix.size() || text[text.size() - suffix.size() - 1] == '/')
    return "is not the name of a template: NAME.mustache is written to NAME";
  settings.templates.push_back(text);
  return std::nullopt;
}

Mistake take_timeout(Settings& settings, const std::string& text) {
  settings.timeout = read_duration(text);
  return settings.timeout ? std::nullopt : no_duration();
}

/// A duration, which may be none at all.
template <class Duration> static Mistake take_wait(Duration& into, const std::string& text) {
  const auto duration = read_duration(text, std::chrono::milliseconds(0));
  if (!duration)
    return no_duration();
  into = *duration;
  return std::nullopt;
}

Mistake take_settle(Settings& settings, const std::string& text) {
  return take_wait(settings.settle, text);
}

Mistake take_reply_timeout(Settings& settings, const std::string& text) {
  const auto duration = read_duration(text);
  if (!duration)
    return no_duration();
  settings.reply_timeout = *duration;
  return std::nullopt;
}

Mistake take_jobs(Settings& settings, const std::string& text) {
  constexpr std::uint32_t most = 256;
  const auto number = read_number(text);
  if (!number || *number == 0 || *number > most)
    return "is not a number of jobs, from 1 to 256";
  settings.jobs = *number;
  return std::nullopt;
}

Mistake take_engine(Settings& settings, const std::string& text) {
  if (text == "auto")
    settings.engine = solver::EngineChoice::automatic;
  else if (text == "inductive")
    settings.engine = solver::EngineChoice::inductive;
  else if (text == "bounded")
    settings.engine = solver::EngineChoice::bounded;
  else if (text == "explicit")
    settings.engine = solver::EngineChoice::explicit_state;
  else
    return "is none of auto, inductive, bounded and explicit";
  return std::nullopt;
}

Mistake take_scope(Settings& settings, const std::string& text) {
  std::string_view rest = text;
  while (true) {
    const auto comma = rest.find(',');
    if (Mistake mistake = take_size(settings, rest.substr(0, comma)))
      return mistake;
    if (comma == std::string_view::npos)
      return std::nullopt;
    rest.remove_prefix(comma + 1);
  }
}

Mistake take_any_format(Settings& settings, const std::string& text) {
  struct Named {
    std::string_view name;
    Format format;
  };
  constexpr std::array<Named, 6> formats{{{"text", Format::text},
                                          {"json", Format::json},
                                          {"markdown", Format::markdown},
                                          {"junit", Format::junit},
                                          {"sarif", Format::sarif},
                                          {"github", Format::github}}};
  for (const Named& known : formats)
    if (text == known.name) {
      settings.format = known.format;
      return std::nullopt;
    }
  return "is not a format: choose text, json, markdown, junit, sarif or github";
}

Mistake take_format(Settings& settings, const std::string& text) {
  const Mistake mistake = take_any_format(settings, text);
  return mistake || settings.format == Format::markdown ? "is not a format: choose text, json, junit, sarif or github"
                                                        : Mistake();
}

Mistake take_check_format(Settings& settings, const std::string& text) {
  if (text == "mermaid" || text == "svg") {
    settings.format = text == "svg" ? Format::svg : Format::mermaid;
    return std::nullopt;
  }
  return take_format(settings, text)
             ? Mistake("is not a format: choose text, json, junit, sarif, github, mermaid or svg")
             : std::nullopt;
}

Mistake take_audit_format(Settings& settings, const std::string& text) {
  if (text == "csv") {
    settings.format = Format::csv;
    return std::nullopt;
  }
  if (text != "text" && text != "json" && text != "junit")
    return "is not a format of this command: choose text, json, csv or junit";
  return take_format(settings, text);
}

Mistake take_follow_format(Settings& settings, const std::string& text) {
  if (text == "jsonl") {
    settings.format = Format::jsonl;
    return std::nullopt;
  }
  return take_audit_format(settings, text)
             ? Mistake("is not a format of this command: choose text, json, jsonl, csv or junit")
             : std::nullopt;
}

Mistake take_dated_rules(Settings& settings, const std::string& text) {
  const auto equals = text.find('=');
  // A number alone would be a moment of 1970: rules are dated by the calendar.
  if (equals == std::string::npos || equals + 1 == text.size() || text.find('-') > equals ||
      !follow::read_when(text.substr(0, equals)))
    return "is not a time and a rule file, such as 2026-03-09=rules.chap";
  settings.dated_rules.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  return std::nullopt;
}

Mistake take_slack(Settings& settings, const std::string& text) {
  return take_wait(settings.slack, text);
}

Mistake take_limit(Settings& settings, const std::string& text) {
  const auto number = read_number(text);
  if (!number)
    return fmt::format("is not a whole number from 0 to {}", largest_number);
  settings.limit = *number;
  return std::nullopt;
}

Mistake take_removed_from(Settings& settings, const std::string& text) {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    settings.removed_from.push_back(text.substr(start, comma - start));
    if (settings.removed_from.back().empty())
      return "is not a list of relations, such as member,approved";
    start = comma + 1;
  }
  return std::nullopt;
}

Mistake take_dialect(Settings& settings, const std::string& text) {
  if (!records::dialect_named(text))
    return fmt::format("is no dialect: choose {}", model::list_names(records::names_of_dialects()));
  settings.sql_dialect = text;
  return std::nullopt;
}

Mistake take_date(Settings& settings, const std::string& text) {
  if (!is_date(text))
    return "is not a date, such as 2026-11-29";
  settings.date = text;
  return std::nullopt;
}

Mistake take_conformance(Settings& settings, const std::string& text) {
  settings.conformances.push_back(text);
  return text.empty() ? Mistake("is empty") : std::nullopt;
}

Mistake take_step(Settings& settings, const std::string& text) {
  const auto number = read_number(text);
  if (!number || *number == 0)
    return "is not the number of a step, counted from 1";
  settings.step = *number;
  return std::nullopt;
}

Mistake take_rename(Settings& settings, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return "is not a pair of names, such as invite=add_member";
  settings.renames.push_back({text.substr(0, equals), text.substr(equals + 1)});
  return std::nullopt;
}

Mistake take_reach(Settings& settings, const std::string& text) {
  settings.reaches.push_back(text);
  return text.empty() ? Mistake("is empty") : std::nullopt;
}

Mistake take_forbidden(Settings& settings, const std::string& text) {
  if (text != "looser" && text != "stricter" && text != "any")
    return "is none of looser, stricter and any";
  settings.forbidden = settings.forbidden.empty() || settings.forbidden == text ? text : "any";
  return std::nullopt;
}

Mistake take_text_or_json(Settings& settings, const std::string& text) {
  if (text != "text" && text != "json")
    return "is not a format of this command: choose text or json";
  return take_format(settings, text);
}

Mistake take_annotations(Settings& settings, const std::string& text) {
  if (text == "junit")
    return "is not a format of this command: choose text, json, sarif or github";
  return take_format(settings, text);
}

Mistake take_color(Settings& settings, const std::string& text) {
  if (text == "auto")
    settings.color = ColorChoice::automatic;
  else if (text == "always")
    settings.color = ColorChoice::always;
  else if (text == "never")
    settings.color = ColorChoice::never;
  else
    return "is none of auto, always and never";
  return std::nullopt;
}

std::vector<std::string> names_of_targets() {
  std::vector<std::string> names{"template"};
  for (const generators::suite::TestFormat& format : generators::suite::test_formats())
    names.emplace_back(format.name);
  for (const conformance::SkeletonFormat& format : conformance::skeleton_formats())
    names.emplace_back(format.name);
  return names;
}

Mistake take_target(Settings& settings, const std::string& text) {
  if (!generators::suite::test_format(text) && conformance::skeleton_format(text) == nullptr && text != "template")
    return fmt::format("is no output format{}\nchoose {} for tests, template, or {} for an adapter",
                       did_you_mean(text, names_of_targets()), generators::suite::list_test_formats(),
                       conformance::list_skeleton_formats());
  settings.to = text;
  return std::nullopt;
}

std::vector<std::string> names_of_goals() {
  std::vector<std::string> known;
  for (const generators::GoalKind kind : generators::all_goal_kinds())
    known.emplace_back(generators::name_of(kind));
  known.emplace_back("all");
  return known;
}

Mistake take_goals(Settings& settings, const std::string& text) {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    const std::string name = text.substr(start, comma - start);
    start = comma + 1;
    if (name == "all") {
      for (const generators::GoalKind kind : generators::all_goal_kinds())
        settings.goals.emplace_back(generators::name_of(kind));
      continue;
    }
    if (!generators::goal_kind(name))
      return no_goal(name);
    settings.goals.push_back(name);
  }
  return std::nullopt;
}

Mistake take_budget(Settings& settings, const std::string& text) {
  const std::string_view view = text;
  if (const auto scenarios = read_number(view); scenarios && *scenarios > 0) {
    settings.budget_scenarios = *scenarios;
  } else if (const auto steps = read_number(view.substr(0, view.size() - std::min<std::size_t>(view.size(), 5)));
             view.ends_with("steps") && steps && *steps > 0) {
    settings.budget_steps = *steps;
  } else if (const auto time = read_duration(view)) {
    settings.budget_time = *time;
  } else {
    return "is not a budget, such as 30 (scenarios), 200steps or 10s";
  }
  return std::nullopt;
}

Mistake take_shard(Settings& settings, const std::string& text) {
  const auto slash = text.find('/');
  const auto shard = read_number(std::string_view(text).substr(0, slash));
  const auto shards = slash == std::string::npos ? std::nullopt : read_number(std::string_view(text).substr(slash + 1));
  if (!shard || !shards || *shard == 0 || *shard > *shards)
    return "is not a part of a whole, such as 3/16";
  settings.shard = *shard;
  settings.shards = *shards;
  return std::nullopt;
}

} // namespace chaperone::cli
