// Unrolling, fourth part: what a closure is in another state than the one that is read, and what is asked of some set
// (docs/semantics.md, "The past" and "A way back"). Over known individuals both are written out. Over sorts of any size
// the first is a new relation with what is sure of it, which may prove and never refutes; the second is not said.
// Included by unrolling.hpp alone.
#pragma once

#include "model/rules/mentions.hpp"
#include "solver/encoding/unrolling.hpp"

namespace chaperone::solver::encoding {

template <class World> std::vector<model::VariableId> Unrolling<World>::bound_around(const model::Reached& node) const {
  model::Mentions mentions;
  collect_mentions(system_, node.step, mentions);
  std::vector<model::VariableId> found;
  for (const model::VariableId variable : mentions.variables)
    if (variable != node.tail && variable != node.head &&
        !std::holds_alternative<std::monostate>(environment_[variable.index]))
      found.push_back(variable);
  return found;
}

/// What the variables stand for; none where a set is not known by a number.
template <class World>
std::optional<std::vector<std::uint32_t>> Unrolling<World>::key_of(const std::vector<model::VariableId>& variables,
                                                                   std::uint32_t state) {
  std::vector<std::uint32_t> made{state};
  for (const model::VariableId variable : variables) {
    const Binding& binding = environment_[variable.index];
    if (const auto* value = std::get_if<Value>(&binding)) {
      made.push_back(world_.key(*value));
      continue;
    }
    const SetValue& set = *std::get<Set>(binding);
    if (const auto* slot = std::get_if<Slot>(&set)) {
      made.insert(made.end(), {0, slot->step, slot->index});
    } else if (const auto* listed = std::get_if<std::vector<Value>>(&set)) {
      made.insert(made.end(), {1, static_cast<std::uint32_t>(listed->size())});
      for (const Value& one : *listed)
        made.push_back(world_.key(one));
    } else {
      return std::nullopt;
    }
  }
  return made;
}

template <class World> auto Unrolling<World>::reached(const model::Reached& node, std::uint32_t state) -> Truth {
  if constexpr (World::has_every_individual) {
    const auto make = [&] {
      return all_paths(system_[node.tail].sort, [&](const Value& from, const Value& to) {
        Scope scope(*this, 2);
        scope.bind(node.tail, from);
        scope.bind(node.head, to);
        return formula(node.step, state);
      });
    };
    const auto key = key_of(bound_around(node), state);
    Paths made;
    const Paths* paths = &made;
    if (key) {
      const auto known = reached_.find({node.step, *key});
      paths = known != reached_.end() ? &known->second : &(reached_[{node.step, *key}] = make());
    } else {
      made = make();
    }
    const std::vector<Value> ends{term(node.from, state), term(node.to, state)};
    const auto at = [&](const std::vector<Value>& known) {
      return (*paths)[world_.key(known[0])][world_.key(known[1])];
    };
    const std::optional<Truth> by_cases = world_.by_cases(ends, at);
    return by_cases ? *by_cases : at(ends);
  } else {
    return reached_freely(node, state);
  }
}

/// A new relation between what is bound around it and the two ends.
template <class World> auto Unrolling<World>::reached_freely(const model::Reached& node, std::uint32_t state) -> Truth {
  const std::vector<model::VariableId> around = bound_around(node);
  std::vector<Value> args;
  std::vector<std::uint32_t> sets{state};
  std::vector<model::VariableId> individuals, all_sets;
  for (const model::VariableId variable : around)
    (system_[variable].is_set ? all_sets : individuals).push_back(variable);
  const auto key = key_of(all_sets, state);
  if (!key)
    throw Unsupported("it asks what `" + system_[node.closure].name + "` is in another state, for some set");
  const auto [known, is_new] = relations_.try_emplace({node.step, *key}, static_cast<std::uint32_t>(relations_.size()));
  const std::string name = "reached!" + std::to_string(number_) + "!" + std::to_string(known->second);
  if (is_new)
    world_.say_of(name, facts_of(node, name, individuals, state, Sure::of_all),
                  facts_of(node, name, individuals, state, Sure::of_ends));
  for (const model::VariableId variable : individuals)
    args.push_back(std::get<Value>(environment_[variable.index]));
  args.push_back(term(node.from, state));
  args.push_back(term(node.to, state));
  return world_.relates(name, args);
}

/// What is true of the relation, whatever is bound around it: it holds each step and leads on, and where steps have
/// come or gone since the present state, what is sure of the closure after that.
template <class World>
auto Unrolling<World>::facts_of(const model::Reached& node, const std::string& name,
                                const std::vector<model::VariableId>& around, std::uint32_t state, Sure which)
    -> Truth {
  constexpr std::uint32_t own_copy = 5; ///< other than those of for_all_ends and some_pair
  std::vector<BoundName> names;
  for (const model::VariableId variable : around)
    names.push_back({variable, state, own_copy, system_[variable].sort});
  return world_.all(names, [&](std::span<const Value> values) {
    Scope scope(*this, values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      scope.bind(around[i], values[i]);
    const std::vector<Value> outer(values.begin(), values.end());
    const Reach now = [&](const Value& from, const Value& to) {
      std::vector<Value> args = outer;
      args.push_back(from);
      args.push_back(to);
      return world_.relates(name, args);
    };
    const Reach step = [&](const Value& from, const Value& to) {
      Scope ends(*this, 2);
      ends.bind(node.tail, from);
      ends.bind(node.head, to);
      return formula(node.step, state);
    };
    std::vector<Truth> facts;
    if (which == Sure::of_ends) {
      add_ends(node.closure, state, step, now, facts);
    } else {
      add_closure_axioms(node.closure, state, step, now, facts);
      if (system_[node.closure].is_symmetric)
        facts.push_back(for_all_ends(node.closure, 2, state, [&](std::span<const Value> x) {
          return equivalence(now(x[0], x[1]), now(x[1], x[0]));
        }));
      add_difference(node.closure, state, step, now, facts);
    }
    return all_of(facts);
  });
}

/// Whoever takes no step reaches nobody, and whom no step leads to is not reached.
template <class World>
void Unrolling<World>::add_ends(model::RelationId closure, std::uint32_t state, const Reach& step, const Reach& now,
                                std::vector<Truth>& facts) {
  constexpr model::VariableId no_variable{UINT32_MAX};
  const model::SortId sort = system_[closure].places[0].sort;
  for (bool is_turned : {false, true})
    facts.push_back(for_all_ends(closure, 1, state, [&](std::span<const Value> x) {
      const auto with_other = [&](std::uint32_t copy, const auto& body) {
        return world_.some({BoundName{no_variable, state, copy, sort}},
                           [&](std::span<const Value> y) { return is_turned ? body(y[0], x[0]) : body(x[0], y[0]); });
      };
      return any_of({with_other(1, step), negation(with_other(2, now))});
    }));
}

/// What a closure and one of other steps have in common.
template <class World>
void Unrolling<World>::add_difference(model::RelationId closure, std::uint32_t state, const Reach& step,
                                      const Reach& now, std::vector<Truth>& facts) {
  const Reach before = [this, closure, state](const Value& from, const Value& to) {
    return closed(closure, {from, to}, state);
  };
  const Reach old_step = [this, closure, state](const Value& from, const Value& to) {
    return leads(closure, from, to, state);
  };
  const auto for_all = [&](auto body) {
    return for_all_ends(closure, 2, state, [&](std::span<const Value> x) { return body(x[0], x[1]); });
  };
  Ends logic = ends(closure, state);
  const auto gone = [&](const Value& x, const Value& y) { return all_of({old_step(x, y), negation(step(x, y))}); };
  const auto over = [&](const Value& x, const Value& y) { return closures::goes_over(logic, before, gone, x, y); };
  const Truth none_came =
      for_all([&](const Value& x, const Value& y) { return implication(step(x, y), old_step(x, y)); });
  facts.push_back(implication(
      none_came, for_all([&](const Value& x, const Value& y) { return implication(now(x, y), before(x, y)); })));
  facts.push_back(for_all([&](const Value& x, const Value& y) {
    return implication(closures::without_edges_of_forest(logic, before, over(x, y), x, y), now(x, y));
  }));
  facts.push_back(implication(
      all_of({none_came, is_forest(closure, state)}),
      for_all([&](const Value& x, const Value& y) { return implication(now(x, y), negation(over(x, y))); })));
}

template <class World> auto Unrolling<World>::some_set(const model::SomeSet& node, std::uint32_t state) -> Truth {
  const auto subsets = world_.subsets(system_[node.set].sort);
  if (!subsets)
    throw Unsupported("it asks for a set that it both needs and limits in ways that are not decided together");
  std::vector<Truth> cases;
  for (const std::vector<Value>& subset : *subsets) {
    const Bound bind(*this, node.set, make_set(subset));
    cases.push_back(all_of({world_.are_there(subset), formula(node.body, state)}));
  }
  return any_of(cases);
}

} // namespace chaperone::solver::encoding
