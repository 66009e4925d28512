// See follower.hpp.
#include "records/follow/follower.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::follow {

using namespace model;

namespace {

/// So many deviating events wait at once for one that explains them.
constexpr std::size_t most_waiting = 256;

} // namespace

Follower::Follower(std::vector<DatedEdition> editions, const live::Start& start, const Options& options,
                   Observer& observer)
    : editions_(std::move(editions)), options_(options), observer_(observer),
      course_(std::make_unique<Course>(editions_.front().edition, start, options, counts_, observer)) {}

Follower::~Follower() = default;

void Follower::begin() {
  course_->begin({}, false);
}

void Follower::remark_once(const std::string& key, const std::string& words) {
  if (remarked_.insert(key).second)
    observer_.remark(words);
}

// An event waits until none can come that was before it.
void Follower::take(Event event) {
  ++counts_.events;
  if (!event.when) {
    follow(event);
    return;
  }
  newest_ = newest_ ? std::max(*newest_, *event.when) : event.when;
  if (released_ && *event.when < *released_) {
    ++counts_.late;
    remark_once("late", fmt::format("event {} comes after events of a later time{}; it is judged where it stands",
                                    event.number, options_.slack > 0 ? ", and later than --slack" : ""));
  }
  if (options_.slack == 0) {
    released_ = newest_;
    follow(event);
    return;
  }
  early_.push(std::move(event));
  release(*newest_ - options_.slack);
}

void Follower::release(std::optional<When> until) {
  while (!early_.empty() && (!until || *early_.top().when <= *until)) {
    const Event event = early_.top();
    early_.pop();
    released_ = released_ ? std::max(*released_, *event.when) : event.when;
    follow(event);
  }
}

std::optional<RuleId> Follower::rule_of(const Event& event) {
  const std::optional<RuleId> rule = course_->rule(event.kind);
  if (!rule) {
    ++counts_.of_no_rule[event.kind];
    remark_once(
        "rule " + event.kind,
        event.kind.empty()
            ? fmt::format("event {} does not say which rule it is of; such events are not judged", event.number)
            : fmt::format("no rule is called `{}` (event {}); such events are not judged", event.kind, event.number));
  }
  return rule;
}

void Follower::follow(const Event& event) {
  if (event.when)
    settle_before(*event.when);
  else if (!waiting_.empty())
    settle_before(std::nullopt);
  change_rules(event);
  if (const auto& first = editions_.front().from; first && event.when && edition_ == 0 && *event.when < *first) {
    ++counts_.before_rules;
    remark_once("before",
                fmt::format("event {} is from before the first --rules; such events are not judged", event.number));
    return;
  }
  if (!event.when && editions_.back().from)
    remark_once("timeless", fmt::format("event {} has no time; such events are judged by the rules of the event before",
                                        event.number));
  last_.event = event.number;
  last_.at = event.at;
  if (event.outcome == LoggedOutcome::missing)
    ++counts_.without_outcome;
  if (judge(event, !event.when)) {
    if (!waiting_.empty())
      retry_waiting();
    return;
  }
  waiting_.push_back(event);
  if (waiting_.size() > most_waiting)
    settle_first();
}

bool Follower::judge(const Event& event, bool is_last_try) {
  const std::optional<RuleId> rule = rule_of(event);
  return !rule || course_->take(event, *rule, is_last_try);
}

// One that fits now may make others fit.
void Follower::retry_waiting() {
  for (std::size_t i = 0; i < waiting_.size();)
    if (course_->take(waiting_[i], *course_->rule(waiting_[i].kind), false)) {
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
      i = 0;
    } else {
      ++i;
    }
}

void Follower::settle_first() {
  const Event event = std::move(waiting_.front());
  waiting_.pop_front();
  judge(event, true);
  retry_waiting();
}

// No event of this time or a later one explains what waits from long enough before, and no late one what waits from
// long enough behind it.
void Follower::settle_before(std::optional<When> when) {
  const auto is_near = [&](When other) { return other + options_.slack >= *when && *when + options_.slack >= other; };
  while (!waiting_.empty() && (!when || !is_near(*waiting_.front().when)))
    settle_first();
}

void Follower::change_rules(const Event& event) {
  while (edition_ + 1 < editions_.size() && event.when && *event.when >= *editions_[edition_ + 1].from) {
    settle_before(std::nullopt);
    ++edition_;
    const std::shared_ptr<const Edition>& edition = editions_[edition_].edition;
    auto next =
        std::make_unique<Course>(edition, course_->start_of_next(*edition->system), options_, counts_, observer_);
    next->carry_over(*course_, {event.number, event.at});
    course_ = std::move(next);
  }
}

Follower::Progress Follower::progress() const {
  Progress made{edition_, last_, newest_, released_, {}, {waiting_.begin(), waiting_.end()}};
  for (auto early = early_; !early.empty(); early.pop())
    made.early.push_back(early.top());
  return made;
}

void Follower::go_on(Progress progress, const live::Start& start) {
  edition_ = progress.edition;
  course_ = std::make_unique<Course>(editions_[edition_].edition, start, options_, counts_, observer_);
  last_ = std::move(progress.last);
  newest_ = progress.newest;
  released_ = progress.released;
  for (Event& event : progress.early)
    early_.push(std::move(event));
  for (Event& event : progress.waiting)
    waiting_.push_back(std::move(event));
}

void Follower::finish(bool is_all) {
  if (is_all) {
    release(std::nullopt);
    settle_before(std::nullopt);
  }
  counts_.waiting = waiting_.size();
  if (!waiting_.empty())
    observer_.remark(fmt::format("event {} does not fit the rules, and waits for what follows to explain it",
                                 waiting_.front().number));
  counts_.open_exposures = course_->count_open();
  course_->tell_open();
  for (const std::string& obstacle : course_->obstacles())
    observer_.remark(fmt::format("a promise is not judged any more: {}", obstacle));
  if (counts_.without_outcome > 0)
    observer_.remark(fmt::format("{} of {} events have no outcome: they are taken as allowed", counts_.without_outcome,
                                 counts_.events));
}

} // namespace chaperone::follow
