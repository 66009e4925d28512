// Some individuals of a live state as the population of a scenario, for what reads scenarios: sentences, stories, the
// interpreter. Covered by tests/records/follow_unknown_test.cpp.
#pragma once

#include "model/rules/scenario.hpp"
#include "records/live/individuals.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace chaperone::live {

class Excerpt {
public:
  /// With the values of enums and the individuals of `with`, which come first. Both outlive it.
  Excerpt(const model::System& system, const Individuals& individuals);

  /// The index of somebody, who is added if need be.
  std::uint32_t index(model::SortId sort, Number number);
  bool has(model::SortId sort, Number number) const;
  model::Action action(const model::Action& live);
  std::size_t size() const;
  /// By index: the numbers of a sort's individuals.
  const std::vector<Number>& numbers(model::SortId sort) const { return numbers_[sort.index]; }
  /// A sort of which nobody is there gets one: no population is without.
  model::Population population() const;

private:
  const model::System* system_;
  const Individuals* individuals_;
  std::vector<std::vector<Number>> numbers_;
  std::vector<std::map<Number, std::uint32_t>> indices_;
};

} // namespace chaperone::live
