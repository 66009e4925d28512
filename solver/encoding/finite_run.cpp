// See finite_run.hpp.
#include "solver/encoding/finite_run.hpp"

#include "model/scenarios/naming.hpp"
#include "solver/encoding/finite_world.hpp"
#include "solver/encoding/sat.hpp"
#include "solver/encoding/targets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string>

namespace chaperone::solver::encoding {

using namespace model;

namespace {

/// Of more, a totaliser counts.
constexpr std::size_t many_parts = 64;

/// Holds while it lives.
class ChoiceLimit {
public:
  ChoiceLimit(FiniteWorld& world, std::uint64_t most) : world_(world) { world.limit_choices(most); }
  ~ChoiceLimit() { world_.limit_choices(0); }
  ChoiceLimit(const ChoiceLimit&) = delete;
  ChoiceLimit& operator=(const ChoiceLimit&) = delete;

private:
  FiniteWorld& world_;
};

} // namespace

struct FiniteRun::Impl {
  Impl(Session& session, const System& system_, std::vector<std::uint32_t> sizes_, std::uint64_t most_conjunctions)
      : system(system_), sizes(std::move(sizes_)), circuit(most_conjunctions), world(circuit, system, sizes),
        unrolling(system, world), sat(circuit, session.interrupt()) {
    limit(session.settings());
    world.heed(session.interrupt());
    std::vector<Bit> start;
    for (const auto* list : {&system.assumptions, &system.inits})
      for (const Constraint& constraint : *list)
        if (!constraint.empty_relation)
          start.push_back(unrolling.formula(constraint.formula, 0));
    assert_with_axioms(start);
    world.settle(start);
  }

  void limit(const Settings& settings) {
    sat.limit_conflicts(settings.finite_conflicts == 0 ? -1 : static_cast<int>(settings.finite_conflicts));
    most_choices = settings.finite_choices;
  }

  void assert_with_axioms(const std::vector<Bit>& formulas) {
    for (const auto& list : {formulas, world.take_axioms()})
      for (const Bit one : list)
        sat.require(one);
  }

  /// The step that was added last is one of the run.
  void take_step() {
    assert_with_axioms(unrolling.step_constraints(steps));
    ++steps;
  }

  /// A literal that stands for all of `wanted`, for as long as it is assumed.
  Bit literal_for(const std::vector<Bit>& wanted) {
    const Bit literal = circuit.input();
    std::vector<Bit> implied;
    for (const Bit one : wanted)
      implied.push_back(world.implication(literal, one));
    assert_with_axioms(implied);
    return literal;
  }

  /// Encoded once for each length: a question about it then costs no encoding.
  Bit target(const Target& wanted) {
    const std::string name = fmt::format("{} {}", key_of(wanted), steps);
    auto known = targets.find(name);
    if (known == targets.end()) {
      const ChoiceLimit limit(world, most_choices);
      known = targets.emplace(name, literal_for(target_constraints(system, unrolling, world, wanted, steps))).first;
    }
    return known->second;
  }

  void assume_limits(const Limits& limits, std::vector<Bit>& assumptions) {
    if (limits.individuals)
      assumptions.push_back(at_most_individuals(*limits.individuals - individuals_always_there()));
    if (limits.facts)
      assume_facts(*limits.facts, assumptions);
    if (limits.elements)
      assumptions.push_back(at_most(elements_limit, set_elements(), *limits.elements));
  }

  /// Of each sort the first some are there: of many, that is a number in unary already.
  Bit at_most_individuals(std::uint32_t count) {
    std::vector<Bit> all = optional_individuals();
    if (all.size() <= many_parts)
      return at_most(individuals_limit, std::move(all), count);
    if (individuals_limit.outputs.empty())
      for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
        Unary there;
        for (std::uint32_t i = 1; !system.sorts[sort].is_enum && i < sizes[sort]; ++i)
          there.push_back(world.is_there(SortId{sort}, i));
        individuals_limit.outputs = sum(circuit, individuals_limit.outputs, there, UINT32_MAX);
      }
    return limit(individuals_limit, count);
  }

  /// Those that the start itself decides are counted beforehand.
  void assume_facts(std::uint32_t most, std::vector<Bit>& assumptions) {
    std::vector<Bit> open = facts();
    const auto always = static_cast<std::uint32_t>(std::erase_if(open, [](Bit fact) { return fact.is_true(); }));
    std::erase_if(open, [](Bit fact) { return fact.is_false(); });
    assumptions.push_back(most < always ? Bit(false) : at_most(facts_limit, std::move(open), most - always));
  }

  /// A unary counter of a measure, and literals for the limits asked for so far.
  struct Counter {
    std::vector<Bit> parts, outputs;
    std::map<std::uint32_t, Bit> limits;
  };

  Bit at_most(Counter& counter, std::vector<Bit> parts, std::uint32_t count) {
    if (parts != counter.parts || counter.outputs.size() <= count) {
      const bool are_many = parts.size() > many_parts;
      counter.outputs = are_many ? totalised(circuit, parts, count) : circuit.count_in_unary(parts, count);
      counter.parts = std::move(parts);
      counter.limits.clear();
    }
    return limit(counter, count);
  }

  Bit limit(Counter& counter, std::uint32_t count) {
    if (counter.outputs.size() <= count)
      return Bit(true);
    auto known = counter.limits.find(count);
    if (known == counter.limits.end())
      known = counter.limits.emplace(count, literal_for({!counter.outputs[count]})).first;
    return known->second;
  }

  std::uint32_t individuals_always_there() const {
    std::uint32_t count = 0;
    for (const Sort& sort : system.sorts)
      count += sort.is_enum ? 0 : 1;
    return count;
  }
  std::vector<Bit> optional_individuals() const {
    std::vector<Bit> made;
    for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
      for (std::uint32_t i = 1; !system.sorts[sort].is_enum && i < sizes[sort]; ++i)
        made.push_back(world.is_there(SortId{sort}, i));
    return made;
  }
  std::vector<Bit> facts() const {
    std::vector<Bit> made;
    for (std::uint32_t relation = 0; relation < system.relations.size(); ++relation)
      if (system.relations[relation].is_stated()) // an order is told by the names
        for (const auto& [tuple, holds] : world.start_tuples(RelationId{relation}))
          made.push_back(holds);
    for (std::uint32_t function = 0; function < system.functions.size(); ++function)
      if (system[system.functions[function].result].is_enum)
        for (const auto& [tuple, choice] : world.start_values(FunctionId{function}))
          made.push_back(!choice.front());
    return made;
  }
  /// Set slots of every step, as rules use them.
  template <class Visit> void for_each_set_slot(std::uint32_t step, const Rule& rule, Visit visit) const {
    std::vector<std::uint32_t> next(system.sorts.size());
    for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
      const Variable& variable = system[rule.parameters[i]];
      if (variable.is_set)
        visit(i, Slot{step, variable.sort, next[variable.sort.index]++});
    }
  }
  /// Of many, those of one individual stand together: then a SAT solver sees sooner that no fewer do.
  std::vector<Bit> set_elements() {
    std::vector<std::vector<Bit>> slots;
    std::size_t longest = 0, all = 0;
    for (std::uint32_t step = 0; step < unrolling.steps(); ++step)
      for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
        for_each_set_slot(step, system.rules[rule], [&](std::size_t, const Slot& slot) {
          slots.emplace_back();
          for (const Bit element : world.set_elements(slot))
            slots.back().push_back(circuit.conjunction({unrolling.selector(step, RuleId{rule}), element}));
          longest = std::max(longest, slots.back().size());
          all += slots.back().size();
        });
    std::vector<Bit> made;
    if (all <= many_parts)
      for (const std::vector<Bit>& slot : slots)
        made.insert(made.end(), slot.begin(), slot.end());
    else
      for (std::size_t i = 0; i < longest; ++i)
        for (const std::vector<Bit>& slot : slots)
          if (i < slot.size())
            made.push_back(slot[i]);
    return made;
  }

  std::uint32_t chosen_element(const FiniteWorld::Choice& choice) const {
    for (std::uint32_t element = 0; element + 1 < choice.size(); ++element)
      if (sat.value(choice[element]))
        return element;
    return static_cast<std::uint32_t>(choice.size() - 1);
  }

  void read(std::uint32_t length) {
    scenario = {};
    measured = {};
    read_population();
    read_start();
    for (std::uint32_t step = 0; step < length; ++step)
      scenario.items.emplace_back(ScenarioStep{read_action(step), std::nullopt, std::nullopt, {}});
  }

  void read_population() {
    std::vector<std::uint32_t> present;
    for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
      std::uint32_t count = 0;
      while (count < sizes[sort] && sat.value(world.is_there(SortId{sort}, count)))
        ++count;
      present.push_back(count);
      measured.individuals += system.sorts[sort].is_enum ? 0 : count;
    }
    scenario.population = model::name_individuals(system, present);
  }

  void read_start() {
    const auto is_present = [&](const std::vector<Place>& places, const FiniteWorld::Tuple& tuple) {
      for (std::size_t i = 0; i < places.size(); ++i)
        if (tuple[i] >= scenario.population.size(places[i].sort))
          return false;
      return true;
    };
    for (std::uint32_t relation = 0; relation < system.relations.size(); ++relation)
      for (const auto& [tuple, holds] : world.start_tuples(RelationId{relation}))
        if (sat.value(holds)) {
          scenario.given.emplace_back(GivenTuple{RelationId{relation}, tuple});
          measured.facts += system.relations[relation].is_stated() ? 1 : 0;
        }
    for (std::uint32_t function = 0; function < system.functions.size(); ++function) {
      const Function& declared = system.functions[function];
      for (const auto& [tuple, choice] : world.start_values(FunctionId{function})) {
        if (!is_present(declared.places, tuple))
          continue;
        const std::uint32_t value = chosen_element(choice);
        const bool is_enum = system[declared.result].is_enum;
        if (!is_enum || value != 0)
          scenario.given.emplace_back(GivenValue{FunctionId{function}, tuple, value});
        measured.facts += is_enum && value != 0 ? 1 : 0;
      }
    }
  }

  Action read_action(std::uint32_t step) {
    std::uint32_t rule = 0;
    while (rule + 1 < system.rules.size() && !sat.value(unrolling.selector(step, RuleId{rule})))
      ++rule;
    Action action{RuleId{rule}, {}};
    std::vector<std::uint32_t> next(system.sorts.size());
    for (const VariableId parameter : system.rules[rule].parameters) {
      const Variable& variable = system[parameter];
      if (variable.is_set)
        action.args.emplace_back(std::vector<std::uint32_t>{});
      else
        action.args.emplace_back(
            chosen_element(world.choice(world.slot({step, variable.sort, next[variable.sort.index]++}))));
    }
    for_each_set_slot(step, system.rules[rule], [&](std::size_t parameter, const Slot& slot) {
      auto& elements = std::get<std::vector<std::uint32_t>>(action.args[parameter]);
      const std::vector<Bit> propositions = world.set_elements(slot);
      for (std::uint32_t i = 0; i < propositions.size(); ++i)
        if (sat.value(propositions[i]))
          elements.push_back(i);
      measured.elements += static_cast<std::uint32_t>(elements.size());
    });
    return action;
  }

  const System& system;
  std::vector<std::uint32_t> sizes;
  Circuit circuit;
  FiniteWorld world;
  Unrolling<FiniteWorld> unrolling;
  Sat sat;
  std::uint32_t steps = 0;
  std::uint64_t most_choices = 0; ///< to write out a target
  std::map<std::string, Bit> targets;
  Counter individuals_limit, facts_limit, elements_limit;
  Scenario scenario;
  Measures measured;
};

FiniteRun::FiniteRun(Session& session, const System& system, std::vector<std::uint32_t> sizes,
                     std::uint64_t most_conjunctions)
    : impl_(std::make_unique<Impl>(session, system, std::move(sizes), most_conjunctions)) {}
FiniteRun::~FiniteRun() = default;
FiniteRun::FiniteRun(FiniteRun&&) noexcept = default;
FiniteRun& FiniteRun::operator=(FiniteRun&&) noexcept = default;

const std::vector<std::uint32_t>& FiniteRun::sizes() const {
  return impl_->sizes;
}
std::uint32_t FiniteRun::steps() const {
  return impl_->steps;
}
const Measures& FiniteRun::measures() const {
  return impl_->measured;
}
const Scenario& FiniteRun::scenario() const {
  return impl_->scenario;
}

void FiniteRun::limit(const Settings& settings) {
  impl_->limit(settings);
}

void FiniteRun::extend() {
  if (impl_->unrolling.steps() == impl_->steps)
    impl_->unrolling.add_step();
  impl_->take_step();
}

void FiniteRun::extend(const std::vector<RuleId>& rules) {
  impl_->unrolling.add_step(rules);
  impl_->take_step();
}

Reply FiniteRun::find(const Target& target, const Limits& limits) {
  const bool one_more = needs_another_step(target);
  if (one_more && impl_->unrolling.steps() == impl_->steps)
    impl_->unrolling.add_step();
  std::vector<Bit> wanted{impl_->target(target)};
  impl_->assume_limits(limits, wanted);
  std::vector<int> assumptions;
  for (const Bit one : wanted)
    assumptions.push_back(impl_->sat.literal(one));
  switch (impl_->sat.solve(assumptions)) {
  case Sat::Result::satisfiable:
    impl_->read(impl_->steps + (one_more ? 1 : 0));
    return {Answer::satisfiable, {}};
  case Sat::Result::unsatisfiable:
    return {Answer::unsatisfiable, {}};
  case Sat::Result::given_up:
    return {Answer::unknown, "the SAT solver came to its limit"};
  case Sat::Result::interrupted:
    break;
  }
  return {Answer::unknown, "interrupted"};
}

} // namespace chaperone::solver::encoding
