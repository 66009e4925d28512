// A run as a story that one steps through: its moments, each with a picture, what the step changed and the rule's
// lines. Without a script, and on paper, all moments stand below each other.
// Covered by tests/generators/page/check_page_test.cpp and, in a browser, tests/report/.
#pragma once

#include "generators/page/board.hpp"
#include "generators/page/html.hpp"
#include "generators/page/source_lines.hpp"

#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::page {

/// What is told beside the run itself.
struct Telling {
  std::string id;                            ///< unique in the page
  std::string name;                          ///< what the story is about, for those who hear the page
  const model::Property* property = nullptr; ///< that the run breaks; null: it breaks none
  bool has_pictures = true;
  bool has_rules = true;   ///< the rules' lines
  std::string ending = {}; ///< said at the end
  /// Said of each step in place of "The rules allow it.", where there is something; by step.
  std::vector<std::string> said = {};
  bool has_wrong_outcome = false; ///< the last step should be allowed where it is refused, or the other way round
  const Board* board = nullptr;   ///< places that other pictures share; null: the run has its own
};

/// The scenario's outcomes are those of `replay`.
void write_story(Writer& page, SourceLines& lines, const model::System& system, const model::Scenario& scenario,
                 const model::Replay& replay, const Telling& telling);
/// A story that was told already. Of `replay` only its states are looked at; it has one for each step.
void write_story(Writer& page, SourceLines& lines, const model::System& system, reports::Story story,
                 const model::Replay& replay, const Telling& telling);

} // namespace chaperone::page
