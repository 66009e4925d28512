// See pdr.hpp.
#include "solver/invariants/pdr.hpp"

#include "solver/encoding/reply.hpp"

#include <algorithm>
#include <queue>

namespace chaperone::solver::invariants {

using encoding::Bit;
using encoding::Sat;

namespace {
/// A lemma with more renamings than this is no use: the instance is too large for what it says.
constexpr std::size_t most_renamings = 20'000;
} // namespace

Pdr::Pdr(const Instance& instance, Limits limits, const Interrupt& interrupt)
    : instance_(instance), limits_(limits), sat_(instance.circuit(), interrupt), random_(limits.seed) {
  sat_.limit_conflicts(limits.conflicts);
  start_ = sat_.fresh();
  no_bad_ = sat_.fresh();
  stepping_ = sat_.fresh();
  forever_ = sat_.fresh();
  for (const Bit axiom : instance.axioms())
    sat_.require(axiom);
  for (const Bit bit : instance.start())
    sat_.add(std::vector{-start_, sat_.literal(bit)});
  for (const Bit bit : instance.step())
    sat_.add(std::vector{-stepping_, sat_.literal(bit)});
  known_ = sat_.fresh();
  for (const Bit fact : instance.known_now()) {
    known_facts_.push_back(sat_.fresh());
    sat_.add(std::vector{-known_facts_.back(), sat_.literal(fact)});
    sat_.add(std::vector{-known_, known_facts_.back()});
  }
  sat_.add(std::vector{-no_bad_, -sat_.literal(instance.bad_before())});
}

std::vector<int> Pdr::next(const Cube& cube) {
  std::vector<int> made;
  for (const Literal one : cube)
    made.push_back(next(one));
  return made;
}

/// Where all that is known holds.
bool Pdr::ask(const std::vector<int>& assumptions) {
  std::vector<int> all = assumptions;
  if (!known_facts_.empty())
    all.push_back(known_);
  return is_possible(all);
}

bool Pdr::is_possible(const std::vector<int>& assumptions) {
  if (limits_.questions != 0 && sat_.questions() >= allowed_)
    throw Stop();
  const Sat::Result result = sat_.solve(assumptions);
  if (result == Sat::Result::interrupted)
    throw encoding::Interrupted();
  if (result == Sat::Result::given_up)
    throw Stop();
  return result == Sat::Result::satisfiable;
}

void Pdr::add_frame() {
  frames_.push_back(sat_.fresh());
}

/// Frame 0 is the start; frame i are the states that the lemmas of level i and above allow.
void Pdr::assume_frame(std::uint32_t level, std::vector<int>& assumptions) const {
  if (level == 0)
    assumptions.push_back(start_);
  assumptions.push_back(forever_);
  for (std::size_t i = level; i < frames_.size(); ++i)
    assumptions.push_back(frames_[i]);
}

/// No state of the cube or its renamings, where `guard` is assumed.
void Pdr::block(const Cube& cube, int guard) {
  const auto renamings = instance_.renamings(cube, most_renamings);
  if (!renamings)
    throw Stop();
  std::vector<int> clause;
  for (const Cube& one : *renamings) {
    clause.assign(1, -guard);
    for (const Literal literal : one)
      clause.push_back(-now(literal));
    sat_.add(clause);
  }
}

void Pdr::learn(Cube cube, std::uint32_t level) {
  block(cube, level == forever ? forever_ : frames_[level]);
  lemmas_.push_back({std::move(cube), level});
}

bool Pdr::meets_start(const Cube& cube) {
  std::vector<int> assumptions{start_};
  for (const Literal one : cube)
    assumptions.push_back(now(one));
  return ask(assumptions);
}

bool Pdr::is_blocked(const Cube& cube, std::uint32_t level) {
  std::vector<int> assumptions;
  assume_frame(level, assumptions);
  for (const Literal one : cube)
    assumptions.push_back(now(one));
  return !ask(assumptions);
}

bool Pdr::is_inductive(Cube& cube, std::uint32_t level) {
  const int itself = sat_.fresh();
  std::vector<int> clause{-itself};
  for (const Literal one : cube)
    clause.push_back(-now(one));
  sat_.add(clause);
  std::vector<int> assumptions{itself, no_bad_, stepping_};
  assume_frame(level, assumptions);
  for (const int one : next(cube))
    assumptions.push_back(one);
  const bool is_reached = ask(assumptions);
  if (!is_reached) {
    Cube needed;
    for (const Literal one : cube)
      if (sat_.is_needed(next(one)))
        needed.push_back(one);
    cube = outside_start(instance_.complete(std::move(needed)), cube);
  }
  return !is_reached;
}

/// `smaller`, a part of `larger`, with as much of `larger` as keeps it apart from the start.
Cube Pdr::outside_start(Cube smaller, const Cube& larger) {
  while (meets_start(smaller)) {
    // One more literal that the starting state found does not satisfy.
    const auto missing = std::find_if(larger.begin(), larger.end(), [&](Literal one) { return !sat_.value(now(one)); });
    if (missing == larger.end())
      return larger;
    smaller.push_back(*missing);
    smaller = instance_.complete(std::move(smaller));
  }
  return smaller;
}

/// The cube without one of its literals; empty where that would leave somebody spoken of whose presence is not said.
Cube Pdr::without(const Cube& cube, std::size_t at) const {
  Cube made = cube;
  made.erase(made.begin() + static_cast<std::ptrdiff_t>(at));
  return instance_.complete(made) == made ? made : Cube();
}

/// Leaves out what can be left out, one literal after the other.
void Pdr::generalise(Cube& cube, std::uint32_t level) {
  std::vector<Literal> order(cube.rbegin(), cube.rend());
  if (limits_.seed != 0)
    std::shuffle(order.begin(), order.end(), random_);
  for (const Literal one : order) {
    const auto at = std::lower_bound(cube.begin(), cube.end(), one);
    if (at == cube.end() || *at != one)
      continue;
    Cube smaller = without(cube, static_cast<std::size_t>(at - cube.begin()));
    if (smaller.empty() || meets_start(smaller))
      continue;
    if (is_inductive(smaller, level))
      cube = std::move(smaller);
  }
}

/// Leaves out whole individuals, those first that facts about others speak of anyway.
Cube Pdr::about_fewer(Cube cube, std::uint32_t level) {
  const auto there = instance_.individuals(cube);
  for (const model::SortId sort : instance_.most_bound())
    for (const std::uint32_t element : there[sort.index]) {
      const Cube smaller = instance_.without(cube, sort, element);
      if (smaller.empty() || meets_start(smaller))
        continue;
      if (Cube tried = smaller; is_inductive(tried, level))
        cube = smaller;
    }
  return cube;
}

/// States that one step takes where the last model's step leads.
Cube Pdr::generalised(const std::vector<Bit>& wanted, const Cube& target) const {
  return instance_.generalised([this](Bit bit) { return sat_.value(bit); }, wanted, target);
}

std::optional<Cube> Pdr::find_bad() {
  std::vector<int> assumptions{sat_.literal(instance_.bad()), no_bad_, stepping_};
  assume_frame(static_cast<std::uint32_t>(frames_.size() - 1), assumptions);
  if (!ask(assumptions))
    return std::nullopt;
  return generalised({instance_.bad()}, {});
}

/// Blocks the cube at the last frame, and before that what leads to it. Gives the length of a chain from the start.
std::optional<std::uint32_t> Pdr::block_all(Cube bad) {
  const auto later = [](const Obligation& a, const Obligation& b) {
    return std::tie(a.level, a.depth, a.number) > std::tie(b.level, b.depth, b.number);
  };
  std::priority_queue<Obligation, std::vector<Obligation>, decltype(later)> open(later);
  const auto last = static_cast<std::uint32_t>(frames_.size() - 1);
  open.push({last, 1, ++obligations_, std::move(bad)});
  while (!open.empty()) {
    const Obligation obligation = open.top();
    if (obligation.level == 0 || meets_start(obligation.cube))
      return obligation.depth;
    if (is_blocked(obligation.cube, obligation.level)) {
      open.pop();
      continue;
    }
    Cube cube = obligation.cube;
    if (!is_inductive(cube, obligation.level - 1)) {
      std::vector<Bit> wanted;
      for (const Literal one : obligation.cube)
        wanted.push_back(instance_.next(one));
      open.push({obligation.level - 1, obligation.depth + 1, ++obligations_, generalised(wanted, obligation.cube)});
      continue;
    }
    open.pop();
    if (limits_.spares_individuals) {
      cube = about_fewer(obligation.cube, obligation.level - 1);
      is_inductive(cube, obligation.level - 1); // and only what that answer needs
    }
    generalise(cube, obligation.level - 1);
    std::uint32_t level = obligation.level;
    for (Cube pushed = cube; level < last && is_inductive(pushed, level); pushed = cube)
      ++level;
    learn(std::move(cube), level);
    if (level < last)
      open.push({level + 1, obligation.depth, ++obligations_, obligation.cube});
  }
  return std::nullopt;
}

/// Moves lemmas to the last frame that they hold in. True where two frames are the same: nothing new is reachable.
bool Pdr::propagate() {
  for (std::uint32_t level = 1; level + 1 < frames_.size(); ++level) {
    bool is_fixpoint = true;
    for (Lemma& lemma : lemmas_) {
      if (lemma.level != level)
        continue;
      Cube cube = lemma.cube;
      if (is_inductive(cube, level)) {
        lemma.level = level + 1;
        block(lemma.cube, frames_[level + 1]);
      } else {
        is_fixpoint = false;
      }
    }
    if (is_fixpoint) {
      std::erase_if(lemmas_, [&](const Lemma& lemma) { return lemma.level <= level; });
      return true;
    }
  }
  return false;
}

/// Those that no step breaks as long as all of them hold (Houdini).
std::vector<Cube> Pdr::keep_together(const std::vector<Cube>& candidates) {
  std::vector<std::pair<Cube, int>> kept;
  for (const Cube& cube : candidates) {
    if (meets_start(cube))
      continue;
    kept.emplace_back(cube, sat_.fresh());
    block(cube, kept.back().second);
  }
  for (bool is_stable = false; !is_stable;) {
    is_stable = true;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      std::vector<int> assumptions{no_bad_, stepping_};
      for (const auto& [cube, active] : kept)
        assumptions.push_back(active);
      for (const int one : next(kept[i].first))
        assumptions.push_back(one);
      if (ask(assumptions)) {
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i--));
        is_stable = false;
      }
    }
  }
  std::vector<Cube> made;
  for (auto& [cube, active] : kept)
    made.push_back(std::move(cube));
  return made;
}

std::optional<std::vector<std::uint32_t>> Pdr::sizes_that_lose(const std::vector<Cube>& cubes,
                                                               const std::vector<std::uint32_t>& smallest) {
  try {
    std::vector<int> assumptions{no_bad_, stepping_, sat_.fresh()};
    for (const Cube& cube : cubes)
      block(cube, assumptions.back());
    const auto loses = [&](const std::vector<int>& assumed) {
      const auto leads_to = [&](const std::vector<int>& wanted) {
        std::vector<int> all = assumed;
        all.insert(all.end(), wanted.begin(), wanted.end());
        return ask(all);
      };
      return leads_to({sat_.literal(instance_.bad())}) ||
             std::ranges::any_of(cubes, [&](const Cube& cube) { return leads_to(next(cube)); });
    };
    if (!loses(assumptions))
      return std::nullopt;
    std::vector<std::uint32_t> sizes = instance_.sizes();
    for (std::uint32_t sort = 0; sort < sizes.size(); ++sort)
      while (sizes[sort] > smallest[sort]) {
        const auto last = instance_.find({Variable::Kind::presence, sort, {sizes[sort] - 1}, 0});
        if (!last)
          break;
        std::vector<int> fewer = assumptions;
        fewer.push_back(-now(literal(*last, true)));
        if (!loses(fewer))
          break;
        assumptions = std::move(fewer);
        --sizes[sort];
      }
    return sizes;
  } catch (const Stop&) {
    return std::nullopt;
  }
}

std::vector<std::size_t> Pdr::known_kept_together() {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < known_facts_.size(); ++i)
    if (!is_possible({start_, -sat_.literal(instance_.known_now()[i])}))
      kept.push_back(i);
  for (bool is_stable = false; !is_stable;)
    is_stable = std::erase_if(kept, [&](std::size_t fact) {
                  std::vector<int> assumptions{stepping_, -sat_.literal(instance_.known_next()[fact])};
                  for (const std::size_t each : kept)
                    assumptions.push_back(known_facts_[each]);
                  return is_possible(assumptions);
                }) == 0;
  return kept;
}

Learned Pdr::run(const std::vector<Cube>& candidates) {
  try {
    for (Cube& cube : keep_together(candidates))
      learn(std::move(cube), forever);
    for (add_frame(), add_frame();; add_frame()) {
      while (auto bad = find_bad())
        if (const auto steps = block_all(std::move(*bad)))
          return Chain{*steps};
      if (propagate())
        break;
    }
    Unreachable made;
    for (const Lemma& lemma : lemmas_)
      made.cubes.push_back(lemma.cube);
    return made;
  } catch (const Stop&) {
    return GaveUp{"learning came to its limit"};
  }
}

/// Do the lemmas in `is_in` and the property before a step exclude `wanted` after it? Marks those that are needed.
bool Pdr::excludes(std::vector<int> wanted, const std::vector<Spared>& lemmas, const std::vector<char>& is_in,
                   std::vector<char>* needed) {
  wanted.push_back(no_bad_);
  wanted.push_back(stepping_);
  for (std::size_t i = 0; i < lemmas.size(); ++i)
    if (is_in[i] != 0)
      wanted.push_back(lemmas[i].active);
  if (is_possible(wanted))
    return false;
  for (std::size_t i = 0; needed && i < lemmas.size(); ++i)
    if (is_in[i] != 0 && sat_.is_needed(lemmas[i].active))
      (*needed)[i] = 1;
  return true;
}

/// The lemmas that the property needs, those that these need, and so on.
std::vector<char> Pdr::needed_by_property(const std::vector<Spared>& lemmas, const std::vector<char>& is_in) {
  std::vector<char> needed(lemmas.size(), 0), is_done(lemmas.size(), 0);
  excludes({sat_.literal(instance_.bad())}, lemmas, is_in, &needed);
  for (bool is_stable = false; !is_stable;) {
    is_stable = true;
    for (std::size_t i = 0; i < lemmas.size(); ++i) {
      if (needed[i] == 0 || is_done[i] != 0)
        continue;
      is_done[i] = 1;
      is_stable = false;
      excludes(lemmas[i].broken, lemmas, is_in, &needed);
    }
  }
  return needed;
}

Pdr::Needed Pdr::minimal(const std::vector<Cube>& cubes) {
  std::vector<Spared> lemmas;
  for (std::size_t i = 0; i < known_facts_.size(); ++i)
    lemmas.push_back({known_facts_[i], {-sat_.literal(instance_.known_next()[i])}});
  for (const Cube& cube : cubes) {
    lemmas.push_back({sat_.fresh(), next(cube)});
    block(cube, lemmas.back().active);
  }
  std::vector<char> is_in(lemmas.size(), 1);
  std::size_t in_doubt = lemmas.size();
  allowed_ = sat_.questions() + limits_.questions; // as many again as learning may take
  try {
    is_in = needed_by_property(lemmas, is_in);
    const auto is_enough = [&] {
      for (std::size_t i = 0; i < lemmas.size(); ++i)
        if (is_in[i] != 0 && !excludes(lemmas[i].broken, lemmas, is_in, nullptr))
          return false;
      return excludes({sat_.literal(instance_.bad())}, lemmas, is_in, nullptr);
    };
    for (std::size_t i = lemmas.size(); i-- > 0;)
      if (is_in[i] != 0) {
        in_doubt = i;
        is_in[i] = 0;
        is_in[i] = is_enough() ? 0 : 1;
      }
  } catch (const Stop&) {
    // What was left out until then can be left out, but for the last.
    if (in_doubt < lemmas.size())
      is_in[in_doubt] = 1;
  }
  Needed kept;
  for (std::size_t i = 0; i < lemmas.size(); ++i)
    if (is_in[i] != 0 && i < known_facts_.size())
      kept.known.push_back(i);
    else if (is_in[i] != 0)
      kept.cubes.push_back(cubes[i - known_facts_.size()]);
  return kept;
}

} // namespace chaperone::solver::invariants
