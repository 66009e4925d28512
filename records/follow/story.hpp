// The shortest story that was found in a log for a finding: the facts that the rules look at, and the events that made
// them, as far back as they are kept. What is printed was played by the interpreter.
// Covered by tests/records/follow_test.cpp.
#pragma once

#include "records/follow/history.hpp"
#include "records/follow/report.hpp"
#include "records/live/excerpt.hpp"

namespace chaperone::follow {

/// Of a step that is judged in the present state, before it is taken: refused by `requirement`, or allowed where there
/// is none. Nothing where the interpreter does not show the same with the facts that were looked at.
std::optional<Excerpted> story_of(live::LiveRun& run, const History& history, const model::Action& action,
                                  std::optional<std::size_t> requirement);

} // namespace chaperone::follow
