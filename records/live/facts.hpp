// What is true while a log is followed: for each relation and function a table, and what holds of everything that the
// table does not name. Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "records/live/individuals.hpp"
#include "records/live/table.hpp"
#include "records/live/unknown_places.hpp"

#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace chaperone::live {

using Symbol = std::variant<model::RelationId, model::FunctionId>;

/// What the start says of each symbol where no data does.
struct Start {
  enum class Relation : std::uint8_t { empty, full, unknown };
  std::vector<Relation> relations;
  std::vector<Number> functions; ///< by function: the value everywhere; nobody: not known
};

/// As far as `init` and `assume` say it plainly: `init empty r`, `init all x: S | r(x)`, `init all x: S | f(x) = v`,
/// and denials of these. Everything else is unknown.
Start start_of(const model::System& system);

/// The relation or function that an effect changes.
Symbol changed_by(const model::Update& update);

enum class Truth : std::uint8_t { no, yes, unknown };

/// Values are as docs/semantics.md, "State", has them; a fact may also be unknown.
class Facts {
public:
  Facts(const model::System& system, const Start& start);

  Truth truth(model::RelationId relation, const Number* args) const;
  /// nobody: not known.
  Number value(model::FunctionId function, const Number* args) const;
  /// What the function has everywhere that neither its table names nor is unknown; nobody: not known.
  Number usual_value(model::FunctionId function) const { return usual_values_[function.index]; }
  /// What is true of a place of which nothing is said.
  Truth usual(model::RelationId relation, const Number* args) const {
    return unknown_relations_[relation.index].has(args) ? Truth::unknown : Truth::no;
  }
  Number usual(model::FunctionId function, const Number* args) const {
    return unknown_functions_[function.index].has(args) ? nobody : usual_values_[function.index];
  }

  /// May something be unknown of it, now or later?
  bool is_loose(model::RelationId relation) const { return exceptions_[relation.index].has_value(); }
  bool is_loose(model::FunctionId function) const { return loose_functions_[function.index]; }
  /// From now on something of these may be unknown, and of all that effects make of them. False where it was so before.
  bool loosen(const std::set<Symbol>& symbols);

  /// Tuples that hold, one order of a symmetric relation in each row: both rows are there.
  const Table& operator[](model::RelationId relation) const { return relations_[relation.index]; }
  const Table& operator[](model::FunctionId function) const { return functions_[function.index]; }
  /// The number of an index over these columns; exceptions() have it too.
  std::uint32_t index_over(model::RelationId relation, Columns columns);
  std::uint32_t index_over(model::FunctionId function, Columns columns);

  /// Says what is true of one place from now on; gives what was. One order of a symmetric relation.
  Truth put(model::RelationId relation, const Number* args, Truth truth);
  Number set(model::FunctionId function, const Number* args, Number value);
  using Rows = std::vector<std::vector<Number>>;
  /// Tuples that hold of these places; in a pattern `nobody` stands for anybody. Cost: their number; the first time for
  /// the same columns, all.
  Rows rows_like(model::RelationId relation, const std::vector<Number>& pattern);
  /// Whatever is not known to hold of these places is unknown from now on. The relation is loose. Gives the exceptions
  /// that are none any more. Cost: as rows_like().
  Rows forget(model::RelationId relation, const std::vector<Number>& pattern);
  /// The same of a function, of places that have another value than this one. Gives the rows that are gone.
  Rows forget(model::FunctionId function, const std::vector<Number>& pattern, Number value);

  /// Tuples that are otherwise than what is usual of their place, and do not hold; none where it is not loose.
  const Table* exceptions(model::RelationId relation) const {
    const auto& table = exceptions_[relation.index];
    return table ? &*table : nullptr;
  }
  /// Is something unknown of whoever is of this sort, also of `somebody`?
  bool knows_of_somebody(model::SortId sort) const { return sorts_of_somebody_.contains(sort); }
  const UnknownPlaces& unknown_places(model::RelationId relation) const { return unknown_relations_[relation.index]; }
  const UnknownPlaces& unknown_places(model::FunctionId function) const { return unknown_functions_[function.index]; }

private:
  std::set<Symbol> made_of_loose() const;
  void note_somebody(const std::vector<model::Place>& places, const std::vector<Number>& pattern);

  const model::System* system_;
  std::vector<Table> relations_, functions_;
  /// Of a loose relation: what does not hold where the place is usually unknown, what is unknown where it usually does
  /// not hold.
  std::vector<std::optional<Table>> exceptions_;
  std::vector<UnknownPlaces> unknown_relations_, unknown_functions_;
  std::set<model::SortId> sorts_of_somebody_;
  std::vector<bool> loose_functions_;
  std::vector<Number> usual_values_;
};

} // namespace chaperone::live
