// See script_suite.hpp.
#include "generators/tests/script_suite.hpp"

#include "model/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::generators {

using namespace model;

std::string ScriptSuite::origin() const {
  return fmt::format("Made by Chaperone from {}{}. Do not edit: change the rules and generate again.",
                     suite_.rules_file,
                     suite_.expect_from.empty() ? "" : ", with the outcomes of " + suite_.expect_from);
}

std::string ScriptSuite::joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string result;
  for (const std::string& part : parts)
    result += (result.empty() ? "" : between) + part;
  return result;
}

std::string ScriptSuite::quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

std::string ScriptSuite::first_line(const std::string& doc, const std::string& otherwise) const {
  const std::string line = doc.substr(0, doc.find("\n\n"));
  std::string result;
  for (const char c : line.empty() ? otherwise : line)
    result += c == '\n' ? ' ' : c;
  return result;
}

std::vector<RelationId> ScriptSuite::relations() const {
  std::vector<RelationId> result;
  for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
    if (looked_at_.relations.contains({i}) || looked_at_.given_relations.contains({i}))
      result.push_back({i});
  return result;
}

std::vector<FunctionId> ScriptSuite::functions() const {
  std::vector<FunctionId> result;
  for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
    if (looked_at_.functions.contains({i}) || looked_at_.given_functions.contains({i}))
      result.push_back({i});
  return result;
}

std::vector<std::string> ScriptSuite::place_names(const std::vector<Place>& places) const {
  NameTable table;
  std::vector<std::string> result;
  for (const Place& place : places)
    result.push_back(table.take(
        names_.identifier(place.name.empty() ? cpp_variable(system_[place.sort].name) : cpp_identifier(place.name))));
  return result;
}

std::string ScriptSuite::person(SortId sort, std::uint32_t index) const {
  return people_.at({sort, index});
}

std::vector<std::string> ScriptSuite::people(const std::vector<Place>& places,
                                             const std::vector<std::uint32_t>& args) const {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < args.size(); ++i)
    result.push_back(person(places[i].sort, args[i]));
  return result;
}

void ScriptSuite::write_tests() {
  for (const TestCase& test : suite_.cases)
    write_test(test);
}

void ScriptSuite::write_test(const TestCase& test) {
  open_test(test, tests_.take(names_.identifier(cpp_identifier(test.name))));
  NameTable locals({"service", "now", "expected", "step"});
  for (const auto* taken : {&names_.rules, &names_.all_of, &names_.sorts})
    for (const std::string& name : *taken)
      locals.take(name);
  people_.clear();
  std::vector<std::vector<std::string>> everybody;
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort) {
    std::vector<std::string>& own = everybody.emplace_back();
    for (std::uint32_t index = 0; index < test.population.size({sort}); ++index) {
      const std::string& name = test.population.names[sort][index];
      std::string& variable = people_[{{sort}, index}];
      if (system_.sorts[sort].is_enum) {
        variable = value(names_.sorts[sort], names_.values[sort][index]);
      } else {
        variable = locals.take(names_.identifier(cpp_variable(name)));
        declare({{sort}, variable, name});
      }
      own.push_back(variable);
    }
  }
  begin(everybody);
  for (const Given& given : test.given)
    if (const auto* tuple = std::get_if<GivenTuple>(&given))
      put("now", tuple->relation, people(system_[tuple->relation].places, tuple->args), true);
  for (const FunctionId function : functions())
    if (looked_at_.given_functions.contains(function) || test.is_exact)
      write_function(test, function);
  set_up();
  if (test.is_exact) {
    expect_from_now_on();
    ask();
    require_expected();
  } else if (!test.keeps.empty()) {
    ask();
    require_kept(test);
  }
  std::size_t number = 0;
  for (const TestItem& item : test.items)
    std::visit(overload{
                   [&](const TestStep& step) { write_step(test, step, ++number); },
                   [&](const TestExpect& expect) {
                     out_.line();
                     ask();
                     require(formulas_.text(expect.formula, "now", &test.population),
                             "expect " + print(*test.system, expect.formula, &test.population));
                   },
               },
               item);
  close_test();
}

void ScriptSuite::write_function(const TestCase& test, FunctionId id) {
  const Function& function = system_[id];
  std::vector<std::uint32_t> args(function.places.size(), 0);
  while (true) {
    std::uint32_t value = 0;
    for (const Given& given : test.given)
      if (const auto* it = std::get_if<GivenValue>(&given); it && it->function == id && it->args == args)
        value = it->value;
    set("now", id, people(function.places, args), person(function.result, value));
    std::size_t at = args.size();
    while (at > 0 && ++args[at - 1] == test.population.size(function.places[at - 1].sort))
      args[--at] = 0;
    if (at == 0)
      return;
  }
}

void ScriptSuite::write_step(const TestCase& test, const TestStep& step, std::size_t number) {
  const Rule& rule = system_[step.action.rule];
  std::vector<std::string> args;
  for (std::size_t i = 0; i < step.action.args.size(); ++i) {
    const SortId sort = system_[rule.parameters[i]].sort;
    args.push_back(std::visit(overload{
                                  [&](std::uint32_t index) { return person(sort, index); },
                                  [&](const std::vector<std::uint32_t>& set) {
                                    std::vector<std::string> members;
                                    for (const std::uint32_t index : set)
                                      members.push_back(person(sort, index));
                                    return set_of(members);
                                  },
                              },
                              step.action.args[i]));
  }
  out_.line();
  out_.comment(comment_marker(), fmt::format("{}. {}{}", number, step.told,
                                             step.why_refused.empty() ? "" : ". Refused: " + step.why_refused));
  const std::string name = fmt::format("{}{}", names_.camel_case ? "step" : "step_", number);
  take(name, names_.rules[step.action.rule.index], args);
  require_outcome(name, step);
  const std::string facts = test.is_exact ? "expected" : "now";
  if (!test.is_exact && (!test.keeps.empty() || !step.changed.empty()))
    ask();
  for (const ExpectedFact& fact : step.changed)
    std::visit(overload{
                   [&](const ExpectedTuple& it) {
                     const auto args_of = people(system_[it.relation].places, it.args);
                     const std::string& relation = names_.relations[it.relation.index];
                     if (test.is_exact)
                       return put(facts, it.relation, args_of, it.holds);
                     const std::string truth = holds(facts, relation, args_of);
                     require(it.holds ? truth : negation(truth), (it.holds ? "" : "no ") + relation);
                   },
                   [&](const ExpectedValue& it) {
                     const Function& function = system_[it.function];
                     const auto args_of = people(function.places, it.args);
                     const std::string result = person(function.result, it.value);
                     if (test.is_exact)
                       return set(facts, it.function, args_of, result);
                     require(equality(value_of(facts, names_.functions[it.function.index], args_of), result),
                             function.name);
                   },
               },
               fact);
  if (test.is_exact) {
    ask();
    require_expected();
  }
  require_kept(test);
}

void ScriptSuite::require_kept(const TestCase& test) {
  for (const PropertyId id : test.keeps)
    require(call("now", names_.keeps.at(id), {}),
            fmt::format("{} {}", system_[id].kind == PropertyKind::never ? "never" : "always", system_[id].name));
}

} // namespace chaperone::generators
