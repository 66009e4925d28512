// Comparisons by order: how they are said as formulas, and which formulas say one. Section "Order" of
// docs/semantics.md. Covered by tests/model/printer_test.cpp and tests/generators/goals_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <optional>

namespace chaperone::model {

/// `left < right`, or `left <= right` where it is not strict.
struct Ordering {
  Term left, right;
  bool is_strict = true;
};

/// Of a sort by its order relation, of an enum by the pairs of values that are in order. The sort is an ordered one.
Formula ordered(const System& system, const Ordering& ordering, Span span = {});

/// What the formula compares, if it is as ordered() says it of two terms. A comparison of an enum with one of its
/// values says which values are meant, and is none.
std::optional<Ordering> ordering_of(const System& system, const Formula& formula);

} // namespace chaperone::model
