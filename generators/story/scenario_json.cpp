// Writing scenarios as JSON; reading is in scenario_json_reader.cpp.
#include "generators/story/scenario_json.hpp"

#include <nlohmann/json.hpp>

namespace chaperone::reports {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;

Json argument_json(const Cast& cast, SortId sort, const StepArgument& argument) {
  return std::visit(overload{
                        [&](std::uint32_t index) { return Json(name_of(cast, sort, index)); },
                        [&](const std::vector<std::uint32_t>& set) {
                          Json names = Json::array();
                          for (const std::uint32_t index : set)
                            names.push_back(name_of(cast, sort, index));
                          return names;
                        },
                    },
                    argument);
}

Json step_json(const Cast& cast, const ScenarioStep& step) {
  Json line = action_json(cast, step.action);
  if (step.expected)
    line["expect"] = *step.expected == Outcome::allowed ? "allowed" : "refused";
  if (step.expected_reason)
    line["reason"] = *step.expected_reason;
  return line;
}

void write_run(Json& into, const System& system, const Scenario& scenario) {
  const Cast cast{system, scenario.population};
  into["given"] = Json::array();
  for (const Given& given : scenario.given)
    into["given"].push_back(given_json(cast, given));
  into["steps"] = Json::array();
  for (const ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<ScenarioStep>(&item))
      into["steps"].push_back(step_json(cast, *step));
}

} // namespace

Json given_json(const Cast& cast, const Given& given) {
  Json line = Json::array();
  const auto add_args = [&](const std::string& name, const std::vector<Place>& places, const auto& args) {
    line.push_back(name);
    for (std::size_t i = 0; i < args.size(); ++i)
      line.push_back(name_of(cast, places[i].sort, args[i]));
  };
  std::visit(overload{
                 [&](const GivenTuple& tuple) {
                   add_args(cast.system[tuple.relation].name, cast.system[tuple.relation].places, tuple.args);
                 },
                 [&](const GivenValue& value) {
                   const Function& function = cast.system[value.function];
                   add_args(function.name, function.places, value.args);
                   line.push_back("=");
                   line.push_back(name_of(cast, function.result, value.value));
                 },
             },
             given);
  return line;
}

Json action_json(const Cast& cast, const Action& action) {
  const Rule& rule = cast.system[action.rule];
  Json args = Json::object();
  for (std::size_t i = 0; i < action.args.size(); ++i) {
    const Variable& parameter = cast.system[rule.parameters[i]];
    args[parameter.name] = argument_json(cast, parameter.sort, action.args[i]);
  }
  Json made{{"rule", rule.name}, {"args", std::move(args)}};
  if (rule.actor)
    made["actor"] = made["args"][cast.system[rule.parameters[*rule.actor]].name];
  return made;
}

Json scenario_json(const System& system, const Scenario& scenario) {
  Json result = Json::object();
  write_run(result, system, scenario);
  return result;
}

Json saved_scenario_json(const System& system, const Scenario& scenario, const std::string& rules_path) {
  Json result{{"chaperone", CHAPERONE_VERSION}, {"name", scenario.name}, {"rules", rules_path}};
  result["population"] = Json::object();
  for (std::size_t s = 0; s < system.sorts.size(); ++s)
    if (!system.sorts[s].is_enum)
      result["population"][system.sorts[s].name] = scenario.population.names[s];
  write_run(result, system, scenario);
  result["keeps"] = Json::array();
  for (const ScenarioItem& item : scenario.items)
    if (const auto* keeps = std::get_if<ScenarioKeeps>(&item))
      for (const PropertyId id : keeps->properties)
        result["keeps"].push_back(system[id].name);
  return result;
}

} // namespace chaperone::reports
