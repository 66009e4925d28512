// What an engine answers: a verdict with its evidence, as plain values.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::solver {

/// A scenario that reaches what `never` forbids, breaks what `always` demands, or shows what is `possible`.
/// It is smallest: fewest steps, then individuals, then given facts, then elements in set arguments.
struct Shown {
  model::Scenario scenario;
  std::uint32_t steps = 0;
  /// False if the search for something smaller was cut short; then `unproved` says why.
  bool is_smallest = true;
  std::string unproved;
  bool is_beyond_depth = false; ///< it has more steps than Options::depth: something suggested a run of that length
};
/// Why a rule keeps an invariant. Every part listed here is needed.
struct Keeping {
  model::RuleId rule;
  std::vector<std::size_t> requirements; ///< of the rule
  std::vector<std::size_t> parts;        ///< of the invariant, before the step
};
/// The property holds (a `possible` is reached by no run), for any number of individuals and steps.
struct Proved {
  /// State formulas whose conjunction holds at the start and is kept by every rule. For k = 1 it implies the property,
  /// or where that is about steps, no step from it shows it. For k > 1 the property is k-inductive given it: no run of
  /// fewer than k steps shows it, and k steps that do not show it are followed by none that does.
  std::vector<model::Formula> invariant;
  std::uint32_t k = 1;
  /// A proof without an invariant: all sorts are enums, and the interpreter looked at all reachable states, this many.
  std::optional<std::uint64_t> looked_at = std::nullopt;
  /// Only with Options::explains and k = 1: one for each rule that can change what the invariant speaks of.
  std::vector<Keeping> keeping = {};
};
struct Proof {
  model::PropertyId property;
  Proved evidence;
};
/// Nothing was found within `steps` steps; of the sorts in `sizes`, with at most so many individuals.
struct Bounded {
  std::uint32_t steps = 0;
  std::map<model::SortId, std::uint32_t> sizes; ///< empty: for any number of individuals
  std::string reason;                           ///< why there is no proof and no longer search
};
struct Unknown {
  std::string reason;
};

using Verdict = std::variant<Shown, Proved, Bounded, Unknown>;

/// For the reason of an Unknown: says that runs of fewer steps than `searched` are excluded.
std::string depth_phrase(std::uint32_t searched);

} // namespace chaperone::solver
