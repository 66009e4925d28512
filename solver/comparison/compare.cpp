// See compare.hpp.
#include "solver/comparison/compare.hpp"

#include "model/comparison/wording.hpp"
#include "solver/api/in_threads.hpp"
#include "solver/check.hpp"
#include "solver/comparison/confirm.hpp"
#include "solver/comparison/record.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>

namespace chaperone::solver::comparison {

using namespace model;
using model::comparison::Along;
using model::comparison::Course;
using model::comparison::Judged;
using model::comparison::Lockstep;
using model::comparison::lockstep;
using model::comparison::LockstepOptions;
using model::comparison::Matching;
using model::comparison::Probe;
using model::comparison::start_only_of;

namespace {

using Clock = std::chrono::steady_clock;

/// Rounds of the first pass, in which the properties of a file are asked together with the questions about its rules.
/// That saves two checks where all is easy. Where it is not, they would be in each other's way: then each is asked
/// again by itself.
constexpr std::uint32_t rounds_together = 2;

/// Hears one check: keeps its answers and passes on the rest. Called by one of two threads at a time.
class Hearing : public Observer {
public:
  Hearing(Record& record, const Lockstep& made, Observer* observer)
      : record_(record), made_(made), observer_(observer) {}

  void on_progress(const Progress& progress) override {
    if (observer_ != nullptr)
      observer_->on_progress(progress);
  }
  void on_note(const std::string& line) override {
    if (observer_ != nullptr)
      observer_->on_note(line);
  }
  void on_answer(const PropertyAnswer& answer) override { record_.keep(made_, answer); }

private:
  Record& record_;
  const Lockstep& made_;
  Observer* observer_;
};

/// Passes on what happens in two threads one after the other.
class InTurn : public Observer {
public:
  explicit InTurn(Observer* observer) : observer_(observer) {}
  void on_progress(const Progress& progress) override {
    const std::scoped_lock lock(mutex_);
    if (observer_ != nullptr)
      observer_->on_progress(progress);
  }
  void on_note(const std::string& line) override {
    const std::scoped_lock lock(mutex_);
    if (observer_ != nullptr)
      observer_->on_note(line);
  }

private:
  Observer* observer_;
  std::mutex mutex_;
};

} // namespace

class Comparer::Work {
public:
  Work(const Sides& sides, CompareOptions options, Observer* observer)
      : sides_(sides), options_(std::move(options)), in_turn_(observer), record_(sides_) {}

  const Record& record() const { return record_; }

  Comparison run() {
    if (model::comparison::say_the_same(sides_.before, sides_.after, sides_.matching)) {
      record_.say_the_same();
      return record_.known("");
    }
    const Along along = options_.judges_properties ? Along::judgments : Along::nothing;
    new_start_ = start_only_of(Side::after, sides_.before, sides_.after, sides_.matching, options_.judges_states);
    old_start_ = start_only_of(Side::before, sides_.before, sides_.after, sides_.matching, options_.judges_states);
    const Lockstep news = made({Course::after, {}, {}, along, false});
    const Lockstep olds = made({Course::before, {}, {}, along, true});
    std::optional<Lockstep> left_behind, common;
    if (!olds.has_left_behind)
      left_behind = made({Course::left_behind});
    if (options_.judges_states)
      common = made({Course::common});
    for (const Lockstep* each : {&news, &olds, to(new_start_), to(old_start_), to(left_behind), to(common)})
      if (each != nullptr)
        record_.expect(*each);
    side_by_side(
        [&] {
          ask_once(to(new_start_));
          if (const std::vector<PropertyId> goals = asked_of(olds, true); !goals.empty())
            ask(olds, goals, rounds_together);
          record_.try_witnesses();
          ask_together(news, record_.open_of(news, Side::after));
          settle(news);
          ask_once(to(common));
        },
        [&] {
          ask_once(to(old_start_));
          ask_together(olds, asked_of(olds, false));
          settle(olds);
          if (left_behind)
            settle(*left_behind);
        });
    judge_rest(news, Side::after);
    judge_rest(olds, Side::before);
    if (options_.judges_properties)
      compare_reaches();
    Comparison found = record_.known(was_interrupted_ ? "interrupted" : "out of time");
    found.was_interrupted = was_interrupted_;
    return found;
  }

private:
  static const Lockstep* to(const std::optional<Lockstep>& made) { return made ? &*made : nullptr; }

  Lockstep made(const LockstepOptions& options) const {
    return lockstep(sides_.before, sides_.after, sides_.matching, options);
  }

  void side_by_side(const std::function<void()>& one, const std::function<void()>& other) const {
    in_threads(options_.check.jobs, {one, other});
  }

  /// None: no question is asked any more.
  std::optional<Options> options() const {
    if (was_interrupted_ || (options_.is_stopped && options_.is_stopped()))
      return std::nullopt;
    Options made = options_.check;
    made.properties.clear();
    made.scope.clear();
    made.jobs = 1; // the other thread has the other side
    made.warns = made.explains = made.seeks_conflicts = false;
    made.larger_groups = LargerGroups::after_proofs;
    if (made.timeout) {
      const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
      if (passed >= *made.timeout)
        return std::nullopt;
      made.timeout = *made.timeout - passed;
    }
    return made;
  }

  /// The sizes of the combined sorts.
  std::map<SortId, std::uint32_t> scope_of(const Lockstep& made) const {
    std::map<SortId, std::uint32_t> scope;
    for (const auto& [name, size] : options_.scope)
      for (const Side side : {Side::before, Side::after})
        for (std::size_t i = 0; i < sides_.of(side).sorts.size(); ++i)
          if (sides_.of(side).sorts[i].name == name && !sides_.of(side).sorts[i].is_enum)
            scope[made.copies(side).sorts[i]] = size;
    return scope;
  }

  /// The properties `asked` of the combined system; all where there is none of them.
  void ask(const Lockstep& made, std::vector<PropertyId> asked, std::uint32_t rounds = UINT32_MAX) {
    std::optional<Options> options = this->options();
    if (!options || made.system.properties.empty())
      return;
    options->properties = std::move(asked);
    options->rounds = std::min(options->rounds, rounds);
    options->explores = rounds == UINT32_MAX;
    options->scope = scope_of(made);
    for (const Judged& judged : made.judged) // of which no run is told
      options->any_run.push_back(judged.property);
    Hearing hearing(record_, made, &in_turn_);
    const CheckResult result = check(made.system, *options, &hearing);
    if (result.was_interrupted)
      was_interrupted_ = true;
    if (!result.errors.empty())
      record_.has_no_start(made);
  }

  void ask_once(const Lockstep* made) {
    if (made != nullptr)
      ask(*made, {});
  }

  /// What is possible, or all else that this system asks.
  static std::vector<PropertyId> asked_of(const Lockstep& made, bool are_goals) {
    std::vector<PropertyId> asked;
    for (std::uint32_t i = 0; i < made.system.properties.size(); ++i)
      if ((made.system.properties[i].kind == PropertyKind::possible) == are_goals)
        asked.push_back(PropertyId{i});
    return asked;
  }

  void ask_together(const Lockstep& made, std::vector<PropertyId> asked) {
    if (!made.judged.empty() && !asked.empty())
      ask(made, std::move(asked), rounds_together);
  }

  /// What is left of the rules, at first without the promises of the file: of those it knows what proofs may need, and
  /// they cost more than they bring where it was not.
  void settle(const Lockstep& made) {
    if (std::vector<PropertyId> open = record_.open_probes(made); !open.empty())
      ask(made, std::move(open));
    for (const Course course : {made.course, Course::left_behind})
      ask_with_promises(made, course);
  }

  void ask_with_promises(const Lockstep& asked, Course course) {
    LockstepOptions again{course, std::set<RuleId>(), std::set<RuleId>(), Along::promises, false};
    for (const Probe& probe : asked.probes) {
      if (probe.course != course || !record_.is_open(probe))
        continue;
      if (probe.before)
        again.before->insert(*probe.before);
      if (probe.after)
        again.after->insert(*probe.after);
    }
    if (again.before->empty() && again.after->empty())
      return;
    const Lockstep made = this->made(again);
    if (!made.judged.empty())
      ask(made, {});
  }

  /// A side's own properties in its own system, where nothing is in their way; those of the other side where they are.
  void judge_rest(const Lockstep& made, Side side) {
    const System& own = sides_.of(side);
    std::vector<PropertyId> theirs;
    bool has_own = false;
    for (const Judged& judged : made.judged)
      if (record_.is_open(judged, side)) {
        if (side == Side::before ? judged.before.has_value() : judged.after.has_value())
          has_own = true;
        else
          theirs.push_back(judged.property);
      }
    if (has_own)
      if (std::optional<Options> options = this->options()) {
        options->scope = own_scope(own);
        for (std::uint32_t i = 0; i < own.properties.size(); ++i)
          options->any_run.push_back(PropertyId{i});
        OwnHearing hearing(record_, side, in_turn_);
        const CheckResult result = check(own, *options, &hearing);
        if (result.was_interrupted)
          was_interrupted_ = true;
      }
    if (!theirs.empty())
      ask(made, theirs);
  }

  void compare_reaches() {
    System before = sides_.before, after = sides_.after; // with more variables
    std::vector<Reach> reaches = options_.reaches;
    if (reaches.empty())
      for (const std::string& name : defines_asked_about(before, after, sides_.matching))
        reaches.push_back(reach_of_define(before, after, name));
    record_.expect(reaches);
    const Asking asking{[this](Side side) {
                          std::optional<Options> made = options();
                          if (made)
                            made->scope = own_scope(sides_.of(side));
                          return made;
                        },
                        [this](const auto& one, const auto& other) { side_by_side(one, other); },
                        !options_.reaches.empty()};
    for (std::size_t i = 0; i < reaches.size() && options(); ++i)
      record_.keep(i, compare_reach(before, after, sides_.matching, reaches[i], asking));
  }

  std::map<SortId, std::uint32_t> own_scope(const System& own) const {
    std::map<SortId, std::uint32_t> scope;
    for (std::uint32_t i = 0; i < own.sorts.size(); ++i)
      if (const auto limited = options_.scope.find(own.sorts[i].name);
          limited != options_.scope.end() && !own.sorts[i].is_enum)
        scope[SortId{i}] = limited->second;
    return scope;
  }

  /// Hears a check of one side's file.
  class OwnHearing : public Observer {
  public:
    OwnHearing(Record& record, Side side, Observer& observer) : record_(record), side_(side), observer_(observer) {}
    void on_progress(const Progress& progress) override { observer_.on_progress(progress); }
    void on_note(const std::string& line) override { observer_.on_note(line); }
    void on_answer(const PropertyAnswer& answer) override { record_.keep(side_, answer); }

  private:
    Record& record_;
    Side side_;
    Observer& observer_;
  };

  const Sides sides_;
  const CompareOptions options_;
  InTurn in_turn_;
  Record record_;
  std::optional<Lockstep> new_start_, old_start_;
  std::atomic<bool> was_interrupted_ = false;
  const Clock::time_point started_ = Clock::now();
};

Comparer::Comparer(const System& before, const System& after, const Matching& matching, CompareOptions options,
                   Observer* observer)
    : work_(std::make_unique<Work>(Sides{before, after, matching}, std::move(options), observer)) {}

Comparer::~Comparer() = default;

Comparison Comparer::run() {
  return work_->run();
}

Comparison Comparer::known(const std::string& reason) const {
  return work_->record().known(reason);
}

Comparison compare(const System& before, const System& after, const Matching& matching, const CompareOptions& options,
                   Observer* observer) {
  return Comparer(before, after, matching, options, observer).run();
}

} // namespace chaperone::solver::comparison
