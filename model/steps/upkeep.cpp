// See upkeep.hpp.
#include "model/steps/upkeep.hpp"

#include "model/rules/substitution.hpp"
#include "model/steps/after.hpp"
#include "model/steps/set_elimination.hpp"
#include "model/steps/successor.hpp"

#include <map>

namespace chaperone::model::steps {

namespace {

Formula remembered(const Memory& memory, const std::vector<VariableId>& variables) {
  return make_formula(Atom{memory.relation, {variables.begin(), variables.end()}});
}

class Upkeep {
public:
  explicit Upkeep(System& system) : system_(system) {}

  void add(const Memory& memory) {
    for (std::uint32_t i = 0; i < system_.rules.size(); ++i)
      add(memory, RuleId{i});
  }

  void start_empty(const Memory& memory) {
    std::vector<Binder> binders;
    std::vector<VariableId> places;
    for (const VariableId variable : memory.variables) {
      places.push_back({static_cast<std::uint32_t>(system_.variables.size())});
      system_.variables.emplace_back(system_[variable]);
      binders.push_back({places.back(), nullptr});
    }
    const Formula atom = remembered(memory, places);
    system_.inits.push_back({binders.empty() ? make_formula(Not{atom})
                                             : make_formula(Quantified{Quantifier::no, 0, std::move(binders), atom}),
                             {},
                             false,
                             memory.relation});
  }

private:
  /// Written in the state before the step: what is true at the moment that the memory speaks of after it.
  Formula at_its_moment(const Memory& memory, const Formula& formula, RuleId rule,
                        const std::map<VariableId, VariableId>& renamed) {
    Formula own = renewed(system_, formula, renamed);
    if (!memory.is_about_steps)
      return own;
    return After(system_, rule, system_[rule].parameters).of(own);
  }

  void add(const Memory& memory, RuleId rule) {
    const Formula& begins = memory.since ? memory.since : memory.held;
    effect<AddTuple>(memory, rule, [&](const auto& renamed) { return at_its_moment(memory, begins, rule, renamed); });
    if (!memory.since)
      return;
    effect<RemoveTuple>(memory, rule, [&](const auto& renamed) {
      return conjunction({negation(at_its_moment(memory, begins, rule, renamed)),
                          negation(at_its_moment(memory, memory.held, rule, renamed))});
    });
  }

  template <class Kind, class Condition> void effect(const Memory& memory, RuleId rule, Condition condition) {
    std::map<VariableId, VariableId> renamed;
    std::vector<Binder> binders;
    std::vector<Term> args;
    for (const VariableId variable : memory.variables) {
      const VariableId made{static_cast<std::uint32_t>(system_.variables.size())};
      system_.variables.emplace_back(system_[variable]);
      renamed.emplace(variable, made);
      binders.push_back({made, nullptr});
      args.emplace_back(made);
    }
    Effect made{{Kind{memory.relation, std::move(args)}}, std::move(binders), condition(renamed), {}, true};
    if (!is_constant(made.where, false))
      system_.rules[rule.index].effects.push_back(std::move(made));
  }

  System& system_;
};

class Ways {
public:
  Ways(System& system, const WayBack& way) : system_(system), way_(way) {}

  /// Some run of at most `steps` steps, one or more, leads to where `to` holds.
  Formula within(std::size_t steps) {
    std::vector<Formula> ways;
    for (const RuleId rule : way_.rules) {
      // What is aimed at is made anew for each rule: its variables are bound in each.
      const Formula aim = steps == 1 ? way_.to : disjunction({way_.to, within(steps - 1)});
      ways.push_back(by(rule, aim));
    }
    return disjunction(std::move(ways));
  }

private:
  Formula by(RuleId rule, const Formula& aim) {
    std::vector<VariableId> arguments, sets;
    std::vector<Binder> binders;
    std::map<VariableId, VariableId> renamed;
    for (const VariableId parameter : std::vector<VariableId>(system_[rule].parameters)) {
      const VariableId made{static_cast<std::uint32_t>(system_.variables.size())};
      system_.variables.emplace_back(system_[parameter]);
      arguments.push_back(made);
      renamed.emplace(parameter, made);
      if (system_[made].is_set)
        sets.push_back(made);
      else
        binders.push_back({made, nullptr});
    }
    std::vector<Formula> parts;
    for (const Formula& asked : asked_by_can(system_[rule]))
      parts.push_back(renewed(system_, asked, renamed));
    const SymbolMap symbols = identity(system_);
    Transplant own(system_, system_, symbols, [](DefineId id) { return id; });
    for (const auto& [parameter, argument] : renamed)
      own.bind(parameter, argument);
    if (const Formula conflict = conflict_of(system_, {system_[rule].effects, own}); !is_constant(conflict, false))
      parts.push_back(negation(conflict));
    parts.push_back(After(system_, rule, arguments).of(aim));
    Formula body = conjunction(std::move(parts));
    for (const VariableId set : sets)
      body = for_some_set(system_, set, body);
    return binders.empty() ? body : make_formula(Quantified{Quantifier::some, 0, std::move(binders), std::move(body)});
  }

  System& system_;
  const WayBack& way_;
};

} // namespace

Formula or_before(const Formula& since, const Formula& held) {
  return make_formula(Or{{since, make_formula(And{{held, make_formula(Was{since}, since->span)}})}}, since->span);
}

Formula is_remembered(const Memory& memory) {
  Formula atom = remembered(memory, memory.variables);
  if (memory.begins_at_start)
    return make_formula(Or{{memory.stated, atom}}, memory.held->span);
  if (memory.is_about_steps)
    return atom;
  if (!memory.since)
    return make_formula(Or{{atom, memory.held}}, memory.held->span);
  return make_formula(Or{{memory.since, make_formula(And{{memory.held, atom}})}}, memory.held->span);
}

void add_upkeep(System& system, std::size_t first) {
  Upkeep upkeep(system);
  for (std::size_t i = first; i < system.memories.size(); ++i) {
    const Memory memory = system.memories[i];
    upkeep.start_empty(memory);
    upkeep.add(memory);
  }
}

void remake_upkeep(System& system) {
  for (Rule& rule : system.rules)
    std::erase_if(rule.effects, [](const Effect& effect) { return effect.is_upkeep; });
  Upkeep upkeep(system);
  for (const Memory& memory : std::vector<Memory>(system.memories))
    upkeep.add(memory);
  for (Property& property : system.properties)
    if (property.way_back)
      property.formula = always_a_way_back(system, *property.way_back);
}

bool looks_at_runs(const Property& property) {
  return property.asks_past || property.way_back;
}

Formula always_a_way_back(System& system, const WayBack& way) {
  Formula back = disjunction({way.to, Ways(system, way).within(way.within)});
  Formula body = make_formula(Implies{way.from, std::move(back)}, way.from->span);
  if (!way.binders.empty())
    body = make_formula(Quantified{Quantifier::all, 0, way.binders, std::move(body)});
  return body;
}

} // namespace chaperone::model::steps
