// See coverage_json.hpp.
#include "generators/suite/data/coverage_json.hpp"

#include "generators/suite/suite.hpp"
#include "model/print/printer.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace chaperone::generators::suite::data {

using namespace model;

namespace {

using Json = nlohmann::ordered_json;

/// The file without its folder, so that the suite does not depend on where it was made.
Json place(const System& system, Span span) {
  return {{"file", file_name(system.sources->file(span.file).path())}, {"line", system.sources->locate(span).line}};
}

/// Tests of this suite, by the goals that they are the first to cover.
std::map<std::size_t, std::string> tests_by_goal(const Coverage& coverage) {
  std::map<std::size_t, std::string> result;
  for (const SuiteScenario& it : coverage.scenarios)
    for (const std::size_t goal : it.own)
      result.emplace(goal, it.scenario.name);
  return result;
}

Json goal_json(const Coverage& coverage, std::size_t index) {
  const System& system = coverage.goals.system;
  const Goal& goal = coverage.goals.goals[index];
  Json result = {
      {"name", goal.name},
      {"kind", name_of(goal.kind)},
      {"claim", goal.claim},
      {goal.promise ? "promise" : "rule", goal.promise ? system[*goal.promise].name : system[goal.question.rule].name},
      {"where", place(system, goal.where)}};
  std::visit(overload{
                 [&](const Covered&) { result["status"] = "covered"; },
                 [&](const Impossible&) { result["status"] = "impossible"; },
                 [&](const Open& it) {
                   result["status"] = "undecided";
                   result["reason"] = it.reason;
                   result["try"] = it.remedy;
                 },
                 [&](const LeftOut&) { result["status"] = "left out"; },
             },
             coverage.status[index]);
  return result;
}

Json goals_json(const Coverage& coverage) {
  const std::map<std::size_t, std::string> tests = tests_by_goal(coverage);
  Json result = Json::array();
  for (std::size_t i = 0; i < coverage.status.size(); ++i) {
    result.push_back(goal_json(coverage, i));
    if (const auto test = tests.find(i); test != tests.end())
      result.back()["test"] = test->second;
  }
  return result;
}

Json score_json(const MutationScore& score) {
  return {{"told_apart", score.told_apart},
          {"mutants", score.different()},
          {"undecided", score.undecided},
          {"like_the_rules", score.like_the_rules}};
}

/// Of each service that remembers wrongly what became of it.
Json services_json(const Coverage& coverage) {
  const System& system = coverage.goals.system;
  Json result = Json::array();
  for (const PlantedFault& it : coverage.faulty_services) {
    Json service = {{"fault", describe(system, it.fault)},
                    {"kind", name_of(it.fault.kind)},
                    {"rule", system[rule_of(it.fault)].name},
                    {"where", place(system, where(system, it.fault))}};
    const bool is_kept = it.told_by && *it.told_by < coverage.scenarios.size();
    service["status"] = is_kept                ? "told apart"
                        : it.told_by           ? "left out"
                        : it.is_like_the_rules ? "like the rules"
                                               : "undecided";
    if (is_kept)
      service["test"] = coverage.scenarios[*it.told_by].scenario.name;
    result.push_back(std::move(service));
  }
  return result;
}

Json broken_by_json(const Coverage& coverage) {
  Json result = Json::array();
  for (const MutantBreaks& it : coverage.mutant_breaks) {
    Json mutants = Json::array();
    for (const std::size_t goal : it.goals)
      mutants.push_back(coverage.goals.goals[goal].name);
    result.push_back({{"promise", coverage.goals.system[it.promise].name},
                      {"broken_by", std::move(mutants)},
                      {"told_apart", mutation_score(coverage, it.goals).told_apart}});
  }
  return result;
}

Json causes_json(const Coverage& coverage) {
  const System& system = coverage.goals.system;
  Json result = Json::array();
  for (const ViolationCause& it : coverage.causes) {
    Json cause = {{"promise", system[it.promise].name}, {"rule", system[it.rule].name}};
    if (it.requirement) {
      const Requirement& past = system[it.rule].requirements[*it.requirement];
      cause["past"] = {{"formula", print(system, past.formula)}, {"where", place(system, past.span)}};
    }
    Json tests = Json::array();
    for (const BrokenPromise& violation : coverage.violations)
      if (it.is_of(violation))
        tests.push_back(violation.scenario.name);
    cause["ways"] = it.ways;
    cause["steps"] = it.steps;
    cause["tests"] = std::move(tests);
    result.push_back(std::move(cause));
  }
  return result;
}

Json undecided_json(const Coverage& coverage) {
  std::map<std::pair<std::string, std::string>, Json> goals;
  for (std::size_t i = 0; i < coverage.status.size(); ++i)
    if (const auto* open = std::get_if<Open>(&coverage.status[i]))
      goals[{open->reason, open->remedy}].push_back(coverage.goals.goals[i].name);
  Json result = Json::array();
  for (auto& [why, names] : goals)
    result.push_back({{"reason", why.first}, {"try", why.second}, {"goals", std::move(names)}});
  return result;
}

} // namespace

nlohmann::ordered_json coverage_json(const Coverage& coverage) {
  return {{"goals", goals_json(coverage)},
          {"mutation_score", score_json(mutation_score(coverage, mutants_of(coverage)))},
          {"memory_score", score_json(memory_score(coverage))},
          {"faulty_services", services_json(coverage)},
          {"promises", broken_by_json(coverage)},
          {"violations", causes_json(coverage)},
          {"undecided", undecided_json(coverage)}};
}

} // namespace chaperone::generators::suite::data
