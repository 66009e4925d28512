// Where a service reads what it remembers: each occurrence of a relation or function in a
// requirement or an effect of a rule, and what a wrong memory there would change.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace chaperone::generators {

using Symbol = std::variant<model::RelationId, model::FunctionId>;
const std::vector<model::Place>& places_of(const model::System& system, const Symbol& symbol);
bool is_symmetric(const model::System& system, const Symbol& symbol);
/// What an update writes, and at which arguments.
Symbol symbol_of(const model::Update& update);
const std::vector<model::Term>& args_of(const model::Update& update);

/// One tuple of a relation or one place of a function: what a service remembers a value for.
struct Cell {
  Symbol symbol;
  std::vector<std::uint32_t> args; ///< of a symmetric relation in ascending order
  auto operator<=>(const Cell&) const = default;
};

/// Of a relation 0 or 1.
std::uint32_t value_of(const model::State& state, const Cell& cell);
void write(model::State& state, const Cell& cell, std::uint32_t value);
/// Those in which two states of one layout differ, ascending.
std::vector<Cell> changed_cells(const model::State& before, const model::State& after);

/// An occurrence in a requirement, or in the guards, the condition or the terms of an effect; also within a define that
/// the part calls, however often. Fixed relations and functions are left out, since nothing changes them. Closures are
/// not: no rule writes them, but services keep what follows from what was written, such as everybody's rights.
struct ReadingPlace {
  model::RuleId rule;
  model::Misreading::Part part = model::Misreading::Part::requirement;
  std::size_t index = 0; ///< of the requirement or effect
  Symbol symbol;
  std::variant<const model::Atom*, const model::Application*> occurrence; ///< as long as the rules live
  model::Span span; ///< of the formula that it stands in, or of the effect
};

/// Rule by rule, requirements first, in the order of the text. What stands behind `can` is left out.
std::vector<ReadingPlace> list_reading_places(const model::System& system);

/// The values with which a function's value is compared there, by `=` or `in`; none where it is read in another way
/// too.
std::set<std::uint32_t> values_compared(const model::System& system, const ReadingPlace& place);

/// What is read at `place` in place of what the state has.
using Reading = std::function<std::uint32_t(std::span<const std::uint32_t> args, std::uint32_t value)>;
/// The step as a service takes it that reads so at that place, and is right elsewhere.
std::variant<model::State, model::Refusal, model::Conflict>
take_step(const model::State& state, const model::Action& action, const ReadingPlace& place, Reading reading);

/// The cells that the step reads at that place, ascending; only those can be critical. Requirements that are checked
/// before it may be false.
std::vector<Cell> cells_read(const model::State& state, const model::Action& action, const ReadingPlace& place);

/// Of a symmetric relation: the pairs as the step reads them, in the order of the text, ascending.
std::set<std::vector<std::uint32_t>> pairs_read(const model::State& state, const model::Action& action,
                                                const ReadingPlace& place);

/// Does it show in what comes of the step if `cell` is read as `value` at that place? Either outcome may change, or
/// what an allowed step does. A step in conflict shows nothing.
bool is_critical(const model::State& state, const model::Action& action, const ReadingPlace& place, const Cell& cell,
                 std::uint32_t value);

/// Likewise, but of a requirement alone: whatever the others say.
bool is_critical_there(const model::State& state, const model::Action& action, const ReadingPlace& place,
                       const Cell& cell, std::uint32_t value);

} // namespace chaperone::generators
