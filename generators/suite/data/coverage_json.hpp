// What a suite covers, as JSON: beside the tests in the suite that `--to json` writes.
// Format: docs/suite.schema.json. Covered by tests/cli/schema_test.cpp.
#pragma once

#include "generators/goals/coverage.hpp"

#include <nlohmann/json_fwd.hpp>

namespace chaperone::generators::suite::data {

/// Every goal with what became of it, the mutation score, the mutants that break each promise, and the causes of the
/// violations.
nlohmann::ordered_json coverage_json(const Coverage& coverage);

} // namespace chaperone::generators::suite::data
