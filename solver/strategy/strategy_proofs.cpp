// The part of a Strategy that looks for proofs, and the explicit search. See strategy.hpp.
#include "solver/explicit_state/exploration.hpp"
#include "solver/induction/count_lemmas.hpp"
#include "solver/invariants/invariant_search.hpp"
#include "solver/strategy/sentences.hpp"
#include "solver/strategy/strategy.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::strategy {

using induction::Induction;
using induction::InductionAnswer;
using model::PropertyId;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_from(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Beyond this, k-induction costs more than it has been seen to bring.
constexpr std::uint32_t largest_k = 4;
/// A `possible` is looked for this far before its impossibility is tried, unless Options::proves_first.
constexpr std::uint32_t patience = 3;
/// A longer chain of steps that may be a run rarely is one.
constexpr std::uint32_t longest_likely_chain = 6;
/// A longer run than this is not looked for, whatever a chain suggests.
constexpr std::uint32_t longest_run = 40;
/// So often may a proof that cannot be checked again be found once more.
constexpr std::uint32_t most_refused_proofs = 2;
/// Individuals of a sort that the explicit search takes; larger populations are too many states.
constexpr std::uint32_t explicit_individuals = 3;
/// It looks up after so many steps; that is how its effort is counted.
constexpr std::uint64_t steps_between_looks = 64;

} // namespace

void Strategy::prove(const Round& round) {
  induction_pass();
  if (round.number == 0)
    induction_together();
  learn(round);
  if (round.number > 0)
    for (Work& work : works_)
      if (!is_goal(work) && work.k < largest_k && is_provable(work, work.k + 1))
        try_more_steps(work, work.k + 1);
}

/// The base of an induction, where a scope limits what was searched.
bool Strategy::lacks_base(const Work& work, std::uint32_t k) const {
  return !options_.scope.empty() && induction::base(session_, system_, work.property, k).result != Induction::holds;
}

/// Not shown by fewer than k steps, at any size; a goal only once runs were looked for.
bool Strategy::is_provable(const Work& work, std::uint32_t k) const {
  const bool is_early = is_goal(work) && !options_.proves_first && last_depth() > 0 && work.hunt.searched < 2;
  return is_open(work) && !work.hunt.found && work.refused_proofs < most_refused_proofs && work.hunt.excluded >= k &&
         !is_early && !is_stopped() && !lacks_base(work, k);
}

/// What is proved of it is proved of the system.
const model::System& Strategy::system_to_prove(Work& work) const {
  return work.hunt.crowd ? work.hunt.crowd->whole_system() : system_;
}

/// Formulas of the system as formulas of system_to_prove().
std::vector<model::Formula> Strategy::as_proved_with(const Work& work, std::vector<model::Formula> formulas) const {
  if (work.hunt.crowd)
    for (model::Formula& formula : formulas)
      formula = widened(formula);
  return formulas;
}

void Strategy::enter_proof(Work& work, std::uint32_t k, std::vector<model::Formula> lemmas) {
  note(fmt::format("induction: `{}` is proved (k = {}, {} lemmas)", system_[work.property].name, k, lemmas.size()));
  if (k == 1 && work.invariant) {
    std::erase(lemmas, work.invariant);
    lemmas.insert(lemmas.begin(), work.invariant);
  }
  work.proved = book_.enter({work.property, {std::move(lemmas), k}}).evidence;
  work.is_proved = true;
}

/// Tries k = 1 on all that are open and were not shown at the start, until no lemma is new.
void Strategy::induction_pass() {
  for (Work& work : works_)
    if (!work.fails_by_one_step)
      work.tried_with.reset(); // what was not decided may be with more effort
  for (bool has_new = true; has_new;) {
    has_new = false;
    for (Work& work : works_) {
      if (!is_provable(work, 1) || work.tried_with == book_.size())
        continue;
      pause();
      try_one_step(work);
      has_new = has_new || (work.is_proved && work.invariant);
    }
  }
}

void Strategy::try_one_step(Work& work) {
  const auto start = Clock::now();
  tell_progress("induction", work.hunt.name, 1);
  const bool is_first = !work.tried_with.has_value();
  work.tried_with = book_.size();
  const model::System& system = system_to_prove(work);
  InductionAnswer answer{Induction::fails, std::nullopt, {}};
  // Most properties stand alone; a lemma that is not needed only clutters the proof.
  if (is_first) {
    answer = induction::one_step(session_, system, work.property, {});
    work.undecided_alone = answer.result == Induction::undecided ? answer.reason : "";
  }
  std::vector<model::Formula> used;
  if (answer.result != Induction::holds && book_.size() > 0) {
    used = book_.lemmas();
    answer = induction::one_step(session_, system, work.property, as_proved_with(work, used));
  }
  if (answer.result != Induction::holds && !work.hunt.crowd) {
    const std::vector<model::Formula> counted = induction::count_lemmas(session_, system_, work.property, used);
    used.insert(used.end(), counted.begin(), counted.end());
    if (!counted.empty() && induction::one_step(session_, system_, work.property, used).result == Induction::holds)
      answer = {Induction::holds, std::nullopt, {}};
  }
  work.seconds += seconds_from(start);
  work.has_given_up = work.has_given_up || answer.result == Induction::undecided;
  work.fails_by_one_step = answer.result == Induction::fails && work.undecided_alone.empty();
  if (answer.result == Induction::holds)
    enter_proof(work, 1, work.hunt.crowd ? used : book_.needed(work.property, used));
  else if (answer.result == Induction::undecided)
    work.no_proof = answer.reason;
  else if (answer.rule)
    work.no_proof = fmt::format("it is not inductive by itself (rule `{}`)", system_[*answer.rule].name);
}

/// Properties that are inductive only together.
void Strategy::induction_together() {
  std::vector<PropertyId> candidates;
  for (const Work& work : works_)
    if (!is_goal(work) && is_provable(work, 1))
      candidates.push_back(work.property);
  if (candidates.size() < 2)
    return;
  pause();
  const std::vector<model::Formula> proved_alone = book_.lemmas();
  const std::vector<PropertyId> together = induction::inductive_subset(session_, system_, candidates, proved_alone);
  const auto is_among = [&](const Work& work) { return std::ranges::find(together, work.property) != together.end(); };
  std::vector<model::Formula> hypotheses = proved_alone;
  for (const Work& work : works_)
    if (is_among(work) && work.invariant)
      hypotheses.push_back(work.invariant);
  for (Work& work : works_)
    if (is_among(work))
      enter_proof(work, 1, work.hunt.crowd ? hypotheses : book_.needed(work.property, hypotheses));
}

/// So long are runs searched before the whole state is learned about. A long chain is a dear search, and less often a
/// run; but of a crowd, searches are cheap.
std::uint32_t Strategy::worth_searching(const Work& work) const {
  const bool is_worth_it = work.hunt.crowd || work.suspected <= longest_likely_chain;
  return std::min(is_worth_it ? std::max(patience, work.suspected) : patience, last_depth());
}

/// Looks for facts that nobody wrote down, in one way after the other, each for all properties.
void Strategy::learn(const Round& round) {
  if (works_.empty())
    return;
  for (std::size_t way = 0; way < works_.front().learnings.size(); ++way)
    for (Work& work : works_) {
      Learning& learning = work.learnings[way];
      const bool is_first = !learning.is_whole && learning.facts == invariants::Facts::none;
      const bool is_due = (is_first || work.hunt.searched > worth_searching(work)) &&
                          (learning.facts != invariants::Facts::all || round.number > 0);
      if (is_due && !learning.is_exhausted && is_provable(work, 1)) {
        pause();
        try_invariant(work, learning, round);
      }
    }
}

void Strategy::try_invariant(Work& work, Learning& learning, const Round& round) {
  const auto start = Clock::now();
  tell_progress("invariants", work.hunt.name, work.hunt.searched);
  const auto tell = [&](const std::string& line) { note(fmt::format("invariants: `{}`: {}", work.hunt.name, line)); };
  const invariants::InvariantSearch search{
      .property = work.property,
      .seed = options_.seed + learning.given_up,
      .is_whole = learning.is_whole,
      .facts = learning.facts,
      .note = tell,
      .questions = round.learning_questions,
      .conflicts = round.learning_conflicts,
      .undecided_alone = work.undecided_alone,
      .progress = &learning.progress,
  };
  invariants::InvariantFound found = invariants::find_invariant(session_, system_to_prove(work), search);
  work.seconds += seconds_from(start);
  work.has_given_up = work.has_given_up || found.has_given_up;
  learning.is_exhausted = !found.wants_more;
  if (found.has_given_up) { // other facts may be easier for Z3
    ++learning.given_up;
    learning.progress = {};
  }
  if (found.chain) {
    work.suspected = *found.chain;
    if (options_.engine == Engine::automatic)
      work.hunt.wished = std::min(std::max(work.hunt.wished, *found.chain), longest_run);
  }
  if (!found.is_found) {
    work.no_proof = std::move(found.reason);
    return;
  }
  if (work.hunt.crowd)
    for (model::Formula& formula : found.formulas)
      formula = crowd_->narrowed(formula);
  enter_proof(work, 1, std::move(found.formulas));
}

/// Nothing is shown within k - 1 steps.
void Strategy::try_more_steps(Work& work, std::uint32_t k) {
  const auto start = Clock::now();
  pause();
  tell_progress("induction", work.hunt.name, k);
  std::vector<model::Formula> used = book_.lemmas();
  const InductionAnswer answer =
      induction::many_steps(session_, system_to_prove(work), work.property, k, as_proved_with(work, used));
  work.seconds += seconds_from(start);
  work.has_given_up = work.has_given_up || answer.result == Induction::undecided;
  if (answer.result != Induction::undecided)
    work.k = k;
  if (answer.result == Induction::holds)
    enter_proof(work, k, std::move(used));
  else if (answer.result == Induction::fails)
    work.no_proof = fmt::format("it is not {}-inductive", k);
}

/// All states of small populations, by the interpreter: where there are few, it is faster than any solver, and it tells
/// which lengths need not be searched there.
void Strategy::explore(const Round& round) {
  std::vector<PropertyId> asked;
  for (const Work& work : works_)
    if (is_open(work) && !work.hunt.found && !work.hunt.crowd)
      asked.push_back(work.property);
  if (asked.empty() || explored_all_ || round.explicit_steps == 0 || is_stopped())
    return;
  pause();
  tell_progress("explicit", {}, 0);
  const auto start = Clock::now();
  explicit_state::ExplicitBounds bounds;
  bounds.individuals = explicit_individuals;
  for (const auto& [sort, size] : options_.scope)
    bounds.sizes[sort] = std::min(size, explicit_individuals);
  bounds.depth = std::max(options_.depth, longest_run);
  bounds.states = round.explicit_steps;
  std::uint64_t left = round.explicit_steps / steps_between_looks;
  bounds.is_stopped = [this, &left] { return left-- == 0 || is_stopped(); };
  const explicit_state::ExplicitAnswer answer = explicit_state::explore(system_, asked, bounds);
  note(fmt::format("explicit: {} states, runs of fewer than {} steps{} ({:.1f} ms)", answer.states, answer.searched,
                   answer.is_exhausted ? ", which are all" : "", seconds_from(start) * 1000));
  explored_all_ = answer.stopped.empty() || answer.states == 0;
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (answer.found[i].shown)
      adopt(asked[i], *answer.found[i].shown);
}

/// A run that was found in another way.
void Strategy::adopt(PropertyId property, const Shown& shown) {
  for (Work& work : works_)
    if (work.property == property && is_open(work) && !work.hunt.found)
      hunting_.adopt(work.hunt, shown);
}

} // namespace chaperone::solver::strategy
