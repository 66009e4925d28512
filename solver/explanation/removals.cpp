// See removals.hpp.
#include "solver/explanation/removals.hpp"

#include "solver/api/in_threads.hpp"
#include "solver/check.hpp"
#include "solver/explanation/runs_without.hpp"
#include "solver/small/search.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::solver::explanation {

using model::ClauseSet;
using model::PropertyId;

namespace {

/// Some milliseconds.
constexpr std::uint32_t small_depth = 6;
constexpr std::uint32_t small_worlds = 6;
constexpr std::uint32_t small_states = 1'000;

/// Most of what a removal permits takes no more steps.
constexpr std::uint32_t near_depth = 3;
/// So far runs are looked for before everything that a check does is tried.
constexpr std::uint32_t far_depth = 6;
constexpr std::uint32_t far_rounds = 3;

} // namespace

Removals::Removals(const model::System& system, const std::vector<model::Clause>& clauses, const Options& options,
                   std::shared_ptr<const Interrupt> interrupt, Observer* observer)
    : system_(system), clauses_(clauses), options_(options), interrupt_(std::move(interrupt)), observer_(observer) {
  options_.warns = options_.explains = options_.seeks_conflicts = false;
}

void Removals::ask(const Questions& questions) {
  if (options_.engine == EngineChoice::automatic) {
    Questions promises = questions;
    for (auto& [removed, properties] : promises) // of a `possible`, short runs have been looked for
      std::erase_if(properties,
                    [&](PropertyId property) { return system_[property].kind == model::PropertyKind::possible; });
    look_for_runs(open(promises), {std::min(options_.depth, near_depth), 1, false});
    Options proofs = options_;
    proofs.engine = EngineChoice::inductive;
    proofs.proves_first = true;
    proofs.depth = 0;
    proofs.rounds = 1;
    proofs.only_likely_proofs = true;
    check_each(open(questions), proofs, false);
    look_for_runs(open(questions), {std::min(options_.depth, far_depth), far_rounds, true});
  }
  check_each(open(questions), options_, true);
}

Removals::Questions Removals::open(const Questions& questions) const {
  const std::scoped_lock lock(mutex_);
  Questions made;
  for (const auto& [removed, properties] : questions)
    for (const PropertyId property : properties)
      if (!known_.contains({removed, property}))
        made[removed].insert(property);
  return made;
}

std::optional<Options> Removals::left(Options options) const {
  options.jobs = 1;
  if (options.timeout) {
    *options.timeout -=
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
    if (options.timeout->count() <= 0)
      return std::nullopt;
  }
  return interrupt_->is_requested() ? std::nullopt : std::optional(std::move(options));
}

bool Removals::is_out_of_time() const {
  return options_.timeout && std::chrono::steady_clock::now() - started_ >= *options_.timeout;
}

void Removals::keep(const Question& question, Verdict verdict) {
  const std::scoped_lock lock(mutex_);
  known_.emplace(question, std::move(verdict));
}

/// Only a run without a single clause is told to anybody, and not that something is still possible.
bool Removals::is_smallest_wanted(const Question& question) const {
  return question.first.size() == 1 && system_[question.second].kind != model::PropertyKind::possible;
}

/// In parts, however many threads there are: the answers are the same then.
void Removals::look_for_runs(const Questions& questions, const Reach& reach) {
  std::vector<std::vector<Question>> parts(3); // the last: of which any run will do
  std::size_t next = 0;
  for (const auto& [removed, properties] : questions)
    for (const PropertyId property : properties)
      if (!can_be_switched(clauses_, removed))
        parts.push_back({{removed, property}});
      else if (!is_smallest_wanted({removed, property}))
        parts[2].emplace_back(removed, property);
      else
        parts[next++ % 2].emplace_back(removed, property);
  std::erase_if(parts, [](const std::vector<Question>& part) { return part.empty(); });
  std::vector<std::function<void()>> tasks;
  for (const std::vector<Question>& part : parts)
    tasks.emplace_back([this, &part, &reach] { look_for_runs(part, reach); });
  in_threads(options_.jobs, tasks);
}

void Removals::look_for_runs(const std::vector<Question>& asked, const Reach& reach) {
  std::optional<Options> options = left(options_);
  if (!options)
    return;
  options->searched = searched_for(asked);
  options->depth = reach.depth;
  options->rounds = reach.rounds;
  options->larger_groups = is_smallest_wanted(asked.front()) ? LargerGroups::for_shorter_runs : LargerGroups::left_out;
  std::vector<RunWanted> wanted;
  for (const auto& [removed, property] : asked)
    wanted.push_back({removed, property});
  const std::vector<RunsWithout> found = runs_without(system_, clauses_, wanted, *options);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const std::optional<Shown>& run = found[i].run;
    if (run && (run->is_smallest || reach.takes_any || !is_smallest_wanted(asked[i])))
      keep(asked[i], *run);
    const std::scoped_lock lock(mutex_);
    searched_[asked[i]] = found[i].searched;
  }
}

std::uint32_t Removals::searched_for(const std::vector<Question>& asked) const {
  const std::scoped_lock lock(mutex_);
  std::uint32_t fewest = UINT32_MAX;
  for (const Question& question : asked) {
    const auto known = searched_.find(question);
    fewest = std::min(fewest, known == searched_.end() ? 0 : known->second);
  }
  return fewest;
}

void Removals::check_each(const Questions& questions, const Options& options, bool is_last) {
  std::vector<std::function<void()>> tasks;
  std::uint32_t done = 0;
  for (const auto& question : questions)
    tasks.emplace_back([&] {
      const auto& [removed, properties] = question;
      std::optional<Options> asked = left(options);
      CheckResult result;
      if (asked) {
        asked->properties.assign(properties.begin(), properties.end());
        result = check(model::without(system_, clauses_, removed), *asked);
      }
      for (PropertyAnswer& each : result.properties)
        if (is_last || std::holds_alternative<Proved>(each.verdict))
          keep({removed, each.property}, std::move(each.verdict));
      for (const PropertyId property : properties)
        if (is_last)
          keep({removed, property}, Unknown{is_out_of_time() ? "out of time" : "interrupted"});
      const std::scoped_lock lock(mutex_);
      if (observer_)
        observer_->on_progress(
            {"leaving out clauses", "", options_.depth, ++done, static_cast<std::uint32_t>(tasks.size())});
    });
  in_threads(options_.jobs, tasks);
}

bool Removals::is_still_possible(const ClauseSet& removed, PropertyId property) const {
  model::System changed = model::without(system_, clauses_, removed);
  if (changed[property].is_about_steps)
    return false;
  const model::RuleId probe{static_cast<std::uint32_t>(changed.rules.size())};
  changed.rules.emplace_back();
  SearchBounds bounds;
  bounds.scope = options_.scope;
  bounds.depth = std::min(options_.depth, small_depth);
  bounds.worlds = small_worlds;
  bounds.states_per_world = small_states;
  if (options_.timeout)
    bounds.until = started_ + *options_.timeout;
  return small::search(changed, {{probe, changed[property].formula}}, bounds).front().has_value();
}

const Verdict& Removals::verdict(const ClauseSet& removed, PropertyId property) {
  ask({{removed, {property}}});
  const std::scoped_lock lock(mutex_);
  return known_.at({removed, property});
}

} // namespace chaperone::solver::explanation
