// Whether what happened follows the rules: each event is judged in the state that the events before it led to, and
// every promise is kept in view. What is found goes to an Observer as it is found.
//
//   Follower follower(editions, options, observer);
//   for (Event event; log.next(event);) follower.take(std::move(event));
//   follower.finish();
//
// Memory: the facts that are true, the individuals in them, and the last events. Covered by
// tests/records/follow_test.cpp.
#pragma once

#include "records/follow/course.hpp"
#include "records/follow/event.hpp"
#include "records/follow/report.hpp"

#include <deque>
#include <functional>
#include <queue>

namespace chaperone::follow {

/// Rules with the time from which they are in force; the first has none.
struct DatedEdition {
  std::optional<When> from;
  std::shared_ptr<const Edition> edition;
};

class Follower {
public:
  /// Editions by their time, one at least; `start` is that of the first. The observer outlives it.
  Follower(std::vector<DatedEdition> editions, const live::Start& start, const Options& options, Observer& observer);
  ~Follower();

  /// The state before the log: for facts that are given, before the first event.
  Course& course() { return *course_; }
  const Course& course() const { return *course_; }
  /// All facts are given; what is broken now was so before the log.
  void begin();

  void take(Event event);
  /// The log has ended: what lasts is told. If no other part follows, late events are no more waited for.
  void finish(bool is_all);

  /// Where it stands, beside the state of the course.
  struct Progress {
    std::size_t edition = 0;
    Moment last;
    std::optional<When> newest, released;
    std::vector<Event> early, waiting;
  };
  Progress progress() const;
  /// Goes on from there; before begin(). The course is that of the edition, with the start `known` for it.
  void go_on(Progress progress, const live::Start& start);
  const std::vector<DatedEdition>& editions() const { return editions_; }

  const Counts& counts() const { return counts_; }
  void count_broken_line() { ++counts_.broken_lines; }
  Moment last() const { return last_; }

private:
  struct IsLater {
    bool operator()(const Event& left, const Event& right) const {
      return left.when != right.when ? left.when > right.when : left.number > right.number;
    }
  };

  void release(std::optional<When> until);
  void follow(const Event& event);
  void settle_first();
  void settle_before(std::optional<When> when);
  void retry_waiting();
  bool judge(const Event& event, bool is_last_try);
  void change_rules(const Event& event);
  void remark_once(const std::string& key, const std::string& words);
  std::optional<model::RuleId> rule_of(const Event& event);

  std::vector<DatedEdition> editions_;
  Options options_;
  Observer& observer_;
  Counts counts_;
  std::size_t edition_ = 0;
  std::unique_ptr<Course> course_;
  std::priority_queue<Event, std::vector<Event>, IsLater> early_; ///< until nothing before them can come
  std::deque<Event> waiting_; ///< events that deviate, and may not if another one came first
  std::optional<When> newest_, released_;
  Moment last_;
  std::set<std::string> remarked_;
};

} // namespace chaperone::follow
