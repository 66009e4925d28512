// Of runs that are no longer, the one that is easier to read: nobody plays two parts in a step who need not, and steps
// change something. Asks no solver; what comes out has been run by the interpreter, as evidence::object_to() does.
// Covered by tests/solver/parts_test.cpp.
#pragma once

#include "model/rules/scenario.hpp"
#include "model/rules/system.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace chaperone::solver::evidence {

/// One individual stands for two parameters of a step.
struct TwoParts {
  std::size_t step = 0;              ///< index into Scenario::items, of a scenario of steps alone
  std::size_t first = 0, second = 0; ///< indices into Rule::parameters
};
std::vector<TwoParts> two_parts(const model::System& system, const model::Scenario& scenario);

/// The same run with one individual more, who takes over one of the two parts; nothing where none of the first 150
/// ways to share out steps and facts between the two shows the property.
std::optional<model::Scenario> apart(const model::System& system, const model::Property& property,
                                     const model::Scenario& scenario, const TwoParts& which);

/// A scenario that shows the property, as it is best told: a step that changes nothing gives way to one that does,
/// where that shows it as well; and for `possible`, whose runs need not have the fewest individuals, two parts of a
/// step have two individuals where apart() finds how. Then cast.
model::Scenario well_told(const model::System& system, const model::Property& property, model::Scenario scenario);

} // namespace chaperone::solver::evidence
