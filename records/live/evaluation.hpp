// Plans read in one moment of a live state. It shares no code with model/meaning, which it is tested against.
// Sections "Terms and formulas" and "Quantifiers" of docs/semantics.md.
// Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "model/rules/scenario.hpp"
#include "records/live/facts.hpp"
#include "records/live/plan.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <variant>
#include <vector>

namespace chaperone::live {

/// A formula asks about more sets than can be gone through.
struct TooManySets : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What an evaluation found to hold: rows of relations and functions, in the order in which it came to them.
struct Trace {
  struct Read {
    std::variant<model::RelationId, model::FunctionId> where;
    std::vector<Number> row; ///< a function's value is its last
  };
  /// Beyond this many nobody looks at them.
  static constexpr std::size_t most = 3'000;
  std::vector<Read> reads;

  template <class Symbol> void add(Symbol where, const Number* row, std::size_t width) {
    if (reads.size() < most)
      reads.push_back({where, {row, row + width}});
  }
};

/// The present moment, and the one before with the step between, where formulas ask about that.
struct LiveMoment {
  const Individuals& individuals;
  const Facts& now;
  const Facts* before = nullptr;
  const model::Action* last_step = nullptr;
  Trace* trace = nullptr; ///< null: nobody wants to know
};

/// Values of variables by slot.
struct Bindings {
  explicit Bindings(std::size_t slots) : values(slots, nobody), sets(slots, nullptr) {}
  std::vector<Number> values;
  std::vector<const std::vector<Number>*> sets; ///< of set parameters: sorted
};

/// In ascending order, each once.
template <class Item> std::vector<Item> as_set(std::vector<Item> items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

class Evaluation {
public:
  /// Both outlive it. The facts must not change while a search goes on.
  Evaluation(const LiveMoment& moment, Bindings& bindings) : moment_(moment), bindings_(bindings) {}

  bool holds(const Check& check);
  Number value(const TermPlan& term);
  /// Visits every assignment once, bound while it is visited. Gives false where a visit did.
  template <class Visit> bool for_each(const Search& search, Visit&& visit) {
    return run(search.operations.data(), search.operations.data() + search.operations.size(), visit);
  }
  /// Is there one?
  bool any(const Search& search) {
    return !for_each(search, [] { return false; });
  }

private:
  const Facts& facts(bool is_before) const { return is_before ? *moment_.before : moment_.now; }
  bool is_somebody_possible(const Operation& operation, model::SortId sort) const {
    return operation.is_possible && facts(operation.is_before).knows_of_somebody(sort);
  }
  bool holds_atom(const Check& check);
  bool holds_did(const Check& check);
  bool holds_less(const Check& check);
  bool is_reached(const Check& check);
  std::vector<Number> reached(const EdgePlan& edges, bool is_backward, Number from);
  void note(const Operation& operation, const Number* row, std::size_t width);
  std::uint64_t count(const Search& search, std::uint64_t limit);
  std::vector<std::vector<Number>> gathered(const Operation& operation);
  std::vector<std::vector<Number>> subsets(const Operation& operation);

  /// Binds a slot for as long as it lives.
  class Bound {
  public:
    Bound(Bindings& bindings, Slot slot) : value_(bindings.values[slot]), old_(value_) {}
    ~Bound() { value_ = old_; }
    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

  private:
    Number& value_;
    Number old_;
  };

  /// Gives all slots of an operation back what they held: a rule's parameters may be bound again inside, where what the
  /// rule keeps for the past asks whether the rule can be taken.
  class BoundAll {
  public:
    BoundAll(Bindings& bindings, const Operation& operation) : bindings_(bindings), operation_(operation) {
      for (std::size_t i = 0; i < operation.bound.size(); ++i)
        old_[i] = bindings.values[operation.bound[i].slot];
    }
    ~BoundAll() {
      for (std::size_t i = 0; i < operation_.bound.size(); ++i)
        bindings_.values[operation_.bound[i].slot] = old_[i];
    }
    BoundAll(const BoundAll&) = delete;
    BoundAll& operator=(const BoundAll&) = delete;

  private:
    Bindings& bindings_;
    const Operation& operation_;
    std::array<Number, most_columns> old_;
  };

  template <class Visit> bool run(const Operation* at, const Operation* end, Visit& visit);
  template <class Visit>
  bool run_with_set(const Operation* at, const Operation* end, const std::vector<Number>& set, Visit& visit);
  template <class Visit> bool run_rows(const Operation* at, const Operation* end, Visit& visit);
  template <class Visit>
  bool run_table(const Table& table, bool holds, const Operation* at, const Operation* end, const Number* key,
                 Visit& visit);
  template <class Visit> bool run_values(const Operation* at, const Operation* end, Visit& visit);
  template <class Visit>
  bool run_everywhere(const Operation* at, const Operation* end, std::size_t column, Visit& visit);
  template <class Visit> bool run_one(const Operation* at, const Operation* end, Number value, Visit& visit);
  template <class Visit> bool run_many(const Operation* at, const Operation* end, Visit& visit);

  LiveMoment moment_;
  Bindings& bindings_;
};

template <class Visit> bool Evaluation::run_one(const Operation* at, const Operation* end, Number value, Visit& visit) {
  const Bound bound(bindings_, at->slot);
  bindings_.values[at->slot] = value;
  return run(at + 1, end, visit);
}

template <class Visit>
bool Evaluation::run_with_set(const Operation* at, const Operation* end, const std::vector<Number>& set, Visit& visit) {
  const std::vector<Number>* const old = std::exchange(bindings_.sets[at->slot], &set);
  const bool goes_on = run(at + 1, end, visit);
  bindings_.sets[at->slot] = old;
  return goes_on;
}

template <class Visit>
bool Evaluation::run_table(const Table& table, bool holds, const Operation* at, const Operation* end, const Number* key,
                           Visit& visit) {
  for (Row row = table.first(at->index, key); row != no_row; row = table.next(at->index, row)) {
    const Number* cells = table[row];
    if (holds && moment_.trace != nullptr)
      note(*at, cells, table.width());
    bool fits = true;
    for (const Operation::Bound& bound : at->bound) {
      bindings_.values[bound.slot] = cells[bound.column];
      fits = fits && cells[bound.column] != nobody;
    }
    for (const Operation::Bound& bound : at->repeated)
      fits = fits && bindings_.values[bound.slot] == cells[bound.column];
    if (fits && !run(at + 1, end, visit))
      return false;
  }
  return true;
}

template <class Visit> bool Evaluation::run_rows(const Operation* at, const Operation* end, Visit& visit) {
  std::array<Number, most_columns> key{};
  for (std::size_t i = 0; i < at->terms.size(); ++i)
    if ((key[i] = value(at->terms[i])) == nobody)
      return true;
  const Facts& facts = this->facts(at->is_before);
  const model::RelationId relation{at->symbol};
  if (at->is_possible && facts.unknown_places(relation).may_have(at->given, key.data()))
    return run_everywhere(at, end, 0, visit);
  const BoundAll kept(bindings_, *at);
  if (!run_table(facts[relation], true, at, end, key.data(), visit))
    return false;
  // No exception is known to be false here: these places are no unknown ones.
  return !at->is_possible || run_table(*facts.exceptions(relation), false, at, end, key.data(), visit);
}

// Where the value that is looked for is the usual one, the table does not name all places that have it.
template <class Visit> bool Evaluation::run_values(const Operation* at, const Operation* end, Visit& visit) {
  const model::FunctionId function{at->symbol};
  const Facts& facts = this->facts(at->is_before);
  std::array<Number, most_columns> key{};
  for (std::size_t i = 0; i < at->terms.size(); ++i)
    if ((key[i] = value(at->terms[i])) == nobody)
      return true;
  const Number usual = facts.usual_value(function);
  if (usual != nobody && key[at->terms.size() - 1] == usual)
    return run_everywhere(at, end, 0, visit);
  const BoundAll kept(bindings_, *at);
  return run_table(facts[function], true, at, end, key.data(), visit);
}

template <class Visit>
bool Evaluation::run_everywhere(const Operation* at, const Operation* end, std::size_t column, Visit& visit) {
  if (column == at->bound.size())
    return !holds(at->check) || run(at + 1, end, visit);
  const Operation::Bound& bound = at->bound[column];
  const Bound kept(bindings_, bound.slot);
  const model::SortId sort{bound.sort};
  for (Number number = 0; number < moment_.individuals.size(sort); ++number) {
    bindings_.values[bound.slot] = number;
    if (moment_.individuals.is_there(sort, number) && !run_everywhere(at, end, column + 1, visit))
      return false;
  }
  bindings_.values[bound.slot] = somebody;
  return !is_somebody_possible(*at, sort) || run_everywhere(at, end, column + 1, visit);
}

/// What finds several values, one after the other.
template <class Visit> bool Evaluation::run_many(const Operation* at, const Operation* end, Visit& visit) {
  switch (at->kind) {
  case Operation::Kind::members:
    for (const Number member : *bindings_.sets[at->symbol])
      if (!run_one(at, end, member, visit))
        return false;
    return true;
  case Operation::Kind::everybody: {
    const model::SortId sort{at->symbol};
    for (Number number = 0; number < moment_.individuals.size(sort); ++number)
      if (moment_.individuals.is_there(sort, number) && !run_one(at, end, number, visit))
        return false;
    return !is_somebody_possible(*at, sort) || run_one(at, end, somebody, visit);
  }
  case Operation::Kind::reach: {
    const Number from = value(at->terms[0]);
    if (from == nobody)
      return true;
    for (const Number number : reached(*at->edges, at->is_backward, from))
      if (!run_one(at, end, number, visit))
        return false;
    return true;
  }
  case Operation::Kind::gather: {
    const BoundAll kept(bindings_, *at);
    for (const std::vector<Number>& values : gathered(*at)) {
      for (std::size_t i = 0; i < values.size(); ++i)
        bindings_.values[at->bound[i].slot] = values[i];
      if (!run(at + 1, end, visit))
        return false;
    }
    return true;
  }
  case Operation::Kind::subsets:
    for (const std::vector<Number>& set : subsets(*at))
      if (!run_with_set(at, end, set, visit))
        return false;
    return true;
  default:
    throw std::logic_error("no operation that finds several values");
  }
}

template <class Visit> bool Evaluation::run(const Operation* at, const Operation* end, Visit& visit) {
  while (at != end && at->kind == Operation::Kind::check) {
    if (!holds(at->check))
      return true;
    ++at;
  }
  if (at == end)
    return visit();
  switch (at->kind) {
  case Operation::Kind::rows:
    return run_rows(at, end, visit);
  case Operation::Kind::values:
    return run_values(at, end, visit);
  case Operation::Kind::assign: {
    const Number value = this->value(at->terms[0]);
    return value == nobody || run_one(at, end, value, visit);
  }
  case Operation::Kind::last_step: {
    if (moment_.last_step == nullptr || moment_.last_step->rule.index != at->symbol)
      return true;
    const BoundAll kept(bindings_, *at);
    for (const Operation::Bound& bound : at->bound)
      bindings_.values[bound.slot] = std::get<Number>(moment_.last_step->args[bound.column]);
    return run(at + 1, end, visit);
  }
  case Operation::Kind::assign_set: {
    std::vector<Number> set;
    for (const TermPlan& term : at->terms)
      set.push_back(value(term));
    return run_with_set(at, end, as_set(std::move(set)), visit);
  }
  default:
    return run_many(at, end, visit);
  }
}

} // namespace chaperone::live
