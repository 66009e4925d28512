// A suite in TypeScript, for Vitest: `SYSTEM_driver.ts`, the interface to the service, and
// `SYSTEM.test.ts`. Covered by tests/generators/formats_test.cpp and tests/generated/.
#pragma once

#include "generators/suite/script/script_language.hpp"
#include "generators/suite/suite.hpp"

#include <vector>

namespace chaperone::generators::suite::script {

/// Strict TypeScript. Tests import `makeDriver` from `./service`, a file that the project writes; what a driver answers
/// may be a promise.
std::vector<GeneratedFile> write_vitest(const TestSuite& suite);
/// How names are spelled in it.
const ScriptSpelling& vitest_spelling();

} // namespace chaperone::generators::suite::script
