// Who is there in a scenario: every name that the rules do not declare is an
// individual, and its sort follows from where it stands.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#pragma once

#include "model/resolve/resolve_formula.hpp"
#include "model/resolve/resolve_names.hpp"

namespace chaperone::model {

/// The individuals by name, and the population: of each sort the named ones in the order of their first
/// appearance, or a single one where none is named.
struct Cast {
  Individuals individuals;
  Population population;
  bool is_fine = true;
};

/// Linear in the scenario. Warns of a name that is used once and nearly equal to another.
Cast find_individuals(const syntax::ScenarioDeclaration& scenario, Resolution& resolution);

} // namespace chaperone::model
