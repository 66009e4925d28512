// Unrolling, first part: formulas in a state (docs/semantics.md, "Formulas").
// Included by unrolling.hpp alone.
#pragma once

#include "solver/encoding/unrolling.hpp"

namespace chaperone::solver::encoding {

template <class World> auto Unrolling<World>::formula(const model::Formula& node, std::uint32_t state) -> Truth {
  using namespace model;
  /// Up to the first that decides: what comes after it is not encoded. Constants that decide nothing are left out.
  const auto parts = [&](const std::vector<Formula>& list, bool is_and) {
    std::vector<Truth> made;
    for (const Formula& part : list) {
      Truth one = formula(part, state);
      if (is_and ? one.is_false() : one.is_true())
        return one;
      if (is_and ? !one.is_true() : !one.is_false())
        made.push_back(std::move(one));
    }
    return is_and ? all_of(made) : any_of(made);
  };
  return std::visit(
      overload{
          [&](const Constant& it) { return truth(it.value); },
          [&](const Atom& it) { return holds(it.relation, terms(it.args, state), state); },
          [&](const Equal& it) { return world_.equal(term(it.left, state), term(it.right, state)); },
          [&](const Member& it) {
            const Set set = std::get<Set>(environment_[it.set.index]);
            return member(*set, term(it.element, state), state);
          },
          [&](const Not& it) { return negation(formula(it.body, state)); },
          [&](const And& it) { return parts(it.parts, true); },
          [&](const Or& it) { return parts(it.parts, false); },
          [&](const Implies& it) { return implication(formula(it.left, state), formula(it.right, state)); },
          [&](const Iff& it) { return equivalence(formula(it.left, state), formula(it.right, state)); },
          [&](const Quantified& it) { return located(node->span, [&] { return quantified(it, state); }); },
          [&](const Call& it) { return call(it, state); },
          [&](const Can& it) { return located(node->span, [&] { return can(it, state); }); },
          [&](const Did& it) { return did(it, state); },
          [&](const Was& it) { return formula(it.body, state - 1); },
          [&](const Reached& it) { return located(node->span, [&] { return reached(it, state); }); },
          [&](const SomeSet& it) { return located(node->span, [&] { return some_set(it, state); }); },
      },
      node->kind);
}

template <class World> typename World::Value Unrolling<World>::term(const model::Term& term_, std::uint32_t state) {
  using namespace model;
  return std::visit(overload{
                        [&](VariableId id) { return std::get<Value>(environment_[id.index]); },
                        [&](const model::Value& value) { return world_.value(value); },
                        [&](const std::shared_ptr<const Application>& it) {
                          return function(it->function, terms(it->args, state), state);
                        },
                    },
                    term_);
}

template <class World>
std::vector<typename World::Value> Unrolling<World>::terms(const std::vector<model::Term>& list, std::uint32_t state) {
  std::vector<Value> values;
  values.reserve(list.size());
  for (const model::Term& one : list)
    values.push_back(term(one, state));
  return values;
}

template <class World>
auto Unrolling<World>::member(const SetValue& set, const Value& element, std::uint32_t state) -> Truth {
  return std::visit(model::overload{
                        [&](const Slot& slot) { return world_.in_set(slot, element); },
                        [&](const std::vector<Value>& listed) {
                          std::vector<Truth> equal;
                          for (const Value& one : listed)
                            equal.push_back(world_.equal(one, element));
                          return any_of(equal);
                        },
                        [&](const model::steps::DecidingSet& deciding) {
                          std::vector<Truth> within;
                          for (const model::steps::SetBound& bound : deciding.bounds) {
                            const Bound bind(*this, bound.variable, element);
                            within.push_back(formula(bound.formula, state));
                          }
                          for (const model::Term& one : deciding.members)
                            within.push_back(world_.equal(term(one, state), element));
                          return deciding.is_intersection ? all_of(within) : any_of(within);
                        },
                    },
                    set);
}

template <class World>
auto Unrolling<World>::guards(const std::vector<model::Binder>& binders, std::uint32_t state) -> Truth {
  std::vector<Truth> parts;
  for (const model::Binder& binder : binders)
    if (binder.guard)
      parts.push_back(formula(binder.guard, state));
  return all_of(parts);
}

template <class World>
std::vector<BoundName> Unrolling<World>::names(const std::vector<model::Binder>& binders, std::uint32_t state,
                                               std::uint32_t copy) const {
  std::vector<BoundName> made;
  for (const model::Binder& binder : binders)
    made.push_back({binder.variable, state, copy, system_[binder.variable].sort});
  return made;
}

template <class World>
template <class Body>
auto Unrolling<World>::with_bound(const std::vector<model::Binder>& binders, std::span<const Value> values, Body body)
    -> Truth {
  Scope scope(*this, binders.size());
  for (std::size_t i = 0; i < binders.size(); ++i)
    scope.bind(binders[i].variable, values[i]);
  return body();
}

template <class World> auto Unrolling<World>::quantified(const model::Quantified& node, std::uint32_t state) -> Truth {
  using model::Quantifier;
  const auto matches = [&](std::span<const Value> values) {
    return with_bound(node.binders, values, [&] {
      return all_of({guards(node.binders, state), formula(node.body, state)});
    });
  };
  const auto at_least = [&](std::uint64_t count) {
    return world_.at_least(
        count, [&](std::uint32_t copy) { return names(node.binders, state, copy); }, matches);
  };
  if constexpr (World::has_every_individual)
    if ((node.kind == Quantifier::all || node.kind == Quantifier::some || node.kind == Quantifier::no) &&
        eliminates(node)) {
      const Truth shown = some_one_by_one(node.binders, node.body, node.kind == Quantifier::all, state);
      return node.kind == Quantifier::some ? shown : negation(shown);
    }
  switch (node.kind) {
  case Quantifier::all:
    return world_.all(names(node.binders, state, 0), [&](std::span<const Value> values) {
      return with_bound(node.binders, values,
                        [&] { return implication(guards(node.binders, state), formula(node.body, state)); });
    });
  case Quantifier::some:
    return world_.some(names(node.binders, state, 0), matches);
  case Quantifier::no:
    return negation(world_.some(names(node.binders, state, 0), matches));
  case Quantifier::one:
    return all_of({world_.some(names(node.binders, state, 0), matches), negation(at_least(2))});
  case Quantifier::lone:
    return negation(at_least(2));
  case Quantifier::at_least:
    return at_least(node.count);
  case Quantifier::at_most:
    break;
  }
  return negation(at_least(node.count + 1));
}

template <class World> auto Unrolling<World>::call(const model::Call& node, std::uint32_t state) -> Truth {
  const model::Define& define = system_[node.define];
  const std::vector<Value> args = terms(node.args, state);
  std::vector<std::uint32_t> memo = key(node.define.index, state, args);
  if (const auto known = calls_.find(memo); known != calls_.end())
    return known->second;
  Scope scope(*this, args.size());
  for (std::size_t i = 0; i < args.size(); ++i)
    scope.bind(define.parameters[i], args[i]);
  Truth made = formula(define.body, state);
  calls_.emplace(std::move(memo), made);
  return made;
}

template <class World> auto Unrolling<World>::can(const model::Can& node, std::uint32_t state) -> Truth {
  return can_with(system_[node.rule], node.args, 0, state);
}

/// Binds the arguments one by one; `_` for an individual is a `some`. Sets come last: what decides an open
/// set may depend on every individual argument.
template <class World>
auto Unrolling<World>::can_with(const model::Rule& rule, const std::vector<model::Argument>& args, std::size_t next,
                                std::uint32_t state) -> Truth {
  using namespace model;
  while (next < args.size() && system_[rule.parameters[next]].is_set)
    ++next;
  if (next == args.size())
    return can_for_some_set(rule, args, 0, state);
  const VariableId parameter = rule.parameters[next];
  if (const Term* given = std::get_if<Term>(&args[next])) {
    const Bound bind(*this, parameter, term(*given, state));
    return can_with(rule, args, next + 1, state);
  }
  return world_.some({BoundName{parameter, state, 0, system_[parameter].sort}}, [&](std::span<const Value> values) {
    const Bound bind(*this, parameter, values[0]);
    return can_with(rule, args, next + 1, state);
  });
}

template <class World>
auto Unrolling<World>::can_for_some_set(const model::Rule& rule, const std::vector<model::Argument>& args,
                                        std::size_t next, std::uint32_t state) -> Truth {
  using namespace model;
  while (next < args.size() && !system_[rule.parameters[next]].is_set)
    ++next;
  if (next == args.size()) {
    std::vector<Truth> parts;
    for (const Formula& asked : asked_by_can(rule))
      parts.push_back(formula(asked, state));
    return all_of(parts);
  }
  const VariableId parameter = rule.parameters[next];
  if (const auto* listed = std::get_if<std::vector<Term>>(&args[next])) {
    const Bound bind(*this, parameter, make_set(terms(*listed, state)));
    return can_for_some_set(rule, args, next + 1, state);
  }
  const auto with_set = [&](SetValue set) {
    const Bound bind(*this, parameter, make_set(std::move(set)));
    return can_for_some_set(rule, args, next + 1, state);
  };
  if (auto deciding = model::steps::deciding_set(rule, parameter))
    return with_set(std::move(*deciding));
  const auto subsets = world_.subsets(system_[parameter].sort);
  if (!subsets)
    throw Unsupported("`can " + rule.name + "(_)` asks for a set that `" + rule.name +
                      "` both needs and limits in ways that are not decided together");
  std::vector<Truth> cases;
  for (const std::vector<Value>& subset : *subsets)
    cases.push_back(all_of({world_.are_there(subset), with_set(subset)}));
  return any_of(cases);
}

template <class World> auto Unrolling<World>::did(const model::Did& node, std::uint32_t state) -> Truth {
  using namespace model;
  const std::vector<Slot> places = slots(node.rule, state - 1);
  std::vector<Truth> parts{selector(state - 1, node.rule)};
  for (std::size_t i = 0; i < node.args.size(); ++i) {
    const VariableId parameter = system_[node.rule].parameters[i];
    if (const Term* given = std::get_if<Term>(&node.args[i]))
      parts.push_back(world_.equal(world_.slot(places[i]), term(*given, state)));
    else if (const auto* listed = std::get_if<std::vector<Term>>(&node.args[i])) {
      const SetValue expected = terms(*listed, state);
      parts.push_back(
          world_.all({BoundName{parameter, state, 0, system_[parameter].sort}}, [&](std::span<const Value> element) {
            return equivalence(world_.in_set(places[i], element[0]), member(expected, element[0], state));
          }));
    }
  }
  return all_of(parts);
}

} // namespace chaperone::solver::encoding
