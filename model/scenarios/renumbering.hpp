// What becomes of facts and steps where one individual is no longer there.
// Covered by tests/conformance/shrink_test.cpp and tests/solver/violations_test.cpp.
#pragma once

#include "model/rules/scenario.hpp"
#include "model/rules/system.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace chaperone::model {

/// Individual number `gone` of a sort goes away, or is another (`replaced_by`) from now on; those behind it move up.
class Renumbering {
public:
  Renumbering(const System& system, SortId sort, std::uint32_t gone,
              std::optional<std::uint32_t> replaced_by = std::nullopt)
      : system_(system), sort_(sort), gone_(gone), replaced_by_(replaced_by) {}

  /// False where the fact is about who is gone: there is no such fact then.
  bool renumber(Given& given) const;
  /// False where the step names who is gone, other than in a set.
  bool renumber(Action& action) const;

private:
  std::optional<std::uint32_t> renumbered(SortId sort, std::uint32_t index) const;
  bool renumber(const std::vector<Place>& places, std::vector<std::uint32_t>& args) const;

  const System& system_;
  SortId sort_;
  std::uint32_t gone_;
  std::optional<std::uint32_t> replaced_by_;
};

} // namespace chaperone::model
