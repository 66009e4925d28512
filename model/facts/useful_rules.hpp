// Which rules the steps of a shortest run can be by, counted from its end: a step that
// neither the end nor a later step has anything of could be left out, and the run would
// not be a shortest one. Polarity counts: what only adds to a relation is of no use to
// those who want its tuples gone. Covered by tests/model/useful_rules_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace chaperone::model {

/// What the truth of some formulas can profit from.
struct Wants {
  /// Tuples wanted to hold, or not to hold; of an argument only a value is known, a variable is anything.
  struct Tuple {
    RelationId relation;
    bool holds = true;
    std::vector<std::optional<Value>> args;
    auto operator<=>(const Tuple&) const = default;
  };
  std::set<Tuple> tuples;
  std::set<FunctionId> functions;
};

class UsefulRules {
public:
  /// `end` is what the last state shall make true; it must not speak of steps (`did`, `was`).
  UsefulRules(const System& system, const Formula& end);

  /// The rules that the distance-th step from the end (1: the last) of a shortest run can be by. Ascending, and more
  /// with each distance until nothing is new. Cost: once for each distance, the rules' updates times what is wanted.
  const std::vector<RuleId>& at(std::uint32_t distance);
  /// All that the end and the rules of at(distance) look at.
  const Wants& wants(std::uint32_t distance);
  /// The same for runs of any length.
  const Wants& wants_at_any_distance();

private:
  void look_further();

  const System& system_;
  std::vector<std::vector<RuleId>> rules_; ///< by distance - 1
  std::vector<Wants> wants_;               ///< by distance
};

} // namespace chaperone::model
