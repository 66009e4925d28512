// See script_suite.hpp.
#include "generators/suite/script/script_suite.hpp"

#include "generators/reports/check_report.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::generators::suite::script {

using namespace model;

std::string origin_of(const TestSuite& suite) {
  return fmt::format("Made by Chaperone from {}{}. Do not edit: change the rules and generate again.", suite.rules_file,
                     suite.expect_from.empty() ? "" : ", with the outcomes of " + suite.expect_from);
}

std::vector<std::string> ScriptSuite::variables(const std::vector<ScriptPlace>& places) {
  std::vector<std::string> result;
  for (const ScriptPlace& place : places)
    result.push_back(place.name);
  return result;
}

std::string ScriptSuite::one_step(const ScriptClosure& closure, const std::string& from, const std::string& to) const {
  return std::visit(overload{
                        [&](std::monostate) { return language_.truth(false); },
                        [&](RelationId base) {
                          return language_.holds(facts_themselves(), names_.relations[base.index], {from, to});
                        },
                        [&](DefineId base) {
                          return language_.call(facts_themselves(), names_.defines[base.index], {from, to});
                        },
                    },
                    system_[closure.relation].closure_of);
}

void ScriptSuite::write_predicates() {
  for (const ScriptPredicate& it : service_.predicates) {
    const std::string formula = formulas_.text(system_, it.formula, facts_themselves(), nullptr, it.bound);
    write_predicate(it, it.is_negated ? language_.negation(formula) : formula);
  }
}

std::string ScriptSuite::person(SortId sort, std::uint32_t index) const {
  return people_.at({sort, index});
}

std::vector<std::string> ScriptSuite::people(const std::vector<ScriptPlace>& places,
                                             const std::vector<std::uint32_t>& args) const {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < args.size(); ++i)
    result.push_back(person(places[i].sort, args[i]));
  return result;
}

std::vector<std::string> ScriptSuite::arguments(const Action& action, bool in_fact) const {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < action.args.size(); ++i) {
    const SortId sort = system_[system_[action.rule].parameters[i]].sort;
    result.push_back(std::visit(overload{
                                    [&](std::uint32_t index) { return person(sort, index); },
                                    [&](const std::vector<std::uint32_t>& set) {
                                      std::vector<std::string> members;
                                      for (const std::uint32_t index : set)
                                        members.push_back(person(sort, index));
                                      return in_fact ? language_.set_in_fact(members) : language_.set_of(members);
                                    },
                                },
                                action.args[i]));
  }
  return result;
}

void ScriptSuite::write_tests() {
  for (const TestCase& test : suite_.cases)
    write_test(test);
}

void ScriptSuite::write_test(const TestCase& test) {
  open_test(test, tests_.take(names_.identifier(cpp::cpp_identifier(test.name))));
  begin(declare_everybody(test));
  write_start(test);
  std::size_t number = 0;
  for (const TestItem& item : test.items)
    std::visit(overload{
                   [&](const TestStep& step) { write_step(test, step, ++number); },
                   [&](const TestExpect& expect) {
                     out_.line();
                     ask();
                     require(formulas_.text(*test.system, expect.formula, "now", &test.population, {}, locals_),
                             "expect " + print(*test.system, expect.formula, &test.population));
                   },
               },
               item);
  close_test();
}

/// `step_1`, `step1`
std::string ScriptSuite::numbered(const char* what, std::size_t number) const {
  return fmt::format("{}{}{}", what, names_.spelling.camel_case ? "" : "_", number);
}

std::vector<std::vector<std::string>> ScriptSuite::declare_everybody(const TestCase& test) {
  cpp::NameTable locals({"service", "now", "expected", "before"});
  for (std::size_t number = 1; number <= test.items.size(); ++number)
    for (const char* what : {"step", "before"})
      locals.take(numbered(what, number));
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
        variable = language_.value(names_.sorts[sort], names_.values[sort][index]);
      } else {
        variable = locals.take(names_.identifier(cpp::cpp_variable(name)));
        declare({{sort}, variable, name});
      }
      own.push_back(variable);
    }
  }
  locals_ = locals.taken();
  return everybody;
}

void ScriptSuite::write_start(const TestCase& test) {
  for (const Given& given : looked_at_.at_start(system_, test))
    if (const auto* tuple = std::get_if<GivenTuple>(&given)) {
      const ScriptTable& table = service_.relations.at(tuple->relation);
      put("now", table, people(table.places, tuple->args), true);
    }
  for (const auto& [id, table] : service_.functions)
    if (!table.given.empty() || test.is_exact)
      write_function(test, id, table);
  set_up();
  if (test.is_exact) {
    copy_facts("expected");
    ask();
    require_expected();
  } else if (!test.keeps.empty() || asks_past(test)) {
    ask();
    require_kept(test, false, "");
  }
}

void ScriptSuite::write_function(const TestCase& test, FunctionId id, const ScriptTable& table) {
  std::vector<std::uint32_t> args(table.places.size(), 0);
  while (true) {
    std::uint32_t value = 0;
    for (const Given& given : test.given)
      if (const auto* it = std::get_if<GivenValue>(&given); it && it->function == id && it->args == args)
        value = it->value;
    set("now", table, people(table.places, args), person(*table.result, value));
    std::size_t at = args.size();
    while (at > 0 && ++args[at - 1] == test.population.size(table.places[at - 1].sort))
      args[--at] = 0;
    if (at == 0)
      return;
  }
}

void ScriptSuite::write_step(const TestCase& test, const TestStep& step, std::size_t number) {
  out_.line();
  const std::string why = step.may_be_refused        ? ". May be refused."
                          : step.why_refused.empty() ? ""
                                                     : ". Refused: " + step.why_refused;
  out_.comment(comment_marker(), in_comment(fmt::format("{}. {}{}", number, step.told, why)));
  const std::string name = numbered("step", number), before = numbered("before", number);
  const auto looks_back = [&](PropertyId id) { return says_was(system_[id].formula); };
  const bool remembers = asks_past(test);
  if (remembers && service_.remembers(false))
    remember(false, "");
  if (step.expected != Outcome::refused && ((remembers && service_.remembers_looking_back()) ||
                                            std::any_of(test.keeps.begin(), test.keeps.end(), looks_back)))
    copy_facts(before);
  take(name, fmt::format("{}. {}", number, step.told), names_.rules[step.action.rule.index],
       arguments(step.action, false));
  require_outcome(name, step);
  if (!test.is_exact && (!test.keeps.empty() || !step.changed.empty() || remembers))
    ask();
  const bool is_open = step.may_be_refused && !step.changed.empty();
  if (is_open)
    open_if(name, Outcome::allowed);
  write_changed(test, step);
  if (is_open)
    close_block();
  if (test.is_exact) {
    ask();
    require_expected();
  }
  if (remembers && service_.remembers(true))
    remember_step(step, name, before);
  require_kept(test, false, "");
  judge_step(test, step, name, before);
  if (const auto outcome = ends_with(test, step)) { // what follows is about the other one
    open_if(name, *outcome);
    end_test_early();
    close_block();
  }
}

/// In an exact test it is expected from now on; in others it is asked for at once.
void ScriptSuite::write_changed(const TestCase& test, const TestStep& step) {
  for (const ExpectedFact& fact : step.changed)
    std::visit(overload{
                   [&](const ExpectedTuple& it) {
                     const ScriptTable& table = service_.relations.at(it.relation);
                     const auto args = people(table.places, it.args);
                     if (test.is_exact)
                       return put("expected", table, args, it.holds);
                     const std::string truth = language_.holds("now", table.name, args);
                     require(it.holds ? truth : language_.negation(truth), (it.holds ? "" : "no ") + table.name);
                   },
                   [&](const ExpectedValue& it) {
                     const ScriptTable& table = service_.functions.at(it.function);
                     const auto args = people(table.places, it.args);
                     const std::string result = person(*table.result, it.value);
                     if (test.is_exact)
                       return set("expected", table, args, result);
                     require(language_.equality(language_.value_of("now", table.name, args), result), table.symbol);
                   },
               },
               fact);
}

void ScriptSuite::require_kept(const TestCase& test, bool is_about_steps, const std::string& before) {
  for (const PropertyId id : test.keeps) {
    const Property& it = system_[id];
    if (it.is_about_steps != is_about_steps)
      continue;
    std::vector<std::string> args;
    if (says_was(it.formula))
      args.push_back(before);
    require(language_.call("now", names_.keeps.at(id), args), fmt::format("{} {}", reports::word_for(it), it.name));
  }
}

/// What a memory about steps notes once the step was allowed.
void ScriptSuite::remember_step(const TestStep& step, const std::string& name, const std::string& before) {
  if (step.expected == Outcome::refused)
    return;
  if (!step.expected)
    open_if(name, Outcome::allowed);
  if (const auto did = service_.did.find(step.action.rule); did != service_.did.end())
    put("now", did->second, arguments(step.action, true), true);
  remember(true, service_.remembers_looking_back() ? before : "");
  if (!step.expected)
    close_block();
}

/// A refused step changes nothing and is none of the run: promises about steps are not judged by it.
void ScriptSuite::judge_step(const TestCase& test, const TestStep& step, const std::string& name,
                             const std::string& before) {
  const auto is_about_steps = [&](PropertyId id) { return system_[id].is_about_steps; };
  if (step.expected == Outcome::refused || std::none_of(test.keeps.begin(), test.keeps.end(), is_about_steps))
    return;
  if (!step.expected)
    open_if(name, Outcome::allowed);
  if (const auto did = service_.did.find(step.action.rule); did != service_.did.end())
    put("now", did->second, arguments(step.action, true), true);
  require_kept(test, true, before);
  if (!step.expected)
    close_block();
}

} // namespace chaperone::generators::suite::script
