// A suite in Python, for pytest: `SYSTEM_driver.py`, the interface to the service, and
// `test_SYSTEM.py`. Covered by tests/generators/formats_test.cpp and tests/generated/.
#pragma once

#include "generators/suite/script/script_language.hpp"
#include "generators/suite/suite.hpp"

#include <vector>

namespace chaperone::generators::suite::script {

/// Needs Python 3.9. Tests take the fixture `service`, a driver whose service has seen nothing yet.
std::vector<GeneratedFile> write_pytest(const TestSuite& suite);
/// How names are spelled in it.
const ScriptSpelling& pytest_spelling();

} // namespace chaperone::generators::suite::script
