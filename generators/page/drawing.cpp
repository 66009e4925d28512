// See drawing.hpp.
#include "generators/page/drawing.hpp"

#include "generators/story/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace chaperone::page {
namespace {

using namespace model;

enum class Mark { kept, joined, gone, wrong };

const char* class_of(Mark mark) {
  switch (mark) {
  case Mark::joined:
    return "new";
  case Mark::gone:
    return "gone";
  case Mark::wrong:
    return "wrong";
  case Mark::kept:
    break;
  }
  return "kept";
}

/// Before a label: a mark that needs no colour.
const char* sign_of(Mark mark) {
  switch (mark) {
  case Mark::joined:
    return "+ ";
  case Mark::gone:
    return "− ";
  case Mark::wrong:
    return "! ";
  case Mark::kept:
    break;
  }
  return "";
}

/// Whole units: a tenth of one nobody sees.
std::string number(double value) {
  return fmt::format("{}", static_cast<long>(std::lround(value)));
}

/// A curve with one control point (Bézier, of degree two).
struct Curve {
  Point from, control, to;

  Point at(double t) const {
    const double u = 1 - t;
    return {u * u * from.x + 2 * u * t * control.x + t * t * to.x,
            u * u * from.y + 2 * u * t * control.y + t * t * to.y};
  }
  /// The part from one parameter to another, as a curve (de Casteljau).
  Curve part(double first, double last) const {
    const auto blend = [](Point a, Point b, double t) { return Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; };
    return {at(first), blend(blend(from, control, first), blend(control, to, first), last), at(last)};
  }
};

class Drawing {
public:
  Drawing(Writer& page, const Board& board, const Picture& picture) : page_(page), board_(board), picture_(picture) {}

  void write() {
    // For all facts of the run, so that a label stands at the same place in all its pictures.
    for (const Fact& fact : board_.facts)
      if (fact.who.size() == 1)
        take(row_of(fact), fact.label);
    for (const Fact& fact : board_.facts)
      spots_.push_back(fact.who.size() == 2 ? free_spot(curve_of(fact), spot_of(fact), fact.label) : Point());
    page_.element("svg",
                  {{"class", "picture"},
                   {"role", "img"},
                   {"aria-label", picture_.in_words},
                   {"viewBox", fmt::format("0 0 {} {}", number(board_.width), number(board_.height))},
                   {"width", number(board_.width)},
                   {"height", number(board_.height)}},
                  [&] {
                    for (std::size_t i = 0; i < board_.facts.size(); ++i)
                      if (const auto mark = mark_of(board_.facts[i]); mark && board_.facts[i].who.size() > 1)
                        lines(board_.facts[i], spots_[i], *mark);
                    for (const WrongLine& wrong : picture_.wrong_lines)
                      wrong_line(wrong);
                    for (std::size_t i = 0; i < board_.stands.size(); ++i)
                      stand(i);
                    for (const Fact& fact : board_.facts)
                      if (const auto mark = mark_of(fact); mark && fact.who.size() == 1)
                        row(fact, *mark);
                    page_.markup(labels_);
                  });
  }

private:
  /// None: it holds neither before nor now.
  std::optional<Mark> mark_of(const Fact& fact) const {
    const bool is_now = holds(*picture_.now, fact.fact);
    const bool was = picture_.before == nullptr ? is_now : holds(*picture_.before, fact.fact);
    if (!is_now)
      return was ? std::optional(Mark::gone) : std::nullopt;
    const auto is_same = [&](const Given& wrong) { return same(wrong, fact.fact); };
    if (std::ranges::any_of(picture_.wrong, is_same))
      return Mark::wrong;
    return was ? Mark::kept : Mark::joined;
  }

  static bool same(const Given& left, const Given& right) {
    if (const auto* a = std::get_if<GivenTuple>(&left), *b = std::get_if<GivenTuple>(&right); a && b)
      return a->relation == b->relation && a->args == b->args;
    if (const auto* a = std::get_if<GivenValue>(&left), *b = std::get_if<GivenValue>(&right); a && b)
      return a->function == b->function && a->args == b->args && a->value == b->value;
    return false;
  }

  bool is_in_box(const Stand& stand, Point point) const {
    const double gap = 3;
    return std::abs(point.x - stand.at.x) < stand.width / 2 + gap &&
           std::abs(point.y - stand.at.y) < (stand.name.empty() ? 5 : 16) + gap;
  }

  /// From the edge of one box to the edge of the other, bent by its place among the lines between the two.
  Curve curve_between(std::size_t from, std::size_t to, double bend) const {
    const Stand &a = board_.stands[from], &b = board_.stands[to];
    const double length = std::max(1.0, std::hypot(b.at.x - a.at.x, b.at.y - a.at.y));
    const double side = from < to ? 1 : -1; // lines in both directions bend to sides of their own
    const Point across{-(b.at.y - a.at.y) / length * side, (b.at.x - a.at.x) / length * side};
    const Curve whole{
        a.at, {(a.at.x + b.at.x) / 2 + across.x * bend * 2, (a.at.y + b.at.y) / 2 + across.y * bend * 2}, b.at};
    double first = 0, last = 1;
    while (first < 0.45 && is_in_box(a, whole.at(first)))
      first += 0.01;
    while (last > 0.55 && is_in_box(b, whole.at(last)))
      last -= 0.01;
    return whole.part(first, last);
  }

  std::string path_of(const Curve& curve, bool has_head) const {
    std::string path =
        fmt::format("M{} {}Q{} {} {} {}", number(curve.from.x), number(curve.from.y), number(curve.control.x),
                    number(curve.control.y), number(curve.to.x), number(curve.to.y));
    if (!has_head)
      return path;
    const double angle = std::atan2(curve.to.y - curve.control.y, curve.to.x - curve.control.x);
    const auto barb = [&](double turn) {
      return fmt::format("{} {}", number(curve.to.x - 10 * std::cos(angle + turn)),
                         number(curve.to.y - 10 * std::sin(angle + turn)));
    };
    return path + fmt::format("M{}L{} {}L{}", barb(0.45), number(curve.to.x), number(curve.to.y), barb(-0.45));
  }

  void line(const Curve& curve, bool has_head, Mark mark) {
    page_.element("path", {{"class", class_of(mark)}, {"d", path_of(curve, has_head)}}, "");
  }

  /// Above all lines.
  void label(Point at, const std::string& words, Mark mark) {
    Writer text;
    text.element("text", {{"class", class_of(mark)}, {"x", number(at.x)}, {"y", number(at.y + 4)}},
                 sign_of(mark) + words);
    labels_ += text.str();
  }

  static double place_of(const Fact& fact) {
    return static_cast<double>(fact.row) - static_cast<double>(fact.rows - 1) / 2;
  }

  Curve curve_of(const Fact& fact) const { return curve_between(fact.who[0], fact.who[1], place_of(fact) * line_gap); }

  /// Where a label would stand best: those of lines beside each other are a little apart.
  static double spot_of(const Fact& fact) {
    const double side = fact.who[0] < fact.who[1] ? 1 : -1;
    return 0.5 + side * place_of(fact) * std::min(0.1, 0.5 / static_cast<double>(fact.rows));
  }

  struct Box {
    Point middle;
    double half = 0; ///< its width
  };

  static double half_of(const std::string& label) { return static_cast<double>(reports::width_of(label) + 2) * 3.7; }

  void take(Point at, const std::string& label) { taken_.push_back({at, half_of(label)}); }

  /// On the curve, as near to the wanted parameter as no other label stands; takes it.
  Point free_spot(const Curve& curve, double wanted, const std::string& label) {
    const double half = half_of(label);
    const auto is_free = [&](Point at) {
      return std::ranges::none_of(taken_, [&](const Box& other) {
        return std::abs(other.middle.x - at.x) < other.half + half && std::abs(other.middle.y - at.y) < 15;
      });
    };
    Point at = curve.at(wanted);
    for (const double step : {0.0, -0.09, 0.09, -0.18, 0.18, -0.27, 0.27}) {
      const Point next = curve.at(std::clamp(wanted + step, 0.15, 0.85));
      if (is_free(next)) {
        at = next;
        break;
      }
    }
    take(at, label);
    return at;
  }

  void lines(const Fact& fact, Point spot, Mark mark) {
    if (fact.who.size() == 2) {
      line(curve_of(fact), fact.has_direction, mark);
      label(spot, fact.label, mark);
      return;
    }
    for (std::size_t i = 0; i < fact.who.size(); ++i)
      line(curve_between(fact.knot, fact.who[i], 0), fact.has_direction && i + 1 == fact.who.size(), mark);
    const Stand& knot = board_.stands[fact.knot];
    page_.element("circle",
                  {{"class", fmt::format("knot {}", class_of(mark))},
                   {"cx", number(knot.at.x)},
                   {"cy", number(knot.at.y)},
                   {"r", "4"}},
                  "");
    label({knot.at.x, knot.at.y - 13}, fact.label, mark);
  }

  void wrong_line(const WrongLine& wrong) {
    const std::size_t between = static_cast<std::size_t>(std::ranges::count_if(board_.facts, [&](const Fact& fact) {
      return fact.who.size() == 2 && mark_of(fact) &&
             std::ranges::is_permutation(fact.who, std::vector{wrong.from, wrong.to});
    }));
    const Curve curve = curve_between(wrong.from, wrong.to, between == 0 ? 0 : line_gap * 1.4);
    page_.element("path", {{"class", "wrong between"}, {"d", path_of(curve, false)}}, "");
    label(free_spot(curve, 0.5, wrong.label), wrong.label, Mark::wrong);
  }

  void stand(std::size_t index) {
    const Stand& stand = board_.stands[index];
    if (stand.name.empty())
      return;
    const bool is_acting = std::ranges::count(picture_.acting, index) > 0;
    page_.element("g", {{"class", fmt::format("who s{}{}", stand.sort % 4, is_acting ? " acting" : "")}}, [&] {
      if (!stand.full.empty())
        page_.element("title", stand.full);
      shape(stand);
      page_.element("text", {{"x", number(stand.at.x)}, {"y", number(stand.at.y + 5)}}, stand.name);
    });
  }

  /// Sorts differ by their shape: round, square, six-sided, slanted.
  void shape(const Stand& stand) {
    const double half = stand.width / 2, x = stand.at.x, y = stand.at.y;
    const std::size_t kind = stand.sort % 4;
    if (kind < 2) {
      page_.element("rect",
                    {{"x", number(x - half)},
                     {"y", number(y - 16)},
                     {"width", number(stand.width)},
                     {"height", "32"},
                     {"rx", kind == 0 ? "16" : "3"}},
                    "");
      return;
    }
    const double in = kind == 2 ? 10 : 0, slant = kind == 2 ? 0 : 10;
    const std::array<Point, 6> corners{{{x - half + in + slant, y - 16},
                                        {x + half - in, y - 16},
                                        {x + half - slant / 2, y},
                                        {x + half - in - slant, y + 16},
                                        {x - half + in, y + 16},
                                        {x - half + slant / 2, y}}};
    std::string points;
    for (const Point& corner : corners)
      points += fmt::format("{}{},{}", points.empty() ? "" : " ", number(corner.x), number(corner.y));
    page_.element("polygon", {{"points", points}}, "");
  }

  Point row_of(const Fact& fact) const {
    const Stand& stand = board_.stands[fact.who.front()];
    return {stand.at.x, stand.at.y + 27 + 17 * static_cast<double>(fact.row)};
  }

  void row(const Fact& fact, Mark mark) { label(row_of(fact), fact.label, mark); }

  Writer& page_;
  const Board& board_;
  const Picture& picture_;
  std::string labels_;
  std::vector<Box> taken_;   ///< by labels
  std::vector<Point> spots_; ///< by fact: of the label of a line
};

} // namespace

void draw(Writer& page, const Board& board, const Picture& picture) {
  Drawing(page, board, picture).write();
}

} // namespace chaperone::page
