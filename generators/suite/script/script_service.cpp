// See script_service.hpp.
#include "generators/suite/script/script_service.hpp"

#include "model/print/printer.hpp"

#include <algorithm>

namespace chaperone::generators::suite::script {

using namespace model;

namespace {

class Description {
public:
  Description(const System& system, const LookedAt& looked_at, const ScriptNames& names, ScriptService& result)
      : system_(system), looked_at_(looked_at), names_(names), result_(result) {}

  void rules() {
    for (std::uint32_t i = 0; i < system_.rules.size(); ++i) {
      const Rule& rule = system_.rules[i];
      result_.calls.push_back({names_.rules[i],
                               places_of(rule.parameters),
                               ScriptCall::Gives::outcome,
                               {},
                               first_line(rule.doc, rule.told_as.value_or("Try it.")),
                               looked_at_.tried.contains({i})});
    }
  }

  void relations() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const RelationId id{i};
      const Relation& it = system_[id];
      const bool is_given = looked_at_.given_relations.contains(id);
      const bool is_kept = looked_at_.kept.contains(id);
      if (!looked_at_.relations.contains(id) && !is_given && !is_kept)
        continue;
      ScriptTable& table = result_.relations[id] = {is_kept ? "" : it.name, names_.relations[i], places_of(it.places)};
      table.is_symmetric = it.is_symmetric;
      table.is_kept = is_kept;
      if (looked_at_.is_asked(system_, id))
        table.asked = add({table.name,
                           table.places,
                           ScriptCall::Gives::truth,
                           {},
                           first_line(it.doc, "Does `" + it.name + "` hold now?")});
      if (is_given)
        table.given = add({names_.given_relations[i],
                           table.places,
                           ScriptCall::Gives::nothing,
                           {},
                           "From the start: " + first_line(it.doc, "`" + it.name + "` holds."),
                           !looked_at_.never_given.contains(id)});
    }
  }

  void functions() {
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
      const FunctionId id{i};
      const Function& it = system_[id];
      const bool is_given = looked_at_.given_functions.contains(id);
      if (!looked_at_.functions.contains(id) && !is_given)
        continue;
      ScriptTable& table = result_.functions[id] = {it.name, names_.functions[i], places_of(it.places), it.result};
      if (looked_at_.is_asked(system_, id))
        table.asked = add({table.name, table.places, ScriptCall::Gives::value, it.result,
                           first_line(it.doc, "The value of `" + it.name + "` now.")});
      if (is_given) {
        std::vector<ScriptPlace> parameters = table.places;
        parameters.push_back({"value", it.result});
        table.given = add({names_.given_functions[i],
                           parameters,
                           ScriptCall::Gives::nothing,
                           {},
                           "From the start: " + first_line(it.doc, "the value of `" + it.name + "`.")});
      }
    }
  }

  void steps() {
    for (const auto& [id, name] : names_.can) {
      ScriptTable& table = result_.can[id] = {"", name, places_of(system_[id].parameters)};
      table.asked = add({name,
                         table.places,
                         ScriptCall::Gives::truth,
                         {},
                         "Would the service allow `" + system_[id].name + "` now? To ask must not change anything."});
    }
    for (const auto& [id, name] : names_.did) {
      ScriptTable& table = result_.did[id] = {"", name, places_of(system_[id].parameters)};
      table.is_last_step = true;
    }
  }

  void predicates() {
    for (const DefineId id : looked_at_.defines) {
      const Define& it = system_[id];
      ScriptPredicate& added = result_.predicates.emplace_back();
      added = {it.name,
               names_.defines[id.index],
               places_of(it.parameters),
               first_line(it.doc, print(system_, it.body)),
               it.body,
               {}};
      for (std::size_t i = 0; i < it.parameters.size(); ++i)
        added.bound[it.parameters[i]] = added.parameters[i].name;
    }
    for (const Memory& memory : looked_at_.memories) {
      ScriptPredicate& added = result_.predicates.emplace_back();
      const Formula formula = to_remember(memory);
      added = {"",
               names_.remembered.at(memory.relation),
               places_of(memory.variables),
               "Is it to be remembered from now on?",
               formula,
               {}};
      for (std::size_t i = 0; i < memory.variables.size(); ++i)
        added.bound[memory.variables[i]] = added.parameters[i].name;
      added.looks_back = says_was(formula);
      result_.memories.push_back(
          {&result_.relations.at(memory.relation), added.name, memory.is_about_steps, added.looks_back});
    }
    for (const RelationId id : looked_at_.closures(system_))
      result_.closures.push_back({&result_.relations.at(id), id, names_.all_of[system_[id].places[0].sort.index]});
    for (const auto& [id, name] : names_.keeps) {
      const Property& it = system_[id];
      ScriptPredicate& added = result_.predicates.emplace_back();
      added = {it.name, name, {}, first_line(it.doc, print(system_, it.formula)), it.formula, {}};
      added.is_promise = true;
      added.is_negated = it.kind == PropertyKind::never;
      added.looks_back = says_was(it.formula);
      added.is_about_steps = it.is_about_steps;
    }
  }

private:
  std::string add(ScriptCall call) {
    result_.calls.push_back(std::move(call));
    return result_.calls.back().name;
  }

  std::vector<ScriptPlace> places_of(const std::vector<Place>& places) const {
    cpp::NameTable table({"value"}); // of a function comes behind
    std::vector<ScriptPlace> result;
    for (const Place& place : places)
      result.push_back({table.take(names_.identifier(place.name.empty() ? cpp::cpp_variable(system_[place.sort].name)
                                                                        : cpp::cpp_identifier(place.name))),
                        place.sort});
    return result;
  }

  std::vector<ScriptPlace> places_of(const std::vector<VariableId>& parameters) const {
    cpp::NameTable table;
    std::vector<ScriptPlace> result;
    for (const VariableId id : parameters)
      result.push_back(
          {table.take(names_.identifier(cpp::cpp_identifier(system_[id].name))), system_[id].sort, system_[id].is_set});
    return result;
  }

  const System& system_;
  const LookedAt& looked_at_;
  const ScriptNames& names_;
  ScriptService& result_;
};

} // namespace

ScriptService::ScriptService(const System& system, const LookedAt& looked_at, const ScriptNames& names) {
  Description description(system, looked_at, names, *this);
  description.rules();
  description.relations();
  description.functions();
  description.steps();
  description.predicates();
}

std::vector<const ScriptTable*> ScriptService::tables() const {
  std::vector<const ScriptTable*> result;
  const auto add = [&](const auto& all) {
    for (const auto& [id, table] : all)
      result.push_back(&table);
  };
  add(relations);
  add(functions);
  add(can);
  add(did);
  return result;
}

bool ScriptService::asks_for_sets() const {
  for (const auto* tables : {&can, &did})
    for (const auto& [id, table] : *tables)
      if (std::any_of(table.places.begin(), table.places.end(), [](const ScriptPlace& it) { return it.is_set; }))
        return true;
  return false;
}

bool ScriptService::remembers(bool about_steps) const {
  return std::any_of(memories.begin(), memories.end(),
                     [&](const ScriptMemory& it) { return it.is_about_steps == about_steps; });
}

bool ScriptService::remembers_looking_back() const {
  return std::any_of(memories.begin(), memories.end(), [](const ScriptMemory& it) { return it.looks_back; });
}

bool ScriptService::looks_back() const {
  return std::any_of(predicates.begin(), predicates.end(), [](const ScriptPredicate& it) { return it.looks_back; });
}

} // namespace chaperone::generators::suite::script
