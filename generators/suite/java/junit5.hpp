// A suite in Java, for JUnit 5: `SystemDriver.java`, the interface to the service with the
// facts of a test, and `SystemTest.java`, an abstract class of tests. Covered by
// tests/generators/formats_test.cpp and tests/generated/.
#pragma once

#include "generators/suite/script/script_language.hpp"
#include "generators/suite/suite.hpp"

#include <vector>

namespace chaperone::generators::suite::java {

/// Needs Java 17. A project derives a class from the tests and says in `makeDriver` where its service is.
std::vector<GeneratedFile> write_junit5(const TestSuite& suite);
/// How names are spelled in it.
const script::ScriptSpelling& junit5_spelling();

} // namespace chaperone::generators::suite::java
