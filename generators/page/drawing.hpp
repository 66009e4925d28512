// One moment of a run as a picture: SVG whose looks page.css gives.
// Covered by tests/generators/page/board_test.cpp.
#pragma once

#include "generators/page/board.hpp"
#include "generators/page/html.hpp"

#include <string>
#include <vector>

namespace chaperone::page {

/// A line that is no fact of the state: what is wrong between two.
struct WrongLine {
  std::string label;
  std::size_t from = 0, to = 0; ///< stands
};

struct Picture {
  const model::State* before = nullptr; ///< of the step shown; null: nothing is marked as new or gone
  const model::State* now = nullptr;
  std::vector<std::size_t> acting = {}; ///< stands of whom the step is about
  std::vector<model::Given> wrong = {}; ///< facts that break the promise
  std::vector<WrongLine> wrong_lines = {};
  std::string in_words; ///< for those who do not see it
};

/// New facts have a `+` before their name and gone ones a `−`, beside their colour and the shape of their line.
void draw(Writer& page, const Board& board, const Picture& picture);

} // namespace chaperone::page
