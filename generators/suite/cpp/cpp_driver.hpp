// The driver interface of generated C++ tests: what stands between them and the
// service. One pure virtual function per rule, one query per relation that the tests
// ask for, one function per kind of fact that they set up. No test framework is
// named here. Covered by tests/generators/cpp_tests_test.cpp and tests/generated/.
#pragma once

#include "generators/suite/cpp/cpp_facts.hpp"

#include <string>

namespace chaperone::generators::suite::cpp {

/// The text of the header. A driver that does not follow the rules fails to compile, and the
/// message names the rule and the function that is missing (`driver_for`).
std::string write_driver(const TestSuite& suite, const LookedAt& looked_at, const CppNames& names);

/// "Made by Chaperone from …", the first lines of every generated file.
void write_origin(CppText& out, const TestSuite& suite);

} // namespace chaperone::generators::suite::cpp
