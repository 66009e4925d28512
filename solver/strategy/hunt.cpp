// See hunt.hpp.
#include "solver/strategy/hunt.hpp"

#include <algorithm>
#include <chrono>

namespace chaperone::solver::strategy {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The least of a number over some hunts.
template <class Number> std::uint32_t least_of(const std::vector<Hunt*>& hunts, Number number) {
  std::uint32_t least = UINT32_MAX;
  for (const Hunt* hunt : hunts)
    least = std::min(least, number(*hunt));
  return least;
}

} // namespace

Hunting::Hunting(encoding::Session& session, const model::System& system,
                 const std::map<model::SortId, std::uint32_t>& scope, HuntListener listener)
    : interrupt_(session.interrupt()), listener_(std::move(listener)), small_(session, system, scope),
      any_size_(session, system, scope) {}

bool Hunting::has_no_start() {
  return small_.excludes(encoding::AnyState{});
}

void Hunting::search(const std::vector<Hunt*>& hunts, std::uint32_t depth) {
  std::vector<Hunt*> open;
  std::uint32_t deepest = 0;
  for (Hunt* hunt : hunts) {
    if (hunt->found || hunt->is_settled || (hunt->takes_a_step && depth == 0) || hunt->searched > hunt->longest(depth))
      continue;
    hunt->stopped.clear();
    open.push_back(hunt);
    deepest = std::max(deepest, hunt->longest(depth));
  }
  if (open.empty())
    return;
  small_.go_to(least_of(open, [](const Hunt& hunt) { return hunt.searched; }));
  for (; small_.depth() <= deepest; small_.deepen()) {
    bool is_any_left = false;
    for (Hunt* hunt : open) {
      const std::uint32_t most = hunt->longest(depth);
      if (!is_interrupted() && !hunt->found && hunt->searched == small_.depth() && hunt->searched <= most)
        search_at(*hunt, small_.depth());
      is_any_left = is_any_left || (!hunt->found && hunt->stopped.empty() && hunt->searched <= most);
    }
    if (!is_any_left || is_interrupted())
      return;
  }
}

void Hunting::search_at(Hunt& hunt, std::uint32_t depth) {
  const auto start = Clock::now();
  if (listener_.begins)
    listener_.begins(hunt, depth);
  std::optional<bounded::SearchAnswer> answer;
  if (hunt.crowd)
    answer = hunt.crowd->search(depth);
  if (!answer)
    answer = small_.search_small(hunt.target);
  const char* outcome = "none within small sizes";
  std::visit(model::overload{
                 [&](const bounded::NoneOfAnySize&) {
                   outcome = "none, for any number of individuals";
                   hunt.searched = depth + 1;
                   if (hunt.excluded == depth)
                     hunt.excluded = hunt.beyond = depth + 1;
                 },
                 [&](bounded::NoneWithin& it) {
                   hunt.searched = depth + 1;
                   hunt.small = std::move(it);
                 },
                 [&](const bounded::NotDecided& it) {
                   outcome = "not decided";
                   hunt.stopped = it.reason;
                 },
                 [&](Shown& shown) {
                   outcome = "found";
                   hunt.found = std::move(shown);
                 },
             },
             *answer);
  hunt.seconds += seconds_since(start);
  if (listener_.ends)
    listener_.ends(hunt, depth, outcome, seconds_since(start));
}

void Hunting::exclude(const std::vector<Hunt*>& hunts) {
  std::vector<Hunt*> open;
  for (Hunt* hunt : hunts) {
    if (hunt->is_settled)
      continue;
    hunt->beyond = hunt->excluded; // with more to spend, from where it was not decided
    hunt->limited.reset();
    if (hunt->beyond < hunt->goal())
      open.push_back(hunt);
    else
      hunt->is_settled = hunt->found.has_value();
  }
  if (open.empty())
    return;
  any_size_.go_to(least_of(open, [](const Hunt& hunt) { return hunt.beyond; }));
  for (bool is_any_left = true; is_any_left && !is_interrupted(); any_size_.deepen()) {
    is_any_left = false;
    for (Hunt* hunt : open) {
      if (!is_interrupted() && hunt->beyond == any_size_.depth() && hunt->beyond < hunt->goal())
        exclude_at(*hunt, any_size_.depth());
      is_any_left = is_any_left || (hunt->beyond > any_size_.depth() && hunt->beyond < hunt->goal());
    }
  }
  for (Hunt* hunt : open)
    hunt->is_settled = hunt->found && hunt->excluded == hunt->found->steps;
}

void Hunting::exclude_at(Hunt& hunt, std::uint32_t depth) {
  const auto start = Clock::now();
  if (listener_.begins)
    listener_.begins(hunt, depth);
  bounded::SearchAnswer answer = any_size_.search_any_size(hunt.target);
  const char* outcome = "not decided";
  std::visit(model::overload{
                 [&](const bounded::NoneOfAnySize&) {
                   outcome = "none, for any number of individuals";
                   hunt.beyond = depth + 1;
                   if (!hunt.limited)
                     hunt.excluded = depth + 1;
                 },
                 [&](bounded::NoneWithin& it) {
                   outcome = "none within the sizes searched";
                   hunt.beyond = depth + 1;
                   if (!hunt.limited)
                     hunt.limited = std::move(it);
                 },
                 [&](const bounded::NotDecided& it) { hunt.stopped = it.reason; },
                 [&](Shown& shown) {
                   outcome = "found";
                   hunt.found = std::move(shown);
                 },
             },
             answer);
  hunt.seconds += seconds_since(start);
  if (listener_.ends)
    listener_.ends(hunt, depth, outcome, seconds_since(start));
}

void Hunting::adopt(Hunt& hunt, Shown shown) {
  const std::uint32_t steps = shown.steps;
  small_.go_to(steps);
  bounded::SearchAnswer answer = small_.search_small(hunt.target);
  if (auto* smaller = std::get_if<Shown>(&answer))
    shown = std::move(*smaller);
  else if (shown.is_smallest) {
    shown.is_smallest = false;
    shown.unproved = "larger sizes were not looked at";
  }
  hunt.found = std::move(shown);
}

} // namespace chaperone::solver::strategy
