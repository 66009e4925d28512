// Who stands where in the pictures of a run: the same place in all of them. Facts about one individual stand under its
// name, facts about two are lines, facts about more are small knots with a line to each.
// Covered by tests/generators/page/board_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::page {

/// Between lines that connect the same two, in the middle.
constexpr double line_gap = 27;

struct Point {
  double x = 0, y = 0;
};

/// An individual, or the knot of a fact about three or more.
struct Stand {
  std::string name; ///< as it is shown; empty for a knot
  std::string full; ///< the whole name, where that is longer
  std::size_t sort = 0;
  Point at;
  double width = 0; ///< of the box around the name
};

/// A fact that holds in some state of the run.
struct Fact {
  model::Given fact;
  std::string label;             ///< "member", "role: admin", "owner"
  std::vector<std::size_t> who;  ///< stands; none: about the whole
  std::size_t knot = 0;          ///< of three or more: its stand
  bool has_direction = false;    ///< of two: from the first to the second
  std::size_t row = 0, rows = 1; ///< of one: its row under the name; of two: which of the lines between these two
};

struct Board {
  std::vector<Stand> stands; ///< individuals sort by sort, then knots
  std::vector<Fact> facts;   ///< in the file's order of relations and then functions
  double width = 0, height = 0;

  /// The stand of an individual.
  std::size_t stand_of(model::SortId sort, std::uint32_t index) const;
  std::vector<std::size_t> first_of_sort; ///< by sort: its first stand; enums have none
};

/// Does the fact hold in this state?
bool holds(const model::State& state, const model::Given& fact);

/// The places, by Kamada and Kawai ("An algorithm for drawing general undirected graphs", 1989) over the facts of all
/// states of the run; the same for the same run. None where nobody could read the picture: of more than 30 stands or 90
/// facts. Cost: n³ for n stands.
std::optional<Board> lay_out(const model::System& system, const model::Replay& replay);

/// The start, and the state after each step.
std::vector<const model::State*> states_of(const model::Replay& replay);

} // namespace chaperone::page
