// See record.hpp.
#include "solver/comparison/record.hpp"

#include "model/comparison/carried_over.hpp"
#include "model/comparison/projection.hpp"
#include "model/comparison/wording.hpp"
#include "solver/api/errors.hpp"
#include "solver/evidence/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>

namespace chaperone::solver::comparison {

using namespace model;
using model::comparison::Course;
using model::comparison::Judged;
using model::comparison::Lockstep;
using model::comparison::Probe;
using model::comparison::Projection;
using model::comparison::Question;

namespace {

constexpr const char* not_asked = "not decided";

bool is_shown(const Answer& answer) {
  return std::holds_alternative<Shown>(answer);
}

bool is_decided(const std::optional<Verdict>& verdict) {
  return verdict && (std::holds_alternative<solver::Shown>(*verdict) || std::holds_alternative<Proved>(*verdict));
}

std::map<SortId, std::uint32_t> sizes_of(const Lockstep& made, Side side, const Bounded& bounded) {
  std::map<SortId, std::uint32_t> sizes;
  const std::vector<SortId>& combined = made.copies(side).sorts;
  for (std::uint32_t i = 0; i < combined.size(); ++i)
    if (const auto known = bounded.sizes.find(combined[i]); known != bounded.sizes.end())
      sizes[SortId{i}] = known->second;
  return sizes;
}

Answer answer_of(const Sides& sides, const Lockstep& made, const Probe& probe, const Verdict& verdict) {
  return std::visit(overload{
                        [&](const solver::Shown& it) -> Answer { return confirmed(sides, made, probe, it); },
                        [](const Proved&) -> Answer { return None{}; },
                        [&](const Bounded& it) -> Answer {
                          return Bounded{it.steps, sizes_of(made, Side::after, it), it.reason};
                        },
                        [](const solver::Unknown& it) -> Answer { return it; },
                    },
                    verdict);
}

/// The run without steps by probes: they are none of either side, and change nothing.
Scenario of_real_steps(const Lockstep& made, Scenario run) {
  std::set<RuleId> probes;
  for (const Probe& probe : made.probes)
    if (const auto* did = std::get_if<Did>(&made.system[probe.property].formula->kind))
      probes.insert(did->rule);
  std::erase_if(run.items, [&](const ScenarioItem& item) {
    const auto* step = std::get_if<ScenarioStep>(&item);
    return step != nullptr && probes.contains(step->action.rule);
  });
  return run;
}

/// What was found of the combined system, as that side has it.
Verdict verdict_for(Side side, const Sides& sides, const Lockstep& made, const Judged& judged, const Verdict& verdict) {
  const System& own = sides.of(side);
  return std::visit(overload{
                        [&](const solver::Shown& it) -> Verdict {
                          solver::Shown shown = it;
                          shown.scenario = Projection(side, own, made).run(of_real_steps(made, it.scenario));
                          shown.steps = static_cast<std::uint32_t>(shown.scenario.items.size());
                          const std::optional<PropertyId>& property =
                              side == Side::before ? judged.before : judged.after;
                          const auto objection = property ? evidence::object_to(own, own[*property], shown.scenario)
                                                          : std::optional<std::string>();
                          if (objection)
                            throw InternalError(fmt::format("the run found for `{}` was not confirmed: {}",
                                                            own[*property].name, *objection));
                          return shown;
                        },
                        [](const Proved&) -> Verdict { return Proved{}; },
                        [&](const Bounded& it) -> Verdict {
                          return Bounded{it.steps, sizes_of(made, side, it), it.reason};
                        },
                        [](const solver::Unknown& it) -> Verdict { return it; },
                    },
                    verdict);
}

/// A smallest run to a difference passes no other difference of its kind, so both sides take its steps: what the new
/// rules newly allow over all that they can reach says whether they have a run that the old ones do not.
Change change_of(const Comparison& found) {
  const Direction looser = found.looser(), stricter = found.stricter();
  if ((looser.is_open && !looser.is_shown) || (stricter.is_open && !stricter.is_shown))
    return Change::undecided;
  if (looser.is_shown)
    return stricter.is_shown ? Change::both : Change::looser;
  return stricter.is_shown ? Change::stricter : Change::equivalent;
}

/// A state that differs is a run that the other side does not have, so it counts in both directions.
Direction direction(const Comparison& found, const Answer& start,
                    std::initializer_list<Answer RuleComparison::*> questions) {
  Direction made;
  const auto count = [&](const Answer& answer) {
    made.is_shown |= is_shown(answer);
    made.is_open |= is_open(answer);
  };
  count(start);
  count(found.other_state);
  for (const RuleComparison& rule : found.rules)
    for (const auto question : questions)
      count(rule.*question);
  return made;
}

/// All answers, in any order.
template <class Found, class Visit> void for_each_answer(Found& found, Visit visit) {
  for (auto* answer : {&found.new_start, &found.old_start, &found.other_state})
    visit(*answer);
  for (auto& rule : found.rules)
    for (auto* answer : {&rule.newly_allowed, &rule.newly_refused, &rule.may_be_refused, &rule.must_be_taken,
                         &rule.other_effect, &rule.allowed_in_old_states})
      visit(*answer);
}

/// Where the answer to a probe belongs; `Found` may be const.
template <class Found> auto& place_of(Found& found, const Probe& probe) {
  if (probe.question == Question::own_start)
    return probe.course == Course::before ? found.old_start : found.new_start;
  if (probe.question == Question::other_state)
    return found.other_state;
  auto& rule = *std::ranges::find_if(found.rules, [&](const RuleComparison& it) {
    return probe.after ? it.after == probe.after : it.before == probe.before && !it.after;
  });
  if (probe.course == Course::left_behind)
    return rule.allowed_in_old_states;
  switch (probe.question) {
  case Question::newly_allowed:
    return rule.newly_allowed;
  case Question::newly_refused:
    return rule.newly_refused;
  case Question::may_be_refused:
    return rule.may_be_refused;
  case Question::must_be_taken:
    return rule.must_be_taken;
  case Question::other_effect:
  case Question::other_state:
  case Question::own_start:
    break;
  }
  return rule.other_effect;
}

template <class Found> auto& place_of(Found& found, const Judged& judged, Side side) {
  auto& each = *std::ranges::find_if(found.properties, [&](const PropertyComparison& it) {
    return judged.after ? it.after == judged.after : it.before == judged.before && !it.after;
  });
  return side == Side::before ? each.old_verdict : each.new_verdict;
}

} // namespace

bool is_open(const Answer& answer) {
  return std::holds_alternative<Bounded>(answer) || std::holds_alternative<solver::Unknown>(answer);
}

Direction Comparison::looser() const {
  return direction(*this, new_start, {&RuleComparison::newly_allowed, &RuleComparison::must_be_taken});
}

Direction Comparison::stricter() const {
  return direction(*this, old_start, {&RuleComparison::newly_refused, &RuleComparison::may_be_refused});
}

bool Comparison::refuses_more() const {
  return std::ranges::any_of(rules, [](const RuleComparison& rule) { return is_shown(rule.newly_refused); });
}

bool Comparison::is_only_bounded() const {
  bool is_known = true;
  for_each_answer(*this, [&](const Answer& answer) { is_known &= !std::holds_alternative<solver::Unknown>(answer); });
  return is_known;
}

Record::Record(const Sides& sides) : sides_(sides) {
  const std::set<RuleId> changed = model::comparison::changed_rules(sides_.before, sides_.after, sides_.matching);
  const auto add = [&](std::optional<RuleId> before, std::optional<RuleId> after) {
    RuleComparison& rule = found_.rules.emplace_back();
    rule.before = before;
    rule.after = after;
    rule.is_changed = before && after && changed.contains(*after);
  };
  for (std::uint32_t i = 0; i < sides_.after.rules.size(); ++i)
    add(sides_.matching.rules.of_after[i], RuleId{i});
  for (std::uint32_t i = 0; i < sides_.before.rules.size(); ++i)
    if (!sides_.matching.rules.of_before[i])
      add(RuleId{i}, std::nullopt);
  for_each_answer(found_, [](Answer& answer) { answer = None{true}; });
  for (std::uint32_t i = 0; i < sides_.after.properties.size(); ++i)
    found_.properties.push_back({sides_.matching.properties.of_after[i], PropertyId{i}, std::nullopt, std::nullopt});
  for (std::uint32_t i = 0; i < sides_.before.properties.size(); ++i)
    if (!sides_.matching.properties.of_before[i])
      found_.properties.push_back({PropertyId{i}, std::nullopt, std::nullopt, std::nullopt});
}

void Record::say_the_same() {
  const std::scoped_lock lock(mutex_);
  found_.say_the_same = true;
  found_.properties.clear();
}

void Record::expect(const Lockstep& made) {
  const std::scoped_lock lock(mutex_);
  for (const Probe& probe : made.probes)
    place_of(found_, probe) = solver::Unknown{not_asked};
  const Side side = made.course == Course::after ? Side::after : Side::before;
  for (const Judged& judged : made.judged)
    place_of(found_, judged, side) = solver::Unknown{not_asked};
}

void Record::keep(const Lockstep& made, const PropertyAnswer& answer) {
  if (const auto probe = std::ranges::find(made.probes, answer.property, &Probe::property);
      probe != made.probes.end()) {
    Answer known = answer_of(sides_, made, *probe, answer.verdict);
    const std::scoped_lock lock(mutex_);
    Answer& place = place_of(found_, *probe);
    const auto* before = std::get_if<Shown>(&place);
    const auto* now = std::get_if<Shown>(&known);
    if (comparison::is_open(place) || (before && now && !before->is_smallest && now->steps <= before->steps))
      place = std::move(known);
    return;
  }
  const auto judged = std::ranges::find(made.judged, answer.property, &Judged::property);
  // The combined rules keep no memories: what asks about the past is judged by each side's own.
  if (judged == made.judged.end() || made.system[answer.property].asks_past)
    return;
  const Side side = made.course == Course::after ? Side::after : Side::before;
  Verdict known = verdict_for(side, sides_, made, *judged, answer.verdict);
  const std::scoped_lock lock(mutex_);
  if (std::optional<Verdict>& place = place_of(found_, *judged, side); !is_decided(place))
    place = std::move(known);
}

void Record::keep(Side side, const PropertyAnswer& answer) {
  const std::scoped_lock lock(mutex_);
  for (PropertyComparison& each : found_.properties)
    if ((side == Side::before ? each.before : each.after) == answer.property) {
      std::optional<Verdict>& place = side == Side::before ? each.old_verdict : each.new_verdict;
      if (!is_decided(place))
        place = answer.verdict;
    }
}

void Record::has_no_start(const Lockstep& made) {
  const std::scoped_lock lock(mutex_);
  for (const Probe& probe : made.probes)
    place_of(found_, probe) = None{};
}

bool Record::is_open(const Probe& probe) const {
  const std::scoped_lock lock(mutex_);
  return comparison::is_open(place_of(found_, probe));
}

bool Record::is_open(const Judged& judged, Side side) const {
  const std::scoped_lock lock(mutex_);
  return !is_decided(place_of(found_, judged, side));
}

std::vector<PropertyId> Record::open_probes(const Lockstep& made) const {
  const std::scoped_lock lock(mutex_);
  std::vector<PropertyId> open;
  for (const Probe& probe : made.probes) {
    const Answer& answer = place_of(found_, probe);
    const auto* shown = std::get_if<Shown>(&answer);
    if (comparison::is_open(answer) || (shown != nullptr && !shown->is_smallest))
      open.push_back(probe.property);
  }
  return open;
}

std::vector<PropertyId> Record::open_of(const Lockstep& made, Side side) const {
  std::vector<PropertyId> open = open_probes(made);
  for (const Judged& judged : made.judged)
    if (is_open(judged, side))
      open.push_back(judged.property);
  std::ranges::sort(open);
  return open;
}

void Record::try_witnesses() {
  const std::scoped_lock lock(mutex_);
  for (PropertyComparison& each : found_.properties) {
    if (!each.before || !each.after || is_decided(each.new_verdict) || !each.old_verdict)
      continue;
    const Property& property = sides_.after[*each.after];
    const auto* witness = std::get_if<solver::Shown>(&*each.old_verdict);
    if (property.kind != PropertyKind::possible || witness == nullptr)
      continue;
    auto run =
        model::comparison::carried_over(Side::before, sides_.before, sides_.after, sides_.matching, witness->scenario);
    if (run && !evidence::object_to(sides_.after, property, *run))
      each.new_verdict =
          solver::Shown{std::move(*run), witness->steps, false, "the old rules' run was tried first", false};
  }
}

void Record::expect(const std::vector<Reach>& reaches) {
  const std::scoped_lock lock(mutex_);
  for (const Reach& reach : reaches) {
    ReachComparison& open = found_.reaches.emplace_back();
    open.name = reach.name;
    open.rest_of_old = open.rest_of_new = solver::Unknown{not_asked};
  }
}

void Record::keep(std::size_t reach, ReachComparison answer) {
  const std::scoped_lock lock(mutex_);
  found_.reaches[reach] = std::move(answer);
}

Comparison Record::known(const std::string& reason) const {
  Comparison told;
  {
    const std::scoped_lock lock(mutex_);
    told = found_;
  }
  const auto say_why = [&](auto& answer) {
    if (auto* unknown = std::get_if<solver::Unknown>(&answer); unknown != nullptr && unknown->reason == not_asked)
      unknown->reason = reason;
  };
  for_each_answer(told, [&](Answer& answer) { say_why(answer); });
  for (PropertyComparison& each : told.properties)
    for (std::optional<Verdict>* verdict : {&each.old_verdict, &each.new_verdict})
      if (*verdict)
        say_why(**verdict);
  for (ReachComparison& each : told.reaches)
    for (Verdict* verdict : {&each.rest_of_old, &each.rest_of_new})
      say_why(*verdict);
  told.change = change_of(told);
  return told;
}

} // namespace chaperone::solver::comparison
