// What only one of two rule files declares. Covered by tests/generators/diff_report_test.cpp.
#pragma once

#include "generators/differences/diff_report.hpp"

#include <string>
#include <vector>

namespace chaperone::differences {

struct OneSided {
  std::string kind; ///< "sort", "value", "individual", "relation", "closure" or "function"
  std::string name; ///< of a value with its enum: "Level.guest"
  model::Span span; ///< in that side's file
};

/// Sorts, enum values, individuals, relations and functions that have no counterpart, in the file's order; rules and
/// properties have their own lines in every report. Linear in the declarations.
std::vector<OneSided> list_one_sided(const DiffReport& report, model::comparison::Side side);

} // namespace chaperone::differences
