// See coverage_text.hpp.
#include "generators/reports/coverage_text.hpp"

#include "generators/reports/check_report.hpp"
#include "generators/story/story.hpp"
#include "generators/story/text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace chaperone::reports {

using namespace generators;

namespace {

std::string row(const std::array<std::string, 5>& cells) {
  return fmt::format("{:<13} {:>8} {:>8} {:>11} {:>10}\n", cells[0], cells[1], cells[2], cells[3], cells[4]);
}

std::string list_impossible(const Coverage& coverage, const std::string& lines) {
  if (lines.empty())
    return {};
  return fmt::format("impossible, proved for any number of {} and steps:\n{}", sorts_in_words(coverage.goals.system),
                     lines);
}

/// Lines for the goals of one status, which `group_of` puts together under what it gives; nothing of a goal for which
/// it gives nothing. A lost effect is a goal as an effect and as a mutant: it is told once.
template <class GroupOf>
std::map<std::string, std::string> list_goals(const Coverage& coverage, const GroupOf& group_of) {
  std::map<std::string, std::string> result;
  std::set<std::string> told;
  for (std::size_t i = 0; i < coverage.status.size(); ++i) {
    const Goal& goal = coverage.goals.goals[i];
    const std::string line = fmt::format("  {} ({})\n", goal.claim, place_of(coverage.goals.system, goal.where));
    if (const auto group = group_of(coverage.status[i]); group && told.insert(line).second)
      result[*group] += line;
  }
  return result;
}

std::string list_impossible_goals(const Coverage& coverage) {
  const auto lines = list_goals(coverage, [](const GoalStatus& status) {
    return std::holds_alternative<Impossible>(status) ? std::optional(std::string()) : std::nullopt;
  });
  return lines.empty() ? "" : list_impossible(coverage, lines.begin()->second);
}

/// Last of all: what could not be decided, and what may decide it.
std::string list_undecided_goals(const Coverage& coverage, bool lists) {
  std::string result;
  for (const auto& [group, lines] : list_goals(coverage, [](const GoalStatus& status) {
         const auto* open = std::get_if<Open>(&status);
         return open ? std::optional(fmt::format("{}; try {}", open->reason, open->remedy)) : std::nullopt;
       })) {
    const auto count = static_cast<std::size_t>(std::ranges::count(lines, '\n'));
    result += fmt::format("undecided, {}: {}\n{}", group, counted(count, "goal"), lists ? lines : "");
  }
  return result;
}

/// "add_member (rules.chap:36), past `contact(adder, newcomer)` (rules.chap:38),".
std::string culprit_of(const model::System& system, const ViolationCause& cause) {
  const model::Rule& rule = system[cause.rule];
  std::string result = fmt::format("{} ({})", rule.name, place_of(system, rule.span));
  if (cause.requirement) {
    const model::Requirement& past = rule.requirements[*cause.requirement];
    result += fmt::format(", past `{}` ({}),", model::print(system, past.formula), place_of(system, past.span));
  }
  return result;
}

std::string list_violations(const Coverage& coverage) {
  const model::System& system = coverage.goals.system;
  std::string result;
  for (const ViolationCause& it : coverage.causes)
    result += fmt::format("{} can be broken: {} lets it through in {}, the shortest of {}\n", system[it.promise].name,
                          culprit_of(system, it), it.ways == 1 ? "one way" : fmt::format("{} different ways", it.ways),
                          counted(it.steps, "step"));
  return result;
}

std::string score_line(const std::string& of, const MutationScore& score) {
  const std::size_t different = score.different();
  return fmt::format("mutants of {}: {} told apart ({}%), {} undecided; {} {} like the rules\n", of, score.told_apart,
                     different == 0 ? 100 : 100 * score.told_apart / different, score.undecided, score.like_the_rules,
                     score.like_the_rules == 1 ? "is" : "are");
}

/// "mutation score: rules 60 of 60, memory 112 of 114", and what is behind it.
std::string list_scores(const Coverage& coverage, bool has_mutants) {
  std::string scores, lines;
  const auto add = [&](const std::string& of, const MutationScore& score) {
    scores += fmt::format("{} {} {} of {}", scores.empty() ? "" : ",", of, score.told_apart, score.different());
    lines += score_line(of, score);
  };
  if (has_mutants)
    add("rules", mutation_score(coverage, mutants_of(coverage)));
  add("memory", memory_score(coverage));
  return "mutation score:" + scores + "\n" + lines;
}

/// More lines would bury the rest: a suite as data has them all.
constexpr std::size_t most_faults_told = 20;

std::string list_undecided_services(const Coverage& coverage) {
  std::string lines;
  std::size_t count = 0;
  for (const PlantedFault& it : coverage.faulty_services)
    if (!it.told_by && !it.is_like_the_rules && ++count <= most_faults_told)
      lines += fmt::format("  {} ({})\n", describe(coverage.goals.system, it.fault),
                           place_of(coverage.goals.system, where(coverage.goals.system, it.fault)));
  if (count == 0)
    return {};
  if (count > most_faults_told)
    lines += fmt::format("  and {} more\n", count - most_faults_told);
  return "services that no scenario tells from the rules, and no proof shows to be like them:\n" + lines;
}

std::string list_mutant_breaks(const Coverage& coverage, bool lists) {
  const model::System& system = coverage.goals.system;
  std::string result;
  for (const MutantBreaks& it : coverage.mutant_breaks) {
    const std::string& promise = system[it.promise].name;
    if (it.goals.empty()) {
      result += fmt::format("{}: no mutant was seen to break it, in small groups\n", promise);
      continue;
    }
    result += fmt::format("{} is broken by {}, {} of them told apart{}\n", promise, counted(it.goals.size(), "mutant"),
                          mutation_score(coverage, it.goals).told_apart, lists ? ":" : "");
    for (const std::size_t goal : it.goals)
      if (lists)
        result += fmt::format("  {} ({})\n", coverage.goals.goals[goal].claim,
                              place_of(system, coverage.goals.goals[goal].where));
  }
  return result;
}

} // namespace

std::map<GoalKind, GoalCounts> count_goals(const Coverage& coverage) {
  std::map<GoalKind, GoalCounts> counts;
  for (std::size_t i = 0; i < coverage.status.size(); ++i) {
    GoalCounts& of = counts[coverage.goals.goals[i].kind];
    ++of.goals;
    std::visit(model::overload{
                   [&](const Covered&) { ++of.covered; },
                   [&](const Impossible&) { ++of.impossible; },
                   [&](const Open&) { ++of.open; },
                   [&](const LeftOut&) { ++of.left_out; },
               },
               coverage.status[i]);
  }
  return counts;
}

std::string coverage_text(const Coverage& coverage, bool lists) {
  const std::map<GoalKind, GoalCounts> counts = count_goals(coverage);
  std::string result = counts.empty() ? "" : row({"goal", "to cover", "covered", "impossible", "undecided"});
  std::size_t left_out = 0;
  for (const auto& [kind, it] : counts) {
    left_out += it.left_out;
    result += row({name_of(kind), std::to_string(it.goals), std::to_string(it.covered), std::to_string(it.impossible),
                   std::to_string(it.open)});
  }
  if (left_out > 0)
    result += fmt::format("{} of {} scenarios are within the budget; {} {} left to the others\n",
                          coverage.scenarios.size() + coverage.violations.size(), coverage.scenarios_without_budget,
                          left_out, left_out == 1 ? "goal is" : "goals are");
  result += list_violations(coverage);
  const bool has_mutants = counts.contains(GoalKind::mutants);
  if (has_mutants || counts.contains(GoalKind::memory))
    result += list_scores(coverage, has_mutants) + list_mutant_breaks(coverage, lists);
  if (lists)
    result += list_impossible_goals(coverage) + list_undecided_services(coverage);
  return result + list_undecided_goals(coverage, lists);
}

} // namespace chaperone::reports
