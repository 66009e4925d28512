// One finding as text. Covered by tests/conformance/conform_test.cpp.
#pragma once

#include "generators/conformance/report.hpp"
#include "generators/story/story.hpp"

#include <string>
#include <vector>

namespace chaperone::conformance {

/// What one side makes of the last step, or of two steps at once, line by line: the outcome, then the changes.
struct Side {
  std::string name; ///< "the rules", "the service"
  std::vector<std::string> lines;
};
/// The rules' side (of a race: one for each order), and last the service's.
std::vector<Side> sides_of(const Finding& finding);

/// The steps that went as the rules have them: all but the last, of a race all but the last two.
reports::Story story_before(const Finding& finding);

/// The first `steps` of a run, each with its outcome.
reports::Story story_of(const Trial& trial, const Run& run, std::size_t steps);

/// "a, b and 5 more": of many names the first.
std::string list_some(std::vector<std::string> names, std::size_t most);

std::string finding_text(const model::System& system, const Finding& finding, const reports::Painter& painter);
/// "the service allows what the rules refuse: create_group, which breaks child_meets_stranger"
std::string headline(const model::System& system, const Finding& finding, const reports::Painter& painter);

} // namespace chaperone::conformance
