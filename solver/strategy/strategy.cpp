// See strategy.hpp.
#include "solver/strategy/strategy.hpp"

#include "model/claims.hpp"
#include "solver/encoding/clashes.hpp"
#include "solver/encoding/unbounded_run.hpp"
#include "solver/strategy/sentences.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::strategy {

using model::PropertyId;
using model::RuleId;

namespace {

/// Of --engine inductive: so far runs are searched, which is what the base of an induction takes.
constexpr std::uint32_t largest_base = 3;
/// In this round a run is told as it is, even where Z3 does not say that none is shorter.
constexpr std::uint32_t last_round_for_smallest = 3;

RuleId rule_of(const Hunt& conflict) {
  return std::get<encoding::RunsIntoConflict>(conflict.target).rule;
}

} // namespace

Strategy::Strategy(encoding::Session& session, const model::System& system, const Options& options, Observer* observer,
                   const std::vector<PropertyId>& properties, bool looks_for_conflicts, std::function<void()> pauses)
    : session_(session), interrupt_(session.interrupt()), system_(system), options_(options), observer_(observer),
      pauses_(std::move(pauses)), crowd_(properties.empty() ? std::nullopt : crowd::Crowd::of(system)),
      hunting_(
          session, system, options.scope,
          {[this](const Hunt& hunt, std::uint32_t depth) {
             pause();
             tell_progress("bounded", hunt.name, depth);
           },
           [this](const Hunt& hunt, std::uint32_t depth, const char* outcome, double seconds) {
             note(fmt::format("bounded: `{}`, {} steps: {} ({:.1f} ms)", hunt.name, depth, outcome, seconds * 1000));
           }}),
      book_(session, system) {
  for (const PropertyId id : properties) {
    Work& work = works_.emplace_back();
    work.property = id;
    work.hunt.target = encoding::Shows{id};
    work.hunt.name = system[id].name;
    if (system[id].is_about_steps)
      continue;
    work.invariant = model::invariant_of(system[id]);
    if (crowd_)
      work.hunt.crowd.emplace(session, system, *crowd_, id);
  }
  for (std::uint32_t rule = 0; rule < system.rules.size() && looks_for_conflicts; ++rule) {
    bool can_clash = false;
    encoding::for_each_possible_clash(system.rules[rule], [&](const auto&, const auto&) { can_clash = true; });
    if (!can_clash)
      continue;
    Hunt& hunt = conflict_hunts_.emplace_back();
    hunt.target = encoding::RunsIntoConflict{RuleId{rule}};
    hunt.name = system.rules[rule].name;
    hunt.takes_a_step = true;
  }
}

void Strategy::note(const std::string& line) const {
  if (observer_)
    observer_->on_note(line);
}

void Strategy::tell_progress(const char* engine, const std::string& about, std::uint32_t depth) const {
  if (observer_)
    observer_->on_progress({engine, about, depth});
}

void Strategy::pause() const {
  if (pauses_)
    pauses_();
}

bool Strategy::is_goal(const Work& work) const {
  return system_[work.property].kind == model::PropertyKind::possible;
}

double Strategy::seconds_of(PropertyId property) const {
  for (const Work& work : works_)
    if (work.property == property)
      return work.seconds + work.hunt.seconds;
  return 0;
}

std::uint32_t Strategy::last_depth() const {
  return options_.engine == Engine::inductive ? std::min(options_.depth, largest_base) : options_.depth;
}

bool Strategy::has_initial_state() {
  // Where there is a crowd, the start was read.
  return crowd_ || !hunting_.has_no_start();
}

bool Strategy::is_done() const {
  return std::ranges::none_of(works_, [this](const Work& work) { return is_open(work); }) &&
         std::ranges::all_of(conflict_hunts_, [](const Hunt& hunt) { return hunt.is_settled; });
}

bool Strategy::next_round() {
  if (is_done() || is_stopped())
    return false;
  const Round round = round_of(options_, next_round_++);
  session_.limit(round.limits);
  note(fmt::format("round {}", round.number));
  const bool proves_goals_first =
      options_.proves_first || std::ranges::none_of(works_, [this](const Work& work) { return is_goal(work); });
  if (round.number == 0 && proves_goals_first && makes_proofs()) {
    hunting_.search(open_hunts(), 0);
    settle_runs(round);
    induction_pass();
    induction_together();
  }
  if (round.number == 0)
    exclude_conflicts();
  search_runs(round);
  if (makes_proofs())
    prove(round);
  if (options_.engine == Engine::automatic)
    explore(round);
  search_runs(round);
  return !is_done() && !round.is_last && !is_stopped();
}

std::vector<Hunt*> Strategy::open_hunts() {
  std::vector<Hunt*> made;
  for (Work& work : works_)
    if (is_open(work))
      made.push_back(&work.hunt);
  for (Hunt& hunt : conflict_hunts_)
    if (!hunt.is_settled)
      made.push_back(&hunt);
  return made;
}

/// Runs up to the round's depth, on small instances first, and what larger ones may hold.
void Strategy::search_runs(const Round& round) {
  hunting_.search(open_hunts(), std::min(round.depth, last_depth()));
  tell_excluded();
  settle_runs(round);
}

void Strategy::tell_excluded() const {
  if (observer_)
    for (const Work& work : works_)
      if (work.hunt.searched > 0)
        observer_->on_excluded(work.property, work.hunt.searched - 1);
}

void Strategy::settle_runs(const Round& round) {
  hunting_.exclude(open_hunts());
  for (Work& work : works_) {
    if (work.is_proved || !work.hunt.found)
      continue;
    const bool is_enough = round.is_last || round.number >= last_round_for_smallest;
    if (!work.hunt.is_told && (work.hunt.is_settled || is_enough))
      settle(work);
  }
  take_conflict_runs();
}

/// The run is told as it is.
void Strategy::settle(Work& work) {
  work.hunt.is_settled = work.hunt.is_told = true;
  const Shown shown = told(work);
  for (const model::ScenarioItem& item : shown.scenario.items)
    if (const auto* step = std::get_if<model::ScenarioStep>(&item))
      rules_seen_.insert(step->action.rule);
  if (observer_)
    observer_->on_answer({work.property, shown, work.seconds + work.hunt.seconds});
}

/// The run found, with what is known of shorter ones.
Shown Strategy::told(const Work& work) const {
  Shown shown = *work.hunt.found;
  if (work.hunt.excluded < shown.steps && shown.is_smallest) {
    shown.is_smallest = false;
    shown.unproved = "shorter runs were excluded for small sizes only";
    if (work.hunt.limited)
      shown.unproved += ": " + work.hunt.limited->reason;
  }
  shown.is_beyond_depth = shown.steps > options_.depth;
  shown.scenario.name = system_[work.property].name;
  return shown;
}

/// A run into a conflict is told as it is found; where there is none of any length asked for, the rule has none.
void Strategy::take_conflict_runs() {
  for (Hunt& hunt : conflict_hunts_) {
    if (hunt.is_settled && !hunt.found)
      continue;
    if (hunt.found && !hunt.is_told) {
      hunt.is_settled = hunt.is_told = true;
      conflicts_.push_back({rule_of(hunt), hunt.found->scenario});
      conflicts_.back().scenario.name = "conflict_in_" + hunt.name;
    } else if (options_.depth == 0 || hunt.searched > hunt.longest(options_.depth)) {
      hunt.is_settled = true;
    }
  }
}

std::vector<UndecidedConflict> Strategy::undecided_conflicts(const std::string& cut) const {
  std::vector<UndecidedConflict> made;
  for (const Hunt& hunt : conflict_hunts_)
    if (!hunt.is_settled)
      made.push_back({rule_of(hunt), fmt::format("{}; {}", hunt.stopped.empty() || is_stopped() ? cut : hunt.stopped,
                                                 depth_phrase(hunt.searched))});
  return made;
}

/// Leaves only rules that some state, as far as the proofs tell, takes into a conflict.
void Strategy::exclude_conflicts() {
  if (conflict_hunts_.empty())
    return;
  try {
    encoding::UnboundedRun any(session_, system_, encoding::StartsIn::any_state);
    for (const model::Formula& lemma : book_.lemmas())
      any.assume(lemma);
    for (Hunt& hunt : conflict_hunts_) {
      if (hunt.is_settled || any.find(hunt.target).answer != encoding::Answer::unsatisfiable)
        continue;
      hunt.is_settled = true;
      rests_on_proofs_.push_back(rule_of(hunt));
    }
  } catch (const encoding::Unsupported& why) {
    note(fmt::format("conflicts are only searched for: {}", why.what()));
  }
}

void Strategy::withdraw_proofs(std::size_t confirmed, const std::string& why) {
  const std::vector<PropertyId> lost = book_.keep_first(confirmed);
  for (Work& work : works_) {
    work.tried_with.reset();
    if (std::ranges::find(lost, work.property) == lost.end())
      continue;
    work.is_proved = false;
    work.proved.reset();
    work.no_proof = why;
    work.has_given_up = true;
    ++work.refused_proofs;
  }
  // That these cannot run into a conflict may rest on what is withdrawn.
  for (Hunt& hunt : conflict_hunts_)
    if (std::ranges::find(rests_on_proofs_, rule_of(hunt)) != rests_on_proofs_.end())
      hunt.is_settled = false;
  rests_on_proofs_.clear();
}

std::vector<Strategy::Decided> Strategy::take_decided(const std::string& cut) {
  const Ending ending{system_, options_, last_depth(), makes_proofs(), is_stopped(), cut};
  std::vector<Decided> made;
  for (Work& work : works_) {
    const double seconds = work.seconds + work.hunt.seconds;
    if (work.is_proved)
      made.push_back({work.property, std::move(*work.proved), seconds});
    else if (work.hunt.found)
      made.push_back({work.property, told(work), seconds});
    else
      made.push_back({work.property, open_verdict(work, ending), seconds});
  }
  return made;
}

} // namespace chaperone::solver::strategy
