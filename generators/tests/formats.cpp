// See formats.hpp.
#include "generators/tests/formats.hpp"

#include "generators/tests/cpp_tests.hpp"

#include <array>

namespace chaperone::generators {

namespace {

constexpr std::array formats{
    TestFormat{"catch2", "Catch2 (C++)", true, write_catch2},
    TestFormat{"googletest", "GoogleTest (C++)", true, write_googletest},
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
