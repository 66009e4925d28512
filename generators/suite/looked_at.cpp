// Walks over all formulas that a suite evaluates.
#include "generators/suite/looked_at.hpp"

#include "model/meaning/interpreter.hpp"
#include "model/rules/mentions.hpp"
#include "model/steps/upkeep.hpp"

#include <algorithm>

namespace chaperone::generators::suite {
namespace {

using namespace chaperone::model;

/// Follows a formula through the defines that it applies.
class Walk {
public:
  Walk(const System& system, LookedAt& found) : system_(system), found_(found) {}

  void operator()(const Formula& formula) {
    std::visit(overload{
                   [](const Constant&) {},
                   [&](const Atom& atom) {
                     relation(atom.relation);
                     terms(atom.args);
                   },
                   [&](const Equal& equal) {
                     term(equal.left);
                     term(equal.right);
                   },
                   [&](const Member& member) { term(member.element); },
                   [&](const Not& inner) { (*this)(inner.body); },
                   [&](const And& both) { formulas(both.parts); },
                   [&](const Or& either) { formulas(either.parts); },
                   [&](const Implies& implies) {
                     (*this)(implies.left);
                     (*this)(implies.right);
                   },
                   [&](const Iff& iff) {
                     (*this)(iff.left);
                     (*this)(iff.right);
                   },
                   [&](const Quantified& quantified) {
                     for (const auto& binder : quantified.binders)
                       if (binder.guard)
                         (*this)(binder.guard);
                     (*this)(quantified.body);
                   },
                   [&](const Call& call) {
                     terms(call.args);
                     define(call.define);
                   },
                   [&](const Can& can) {
                     found_.can.insert(can.rule);
                     arguments(can.args);
                   },
                   [&](const Did& did) {
                     found_.did.insert(did.rule);
                     arguments(did.args);
                   },
                   [&](const Was& was) { (*this)(was.body); },
                   [&](const Reached& reached) {
                     term(reached.from);
                     term(reached.to);
                     (*this)(reached.step);
                   },
                   [&](const SomeSet& some) { (*this)(some.body); },
               },
               formula->kind);
  }

private:
  void define(DefineId id) {
    if (found_.defines.insert(id).second)
      (*this)(system_[id].body);
  }
  void relation(RelationId id) {
    switch (system_[id].upkeep) {
    case Upkeep::rules:
      found_.relations.insert(id);
      return;
    case Upkeep::order:
      found_.kept.insert(id);
      return;
    case Upkeep::closure:
      if (found_.kept.insert(id).second)
        std::visit(overload{
                       [](std::monostate) {},
                       [&](RelationId base) { relation(base); },
                       [&](DefineId base) { define(base); },
                   },
                   system_[id].closure_of);
      return;
    case Upkeep::past:
      if (found_.kept.insert(id).second)
        memory(id);
      return;
    }
  }
  void memory(RelationId id) {
    for (const Memory& it : system_.memories)
      if (it.relation == id) {
        (*this)(it.held);
        if (it.since)
          (*this)(it.since);
        found_.memories.push_back(it);
      }
  }
  void formulas(const std::vector<Formula>& parts) {
    for (const auto& part : parts)
      (*this)(part);
  }
  void term(const Term& term) {
    if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&term)) {
      if (system_[(*application)->function].is_stated())
        found_.functions.insert((*application)->function);
      terms((*application)->args);
    }
  }
  void terms(const std::vector<Term>& all) {
    for (const auto& each : all)
      term(each);
  }
  void arguments(const std::vector<Argument>& args) {
    for (const auto& arg : args)
      std::visit(overload{
                     [](const Anything&) {},
                     [&](const Term& each) { term(each); },
                     [&](const std::vector<Term>& set) { terms(set); },
                 },
                 arg);
  }

  const System& system_;
  LookedAt& found_;
};

} // namespace

bool LookedAt::asks(const System& system) const {
  const auto is_asked_here = [&](auto id) { return is_asked(system, id); };
  return !can.empty() || !did.empty() || !memories.empty() || !closures(system).empty() ||
         std::any_of(relations.begin(), relations.end(), is_asked_here) ||
         std::any_of(functions.begin(), functions.end(), is_asked_here);
}

std::vector<Given> LookedAt::at_start(const System& system, const TestCase& test) const {
  Scenario scenario;
  scenario.population = test.population;
  scenario.given = test.given;
  const Layout layout(system, test.population);
  const State start = initial_state(layout, scenario);
  std::vector<Given> made;
  for (const Given& given : test.given)
    if (std::visit(overload{[&](const GivenTuple& it) { return system[it.relation].is_stated(); },
                            [&](const GivenValue& it) { return system[it.function].is_stated(); }},
                   given))
      made.push_back(given);
  for (const RelationId id : kept)
    if (system[id].upkeep == Upkeep::order)
      for (std::vector<std::uint32_t>& pair : start.tuples(id))
        made.emplace_back(GivenTuple{id, std::move(pair)});
  return made;
}

bool LookedAt::remembers(bool about_steps) const {
  return std::any_of(memories.begin(), memories.end(),
                     [&](const Memory& memory) { return memory.is_about_steps == about_steps; });
}

bool LookedAt::remembers_looking_back() const {
  return std::any_of(memories.begin(), memories.end(),
                     [](const Memory& memory) { return says_was(to_remember(memory)); });
}

std::vector<RelationId> LookedAt::closures(const System& system) const {
  std::vector<RelationId> made;
  std::copy_if(system.closures.begin(), system.closures.end(), std::back_inserter(made),
               [&](RelationId id) { return kept.contains(id); });
  return made;
}

bool asks_past(const TestCase& test) {
  const System& system = *test.system;
  const auto reads_past = [&](const TestItem& item) {
    const auto* expect = std::get_if<TestExpect>(&item);
    Mentions mentions;
    if (expect != nullptr)
      collect_mentions(system, expect->formula, mentions);
    return std::any_of(mentions.relations.begin(), mentions.relations.end(),
                       [&](RelationId id) { return system[id].upkeep == Upkeep::past; });
  };
  return std::any_of(test.keeps.begin(), test.keeps.end(), [&](PropertyId id) { return system[id].asks_past; }) ||
         std::any_of(test.items.begin(), test.items.end(), reads_past);
}

Formula to_remember(const Memory& memory) {
  Memory now = memory;
  now.is_about_steps = now.begins_at_start = false;
  return steps::is_remembered(now);
}

LookedAt look_at(const TestSuite& suite) {
  const System& system = *suite.system;
  LookedAt found;
  Walk walk(system, found);
  for (const auto& test : suite.cases) {
    for (const auto property : test.keeps)
      if (found.properties.insert(property).second) {
        walk(system[property].formula);
        found.has_properties_about_steps = found.has_properties_about_steps || system[property].is_about_steps;
      }
    for (const auto& item : test.items)
      std::visit(overload{
                     [&](const TestStep& step) { found.tried.insert(step.action.rule); },
                     [&](const TestExpect& expect) { walk(expect.formula); },
                 },
                 item);
    for (const auto& given : test.given)
      std::visit(overload{
                     [&](const GivenTuple& tuple) {
                       if (system[tuple.relation].is_stated())
                         found.given_relations.insert(tuple.relation);
                     },
                     [&](const GivenValue& value) {
                       if (system[value.function].is_stated())
                         found.given_functions.insert(value.function);
                     },
                 },
                 given);
  }
  for (const auto& test : suite.cases)
    found.has_exact_tests = found.has_exact_tests || test.is_exact;
  for (std::uint32_t index = 0; index < system.relations.size(); ++index)
    if (!system.relations[index].is_stated()) {
      continue;
    } else if (system.relations[index].is_fixed) {
      if (found.given_relations.insert({index}).second)
        found.never_given.insert({index});
    } else if (found.has_exact_tests) {
      found.relations.insert({index});
    }
  for (std::uint32_t index = 0; index < system.functions.size(); ++index)
    if (!system.functions[index].is_stated())
      continue;
    else if (system.functions[index].is_fixed)
      found.given_functions.insert({index});
    else if (found.has_exact_tests)
      found.functions.insert({index});
  return found;
}

bool says_was(const Formula& formula) {
  const auto any = [](const std::vector<Formula>& parts) {
    for (const auto& part : parts)
      if (says_was(part))
        return true;
    return false;
  };
  return std::visit(overload{
                        [](const Constant&) { return false; },
                        [](const Atom&) { return false; },
                        [](const Equal&) { return false; },
                        [](const Member&) { return false; },
                        [](const Not& inner) { return says_was(inner.body); },
                        [&](const And& both) { return any(both.parts); },
                        [&](const Or& either) { return any(either.parts); },
                        [](const Implies& implies) { return says_was(implies.left) || says_was(implies.right); },
                        [](const Iff& iff) { return says_was(iff.left) || says_was(iff.right); },
                        [](const Quantified& quantified) { return says_was(quantified.body); },
                        [](const Call&) { return false; },
                        [](const Can&) { return false; },
                        [](const Did&) { return false; },
                        [](const Was&) { return true; },
                        [](const Reached& reached) { return says_was(reached.step); },
                        [](const SomeSet& some) { return says_was(some.body); },
                    },
                    formula->kind);
}

} // namespace chaperone::generators::suite
