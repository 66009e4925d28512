// The arguments of a step as another rule file has them. Covered by tests/model/comparison_test.cpp.
#pragma once

#include "model/rules/scenario.hpp"
#include "model/rules/system.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace chaperone::model::comparison {

/// `value(sort, index)` gives an individual's or a value's counterpart, or nothing; `rule` of `system` says which sort
/// each argument has. Nothing where one of them has no counterpart.
template <class Value>
std::optional<std::vector<StepArgument>> carried_arguments(const System& system, RuleId rule,
                                                           const std::vector<StepArgument>& args, const Value& value) {
  std::vector<StepArgument> made;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const SortId sort = system[system[rule].parameters[i]].sort;
    if (const auto* index = std::get_if<std::uint32_t>(&args[i])) {
      const std::optional<std::uint32_t> mine = value(sort, *index);
      if (!mine)
        return std::nullopt;
      made.emplace_back(*mine);
      continue;
    }
    std::vector<std::uint32_t> set;
    for (const std::uint32_t index : std::get<std::vector<std::uint32_t>>(args[i]))
      if (const std::optional<std::uint32_t> mine = value(sort, index))
        set.push_back(*mine);
      else
        return std::nullopt;
    std::ranges::sort(set);
    made.emplace_back(std::move(set));
  }
  return made;
}

} // namespace chaperone::model::comparison
