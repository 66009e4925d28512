// See copies.hpp.
#include "model/comparison/copies.hpp"

#include "model/comparison/canonical.hpp"
#include "model/steps/successor.hpp"

#include <algorithm>
#include <span>

namespace chaperone::model::comparison {

namespace {

constexpr std::array both{Side::before, Side::after};

template <class Tag> Id<Tag> next_id(std::size_t size) {
  return Id<Tag>{static_cast<std::uint32_t>(size)};
}

/// Does one of the effects add what this one removes, or remove what it adds?
bool meets_opposite(std::span<const Effect> effects, const Update& update) {
  return std::ranges::any_of(effects, [&](const Effect& effect) {
    return std::ranges::any_of(effect.updates, [&](const Update& other) {
      const auto *added = std::get_if<AddTuple>(&update), *other_added = std::get_if<AddTuple>(&other);
      const auto *removed = std::get_if<RemoveTuple>(&update), *other_removed = std::get_if<RemoveTuple>(&other);
      return (added != nullptr && other_removed != nullptr && added->relation == other_removed->relation) ||
             (removed != nullptr && other_added != nullptr && removed->relation == other_added->relation);
    });
  });
}

/// The condition but for the part that asks whether the tuple is there where it is removed, or not there where it is
/// added; null where that was all.
Formula without_own_tuple(const System& system, const Formula& where, const Update& update) {
  const auto* added = std::get_if<AddTuple>(&update);
  const auto* removed = std::get_if<RemoveTuple>(&update);
  if (where == nullptr || (added == nullptr && removed == nullptr))
    return where;
  const Formula own = added != nullptr ? make_formula(Not{make_formula(Atom{added->relation, added->args})})
                                       : make_formula(Atom{removed->relation, removed->args});
  const std::string text = canonical(system, own);
  const auto* parts = std::get_if<And>(&where->kind);
  if (parts == nullptr)
    return canonical(system, where) == text ? nullptr : where;
  std::vector<Formula> kept = parts->parts;
  std::erase_if(kept, [&](const Formula& part) { return canonical(system, part) == text; });
  return kept.size() == parts->parts.size() ? where : kept.empty() ? nullptr : conjunction(std::move(kept));
}

} // namespace

Copies::Copies(const System& before, const System& after, const Matching& matching, Side driver, bool splits)
    : before_(before), after_(after), matching_(matching), driver_(driver) {
  made_.name = of(driver).name;
  made_.sources = std::make_shared<SourceSet>();
  combine_sorts();
  combine_symbols();
  for (const Side side : both)
    add_known_values(side);
  while (splits && (split_what_differs() || split_closures()))
    ;
  for (const Side reader : both)
    for (const Side copies : both)
      close(reader, copies);
}

/// What the closure `id` of `reader` is the closure of, in terms of one side's copies.
std::variant<std::monostate, RelationId, DefineId> Copies::base_of(Side reader, Side copies, RelationId id) {
  const auto& base = of(reader)[id].closure_of;
  if (const auto* relation = std::get_if<RelationId>(&base))
    return maps_[index(reader)][index(copies)].relations[relation->index];
  if (const auto* body = std::get_if<DefineId>(&base))
    return define(reader, copies, *body);
  return {};
}

/// A closure of what is kept twice, or is said otherwise, is kept twice.
bool Copies::split_closures() {
  bool is_new = false;
  for (const RelationId id : after_.closures) {
    const auto counterpart = matching_.relations.of_after[id.index];
    if (!counterpart || split_relations_.contains(id) ||
        base_of(Side::after, Side::after, id) == base_of(Side::before, Side::before, *counterpart))
      continue;
    split(id);
    is_new = true;
  }
  return is_new;
}

void Copies::close(Side reader, Side copies) {
  for (const RelationId id : of(reader).closures) {
    const RelationId made = maps_[index(reader)][index(copies)].relations[id.index];
    if (std::ranges::find(made_.closures, made) != made_.closures.end())
      continue;
    made_.relations[made.index].closure_of = base_of(reader, copies, id);
    made_.closures.push_back(made);
  }
}

void Copies::combine_sorts() {
  made_.sorts = after_.sorts;
  steps::SymbolMap& old_map = maps_[0][0];
  steps::SymbolMap& new_map = maps_[1][1];
  for (std::uint32_t sort = 0; sort < after_.sorts.size(); ++sort) {
    new_map.sorts.push_back(SortId{sort});
    std::vector<std::uint32_t>& values = new_map.values.emplace_back();
    for (std::uint32_t value = 0; after_.sorts[sort].is_enum && value < after_.sorts[sort].names.size(); ++value)
      values.push_back(value);
  }
  for (std::uint32_t sort = 0; sort < before_.sorts.size(); ++sort) {
    const auto counterpart = matching_.sorts.of_before[sort];
    const Sort& declared = before_.sorts[sort];
    if (!counterpart) {
      made_.sorts.push_back(declared);
      made_.sorts.back().names.clear();
      made_.sorts.back().individuals.clear();
      made_.sorts.back().order.reset();
    }
    const SortId id = counterpart.value_or(next_id<SortTag>(made_.sorts.size() - 1));
    old_map.sorts.push_back(id);
    std::vector<std::uint32_t>& values = old_map.values.emplace_back();
    for (std::size_t value = 0; declared.is_enum && value < declared.names.size(); ++value) {
      std::vector<std::string>& names = made_.sorts[id.index].names;
      if (const auto known = counterpart ? matching_.values[sort][value] : std::nullopt) {
        values.push_back(*known);
        continue;
      }
      values.push_back(static_cast<std::uint32_t>(names.size()));
      names.push_back(declared.names[value]);
    }
  }
}

void Copies::combine_symbols() {
  steps::SymbolMap& old_map = maps_[0][0];
  steps::SymbolMap& new_map = maps_[1][1];
  const auto combine = [&](auto& into, const auto& olds, const auto& news, const auto& pairs, auto& old_ids,
                           auto& new_ids, auto& beside, auto adopt) {
    using Identifier = typename std::decay_t<decltype(old_ids)>::value_type;
    into = news;
    for (std::uint32_t i = 0; i < news.size(); ++i) {
      const Identifier id{i};
      new_ids.push_back(id);
      const auto counterpart = pairs.of_after[i];
      if (!counterpart && driver_ == Side::before)
        beside.insert(id);
      if (counterpart && driver_ == Side::before)
        into[i].is_fixed = olds[counterpart->index].is_fixed;
    }
    for (std::uint32_t i = 0; i < olds.size(); ++i) {
      if (!pairs.of_before[i])
        adopt(into.emplace_back(olds[i]));
      const Identifier id = pairs.of_before[i].value_or(Identifier{static_cast<std::uint32_t>(into.size() - 1)});
      old_ids.push_back(id);
      if (!pairs.of_before[i] && driver_ == Side::after)
        beside.insert(id);
    }
  };
  const auto adopt_places = [&](auto& declared) {
    declared.name += "'"; // no file can name it so
    for (Place& place : declared.places)
      place.sort = old_map.sorts[place.sort.index];
  };
  combine(made_.relations, before_.relations, after_.relations, matching_.relations, old_map.relations,
          new_map.relations, beside_relations_, adopt_places);
  combine(made_.functions, before_.functions, after_.functions, matching_.functions, old_map.functions,
          new_map.functions, beside_functions_, [&](Function& declared) {
            adopt_places(declared);
            declared.result = old_map.sorts[declared.result.index];
          });
  add_old_individuals();
  old_map.known_values.resize(before_.sorts.size());
  new_map.known_values.resize(after_.sorts.size());
  maps_[0][1] = maps_[0][0];
  maps_[1][0] = maps_[1][1];
}

/// Those of `with` that only the old rules have come behind the new rules' own, as they do in the old rules'
/// populations.
void Copies::add_old_individuals() {
  for (std::uint32_t sort = 0; sort < before_.sorts.size(); ++sort) {
    const std::vector<FunctionId>& olds = before_.sorts[sort].individuals;
    std::vector<FunctionId>& all = made_.sorts[maps_[0][0].sorts[sort].index].individuals;
    for (std::size_t i = all.size(); i < olds.size(); ++i) {
      all.push_back(maps_[0][0].functions[olds[i].index]);
      made_.functions[all.back().index].name = before_[olds[i]].name; // as people call them
    }
  }
}

void Copies::add_known_values(Side side) {
  std::vector<std::optional<DefineId>>& known = known_[index(side)];
  known.resize(made_.sorts.size());
  const steps::SymbolMap& map = maps_[index(side)][index(side)];
  for (std::size_t sort = 0; sort < map.sorts.size(); ++sort) {
    const SortId combined = map.sorts[sort];
    if (!made_[combined].is_enum || map.values[sort].size() == made_[combined].names.size())
      continue;
    const VariableId parameter = next_id<VariableTag>(made_.variables.size());
    made_.variables.push_back({"v", combined, false});
    std::vector<Formula> ways;
    for (const std::uint32_t value : map.values[sort])
      ways.push_back(make_formula(Equal{parameter, Value{combined, value}}));
    known[combined.index] = next_id<DefineTag>(made_.defines.size());
    Define define;
    define.name = made_[combined].name + (side == Side::before ? "_before" : "_after");
    define.parameters = {parameter};
    define.body = disjunction(std::move(ways));
    made_.defines.push_back(std::move(define));
    for (const Side copies : both)
      maps_[index(side)][index(copies)].known_values[sort] = known[combined.index];
  }
}

Formula Copies::is_known(Side side, const Term& term, SortId sort) const {
  const auto& known = known_[index(side)][sort.index];
  return known ? make_formula(Call{*known, {term}}) : nullptr;
}

steps::Transplant Copies::saying(Side reader, Side copies) {
  return steps::Transplant(of(reader), made_, map(reader, copies),
                           [this, reader, copies](DefineId id) { return define(reader, copies, id); });
}

steps::Transplant Copies::saying(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters) {
  steps::Transplant made = saying(reader, copies);
  const std::vector<VariableId>& own = of(reader)[rule].parameters;
  for (std::size_t i = 0; i < own.size(); ++i)
    made.bind(own[i], parameters[i]);
  return made;
}

/// Defines that say the same are one, so that what calls them says the same too.
DefineId Copies::define(Side reader, Side copies, DefineId id) {
  const auto key = std::tuple(reader, copies, id);
  if (const auto known = defines_.find(key); known != defines_.end())
    return known->second;
  const Define& declared = of(reader)[id];
  steps::Transplant in = saying(reader, copies);
  Define made;
  made.name = declared.name;
  for (const VariableId parameter : declared.parameters)
    made.parameters.push_back(in.fresh(parameter));
  made.body = in.of(declared.body);
  const auto [place, is_new] =
      defines_by_text_.try_emplace(canonical(made_, made), next_id<DefineTag>(made_.defines.size()));
  if (is_new)
    made_.defines.push_back(std::move(made));
  return defines_[key] = place->second;
}

void Copies::set_rules(Side side, const std::vector<RuleId>& rules) {
  for (const Side copies : both)
    maps_[index(side)][index(copies)].rules = rules;
}

std::vector<VariableId> Copies::parameters_of(Side side, RuleId rule) {
  steps::Transplant in = saying(side, side);
  std::vector<VariableId> made;
  for (const VariableId parameter : of(side)[rule].parameters)
    made.push_back(in.fresh(parameter));
  return made;
}

bool Copies::is_beside(const Update& update) const {
  return std::visit(overload{
                        [&](const AddTuple& it) { return is_beside(it.relation); },
                        [&](const RemoveTuple& it) { return is_beside(it.relation); },
                        [&](const SetValue& it) { return is_beside(it.function); },
                    },
                    update);
}

Copies::Texts Copies::texts_of(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters) {
  return collect_texts(reader, copies, rule, parameters, false);
}

Copies::Texts Copies::deeds_of(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters) {
  return collect_texts(reader, copies, rule, parameters, true);
}

Copies::Texts Copies::collect_texts(Side reader, Side copies, RuleId rule, const std::vector<VariableId>& parameters,
                                    bool of_deeds_alone) {
  Texts texts;
  steps::Transplant in = saying(reader, copies, rule, parameters);
  const std::span<const Effect> effects = stated_effects(of(reader)[rule]);
  for (const Effect& effect : effects) {
    const Effect said = in.of(effect);
    for (std::size_t i = 0; i < said.updates.size(); ++i) {
      Effect single = said;
      single.updates = {said.updates[i]};
      // One that meets its opposite is a conflict only where it is done.
      if (of_deeds_alone && !meets_opposite(effects, effect.updates[i]))
        single.where = without_own_tuple(made_, single.where, single.updates.front());
      const std::string text = canonical(made_, single);
      std::visit(overload{
                     [&](const AddTuple& it) { texts.relations[it.relation].insert(text); },
                     [&](const RemoveTuple& it) { texts.relations[it.relation].insert(text); },
                     [&](const SetValue& it) { texts.functions[it.function].insert(text); },
                 },
                 single.updates.front());
    }
  }
  return texts;
}

bool Copies::is_shared(RelationId relation) const {
  return relation.index < after_.relations.size() && matching_.relations.of_after[relation.index];
}
bool Copies::is_shared(FunctionId function) const {
  return function.index < after_.functions.size() && matching_.functions.of_after[function.index];
}

bool Copies::split_differing(const Texts& one, const Texts& two) {
  bool is_new = false;
  const auto compare = [&](const auto& left, const auto& right, const auto& splits) {
    for (const auto& [symbol, texts] : left) {
      const auto found = right.find(symbol);
      if (!is_shared(symbol) || splits.contains(symbol) || (found != right.end() && found->second == texts))
        continue;
      split(symbol);
      is_new = true;
    }
  };
  compare(one.relations, two.relations, split_relations_);
  compare(two.relations, one.relations, split_relations_);
  compare(one.functions, two.functions, split_functions_);
  compare(two.functions, one.functions, split_functions_);
  return is_new;
}

/// One round; a symbol that is fed by what is kept twice since the last one is found in the next.
bool Copies::split_what_differs() {
  bool is_new = false;
  for (std::uint32_t rule = 0; rule < after_.rules.size(); ++rule)
    if (const auto counterpart = matching_.rules.of_after[rule]) {
      const std::vector<VariableId> parameters = parameters_of(Side::after, RuleId{rule});
      const Texts news = deeds_of(Side::after, Side::after, RuleId{rule}, parameters);
      is_new |= split_differing(deeds_of(Side::before, Side::before, *counterpart, parameters), news);
    }
  // What only the driving side does, is done to the other's copies too.
  const std::vector<std::optional<RuleId>>& counterparts = matching_.rules.of(driver_);
  for (std::uint32_t rule = 0; rule < counterparts.size(); ++rule)
    if (!counterparts[rule]) {
      const std::vector<VariableId> parameters = parameters_of(driver_, RuleId{rule});
      const Texts own = deeds_of(driver_, driver_, RuleId{rule}, parameters);
      const Texts mirrored = deeds_of(driver_, other(driver_), RuleId{rule}, parameters);
      is_new |= split_differing(own, mirrored);
    }
  return is_new;
}

void Copies::split(RelationId relation) {
  const RelationId copy = next_id<RelationTag>(made_.relations.size());
  made_.relations.push_back(made_[relation]);
  made_.relations.back().name += driver_ == Side::after ? "_before" : "_after";
  made_.relations.back().is_fixed = false;
  split_relations_[relation] = copy;
  beside_relations_.insert(copy);
  for (const Side reader : both)
    for (RelationId& mapped : maps_[index(reader)][index(other(driver_))].relations)
      if (mapped == relation)
        mapped = copy;
  defines_.clear();
}

void Copies::split(FunctionId function) {
  const FunctionId copy = next_id<FunctionTag>(made_.functions.size());
  made_.functions.push_back(made_[function]);
  made_.functions.back().name += driver_ == Side::after ? "_before" : "_after";
  made_.functions.back().is_fixed = false;
  split_functions_[function] = copy;
  beside_functions_.insert(copy);
  for (const Side reader : both)
    for (FunctionId& mapped : maps_[index(reader)][index(other(driver_))].functions)
      if (mapped == function)
        mapped = copy;
  defines_.clear();
}

} // namespace chaperone::model::comparison
