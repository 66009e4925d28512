// A suite in Gherkin, for cucumber-js: `SYSTEM.feature`, for people, and `SYSTEM.steps.mjs`,
// which says what its sentences do. Covered by tests/generators/formats_test.cpp and
// tests/generated/.
#pragma once

#include "generators/suite/script/script_language.hpp"
#include "generators/suite/suite.hpp"

#include <vector>

namespace chaperone::generators::suite::gherkin {

/// The steps import `makeDriver` from `./service.mjs`, a file that the project writes.
std::vector<GeneratedFile> write_cucumber(const TestSuite& suite);
/// How names are spelled in it.
const script::ScriptSpelling& cucumber_spelling();

} // namespace chaperone::generators::suite::gherkin
