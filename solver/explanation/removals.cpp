// See removals.hpp.
#include "solver/explanation/removals.hpp"

#include "solver/check.hpp"
#include "solver/small/search.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <utility>

namespace chaperone::solver::explanation {

using model::ClauseSet;
using model::PropertyId;

namespace {

/// Some milliseconds.
constexpr std::uint32_t small_depth = 6;
constexpr std::uint32_t small_worlds = 6;
constexpr std::uint32_t small_states = 1'000;

} // namespace

Removals::Removals(const model::System& system, const std::vector<model::Clause>& clauses, const Options& options,
                   std::shared_ptr<const Interrupt> interrupt, Observer* observer)
    : system_(system), clauses_(clauses), options_(options), interrupt_(std::move(interrupt)), observer_(observer) {
  options_.warns = options_.explains = options_.seeks_conflicts = false;
}

void Removals::ask(const Questions& questions) {
  std::vector<std::pair<ClauseSet, std::set<PropertyId>>> open;
  for (const auto& [removed, properties] : questions) {
    std::set<PropertyId> unknown;
    for (const PropertyId property : properties)
      if (!known_.contains({removed, property}))
        unknown.insert(property);
    if (!unknown.empty())
      open.emplace_back(removed, std::move(unknown));
  }
  done_ = 0;
  all_ = static_cast<std::uint32_t>(open.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < open.size(); at = next++)
      answer(open[at].first, open[at].second);
  };
  if (options_.jobs > 1 && open.size() > 1) {
    std::future<void> other = std::async(std::launch::async, work);
    work();
    other.get();
  } else {
    work();
  }
}

void Removals::answer(const ClauseSet& removed, const std::set<PropertyId>& properties) {
  Options options = options_;
  options.jobs = 1;
  options.properties.assign(properties.begin(), properties.end());
  const char* why = "interrupted";
  bool is_cut = interrupt_->is_requested();
  if (options.timeout) {
    const auto passed =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
    if (passed >= *options.timeout)
      why = "out of time";
    is_cut |= passed >= *options.timeout;
    *options.timeout -= passed;
  }
  CheckResult result;
  if (!is_cut)
    result = check(model::without(system_, clauses_, removed), options);
  const std::scoped_lock lock(mutex_);
  for (PropertyAnswer& each : result.properties)
    known_.emplace(std::pair(removed, each.property), std::move(each.verdict));
  for (const PropertyId property : properties)
    known_.emplace(std::pair(removed, property), Unknown{why});
  if (observer_)
    observer_->on_progress({"leaving out clauses", "", options_.depth, ++done_, all_});
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
  return known_.at({removed, property});
}

} // namespace chaperone::solver::explanation
