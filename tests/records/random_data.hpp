// Random small data for random rules: a state, the rows that say it, and which facts the rows leave open.
#pragma once

#include "model/meaning/interpreter.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/records/rows.hpp"

#include <functional>
#include <set>
#include <vector>

namespace chaperone::tests {

/// A tuple that may hold or not, or a function's place that may have any value.
struct OpenCell {
  std::variant<model::RelationId, model::FunctionId> where;
  std::vector<std::uint32_t> args;
};

struct RandomData {
  std::vector<std::uint32_t> sizes; ///< by sort, without newcomers
  std::vector<model::Given> given;  ///< what holds for sure
  std::vector<OpenCell> open;
  Rows rows;
};

/// One to three individuals of each sort. `openness` is how many things are left open, at most.
RandomData random_data(const model::System& system, Draw& draw, std::uint32_t openness);

/// The state over these people, and a newcomer of some sorts, with all that is open filled in by `fill`, which
/// gives a number below that of the possible values.
model::State state_of(const model::Layout& layout, const RandomData& data,
                      const std::function<std::uint32_t(std::uint32_t values)>& fill);
model::Population population_of(const model::System& system, const RandomData& data,
                                const std::set<model::SortId>& with_newcomer = {});

} // namespace chaperone::tests
