// In which order loops over rows stand inside one another: the one that is taken to look at the fewest rows, found by
// dynamic programming over the sets of loops (Selinger et al., "Access Path Selection in a Relational Database
// Management System", 1979). Covered by tests/records/loop_order_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace chaperone::records {

/// A table whose rows are gone through, as far as they fit what is known by then.
struct Looped {
  struct Column {
    std::optional<std::uint32_t> binds; ///< the variable; nothing where the value is known before all loops
    double different = 1;               ///< values that occur in it
  };
  double rows = 0;
  std::vector<Column> columns = {};
};

struct LoopOrder {
  std::vector<std::size_t> tables; ///< outermost first
  double rows = 0;                 ///< that are taken to be looked at
};

/// A table whose variables are all bound is only asked whether it has a row, which costs nothing here. The values of a
/// variable are taken to be those of its richest column, spread evenly. Time: n·2^n for up to eight tables; beyond that
/// the next loop is always the one with the fewest rows.
LoopOrder loop_order(const std::vector<Looped>& tables);

} // namespace chaperone::records
