// See data_suites.hpp.
#include "generators/suite/data/data_suites.hpp"

#include "generators/story/scenario_json.hpp"
#include "generators/suite/data/coverage_json.hpp"
#include "model/meaning/interpreter.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::generators::suite::data {

using namespace model;

namespace {

using Json = nlohmann::ordered_json;

/// The steps alone: what comes of them is what the rules say.
Scenario bare_scenario(const TestCase& test) {
  Scenario scenario;
  scenario.population = test.population;
  scenario.given = test.given;
  for (const TestItem& item : test.items)
    if (const auto* step = std::get_if<TestStep>(&item))
      scenario.items.emplace_back(ScenarioStep{
          step->action, step->goes_on == Outcome::refused ? step->goes_on : std::nullopt, std::nullopt, {}});
  return scenario;
}

Json signature(const System& system) {
  const auto sorts = [&](const std::vector<Place>& places) {
    Json result = Json::array();
    for (const Place& place : places)
      result.push_back(system[place.sort].name);
    return result;
  };
  Json result = {{"sorts", Json::array()},
                 {"enums", Json::object()},
                 {"relations", Json::object()},
                 {"functions", Json::object()},
                 {"rules", Json::object()}};
  for (const Sort& sort : system.sorts)
    if (sort.is_enum)
      result["enums"][sort.name] = sort.names;
    else
      result["sorts"].push_back(sort.name);
  for (const Relation& it : system.relations)
    if (it.is_stated())
      result["relations"][it.name] = {
          {"places", sorts(it.places)}, {"fixed", it.is_fixed}, {"symmetric", it.is_symmetric}};
  for (const Function& it : system.functions)
    if (it.is_stated())
      result["functions"][it.name] = {
          {"places", sorts(it.places)}, {"fixed", it.is_fixed}, {"result", system[it.result].name}};
  for (const Rule& it : system.rules) {
    Json parameters = Json::array();
    for (const VariableId id : it.parameters)
      parameters.push_back(
          {{"name", system[id].name},
           {"sort", system[id].is_set ? "set of " + system[system[id].sort].name : system[system[id].sort].name}});
    result["rules"][it.name] = {{"parameters", std::move(parameters)}};
    if (it.actor)
      result["rules"][it.name]["actor"] = system[it.parameters[*it.actor]].name;
  }
  return result;
}

Json fact(const System& system, const TestCase& test, const ExpectedFact& expected) {
  const auto names = [&](Json& result, const std::vector<Place>& places, const std::vector<std::uint32_t>& args) {
    for (std::size_t i = 0; i < args.size(); ++i)
      result.push_back(test.population.names[places[i].sort.index][args[i]]);
  };
  return std::visit(overload{
                        [&](const ExpectedTuple& it) {
                          Json result = {system[it.relation].name};
                          names(result, system[it.relation].places, it.args);
                          return result;
                        },
                        [&](const ExpectedValue& it) {
                          Json result = {system[it.function].name};
                          names(result, system[it.function].places, it.args);
                          result.push_back("=");
                          result.push_back(test.population.names[system[it.function].result.index][it.value]);
                          return result;
                        },
                    },
                    expected);
}

Json test_json(const System& system, const TestCase& test) {
  Json population = Json::object();
  for (std::size_t i = 0; i < system.sorts.size(); ++i)
    if (!system.sorts[i].is_enum)
      population[system.sorts[i].name] = test.population.names[i];
  // Steps and given facts are as in every JSON of ours; outcomes and changes come to them.
  Json shown = reports::scenario_json(system, bare_scenario(test));
  Json steps = Json::array();
  Json expects = Json::array();
  std::size_t number = 0;
  for (const TestItem& item : test.items)
    std::visit(overload{
                   [&](const TestStep& step) {
                     Json written = shown["steps"][number++];
                     written.erase("expect");
                     if (step.expected)
                       written["expect"] = *step.expected == Outcome::allowed ? "allowed" : "refused";
                     if (step.may_be_refused)
                       written["may_be_refused"] = true;
                     if (step.goes_on)
                       written["goes_on"] = *step.goes_on == Outcome::allowed ? "allowed" : "refused";
                     written["told"] = step.told;
                     if (!step.why_refused.empty())
                       written["why"] = step.why_refused;
                     Json now = Json::array(), no_longer = Json::array();
                     for (const ExpectedFact& changed : step.changed) {
                       const auto* tuple = std::get_if<ExpectedTuple>(&changed);
                       (tuple && !tuple->holds ? no_longer : now).push_back(fact(system, test, changed));
                     }
                     written["now"] = std::move(now);
                     written["no_longer"] = std::move(no_longer);
                     steps.push_back(std::move(written));
                   },
                   [&](const TestExpect& expect) {
                     expects.push_back(
                         {{"after_step", number}, {"formula", print(*test.system, expect.formula, &test.population)}});
                   },
               },
               item);
  Json keeps = Json::array();
  for (const PropertyId id : test.keeps)
    keeps.push_back({{"name", system[id].name}, {"formula", print(system, system[id].formula)}});
  return {{"name", test.name},         {"title", test.title},
          {"story", test.story},       {"population", std::move(population)},
          {"given", shown["given"]},   {"exact", test.is_exact},
          {"steps", std::move(steps)}, {"expects", std::move(expects)},
          {"keeps", std::move(keeps)}};
}

Json itf_state(const State& state, std::size_t index) {
  const System& system = state.layout().system();
  const Population& population = state.layout().population();
  const auto tuple = [&](const std::vector<Place>& places, const std::vector<std::uint32_t>& args) {
    Json names = Json::array();
    for (std::size_t i = 0; i < args.size(); ++i)
      names.push_back(population.names[places[i].sort.index][args[i]]);
    return Json{{"#tup", std::move(names)}};
  };
  Json result = {{"#meta", {{"index", index}}}};
  for (std::uint32_t i = 0; i < system.relations.size(); ++i) {
    if (!system.relations[i].is_stated())
      continue;
    const std::vector<Place>& places = system.relations[i].places;
    Json tuples = Json::array();
    for_each_place(state.layout(), places, [&](const std::vector<std::uint32_t>& args) {
      if (state.holds(RelationId{i}, args))
        tuples.push_back(tuple(places, args));
    });
    result[system.relations[i].name] = {{"#set", std::move(tuples)}};
  }
  for (std::uint32_t i = 0; i < system.functions.size(); ++i) {
    const Function& function = system.functions[i];
    if (!function.is_stated())
      continue;
    Json pairs = Json::array();
    for_each_place(state.layout(), function.places, [&](const std::vector<std::uint32_t>& args) {
      pairs.push_back(
          {tuple(function.places, args), population.names[function.result.index][state.value(FunctionId{i}, args)]});
    });
    result[function.name] = {{"#map", std::move(pairs)}};
  }
  return result;
}

Json action_json(const System& system, const TestCase& test, const Action& action) {
  Json args = Json::object();
  for (std::size_t i = 0; i < action.args.size(); ++i) {
    const Variable& parameter = system[system[action.rule].parameters[i]];
    const std::vector<std::string>& names = test.population.names[parameter.sort.index];
    args[parameter.name] = std::visit(overload{
                                          [&](std::uint32_t index) { return Json(names[index]); },
                                          [&](const std::vector<std::uint32_t>& set) {
                                            Json members = Json::array();
                                            for (const std::uint32_t index : set)
                                              members.push_back(names[index]);
                                            return Json{{"#set", std::move(members)}};
                                          },
                                      },
                                      action.args[i]);
  }
  return args;
}

} // namespace

nlohmann::ordered_json suite_json(const TestSuite& suite) {
  Json tests = Json::array();
  for (const TestCase& test : suite.cases)
    tests.push_back(test_json(*suite.system, test));
  Json result = {{"chaperone", CHAPERONE_VERSION},
                 {"system", suite.system->name},
                 {"rules", suite.rules_file},
                 {"signature", signature(*suite.system)},
                 {"tests", std::move(tests)}};
  if (suite.coverage)
    result["coverage"] = coverage_json(*suite.coverage);
  return result;
}

std::vector<GeneratedFile> write_json_suite(const TestSuite& suite) {
  return {{suite.system->name + "_suite.json", suite_json(suite).dump(2) + "\n"}};
}

std::vector<GeneratedFile> write_itf(const TestSuite& suite) {
  const System& system = *suite.system;
  std::vector<GeneratedFile> files;
  for (const TestCase& test : suite.cases) {
    Json variables = Json::array();
    for (const Relation& it : system.relations)
      if (it.is_stated())
        variables.push_back(it.name);
    for (const Function& it : system.functions)
      if (it.is_stated())
        variables.push_back(it.name);
    for (const char* own : {"mbt::actionTaken", "mbt::args", "mbt::outcome"})
      variables.push_back(own);
    const Replay run = replay(system, bare_scenario(test));
    Json states = Json::array();
    const auto add = [&](const State& state, const std::string& rule, Json args, const std::string& outcome) {
      Json written = itf_state(state, states.size());
      written["mbt::actionTaken"] = rule;
      written["mbt::args"] = std::move(args);
      written["mbt::outcome"] = outcome;
      states.push_back(std::move(written));
    };
    add(run.start, "init", Json::object(), "allowed");
    for (const Played& step : run.steps)
      add(step.after, system[step.action.rule].name, action_json(system, test, step.action),
          step.refusal              ? "refused"
          : step.may_refuse.empty() ? "allowed"
                                    : "either");
    const Json document = {{"#meta", {{"format", "ITF"}, {"source", suite.rules_file}, {"description", test.title}}},
                           {"params", Json::array()},
                           {"vars", std::move(variables)},
                           {"states", std::move(states)}};
    files.push_back({test.name + ".itf.json", document.dump(2) + "\n"});
  }
  return files;
}

} // namespace chaperone::generators::suite::data
