#include "solver/fewest/fewest.hpp"

#include "solver/fewest/part.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace chaperone::solver::fewest {
namespace {

/// All things that stand in clauses, ascending; a thing's place among them is its number.
std::vector<Thing> things_of(const std::vector<Clause>& clauses) {
  std::vector<Thing> made;
  for (const Clause& clause : clauses) {
    made.insert(made.end(), clause.some.begin(), clause.some.end());
    made.insert(made.end(), clause.not_all.begin(), clause.not_all.end());
  }
  std::ranges::sort(made);
  made.erase(std::unique(made.begin(), made.end()), made.end());
  return made;
}

/// Which things hang together; the least of them stands for all (Tarjan, "Efficiency of a good but not linear set union
/// algorithm", 1975).
class Together {
public:
  explicit Together(std::size_t things) : above_(things) { std::iota(above_.begin(), above_.end(), 0U); }

  std::uint32_t least(std::uint32_t thing) {
    while (above_[thing] != thing)
      thing = above_[thing] = above_[above_[thing]];
    return thing;
  }
  void join(std::uint32_t one, std::uint32_t other) {
    const auto [low, high] = std::minmax({least(one), least(other)});
    above_[high] = low;
  }

private:
  std::vector<std::uint32_t> above_;
};

/// Clauses by part: each with the least thing of its part before it, ascending.
std::vector<std::pair<std::uint32_t, std::size_t>> by_part(const std::vector<PartClause>& clauses, std::size_t things) {
  Together together(things);
  const auto first = [](const PartClause& clause) {
    return clause.some.empty() ? clause.not_all.front() : clause.some.front();
  };
  for (const PartClause& clause : clauses) {
    for (const std::uint32_t thing : clause.some)
      together.join(first(clause), thing);
    for (const std::uint32_t thing : clause.not_all)
      together.join(first(clause), thing);
  }
  std::vector<std::pair<std::uint32_t, std::size_t>> made;
  for (std::size_t i = 0; i < clauses.size(); ++i)
    made.emplace_back(together.least(first(clauses[i])), i);
  std::ranges::sort(made);
  return made;
}

/// The clauses as a part of their own; gives in `things` which things its numbers stand for.
Part part_of(std::span<const std::pair<std::uint32_t, std::size_t>> chosen, const std::vector<PartClause>& all,
             std::vector<std::uint32_t>& things) {
  things.clear();
  for (const auto& [least, clause] : chosen) {
    things.insert(things.end(), all[clause].some.begin(), all[clause].some.end());
    things.insert(things.end(), all[clause].not_all.begin(), all[clause].not_all.end());
  }
  std::ranges::sort(things);
  things.erase(std::unique(things.begin(), things.end()), things.end());
  Part made{static_cast<std::uint32_t>(things.size()), {}};
  const auto renumbered = [&](const std::vector<std::uint32_t>& old) {
    std::vector<std::uint32_t> fresh;
    for (const std::uint32_t thing : old)
      fresh.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(things, thing) - things.begin()));
    return fresh;
  };
  for (const auto& [least, clause] : chosen)
    made.clauses.push_back({renumbered(all[clause].some), renumbered(all[clause].not_all)});
  return made;
}

} // namespace

PartTaken Fewest::taken_of(const Part& part, Thing first, const Interrupt& interrupt) {
  if (part.things <= few_things)
    return tried(part);
  const auto known = searched_.find(first);
  if (known != searched_.end() && known->second.first == part.clauses.size())
    return known->second.second;
  PartTaken found = searched(part, interrupt);
  if (!found.was_cut)
    searched_[first] = {part.clauses.size(), found};
  return found;
}

Taken Fewest::solve(const Interrupt& interrupt) {
  const std::vector<Thing> things = things_of(clauses_);
  const auto numbered = [&](const std::vector<Thing>& named) {
    std::vector<std::uint32_t> made;
    for (const Thing thing : named)
      made.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(things, thing) - things.begin()));
    return made;
  };
  Taken made;
  std::vector<PartClause> clauses;
  std::vector<std::size_t> numbers; // of those that are not empty
  for (std::size_t i = 0; i < clauses_.size(); ++i)
    if (clauses_[i].some.empty() && clauses_[i].not_all.empty()) {
      made.contradictory.push_back(i);
    } else {
      clauses.push_back({numbered(clauses_[i].some), numbered(clauses_[i].not_all)});
      numbers.push_back(i);
    }
  const auto all = by_part(clauses, things.size());
  std::vector<std::uint32_t> of_part;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    while (end < all.size() && all[end].first == all[begin].first)
      ++end;
    if (interrupt.is_requested())
      return {{}, 0, {}, true};
    const auto chosen = std::span(all).subspan(begin, end - begin);
    const Part part = part_of(chosen, clauses, of_part);
    const PartTaken found = taken_of(part, things[all[begin].first], interrupt);
    if (found.was_cut)
      return {{}, 0, {}, true};
    if (!found.is_possible)
      for (const auto& [least, clause] : chosen)
        made.contradictory.push_back(numbers[clause]);
    for (const std::uint32_t thing : found.things)
      made.things.push_back(things[of_part[thing]]);
    made.at_least += found.at_least;
  }
  std::ranges::sort(made.things);
  std::ranges::sort(made.contradictory);
  return made;
}

} // namespace chaperone::solver::fewest
