// See effect_formulas.hpp.
#include "generators/memory/effect_formulas.hpp"

#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

Formula either(std::vector<Formula> parts) {
  if (parts.empty())
    return make_formula(Constant{false});
  if (parts.size() == 1)
    return std::move(parts.front());
  return make_formula(Or{std::move(parts)});
}

Formula both(Formula left, Formula right) {
  return make_formula(And{{std::move(left), std::move(right)}});
}

Formula unless_same(Formula left, Formula right) {
  return make_formula(Not{make_formula(Iff{std::move(left), std::move(right)})});
}

Formula some(const std::vector<Binder>& binders, Formula body) {
  if (binders.empty())
    return body;
  return make_formula(Quantified{Quantifier::some, 0, binders, std::move(body)});
}

std::vector<Term> terms(const std::vector<VariableId>& variables) {
  return {variables.begin(), variables.end()};
}

Formula are_equal(const std::vector<Term>& left, const std::vector<Term>& right) {
  std::vector<Formula> parts;
  for (std::size_t i = 0; i < left.size(); ++i)
    parts.push_back(make_formula(Equal{left[i], right[i]}));
  return conjunction(std::move(parts));
}

/// What the effects may write.
struct Written {
  std::set<RelationId> added, removed;
  std::set<FunctionId> set;
};
Written written_by(const std::vector<Effect>& effects) {
  Written result;
  for (const Effect& effect : effects)
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& it) { result.added.insert(it.relation); },
                     [&](const RemoveTuple& it) { result.removed.insert(it.relation); },
                     [&](const SetValue& it) { result.set.insert(it.function); },
                 },
                 update);
  return result;
}

template <class Id> std::set<Id> together(const std::set<Id>& left, const std::set<Id>& right) {
  std::set<Id> result = left;
  result.insert(right.begin(), right.end());
  return result;
}

/// Is it set once, to one value? Then there is nothing that could contradict it.
bool sets_one_place(const std::vector<Effect>& effects, FunctionId function) {
  int ways = 0;
  for (const Effect& effect : effects)
    for (const Update& update : effect.updates)
      if (const auto* set = std::get_if<SetValue>(&update); set && set->function == function)
        ways += effect.binders.empty() ? 1 : 2;
  return ways < 2;
}

} // namespace

struct EffectFormulas::Point {
  std::vector<VariableId> args;
  std::vector<VariableId> value; ///< one, for a function
  std::vector<Binder> binders() const {
    std::vector<Binder> result;
    for (const VariableId variable : args)
      result.push_back({variable, nullptr});
    for (const VariableId variable : value)
      result.push_back({variable, nullptr});
    return result;
  }
};

VariableId EffectFormulas::variable(SortId sort) {
  const VariableId id{static_cast<std::uint32_t>(system_.variables.size())};
  system_.variables.push_back({"at" + std::to_string(id.index), sort, false});
  return id;
}

EffectFormulas::Point EffectFormulas::point(const std::vector<Place>& places, const SortId* result) {
  Point point;
  for (const Place& place : places)
    point.args.push_back(variable(place.sort));
  if (result)
    point.value.push_back(variable(*result));
  return point;
}

/// Some `add` (or `remove`) names the tuple.
Formula EffectFormulas::joins(const std::vector<Effect>& effects, RelationId relation, const Point& at, bool added) {
  std::vector<Formula> ways;
  for (const Effect& effect : effects)
    for (const Update& update : effect.updates) {
      const std::vector<Term>* args = nullptr;
      if (const auto* add = std::get_if<AddTuple>(&update); add && added && add->relation == relation)
        args = &add->args;
      if (const auto* remove = std::get_if<RemoveTuple>(&update); remove && !added && remove->relation == relation)
        args = &remove->args;
      if (!args)
        continue;
      Formula here = are_equal(terms(at.args), *args);
      if (system_[relation].is_symmetric)
        here = either({here, are_equal({at.args[1], at.args[0]}, *args)});
      ways.push_back(some(effect.binders, effect.where ? both(effect.where, here) : here));
    }
  return either(std::move(ways));
}

/// Some `set` names the place, with this value if one is given.
Formula EffectFormulas::is_set(const std::vector<Effect>& effects, FunctionId function, const Point& at,
                               const VariableId* value) {
  std::vector<Formula> ways;
  for (const Effect& effect : effects)
    for (const Update& update : effect.updates)
      if (const auto* set = std::get_if<SetValue>(&update); set && set->function == function) {
        Formula here = are_equal(terms(at.args), set->args);
        if (value)
          here = both(here, make_formula(Equal{*value, set->value}));
        ways.push_back(some(effect.binders, effect.where ? both(effect.where, here) : here));
      }
  return either(std::move(ways));
}

Formula EffectFormulas::names(const std::vector<Effect>& effects, RelationId relation,
                              const std::vector<VariableId>& args) {
  const Point at{args, {}};
  return either({joins(effects, relation, at, true), joins(effects, relation, at, false)});
}

Formula EffectFormulas::names(const std::vector<Effect>& effects, FunctionId function,
                              const std::vector<VariableId>& args) {
  return is_set(effects, function, {args, {}}, nullptr);
}

Formula EffectFormulas::after(const std::vector<Effect>& effects, RelationId relation, const Point& at) {
  const Formula stays =
      both(make_formula(Atom{relation, terms(at.args)}), negation(joins(effects, relation, at, false)));
  return either({joins(effects, relation, at, true), stays});
}

Formula EffectFormulas::after(const std::vector<Effect>& effects, FunctionId function, const Point& at) {
  const Term before = std::make_shared<const Application>(Application{function, terms(at.args)});
  const Formula stays =
      both(make_formula(Equal{at.value.front(), before}), negation(is_set(effects, function, at, nullptr)));
  return either({is_set(effects, function, at, &at.value.front()), stays});
}

Formula EffectFormulas::conflict(const std::vector<Effect>& effects) {
  const Written written = written_by(effects);
  std::vector<Formula> ways;
  for (const RelationId relation : written.added)
    if (written.removed.contains(relation)) {
      const Point at = point(system_[relation].places, nullptr);
      ways.push_back(some(at.binders(), both(joins(effects, relation, at, true), joins(effects, relation, at, false))));
    }
  for (const FunctionId function : written.set) {
    if (sets_one_place(effects, function))
      continue;
    const SortId result = system_[function].result;
    Point at = point(system_[function].places, &result);
    const VariableId first = at.value.front(), second = variable(result);
    at.value.push_back(second);
    ways.push_back(some(at.binders(),
                        conjunction({make_formula(Not{make_formula(Equal{first, second})}),
                                     is_set(effects, function, at, &first), is_set(effects, function, at, &second)})));
  }
  return either(std::move(ways));
}

Formula EffectFormulas::differ(const std::vector<Effect>& effects, const std::vector<Effect>& other) {
  const Written own = written_by(effects), others = written_by(other);
  std::vector<Formula> ways;
  for (const RelationId relation : together(together(own.added, own.removed), together(others.added, others.removed))) {
    const Point at = point(system_[relation].places, nullptr);
    ways.push_back(some(at.binders(), unless_same(after(effects, relation, at), after(other, relation, at))));
  }
  for (const FunctionId function : together(own.set, others.set)) {
    const SortId result = system_[function].result;
    const Point at = point(system_[function].places, &result);
    ways.push_back(some(at.binders(), unless_same(after(effects, function, at), after(other, function, at))));
  }
  ways.push_back(unless_same(conflict(effects), conflict(other)));
  return either(std::move(ways));
}

} // namespace chaperone::generators
