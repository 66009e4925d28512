// See part.hpp. Covered by tests/solver/fewest_test.cpp.
#include "solver/fewest/part.hpp"

#include "solver/encoding/counters.hpp"
#include "solver/encoding/sat.hpp"

#include <algorithm>
#include <bit>
#include <queue>
#include <utility>

namespace chaperone::solver::fewest {

using encoding::Bit;
using encoding::Circuit;
using encoding::Sat;

namespace {

/// Of one question for fewer things, or for more.
constexpr int most_conflicts = 20'000;
/// Things that are counted in a search; of more, what a greedy choice takes has to do.
constexpr std::uint32_t most_counted = 3'000;

/// The first thing stands in the highest bit, so that among sets of one size the largest number comes first.
std::uint32_t bit_of(std::uint32_t thing) {
  return 1U << (few_things - 1 - thing);
}

std::uint32_t bits_of(const std::vector<std::uint32_t>& things) {
  std::uint32_t made = 0;
  for (const std::uint32_t thing : things)
    made |= bit_of(thing);
  return made;
}

/// How many parts of each clause are true, and by thing where it stands.
class Support {
public:
  Support(const Part& part, const std::vector<bool>& taken)
      : in_some_(part.things), in_not_all_(part.things), true_(part.clauses.size()) {
    for (std::uint32_t i = 0; i < part.clauses.size(); ++i) {
      for (const std::uint32_t thing : part.clauses[i].some) {
        in_some_[thing].push_back(i);
        true_[i] += taken[thing] ? 1 : 0;
      }
      for (const std::uint32_t thing : part.clauses[i].not_all) {
        in_not_all_[thing].push_back(i);
        true_[i] += taken[thing] ? 0 : 1;
      }
    }
  }

  bool holds(std::uint32_t clause) const { return true_[clause] > 0; }
  const std::vector<std::uint32_t>& in_some(std::uint32_t thing) const { return in_some_[thing]; }
  bool is_needed(std::uint32_t taken) const {
    return std::ranges::any_of(in_some_[taken], [&](std::uint32_t clause) { return true_[clause] == 1; });
  }
  void take(std::uint32_t thing, bool is_taken) {
    for (const std::uint32_t clause : in_some_[thing])
      true_[clause] += is_taken ? 1 : -1;
    for (const std::uint32_t clause : in_not_all_[thing])
      true_[clause] -= is_taken ? 1 : -1;
  }

private:
  std::vector<std::vector<std::uint32_t>> in_some_, in_not_all_;
  std::vector<int> true_;
};

/// Leaves out what no clause needs, the last things first.
void thin(const Part& part, std::vector<bool>& taken) {
  Support support(part, taken);
  for (std::uint32_t thing = part.things; thing-- > 0;)
    if (taken[thing] && !support.is_needed(thing)) {
      taken[thing] = false;
      support.take(thing, false);
    }
}

/// Where no clause asks that something is not taken: always what mends most (Chvátal, "A greedy heuristic for the
/// set-covering problem", 1979).
std::vector<bool> greedy(const Part& part) {
  std::vector<bool> taken(part.things);
  Support support(part, taken);
  const auto gain = [&](std::uint32_t thing) {
    return std::ranges::count_if(support.in_some(thing), [&](std::uint32_t clause) { return !support.holds(clause); });
  };
  std::priority_queue<std::pair<std::ptrdiff_t, std::uint32_t>> open; // the gain may be less by now
  for (std::uint32_t thing = 0; thing < part.things; ++thing)
    open.emplace(gain(thing), part.things - 1 - thing);
  while (!open.empty()) {
    const auto [said, place] = open.top();
    open.pop();
    const std::uint32_t thing = part.things - 1 - place;
    const std::ptrdiff_t now = gain(thing);
    if (now == 0)
      continue;
    if (now < said) {
      open.emplace(now, place);
      continue;
    }
    taken[thing] = true;
    support.take(thing, true);
  }
  thin(part, taken);
  return taken;
}

/// So many clauses share no thing: each needs one of its own.
std::size_t apart(const Part& part) {
  std::vector<const PartClause*> clauses;
  for (const PartClause& clause : part.clauses)
    if (clause.not_all.empty())
      clauses.push_back(&clause);
  std::ranges::stable_sort(clauses, {}, [](const PartClause* clause) { return clause->some.size(); });
  std::vector<bool> met(part.things);
  std::size_t count = 0;
  for (const PartClause* clause : clauses) {
    if (std::ranges::any_of(clause->some, [&](std::uint32_t thing) { return met[thing]; }))
      continue;
    ++count;
    for (const std::uint32_t thing : clause->some)
      met[thing] = true;
  }
  return count;
}

std::size_t count_of(const std::vector<bool>& taken) {
  return static_cast<std::size_t>(std::ranges::count(taken, true));
}

/// One part and its questions.
class Search {
public:
  Search(const Part& part, const Interrupt& interrupt) : part_(part), sat_(circuit_, interrupt) {
    for (std::uint32_t i = 0; i < part.things; ++i) {
      things_.push_back(circuit_.input());
      sat_.prefer(-sat_.literal(things_.back()));
    }
    std::vector<int> literals;
    for (const PartClause& clause : part.clauses) {
      literals.clear();
      for (const std::uint32_t thing : clause.some)
        literals.push_back(sat_.literal(things_[thing]));
      for (const std::uint32_t thing : clause.not_all)
        literals.push_back(-sat_.literal(things_[thing]));
      sat_.add(literals);
    }
  }

  PartTaken run() {
    const Sat::Result first = sat_.solve({});
    if (first == Sat::Result::interrupted)
      return {{}, 0, true, true};
    if (first == Sat::Result::unsatisfiable)
      return {{}, 0, false, false};
    keep_model();
    if (std::ranges::all_of(part_.clauses, [](const PartClause& clause) { return clause.not_all.empty(); }))
      if (auto covered = greedy(part_); count_of(covered) <= count_of(best_))
        best_ = std::move(covered);
    at_least_ = apart(part_);
    if (at_least_ < count_of(best_) && part_.things <= most_counted && !count())
      return {{}, 0, true, true};
    PartTaken made{{}, at_least_, true, false};
    for (std::uint32_t i = 0; i < part_.things; ++i)
      if (best_[i])
        made.things.push_back(i);
    return made;
  }

private:
  /// Fewer and fewer as long as that is easy, then more and more. False: interrupted.
  bool count() {
    counted_ = encoding::totalised(circuit_, things_, static_cast<std::uint32_t>(count_of(best_) - 1));
    sat_.limit_conflicts(most_conflicts);
    while (at_least_ < count_of(best_)) {
      const Sat::Result answer = at_most(count_of(best_) - 1);
      if (answer == Sat::Result::interrupted)
        return false;
      if (answer == Sat::Result::given_up)
        break;
      if (answer == Sat::Result::satisfiable)
        keep_model();
      else
        at_least_ = count_of(best_);
    }
    while (at_least_ < count_of(best_)) {
      const Sat::Result answer = at_most(at_least_);
      if (answer == Sat::Result::interrupted)
        return false;
      if (answer == Sat::Result::given_up)
        return true;
      if (answer == Sat::Result::satisfiable)
        keep_model();
      else
        ++at_least_;
    }
    return true;
  }

  Sat::Result at_most(std::size_t count) { return sat_.solve(std::vector{-sat_.literal(counted_[count])}); }

  void keep_model() {
    best_.assign(part_.things, false);
    for (std::uint32_t i = 0; i < part_.things; ++i)
      best_[i] = sat_.value(things_[i]);
    thin(part_, best_);
  }

  const Part& part_;
  Circuit circuit_;
  Sat sat_;
  std::vector<Bit> things_;
  encoding::Unary counted_;
  std::vector<bool> best_;
  std::size_t at_least_ = 0;
};

} // namespace

PartTaken tried(const Part& part) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> clauses;
  for (const PartClause& clause : part.clauses)
    clauses.emplace_back(bits_of(clause.some), bits_of(clause.not_all));
  std::ranges::sort(clauses);
  clauses.erase(std::unique(clauses.begin(), clauses.end()), clauses.end());
  int fewest = few_things + 1;
  std::uint32_t best = 0;
  // From the largest number down: the first of its size has its things first.
  const std::uint32_t step = bit_of(part.things - 1), all = 1U << few_things;
  for (std::uint32_t set = all; set != 0;) {
    set -= step;
    if (std::popcount(set) < fewest && std::ranges::all_of(clauses, [&](const auto& clause) {
          return (set & clause.first) != 0 || (~set & clause.second) != 0;
        })) {
      fewest = std::popcount(set);
      best = set;
    }
  }
  if (fewest > static_cast<int>(few_things))
    return {{}, 0, false, false};
  PartTaken made{{}, static_cast<std::size_t>(fewest), true, false};
  for (std::uint32_t thing = 0; thing < part.things; ++thing)
    if ((best & bit_of(thing)) != 0)
      made.things.push_back(thing);
  return made;
}

PartTaken searched(const Part& part, const Interrupt& interrupt) {
  return Search(part, interrupt).run();
}

} // namespace chaperone::solver::fewest
