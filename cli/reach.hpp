// What --reach asks about. Covered by tests/cli/diff_test.cpp.
#pragma once

#include "cli/console.hpp"

#include "model/comparison/matching.hpp"
#include "solver/comparison/exposure.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::cli {

/// Two rule files that are compared.
struct ComparedRules {
  model::System& before;
  model::System& after;
};

/// Reads each text on both sides: a define's name, or variables and a formula, such as `a, b: User | met(a, b)`. A side
/// that does not know a name of it takes its own name for what was renamed. The systems get variables for it. Nothing
/// where one of the texts is not understood; that has been shown then.
std::optional<std::vector<solver::comparison::Reach>>
read_reaches(const std::vector<std::string>& texts, ComparedRules rules, const model::comparison::Matching& matching,
             const std::vector<model::comparison::Rename>& renames, Console& console);

} // namespace chaperone::cli
