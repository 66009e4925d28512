// A rule's part as a formula in which one place reads one cell otherwise than it is.
// Covered through memory_conditions.hpp by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/reading.hpp"

#include <vector>

namespace chaperone::generators {

/// The cell, by variables for its arguments, and what is read there: of a relation a truth, of a function a term.
struct MisreadCell {
  std::vector<model::VariableId> args;
  std::variant<bool, model::Term> seems;
};

/// The requirement's formula, or another formula, as the place reads it.
model::Formula misread(const model::System& system, const model::Formula& formula, const ReadingPlace& place,
                       const MisreadCell& cell);
/// The rule's effects, of which the place's is in two where a term of it is misread.
std::vector<model::Effect> misread_effects(const model::System& system, const ReadingPlace& place,
                                           const MisreadCell& cell);

/// The cell's arguments are those of the term or tuple; of a symmetric relation in either order.
model::Formula is_cell(const model::System& system, const ReadingPlace& place, const std::vector<model::Term>& args,
                       const MisreadCell& cell);

} // namespace chaperone::generators
