// See formats.hpp.
#include "generators/suite/formats.hpp"

#include "generators/suite/cpp/cpp_tests.hpp"
#include "generators/suite/data/data_suites.hpp"
#include "generators/suite/gherkin/cucumber.hpp"
#include "generators/suite/java/junit5.hpp"
#include "generators/suite/script/pytest.hpp"
#include "generators/suite/script/vitest.hpp"

#include <array>

namespace chaperone::generators::suite {

namespace {

constexpr std::array formats{
    TestFormat{"catch2", "Catch2 (C++)", true, cpp::write_catch2},
    TestFormat{"googletest", "GoogleTest (C++)", true, cpp::write_googletest},
    TestFormat{"pytest", "pytest (Python)", false, script::write_pytest},
    TestFormat{"vitest", "Vitest (TypeScript)", false, script::write_vitest},
    TestFormat{"junit5", "JUnit 5 (Java)", false, java::write_junit5},
    TestFormat{"cucumber", "Gherkin with steps for cucumber-js", false, gherkin::write_cucumber},
    TestFormat{"json", "JSON", false, data::write_json_suite},
    TestFormat{"itf", "ITF, the traces of Apalache and Quint", false, data::write_itf},
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

} // namespace chaperone::generators::suite
