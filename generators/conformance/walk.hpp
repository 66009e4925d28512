// Random walks over the rules, guided to where services go wrong: rules that were rarely taken, and
// steps that one requirement alone refuses. Covered by tests/conformance/walk_test.cpp.
#pragma once

#include "generators/conformance/trial.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace chaperone::conformance {

/// Each walk depends on the seed and its number alone, not on the other walks.
class WalkPlan {
public:
  /// Walks begin near the starts of `trials`, or from any start of the rules where there is none.
  WalkPlan(std::shared_ptr<const model::System> system, const std::vector<Trial>& trials, std::uint32_t seed,
           std::uint32_t steps)
      : system_(std::move(system)), trials_(trials), seed_(seed), steps_(steps) {}

  /// Who is there and what is given: at least three individuals of each sort. It has no steps yet.
  Trial trial(std::uint32_t number) const;
  /// Chooses that walk's steps; about half of them should be refused, each by one requirement alone.
  Chooser chooser(const Trial& trial, std::uint32_t number) const;

private:
  std::shared_ptr<const model::System> system_;
  std::vector<Trial> trials_;
  std::uint32_t seed_;
  std::uint32_t steps_;
};

} // namespace chaperone::conformance
