// See strategy.hpp.
#include "solver/strategy/strategy.hpp"

#include "model/rules/claims.hpp"
#include "solver/encoding/clashes.hpp"
#include "solver/induction/induction.hpp"
#include "solver/strategy/sentences.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>

namespace chaperone::solver::strategy {

using model::PropertyId;
using model::RuleId;

namespace {

/// Of --engine inductive: so far runs are searched, which is what the base of an induction takes.
constexpr std::uint32_t largest_base = 3;
/// In this round a run is told as it is, even where Z3 does not say that none is shorter. Of long runs, to ask again
/// takes far longer than to find them.
constexpr std::uint32_t last_round_for_smallest = 3;
constexpr std::uint32_t last_round_for_long_runs = 1;
constexpr std::uint32_t long_run = 8;
/// A `possible` is looked for this far before its impossibility is tried, unless Options::proves_first.
constexpr std::uint32_t patience = 3;
/// A longer chain of steps that may be a run rarely is one.
constexpr std::uint32_t longest_likely_chain = 6;
/// So often may a proof that cannot be checked again be found once more.
constexpr std::uint32_t most_refused_proofs = 2;

RuleId rule_of(const Hunt& conflict) {
  return std::get<ConflictOf>(conflict.about).rule;
}

} // namespace

void Strategy::Ear::on_progress(const Progress& progress) {
  pause();
  if (observer_)
    observer_->on_progress(progress);
}

void Strategy::Ear::on_note(const std::string& line) {
  if (observer_)
    observer_->on_note(line);
}

void Strategy::Ear::on_excluded(PropertyId property, std::uint32_t steps) {
  if (observer_)
    observer_->on_excluded(property, steps);
}

void Strategy::Ear::on_answer(const PropertyAnswer& answer) {
  if (observer_)
    observer_->on_answer(answer);
}

void Strategy::Ear::pause() const {
  if (pauses_)
    pauses_();
}

/// What is known of one property; of a conflict, what has been proved.
class Strategy::KnownOf : public Known {
public:
  KnownOf(const Strategy& strategy, const Work* work) : strategy_(strategy), work_(work) {}

  const model::System& system() const override {
    if (!is_of_crowd())
      return strategy_.system_;
    if (!work_->crowd)
      work_->crowd = strategy_.crowd_->system_about(work_->property);
    return *work_->crowd;
  }
  bool is_of_crowd() const override { return work_ && work_->is_of_crowd; }
  std::vector<model::Formula> lemmas() const override { return strategy_.book_.lemmas(); }
  std::size_t proofs() const override { return strategy_.book_.size(); }
  std::vector<model::Formula> of_system(std::vector<model::Formula> formulas) const override {
    for (model::Formula& formula : formulas)
      formula = is_of_crowd() ? strategy_.crowd_->widened(formula) : formula;
    return formulas;
  }
  std::vector<model::Formula> of_file(std::vector<model::Formula> formulas) const override {
    for (model::Formula& formula : formulas)
      formula = is_of_crowd() ? strategy_.crowd_->narrowed(formula) : formula;
    return formulas;
  }
  /// Where no scope limits what was searched, it was.
  bool has_base(std::uint32_t k) const override {
    if (strategy_.options_.scope.empty() || !work_ || work_->based >= k)
      return true;
    const auto answer = induction::base(strategy_.session_, strategy_.system_, work_->property, k);
    if (answer.result == induction::Induction::holds)
      work_->based = k;
    return work_->based >= k;
  }

private:
  const Strategy& strategy_;
  const Work* work_;
};

Strategy::Strategy(encoding::Session& session, const model::System& system, const Options& options, Observer* observer,
                   const std::vector<PropertyId>& properties, bool looks_for_conflicts, std::function<void()> pauses)
    : session_(session), interrupt_(session.interrupt()), system_(system), options_(options),
      ear_(observer, std::move(pauses)), crowd_(properties.empty() ? std::nullopt : crowd::Crowd::of(system)),
      engines_(engines(session, system, options, crowd_ ? &*crowd_ : nullptr, ear_)) {
  for (const PropertyId id : properties) {
    Work& work = works_.emplace_back();
    work.about = work.property = id;
    work.name = system[id].name;
    work.runs.searched = options.searched;
    if (system[id].is_about_steps)
      continue;
    work.invariant = model::invariant_of(system[id]);
    work.is_of_crowd = crowd_.has_value();
  }
  for (std::uint32_t rule = 0; rule < system.rules.size() && looks_for_conflicts; ++rule) {
    bool can_clash = false;
    encoding::for_each_possible_clash(system.rules[rule], [&](const auto&, const auto&) { can_clash = true; });
    if (!can_clash)
      continue;
    Hunt& hunt = conflict_hunts_.emplace_back();
    hunt.about = ConflictOf{RuleId{rule}};
    hunt.name = system.rules[rule].name;
  }
}

bool Strategy::is_goal(const Work& work) const {
  return system_[work.property].kind == model::PropertyKind::possible;
}

double Strategy::seconds_of(PropertyId property) const {
  for (const Work& work : works_)
    if (work.property == property)
      return work.seconds;
  return 0;
}

bool Strategy::takes_any_run(const Work& work) const {
  return std::ranges::find(options_.any_run, work.property) != options_.any_run.end();
}

std::uint32_t Strategy::last_depth() const {
  return options_.engine == EngineChoice::inductive ? std::min(options_.depth, largest_base) : options_.depth;
}

bool Strategy::has_initial_state() {
  if (crowd_)
    return true; // the start was read
  Hunt start;
  start.about = AnyStart{};
  const KnownOf known(*this, nullptr);
  const std::vector<Question> asked{question(start, known, nullptr)};
  return std::ranges::none_of(engines_, [&](const Row& row) {
    return row.settles && std::holds_alternative<Proved>(row.engine->run(asked, {}).front().verdict);
  });
}

bool Strategy::is_done() const {
  return std::ranges::none_of(works_, [this](const Work& work) { return is_open(work); }) &&
         std::ranges::all_of(conflict_hunts_, [](const Hunt& hunt) { return hunt.is_settled; });
}

Budget Strategy::budget_of(const Round& round) const {
  Budget budget = round;
  budget.depth = std::min(round.depth, last_depth());
  return budget;
}

bool Strategy::next_round() {
  if (is_done() || is_stopped())
    return false;
  const Round round = round_of(options_, next_round_++);
  session_.limit(round.limits);
  ear_.on_note(fmt::format("round {}", round.number));
  const Budget budget = budget_of(round);
  const bool proves_goals_first =
      options_.proves_first || std::ranges::none_of(works_, [this](const Work& work) { return is_goal(work); });
  if (round.number == 0 && proves_goals_first && makes_proofs()) {
    Budget start = budget;
    start.depth = 0;
    for (const Row& row : engines_)
      if (row.begins)
        ask(row, start);
  }
  for (const Row& row : engines_)
    if (row.first_round <= round.number && round.number <= row.last_round)
      ask(row, budget);
  return !is_done() && !round.is_last && !is_stopped();
}

/// Of an engine that makes proofs: not shown by a run, and a goal only once runs were looked for.
bool Strategy::is_provable(const Work& work) const {
  const bool is_early = is_goal(work) && !options_.proves_first && last_depth() > 0 && work.runs.searched < 2;
  const bool is_unlikely = options_.only_likely_proofs && work.suspected > 0;
  return !work.found && work.refused_proofs < most_refused_proofs && !is_early && !is_unlikely;
}

/// So long are runs searched before the whole state is learned about. A long chain is a dear search, and less often a
/// run; but of a crowd, searches are cheap.
bool Strategy::is_searched_enough(const Work& work) const {
  const bool is_worth_it = work.is_of_crowd || work.suspected <= longest_likely_chain;
  return work.runs.searched > std::min(is_worth_it ? std::max(patience, work.suspected) : patience, last_depth());
}

Question Strategy::question(const Hunt& hunt, const Known& known, const Work* work) const {
  Question made{hunt.about, hunt.name, {}, hunt.runs, known, hunt.found, hunt.wished, false, false, {}};
  if (work) {
    made.takes_any_run = takes_any_run(*work);
    made.invariant = work->invariant;
    made.is_searched_enough = is_searched_enough(*work);
    made.undecided_alone = work->undecided_alone;
  }
  return made;
}

/// True where a proof is new that others may rest on.
bool Strategy::ask(const Row& row, const Budget& round) {
  Budget budget = round;
  budget.explicit_steps *= row.explicit_share;
  budget.is_before_proofs = row.is_before_proofs;
  bool has_new = false;
  if (row.asks == Asks::together)
    has_new = ask_together(row, budget);
  else
    for (bool again = true; again; again = has_new && row.asks == Asks::until_nothing_new)
      has_new = ask_one_by_one(row, budget);
  if (row.settles)
    settle_runs(budget);
  return has_new;
}

bool Strategy::ask_together(const Row& row, const Budget& budget) {
  std::deque<KnownOf> known;
  std::vector<Question> questions;
  std::vector<std::pair<Hunt*, Work*>> asked;
  const auto add = [&](Hunt& hunt, Work* work) {
    questions.push_back(question(hunt, known.emplace_back(*this, work), work));
    if (row.engine->takes(questions.back(), budget))
      asked.emplace_back(&hunt, work);
    else
      questions.pop_back();
  };
  for (Work& work : works_)
    if (is_open(work) && (!row.makes_proofs || is_provable(work)))
      add(work, &work);
  for (Hunt& hunt : conflict_hunts_)
    if (!hunt.is_settled && !row.makes_proofs)
      add(hunt, nullptr);
  if (questions.empty() || is_stopped())
    return false;
  ear_.pause();
  std::vector<Standing> standings = row.engine->run(questions, budget);
  bool has_new = false;
  for (std::size_t i = 0; i < asked.size(); ++i)
    has_new = note(*asked[i].first, asked[i].second, std::move(standings[i])) || has_new;
  return has_new;
}

bool Strategy::ask_one_by_one(const Row& row, const Budget& budget) {
  bool has_new = false;
  for (Work& work : works_) {
    if (!is_open(work) || is_stopped() || (row.makes_proofs && !is_provable(work)))
      continue;
    const KnownOf known(*this, &work);
    const std::vector<Question> asked{question(work, known, &work)};
    if (!row.engine->takes(asked.front(), budget))
      continue;
    ear_.pause();
    has_new = note(work, &work, std::move(row.engine->run(asked, budget).front())) || has_new;
  }
  return has_new;
}

/// What an engine has found out. True for a proof that others may rest on.
bool Strategy::note(Hunt& hunt, Work* work, Standing standing) {
  hunt.seconds += standing.seconds;
  if (standing.runs)
    hunt.runs = std::move(*standing.runs);
  if (auto* shown = std::get_if<Shown>(&standing.verdict))
    hunt.found = std::move(*shown);
  auto* proved = std::get_if<Proved>(&standing.verdict);
  if (!work) {
    if (proved) {
      hunt.is_settled = true;
      rests_on_proofs_.push_back(rule_of(hunt));
    }
    return false;
  }
  work->has_given_up = work->has_given_up || standing.has_given_up;
  if (standing.undecided_alone)
    work->undecided_alone = std::move(*standing.undecided_alone);
  if (standing.chain) {
    work->suspected = *standing.chain;
    if (options_.engine == EngineChoice::automatic)
      work->wished = std::min(std::max(work->wished, work->suspected), longest_run);
  }
  if (const auto* unknown = std::get_if<Unknown>(&standing.verdict); unknown && !unknown->reason.empty())
    work->no_proof = unknown->reason;
  if (proved)
    enter_proof(*work, std::move(*proved), standing.follows);
  return proved && work->invariant;
}

void Strategy::enter_proof(Work& work, Proved proved, bool follows) {
  std::vector<model::Formula>& lemmas = proved.invariant;
  ear_.on_note(fmt::format("induction: `{}` is proved (k = {}, {} lemmas)", work.name, proved.k, lemmas.size()));
  if (proved.k == 1 && work.invariant && !follows) {
    std::erase(lemmas, work.invariant);
    lemmas.insert(lemmas.begin(), work.invariant);
  }
  work.proved = book_.enter({work.property, std::move(proved)}).evidence;
  work.is_proved = true;
}

void Strategy::settle_runs(const Budget& budget) {
  for (Work& work : works_) {
    if (!is_open(work) || !work.found)
      continue;
    const std::uint32_t last = work.found->steps < long_run ? last_round_for_smallest : last_round_for_long_runs;
    const bool is_enough = budget.is_last || budget.number >= last || takes_any_run(work);
    if (work.runs.excluded >= work.found->steps || is_enough)
      settle(work);
  }
  take_conflict_runs();
}

/// The run is told as it is.
void Strategy::settle(Work& work) {
  work.is_settled = true;
  const Shown shown = told(work);
  for (const model::ScenarioItem& item : shown.scenario.items)
    if (const auto* step = std::get_if<model::ScenarioStep>(&item))
      rules_seen_.insert(step->action.rule);
  ear_.on_answer({work.property, shown, work.seconds});
}

/// The run found, with what is known of shorter ones.
Shown Strategy::told(const Work& work) const {
  Shown shown = *work.found;
  if (work.runs.excluded < shown.steps && shown.is_smallest) {
    shown.is_smallest = false;
    shown.unproved = "shorter runs were excluded for small sizes only";
    if (work.runs.limited)
      shown.unproved += ": " + work.runs.limited->reason;
  }
  shown.is_beyond_depth = shown.steps > options_.depth;
  shown.scenario.name = work.name;
  return shown;
}

/// A run into a conflict is told as it is found; where there is none of any length asked for, the rule has none. The
/// step into it counts as well.
void Strategy::take_conflict_runs() {
  for (Hunt& hunt : conflict_hunts_) {
    if (hunt.is_settled)
      continue;
    if (hunt.found) {
      hunt.is_settled = true;
      conflicts_.push_back({rule_of(hunt), hunt.found->scenario});
      conflicts_.back().scenario.name = "conflict_in_" + hunt.name;
    } else if (options_.depth == 0 || hunt.runs.searched >= options_.depth) {
      hunt.is_settled = true;
    }
  }
}

std::vector<UndecidedConflict> Strategy::undecided_conflicts(const std::string& cut) const {
  std::vector<UndecidedConflict> made;
  for (const Hunt& hunt : conflict_hunts_)
    if (!hunt.is_settled)
      made.push_back(
          {rule_of(hunt), fmt::format("{}; {}", hunt.runs.stopped.empty() || is_stopped() ? cut : hunt.runs.stopped,
                                      depth_phrase(hunt.runs.searched))});
  return made;
}

void Strategy::withdraw_proofs(std::size_t confirmed, const std::string& why) {
  const std::vector<PropertyId> lost = book_.keep_first(confirmed);
  for (const Row& row : engines_)
    row.engine->forget_proofs();
  for (Work& work : works_) {
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
    if (work.is_proved)
      made.push_back({work.property, std::move(*work.proved), work.seconds});
    else if (work.found)
      made.push_back({work.property, told(work), work.seconds});
    else
      made.push_back({work.property, open_verdict(work, ending), work.seconds});
  }
  return made;
}

} // namespace chaperone::solver::strategy
