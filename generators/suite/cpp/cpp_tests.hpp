// A test suite as C++, for Catch2 (2.13 as well as 3) and for GoogleTest: `SYSTEM_driver.hpp`,
// the interface to the service, and `SYSTEM_test.cpp`, the test cases. How to use them:
// docs/testing.md. Covered by tests/generators/cpp_tests_test.cpp and tests/generated/, which
// compiles what is written and runs it.
#pragma once

#include "generators/suite/suite.hpp"

#include <vector>

namespace chaperone::generators::suite::cpp {

/// The files of a suite. They compile as C++17 without a warning and are as clang-format 14 would lay them out in
/// LLVM's style. Linear in the suite; the same suite gives the same bytes.
std::vector<GeneratedFile> write_catch2(const TestSuite& suite);
std::vector<GeneratedFile> write_googletest(const TestSuite& suite);

} // namespace chaperone::generators::suite::cpp
