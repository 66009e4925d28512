// A condition made ready to be asked of tables: loops over rows, one inside the other, in an order chosen from how many
// rows there are (loop_order.hpp), with each test as far out as it can stand. Made by compiler.hpp, read by run.hpp.
// Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/facts/fact_table.hpp"

#include "model/rules/system.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace chaperone::records {

/// Where a variable's value stands while a program runs.
using Register = std::uint32_t;

/// A number, or what a register holds.
struct Operand {
  bool is_fixed = false;
  std::uint32_t number = 0; ///< of an individual, or of a register
};

/// Rows of a table whose first columns, in one of its orders, have these values.
struct Lookup {
  const FactTable* table = nullptr;
  const FactTable::Order* order = nullptr;
  std::vector<Operand> prefix;
};

struct Step;
using Block = std::vector<Step>; ///< one inside the other
/// Loops, and what is asked for inside the innermost.
struct Way {
  Block block;
  std::vector<Operand> asked;
  std::vector<model::VariableId> tried = {}; ///< that no fact binds
  double combinations = 1;                   ///< of individuals, for these
  double cost = 1;                           ///< rows that are taken to be looked at
};

struct Test {
  enum class Kind : std::uint8_t { constant, row, less, same, all_of, any_of, some, at_least, chain };
  Kind kind = Kind::constant;
  bool is_denied = false;        ///< holds where the rest does not
  bool value = false;            ///< of `constant`; of `less`, where a rank is not known
  Lookup lookup = {};            ///< of `row`: is there one?
  Operand left = {}, right = {}; ///< of `less` and `same`; of `chain`, from where to where
  const std::vector<std::uint32_t>* ranks = nullptr;
  std::vector<Test> parts = {};
  std::vector<Way> ways = {}; ///< of `some`; of `at_least`, which counts what differs; of `chain`, one step
  Register tail = 0;          ///< of `chain`: where the step begins
  std::uint64_t count = 0;
  std::optional<std::size_t> memory = {}; ///< its answer is the same for a whole run, and is kept here
  std::set<Register> reads = {};          ///< that are bound outside of it
};

struct Step {
  enum class Kind : std::uint8_t { test, rows, trial };
  Kind kind = Kind::test;
  Test test = {};
  Lookup lookup = {}; ///< of `rows`
  struct Column {
    std::size_t column; ///< in the lookup's order
    Operand operand;
  };
  std::vector<Column> bound = {}; ///< registers that get the column's value
  std::vector<Column> equal = {}; ///< what else must have it
  Register tried = 0;             ///< of `trial`: gets each of these individuals, or each below `count`
  std::shared_ptr<const std::vector<std::uint32_t>> individuals = nullptr;
  std::uint32_t count = 0;
};

struct Program {
  std::vector<Way> ways;
  std::size_t registers = 0, memories = 0;
};

} // namespace chaperone::records
