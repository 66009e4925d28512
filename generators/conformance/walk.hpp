// Random walks over the rules, guided to where services go wrong: rules that were rarely taken,
// steps that one requirement alone refuses, and steps that hang on what was changed lately. Covered by
// tests/conformance/walk_test.cpp.
#pragma once

#include "generators/conformance/start.hpp"
#include "generators/conformance/trial.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace chaperone::conformance {

/// Each walk depends on the seed and its number alone, not on the other walks.
class WalkPlan {
public:
  /// Walks begin near the starts of `trials`, or from any start of the rules where there is none.
  WalkPlan(std::shared_ptr<const model::System> system, const std::vector<Trial>& trials, std::uint32_t seed,
           std::uint32_t steps);

  /// Who is there and what is given, which `assume` and `init` allow: three individuals of each sort, or as many as a
  /// start is found for. It has no steps yet. Nothing where there is no start, or no step to begin with.
  std::optional<Trial> trial(std::uint32_t number);
  /// Chooses that walk's steps: about half of them refused, each by one requirement alone, and three of ten such that
  /// go otherwise where one of the last four changes is not noticed.
  Chooser chooser(const Trial& trial, std::uint32_t number) const;

  struct ReadingPlaces;

private:
  const std::optional<Start>& roomy(std::size_t near);

  std::shared_ptr<const model::System> system_;
  std::shared_ptr<const ReadingPlaces> places_;       ///< where the rules read what changes
  std::vector<Start> near_;                           ///< of the trials
  std::map<std::size_t, std::optional<Start>> roomy_; ///< those of them that were asked for, with more individuals
  std::uint32_t seed_;
  std::uint32_t steps_;
};

/// Takes one walk on a service; nothing where it has no step.
std::optional<Run> walk(WalkPlan& plan, std::uint32_t number, Service& service);

} // namespace chaperone::conformance
