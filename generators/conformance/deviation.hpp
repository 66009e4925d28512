// Ways in which a service is known to do otherwise than the rules: findings that somebody has looked
// at and accepted. A run goes on behind them. Covered by tests/conformance/accept_test.cpp.
#pragma once

#include "generators/conformance/trial.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::conformance {

/// What makes a deviation the same in other scenarios, in words that stay when rules move or are added.
struct DeviationShape {
  Kind kind = Kind::allows;
  bool is_at_first = false;
  std::vector<std::string> rules;   ///< of the last step; of a race both, sorted
  std::string requirement;          ///< that stands in the way, as the rule file has it; empty: none
  std::vector<std::string> differs; ///< what the service has otherwise: "+ member", "- member", "owner"; sorted
  std::vector<std::string> breaks;  ///< promises, sorted
};

struct Deviation {
  DeviationShape shape;
  Trial trial;      ///< which shows it
  std::string file; ///< where it was read from
};

/// Of a run's last step, or of its last two if it is a race.
DeviationShape shape_of(const model::System& system, const Run& run);
nlohmann::ordered_json deviation_json(const DeviationShape& shape);
/// The member `deviation` of a saved finding; what is wrong with it otherwise. Never throws for any text.
std::variant<DeviationShape, std::string> read_deviation(const std::string& text);

/// The first deviation that a step's difference is: of the same kind, rule and requirement, and in nothing else and
/// breaking nothing more than was accepted. `seen` is what the service showed.
std::optional<std::size_t> find_accepted(const std::vector<Deviation>& deviations, const SeenStep& step,
                                         const Difference& difference, const model::State& seen);
/// The same for a race that was lost.
std::optional<std::size_t> find_accepted(const std::vector<Deviation>& deviations, const model::System& system,
                                         const Run& race);

} // namespace chaperone::conformance
