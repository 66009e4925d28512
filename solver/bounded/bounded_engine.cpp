// See bounded_engine.hpp.
#include "solver/bounded/bounded_engine.hpp"

#include "solver/api/stopwatch.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::bounded {

namespace {

encoding::Target target_of(const Subject& about) {
  return std::visit(
      model::overload{
          [](const model::PropertyId& property) -> encoding::Target { return encoding::Shows{property}; },
          [](const ConflictOf& conflict) -> encoding::Target { return encoding::RunsIntoConflict{conflict.rule}; },
          [](const AnyStart&) -> encoding::Target { return encoding::AnyState{}; },
      },
      about);
}

} // namespace

BoundedEngine::BoundedEngine(encoding::Session& session, const model::System& system,
                             const std::map<model::SortId, std::uint32_t>& scope, LargerGroups larger_groups,
                             Observer& observer)
    : interrupt_(session.interrupt()), observer_(observer), larger_groups_(larger_groups),
      small_(session, system, scope), any_size_(session, system, scope) {}

bool BoundedEngine::takes(const Question&, const Budget&) const {
  return true;
}

std::vector<Standing> BoundedEngine::run(const std::vector<Question>& questions, const Budget& budget) {
  std::vector<Standing> made(questions.size());
  if (questions.size() == 1 && std::holds_alternative<AnyStart>(questions.front().about)) {
    if (small_.has_no_start())
      made.front().verdict = Proved{};
    return made;
  }
  std::vector<Hunt> hunts;
  for (const Question& question : questions)
    hunts.push_back(hunt_of(question, budget));
  try {
    search(hunts);
    for (Hunt& hunt : hunts)
      if (hunt.found && !hunt.found->is_smallest && hunt.wanted == Wanted::smallest_run && !is_interrupted() &&
          !shrunk_.contains(encoding::key_of(hunt.target)))
        adopt(hunt);
    for (std::size_t i = 0; i < hunts.size(); ++i)
      if (const auto* property = questions[i].property(); property && hunts[i].runs.searched > 0)
        observer_.on_excluded(*property, hunts[i].runs.searched - 1);
    exclude(hunts, budget);
  } catch (const encoding::Interrupted&) {
    // What was found and excluded until then stands.
  }
  for (std::size_t i = 0; i < hunts.size(); ++i) {
    if (hunts[i].found)
      made[i].verdict = std::move(*hunts[i].found);
    made[i].runs = std::move(hunts[i].runs);
    made[i].seconds = hunts[i].seconds;
  }
  return made;
}

BoundedEngine::Hunt BoundedEngine::hunt_of(const Question& question, const Budget& budget) const {
  Hunt hunt;
  hunt.larger_groups = larger_groups_;
  hunt.wanted = question.takes_any_run ? Wanted::any_run : Wanted::smallest_run;
  hunt.may_be_proved = budget.is_before_proofs;
  hunt.target = target_of(question.about);
  hunt.name = question.name;
  hunt.runs = question.runs;
  hunt.longest = question.longest_run(budget.depth);
  hunt.is_searched = !question.is_conflict() || budget.depth > 0;
  hunt.found = question.shown;
  return hunt;
}

/// Another engine found its run: within small sizes, the smallest of that length.
void BoundedEngine::adopt(Hunt& hunt) {
  small_.go_to(hunt.found->steps);
  SearchAnswer answer = small_.search_small(hunt.target, Wanted::smallest_run);
  if (auto* smaller = std::get_if<Shown>(&answer))
    hunt.found = std::move(*smaller);
  shrunk_.insert(encoding::key_of(hunt.target));
}

void BoundedEngine::search(std::vector<Hunt>& hunts) {
  std::vector<Hunt*> open;
  std::uint32_t deepest = 0, least = UINT32_MAX;
  for (Hunt& hunt : hunts) {
    if (!hunt.is_searched || hunt.runs.searched >= hunt.end())
      continue;
    hunt.runs.stopped.clear();
    open.push_back(&hunt);
    deepest = std::max(deepest, hunt.end() - 1);
    least = std::min(least, hunt.runs.searched);
  }
  if (open.empty())
    return;
  small_.go_to(least);
  for (; small_.depth() <= deepest; small_.deepen()) {
    bool is_any_left = false;
    for (Hunt* hunt : open) {
      const RunsKnown& runs = hunt->runs;
      if (!is_interrupted() && runs.searched == small_.depth() && runs.searched < hunt->end())
        search_at(*hunt, small_.depth());
      is_any_left = is_any_left || (runs.stopped.empty() && runs.searched < hunt->end());
    }
    if (!is_any_left || is_interrupted())
      return;
  }
}

void BoundedEngine::search_at(Hunt& hunt, std::uint32_t depth) {
  const Stopwatch watch;
  observer_.on_progress({"bounded", hunt.name, depth});
  SearchAnswer answer = small_.search_small(hunt.target, hunt.wanted);
  const char* outcome = "none within small sizes";
  std::visit(model::overload{
                 [&](const NoneOfAnySize&) {
                   outcome = "none, for any number of individuals";
                   hunt.runs.searched = depth + 1;
                   if (hunt.runs.excluded == depth)
                     hunt.runs.excluded = hunt.runs.beyond = depth + 1;
                 },
                 [&](NoneWithin& it) {
                   hunt.runs.searched = depth + 1;
                   hunt.runs.small = std::move(it);
                 },
                 [&](const NotDecided& it) {
                   outcome = "not decided";
                   hunt.runs.stopped = it.reason;
                 },
                 [&](Shown& shown) {
                   outcome = "found";
                   hunt.found = std::move(shown);
                   shrunk_.insert(encoding::key_of(hunt.target));
                 },
             },
             answer);
  hunt.seconds += watch.seconds();
  tell(hunt, depth, outcome, watch.milliseconds());
}

void BoundedEngine::exclude(std::vector<Hunt>& hunts, const Budget& budget) {
  if (budget.number != excluded_in_) {
    excluded_in_ = budget.number;
    excluded_.clear();
    not_decided_.clear();
  }
  std::vector<Hunt*> open;
  std::uint32_t least = UINT32_MAX;
  for (Hunt& hunt : hunts) {
    const std::string key = encoding::key_of(hunt.target);
    if (not_decided_.contains(key))
      continue;
    // With more to spend, from where it was not decided.
    if (excluded_.insert(key).second) {
      hunt.runs.beyond = hunt.runs.excluded;
      hunt.runs.limited.reset();
    }
    if (hunt.runs.beyond >= hunt.goal())
      continue;
    open.push_back(&hunt);
    least = std::min(least, hunt.runs.beyond);
  }
  if (open.empty())
    return;
  any_size_.go_to(least);
  for (bool is_any_left = true; is_any_left && !is_interrupted(); any_size_.deepen()) {
    is_any_left = false;
    for (Hunt* hunt : open) {
      if (!is_interrupted() && hunt->runs.beyond == any_size_.depth() && hunt->runs.beyond < hunt->goal())
        exclude_at(*hunt, any_size_.depth());
      is_any_left = is_any_left || (hunt->runs.beyond > any_size_.depth() && hunt->runs.beyond < hunt->goal());
    }
  }
}

void BoundedEngine::exclude_at(Hunt& hunt, std::uint32_t depth) {
  const Stopwatch watch;
  observer_.on_progress({"bounded", hunt.name, depth});
  SearchAnswer answer = any_size_.search_any_size(hunt.target, hunt.wanted);
  const char* outcome = "not decided";
  std::visit(model::overload{
                 [&](const NoneOfAnySize&) {
                   outcome = "none, for any number of individuals";
                   hunt.runs.beyond = depth + 1;
                   if (!hunt.runs.limited)
                     hunt.runs.excluded = depth + 1;
                 },
                 [&](NoneWithin& it) {
                   outcome = "none within the sizes searched";
                   hunt.runs.beyond = depth + 1;
                   if (!hunt.runs.limited)
                     hunt.runs.limited = std::move(it);
                 },
                 [&](const NotDecided& it) {
                   hunt.runs.stopped = it.reason;
                   not_decided_.insert(encoding::key_of(hunt.target));
                 },
                 [&](Shown& shown) {
                   outcome = "found";
                   hunt.found = std::move(shown);
                   shrunk_.insert(encoding::key_of(hunt.target));
                 },
             },
             answer);
  hunt.seconds += watch.seconds();
  tell(hunt, depth, outcome, watch.milliseconds());
}

void BoundedEngine::tell(const Hunt& hunt, std::uint32_t depth, const char* outcome, double milliseconds) const {
  observer_.on_note(fmt::format("bounded: `{}`, {} steps: {} ({:.1f} ms)", hunt.name, depth, outcome, milliseconds));
}

} // namespace chaperone::solver::bounded
