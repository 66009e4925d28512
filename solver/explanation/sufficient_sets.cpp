// See sufficient_sets.hpp.
#include "solver/explanation/sufficient_sets.hpp"

#include "solver/api/errors.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace chaperone::solver::explanation {
namespace {

/// More than this are not looked at: their number can grow exponentially.
constexpr std::size_t most_hitting_sets = 256;

bool is_hit(const ClauseSet& set, const ClauseSet& by) {
  return std::ranges::any_of(by, [&](std::size_t each) { return set.contains(each); });
}

/// The minimal hitting sets, once `set` has to be hit, too (Berge, "Hypergraphs", 1989).
std::set<ClauseSet> hitting_also(const std::set<ClauseSet>& known, const ClauseSet& set) {
  std::set<ClauseSet> made, grown;
  for (const ClauseSet& each : known) {
    if (is_hit(set, each)) {
      made.insert(each);
      continue;
    }
    for (const std::size_t clause : set) {
      ClauseSet larger = each;
      larger.insert(clause);
      grown.insert(std::move(larger));
    }
  }
  for (const ClauseSet& each : grown) {
    const auto is_in_each = [&](const ClauseSet& other) { return other != each && std::ranges::includes(each, other); };
    if (std::ranges::none_of(made, is_in_each) && std::ranges::none_of(grown, is_in_each))
      made.insert(each);
  }
  return made;
}

} // namespace

std::optional<std::set<ClauseSet>> minimal_hitting_sets(const std::vector<ClauseSet>& sets, std::size_t most) {
  std::set<ClauseSet> hitting{ClauseSet{}};
  for (const ClauseSet& each : sets)
    if (hitting = hitting_also(hitting, each); hitting.size() > most)
      return std::nullopt;
  return hitting;
}

SufficientSets minimal_sufficient_sets(const ClauseSet& all, const std::vector<ClauseSet>& breaking,
                                       const std::function<Consequence(const ClauseSet& removed)>& leave_out,
                                       std::size_t most) {
  const auto known = minimal_hitting_sets(breaking, most_hitting_sets);
  if (!known)
    return {};
  std::set<ClauseSet> hitting = *known;
  std::set<ClauseSet> sufficient, not_known;
  for (std::size_t asked = 0;; ++asked) {
    const auto next = std::ranges::find_if(
        hitting, [&](const ClauseSet& each) { return !sufficient.contains(each) && !not_known.contains(each); });
    if (next == hitting.end() || asked == most || hitting.size() > most_hitting_sets)
      return {{sufficient.begin(), sufficient.end()}, next == hitting.end() && not_known.empty()};
    ClauseSet removed;
    std::ranges::set_difference(all, *next, std::inserter(removed, removed.end()));
    std::visit(model::overload{
                   // Each of its clauses alone hits some set that breaks the promise: none can be spared.
                   [&](const StillKept&) { sufficient.insert(*next); },
                   [&](const NoLongerKept& it) {
                     if (it.needed.empty() || is_hit(it.needed, *next))
                       throw InternalError("what has to be left out for a promise to break was not left out");
                     hitting = hitting_also(hitting, it.needed);
                   },
                   [&](const NotKnown&) { not_known.insert(*next); },
               },
               leave_out(removed));
  }
}

} // namespace chaperone::solver::explanation
