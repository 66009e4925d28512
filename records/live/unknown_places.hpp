// Places of a relation or function of which nothing is known: "whoever it was, somebody was added to this group".
// Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "records/live/individuals.hpp"
#include "records/live/table.hpp"

#include <algorithm>
#include <vector>

namespace chaperone::live {

/// Patterns: some columns are given, the others stand for anybody. A pattern is a row with `nobody` for anybody.
class UnknownPlaces {
public:
  /// Cost: a look at a table for each different set of given columns.
  bool has(const Number* args) const;
  /// May a place with these values in these columns be one? No where it says no.
  bool may_have(Columns columns, const Number* values) const;
  /// False where a pattern says so already.
  bool add(const std::vector<Number>& pattern);
  bool is_empty() const { return kinds_.empty(); }
  /// Is it all places?
  bool is_everywhere() const {
    return std::ranges::any_of(kinds_, [](const Kind& kind) { return kind.columns.empty(); });
  }
  /// In no fixed order.
  std::vector<std::vector<Number>> patterns(std::size_t width) const;

private:
  /// Patterns that give the same columns.
  struct Kind {
    std::vector<std::uint32_t> columns;
    Table rows; ///< the values of these columns
  };
  std::vector<Kind> kinds_;
};

} // namespace chaperone::live
