// Questions about the checked model that its tables alone answer.
// Covered by tests/model/formula_test.cpp.
#include "model/system.hpp"

namespace chaperone::model {

SortId sort_of(const System& system, const Term& term) {
  return std::visit(
      overload{
          [&](VariableId variable) { return system[variable].sort; },
          [](const Value& value) { return value.sort; },
          [&](const std::shared_ptr<const Application>& application) { return system[application->function].result; },
      },
      term);
}

} // namespace chaperone::model
