// The course of things under one rule file: the state, the promises, and what a single event comes to.
// Covered by tests/records/follow_test.cpp.
#pragma once

#include "records/follow/event.hpp"
#include "records/follow/history.hpp"
#include "records/follow/report.hpp"
#include "records/live/promise.hpp"

#include <functional>
#include <memory>
#include <unordered_map>

namespace chaperone::follow {

struct Options {
  When slack = 0;                   ///< so late an event may come
  std::size_t most_stories = 200;   ///< after so many findings they are told without
  std::size_t kept_events = 65'536; ///< for stories
  bool has_gaps = false;            ///< the log lacks events
};

/// An event with its rule and arguments looked up.
struct Resolved {
  model::Action action;
  std::vector<std::string> unclear;      ///< what the log would have to say; then an argument may be nobody, a set too
  std::vector<model::Action> meant = {}; ///< where one argument is missing and the rules leave few values
};

class Course {
public:
  Course(std::shared_ptr<const Edition> edition, const live::Start& start, const Options& options, Counts& counts,
         Observer& observer);

  const model::System& system() const { return *edition_->system; }
  const std::shared_ptr<const Edition>& edition() const { return edition_; }
  live::LiveRun& run() { return *run_; }
  const live::LiveRun& run() const { return *run_; }
  /// From now on something of these may be unknown.
  void loosen(const std::set<live::Symbol>& symbols);

  /// All facts are given: looks at every promise. What is broken now was broken before the log.
  void begin(const Moment& moment, bool is_of_log);
  std::optional<model::RuleId> rule(const std::string& name) const;

  /// What the event comes to. An event that deviates changes nothing and gives false, unless it `is_last_try`.
  bool take(const Event& event, model::RuleId rule, bool is_last_try);
  /// Tells what lasts.
  void tell_open();

  /// The start of other rules that take over: what is known here is known there.
  live::Start start_of_next(const model::System& next) const;
  /// The function here that a function of other rules carries on.
  std::optional<model::FunctionId> old_function(const model::System& next, model::FunctionId id) const;
  /// Goes on where another course stops: facts of the same names, and what is broken.
  void carry_over(Course& from, const Moment& moment);
  /// Promises that cannot be judged, and why.
  std::vector<std::string> obstacles() const;

  std::size_t count_open() const;
  /// What is broken now, promise by promise, the oldest first.
  void for_each_open(const std::function<void(const Exposure&)>& visit) const;
  /// Says since when something is broken that is known to be. False where it is not.
  bool put_open(const Exposure& exposure);

private:
  /// Since when a promise is broken.
  struct Open {
    Moment from;
    std::shared_ptr<const Edition> rules;
    bool is_of_log = true;
  };
  struct HashNumbers {
    std::size_t operator()(const std::vector<live::Number>& numbers) const;
  };
  struct Watched {
    live::Promise promise;
    std::unordered_map<std::vector<live::Number>, Open, HashNumbers> open;
  };

  live::Number number_in(const model::System& next, model::SortId sort, model::SortId old_sort,
                         live::Number number) const;
  Resolved resolve(const Event& event, model::RuleId rule);
  void resolve(const Event& event, const LoggedArgument& argument, const model::Variable& parameter, Resolved& made);
  void fill_in_missing(const Event& event, model::RuleId rule, const std::vector<std::size_t>& missing, Resolved& made);
  bool take_allowed(const Event& event, const model::Action& action, const live::Judgement& judged, bool is_last_try);
  bool take_refused(const Event& event, const model::Action& action, const live::Judgement& judged, bool is_last_try);
  void remark_once(const std::string& about, const std::string& words);
  void take_unclear(const Event& event, const Resolved& resolved);
  void follow_added(const Event& event);
  bool put_seen(const Event& event, std::string& differs);
  std::optional<model::RelationId> relation(const std::string& name) const;
  void tell(FindingKind kind, const Event& event, const model::Action& action, std::optional<std::size_t> requirement,
            std::string because);
  /// Of a log with gaps: is the event what it should be after one step that the log lacks? Then that is told, and the
  /// step is taken if it is the only one.
  bool bridge(const Event& event, const model::Action& action, bool is_refused);
  void tell_unclear(const Event& event, model::RuleId rule, std::vector<std::string> fields);
  std::vector<std::string> unknown_facts(model::RuleId rule) const;
  void count_judged(model::RuleId rule);
  void follow_promises(const Event& event, bool is_step);
  Exposure exposure(const Watched& watched, const std::vector<live::Number>& who, const Open& open) const;
  void begin_open(Watched& watched, const std::vector<live::Number>& who, Open open);
  void end_open(Watched& watched, const std::vector<live::Number>& who, const Moment& moment);

  std::shared_ptr<const Edition> edition_;
  std::unique_ptr<live::LiveRun> run_;
  std::vector<std::unique_ptr<Watched>> promises_;
  std::unordered_map<std::string, model::RuleId> rules_;
  History history_;
  std::size_t stories_left_;
  bool has_gaps_;
  Counts& counts_;
  Observer& observer_;
  std::vector<live::Individuals::Added> added_;
  std::set<std::string> remarked_;
  std::vector<std::uint64_t*> counts_by_rule_; ///< into Counts::by_rule
};

} // namespace chaperone::follow
