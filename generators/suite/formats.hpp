// The formats that suites are written in: one row is one writer, from which the
// command line takes its names. Covered by tests/generators/formats_test.cpp.
#pragma once

#include "generators/suite/suite.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::generators::suite {

struct TestFormat {
  std::string_view name;
  std::string_view what; ///< for people: "Catch2 (C++)"
  bool is_cpp;           ///< laid out as clang-format does it
  std::vector<GeneratedFile> (*write)(const TestSuite&);
};

std::span<const TestFormat> test_formats();
/// Null where there is none of that name.
const TestFormat* test_format(std::string_view name);
/// "catch2, googletest or pytest".
std::string list_test_formats();

} // namespace chaperone::generators::suite
