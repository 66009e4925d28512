// See course.hpp. Names are looked up in resolve.cpp, promises are followed in exposures.cpp.
#include "records/follow/course.hpp"

#include "records/follow/gap.hpp"
#include "records/follow/story.hpp"

#include "model/print/printer.hpp"
#include "model/rules/mentions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::follow {

using namespace model;
using live::Truth;

namespace {

/// About so many different things a course remarks something.
constexpr std::size_t most_remarks = 50;
/// So many steps at most are told that the log may lack.
constexpr std::size_t most_bridges = 4;

} // namespace

std::string_view word_for(FindingKind kind) {
  switch (kind) {
  case FindingKind::allowed_what_the_rules_refuse:
    return "allowed_what_the_rules_refuse";
  case FindingKind::refused_what_the_rules_allow:
    return "refused_what_the_rules_allow";
  case FindingKind::effect_differs:
    return "effect_differs";
  case FindingKind::effects_conflict:
    return "effects_conflict";
  }
  throw std::logic_error("no such kind of finding");
}

Course::Course(std::shared_ptr<const Edition> edition, const live::Start& start, const Options& options, Counts& counts,
               Observer& observer)
    : edition_(std::move(edition)), run_(std::make_unique<live::LiveRun>(*edition_->system, start)),
      history_(options.kept_events), stories_left_(options.most_stories), has_gaps_(options.has_gaps), counts_(counts),
      observer_(observer) {
  for (std::uint32_t i = 0; i < system().rules.size(); ++i)
    rules_.emplace(system().rules[i].name, RuleId{i});
  bool looks_back = false;
  for (std::uint32_t i = 0; i < system().properties.size(); ++i) {
    if (system().properties[i].kind == PropertyKind::possible)
      continue;
    promises_.push_back(std::make_unique<Watched>(Watched{live::Promise(*run_, PropertyId{i}), {}}));
    looks_back = looks_back || system().properties[i].is_about_steps;
  }
  if (looks_back)
    run_->keep_before();
}

std::optional<RuleId> Course::rule(const std::string& name) const {
  const auto found = rules_.find(name);
  return found == rules_.end() ? std::nullopt : std::optional(found->second);
}

void Course::loosen(const std::set<live::Symbol>& symbols) {
  if (run_->loosen(symbols))
    for (const auto& watched : promises_)
      watched->promise.plan();
}

void Course::follow_added(const Event& event) {
  if (run_->individuals().added().empty())
    return;
  added_ = run_->individuals().added();
  run_->start_for_added();
  follow_promises(event, false);
  added_.clear();
}

bool Course::take(const Event& event, RuleId rule, bool is_last_try) {
  Resolved resolved = resolve(event, rule);
  follow_added(event);
  bool is_done = true;
  if (resolved.unclear.empty()) {
    const live::Judgement judged = run_->judge(resolved.action);
    is_done = event.outcome == LoggedOutcome::refused ? take_refused(event, resolved.action, judged, is_last_try)
                                                      : take_allowed(event, resolved.action, judged, is_last_try);
  } else {
    tell_unclear(event, rule, std::move(resolved.unclear));
    if (event.outcome != LoggedOutcome::refused)
      take_unclear(event, resolved);
  }
  run_->forget_changes();
  run_->individuals().sweep();
  return is_done;
}

bool Course::take_refused(const Event& event, const Action& action, const live::Judgement& judged, bool is_last_try) {
  const bool deviates = judged.is_allowed == Truth::yes && judged.may_be_refused == Truth::no;
  if (deviates && !is_last_try)
    return false;
  if (judged.is_allowed == Truth::unknown ||
      (judged.is_allowed == Truth::yes && judged.may_be_refused == Truth::unknown)) {
    tell_unclear(event, action.rule, unknown_facts(action.rule));
    return true;
  }
  if (deviates && bridge(event, action, true)) {
    follow_promises(event, false);
    return true;
  }
  count_judged(action.rule);
  if (deviates)
    tell(FindingKind::refused_what_the_rules_allow, event, action, std::nullopt, "no requirement refuses it");
  return true;
}

bool Course::take_allowed(const Event& event, const Action& action, const live::Judgement& judged, bool is_last_try) {
  if (judged.is_allowed == Truth::no && !is_last_try)
    return false;
  const bool is_bridged = judged.is_allowed == Truth::no && bridge(event, action, false);
  if (judged.is_allowed == Truth::unknown)
    tell_unclear(event, action.rule, unknown_facts(action.rule));
  else if (!is_bridged)
    count_judged(action.rule);
  bool is_by_rules = judged.is_allowed == Truth::yes;
  if (judged.is_allowed == Truth::no && !is_bridged)
    tell(FindingKind::allowed_what_the_rules_refuse, event, action, judged.requirement, {});
  if (const std::optional<live::LiveConflict> conflict = run_->take(action)) {
    tell(FindingKind::effects_conflict, event, action, std::nullopt,
         std::visit(
             [&](auto where) { return fmt::format("its effects contradict each other at `{}`", system()[where].name); },
             conflict->where));
    return true;
  }
  const bool is_known = !run_->is_somebody_unknown();
  if (!is_known) {
    remark_once(
        system()[action.rule].name,
        fmt::format("event {}: an effect names somebody whom the log does not tell; what it changed is not known",
                    event.number));
    run_->forget_what_changed();
  }
  std::string differs;
  if (!put_seen(event, differs)) {
    is_by_rules = false;
    tell(FindingKind::effect_differs, event, action, std::nullopt, std::move(differs));
  }
  if (!is_known)
    history_.clear(*run_); // stories begin behind it
  else if (!run_->changes().list.empty())
    history_.add(*run_, event.number, action, run_->changes(), is_by_rules);
  follow_promises(event, true);
  follow_added(event);
  return true;
}

/// What the service did, it did: whatever the log does not tell of it is unknown from then on.
void Course::take_unclear(const Event& event, const Resolved& resolved) {
  const bool is_done = event.outcome != LoggedOutcome::unclear;
  loosen(is_done ? run_->changed_partly(resolved.action) : run_->changed_by_rule(resolved.action.rule));
  if (resolved.meant.empty())
    run_->take_partly(resolved.action, is_done);
  else
    run_->take_one_of(resolved.meant, is_done);
  remark_once(system()[resolved.action.rule].name,
              fmt::format("event {}: the log does not tell all that it changed: what it may have changed is not known "
                          "from then on",
                          event.number));
  std::string differs;
  put_seen(event, differs);
  history_.clear(*run_); // stories begin behind it
  follow_promises(event, false);
  follow_added(event);
}

bool Course::bridge(const Event& event, const Action& action, bool is_refused) {
  if (!has_gaps_)
    return false;
  const auto fits = [&](const live::Judgement& judged) {
    return is_refused ? judged.is_allowed != Truth::yes || judged.may_be_refused != Truth::no
                      : judged.is_allowed != Truth::no;
  };
  const Bridges found = bridges(*run_, action, fits, most_bridges);
  if (found.steps.empty() && found.with_somebody_new.empty() && found.is_complete)
    return false;
  std::vector<std::string> steps;
  for (const Action& step : found.steps) {
    live::Excerpt cast(system(), run_->individuals());
    const Action told = cast.action(step);
    steps.push_back(print(system(), told, cast.population()));
  }
  for (const Action& step : found.with_somebody_new)
    if (const std::string& name = system()[step.rule].name;
        std::ranges::find(steps, name + " with somebody new") == steps.end())
      steps.push_back(name + " with somebody new");
  tell_unclear(event, action.rule,
               {steps.empty() ? std::string("events that the log lacks; there are too many to try")
                              : fmt::format("an event that the log lacks: {}", fmt::join(steps, " or "))});
  const std::size_t count = found.steps.size() + found.with_somebody_new.size();
  if (count > 0 && count < most_bridges && found.is_complete) {
    if (count > 1 || found.steps.empty())
      for (const auto* list : {&found.steps, &found.with_somebody_new})
        for (const Action& step : *list)
          loosen(run_->changed_by_rule(step.rule));
    if (!found.steps.empty())
      run_->take_one_of(found.steps, found.with_somebody_new.empty());
    for (const Action& step : found.with_somebody_new)
      run_->take_partly(step, false);
    history_.clear(*run_); // stories begin behind the gap
  }
  return true;
}

void Course::count_judged(RuleId rule) {
  ++counts_.judged;
  if (counts_by_rule_.empty())
    counts_by_rule_.resize(system().rules.size());
  if (counts_by_rule_[rule.index] == nullptr)
    counts_by_rule_[rule.index] = &counts_.by_rule[system()[rule].name];
  ++*counts_by_rule_[rule.index];
}

// What the log has seen is how it is; where the rules say otherwise it is told.
bool Course::put_seen(const Event& event, std::string& differs) {
  for (const LoggedFact& fact : event.seen) {
    const std::optional<RelationId> known = fact.words.empty() ? std::nullopt : relation(fact.words.front());
    const std::string told =
        fmt::format("{}({})", fact.words.empty() ? "" : fact.words.front(),
                    fmt::join(fact.words.begin() + (fact.words.empty() ? 0 : 1), fact.words.end(), ", "));
    if (!known || system()[*known].places.size() + 1 != fact.words.size()) {
      remark_once(told, fmt::format("event {}: `{}` is no fact of the rules and is left out", event.number, told));
      continue;
    }
    std::vector<live::Number> args;
    for (std::size_t i = 1; i < fact.words.size(); ++i)
      args.push_back(run_->individuals().found_or_added(system()[*known].places[i - 1].sort, fact.words[i]));
    if (std::ranges::find(args, live::nobody) != args.end())
      continue;
    const Truth seen = fact.is_added ? Truth::yes : Truth::no;
    const Truth was = run_->facts().truth(*known, args.data());
    if (was == seen)
      continue;
    run_->put(*known, args.data(), seen);
    if (was != Truth::unknown && differs.empty())
      differs = fmt::format("the log has `{}` {}, which no effect of the rule does", told,
                            fact.is_added ? "added" : "removed");
  }
  return differs.empty();
}

void Course::remark_once(const std::string& about, const std::string& words) {
  if (remarked_.size() < most_remarks && remarked_.insert(about).second)
    observer_.remark(words);
}

std::optional<RelationId> Course::relation(const std::string& name) const {
  for (std::uint32_t i = 0; i < system().relations.size(); ++i)
    if (system().relations[i].name == name && system().relations[i].is_stated())
      return RelationId{i};
  return std::nullopt;
}

std::vector<std::string> Course::unknown_facts(RuleId rule) const {
  Mentions mentions;
  for (const Requirement& requirement : system()[rule].requirements)
    collect_mentions(system(), requirement.formula, mentions);
  for (const MayRefuse& may : system()[rule].may_refuse)
    collect_mentions(system(), may.unless, mentions);
  const live::Facts& facts = run_->facts();
  std::vector<std::string> made;
  for (const RelationId it : mentions.relations)
    if (system()[it].is_stated() &&
        (!facts.unknown_places(it).is_empty() || (facts.exceptions(it) != nullptr && facts.exceptions(it)->size() > 0)))
      made.push_back(fmt::format("facts of `{}`", system()[it].name));
  for (const FunctionId it : mentions.functions)
    if (facts.is_loose(it))
      made.push_back(fmt::format("values of `{}`", system()[it].name));
  return made;
}

void Course::tell(FindingKind kind, const Event& event, const Action& action, std::optional<std::size_t> requirement,
                  std::string because) {
  ++counts_.findings;
  Finding made;
  made.kind = kind;
  made.moment = {event.number, event.at};
  made.file = *event.file;
  made.line = event.line;
  made.rules = edition_;
  made.rule = action.rule;
  live::Excerpt cast(system(), run_->individuals());
  made.action = cast.action(action);
  made.population = cast.population();
  made.requirement = requirement;
  made.because = std::move(because);
  if (requirement) {
    const Requirement& failed = system()[action.rule].requirements[*requirement];
    made.because = failed.reason ? fill_in(*failed.reason, system(), made.action, made.population)
                                 : fmt::format("`{}` is false", quoted(system(), failed.span));
  }
  const bool shows =
      kind == FindingKind::allowed_what_the_rules_refuse || kind == FindingKind::refused_what_the_rules_allow;
  if (shows && stories_left_ > 0) {
    --stories_left_;
    made.story = story_of(*run_, history_, action, requirement);
  }
  observer_.found(made);
}

void Course::tell_unclear(const Event& event, RuleId rule, std::vector<std::string> fields) {
  ++counts_.not_enough;
  observer_.unclear({{event.number, event.at}, *event.file, event.line, system()[rule].name, std::move(fields)});
}

} // namespace chaperone::follow
