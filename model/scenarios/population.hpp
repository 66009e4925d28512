// Names that individuals of a written scenario can bear.
// Covered by tests/model/scenario_file_test.cpp.
#pragma once

#include "model/rules/system.hpp"

namespace chaperone::model {

/// The population with every name that a scenario could not use replaced: reserved, declared in `system`,
/// no name at all, or there twice.
Population with_usable_names(const System& system, Population population);

} // namespace chaperone::model
