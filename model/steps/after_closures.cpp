// Closures after a step. Implements part of after.hpp. Sections "Closures", "The past" and "A way back" of
// docs/semantics.md. Covered by tests/model/after_test.cpp.
#include "model/steps/after.hpp"

#include <algorithm>

namespace chaperone::model::steps {

Formula After::reached(const Formula& own) {
  const auto& it = std::get<Reached>(own->kind);
  return with_values({it.from, it.to}, [&](const std::vector<Term>& ends) {
    return make_formula(Reached{it.closure, it.tail, it.head, of(it.step), ends[0], ends[1]});
  });
}

/// What a closure is when the steps that `step` speaks of are all there are.
Formula After::reached(RelationId closure, const std::vector<Term>& ends,
                       const std::function<Formula(VariableId, VariableId)>& step) {
  const SortId sort = system_[closure].places[0].sort;
  const VariableId tail = fresh("from", sort), head = fresh("to", sort);
  return make_formula(Reached{closure, tail, head, step(tail, head), ends[0], ends[1]});
}

// Named edges that come, one after the other: x reaches y as before, or to one end of the edge and on from its other
// end. Exact for any relation. Edges that go come first.
Formula After::closure(RelationId relation, const std::vector<Term>& args) {
  const auto* define = std::get_if<DefineId>(&system_[relation].closure_of);
  if (define != nullptr)
    return reached(relation, args, [&](VariableId tail, VariableId head) {
      return of(make_formula(Call{*define, {tail, head}}));
    });
  const RelationId base = std::get<RelationId>(system_[relation].closure_of);
  std::vector<Added> added;
  std::vector<Effect> removing;
  for (const Effect& effect : system_[rule_].effects) {
    const bool is_cut = std::ranges::any_of(effect.updates, [&](const Update& update) {
      const auto* remove = std::get_if<RemoveTuple>(&update);
      return remove != nullptr && remove->relation == base;
    });
    if (is_cut)
      removing.push_back(effect);
    else if (!note_added(effect, base, added))
      return reached(relation, args, [&](VariableId tail, VariableId head) {
        return holds_after(system_, saying(), base, {tail, head});
      });
  }
  return with_edges(added, added.size(), args[0], args[1], [&](const Term& from, const Term& to) {
    if (removing.empty())
      return make_formula(Atom{relation, {from, to}});
    return reached(relation, {from, to}, [&](VariableId tail, VariableId head) {
      return holds_after(system_, Saying{removing, own_}, base, {tail, head});
    });
  });
}

/// Notes the edges that an effect adds; false where they are as many as its `for` variables have values.
bool After::note_added(const Effect& effect, RelationId base, std::vector<Added>& added) {
  const Effect there = own_.of(effect);
  for (const Update& update : there.updates) {
    const auto* add = std::get_if<AddTuple>(&update);
    if (add == nullptr || add->relation != base)
      continue;
    if (!there.binders.empty())
      return false;
    added.push_back({add->args[0], add->args[1], there.where});
    if (system_[base].is_symmetric)
      added.push_back({add->args[1], add->args[0], there.where});
  }
  return true;
}

/// From one to the other by ways of `before` and the first so many of the edges.
Formula After::with_edges(const std::vector<Added>& added, std::size_t count, const Term& from, const Term& to,
                          const Ways& before) {
  if (count == 0)
    return before(from, to);
  const Added& edge = added[count - 1];
  const auto is_or_reaches = [&](const Term& one, const Term& two) {
    return disjunction({make_formula(Equal{one, two}), with_edges(added, count - 1, one, two, before)});
  };
  std::vector<Formula> over;
  if (edge.where)
    over.push_back(renewed(system_, edge.where));
  over.push_back(is_or_reaches(from, edge.tail));
  over.push_back(is_or_reaches(edge.head, to));
  return disjunction({with_edges(added, count - 1, from, to, before), conjunction(std::move(over))});
}

} // namespace chaperone::model::steps
