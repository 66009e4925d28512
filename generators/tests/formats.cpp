// See formats.hpp.
#include "generators/tests/formats.hpp"

#include "generators/tests/cpp_tests.hpp"
#include "generators/tests/cucumber.hpp"
#include "generators/tests/data_suites.hpp"
#include "generators/tests/junit5.hpp"
#include "generators/tests/pytest.hpp"
#include "generators/tests/vitest.hpp"

#include <array>

namespace chaperone::generators {

namespace {

constexpr std::array formats{
    TestFormat{"catch2", "Catch2 (C++)", true, write_catch2},
    TestFormat{"googletest", "GoogleTest (C++)", true, write_googletest},
    TestFormat{"pytest", "pytest (Python)", false, write_pytest},
    TestFormat{"vitest", "Vitest (TypeScript)", false, write_vitest},
    TestFormat{"junit5", "JUnit 5 (Java)", false, write_junit5},
    TestFormat{"cucumber", "Gherkin with steps for cucumber-js", false, write_cucumber},
    TestFormat{"json", "JSON", false, write_json_suite},
    TestFormat{"itf", "ITF, the traces of Apalache and Quint", false, write_itf},
};

} // namespace

std::span<const TestFormat> test_formats() {
  return formats;
}

const TestFormat* test_format(std::string_view name) {
  for (const TestFormat& format : formats)
    if (format.name == name)
      return &format;
  return nullptr;
}

std::string list_test_formats() {
  std::string result;
  for (std::size_t i = 0; i < formats.size(); ++i)
    result += (i == 0 ? "" : i + 1 == formats.size() ? " or " : ", ") + std::string(formats[i].name);
  return result;
}

} // namespace chaperone::generators
