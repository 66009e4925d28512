// A story and its blame as text for people. Covered by tests/generators/story_test.cpp and
// tests/golden/.
#pragma once

#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"
#include "generators/story/text.hpp"

#include <string>

namespace chaperone::reports {

/// Who is there, what is given, and each step with its changes, indented by two.
std::string story_text(const Story& story, const Painter& painter);
/// Who is there, what is given and the steps' sentences only.
std::string short_story_text(const Story& story, const Painter& painter);
/// Which facts break the promise, and what the last step's requirements looked at.
std::string blame_text(const Story& story, const model::Property& property, const Blame& blame, const Painter& painter);

/// The requirements of the last step, which was allowed, and what satisfied each.
std::string checks_text(const Story& story, const std::vector<Check>& checks, const Painter& painter);

/// Fact by fact, on lines of at most `width` columns, each line after the first indented by `indent`.
std::string wrapped(const std::vector<std::string>& facts, std::size_t indent, std::size_t width = 100);

} // namespace chaperone::reports
