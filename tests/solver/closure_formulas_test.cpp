// The formulas by which proofs know a closure after a step, compared with the closure itself: every graph of up to four
// individuals, every one without circles and every forest of up to five, and every set of edges of the kind that a
// formula speaks of.
#include "solver/encoding/closure_formulas.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>

namespace {

namespace closures = chaperone::solver::encoding::closures;

/// A set of pairs of at most five individuals.
struct Pairs {
  std::array<std::uint8_t, 5> of{};
  bool operator()(std::uint8_t x, std::uint8_t y) const { return ((of[x] >> y) & 1U) != 0; }
  void put(std::uint8_t x, std::uint8_t y) { of[x] = static_cast<std::uint8_t>(of[x] | (1U << y)); }
};

struct Small {
  using Value = std::uint8_t;
  using Truth = bool;
  std::uint8_t size;
  static bool all_of(std::initializer_list<bool> parts) {
    for (const bool part : parts)
      if (!part)
        return false;
    return true;
  }
  static bool any_of(std::initializer_list<bool> parts) {
    for (const bool part : parts)
      if (part)
        return true;
    return false;
  }
  static bool negation(bool part) { return !part; }
  static bool equal(std::uint8_t x, std::uint8_t y) { return x == y; }
  template <class Body> bool some_pair(Body body) const {
    for (std::uint8_t u = 0; u < size; ++u)
      for (std::uint8_t v = 0; v < size; ++v)
        if (body(u, v))
          return true;
    return false;
  }
};

Pairs closure_of(Pairs edges, std::uint8_t size) {
  for (std::uint8_t over = 0; over < size; ++over)
    for (std::uint8_t x = 0; x < size; ++x)
      if (edges(x, over))
        edges.of[x] = static_cast<std::uint8_t>(edges.of[x] | edges.of[over]);
  return edges;
}

Pairs minus(const Pairs& all, const Pairs& gone) {
  Pairs left;
  for (std::size_t x = 0; x < 5; ++x)
    left.of[x] = static_cast<std::uint8_t>(all.of[x] & ~gone.of[x]);
  return left;
}

bool has_circle(const Pairs& closure, std::uint8_t size) {
  for (std::uint8_t x = 0; x < size; ++x)
    if (closure(x, x))
      return true;
  return false;
}

void for_each_graph(std::uint8_t size, bool with_loops, const std::function<void(const Pairs&)>& visit) {
  std::array<std::array<std::uint8_t, 2>, 25> places{};
  std::uint32_t count = 0;
  for (std::uint8_t x = 0; x < size; ++x)
    for (std::uint8_t y = 0; y < size; ++y)
      if (with_loops || x != y)
        places[count++] = {x, y};
  for (std::uint32_t bits = 0; bits < (1U << count); ++bits) {
    Pairs edges;
    for (std::uint32_t i = 0; i < count; ++i)
      if (((bits >> i) & 1U) != 0)
        edges.put(places[i][0], places[i][1]);
    visit(edges);
  }
}

/// In one order of the individuals: any graph without circles is one of these, renamed.
void for_each_without_circle(std::uint8_t size, const std::function<void(const Pairs&)>& visit) {
  std::array<std::array<std::uint8_t, 2>, 10> places{};
  std::uint32_t count = 0;
  for (std::uint8_t x = 0; x < size; ++x)
    for (std::uint8_t y = static_cast<std::uint8_t>(x + 1); y < size; ++y)
      places[count++] = {x, y};
  for (std::uint32_t bits = 0; bits < (1U << count); ++bits) {
    Pairs edges;
    for (std::uint32_t i = 0; i < count; ++i)
      if (((bits >> i) & 1U) != 0)
        edges.put(places[i][0], places[i][1]);
    visit(edges);
  }
}

/// Every set of these edges.
void for_each_part(const Pairs& edges, std::uint8_t size, const std::function<void(const Pairs&)>& visit) {
  std::array<std::array<std::uint8_t, 2>, 25> places{};
  std::uint32_t count = 0;
  for (std::uint8_t x = 0; x < size; ++x)
    for (std::uint8_t y = 0; y < size; ++y)
      if (edges(x, y))
        places[count++] = {x, y};
  for (std::uint32_t bits = 0; bits < (1U << count); ++bits) {
    Pairs part;
    for (std::uint32_t i = 0; i < count; ++i)
      if (((bits >> i) & 1U) != 0)
        part.put(places[i][0], places[i][1]);
    visit(part);
  }
}

/// In how many pairs does the formula differ from the closure?
template <class Formula> std::size_t wrong_pairs(const Pairs& expected, std::uint8_t size, const Formula& formula) {
  std::size_t wrong = 0;
  for (std::uint8_t x = 0; x < size; ++x)
    for (std::uint8_t y = 0; y < size; ++y)
      wrong += formula(x, y) == expected(x, y) ? 0U : 1U;
  return wrong;
}

bool is_forest(const Pairs& edges, const Pairs& closure, std::uint8_t size) {
  bool one_from = true, one_to = true;
  for (std::uint8_t x = 0; x < size; ++x) {
    std::uint32_t from = 0, to = 0;
    for (std::uint8_t y = 0; y < size; ++y) {
      from += edges(x, y) ? 1U : 0U;
      to += edges(y, x) ? 1U : 0U;
    }
    one_from = one_from && from <= 1;
    one_to = one_to && to <= 1;
  }
  return (one_from || one_to) && !has_circle(closure, size);
}

} // namespace

TEST_CASE("a closure after an edge came is what the formula says, in every graph of up to four") {
  std::size_t compared = 0, wrong = 0;
  for (std::uint8_t size = 1; size <= 4; ++size)
    for_each_graph(size, size < 4, [&](const Pairs& edges) {
      Small logic{size};
      const Pairs before = closure_of(edges, size);
      for (std::uint8_t a = 0; a < size; ++a)
        for (std::uint8_t b = 0; b < size; ++b) {
          Pairs more = edges;
          more.put(a, b);
          ++compared;
          wrong += wrong_pairs(closure_of(more, size), size, [&](std::uint8_t x, std::uint8_t y) {
            return closures::with_edge(logic, before, a, b, x, y);
          });
        }
    });
  CHECK(compared > 65'000);
  CHECK(wrong == 0);
}

TEST_CASE("a forest's closure after a cut is what the formula says, for every set of edges and up to five") {
  std::size_t compared = 0, wrong = 0;
  for (std::uint8_t size = 1; size <= 5; ++size)
    for_each_without_circle(size, [&](const Pairs& edges) {
      Small logic{size};
      const Pairs before = closure_of(edges, size);
      if (!is_forest(edges, before, size))
        return;
      for_each_part(edges, size, [&](const Pairs& gone) {
        ++compared;
        wrong += wrong_pairs(closure_of(minus(edges, gone), size), size, [&](std::uint8_t x, std::uint8_t y) {
          const bool over = closures::goes_over(logic, before, gone, x, y);
          return closures::without_edges_of_forest(logic, before, over, x, y);
        });
      });
    });
  CHECK(compared > 1'000);
  CHECK(wrong == 0);
}

TEST_CASE("in every graph of up to four, whoever took no edge that went still reaches") {
  std::size_t compared = 0, wrong = 0;
  for (std::uint8_t size = 1; size <= 4; ++size)
    for_each_graph(size, size < 4, [&](const Pairs& edges) {
      Small logic{size};
      const Pairs before = closure_of(edges, size);
      for_each_part(edges, size, [&](const Pairs& gone) {
        const Pairs after = closure_of(minus(edges, gone), size);
        ++compared;
        for (std::uint8_t x = 0; x < size; ++x)
          for (std::uint8_t y = 0; y < size; ++y)
            if (closures::without_edges_of_forest(logic, before, closures::goes_over(logic, before, gone, x, y), x,
                                                  y) &&
                !after(x, y))
              ++wrong;
      });
    });
  CHECK(compared > 500'000);
  CHECK(wrong == 0);
}

TEST_CASE("without circles, edges from or to one individual may go, for every set of them and up to five") {
  std::size_t compared = 0, wrong = 0;
  for (std::uint8_t size = 1; size <= 5; ++size)
    for_each_without_circle(size, [&](const Pairs& edges) {
      Small logic{size};
      const Pairs before = closure_of(edges, size);
      for (std::uint8_t w = 0; w < size; ++w) {
        Pairs from, to;
        for (std::uint8_t x = 0; x < size; ++x) {
          if (edges(w, x))
            from.put(w, x);
          if (edges(x, w))
            to.put(x, w);
        }
        for_each_part(from, size, [&](const Pairs& gone) {
          const Pairs left = minus(edges, gone);
          ++compared;
          wrong += wrong_pairs(closure_of(left, size), size, [&](std::uint8_t x, std::uint8_t y) {
            const bool over = closures::goes_over(logic, before, gone, x, y);
            return closures::without_edges_from(logic, before, over, left, w, x, y);
          });
        });
        for_each_part(to, size, [&](const Pairs& gone) {
          const Pairs left = minus(edges, gone);
          ++compared;
          wrong += wrong_pairs(closure_of(left, size), size, [&](std::uint8_t x, std::uint8_t y) {
            const bool over = closures::goes_over(logic, before, gone, x, y);
            return closures::without_edges_to(logic, before, over, left, w, x, y);
          });
        });
      }
    });
  CHECK(compared > 20'000);
  CHECK(wrong == 0);
}
