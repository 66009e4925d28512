// Formulas worked down to conditions.
#include "records/sql/reduction.hpp"

#include <fmt/format.h>

#include <utility>

namespace chaperone::records {

using namespace model; // the model's words are all of this file's, but for Constant

VariableId Reduction::fresh(const std::string& name, SortId sort) {
  system_.variables.push_back({name, sort, false});
  return {static_cast<std::uint32_t>(system_.variables.size() - 1)};
}

VariableId Reduction::fresh(VariableId like) {
  const Variable variable = system_[like];
  const VariableId made = fresh(variable.name, variable.sort);
  slots_[like] = made;
  return made;
}

Condition Reduction::with_slots(const std::vector<Term>& terms, const Build& build) {
  return with_slots(terms, {}, build);
}

Condition Reduction::with_slots(const std::vector<Term>& terms, std::vector<Slot> made, const Build& build) {
  if (made.size() == terms.size())
    return build(made);
  const auto go_on = [&](Slot slot) {
    std::vector<Slot> longer = made;
    longer.push_back(slot);
    return with_slots(terms, std::move(longer), build);
  };
  return std::visit(overload{
                        [&](VariableId variable) {
                          const auto bound = slots_.find(variable);
                          return go_on(bound == slots_.end() ? Slot(variable) : bound->second);
                        },
                        [&](const Value& value) { return go_on(Constant(value)); },
                        [&](const std::shared_ptr<const Application>& it) {
                          if (system_[it->function].is_individual)
                            return go_on(Constant(it->function));
                          return with_slots(it->args, [&](const std::vector<Slot>& args) {
                            const VariableId value = fresh("value", system_[it->function].result);
                            std::vector<Slot> slots = args;
                            slots.emplace_back(value);
                            Condition is_it = fact(it->function, std::move(slots));
                            return exists({value}, every({std::move(is_it), go_on(value)}), true);
                          });
                        },
                    },
                    terms[made.size()]);
}

std::vector<Condition> Reduction::parts(const std::vector<Formula>& formulas) {
  std::vector<Condition> made;
  for (const Formula& formula : formulas)
    made.push_back(of(formula));
  return made;
}

Condition Reduction::of(const Formula& formula) {
  return std::visit(
      overload{
          [&](const model::Constant& it) { return truth(it.value); },
          [&](const Atom& it) {
            return with_slots(it.args, [&](const std::vector<Slot>& slots) { return fact(it.relation, slots); });
          },
          [&](const Equal& it) {
            return with_slots({it.left, it.right},
                              [&](const std::vector<Slot>& sides) { return same(sides[0], sides[1]); });
          },
          [&](const Member& it) {
            const auto set = sets_.find(it.set);
            if (set == sets_.end()) {
              obstacle_ = fmt::format("the set `{}` is not known", system_[it.set].name);
              return truth(false);
            }
            const Membership is_member = set->second;
            return with_slots({it.element}, [&](const std::vector<Slot>& element) { return is_member(element[0]); });
          },
          [&](const Not& it) { return negated(of(it.body)); },
          [&](const And& it) { return every(parts(it.parts)); },
          [&](const Or& it) { return either(parts(it.parts)); },
          [&](const Implies& it) {
            const Condition left = of(it.left);
            return either({negated(left), of(it.right)});
          },
          [&](const Iff& it) {
            const Condition left = of(it.left), right = of(it.right);
            return either({every({left, right}), every({negated(left), negated(right)})});
          },
          [&](const Quantified& it) { return quantified(it); },
          [&](const Call& it) { return call(it); },
          [&](const Can& it) { return can(it); },
          [&](const Did&) {
            obstacle_ = "it asks what the last step was";
            return truth(false);
          },
          [&](const Was&) {
            obstacle_ = "it asks about the state before the last step";
            return truth(false);
          },
          [&](const Reached& it) { return reached(it); },
          [&](const SomeSet&) {
            obstacle_ = "it asks for any set at all";
            return truth(false);
          },
      },
      formula->kind);
}

Condition Reduction::quantified(const Quantified& it) {
  std::vector<VariableId> variables;
  const auto outer = slots_;
  for (const Binder& binder : it.binders)
    variables.push_back(fresh(binder.variable));
  std::vector<Condition> guards;
  for (const Binder& binder : it.binders)
    if (binder.guard)
      guards.push_back(of(binder.guard));
  const Condition body = of(it.body);
  slots_ = outer;
  const auto both = [&](const Condition& told) {
    std::vector<Condition> all = guards;
    all.push_back(told);
    return every(std::move(all));
  };
  switch (it.kind) {
  case Quantifier::all:
    return negated(exists(variables, both(negated(body))));
  case Quantifier::some:
    return exists(variables, both(body));
  case Quantifier::no:
    return negated(exists(variables, both(body)));
  case Quantifier::one:
    return every({exists(variables, both(body)), negated(at_least(2, variables, both(body)))});
  case Quantifier::lone:
    return negated(at_least(2, variables, both(body)));
  case Quantifier::at_least:
    return at_least(it.count, variables, both(body));
  case Quantifier::at_most:
    return it.count == UINT64_MAX ? truth(true) : negated(at_least(it.count + 1, variables, both(body)));
  }
  return truth(false);
}

Condition Reduction::reached(const Reached& it) {
  const auto outer = slots_;
  const VariableId tail = fresh(it.tail), head = fresh(it.head);
  const Condition step = of(it.step);
  slots_ = outer;
  return with_slots({it.from, it.to}, [&](const std::vector<Slot>& ends) {
    Condition is_reached = chain(tail, head, step, ends[0], ends[1]);
    const auto gone = gone_of(it.closure, tail, head, step);
    if (!gone)
      return is_reached;
    // Among edges that are there, whoever is reached was reached before, and whoever is not was reached over one that
    // is gone. Both say who may be meant, which the chain does not.
    const VariableId one = fresh(it.tail), other = fresh(it.head);
    const auto at_or_before = [&](const Slot& from, const Slot& to) {
      return either({same(from, to), fact(it.closure, {from, to})});
    };
    const Condition over_gone = exists({one, other}, every({replaced(*gone, {{tail, Slot(one)}, {head, Slot(other)}}),
                                                            at_or_before(ends[0], one), at_or_before(other, ends[1])}));
    return every({fact(it.closure, ends), either({negated(over_gone), is_reached})});
  });
}

std::optional<Condition> Reduction::gone_of(RelationId closure, VariableId tail, VariableId head,
                                            const Condition& step) const {
  const auto* base = std::get_if<RelationId>(&system_[closure].closure_of);
  const auto* all = std::get_if<Every>(&step->kind);
  if (base == nullptr || all == nullptr)
    return std::nullopt;
  const auto is_edge = [&](const Condition& part) {
    const auto* it = std::get_if<Fact>(&part->kind);
    return it != nullptr && it->symbol == Symbol(*base) && it->slots == std::vector<Slot>{tail, head};
  };
  const auto edge = std::ranges::find_if(all->parts, is_edge);
  if (edge == all->parts.end())
    return std::nullopt;
  std::vector<Condition> others;
  for (const Condition& part : all->parts)
    if (part != *edge)
      others.push_back(part);
  return every({*edge, negated(every(std::move(others)))});
}

Condition Reduction::call(const Call& it) {
  return with_slots(it.args, [&](const std::vector<Slot>& slots) {
    const auto outer = slots_;
    const std::vector<VariableId> parameters = system_[it.define].parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      slots_[parameters[i]] = slots[i];
    Condition body = of(system_[it.define].body);
    slots_ = outer;
    return body;
  });
}

Reduction::Membership Reduction::members(const std::vector<Term>& listed) {
  // The terms are read where `can` stands, before its parameters are bound.
  std::vector<std::function<Condition(const Slot&)>> ways;
  for (const Term& term : listed) {
    const auto outer = slots_;
    ways.emplace_back([this, term, outer](const Slot& element) {
      const auto inner = std::exchange(slots_, outer);
      Condition made =
          with_slots({term}, [&](const std::vector<Slot>& member) { return same(element, member.front()); });
      slots_ = inner;
      return made;
    });
  }
  return [ways](const Slot& element) {
    std::vector<Condition> made;
    for (const auto& way : ways)
      made.push_back(way(element));
    return either(std::move(made));
  };
}

Reduction::Membership Reduction::any_members(RuleId rule, VariableId set) {
  const auto wanted = wants_members(system_, asked_by_can(system_[rule]), set);
  if (!wanted)
    obstacle_ = fmt::format("`can {}` asks for any set at all", system_[rule].name);
  return [is_member = wanted.value_or(false)](const Slot&) { return truth(is_member); };
}

Condition Reduction::can(const Can& it) {
  const std::vector<VariableId> parameters = system_[it.rule].parameters;
  std::vector<Term> terms;
  for (const Argument& arg : it.args)
    if (const auto* term = std::get_if<Term>(&arg))
      terms.push_back(*term);
  return with_slots(terms, [&](const std::vector<Slot>& slots) {
    const auto outer = slots_;
    const auto outer_sets = sets_;
    std::vector<VariableId> open;
    std::map<VariableId, Slot> given;
    std::map<VariableId, Membership> sets;
    std::size_t next = 0;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const VariableId parameter = parameters[i];
      std::visit(overload{
                     [&](const Anything&) {
                       if (system_[parameter].is_set) {
                         sets[parameter] = any_members(it.rule, parameter);
                         return;
                       }
                       const Variable like = system_[parameter];
                       open.push_back(fresh(like.name, like.sort));
                       given[parameter] = open.back();
                     },
                     [&](const Term&) { given[parameter] = slots[next++]; },
                     [&](const std::vector<Term>& listed) { sets[parameter] = members(listed); },
                 },
                 it.args[i]);
    }
    for (auto& [parameter, slot] : given)
      slots_[parameter] = slot;
    for (auto& [parameter, is_member] : sets)
      sets_[parameter] = is_member;
    Condition body = every(parts(asked_by_can(system_[it.rule])));
    slots_ = outer;
    sets_ = outer_sets;
    return exists(open, std::move(body));
  });
}

namespace {

/// Notes for each occurrence of `set` whether a member there makes the formula easier to satisfy.
void note_polarity(const System& system, const Formula& formula, VariableId set, bool is_positive,
                   std::set<bool>& found) {
  const auto go = [&](const Formula& part, bool positive) { note_polarity(system, part, set, positive, found); };
  const auto both = [&](const Formula& part) {
    go(part, true);
    go(part, false);
  };
  std::visit(overload{
                 [](const model::Constant&) {},
                 [](const Atom&) {},
                 [](const Equal&) {},
                 [&](const Member& it) {
                   if (it.set == set)
                     found.insert(is_positive);
                 },
                 [&](const Not& it) { go(it.body, !is_positive); },
                 [&](const And& it) {
                   for (const Formula& part : it.parts)
                     go(part, is_positive);
                 },
                 [&](const Or& it) {
                   for (const Formula& part : it.parts)
                     go(part, is_positive);
                 },
                 [&](const Implies& it) {
                   go(it.left, !is_positive);
                   go(it.right, is_positive);
                 },
                 [&](const Iff& it) {
                   both(it.left);
                   both(it.right);
                 },
                 [&](const Quantified& it) {
                   const bool is_all = it.kind == Quantifier::all;
                   const bool is_some = it.kind == Quantifier::some || it.kind == Quantifier::at_least;
                   const bool is_no =
                       it.kind == Quantifier::no || it.kind == Quantifier::lone || it.kind == Quantifier::at_most;
                   for (const Binder& binder : it.binders)
                     if (binder.guard && (is_all || is_some || is_no))
                       go(binder.guard, is_some == is_positive);
                     else if (binder.guard)
                       both(binder.guard);
                   if (is_all || is_some || is_no)
                     go(it.body, is_no ? !is_positive : is_positive);
                   else
                     both(it.body);
                 },
                 [](const Call&) {}, // a define takes no set
                 [](const Can&) {},
                 [](const Did&) {},
                 [&](const Was& it) { go(it.body, is_positive); },
                 [&](const Reached& it) { both(it.step); },
                 [&](const SomeSet& it) { go(it.body, is_positive); },
             },
             formula->kind);
}

} // namespace

std::optional<bool> wants_members(const System& system, const std::vector<Formula>& formulas, VariableId set) {
  std::set<bool> found;
  for (const Formula& formula : formulas)
    note_polarity(system, formula, set, true, found);
  if (found.size() > 1)
    return std::nullopt;
  return !found.empty() && *found.begin();
}

ClosureStep step_of_closure(model::System& system, model::RelationId closure) {
  const auto variable = [&] {
    system.variables.push_back({"x", system[closure].places.front().sort, false});
    return VariableId{static_cast<std::uint32_t>(system.variables.size() - 1)};
  };
  const VariableId from = variable(), to = variable();
  Reduction reduction(system);
  Condition condition = std::visit(overload{
                                       [](std::monostate) { return truth(false); },
                                       [&](model::RelationId base) {
                                         return fact(base, {from, to});
                                       },
                                       [&](model::DefineId define) {
                                         return reduction.of(model::make_formula(model::Call{define, {from, to}}));
                                       },
                                   },
                                   system[closure].closure_of);
  return {std::move(condition), from, to, reduction.obstacle()};
}

} // namespace chaperone::records
