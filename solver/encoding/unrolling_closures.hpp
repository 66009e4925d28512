// Unrolling, third part: closures (docs/semantics.md, "Closures"). Over known individuals they are computed in each
// state. Over sorts of any size they are read as any transitive relation that holds what they are the closure of, and
// after a step as a formula says where one is exact, else as a new relation with what is sure of it: such a step may
// prove, and never refutes. Sources: Dong and Su, "Incremental maintenance of recursive views using relational
// calculus", SIGMOD Record 2000; Itzhaky et al., "Effectively-propositional reasoning about reachability", CAV 2013.
// Included by unrolling.hpp alone.
#pragma once

#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"
#include "solver/encoding/closure_formulas.hpp"
#include "solver/encoding/unrolling.hpp"

namespace chaperone::solver::encoding {

/// Pairs of more individuals than these are not looked at for the edge that came.
constexpr std::size_t most_named_ends = 3;

/// What the rule's updates name of this sort, whatever its `for` variables are.
inline std::vector<model::Term> named_by_updates(const model::System& system, model::RuleId rule, model::SortId sort) {
  std::vector<model::Term> named;
  for (const model::Effect& effect : stated_effects(system[rule])) {
    const auto note = [&](const model::Term& term) {
      bool is_open = false;
      model::walk_term(term, [&](const model::Term& part) {
        is_open = is_open || std::ranges::any_of(effect.binders, [&](const model::Binder& binder) {
                    return part == model::Term(binder.variable);
                  });
      });
      if (!is_open && sort_of(system, term) == sort && std::ranges::find(named, term) == named.end())
        named.push_back(term);
    };
    for (const model::Update& update : effect.updates) {
      for (const model::Term& arg : std::visit(
               [](const auto& it) -> const auto& { return it.args; }, update))
        note(arg);
      if (const auto* set = std::get_if<model::SetValue>(&update))
        note(set->value);
    }
  }
  return named;
}

template <class World>
auto Unrolling<World>::closed(model::RelationId closure, const std::vector<Value>& args, std::uint32_t state) -> Truth {
  if (system_[closure].is_fixed)
    state = 0;
  std::vector<std::uint32_t> memo = key(closure.index, state, args);
  if (const auto known = holds_.find(memo); known != holds_.end())
    return known->second;
  std::optional<Truth> made =
      world_.by_cases(args, [&](const std::vector<Value>& known) { return closed(closure, known, state); });
  if (!made) {
    if constexpr (World::has_every_individual)
      made = closed_by_paths(closure, state)[world_.key(args[0])][world_.key(args[1])];
    else
      made = state == 0 ? world_.holds_at_start(closure, args) : closed_after_step(closure, args, state - 1);
  }
  holds_.emplace(std::move(memo), *made);
  return *made;
}

/// One step of what the closure is of.
template <class World>
auto Unrolling<World>::leads(model::RelationId closure, const Value& from, const Value& to, std::uint32_t state)
    -> Truth {
  return std::visit(model::overload{
                        [&](std::monostate) { return truth(false); },
                        [&](model::RelationId base) {
                          return holds(base, {from, to}, state);
                        },
                        [&](model::DefineId base) {
                          const model::Define& define = system_[base];
                          Scope scope(*this, 2);
                          scope.bind(define.parameters[0], from);
                          scope.bind(define.parameters[1], to);
                          return formula(define.body, state);
                        },
                    },
                    system_[closure].closure_of);
}

template <class World>
auto Unrolling<World>::closed_by_paths(model::RelationId closure, std::uint32_t state)
    -> const std::vector<std::vector<Truth>>& {
  const auto [found, is_new] = paths_.try_emplace({closure.index, state});
  if (!is_new)
    return found->second;
  Paths paths = all_paths(system_[closure].places[0].sort,
                          [&](const Value& from, const Value& to) { return leads(closure, from, to, state); });
  return paths_[{closure.index, state}] = std::move(paths);
}

/// By individuals: paths of at most 1, 2, 4, … steps.
template <class World> auto Unrolling<World>::all_paths(model::SortId sort, const Reach& leads) -> Paths {
  const std::uint32_t size = world_.size(sort);
  const auto individual = [&](std::uint32_t index) { return world_.value(model::Value{sort, index}); };
  Paths paths(size, std::vector<Truth>(size, truth(false)));
  for (std::uint32_t from = 0; from < size; ++from)
    for (std::uint32_t to = 0; to < size; ++to) {
      const std::vector<Value> ends{individual(from), individual(to)};
      paths[from][to] = all_of({world_.are_there(ends), leads(ends[0], ends[1])});
    }
  for (std::uint32_t length = 1; length < size; length *= 2) {
    std::vector<std::vector<Truth>> longer = paths;
    for (std::uint32_t from = 0; from < size; ++from)
      for (std::uint32_t to = 0; to < size; ++to) {
        std::vector<Truth> ways{paths[from][to]};
        for (std::uint32_t over = 0; over < size; ++over)
          ways.push_back(all_of({paths[from][over], paths[over][to]}));
        longer[from][to] = any_of(ways);
      }
    paths = std::move(longer);
  }
  return paths;
}

template <class World>
auto Unrolling<World>::is_or_reaches(const Reach& reach, const Value& from, const Value& to) -> Truth {
  return any_of({world_.equal(from, to), reach(from, to)});
}

/// What a rule does to that of which a closure is.
template <class World>
auto Unrolling<World>::base_changes(model::RelationId closure, model::RuleId rule) const -> BaseChanges {
  BaseChanges made;
  const auto* base = std::get_if<model::RelationId>(&system_[closure].closure_of);
  if (base == nullptr) {
    model::Mentions read;
    collect_mentions(system_, model::make_formula(model::Atom{closure, {}}), read);
    const auto writes_some = [&](const std::vector<Writer>& writers) {
      return std::ranges::any_of(writers, [&](const Writer& writer) { return writer.rule == rule; });
    };
    for (const model::RelationId relation : read.relations)
      made.is_unclear = made.is_unclear || writes_some(writers_.of_relation[relation.index]);
    for (const model::FunctionId function : read.functions)
      made.is_unclear = made.is_unclear || writes_some(writers_.of_function[function.index]);
    return made;
  }
  for (const Writer& writer : writers_.of_relation[base->index])
    if (writer.rule == rule)
      (std::holds_alternative<model::AddTuple>(*writer.update) ? made.added : made.removed).push_back(&writer);
  made.adds_sets =
      std::ranges::any_of(made.added, [](const Writer* writer) { return !writer->effect->binders.empty(); });
  return made;
}

template <class World>
auto Unrolling<World>::closed_after_step(model::RelationId closure, const std::vector<Value>& args, std::uint32_t step)
    -> Truth {
  std::vector<Truth> ways, changing;
  for (std::uint32_t rule = 0; rule < selectors_[step].size(); ++rule) {
    const Truth& chosen = selectors_[step][rule];
    if (chosen.is_false())
      continue;
    const BaseChanges changes = base_changes(closure, model::RuleId{rule});
    if (!changes.is_any())
      continue;
    changing.push_back(chosen);
    const Scope scope = bind_parameters(model::RuleId{rule}, step);
    ways.push_back(all_of({chosen, reach_after(closure, model::RuleId{rule}, changes, step)(args[0], args[1])}));
  }
  ways.push_back(all_of({negation(any_of(changing)), closed(closure, args, step)}));
  return any_of(ways);
}

/// The closure after a step of the rule, whose parameters are bound while the result is called.
template <class World>
auto Unrolling<World>::reach_after(model::RelationId closure, model::RuleId rule, const BaseChanges& changes,
                                   std::uint32_t step) -> Reach {
  const auto unclear = [this, closure, rule, step](Stage stage) -> Reach {
    return [this, closure, rule, step, stage](const Value& from, const Value& to) {
      return world_.holds_freely(closure, number_, step, rule.index, static_cast<std::uint32_t>(stage), {from, to});
    };
  };
  Reach reach = [this, closure, step](const Value& from, const Value& to) { return closed(closure, {from, to}, step); };
  if (changes.is_unclear)
    return unclear(Stage::after);
  if (!changes.removed.empty())
    reach = unclear(Stage::cut);
  if (changes.adds_sets)
    return unclear(Stage::after);
  for (const Writer* writer : changes.added) {
    const Place edge = place(*writer, {}, step);
    const Truth is_added = happens(*writer, {}, step);
    const bool is_symmetric = system_[closure].is_symmetric;
    for (bool is_turned : {false, true}) {
      if (is_turned && !is_symmetric)
        continue;
      const Value tail = edge.args[is_turned ? 1 : 0], head = edge.args[is_turned ? 0 : 1];
      reach = [this, closure, step, before = reach, tail, head, is_added](const Value& from, const Value& to) {
        Ends logic = ends(closure, step);
        const Truth with = closures::with_edge(logic, before, tail, head, from, to);
        return any_of({before(from, to), all_of({is_added, with})});
      };
    }
  }
  return reach;
}

/// For all individuals of the closure's sort, so many.
template <class World>
template <class Body>
auto Unrolling<World>::for_all_ends(model::RelationId closure, std::uint32_t count, std::uint32_t state, Body body)
    -> Truth {
  constexpr model::VariableId no_variable{UINT32_MAX};
  std::vector<BoundName> names;
  for (std::uint32_t i = 0; i < count; ++i)
    names.push_back({no_variable, state, i, system_[closure].places[0].sort});
  return world_.all(names, [&](std::span<const Value> values) { return body(values); });
}

/// What is true of the closure of any relation in which `edge` leads on.
template <class World>
void Unrolling<World>::add_closure_axioms(model::RelationId closure, std::uint32_t state, const Reach& edge,
                                          const Reach& reach, std::vector<Truth>& made) {
  made.push_back(for_all_ends(
      closure, 2, state, [&](std::span<const Value> x) { return implication(edge(x[0], x[1]), reach(x[0], x[1])); }));
  made.push_back(for_all_ends(closure, 3, state, [&](std::span<const Value> x) {
    return implication(all_of({reach(x[0], x[1]), reach(x[1], x[2])}), reach(x[0], x[2]));
  }));
}

/// Each individual leads to at most one other, or each is led to by at most one; and there is no circle.
template <class World> auto Unrolling<World>::is_forest(model::RelationId closure, std::uint32_t state) -> Truth {
  const auto leads_on = [&](const Value& from, const Value& to) { return leads(closure, from, to, state); };
  const Truth one_up = for_all_ends(closure, 3, state, [&](std::span<const Value> x) {
    return implication(all_of({leads_on(x[0], x[1]), leads_on(x[0], x[2])}), world_.equal(x[1], x[2]));
  });
  const Truth one_down = for_all_ends(closure, 3, state, [&](std::span<const Value> x) {
    return implication(all_of({leads_on(x[1], x[0]), leads_on(x[2], x[0])}), world_.equal(x[1], x[2]));
  });
  return all_of({any_of({one_up, one_down}), has_no_circle(closure, state)});
}

template <class World> auto Unrolling<World>::has_no_circle(model::RelationId closure, std::uint32_t state) -> Truth {
  return for_all_ends(closure, 1, state, [&](std::span<const Value> x) {
    return negation(closed(closure, {x[0], x[0]}, state));
  });
}

template <class World>
auto Unrolling<World>::common_end(const Writer& writer, std::size_t end, std::uint32_t step) -> std::optional<Value> {
  const model::Term& term_ =
      std::visit([&](const auto& it) -> const model::Term& { return it.args[end]; }, *writer.update);
  bool is_open = false;
  model::walk_term(term_, [&](const model::Term& part) {
    is_open = is_open || std::ranges::any_of(writer.effect->binders, [&](const model::Binder& binder) {
                return part == model::Term(binder.variable);
              });
  });
  return is_open ? std::nullopt : std::optional(term(term_, step));
}

template <class World> auto Unrolling<World>::closure_axioms(Start start) -> std::vector<Truth> {
  std::vector<Truth> made;
  if constexpr (!World::has_every_individual) {
    for (const model::RelationId closure : system_.closures) {
      const Reach edge = [&](const Value& from, const Value& to) { return leads(closure, from, to, 0); };
      const Reach reach = [&](const Value& from, const Value& to) { return closed(closure, {from, to}, 0); };
      add_closure_axioms(closure, 0, edge, reach, made);
      const Truth no_edge =
          for_all_ends(closure, 2, 0, [&](std::span<const Value> x) { return negation(edge(x[0], x[1])); });
      const Truth no_path =
          for_all_ends(closure, 2, 0, [&](std::span<const Value> x) { return negation(reach(x[0], x[1])); });
      made.push_back(implication(no_edge, no_path));
      // On a forest the way up is one: whoever is above lies on it.
      const Truth above_are_in_line = for_all_ends(closure, 3, 0, [&](std::span<const Value> x) {
        return implication(all_of({reach(x[0], x[1]), reach(x[0], x[2])}),
                           any_of({is_or_reaches(reach, x[1], x[2]), reach(x[2], x[1])}));
      });
      const Truth below_are_in_line = for_all_ends(closure, 3, 0, [&](std::span<const Value> x) {
        return implication(all_of({reach(x[1], x[0]), reach(x[2], x[0])}),
                           any_of({is_or_reaches(reach, x[1], x[2]), reach(x[2], x[1])}));
      });
      const Truth one_up = for_all_ends(closure, 3, 0, [&](std::span<const Value> x) {
        return implication(all_of({edge(x[0], x[1]), edge(x[0], x[2])}), world_.equal(x[1], x[2]));
      });
      const Truth one_down = for_all_ends(closure, 3, 0, [&](std::span<const Value> x) {
        return implication(all_of({edge(x[1], x[0]), edge(x[2], x[0])}), world_.equal(x[1], x[2]));
      });
      const Truth next_is_first = for_all_ends(closure, 3, 0, [&](std::span<const Value> x) {
        return implication(all_of({edge(x[0], x[1]), reach(x[0], x[2])}), is_or_reaches(reach, x[1], x[2]));
      });
      const Truth last_is_next = for_all_ends(closure, 3, 0, [&](std::span<const Value> x) {
        return implication(all_of({edge(x[1], x[0]), reach(x[2], x[0])}), is_or_reaches(reach, x[2], x[1]));
      });
      made.push_back(implication(one_up, all_of({above_are_in_line, next_is_first})));
      made.push_back(implication(one_down, all_of({below_are_in_line, last_is_next})));
      if (start == Start::given)
        add_first_steps(closure, made);
    }
  }
  return made;
}

/// Whoever reaches somebody leads to somebody, and whoever is reached is led to. Not for every question: Z3 looks for
/// the next one without an end.
template <class World> void Unrolling<World>::add_first_steps(model::RelationId closure, std::vector<Truth>& made) {
  constexpr model::VariableId no_variable{UINT32_MAX};
  const model::SortId sort = system_[closure].places[0].sort;
  for (bool is_turned : {false, true})
    made.push_back(for_all_ends(closure, 2, 0, [&](std::span<const Value> x) {
      const Truth leads_on = world_.some({BoundName{no_variable, 0, 2, sort}}, [&](std::span<const Value> next) {
        return is_turned ? leads(closure, next[0], x[1], 0) : leads(closure, x[0], next[0], 0);
      });
      return implication(closed(closure, {x[0], x[1]}, 0), leads_on);
    }));
}

template <class World> void Unrolling<World>::constrain_closures(std::uint32_t step, std::vector<Truth>& made) {
  if constexpr (!World::has_every_individual) {
    for (const model::RelationId closure : system_.closures)
      for (std::uint32_t rule = 0; rule < selectors_[step].size() && !system_[closure].is_fixed; ++rule) {
        const Truth& chosen = selectors_[step][rule];
        if (chosen.is_false())
          continue;
        const BaseChanges changes = base_changes(closure, model::RuleId{rule});
        if (!changes.is_unclear && changes.removed.empty() && !changes.adds_sets)
          continue;
        const Scope scope = bind_parameters(model::RuleId{rule}, step);
        std::vector<Truth> facts;
        if (!changes.removed.empty())
          add_cut(closure, model::RuleId{rule}, changes, step, facts);
        if (changes.is_unclear || changes.adds_sets)
          add_growth(closure, model::RuleId{rule}, changes, step, facts);
        made.push_back(implication(chosen, all_of(facts)));
      }
  }
}

/// What is left when some edges are taken away: whoever reached another by no way over one of them still does, and on a
/// forest nobody else.
template <class World>
void Unrolling<World>::add_cut(model::RelationId closure, model::RuleId rule, const BaseChanges& changes,
                               std::uint32_t step, std::vector<Truth>& facts) {
  const Reach before = [this, closure, step](const Value& from, const Value& to) {
    return closed(closure, {from, to}, step);
  };
  const Reach left = [this, closure, rule, step](const Value& from, const Value& to) {
    return world_.holds_freely(closure, number_, step, rule.index, static_cast<std::uint32_t>(Stage::cut), {from, to});
  };
  const bool is_symmetric = system_[closure].is_symmetric;
  const auto over_some = [&](const Value& from, const Value& to) {
    std::vector<Truth> ways;
    for (const Writer* writer : changes.removed)
      ways.push_back(world_.some(names(writer->effect->binders, step, 0), [&](std::span<const Value> values) {
        const Place edge = place(*writer, values, step);
        std::vector<Truth> turns{
            all_of({is_or_reaches(before, from, edge.args[0]), is_or_reaches(before, edge.args[1], to)})};
        if (is_symmetric)
          turns.push_back(all_of({is_or_reaches(before, from, edge.args[1]), is_or_reaches(before, edge.args[0], to)}));
        return all_of(
            {happens(*writer, values, step), leads(closure, edge.args[0], edge.args[1], step), any_of(turns)});
      }));
    return any_of(ways);
  };
  const auto is_removed = [&](const Value& from, const Value& to) {
    std::vector<Truth> ways;
    for (const Writer* writer : changes.removed) {
      ways.push_back(writes(*writer, {from, to}, step));
      if (is_symmetric)
        ways.push_back(writes(*writer, {to, from}, step));
    }
    return any_of(ways);
  };
  const Reach edge = [&](const Value& from, const Value& to) {
    return all_of({leads(closure, from, to, step), negation(is_removed(from, to))});
  };
  add_closure_axioms(closure, step, edge, left, facts);
  Ends logic = ends(closure, step);
  facts.push_back(for_all_ends(closure, 2, step, [&](std::span<const Value> x) {
    const Truth stays = left(x[0], x[1]);
    const Truth sure = closures::without_edges_of_forest(logic, before, over_some(x[0], x[1]), x[0], x[1]);
    return all_of({implication(stays, before(x[0], x[1])), implication(sure, stays)});
  }));
  facts.push_back(implication(is_forest(closure, step), for_all_ends(closure, 2, step, [&](std::span<const Value> x) {
                                return implication(left(x[0], x[1]), negation(over_some(x[0], x[1])));
                              })));
  if (changes.removed.size() == 1 && !is_symmetric)
    add_cut_at_one(closure, *changes.removed.front(), step, before, left, edge, over_some, facts);
}

/// Without circles, a cut at one individual is known exactly.
template <class World>
void Unrolling<World>::add_cut_at_one(model::RelationId closure, const Writer& writer, std::uint32_t step,
                                      const Reach& before, const Reach& left, const Reach& edge, const Reach& over,
                                      std::vector<Truth>& facts) {
  const std::optional<Value> from = common_end(writer, 0, step);
  const std::optional<Value> to = from ? std::nullopt : common_end(writer, 1, step);
  if (!from && !to)
    return;
  Ends logic = ends(closure, step);
  const Truth is_exact = for_all_ends(closure, 2, step, [&](std::span<const Value> x) {
    const Truth is_cut = over(x[0], x[1]);
    return equivalence(left(x[0], x[1]),
                       from ? closures::without_edges_from(logic, before, is_cut, edge, *from, x[0], x[1])
                            : closures::without_edges_to(logic, before, is_cut, edge, *to, x[0], x[1]));
  });
  facts.push_back(implication(has_no_circle(closure, step), is_exact));
}

/// What is sure when edges come for whole sets, or follow from a define.
template <class World>
void Unrolling<World>::add_growth(model::RelationId closure, model::RuleId rule, const BaseChanges& changes,
                                  std::uint32_t step, std::vector<Truth>& facts) {
  const Reach grown = [this, closure, rule, step](const Value& from, const Value& to) {
    return world_.holds_freely(closure, number_, step, rule.index, static_cast<std::uint32_t>(Stage::after),
                               {from, to});
  };
  const Reach edge = [this, closure, step](const Value& from, const Value& to) {
    return leads(closure, from, to, step + 1);
  };
  add_closure_axioms(closure, step, edge, grown, facts);
  if (changes.is_unclear)
    return add_defined_growth(closure, rule, step, grown, facts);
  const bool is_cut = !changes.removed.empty();
  const Reach before = [this, closure, rule, step, is_cut](const Value& from, const Value& to) {
    return is_cut ? world_.holds_freely(closure, number_, step, rule.index, static_cast<std::uint32_t>(Stage::cut),
                                        {from, to})
                  : closed(closure, {from, to}, step);
  };
  const auto over_new = [&](const Value& from, const Value& to) {
    std::vector<Truth> ways;
    for (const Writer* writer : changes.added)
      ways.push_back(world_.some(names(writer->effect->binders, step, 0), [&](std::span<const Value> values) {
        const Place next = place(*writer, values, step);
        return all_of({happens(*writer, values, step), is_or_reaches(before, from, next.args[0]),
                       is_or_reaches(before, next.args[1], to)});
      }));
    return any_of(ways);
  };
  // From one individual to many, or from many to one, no way takes two new edges, but where it comes back.
  const bool is_star = changes.added.size() == 1 && !system_[closure].is_symmetric &&
                       (common_end(*changes.added[0], 0, step) || common_end(*changes.added[0], 1, step));
  facts.push_back(for_all_ends(closure, 2, step, [&](std::span<const Value> x) {
    const Truth held = any_of({before(x[0], x[1]), over_new(x[0], x[1])});
    const Truth now = grown(x[0], x[1]);
    return is_star ? equivalence(now, held) : implication(held, now);
  }));
}

/// What a define says before and after the step shows what became of its edges: some came, some went, or the one edge
/// between two individuals that the rule names came.
template <class World>
void Unrolling<World>::add_defined_growth(model::RelationId closure, model::RuleId rule, std::uint32_t step,
                                          const Reach& grown, std::vector<Truth>& facts) {
  const Reach before = [this, closure, step](const Value& from, const Value& to) {
    return closed(closure, {from, to}, step);
  };
  const auto old_edge = [&](const Value& from, const Value& to) { return leads(closure, from, to, step); };
  const auto new_edge = [&](const Value& from, const Value& to) { return leads(closure, from, to, step + 1); };
  const auto for_all = [&](auto body) {
    return for_all_ends(closure, 2, step, [&](std::span<const Value> x) { return body(x[0], x[1]); });
  };
  const Truth none_went =
      for_all([&](const Value& x, const Value& y) { return implication(old_edge(x, y), new_edge(x, y)); });
  const Truth none_came =
      for_all([&](const Value& x, const Value& y) { return implication(new_edge(x, y), old_edge(x, y)); });
  facts.push_back(implication(
      none_went, for_all([&](const Value& x, const Value& y) { return implication(before(x, y), grown(x, y)); })));
  facts.push_back(implication(
      none_came, for_all([&](const Value& x, const Value& y) { return implication(grown(x, y), before(x, y)); })));
  std::vector<Value> named;
  for (const model::Term& each : named_by_updates(system_, rule, system_[closure].places[0].sort))
    named.push_back(term(each, step));
  if (named.size() > most_named_ends)
    return;
  Ends logic = ends(closure, step);
  for (std::size_t a = 0; a < named.size(); ++a)
    for (std::size_t b = 0; b < named.size(); ++b) {
      if (a == b)
        continue;
      const Truth only_one_came = for_all([&](const Value& x, const Value& y) {
        return implication(new_edge(x, y),
                           any_of({old_edge(x, y), all_of({world_.equal(x, named[a]), world_.equal(y, named[b])})}));
      });
      facts.push_back(implication(only_one_came, for_all([&](const Value& x, const Value& y) {
                                    return implication(grown(x, y),
                                                       closures::with_edge(logic, before, named[a], named[b], x, y));
                                  })));
    }
}

} // namespace chaperone::solver::encoding
