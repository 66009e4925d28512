// A suite in Java, for JUnit 5: `SystemDriver.java`, the interface to the service with the
// facts of a test, and `SystemTest.java`, an abstract class of tests. Covered by
// tests/generators/formats_test.cpp and tests/generated/.
#pragma once

#include "generators/tests/suite.hpp"

#include <vector>

namespace chaperone::generators {

/// Needs Java 17. A project derives a class from the tests and says in `makeDriver` where its service is.
std::vector<GeneratedFile> write_junit5(const TestSuite& suite);

} // namespace chaperone::generators
