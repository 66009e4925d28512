// A check's verdicts of the kind that a test expects.
#pragma once

#include "solver/check.hpp"

#include <catch2/catch.hpp>

namespace chaperone::tests {

/// A property's verdict; fails the test where it is of another kind.
template <class Kind> Kind verdict(const solver::CheckResult& result, std::size_t property = 0) {
  REQUIRE(result.properties.size() > property);
  const Kind* kind = std::get_if<Kind>(&result.properties[property].verdict);
  REQUIRE(kind != nullptr);
  return *kind;
}

} // namespace chaperone::tests
