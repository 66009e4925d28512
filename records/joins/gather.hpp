// All rows that programs find, each once and in order, without holding more than those of some individuals at a time:
// the first column's individuals are gone through one by one, several at once. Covered by
// tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/joins/compiler.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace chaperone::records {

/// A condition that asks for the columns of the rows, made ready in whichever way is taken to be faster: for one
/// individual of the first column after the other, or for all at once.
struct Question {
  Program program;
  bool has_given_first = false;
  /// Of the alternative that leaves the most to trial: so many combinations of these, the first column among them.
  double combinations = 1;
  std::vector<model::VariableId> tried;
};
Question question(const model::System& system, const JoinTables& tables, const std::vector<model::VariableId>& columns,
                  const Condition& condition, Reading reading);

struct Gathered {
  FactTable rows{0};                  ///< the first of them
  std::size_t count = 0;              ///< of all
  std::vector<std::size_t> different; ///< by column: individuals that stand in it
  std::vector<std::size_t> by_group;  ///< rows that the questions of a group find
};

struct GatherOptions {
  std::size_t most_kept = std::numeric_limits<std::size_t>::max(); ///< rows of Gathered::rows
  std::size_t threads = 1;
  std::function<bool()> is_cut = [] { return false; };     ///< asked by several threads
  std::function<void(double)> on_progress = [](double) {}; ///< which part is done
  /// Rows that do not count.
  std::function<bool(std::span<const std::uint32_t>)> is_left_out = {};
};

/// `individuals` has how many there are for each column. Nothing where it was cut short. Time: what the questions'
/// loops look at; memory: the rows that are kept, and those of one individual.
std::optional<Gathered> gather(const std::vector<std::vector<Question>>& groups,
                               const std::vector<std::uint32_t>& individuals, const GatherOptions& options);

} // namespace chaperone::records
