// Suggestions for a mistyped word. Covered by tests/cli/options_test.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace chaperone::cli {

/// ", did you mean `--depth`?" for the nearest of `known`, or nothing where none is near. The first of equally near
/// words is taken.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

} // namespace chaperone::cli
