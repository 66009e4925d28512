// A log that lacks events: is there one step that the rules allow now, and after which an event comes out as it did?
// Covered by tests/records/follow_unknown_test.cpp.
#pragma once

#include "records/live/run.hpp"

#include <functional>
#include <vector>

namespace chaperone::follow {

struct Bridges {
  std::vector<model::Action> steps; ///< different ones
  /// Those with somebody of whom nothing is known, who is `live::nobody` in them.
  std::vector<model::Action> with_somebody_new;
  bool is_complete = true; ///< false: there were more steps than can be tried
};

/// Steps with somebody who is in the event, at most `most` and as many with somebody new beside them, after which
/// `fits` holds of the event's judgement. The run is as before.
Bridges bridges(live::LiveRun& run, const model::Action& event, const std::function<bool(const live::Judgement&)>& fits,
                std::size_t most);

} // namespace chaperone::follow
