// The report of `replay`: each scenario told with the outcome of every step, as text and
// JSON. Covered by tests/generators/replay_report_test.cpp and tests/golden/.
#pragma once

#include "generators/story/text.hpp"

#include "model/meaning/interpreter.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace chaperone::reports {

struct ReplayedRun {
  std::string file; ///< where the scenario was read from
  std::shared_ptr<const model::System> system;
  std::size_t scenario = 0; ///< index into system->scenarios
  model::Replay replay;
};

struct ReplayReport {
  std::string system;
  std::string file; ///< the rules
  std::vector<ReplayedRun> runs;
  std::size_t failed() const;
};

/// If quiet, one line per scenario.
std::string replay_text(const ReplayReport& report, const Painter& painter, bool is_quiet);
nlohmann::ordered_json replay_json(const ReplayReport& report);

} // namespace chaperone::reports
