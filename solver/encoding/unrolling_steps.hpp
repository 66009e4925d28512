// Unrolling, second part: what a step requires and what holds after it
// (docs/semantics.md, "Steps"). Included by unrolling.hpp alone.
#pragma once

#include "model/rules/walk.hpp"
#include "solver/encoding/unrolling.hpp"

namespace chaperone::solver::encoding {

template <class World> auto Unrolling<World>::find_writers(const model::System& system) -> Writers {
  using namespace model;
  Writers found;
  found.of_relation.resize(system.relations.size());
  found.of_function.resize(system.functions.size());
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    for (const Effect& effect : system.rules[rule].effects)
      for (const Update& update : effect.updates) {
        const Writer writer{RuleId{rule}, &effect, &update};
        std::visit(overload{
                       [&](const AddTuple& it) { found.of_relation[it.relation.index].push_back(writer); },
                       [&](const RemoveTuple& it) { found.of_relation[it.relation.index].push_back(writer); },
                       [&](const model::SetValue& it) { found.of_function[it.function.index].push_back(writer); },
                   },
                   update);
      }
  return found;
}

template <class World> std::vector<Slot> Unrolling<World>::slots(model::RuleId rule, std::uint32_t step) const {
  const std::vector<model::VariableId>& parameters = system_[rule].parameters;
  std::vector<Slot> made;
  made.reserve(parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const model::Variable& variable = system_[parameters[i]];
    const auto before = std::count_if(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(i),
                                      [&](model::VariableId id) {
                                        const model::Variable& other = system_[id];
                                        return other.sort == variable.sort && other.is_set == variable.is_set;
                                      });
    made.push_back({step, variable.sort, static_cast<std::uint32_t>(before)});
  }
  return made;
}

template <class World>
typename Unrolling<World>::Scope Unrolling<World>::bind_parameters(model::RuleId rule, std::uint32_t step) {
  const std::vector<Slot> places = slots(rule, step);
  Scope scope(*this, places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const model::VariableId parameter = system_[rule].parameters[i];
    Binding binding = system_[parameter].is_set ? Binding(make_set(places[i])) : Binding(world_.slot(places[i]));
    scope.bind(parameter, std::move(binding));
  }
  return scope;
}

template <class World> auto Unrolling<World>::requirements(model::RuleId rule, std::uint32_t step) -> Truth {
  const Scope scope = bind_parameters(rule, step);
  std::vector<Truth> parts;
  for (const model::Requirement& requirement : system_[rule].requirements)
    parts.push_back(formula(requirement.formula, step));
  return all_of(parts);
}

template <class World>
auto Unrolling<World>::formula_with(model::RuleId rule, const model::Formula& node, std::uint32_t step) -> Truth {
  const Scope scope = bind_parameters(rule, step);
  return formula(node, step);
}

template <class World> auto Unrolling<World>::written(model::RuleId rule, std::uint32_t step) -> std::vector<Written> {
  const Scope scope = bind_parameters(rule, step);
  std::vector<Written> made;
  for (const model::Effect& effect : system_[rule].effects)
    for (const model::Update& update : effect.updates) {
      made.push_back({&update, {}});
      for (const model::Term& arg : std::visit(
               [](const auto& it) -> const auto& { return it.args; }, update)) {
        bool is_open = false;
        model::walk_term(arg, [&](const model::Term& part) {
          is_open = is_open || std::ranges::any_of(effect.binders, [&](const model::Binder& binder) {
                      return part == model::Term(binder.variable);
                    });
        });
        made.back().args.emplace_back(model::sort_of(system_, arg),
                                      is_open ? std::nullopt : std::optional(term(arg, step)));
      }
    }
  return made;
}

template <class World>
std::vector<BoundName> Unrolling<World>::place_names(const std::vector<model::Place>& places, std::uint32_t state) {
  constexpr model::VariableId no_variable{UINT32_MAX};
  std::vector<BoundName> bound;
  for (const model::Place& place : places)
    bound.push_back({no_variable, state, static_cast<std::uint32_t>(bound.size()), place.sort});
  return bound;
}

template <class World> auto Unrolling<World>::is_not_empty(model::RelationId relation, std::uint32_t state) -> Truth {
  const std::vector<BoundName> bound = place_names(system_[relation].places, state);
  if (bound.empty())
    return holds(relation, {}, state);
  return world_.some(bound, [&](std::span<const Value> values) {
    return holds(relation, std::vector<Value>(values.begin(), values.end()), state);
  });
}

template <class World>
auto Unrolling<World>::step_constraints(std::uint32_t step, Requirements wanted) -> std::vector<Truth> {
  std::vector<Truth> made;
  const std::vector<Truth>& chosen = selectors_[step];
  made.push_back(any_of(chosen));
  for (std::uint32_t rule = 0; rule < chosen.size(); ++rule) {
    if (chosen[rule].is_false())
      continue;
    if (wanted == Requirements::included)
      made.push_back(implication(chosen[rule], requirements(model::RuleId{rule}, step)));
    made.push_back(implication(chosen[rule], negation(conflict(model::RuleId{rule}, step))));
  }
  made.push_back(negation(world_.count_at_least(chosen, 2)));
  world_.constrain_slots(step, chosen, made);
  constrain_taken(step, chosen, made);
  constrain_closures(step, made);
  return made;
}

template <class World>
auto Unrolling<World>::holds(model::RelationId relation, const std::vector<Value>& args, std::uint32_t state) -> Truth {
  if (system_[relation].upkeep == model::Upkeep::closure)
    return closed(relation, args, state);
  if (state == 0 || system_[relation].is_fixed || writers_.of_relation[relation.index].empty())
    return world_.holds_at_start(relation, args);
  std::vector<std::uint32_t> memo = key(relation.index, state, args);
  if (const auto known = holds_.find(memo); known != holds_.end())
    return known->second;
  std::optional<Truth> made =
      world_.by_cases(args, [&](const std::vector<Value>& known) { return holds(relation, known, state); });
  if (!made)
    made = holds_after_step(relation, args, state - 1);
  holds_.emplace(std::move(memo), *made);
  return *made;
}

template <class World>
auto Unrolling<World>::holds_after_step(model::RelationId relation, const std::vector<Value>& args, std::uint32_t step)
    -> Truth {
  const bool is_symmetric = system_[relation].is_symmetric && world_.key(args[0]) != world_.key(args[1]);
  const std::vector<Value> swapped = is_symmetric ? std::vector<Value>{args[1], args[0]} : args;
  std::vector<Truth> added, removed;
  for (const Writer& writer : writers_.of_relation[relation.index]) {
    const Truth& chosen = selectors_[step][writer.rule.index];
    if (chosen.is_false())
      continue;
    const Scope scope = bind_parameters(writer.rule, step);
    Truth written = writes(writer, args, step);
    if (is_symmetric)
      written = any_of({written, writes(writer, swapped, step)});
    auto& list = std::holds_alternative<model::AddTuple>(*writer.update) ? added : removed;
    list.push_back(all_of({chosen, written}));
  }
  const Truth before = holds(relation, args, step);
  return any_of({any_of(added), all_of({before, negation(any_of(removed))})});
}

template <class World>
typename World::Value Unrolling<World>::function(model::FunctionId id, const std::vector<Value>& args,
                                                 std::uint32_t state) {
  if (state == 0 || system_[id].is_fixed || writers_.of_function[id.index].empty())
    return world_.value_at_start(id, args);
  std::vector<std::uint32_t> memo = key(id.index, state, args);
  if (const auto known = functions_.find(memo); known != functions_.end())
    return known->second;
  std::optional<Value> made = world_.value_by_cases(
      args, system_[id].result, [&](const std::vector<Value>& known) { return function(id, known, state); });
  if (!made) {
    const std::uint32_t step = state - 1;
    typename World::Changes changes(world_, system_[id].result, args, function(id, args, step));
    const std::vector<Writer>& writers = writers_.of_function[id.index];
    for (std::size_t i = 0; i < writers.size(); ++i) {
      const Writer& writer = writers[i];
      const Truth& chosen = selectors_[step][writer.rule.index];
      if (chosen.is_false())
        continue;
      const Scope scope = bind_parameters(writer.rule, step);
      const auto new_value = [&]() -> std::optional<Value> {
        if (takes_any(writer))
          return std::nullopt;
        // A value that mentions no `for` variable, or only those that the place fixes, is a term here.
        const auto& update = std::get<model::SetValue>(*writer.update);
        Scope bound(*this);
        for (const model::Binder& binder : writer.effect->binders) {
          const auto at = std::find(update.args.begin(), update.args.end(), model::Term(binder.variable));
          bound.bind(binder.variable, args[static_cast<std::size_t>(at - update.args.begin())]);
        }
        return term(update.value, step);
      };
      changes.add(
          chosen, {id, step, i}, [&](const Value* value) { return writes_exactly(writer, args, step, value); },
          new_value);
    }
    made = changes.value();
  }
  functions_.emplace(std::move(memo), *made);
  return *made;
}

template <class World> bool Unrolling<World>::takes_any(const Writer& writer) {
  const std::vector<model::Term>& args = std::get<model::SetValue>(*writer.update).args;
  return std::ranges::any_of(writer.effect->binders, [&](const model::Binder& binder) {
    return std::find(args.begin(), args.end(), model::Term(binder.variable)) == args.end();
  });
}

template <class World>
void Unrolling<World>::constrain_taken(std::uint32_t step, const std::vector<Truth>& chosen, std::vector<Truth>& made) {
  for (std::uint32_t f = 0; f < system_.functions.size(); ++f) {
    const model::FunctionId function{f};
    const std::vector<Writer>& writers = writers_.of_function[f];
    for (std::size_t i = 0; i < writers.size(); ++i) {
      const Truth& is_taken = chosen[writers[i].rule.index];
      if (is_taken.is_false() || !takes_any(writers[i]))
        continue;
      const Scope scope = bind_parameters(writers[i].rule, step);
      const auto happens = [&](const std::vector<Value>& place, const Value* value) {
        return writes_exactly(writers[i], place, step, value);
      };
      made.push_back(implication(
          is_taken, world_.constrain_taken({function, step, i}, place_names(system_[function].places, step), happens)));
    }
  }
}

/// The update happens at `place`, for some assignment of its `for` variables. The rule's parameters are bound.
template <class World>
auto Unrolling<World>::writes(const Writer& writer, const std::vector<Value>& place_, std::uint32_t step) -> Truth {
  return writes_exactly(writer, place_, step, nullptr);
}

/// As `writes`, and with `value` only assignments that set that value. A `for` variable that stands alone at a place is
/// that place's value (one-point rule); only the others need a quantifier.
template <class World>
auto Unrolling<World>::writes_exactly(const Writer& writer, const std::vector<Value>& place_, std::uint32_t step,
                                      const Value* value) -> Truth {
  using namespace model;
  const auto& args = std::visit([](const auto& it) -> const std::vector<Term>& { return it.args; }, *writer.update);
  const std::vector<Binder>& binders = writer.effect->binders;
  Scope scope(*this);
  std::vector<bool> is_fixed(args.size(), false);
  std::vector<Binder> open;
  for (const Binder& binder : binders) {
    const auto at = std::find(args.begin(), args.end(), Term(binder.variable));
    if (at == args.end()) {
      open.push_back(binder);
      continue;
    }
    const auto position = static_cast<std::size_t>(at - args.begin());
    is_fixed[position] = true;
    scope.bind(binder.variable, place_[position]);
  }
  const auto condition = [&] {
    std::vector<Truth> parts;
    parts.reserve(args.size() + 3);
    for (std::size_t i = 0; i < args.size(); ++i)
      if (!is_fixed[i]) {
        parts.push_back(world_.equal(term(args[i], step), place_[i]));
        if (parts.back().is_false())
          return truth(false);
      }
    if (value)
      parts.push_back(world_.equal(term(std::get<model::SetValue>(*writer.update).value, step), *value));
    parts.push_back(guards(binders, step));
    if (writer.effect->where)
      parts.push_back(formula(writer.effect->where, step));
    return all_of(parts);
  };
  if (open.empty())
    return condition();
  return world_.some(names(open, step, 0),
                     [&](std::span<const Value> values) { return with_bound(open, values, condition); });
}

template <class World>
auto Unrolling<World>::place(const Writer& writer, std::span<const Value> values, std::uint32_t step) -> Place {
  Place made;
  with_bound(writer.effect->binders, values, [&] {
    made.args = std::visit([&](const auto& it) { return terms(it.args, step); }, *writer.update);
    if (const auto* set = std::get_if<model::SetValue>(writer.update))
      made.value = term(set->value, step);
    return truth(true);
  });
  return made;
}

template <class World>
auto Unrolling<World>::happens(const Writer& writer, std::span<const Value> values, std::uint32_t step) -> Truth {
  return with_bound(writer.effect->binders, values, [&] {
    Truth where = writer.effect->where ? formula(writer.effect->where, step) : truth(true);
    return all_of({guards(writer.effect->binders, step), where});
  });
}

template <class World>
auto Unrolling<World>::clash_of(const Writer& one, const Writer& other, std::uint32_t step, std::span<const Value> ones,
                                std::span<const Value> others) -> Truth {
  const auto same_of = [&](const Place& first, const Place& second) {
    const auto same_place = [&](const std::vector<Value>& left, const std::vector<Value>& right) {
      std::vector<Truth> equal;
      for (std::size_t i = 0; i < left.size(); ++i)
        equal.push_back(world_.equal(left[i], right[i]));
      return all_of(equal);
    };
    Truth same = same_place(first.args, second.args);
    const auto* added = std::get_if<model::AddTuple>(one.update);
    if (added && system_[added->relation].is_symmetric)
      same = any_of({same, same_place({first.args[1], first.args[0]}, second.args)});
    if (first.value)
      same = all_of({same, negation(world_.equal(*first.value, *second.value))});
    return same;
  };
  // Where individuals are known, so are most places: what happens at two that differ need not be encoded.
  if (world_.are_individuals_known() && same_of(place(one, ones, step), place(other, others, step)).is_false())
    return truth(false);
  const Place first = place(one, ones, step);
  const Truth first_happens = happens(one, ones, step);
  const Place second = place(other, others, step);
  const Truth second_happens = happens(other, others, step);
  const Truth same = same_of(first, second);
  return all_of({first_happens, second_happens, same});
}

template <class World>
auto Unrolling<World>::clash(const Writer& one, const Writer& other, std::uint32_t step) -> Truth {
  std::vector<BoundName> bound = names(one.effect->binders, step, 0);
  const std::size_t split = bound.size();
  for (const BoundName& name : names(other.effect->binders, step, 1))
    bound.push_back(name);
  const auto body = [&](std::span<const Value> values) {
    return clash_of(one, other, step, values.first(split), values.subspan(split));
  };
  return bound.empty() ? body({}) : world_.some(bound, body);
}

template <class World> auto Unrolling<World>::conflict(model::RuleId rule, std::uint32_t step) -> Truth {
  const Scope scope = bind_parameters(rule, step);
  std::vector<Truth> found;
  for_each_possible_clash(system_[rule], [&](const ClashingUpdate& one, const ClashingUpdate& other) {
    found.push_back(clash({rule, one.effect, one.update}, {rule, other.effect, other.update}, step));
  });
  return any_of(found);
}

} // namespace chaperone::solver::encoding
