// Finitely many individuals' tuples and values, numbered: relations before functions,
// in the file's order, and the last argument counts fastest.
// Covered by tests/solver/cells_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace chaperone::solver::encoding {

/// What a cell says: that a tuple holds, or that a function has this value at these arguments.
struct Cell {
  bool is_relation = true;
  std::uint32_t symbol = 0;
  std::vector<std::uint32_t> args;
  std::uint32_t value = 0; ///< of a function

  model::RelationId relation() const { return {symbol}; }
  model::FunctionId function() const { return {symbol}; }
};

class Cells {
public:
  /// `sizes` gives how many individuals each sort has.
  Cells(const model::System& system, const std::vector<std::uint32_t>& sizes);

  std::uint64_t size() const { return size_; }
  /// A tuple of a symmetric relation is one cell in either order.
  std::uint64_t of(model::RelationId relation, std::span<const std::uint32_t> args) const;
  /// The cells of a function's further values come next.
  std::uint64_t of(model::FunctionId function, std::span<const std::uint32_t> args, std::uint32_t value = 0) const;
  Cell operator[](std::uint64_t number) const;

private:
  struct Symbol {
    std::uint64_t first = 0;          ///< its first cell
    std::vector<std::uint32_t> sizes; ///< by place
    std::uint32_t values = 1;
    bool is_symmetric = false;
  };
  void add(const std::vector<model::Place>& places, const std::vector<std::uint32_t>& sizes, std::uint32_t values,
           bool is_symmetric);
  std::uint64_t number(const Symbol& symbol, std::span<const std::uint32_t> args) const;

  std::size_t relations_;
  std::vector<Symbol> symbols_; ///< functions come after relations
  std::uint64_t size_ = 0;
};

} // namespace chaperone::solver::encoding
