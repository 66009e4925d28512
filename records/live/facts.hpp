// What is true while a log is followed: for each relation and function a table, and what holds of everything that the
// table does not name. Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "records/live/individuals.hpp"
#include "records/live/table.hpp"

#include <optional>
#include <vector>

namespace chaperone::live {

/// What the start says of each symbol where no data does.
struct Start {
  enum class Relation : std::uint8_t { empty, full, unknown };
  std::vector<Relation> relations;
  std::vector<Number> functions; ///< by function: the value everywhere; nobody: not known
};

/// As far as `init` and `assume` say it plainly: `init empty r`, `init all x: S | r(x)`, `init all x: S | f(x) = v`,
/// and denials of these. Everything else is unknown.
Start start_of(const model::System& system);

enum class Truth : std::uint8_t { no, yes, unknown };

/// Values are as docs/semantics.md, "State", has them; a fact may also be unknown.
class Facts {
public:
  Facts(const model::System& system, const Start& start);

  Truth truth(model::RelationId relation, const Number* args) const;
  /// nobody: not known.
  Number value(model::FunctionId function, const Number* args) const;
  /// What the function has everywhere that its table does not name; nobody: not known.
  Number usual_value(model::FunctionId function) const { return usual_values_[function.index]; }

  /// May something be unknown of it, now or later?
  bool is_loose(model::RelationId relation) const { return exceptions_[relation.index].has_value(); }
  bool is_loose(model::FunctionId function) const { return loose_functions_[function.index]; }
  /// Data say all there is of it: what they do not name is false.
  void close(model::RelationId relation);

  /// Tuples that hold, one order of a symmetric relation in each row: both rows are there.
  const Table& operator[](model::RelationId relation) const { return relations_[relation.index]; }
  const Table& operator[](model::FunctionId function) const { return functions_[function.index]; }
  Table& table(model::RelationId relation) { return relations_[relation.index]; }
  Table& table(model::FunctionId function) { return functions_[function.index]; }

  /// Says what is true of one place from now on; gives what was. One order of a symmetric relation.
  Truth put(model::RelationId relation, const Number* args, Truth truth);
  Number set(model::FunctionId function, const Number* args, Number value);

  /// Tuples that are otherwise than what is usual of the relation; none where it is not loose.
  const Table* exceptions(model::RelationId relation) const {
    const auto& table = exceptions_[relation.index];
    return table ? &*table : nullptr;
  }
  bool is_usually_unknown(model::RelationId relation) const { return usually_unknown_[relation.index]; }

private:
  void find_loose(const Start& start);

  const model::System* system_;
  std::vector<Table> relations_, functions_;
  /// Of a loose relation: what does not hold where it is usually unknown, what is unknown where it usually does not
  /// hold.
  std::vector<std::optional<Table>> exceptions_;
  std::vector<bool> usually_unknown_;
  std::vector<bool> loose_functions_;
  std::vector<Number> usual_values_;
};

} // namespace chaperone::live
