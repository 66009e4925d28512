// See successor.hpp.
#include "model/steps/successor.hpp"

#include "model/rules/substitution.hpp"

#include <algorithm>
#include <set>

namespace chaperone::model::steps {

namespace {

struct Place {
  bool is_relation;
  std::uint32_t symbol;
  auto operator<=>(const Place&) const = default;
};

Place place_of(const Update& update) {
  return std::visit(overload{
                        [](const AddTuple& it) {
                          return Place{true, it.relation.index};
                        },
                        [](const RemoveTuple& it) {
                          return Place{true, it.relation.index};
                        },
                        [](const SetValue& it) {
                          return Place{false, it.function.index};
                        },
                    },
                    update);
}

const std::vector<Term>& args_of(const Update& update) {
  return std::visit([](const auto& it) -> const std::vector<Term>& { return it.args; }, update);
}

Formula equal(Term left, Term right) {
  return make_formula(Equal{std::move(left), std::move(right)});
}

Formula all_equal(const std::vector<Term>& left, const std::vector<Term>& right, bool is_swapped = false) {
  std::vector<Formula> parts;
  for (std::size_t i = 0; i < left.size(); ++i)
    parts.push_back(equal(left[i], right[is_swapped ? left.size() - 1 - i : i]));
  return conjunction(std::move(parts));
}

/// The places are one, in either order where the relation is symmetric.
Formula meets(const System& system, const Place& place, const std::vector<Term>& left, const std::vector<Term>& right) {
  Formula straight = all_equal(left, right);
  if (!place.is_relation || !system.relations[place.symbol].is_symmetric)
    return straight;
  return disjunction({std::move(straight), all_equal(left, right, true)});
}

Formula for_some(std::vector<Binder> binders, Formula body) {
  return binders.empty() ? std::move(body)
                         : make_formula(Quantified{Quantifier::some, 0, std::move(binders), std::move(body)});
}

/// `body` for some assignment of an effect's variables that it acts on.
Formula where_it_acts(const Effect& effect, Formula body) {
  std::vector<Formula> parts;
  if (effect.where)
    parts.push_back(effect.where);
  parts.push_back(std::move(body));
  return for_some(effect.binders, conjunction(std::move(parts)));
}

bool are_different_values(const Term& left, const Term& right) {
  const auto* one = std::get_if<Value>(&left);
  const auto* two = std::get_if<Value>(&right);
  return one != nullptr && two != nullptr && *one != *two;
}

/// Does one assignment's place tell its value, so that one update never meets itself?
bool place_tells_value(const Effect& effect, const SetValue& change) {
  std::set<VariableId> told;
  for (const Term& arg : change.args)
    if (const auto* variable = std::get_if<VariableId>(&arg))
      told.insert(*variable);
  std::set<VariableId> open;
  for (const Binder& binder : effect.binders)
    if (!told.contains(binder.variable))
      open.insert(binder.variable);
  const std::function<bool(const Term&)> is_told = [&](const Term& term) {
    return std::visit(
        overload{
            [&](VariableId variable) { return !open.contains(variable); },
            [](const Value&) { return true; },
            [&](const std::shared_ptr<const Application>& it) { return std::ranges::all_of(it->args, is_told); },
        },
        term);
  };
  return is_told(change.value);
}

/// Could the two be told apart only where they meet: one adds and one removes, or both set?
bool may_clash(const Effect& effect, const Update& one, const Update& two) {
  if (std::holds_alternative<SetValue>(one) != std::holds_alternative<SetValue>(two))
    return false;
  if (const auto* change = std::get_if<SetValue>(&one))
    return &one != &two || !place_tells_value(effect, *change);
  return one.index() != two.index();
}

Formula clash(const System& system, const Effect& first, const Update& one, const Effect& second, const Update& two) {
  const std::vector<Term>& left = args_of(one);
  const std::vector<Term>& right = args_of(two);
  const Place place = place_of(one);
  if (place != place_of(two))
    return make_formula(Constant{false});
  if (!place.is_relation || !system.relations[place.symbol].is_symmetric)
    for (std::size_t i = 0; i < left.size(); ++i)
      if (are_different_values(left[i], right[i]))
        return make_formula(Constant{false});
  std::vector<Formula> parts{meets(system, place, left, right)};
  if (const auto* change = std::get_if<SetValue>(&one))
    parts.push_back(negation(equal(change->value, std::get<SetValue>(two).value)));
  return where_it_acts(first, where_it_acts(second, conjunction(std::move(parts))));
}

std::vector<Binder> places_as_binders(System& to, const std::vector<model::Place>& places) {
  std::vector<Binder> made;
  for (const model::Place& place : places) {
    made.push_back({VariableId{static_cast<std::uint32_t>(to.variables.size())}, nullptr});
    to.variables.push_back({"x", place.sort, false});
  }
  return made;
}

std::vector<Term> as_terms(const std::vector<Binder>& binders) {
  std::vector<Term> terms;
  for (const Binder& binder : binders)
    terms.emplace_back(binder.variable);
  return terms;
}

/// Does the effect act with these arguments of one of its updates equal to `at`? A variable of the effect that is an
/// argument by itself is put in rather than quantified.
Formula acts_at(const Effect& effect, const std::vector<Term>& args, const std::vector<Term>& at, Formula extra) {
  Substitution known;
  std::vector<Formula> parts;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const auto* variable = std::get_if<VariableId>(&args[i]);
    const bool is_open =
        variable != nullptr && std::ranges::find(effect.binders, *variable, &Binder::variable) != effect.binders.end();
    if (!is_open || !known.terms.emplace(*variable, at[i]).second)
      parts.push_back(equal(args[i], at[i]));
  }
  std::vector<Binder> open;
  for (const Binder& binder : effect.binders)
    if (!known.terms.contains(binder.variable))
      open.push_back({binder.variable, binder.guard ? with_terms(binder.guard, known) : nullptr});
    else if (binder.guard)
      parts.push_back(binder.guard);
  if (effect.where)
    parts.push_back(effect.where);
  if (extra)
    parts.push_back(std::move(extra));
  for (Formula& part : parts)
    part = with_terms(part, known);
  return for_some(std::move(open), conjunction(std::move(parts)));
}

/// Does an update of the kind hit that place?
template <class Kind>
Formula hits(System& to, const Saying& said, const Place& place, const std::vector<Term>& at, const Term* value) {
  std::vector<Formula> ways;
  for (const Effect& effect : said.effects)
    for (std::size_t i = 0; i < effect.updates.size(); ++i) {
      const Effect there = said.in.of(effect);
      const auto* update = std::get_if<Kind>(&there.updates[i]);
      if (update == nullptr || place_of(there.updates[i]) != place)
        continue;
      Formula extra;
      if constexpr (std::is_same_v<Kind, SetValue>)
        if (value != nullptr)
          extra = equal(update->value, *value);
      ways.push_back(acts_at(there, update->args, at, extra));
      if (place.is_relation && to.relations[place.symbol].is_symmetric)
        ways.push_back(acts_at(there, update->args, {at.rbegin(), at.rend()}, extra));
    }
  return disjunction(std::move(ways));
}

} // namespace

Formula holds_after(System& to, const Saying& said, RelationId relation, const std::vector<Term>& at) {
  const Place place{true, relation.index};
  const Formula added = hits<AddTuple>(to, said, place, at, nullptr);
  const Formula removed = hits<RemoveTuple>(to, said, place, at, nullptr);
  return disjunction({added, conjunction({make_formula(Atom{relation, at}), negation(removed)})});
}

Formula is_value_after(System& to, const Saying& said, FunctionId function, const std::vector<Term>& at,
                       const Term& value) {
  const Place place{false, function.index};
  const Formula set_to_it = hits<SetValue>(to, said, place, at, &value);
  const Formula is_set = hits<SetValue>(to, said, place, at, nullptr);
  const Term before = std::make_shared<const Application>(Application{function, at});
  return disjunction({set_to_it, conjunction({negation(is_set), equal(before, value)})});
}

Formula conflict_of(System& to, const Saying& said) {
  std::vector<Formula> ways;
  const std::span<const Effect> effects = said.effects;
  for (std::size_t first = 0; first < effects.size() && !effects[first].is_upkeep; ++first)
    for (std::size_t second = first; second < effects.size() && !effects[second].is_upkeep; ++second)
      for (std::size_t i = 0; i < effects[first].updates.size(); ++i)
        for (std::size_t j = first == second ? i : 0; j < effects[second].updates.size(); ++j) {
          if (!may_clash(effects[first], effects[first].updates[i], effects[second].updates[j]))
            continue;
          const Effect one = said.in.of(effects[first]);
          const Effect two = said.in.of(effects[second]);
          ways.push_back(clash(to, one, one.updates[i], two, two.updates[j]));
        }
  return disjunction(std::move(ways));
}

Formula difference_of(System& to, const Saying& one, const Saying& two, const std::vector<RelationId>& relations,
                      const std::vector<FunctionId>& functions) {
  std::vector<Formula> ways;
  for (const RelationId relation : relations) {
    const std::vector<Binder> binders = places_as_binders(to, to[relation].places);
    const std::vector<Term> at = as_terms(binders);
    Formula left = holds_after(to, one, relation, at);
    ways.push_back(for_some(binders, negation(make_formula(Iff{std::move(left), holds_after(to, two, relation, at)}))));
  }
  for (const FunctionId function : functions) {
    std::vector<model::Place> places = to[function].places;
    places.push_back({"", to[function].result});
    const std::vector<Binder> binders = places_as_binders(to, places);
    std::vector<Term> at = as_terms(binders);
    const Term value = at.back();
    at.pop_back();
    Formula left = is_value_after(to, one, function, at, value);
    ways.push_back(
        for_some(binders, conjunction({std::move(left), negation(is_value_after(to, two, function, at, value))})));
  }
  return disjunction(std::move(ways));
}

} // namespace chaperone::model::steps
