// See compare.hpp.
#include "solver/comparison/compare.hpp"

#include "solver/check.hpp"
#include "solver/comparison/confirm.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace chaperone::solver::comparison {

using namespace model;
using model::comparison::Course;
using model::comparison::Lockstep;
using model::comparison::lockstep;
using model::comparison::LockstepOptions;
using model::comparison::Matching;
using model::comparison::Probe;
using model::comparison::Question;
using model::comparison::start_only_of;

namespace {

using Clock = std::chrono::steady_clock;

bool is_open(const Answer& answer) {
  return std::holds_alternative<Bounded>(answer) || std::holds_alternative<solver::Unknown>(answer);
}
bool is_shown(const Answer& answer) {
  return std::holds_alternative<Shown>(answer);
}

class Comparing {
public:
  Comparing(const Sides& sides, const CompareOptions& options, Observer* observer)
      : sides_(sides), options_(options), observer_(observer) {
    list_rules();
  }

  Comparison run() {
    found_.new_start = found_.old_start = found_.other_state = None{true};
    found_.say_the_same = model::comparison::say_the_same(sides_.before, sides_.after, sides_.matching);
    if (found_.say_the_same) { // nothing to ask
      found_.change = Change::equivalent;
      return std::move(found_);
    }
    found_.new_start = start(Side::after);
    found_.old_start = start(Side::before);
    ask(Course::after);
    ask(Course::before);
    ask(Course::left_behind);
    if (options_.judges_states)
      ask(Course::common);
    if (options_.judges_properties)
      judge_properties();
    found_.change = change();
    return std::move(found_);
  }

private:
  void list_rules() {
    const std::set<RuleId> changed = model::comparison::changed_rules(sides_.before, sides_.after, sides_.matching);
    const auto add = [&](std::optional<RuleId> before, std::optional<RuleId> after) {
      const bool is_changed = after && changed.contains(*after);
      found_.rules.push_back({before, after, is_changed, None{true}, None{true}, None{true}, None{true}});
    };
    for (std::uint32_t i = 0; i < sides_.after.rules.size(); ++i)
      add(sides_.matching.rules.of_after[i], RuleId{i});
    for (std::uint32_t i = 0; i < sides_.before.rules.size(); ++i)
      if (!sides_.matching.rules.of_before[i])
        add(RuleId{i}, std::nullopt);
  }

  /// None: the time is up.
  std::optional<Options> options() const {
    Options made = options_.check;
    made.properties.clear();
    made.scope.clear();
    made.warns = made.explains = made.seeks_conflicts = false;
    if (made.timeout) {
      const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
      if (passed >= *made.timeout)
        return std::nullopt;
      made.timeout = *made.timeout - passed;
    }
    return made;
  }

  Answer start(Side side) {
    const std::optional<Lockstep> made =
        start_only_of(side, sides_.before, sides_.after, sides_.matching, options_.judges_states);
    if (!made)
      return None{true};
    std::optional<Options> asked = options();
    if (!asked || found_.was_interrupted)
      return solver::Unknown{"out of time"};
    const CheckResult result = check(made->system, *asked, observer_);
    found_.was_interrupted |= result.was_interrupted;
    if (!result.errors.empty() || result.properties.empty())
      return None{}; // it has no start at all
    return answer_of(*made, made->probes.front(), result.properties.front().verdict);
  }

  Answer answer_of(const Lockstep& made, const Probe& probe, const Verdict& verdict) {
    return std::visit(overload{
                          [&](const solver::Shown& it) -> Answer { return confirmed(sides_, made, probe, it); },
                          [](const Proved&) -> Answer { return None{}; },
                          [](const Bounded& it) -> Answer { return it; },
                          [](const solver::Unknown& it) -> Answer { return it; },
                      },
                      verdict);
  }

  /// Where something stays open, it is asked again with the promises of the file to lean on: of those it knows what
  /// proofs may need, and they cost more than they bring where it was not.
  void ask(Course course) {
    LockstepOptions asked{course};
    ask(asked);
    asked.before.emplace();
    asked.after.emplace();
    for (const RuleComparison& rule : found_.rules) {
      if (!is_left_open(rule, course))
        continue;
      if (rule.before)
        asked.before->insert(*rule.before);
      if (rule.after)
        asked.after->insert(*rule.after);
    }
    asked.with_promises = true;
    if (!asked.before->empty() || !asked.after->empty())
      ask(asked);
  }

  static bool is_left_open(const RuleComparison& rule, Course course) {
    switch (course) {
    case Course::after:
      return is_open(rule.newly_allowed) || is_open(rule.other_effect);
    case Course::before:
      return is_open(rule.newly_refused);
    case Course::left_behind:
      return is_open(rule.allowed_in_old_states);
    case Course::common:
      return false;
    }
    return false;
  }

  void ask(const LockstepOptions& asked) {
    const Lockstep made = lockstep(sides_.before, sides_.after, sides_.matching, asked);
    if (made.probes.empty())
      return;
    std::optional<Options> options = this->options();
    CheckResult result;
    if (options && !found_.was_interrupted) {
      if (!asked.with_promises)
        for (const Probe& probe : made.probes)
          options->properties.push_back(probe.property);
      result = check(made.system, *options, observer_);
      found_.was_interrupted |= result.was_interrupted;
    }
    for (const Probe& probe : made.probes) {
      const auto answered = std::ranges::find(result.properties, probe.property, &PropertyAnswer::property);
      Answer& place = place_of(probe, asked.course);
      if (answered != result.properties.end())
        place = answer_of(made, probe, answered->verdict);
      else if (!result.errors.empty())
        place = None{}; // no state starts it
      else
        place = solver::Unknown{found_.was_interrupted ? "interrupted" : "out of time"};
    }
  }

  Answer& place_of(const Probe& probe, Course course) {
    if (probe.question == Question::other_state)
      return found_.other_state;
    RuleComparison& rule = *std::ranges::find_if(found_.rules, [&](const RuleComparison& it) {
      return probe.after ? it.after == probe.after : it.before == probe.before && !it.after;
    });
    if (course == Course::left_behind)
      return rule.allowed_in_old_states;
    switch (probe.question) {
    case Question::newly_allowed:
      return rule.newly_allowed;
    case Question::newly_refused:
      return rule.newly_refused;
    case Question::other_effect:
    case Question::other_state:
    case Question::own_start:
      break;
    }
    return rule.other_effect;
  }

  void judge_properties() {
    const auto judge = [&](const System& system) {
      std::vector<std::optional<Verdict>> verdicts(system.properties.size());
      Options options = options_.check;
      options.properties.clear();
      options.warns = options.explains = options.seeks_conflicts = false;
      if (const auto limited = this->options())
        options.timeout = limited->timeout;
      else
        return verdicts;
      if (system.properties.empty() || found_.was_interrupted)
        return verdicts;
      CheckResult result = check(system, options, observer_);
      found_.was_interrupted |= result.was_interrupted;
      for (PropertyAnswer& answer : result.properties)
        verdicts[answer.property.index] = std::move(answer.verdict);
      return verdicts;
    };
    std::vector<std::optional<Verdict>> olds = judge(sides_.before);
    std::vector<std::optional<Verdict>> news = judge(sides_.after);
    for (std::uint32_t i = 0; i < news.size(); ++i) {
      const auto counterpart = sides_.matching.properties.of_after[i];
      found_.properties.push_back({counterpart, PropertyId{i}, std::nullopt, std::move(news[i])});
      if (counterpart)
        found_.properties.back().old_verdict = std::move(olds[counterpart->index]);
    }
    for (std::uint32_t i = 0; i < olds.size(); ++i)
      if (!sides_.matching.properties.of_before[i])
        found_.properties.push_back({PropertyId{i}, std::nullopt, std::move(olds[i]), std::nullopt});
  }

  /// A smallest run to a difference passes no other difference of its kind, so both sides take its steps: what the
  /// new rules newly allow over all that they can reach says whether they have a run that the old ones do not.
  Change change() const {
    bool is_looser = is_shown(found_.new_start);
    bool is_stricter = is_shown(found_.old_start);
    bool may_be_looser = is_open(found_.new_start);
    bool may_be_stricter = is_open(found_.old_start);
    for (const RuleComparison& rule : found_.rules) {
      is_looser |= is_shown(rule.newly_allowed);
      is_stricter |= is_shown(rule.newly_refused);
      may_be_looser |= is_open(rule.newly_allowed);
      may_be_stricter |= is_open(rule.newly_refused);
    }
    if (is_shown(found_.other_state))
      is_looser = is_stricter = true;
    if (is_open(found_.other_state))
      may_be_looser = may_be_stricter = true;
    if ((may_be_looser && !is_looser) || (may_be_stricter && !is_stricter))
      return Change::undecided;
    if (is_looser)
      return is_stricter ? Change::both : Change::looser;
    return is_stricter ? Change::stricter : Change::equivalent;
  }

  const Sides sides_;
  const CompareOptions& options_;
  Observer* observer_;
  const Clock::time_point started_ = Clock::now();
  Comparison found_;
};

} // namespace

bool Comparison::has_difference() const {
  return is_shown(new_start) || is_shown(old_start) || is_shown(other_state) ||
         std::ranges::any_of(rules, [](const RuleComparison& rule) {
           return is_shown(rule.newly_allowed) || is_shown(rule.newly_refused);
         });
}

Comparison compare(const System& before, const System& after, const Matching& matching, const CompareOptions& options,
                   Observer* observer) {
  return Comparing({before, after, matching}, options, observer).run();
}

} // namespace chaperone::solver::comparison
