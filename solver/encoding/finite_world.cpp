// See finite_world.hpp. Value precedence: Law and Lee, "Global constraints for integer
// and set value precedence", CP 2004.
#include "solver/encoding/finite_world.hpp"

#include <unordered_map>

namespace chaperone::solver::encoding {

using namespace model;

FiniteWorld::FiniteWorld(Circuit& circuit, const System& system, std::vector<std::uint32_t> sizes, Symmetry symmetry,
                         EmptyAtStart empty)
    : circuit_(circuit), system_(system), sizes_(std::move(sizes)), symmetry_(symmetry),
      is_empty_(system.relations.size(), false), tuples_(system.relations.size()), values_(system.functions.size()) {
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    active_.emplace_back();
    introduced_.emplace_back(sizes_[sort], Bit(false));
    const bool is_ordered = symmetry == Symmetry::broken, are_all_there = symmetry == Symmetry::absent;
    for (std::uint32_t i = 0; i < sizes_[sort]; ++i) {
      const bool always = system.sorts[sort].is_enum || sizes_[sort] == 1 || are_all_there || (is_ordered && i == 0);
      active_.back().push_back(always ? Bit(true) : circuit.input());
      if (i > 0 && is_ordered)
        axioms_.push_back(implication(active_.back()[i], active_.back()[i - 1]));
    }
    axioms_.push_back(any_of(active_.back()));
  }
  for (const Constraint& init : system.inits)
    if (init.empty_relation && (empty == EmptyAtStart::yes || system[*init.empty_relation].is_fixed))
      is_empty_[init.empty_relation->index] = true;
  choices_.emplace_back(); // number 0 stands for "known"
  if (symmetry == Symmetry::absent)
    give_cells();
}

FiniteWorld::FiniteWorld(const FiniteWorld& other, Circuit& circuit, const System& variant)
    : circuit_(circuit), system_(variant), sizes_(other.sizes_), symmetry_(other.symmetry_), active_(other.active_),
      is_empty_(other.is_empty_), choices_(other.choices_), slots_(other.slots_), sets_(other.sets_),
      given_(other.given_), tuples_(other.tuples_), values_(other.values_), introduced_(other.introduced_),
      axioms_(other.axioms_) {}

void FiniteWorld::give_cells() {
  given_.emplace(Given{Cells(system_, sizes_)});
  while (given_->bits.size() < given_->cells.size()) {
    const Cell cell = given_->cells[given_->bits.size()];
    if (cell.is_relation) {
      given_->bits.push_back(is_empty_[cell.symbol] ? Bit(false) : circuit_.input());
      continue;
    }
    const SortId result = system_[cell.function()].result;
    Choice choice;
    for (std::uint32_t value = 0; value < size(result); ++value)
      choice.push_back(size(result) == 1 ? Bit(true) : circuit_.input());
    given_->values.resize(given_->bits.size());
    given_->bits.insert(given_->bits.end(), choice.begin(), choice.end());
    given_->values.push_back(make_value(result, std::move(choice)));
  }
}

/// Known values as a cell's arguments, until the next call.
const FiniteWorld::Tuple& FiniteWorld::asked(const std::vector<Value>& args) {
  given_->asked.clear();
  for (const Value& value : args)
    given_->asked.push_back(value.element);
  return given_->asked;
}

FiniteWorld::Value FiniteWorld::make_value(SortId sort, Choice choice) {
  for (std::uint32_t element = 0; element < choice.size(); ++element)
    if (choice[element].is_true())
      return known(sort, element);
  choices_.push_back(std::move(choice));
  return {sort, 0, static_cast<std::uint32_t>(choices_.size() - 1)};
}

/// One proposition per element; exactly one element that is there.
FiniteWorld::Choice FiniteWorld::fresh_choice(SortId sort) {
  if (size(sort) == 1)
    return {Bit(true)};
  Choice choice;
  for (std::uint32_t element = 0; element < size(sort); ++element) {
    choice.push_back(circuit_.input());
    axioms_.push_back(implication(choice.back(), is_there(sort, element)));
  }
  axioms_.push_back(any_of(choice));
  axioms_.push_back(!circuit_.at_least(choice, 2));
  return choice;
}

Bit FiniteWorld::is(const Value& value, std::uint32_t element) {
  return value.is_known() ? Bit(value.element == element) : choices_[value.choice][element];
}

FiniteWorld::Choice FiniteWorld::choice(const Value& value) const {
  if (!value.is_known())
    return choices_[value.choice];
  Choice made(sizes_[value.sort.index], Bit(false));
  made[value.element] = Bit(true);
  return made;
}

Bit FiniteWorld::equal(const Value& left, const Value& right) {
  if (left.is_known())
    return is(right, left.element);
  if (right.is_known())
    return is(left, right.element);
  if (left.choice == right.choice)
    return Bit(true);
  std::vector<Bit> same;
  for (std::uint32_t element = 0; element < size(left.sort); ++element)
    same.push_back(circuit_.both(is(left, element), is(right, element)));
  return any_of(same);
}

void FiniteWorld::fix(const Slot& slot, std::uint32_t element) {
  slots_.insert_or_assign(key_of(slot), known(slot.sort, element));
}

void FiniteWorld::fix(const Slot& slot, const std::vector<std::uint32_t>& elements) {
  std::vector<Bit> made(size(slot.sort), Bit(false));
  for (const std::uint32_t element : elements)
    made[element] = Bit(true);
  sets_.insert_or_assign(key_of(slot), std::move(made));
}

FiniteWorld::Value FiniteWorld::slot(const Slot& slot) {
  auto found = slots_.find(key_of(slot));
  if (found == slots_.end()) {
    found = slots_.emplace(key_of(slot), make_value(slot.sort, fresh_choice(slot.sort))).first;
  }
  return found->second;
}

Bit FiniteWorld::in_set(const Slot& slot, const Value& element) {
  auto found = sets_.find(key_of(slot));
  if (found == sets_.end()) {
    std::vector<Bit> elements;
    for (std::uint32_t i = 0; i < size(slot.sort); ++i) {
      elements.push_back(circuit_.input());
      axioms_.push_back(implication(elements.back(), is_there(slot.sort, i)));
    }
    found = sets_.emplace(key_of(slot), std::move(elements)).first;
  }
  std::vector<Bit> cases;
  if (element.is_known())
    return found->second[element.element];
  for (std::uint32_t i = 0; i < size(slot.sort); ++i)
    cases.push_back(circuit_.both(is(element, i), found->second[i]));
  return any_of(cases);
}

std::vector<Bit> FiniteWorld::set_elements(const Slot& slot) const {
  const auto found = sets_.find(key_of(slot));
  return found == sets_.end() ? std::vector<Bit>{} : found->second;
}

/// A slot that the chosen rule does not use is its first element, or the empty set; the others are
/// taken in the order of their first use.
void FiniteWorld::constrain_slots(std::uint32_t step, const std::vector<Bit>& chosen, std::vector<Bit>& made) {
  if (symmetry_ != Symmetry::broken)
    return;
  std::map<SlotKey, std::pair<Slot, std::vector<Bit>>> individuals, sets;
  for (std::size_t rule = 0; rule < chosen.size(); ++rule) {
    std::vector<std::uint32_t> next_individual(sizes_.size()), next_set(sizes_.size());
    for (const VariableId parameter : system_.rules[rule].parameters) {
      const Variable& variable = system_[parameter];
      auto& next = (variable.is_set ? next_set : next_individual)[variable.sort.index];
      const Slot slot{step, variable.sort, next++};
      auto& entry = (variable.is_set ? sets : individuals)[key_of(slot)];
      entry.first = slot;
      entry.second.push_back(chosen[rule]);
    }
  }
  for (const auto& [key, entry] : individuals) {
    const Bit is_used = any_of(entry.second);
    made.push_back(any_of({is_used, is(slot(entry.first), 0)}));
    if (!system_[entry.first.sort].is_enum)
      order_by_first_use(entry.first, is_used, made);
  }
  for (const auto& [key, entry] : sets)
    for (Bit element : set_elements(entry.first))
      made.push_back(any_of({any_of(entry.second), !element}));
}

void FiniteWorld::order_by_first_use(const Slot& slot_, Bit is_used, std::vector<Bit>& made) {
  const Value value = slot(slot_);
  std::vector<Bit>& introduced = introduced_[slot_.sort.index];
  for (std::uint32_t element = size(slot_.sort); element-- > 0;) {
    const Bit used = all_of({is_used, is(value, element)});
    if (element > 0)
      made.push_back(implication(used, any_of({introduced[element], introduced[element - 1]})));
    introduced[element] = any_of({introduced[element], used});
  }
}

Bit FiniteWorld::holds_at_start(RelationId relation, const std::vector<Value>& args) {
  if (is_empty_[relation.index])
    return Bit(false);
  const auto cases = by_cases(args, [&](const std::vector<Value>& values) { return holds_at_start(relation, values); });
  if (cases)
    return *cases;
  if (given_)
    return given_->bits[given_->cells.of(relation, asked(args))];
  Tuple tuple;
  for (const Value& value : args)
    tuple.push_back(value.element);
  if (system_[relation].is_symmetric && tuple[1] < tuple[0])
    std::swap(tuple[0], tuple[1]);
  auto found = tuples_[relation.index].find(tuple);
  if (found == tuples_[relation.index].end()) {
    const Bit made = circuit_.input();
    for (const Value& value : args)
      axioms_.push_back(implication(made, is_there(value.sort, value.element)));
    found = tuples_[relation.index].emplace(std::move(tuple), made).first;
  }
  return found->second;
}

FiniteWorld::Value FiniteWorld::value_at_start(FunctionId function, const std::vector<Value>& args) {
  const SortId result = system_[function].result;
  const auto cases =
      value_by_cases(args, result, [&](const std::vector<Value>& values) { return value_at_start(function, values); });
  if (cases)
    return *cases;
  if (given_)
    return given_->values[given_->cells.of(function, asked(args))];
  Tuple tuple;
  for (const Value& value : args)
    tuple.push_back(value.element);
  auto found = values_[function.index].find(tuple);
  if (found == values_[function.index].end()) {
    Choice choice = fresh_choice(result);
    if (symmetry_ == Symmetry::broken)
      for (const Value& value : args) // of an individual that is not there, the value is the first
        axioms_.push_back(any_of({is_there(value.sort, value.element), choice.front()}));
    found = values_[function.index].emplace(std::move(tuple), std::move(choice)).first;
  }
  return make_value(result, found->second);
}

bool FiniteWorld::settle(const std::vector<Bit>& facts) {
  std::unordered_map<std::uint32_t, bool> decided;
  std::vector<Bit> open(facts.begin(), facts.end());
  while (!open.empty()) {
    const Bit fact = open.back();
    open.pop_back();
    if (circuit_.is_input(fact.node()))
      decided.emplace(fact.node(), !fact.is_negated());
    else if (!fact.is_negated())
      for (const Bit part : circuit_.parts(fact.node()))
        open.push_back(part);
  }
  bool has_settled = false;
  const auto settle_one = [&](Bit& bit) {
    const auto known = decided.find(bit.node());
    if (known == decided.end() || bit.is_constant())
      return;
    bit = Bit(known->second != bit.is_negated());
    has_settled = true;
  };
  for (auto& tuples : tuples_)
    for (auto& [tuple, bit] : tuples)
      settle_one(bit);
  for (auto& values : values_)
    for (auto& [args, choice] : values) {
      for (Bit& bit : choice)
        settle_one(bit);
      if (std::any_of(choice.begin(), choice.end(), [](Bit bit) { return bit.is_true(); }))
        for (Bit& bit : choice)
          bit = Bit(bit.is_true());
    }
  return has_settled;
}

std::optional<std::vector<std::vector<FiniteWorld::Value>>> FiniteWorld::subsets(SortId sort) const {
  constexpr std::uint32_t few = 8;
  if (size(sort) > few && symmetry_ != Symmetry::absent)
    return std::nullopt;
  std::vector<std::vector<Value>> made(1U << size(sort));
  for (std::size_t subset = 0; subset < made.size(); ++subset)
    for (std::uint32_t element = 0; element < size(sort); ++element)
      if ((subset >> element) % 2 == 1)
        made[subset].push_back(known(sort, element));
  return made;
}

Bit FiniteWorld::are_there(std::span<const Value> values) {
  Bit made(true);
  if (values.size() <= 2) {
    made = values.empty() ? made : is_there(values[0].sort, values[0].element);
    return circuit_.both(made, values.size() < 2 ? Bit(true) : is_there(values[1].sort, values[1].element));
  }
  std::vector<Bit> there;
  for (const Value& value : values)
    there.push_back(is_there(value.sort, value.element));
  return all_of(there);
}

FiniteWorld::Changes::Changes(FiniteWorld& world, SortId sort, const std::vector<Value>&, Value before)
    : world_(world), sort_(sort), before_(before), set_to_(world.size(sort_)) {}

FiniteWorld::Value FiniteWorld::Changes::value() {
  const Bit kept = !world_.any_of(changed_);
  Choice choice;
  for (std::uint32_t element = 0; element < set_to_.size(); ++element)
    choice.push_back(
        world_.any_of({world_.any_of(set_to_[element]), world_.all_of({kept, world_.is(before_, element)})}));
  return world_.make_value(sort_, std::move(choice));
}

std::vector<Bit> FiniteWorld::take_axioms() {
  return std::exchange(axioms_, {});
}

} // namespace chaperone::solver::encoding
