// An event's rule and arguments, as numbers of the live state.
#include "records/follow/course.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::follow {

using namespace model;

namespace {

/// Where so many individuals or fewer may have been meant, only they are not known any more.
constexpr std::size_t most_meant = 16;

/// The members that one text lists, with blanks or semicolons between.
std::vector<std::string> members_of(const std::string& text) {
  std::vector<std::string> made(1);
  for (const char one : text) {
    if (one != ' ' && one != ';')
      made.back() += one;
    else if (!made.back().empty())
      made.emplace_back();
  }
  if (made.back().empty())
    made.pop_back();
  return made;
}

} // namespace

Resolved Course::resolve(const Event& event, RuleId id) {
  Resolved made{{id, {}}, {}};
  if (event.outcome == LoggedOutcome::unclear)
    made.unclear.push_back(
        fmt::format("the outcome: `{}` is neither allowed nor refused", visible(event.outcome_text)));
  const Rule& rule = system()[id];
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    const Variable& parameter = system()[rule.parameters[i]];
    const auto found = std::ranges::find(event.args, parameter.name, &LoggedArgument::name);
    if (found == event.args.end() || found->has_null || (!parameter.is_set && found->values.empty())) {
      missing.push_back(i);
      made.action.args.emplace_back(live::nobody);
    } else {
      resolve(event, *found, parameter, made);
    }
  }
  if (!missing.empty())
    fill_in_missing(event, id, missing, made);
  return made;
}

void Course::resolve(const Event& event, const LoggedArgument& argument, const Variable& parameter, Resolved& made) {
  live::Individuals& individuals = run_->individuals();
  const auto number = [&](const std::string& name) {
    const live::Number found = individuals.found_or_added(parameter.sort, name);
    if (found == live::nobody)
      made.unclear.push_back(
          fmt::format("argument `{}`: `{}` is no {}", parameter.name, visible(name), system()[parameter.sort].name));
    return found;
  };
  if (!parameter.is_set) {
    if (argument.values.size() != 1)
      made.unclear.push_back(
          fmt::format("argument `{}`, which is one {} and no list", parameter.name, system()[parameter.sort].name));
    made.action.args.emplace_back(argument.values.size() == 1 ? number(argument.values.front()) : live::nobody);
    return;
  }
  std::vector<live::Number> set;
  for (const std::string& value : argument.values)
    if (!event.has_flat_sets)
      set.push_back(number(value));
    else
      for (const std::string& member : members_of(value))
        set.push_back(number(member));
  if (std::ranges::find(set, live::nobody) == set.end())
    made.action.args.emplace_back(live::as_set(std::move(set)));
  else
    made.action.args.emplace_back(live::nobody);
}

// Where only one individual could have been meant, the rules tell who.
void Course::fill_in_missing(const Event& event, RuleId rule, const std::vector<std::size_t>& missing, Resolved& made) {
  const auto parameter = [&](std::size_t i) -> const Variable& { return system()[system()[rule].parameters[i]]; };
  if (missing.size() == 1 && made.unclear.empty() && !parameter(missing[0]).is_set &&
      event.outcome != LoggedOutcome::refused) {
    std::vector<live::Number> possible = run_->possible_values(made.action, missing[0], most_meant + 1);
    if (possible.size() == 1) {
      made.action.args[missing[0]] = possible[0];
      return;
    }
    if (possible.size() <= most_meant)
      for (const live::Number each : possible)
        made.meant.emplace_back(made.action).args[missing[0]] = each;
  }
  for (const std::size_t i : missing)
    made.unclear.push_back(fmt::format("argument `{}`", parameter(i).name));
}

} // namespace chaperone::follow
