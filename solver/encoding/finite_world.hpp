// Finitely many optional individuals. Everything is a circuit: a parameter is one
// truth value per individual, a quantifier is written out, and only those tuples of
// the start exist that something asks for. Without symmetry all individuals are there,
// and so is the whole start.
#pragma once

#include "model/rules/system.hpp"
#include "solver/api/interrupt.hpp"
#include "solver/encoding/cells.hpp"
#include "solver/encoding/circuit.hpp"
#include "solver/encoding/counters.hpp"
#include "solver/encoding/unrolling.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace chaperone::solver::encoding {

/// A search for runs wants each run once; what is learned for one individual and shall hold for all wants no order
/// among them.
enum class Symmetry {
  broken, ///< of each sort the first some are there, and they are told apart by the order of their first use
  kept,   ///< of each sort any are there, at least one
  absent, ///< all are there, and told apart: a state is its cells, and parameters are fixed
};
/// What the relations that `init empty` names are before the first step.
enum class EmptyAtStart { yes, anything };

class FiniteWorld {
public:
  using Truth = Bit;
  /// One known element, or a choice among elements (`number` of it in the world's table).
  struct Value {
    model::SortId sort;
    std::uint32_t element = 0;
    std::uint32_t choice = 0; ///< 0: `element` is known
    bool is_known() const { return choice == 0; }
  };
  /// The condition under which each element is the value; exactly one is true.
  using Choice = std::vector<Bit>;

  /// `sizes` gives every sort's most individuals; an enum's is the number of its values.
  FiniteWorld(Circuit& circuit, const model::System& system, std::vector<std::uint32_t> sizes,
              Symmetry symmetry = Symmetry::broken, EmptyAtStart empty = EmptyAtStart::yes);
  /// The same individuals and the same start in a copy of the circuit, for a system that differs in rules only.
  FiniteWorld(const FiniteWorld& other, Circuit& circuit, const model::System& variant);
  FiniteWorld(const FiniteWorld&) = delete;
  FiniteWorld& operator=(const FiniteWorld&) = delete;
  /// From now on, what writes out quantifiers throws Interrupted once that is requested. It must outlive the world.
  void heed(const Interrupt& interrupt) { interrupt_ = &interrupt; }

  Bit truth(bool value) const { return Bit(value); }
  /// Mostly of two, which need no list of their own.
  Bit all_of(const std::vector<Bit>& parts) {
    return parts.size() == 2 ? circuit_.both(parts[0], parts[1]) : circuit_.conjunction(parts);
  }
  Bit any_of(const std::vector<Bit>& parts) {
    return parts.size() == 2 ? circuit_.either(parts[0], parts[1]) : circuit_.disjunction(parts);
  }
  Bit negation(Bit formula) const { return !formula; }
  Bit implication(Bit left, Bit right) { return circuit_.either(!left, right); }
  Bit equivalence(Bit left, Bit right) { return circuit_.equivalence(left, right); }
  Bit count_at_least(const std::vector<Bit>& parts, std::uint64_t count) { return circuit_.at_least(parts, count); }

  /// A new truth value; what it is for only matters to worlds that name theirs.
  Bit proposition(const char* /*kind*/, std::uint32_t /*step*/, std::uint32_t /*index*/) { return circuit_.input(); }
  std::uint32_t size(model::SortId sort) const { return sizes_[sort.index]; }

  static constexpr bool has_every_individual = true;
  std::uint32_t next_unrolling() const { return 0; } ///< nothing is left open
  /// Does every name stand for one individual, also in a step?
  bool are_individuals_known() const { return symmetry_ == Symmetry::absent; }
  Value value(const model::Value& value) const { return known(value.sort, value.index); }
  Bit equal(const Value& left, const Value& right);
  std::uint32_t key(const Value& value) const {
    return value.is_known() ? value.element : static_cast<std::uint32_t>(-1) - value.choice;
  }

  Value slot(const Slot& slot);
  Bit in_set(const Slot& slot, const Value& element);
  /// From now on the parameter is this element, or the set of these.
  void fix(const Slot& slot, std::uint32_t element);
  void fix(const Slot& slot, const std::vector<std::uint32_t>& elements);
  void constrain_slots(std::uint32_t step, const std::vector<Bit>& chosen, std::vector<Bit>& made);

  template <class Body> Bit all(const std::vector<BoundName>& names, Body body);
  template <class Body> Bit some(const std::vector<BoundName>& names, Body body);
  template <class Names, class Matches> Bit at_least(std::uint64_t count, Names names, Matches matches);

  Bit holds_at_start(model::RelationId relation, const std::vector<Value>& args);
  Value value_at_start(model::FunctionId function, const std::vector<Value>& args);

  /// Of its quantifiers' variables; 0: no limit. One more throws Unsupported.
  void limit_choices(std::uint64_t most) {
    most_choices_ = most;
    counted_choices_ = 0;
  }
  /// Throws Interrupted once the check is to end.
  void count_choice() {
    if (interrupt_ != nullptr && interrupt_->is_requested())
      throw Interrupted();
    if (++counted_choices_ > most_choices_ && most_choices_ != 0)
      throw Unsupported("it is too large to be written out for small groups");
  }

  template <class Known> std::optional<Bit> by_cases(const std::vector<Value>& args, Known known_args);
  template <class Known>
  std::optional<Value> value_by_cases(const std::vector<Value>& args, model::SortId result, Known known_args);

  /// Every set of individuals, where they are few; of those that are there, if are_there() holds.
  std::optional<std::vector<std::vector<Value>>> subsets(model::SortId sort) const;
  Bit are_there(std::span<const Value> values);

  /// A function's value after a step, from the `set` statements that may change it.
  class Changes {
  public:
    Changes(FiniteWorld& world, model::SortId sort, const std::vector<Value>&, Value before);
    template <class Happens, class NewValue> void add(Bit chosen, const SetStatement&, Happens happens, NewValue);
    Value value();

  private:
    FiniteWorld& world_;
    model::SortId sort_;
    Value before_;
    std::vector<std::vector<Bit>> set_to_; ///< by element
    std::vector<Bit> changed_;
  };

  /// Nothing to say: which value a `set` takes is gone through value by value.
  template <class Happens> Bit constrain_taken(const SetStatement&, const std::vector<BoundName>&, Happens) {
    return truth(true);
  }

  /// Tuples and values of the start that `facts` decide by themselves are constants from now on. Were there any?
  bool settle(const std::vector<Bit>& facts);

  /// Takes what must be asserted of the individuals, tuples and values that were asked for since the last call.
  std::vector<Bit> take_axioms();

  /// Without symmetry: the start's truth by cell, inputs but for what every state has.
  const Cells& cells() const { return given_->cells; }
  Bit cell(std::uint64_t number) const { return given_->bits[number]; }

  // What the model is read from, and what is counted.
  Bit is_there(model::SortId sort, std::uint32_t element) const { return active_[sort.index][element]; }
  using Tuple = std::vector<std::uint32_t>;
  const std::map<Tuple, Bit>& start_tuples(model::RelationId relation) const { return tuples_[relation.index]; }
  const std::map<Tuple, Choice>& start_values(model::FunctionId function) const { return values_[function.index]; }
  Choice choice(const Value& value) const;
  /// The elements of a set slot; empty where nothing asked for it.
  std::vector<Bit> set_elements(const Slot& slot) const;

private:
  using SlotKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  static SlotKey key_of(const Slot& slot) { return {slot.step, slot.sort.index, slot.index}; }
  static Value known(model::SortId sort, std::uint32_t element) { return {sort, element, 0}; }

  /// A start all of which is there from the beginning.
  struct Given {
    Cells cells;
    std::vector<Bit> bits = {};
    std::vector<Value> values = {}; ///< of functions, at the cells of their first values
    Tuple asked = {};               ///< scratch
  };
  void give_cells();
  const Tuple& asked(const std::vector<Value>& args);
  Value make_value(model::SortId sort, Choice choice);
  Choice fresh_choice(model::SortId sort);
  Bit is(const Value& value, std::uint32_t element);
  void order_by_first_use(const Slot& slot, Bit is_used, std::vector<Bit>& made);
  template <class Visit> void for_each_assignment(const std::vector<BoundName>& names, Visit visit);
  /// Calls `visit(condition, known values)` for every case of the choices among `args`.
  template <class Visit> void for_each_case(const std::vector<Value>& args, Visit visit);

  Circuit& circuit_;
  const model::System& system_;
  std::vector<std::uint32_t> sizes_;
  const Interrupt* interrupt_ = nullptr;
  std::uint64_t most_choices_ = 0, counted_choices_ = 0;
  Symmetry symmetry_;
  std::vector<std::vector<Bit>> active_;
  std::vector<bool> is_empty_;
  std::vector<Choice> choices_;
  std::map<SlotKey, Value> slots_;
  std::map<SlotKey, std::vector<Bit>> sets_;
  std::optional<Given> given_;
  std::vector<std::map<Tuple, Bit>> tuples_;
  std::vector<std::map<Tuple, Choice>> values_;
  std::vector<std::vector<Bit>> introduced_; ///< per sort and element: used by an earlier parameter
  std::vector<Bit> axioms_;
};

template <class Visit> void FiniteWorld::for_each_assignment(const std::vector<BoundName>& names, Visit visit) {
  std::vector<Value> values;
  for (const BoundName& name : names)
    values.push_back(known(name.sort, 0));
  while (true) {
    count_choice();
    visit(are_there(values), std::span<const Value>(values));
    std::size_t i = values.size();
    while (i > 0 && ++values[i - 1].element == size(values[i - 1].sort))
      values[--i].element = 0;
    if (i == 0)
      return;
  }
}

template <class Body> Bit FiniteWorld::all(const std::vector<BoundName>& names, Body body) {
  std::vector<Bit> parts;
  for_each_assignment(
      names, [&](Bit there, std::span<const Value> values) { parts.push_back(implication(there, body(values))); });
  return all_of(parts);
}

template <class Body> Bit FiniteWorld::some(const std::vector<BoundName>& names, Body body) {
  std::vector<Bit> parts;
  for_each_assignment(
      names, [&](Bit there, std::span<const Value> values) { parts.push_back(circuit_.both(there, body(values))); });
  return any_of(parts);
}

template <class Names, class Matches> Bit FiniteWorld::at_least(std::uint64_t count, Names names, Matches matches) {
  std::vector<Bit> parts;
  for_each_assignment(names(0), [&](Bit there, std::span<const Value> values) {
    parts.push_back(circuit_.both(there, matches(values)));
  });
  return so_many(circuit_, parts, count);
}

template <class Visit> void FiniteWorld::for_each_case(const std::vector<Value>& args, Visit visit) {
  std::vector<Value> values = args;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < args.size(); ++i)
    if (!args[i].is_known()) {
      open.push_back(i);
      values[i] = known(args[i].sort, 0);
    }
  while (true) {
    count_choice();
    std::vector<Bit> conditions;
    for (const std::size_t i : open)
      conditions.push_back(is(args[i], values[i].element));
    const Bit condition = all_of(conditions);
    if (!condition.is_false())
      visit(condition, values);
    std::size_t i = open.size();
    while (i > 0 && ++values[open[i - 1]].element == size(values[open[i - 1]].sort))
      values[open[--i]].element = 0;
    if (i == 0)
      return;
  }
}

template <class Known> std::optional<Bit> FiniteWorld::by_cases(const std::vector<Value>& args, Known known_args) {
  if (std::all_of(args.begin(), args.end(), [](const Value& value) { return value.is_known(); }))
    return std::nullopt;
  std::vector<Bit> cases;
  for_each_case(args, [&](Bit condition, const std::vector<Value>& values) {
    cases.push_back(circuit_.both(condition, known_args(values)));
  });
  return any_of(cases);
}

template <class Known>
std::optional<FiniteWorld::Value> FiniteWorld::value_by_cases(const std::vector<Value>& args, model::SortId result,
                                                              Known known_args) {
  if (std::all_of(args.begin(), args.end(), [](const Value& value) { return value.is_known(); }))
    return std::nullopt;
  std::vector<std::vector<Bit>> cases(size(result));
  for_each_case(args, [&](Bit condition, const std::vector<Value>& values) {
    const Value value = known_args(values);
    for (std::uint32_t element = 0; element < size(result); ++element)
      cases[element].push_back(circuit_.both(condition, is(value, element)));
  });
  Choice choice;
  for (const std::vector<Bit>& one : cases)
    choice.push_back(any_of(one));
  return make_value(result, std::move(choice));
}

template <class Happens, class NewValue>
void FiniteWorld::Changes::add(Bit chosen, const SetStatement&, Happens happens, NewValue) {
  changed_.push_back(world_.all_of({chosen, happens(nullptr)}));
  for (std::uint32_t element = 0; element < set_to_.size(); ++element) {
    const Value value = known(sort_, element);
    const Bit happens_so = world_.all_of({world_.is_there(sort_, element), happens(&value)});
    set_to_[element].push_back(world_.all_of({chosen, happens_so}));
  }
}

} // namespace chaperone::solver::encoding
