// Which cells a reading place can look at, as far as the text of the rules says it: a place
// that asks for `role(u, owner)` never sees other roles. Part of memory_fault.hpp and
// doubts.hpp; covered by tests/generators/planted_test.cpp.
#pragma once

#include "generators/memory/reading.hpp"

#include <optional>
#include <vector>

namespace chaperone::generators {

struct ReadCells {
  Symbol symbol;
  std::vector<std::optional<std::uint32_t>> args; ///< the value that stands there; none: any
  /// Of a function, the one value that what is read is compared with: of others only that they are others matters.
  std::optional<std::uint32_t> compared;

  /// May these terms name such a cell?
  bool may_be(const std::vector<model::Term>& terms) const;
  auto operator<=>(const ReadCells&) const = default;
};

ReadCells read_cells(const model::System& system, const ReadingPlace& place);

} // namespace chaperone::generators
