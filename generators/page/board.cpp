// See board.hpp.
#include "generators/page/board.hpp"

#include "generators/story/text.hpp"
#include "model/text/visible.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/kamada_kawai_spring_layout.hpp>
#include <boost/graph/topology.hpp>
#include <boost/range/iterator_range.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <set>
#include <tuple>

namespace chaperone::page {
namespace {

using namespace model;

constexpr std::size_t most_stands = 30, most_facts = 90;
/// Of text in a picture, on average.
constexpr double letter = 8.6;
constexpr std::size_t longest_name = 16;

/// What tells facts apart, and orders them.
using Key = std::tuple<bool, std::uint32_t, std::vector<std::uint32_t>, std::uint32_t>;

class Collector {
public:
  Collector(const System& system, const Replay& replay) : system_(system), replay_(replay) {}

  /// Nothing where there is too much of it.
  std::optional<Board> collect() {
    const Population& population = replay_.layout->population();
    for (std::uint32_t s = 0; s < system_.sorts.size(); ++s) {
      board_.first_of_sort.push_back(board_.stands.size());
      if (system_.sorts[s].is_enum)
        continue;
      for (const std::string& name : population.names[s]) {
        const std::string shown = excerpt(name, longest_name);
        board_.stands.push_back({shown, shown == visible(name) ? "" : name, s, {}, box_around(shown)});
      }
      if (board_.stands.size() > most_stands)
        return std::nullopt;
    }
    for (const State* state : states_of(replay_)) {
      tuples_of(*state);
      values_of(*state);
      if (facts_.size() > most_facts)
        return std::nullopt;
    }
    for (auto& [key, fact] : facts_)
      board_.facts.push_back(std::move(fact));
    give_knots();
    give_rows();
    return board_.stands.size() <= most_stands ? std::optional(std::move(board_)) : std::nullopt;
  }

private:
  static double box_around(const std::string& name) {
    return std::max(46.0, (letter + 1) * static_cast<double>(reports::width_of(name)) + 22);
  }

  void tuples_of(const State& state) {
    for (std::uint32_t r = 0; r < system_.relations.size(); ++r)
      for (std::vector<std::uint32_t>& args : state.tuples(RelationId{r})) {
        const Relation& relation = system_.relations[r];
        Fact fact{GivenTuple{RelationId{r}, args}, relation.name, {}};
        fact.has_direction = !relation.is_symmetric;
        take_args(fact, relation.places, args);
        facts_.emplace(Key{false, r, std::move(args), 0}, std::move(fact));
      }
  }

  /// A function that nothing can change says as much in words: it is drawn as it is at the start.
  void values_of(const State& state) {
    for (std::uint32_t f = 0; f < system_.functions.size(); ++f) {
      const Function& function = system_.functions[f];
      if (state.layout().size(function.result) == 1)
        continue; // nobody else it could be
      for_each_place(state.layout(), function.places, [&](const std::vector<std::uint32_t>& args) {
        const std::uint32_t value = state.value(FunctionId{f}, args);
        Fact fact{GivenValue{FunctionId{f}, args, value}, function.name, {}};
        fact.has_direction = true;
        take_args(fact, function.places, args);
        if (system_[function.result].is_enum)
          fact.label += " = " + name_of(function.result, value);
        else
          fact.who.push_back(board_.stand_of(function.result, value));
        facts_.emplace(Key{true, f, args, value}, std::move(fact));
      });
    }
  }

  const std::string& name_of(SortId sort, std::uint32_t index) const {
    return replay_.layout->population().names[sort.index][index];
  }

  /// Individuals become stands, enum values words of the label.
  void take_args(Fact& fact, const std::vector<Place>& places, const std::vector<std::uint32_t>& args) const {
    for (std::size_t i = 0; i < args.size(); ++i)
      if (system_[places[i].sort].is_enum)
        fact.label += ": " + name_of(places[i].sort, args[i]);
      else
        fact.who.push_back(board_.stand_of(places[i].sort, args[i]));
  }

  void give_knots() {
    for (Fact& fact : board_.facts) {
      fact.label = excerpt(fact.label, 28);
      if (fact.who.size() == 2 && fact.who[0] == fact.who[1]) {
        fact.who.pop_back();
        fact.label += " (itself)";
      }
      if (fact.who.size() < 3)
        continue;
      fact.knot = board_.stands.size();
      board_.stands.push_back({"", "", system_.sorts.size(), {}, 12});
    }
  }

  void give_rows() {
    std::map<std::vector<std::size_t>, std::vector<Fact*>> beside;
    for (Fact& fact : board_.facts)
      if (fact.who.size() == 1 || fact.who.size() == 2) {
        std::vector<std::size_t> who = fact.who;
        std::ranges::sort(who);
        beside[who].push_back(&fact);
      }
    // Two values of one function never hold together: they share a row.
    for (auto& [who, facts] : beside) {
      std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, std::size_t> of_function;
      std::size_t rows = 0;
      for (Fact* fact : facts)
        if (const auto* value = std::get_if<GivenValue>(&fact->fact); value && who.size() == 1)
          fact->row = of_function.try_emplace({value->function.index, value->args}, rows).second
                          ? rows++
                          : of_function.at({value->function.index, value->args});
        else
          fact->row = rows++;
      for (Fact* fact : facts)
        fact->rows = rows;
    }
  }

  const System& system_;
  const Replay& replay_;
  std::map<Key, Fact> facts_;
  Board board_;
};

using Graph = boost::adjacency_list<boost::setS, boost::vecS, boost::undirectedS, boost::no_property,
                                    boost::property<boost::edge_weight_t, double>>;
using Place2 = boost::square_topology<>::point_type;

/// Who is connected to whom. Parts that are not connected are held together by longer lines from their first stands.
Graph graph_of(const Board& board) {
  Graph graph(board.stands.size());
  std::vector<std::size_t> part(board.stands.size());
  for (std::size_t i = 0; i < part.size(); ++i)
    part[i] = i;
  const auto connect = [&](std::size_t a, std::size_t b, double weight) {
    if (a == b)
      return;
    boost::add_edge(a, b, weight, graph);
    const std::size_t from = std::max(part[a], part[b]), to = std::min(part[a], part[b]);
    std::ranges::replace(part, from, to);
  };
  for (const Fact& fact : board.facts) {
    if (fact.who.size() == 2)
      connect(fact.who[0], fact.who[1], 1);
    for (const std::size_t who : fact.who)
      if (fact.who.size() > 2)
        connect(fact.knot, who, 0.7);
  }
  const std::set<std::size_t> parts(part.begin(), part.end());
  std::size_t previous = 0;
  for (const std::size_t each : parts) {
    connect(previous, each, 1.2);
    previous = each;
  }
  return graph;
}

/// Turned so that the longest way across lies flat, for a picture that is wider than it is high.
void turn_flat(std::vector<Point>& points) {
  double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (const Point& each : points) {
    x += each.x / static_cast<double>(points.size());
    y += each.y / static_cast<double>(points.size());
  }
  for (const Point& each : points) {
    xx += (each.x - x) * (each.x - x);
    yy += (each.y - y) * (each.y - y);
    xy += (each.x - x) * (each.y - y);
  }
  const double angle = std::abs(xy) < 1e-6 && std::abs(xx - yy) < 1e-6 ? 0 : std::atan2(2 * xy, xx - yy) / 2;
  for (Point& each : points)
    each = {(each.x - x) * std::cos(angle) + (each.y - y) * std::sin(angle),
            (each.y - y) * std::cos(angle) - (each.x - x) * std::sin(angle)};
}

/// Ends the search where the springs are at rest, and after so many moves: Newton's method may swing for ever.
struct AtRest {
  std::size_t* moves;
  bool operator()(double pull, std::size_t, const Graph&, bool) const {
    if (!(pull > 0.001) || *moves == 0) // also where it is no number
      return true;
    --*moves;
    return false;
  }
};

/// From a circle on which the stands have another order for each `start`. None where it came to nothing.
std::optional<std::vector<Point>> at_rest(const Graph& graph, std::size_t start) {
  const std::size_t count = num_vertices(graph);
  std::vector<Place2> places(count);
  constexpr std::size_t primes[] = {1, 2, 3, 5, 7, 11};
  const std::size_t stride = std::gcd(primes[start], count) == 1 ? primes[start] : 1;
  for (std::size_t i = 0; i < count; ++i) { // a little out of round, so that no forces cancel out by symmetry
    const double angle = 2 * std::numbers::pi * static_cast<double>(i * stride % count) / static_cast<double>(count);
    const double radius = 1 + 0.05 * static_cast<double>((i * 7 + start) % 5);
    places[i][0] = radius * std::cos(angle + 0.1);
    places[i][1] = radius * std::sin(angle + 0.1);
  }
  std::size_t moves = 100 * count;
  const boost::square_topology<> square;
  const auto position = boost::make_iterator_property_map(places.begin(), get(boost::vertex_index, graph));
  if (!boost::kamada_kawai_spring_layout(graph, position, get(boost::edge_weight, graph), square,
                                         boost::edge_length(1.0), AtRest{&moves}))
    return std::nullopt;
  std::vector<Point> points;
  for (const Place2& place : places) {
    if (!std::isfinite(place[0]) || !std::isfinite(place[1]) || std::hypot(place[0], place[1]) > 50)
      return std::nullopt;
    points.push_back({place[0], place[1]});
  }
  return points;
}

double distance(Point a, Point b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

/// How far a point is from a line between two others.
double distance_from(Point point, Point a, Point b) {
  const double length = std::max(distance(a, b), 1e-6);
  const double along =
      std::clamp(((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / (length * length), 0.0, 1.0);
  return distance(point, {a.x + along * (b.x - a.x), a.y + along * (b.y - a.y)});
}

bool cross(Point a, Point b, Point c, Point d) {
  const auto side = [](Point from, Point to, Point point) {
    return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x) > 0;
  };
  return side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b);
}

/// What makes a picture hard to read: lines that cross, stands on lines that are not theirs, stands close together.
double clutter(const Graph& graph, const std::vector<Point>& points) {
  double sum = 0;
  for (const auto edge : boost::make_iterator_range(edges(graph))) {
    const std::size_t a = source(edge, graph), b = target(edge, graph);
    for (std::size_t c = 0; c < points.size(); ++c)
      if (c != a && c != b)
        sum += distance_from(points[c], points[a], points[b]) < 0.25 ? 2 : 0;
    for (const auto other : boost::make_iterator_range(edges(graph))) {
      const std::size_t c = source(other, graph), d = target(other, graph);
      if (a != c && a != d && b != c && b != d && cross(points[a], points[b], points[c], points[d]))
        sum += 0.5;
    }
  }
  for (std::size_t a = 0; a < points.size(); ++a)
    for (std::size_t b = a + 1; b < points.size(); ++b)
      sum += std::max(0.0, 0.6 - distance(points[a], points[b])) * 5;
  return sum;
}

std::vector<Point> spring_layout(const Board& board) {
  const std::size_t count = board.stands.size();
  std::vector<Point> best(count);
  for (std::size_t i = 0; i < count; ++i)
    best[i] = {std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count)),
               std::sin(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count))};
  if (count < 2)
    return best;
  const Graph graph = graph_of(board);
  std::optional<double> least;
  for (std::size_t start = 0; start < 6; ++start)
    if (auto points = at_rest(graph, start)) {
      const double sum = std::round(clutter(graph, *points) * 100);
      if (!least || sum < *least) {
        least = sum;
        best = std::move(*points);
      }
    }
  turn_flat(best);
  return best;
}

/// So far apart that names and what stands on the lines between them have room.
double scale_for(const Board& board, const std::vector<Point>& points) {
  double scale = 0;
  for (std::size_t a = 0; a < points.size(); ++a)
    for (std::size_t b = a + 1; b < points.size(); ++b)
      scale = std::max(scale, ((board.stands[a].width + board.stands[b].width) / 2 + 30) /
                                  std::max(distance(points[a], points[b]), 0.2));
  for (const Fact& fact : board.facts)
    if (fact.who.size() == 2) {
      const double label = letter * static_cast<double>(reports::width_of(fact.label)) + 64;
      const double boxes = (board.stands[fact.who[0]].width + board.stands[fact.who[1]].width) / 2;
      scale = std::max(scale, (label + boxes) / std::max(distance(points[fact.who[0]], points[fact.who[1]]), 0.5));
    }
  return std::clamp(scale, 150.0, 240.0);
}

/// Rows under a name, of all facts about this stand alone.
std::vector<std::size_t> rows_under(const Board& board) {
  std::vector<std::size_t> rows(board.stands.size());
  for (const Fact& fact : board.facts)
    if (fact.who.size() == 1)
      rows[fact.who[0]] = fact.rows;
  return rows;
}

} // namespace

std::vector<const State*> states_of(const Replay& replay) {
  std::vector<const State*> states{&replay.start};
  for (const Played& played : replay.steps)
    states.push_back(&played.after);
  return states;
}

std::size_t Board::stand_of(SortId sort, std::uint32_t index) const {
  return first_of_sort[sort.index] + index;
}

bool holds(const State& state, const Given& fact) {
  return std::visit(overload{
                        [&](const GivenTuple& tuple) { return state.holds(tuple.relation, tuple.args); },
                        [&](const GivenValue& value) { return state.value(value.function, value.args) == value.value; },
                    },
                    fact);
}

std::optional<Board> lay_out(const System& system, const Replay& replay) {
  std::optional<Board> board = Collector(system, replay).collect();
  if (!board || board->stands.empty())
    return std::nullopt;
  std::vector<Point> points = spring_layout(*board);
  const double scale = scale_for(*board, points);
  const std::vector<std::size_t> rows = rows_under(*board);
  constexpr double margin = 14;
  double left = 0, right = 0, top = 0, bottom = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {points[i].x * scale, points[i].y * scale};
    const double half = std::max(board->stands[i].width / 2, rows[i] > 0 ? 60.0 : 0.0);
    left = std::min(left, points[i].x - half);
    right = std::max(right, points[i].x + half);
    top = std::min(top, points[i].y - 20);
    bottom = std::max(bottom, points[i].y + 20 + 17 * static_cast<double>(rows[i]));
  }
  for (const Fact& fact : board->facts)
    if (fact.who.size() == 2) { // lines between the same two bend out of each other's way
      const Point a = points[fact.who[0]], b = points[fact.who[1]];
      const double bend = line_gap * static_cast<double>(fact.rows - 1) / 2 + 10;
      left = std::min(left, (a.x + b.x) / 2 - bend);
      right = std::max(right, (a.x + b.x) / 2 + bend);
      top = std::min(top, (a.y + b.y) / 2 - bend);
      bottom = std::max(bottom, (a.y + b.y) / 2 + bend);
    }
  for (std::size_t i = 0; i < points.size(); ++i)
    board->stands[i].at = {std::round(points[i].x - left + margin), std::round(points[i].y - top + margin)};
  board->width = std::round(right - left + 2 * margin);
  board->height = std::round(bottom - top + 2 * margin);
  return board;
}

} // namespace chaperone::page
