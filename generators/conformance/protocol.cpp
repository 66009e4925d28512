// Requests to JSON.
#include "generators/conformance/protocol.hpp"

#include "generators/story/scenario_json.hpp"

#include <nlohmann/json.hpp>

namespace chaperone::conformance {
namespace {

using namespace model;
using Json = nlohmann::ordered_json;

std::string line_of(const Json& request) {
  return request.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json request(std::uint64_t id, const char* verb) {
  return {{"id", id}, {"do", verb}};
}

Json places_json(const System& system, const std::vector<Place>& places) {
  Json list = Json::array();
  for (const Place& place : places) {
    Json line{{"sort", system[place.sort].name}};
    if (!place.name.empty())
      line["name"] = place.name;
    list.push_back(std::move(line));
  }
  return list;
}

Json rule_json(const System& system, const Rule& rule) {
  Json parameters = Json::array();
  for (const VariableId id : rule.parameters) {
    Json line{{"name", system[id].name}, {"sort", system[system[id].sort].name}};
    if (system[id].is_set)
      line["set"] = true;
    parameters.push_back(std::move(line));
  }
  Json line{{"name", rule.name}, {"parameters", std::move(parameters)}};
  if (rule.actor)
    line["actor"] = system[rule.parameters[*rule.actor]].name;
  return line;
}

void add_signature(Json& into, const System& system) {
  for (const char* table : {"sorts", "relations", "functions", "rules"})
    into[table] = Json::array();
  for (const Sort& sort : system.sorts) {
    Json line{{"name", sort.name}};
    if (sort.is_enum)
      line["values"] = sort.names;
    into["sorts"].push_back(std::move(line));
  }
  for (const Relation& relation : system.relations) {
    if (!relation.is_stated())
      continue;
    Json line{{"name", relation.name}, {"places", places_json(system, relation.places)}};
    if (relation.is_fixed)
      line["fixed"] = true;
    if (relation.is_symmetric)
      line["symmetric"] = true;
    into["relations"].push_back(std::move(line));
  }
  for (const Function& function : system.functions) {
    if (!function.is_stated())
      continue;
    Json line{{"name", function.name},
              {"places", places_json(system, function.places)},
              {"result", system[function.result].name}};
    if (function.is_fixed)
      line["fixed"] = true;
    into["functions"].push_back(std::move(line));
  }
  for (const Rule& rule : system.rules)
    into["rules"].push_back(rule_json(system, rule));
}

Json facts_json(const State& start) {
  Json facts = Json::array();
  const reports::Cast cast{start.layout().system(), start.layout().population()};
  for (const Given& given : given_of(start))
    if (std::visit(overload{[&](const GivenTuple& it) { return start.layout().system()[it.relation].is_stated(); },
                            [&](const GivenValue& it) { return start.layout().system()[it.function].is_stated(); }},
                   given))
      facts.push_back(reports::given_json(cast, given));
  return facts;
}

} // namespace

Observed everything(const System& system) {
  Observed all;
  for (std::uint32_t r = 0; r < system.relations.size(); ++r)
    if (!system.relations[r].is_fixed && system.relations[r].is_stated())
      all.relations.push_back({r});
  for (std::uint32_t f = 0; f < system.functions.size(); ++f)
    if (!system.functions[f].is_fixed && system.functions[f].is_stated())
      all.functions.push_back({f});
  return all;
}

std::string hello_request(std::uint64_t id, const System& system) {
  Json line = request(id, "hello");
  line["protocol"] = protocol_version;
  line["chaperone"] = CHAPERONE_VERSION;
  line["system"] = system.name;
  add_signature(line, system);
  return line_of(line);
}

std::string reset_request(std::uint64_t id, const char* verb, const std::string& scenario, const System& system,
                          const Population& population, const State* start) {
  Json line = request(id, verb);
  line["scenario"] = scenario;
  line["population"] = Json::object();
  for (std::size_t s = 0; s < system.sorts.size(); ++s)
    if (!system.sorts[s].is_enum)
      line["population"][system.sorts[s].name] = population.names[s];
  line["facts"] = start != nullptr ? facts_json(*start) : Json::array();
  return line_of(line);
}

std::string given_request(std::uint64_t id, const State& start) {
  Json line = request(id, "given");
  line["facts"] = facts_json(start);
  return line_of(line);
}

std::string step_request(std::uint64_t id, const System& system, const Population& population, const Action& action) {
  Json line = request(id, "step");
  line.update(reports::action_json({system, population}, action));
  return line_of(line);
}

std::string ask_request(std::uint64_t id, const System& system, const Observed& observed) {
  Json line = request(id, "ask");
  line["of"] = Json::array();
  for (const RelationId relation : observed.relations)
    line["of"].push_back(system[relation].name);
  for (const FunctionId function : observed.functions)
    line["of"].push_back(system[function].name);
  return line_of(line);
}

std::string bye_request(std::uint64_t id) {
  return line_of(request(id, "bye"));
}

} // namespace chaperone::conformance
