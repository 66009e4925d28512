// See decision.hpp.
#include "solver/decision.hpp"

#include "model/sort_cycles.hpp"
#include "solver/encoding/clashes.hpp"
#include "solver/induction/induction.hpp"
#include "solver/invariants/invariant_search.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver {

using induction::Induction;
using induction::InductionAnswer;
using model::PropertyId;
using model::PropertyKind;
using model::RuleId;

namespace {

/// Beyond this, k-induction costs more than it has been seen to bring.
constexpr std::uint32_t largest_k = 4;
/// Most runs that break a promise are shorter than this; a larger k is tried once none was found.
constexpr std::uint32_t first_long_depth = 4;
/// A longer chain of steps that may be a run rarely is one.
constexpr std::uint32_t longest_likely_chain = 6;
/// A `possible` is looked for this far before its impossibility is tried, unless Options::proves_first.
constexpr std::uint32_t patience = 3;

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

model::Formula invariant_of(const model::Property& property) {
  return property.kind == PropertyKind::always ? property.formula : model::negation(property.formula);
}

} // namespace

Decision::Decision(encoding::Session& session, const model::System& system, const Options& options, Observer* observer,
                   const std::vector<PropertyId>& properties, bool looks_for_conflicts)
    : session_(session), system_(system), options_(options), observer_(observer),
      crowd_(properties.empty() ? std::nullopt : crowd::Crowd::of(system)), bounded_(session, system, options.scope),
      needed_(session, system) {
  for (const PropertyId id : properties) {
    open_.emplace_back();
    open_.back().property = id;
    if (system[id].is_about_steps)
      continue;
    open_.back().invariant = invariant_of(system[id]);
    if (crowd_)
      open_.back().crowd.emplace(session, system, *crowd_, id);
  }
  for (std::uint32_t rule = 0; rule < system.rules.size() && looks_for_conflicts; ++rule) {
    bool can_clash = false;
    encoding::for_each_possible_clash(system.rules[rule], [&](const auto&, const auto&) { can_clash = true; });
    if (can_clash)
      may_conflict_.push_back(RuleId{rule});
  }
}

void Decision::note(const std::string& line) const {
  if (observer_)
    observer_->on_note(line);
}

void Decision::tell_progress(const char* engine, const Open* open) const {
  if (observer_)
    observer_->on_progress({engine, open ? system_[open->property].name : std::string(), bounded_.depth()});
}

bool Decision::is_goal(const Open& open) const {
  return system_[open.property].kind == PropertyKind::possible;
}

std::uint32_t Decision::last_depth() const {
  return options_.engine == Engine::inductive ? std::min(options_.depth, largest_k - 1) : options_.depth;
}

bool Decision::all_decided() const {
  return std::all_of(open_.begin(), open_.end(), [](const Open& open) { return open.verdict.has_value(); });
}

bool Decision::has_initial_state() {
  // Where there is a crowd, the start was read.
  return crowd_ || !bounded_.excludes(encoding::AnyState{});
}

void Decision::prove() {
  search_all();
  if (!makes_proofs())
    return;
  induction_pass();
  induction_together();
  learn_invariants();
}

void Decision::search_runs() {
  exclude_conflicts();
  search_conflicts();
  while (bounded_.depth() < last_depth() && !session_.interrupt().is_requested() &&
         !(all_decided() && may_conflict_.empty())) {
    bounded_.deepen();
    search_all();
    search_conflicts();
    if (makes_proofs())
      prove_more();
  }
}

void Decision::withdraw_proofs(std::size_t confirmed, const std::string& why) {
  for (Open& open : open_) {
    const auto is_its = [&](const Proof& proof) { return proof.property == open.property; };
    if (std::find_if(proofs_.begin() + static_cast<std::ptrdiff_t>(confirmed), proofs_.end(), is_its) == proofs_.end())
      continue;
    open.verdict.reset();
    open.no_proof = why;
    open.has_given_up = true;
    open.tried_with.reset();
  }
  proofs_.resize(confirmed);
  // That these cannot run into a conflict may rest on what is withdrawn.
  may_conflict_.insert(may_conflict_.end(), without_conflict_.begin(), without_conflict_.end());
  without_conflict_.clear();
  bounded_.restart();
  for (; bounded_.depth() <= last_depth() && !session_.interrupt().is_requested() &&
         !(all_decided() && may_conflict_.empty());
       bounded_.deepen()) {
    for (Open& open : open_)
      if (!open.verdict && open.stopped.empty() && open.searched == bounded_.depth())
        search(open);
    search_conflicts();
  }
}

/// What is tried once runs of today's depth were excluded.
void Decision::prove_more() {
  const std::uint32_t depth = bounded_.depth();
  if (depth == std::min(patience, last_depth()))
    induction_pass();
  if (depth >= std::min(patience, last_depth()))
    learn_invariants();
  if (depth >= first_long_depth || depth == last_depth())
    induction_by_steps();
}

/// Searches runs of today's depth for everything that is open.
void Decision::search_all() {
  for (Open& open : open_)
    if (!open.verdict && open.stopped.empty() && !session_.interrupt().is_requested())
      search(open);
}

/// A run of today's length.
bounded::SearchAnswer Decision::search_today(Open& open) {
  if (open.crowd)
    if (auto answer = open.crowd->search(bounded_.depth()))
      return std::move(*answer);
  return bounded_.search(encoding::Shows{open.property});
}

void Decision::search(Open& open) {
  const auto start = Clock::now();
  tell_progress("bounded", &open);
  const model::Property& property = system_[open.property];
  bounded::SearchAnswer answer = search_today(open);
  open.seconds += since(start);
  const std::uint32_t depth = bounded_.depth();
  const auto describe = [&](const char* outcome) {
    note(fmt::format("bounded: `{}`, {} steps: {} ({:.1f} ms)", property.name, depth, outcome, since(start) * 1000));
  };
  std::visit(model::overload{
                 [&](bounded::NoneOfAnySize&) {
                   describe("none, for any number of individuals");
                   ++open.searched;
                   if (!open.limited)
                     open.excluded = open.searched;
                 },
                 [&](bounded::NoneWithin& it) {
                   describe("none within the sizes searched");
                   ++open.searched;
                   if (!open.limited)
                     open.limited = it;
                 },
                 [&](bounded::NotDecided& it) {
                   describe("not decided");
                   open.stopped = it.reason;
                 },
                 [&](Shown& shown) {
                   describe("found");
                   if (open.limited) {
                     shown.is_smallest = false;
                     shown.unproved = "shorter runs were excluded for small sizes only: " + open.limited->reason;
                   }
                   shown.scenario.name = property.name;
                   for (const model::ScenarioItem& item : shown.scenario.items)
                     if (const auto* step = std::get_if<model::ScenarioStep>(&item))
                       rules_seen_.insert(step->action.rule);
                   open.verdict = std::move(shown);
                   if (observer_)
                     observer_->on_answer({open.property, *open.verdict, open.seconds});
                 },
             },
             answer);
  if (observer_ && open.searched > depth)
    observer_->on_excluded(open.property, depth);
}

/// All that was proved, each formula once.
std::vector<model::Formula> Decision::lemmas() const {
  std::vector<model::Formula> made;
  for (const Proof& proof : proofs_)
    for (const model::Formula& formula : proof.evidence.invariant)
      if (std::find(made.begin(), made.end(), formula) == made.end())
        made.push_back(formula);
  return made;
}

/// Of lemmas that are kept together, those that the proof takes.
std::vector<model::Formula> Decision::needed(Open& open, const std::vector<model::Formula>& lemmas) {
  return lemmas.empty() || open.crowd ? lemmas : needed_.of(open.property, lemmas);
}

bool Decision::lacks_base(const Open& open, std::uint32_t k) const {
  return !options_.scope.empty() && induction::base(session_, system_, open.property, k).result != Induction::holds;
}

/// Not shown by fewer than k steps, at any size; a goal only once runs were looked for.
bool Decision::is_provable(const Open& open, std::uint32_t k) const {
  const bool is_early = is_goal(open) && !options_.proves_first && bounded_.depth() == 0 && last_depth() > 0;
  return !open.verdict && open.excluded >= k && !is_early && !session_.interrupt().is_requested() &&
         !lacks_base(open, k);
}

/// What is proved of it is proved of the system.
const model::System& Decision::system_to_prove(Open& open) const {
  return open.crowd ? open.crowd->whole_system() : system_;
}

/// Formulas of the system as formulas of system_to_prove().
std::vector<model::Formula> Decision::as_proved_with(const Open& open, std::vector<model::Formula> formulas) const {
  if (open.crowd)
    for (model::Formula& formula : formulas)
      formula = widened(formula);
  return formulas;
}

void Decision::prove(Open& open, std::uint32_t k, std::vector<model::Formula> lemmas) {
  note(fmt::format("induction: `{}` is proved (k = {}, {} lemmas)", system_[open.property].name, k, lemmas.size()));
  if (k == 1 && open.invariant) {
    std::erase(lemmas, open.invariant);
    lemmas.insert(lemmas.begin(), open.invariant);
  }
  proofs_.push_back({open.property, {std::move(lemmas), k}});
  open.verdict = proofs_.back().evidence;
}

void Decision::try_one_step(Open& open) {
  const auto start = Clock::now();
  tell_progress("induction", &open);
  const model::System& system = system_to_prove(open);
  // Most properties stand alone; a lemma that is not needed only clutters the proof.
  InductionAnswer answer = induction::one_step(session_, system, open.property, {});
  open.undecided_alone = answer.result == Induction::undecided ? answer.reason : "";
  std::vector<model::Formula> used;
  if (answer.result != Induction::holds && !proofs_.empty()) {
    used = lemmas();
    answer = induction::one_step(session_, system, open.property, as_proved_with(open, used));
  }
  open.seconds += since(start);
  open.has_given_up = open.has_given_up || answer.result == Induction::undecided;
  if (answer.result == Induction::holds)
    prove(open, 1, needed(open, used));
  else
    open.no_proof = answer.result == Induction::undecided
                        ? answer.reason
                        : fmt::format("it is not inductive by itself (rule `{}`)", system_[*answer.rule].name);
}

/// Tries k = 1 on all that are open and were not shown at the start, until no lemma is new.
void Decision::induction_pass() {
  for (bool has_new = true; has_new;) {
    has_new = false;
    for (Open& open : open_) {
      if (!is_provable(open, 1) || open.tried_with == proofs_.size())
        continue;
      open.tried_with = proofs_.size();
      try_one_step(open);
      has_new = has_new || (open.verdict && open.invariant);
    }
  }
}

/// Properties that are inductive only together.
void Decision::induction_together() {
  std::vector<PropertyId> candidates;
  for (const Open& open : open_)
    if (!is_goal(open) && is_provable(open, 1))
      candidates.push_back(open.property);
  if (candidates.size() < 2)
    return;
  const std::vector<model::Formula> proved_alone = lemmas();
  const std::vector<PropertyId> together = induction::inductive_subset(session_, system_, candidates, proved_alone);
  const auto is_among = [&](const Open& open) {
    return std::find(together.begin(), together.end(), open.property) != together.end();
  };
  std::vector<model::Formula> hypotheses = proved_alone;
  for (const Open& open : open_)
    if (is_among(open) && open.invariant)
      hypotheses.push_back(open.invariant);
  for (Open& open : open_)
    if (is_among(open))
      prove(open, 1, needed(open, hypotheses));
}

/// Looks for facts that nobody wrote down. Where a run may show the property, runs are looked for first.
void Decision::learn_invariants() {
  for (Open& open : open_)
    if (!open.was_learned && is_provable(open, 1)) {
      open.was_learned = true;
      try_invariant(open, {});
    }
  for (Open& open : open_)
    if (!open.was_learned_whole && open.searched > worth_searching(open) && is_provable(open, 1)) {
      open.was_learned_whole = true;
      try_invariant(open, {.is_whole = true});
      if (!open.verdict)
        try_invariant(open, {.says_some = true});
      if (!open.verdict)
        try_invariant(open, {.is_whole = true, .says_some = true});
    }
}

/// So long are runs searched before the whole state is learned about. A long chain is a dear search, and less often a
/// run; but of a crowd, searches are cheap.
std::uint32_t Decision::worth_searching(const Open& open) const {
  const bool is_worth_it = open.crowd || open.suspected <= longest_likely_chain;
  return std::min(is_worth_it ? std::max(patience, open.suspected) : patience, last_depth());
}

void Decision::try_invariant(Open& open, Learning learning) {
  const auto start = Clock::now();
  tell_progress("inductive", &open);
  const std::string& name = system_[open.property].name;
  const auto tell = [&](const std::string& line) { note(fmt::format("inductive: `{}`: {}", name, line)); };
  const invariants::InvariantSearch search{open.property,      options_.seed, learning.is_whole,
                                           learning.says_some, tell,          open.undecided_alone};
  invariants::InvariantFound found = invariants::find_invariant(session_, system_to_prove(open), search);
  open.seconds += since(start);
  open.has_given_up = open.has_given_up || found.has_given_up;
  if (found.chain)
    open.suspected = *found.chain;
  if (found.is_found && open.crowd)
    for (model::Formula& formula : found.formulas)
      formula = crowd_->narrowed(formula);
  if (found.is_found)
    prove(open, 1, std::move(found.formulas));
  else
    open.no_proof = std::move(found.reason);
}

/// One k larger than last time, from the length on that a chain suggests; at the last depth, all that are left.
void Decision::induction_by_steps() {
  const bool is_last = bounded_.depth() == last_depth();
  for (Open& open : open_) {
    if (!is_last && bounded_.depth() < std::min(open.suspected, last_depth()))
      continue; // where a run is suspected, no induction helps
    for (std::uint32_t tries = is_last ? largest_k : 1; tries > 0; --tries)
      if (!is_goal(open) && open.k < largest_k && is_provable(open, open.k + 1))
        try_more_steps(open, ++open.k);
  }
}

/// Nothing is shown within k - 1 steps.
void Decision::try_more_steps(Open& open, std::uint32_t k) {
  const auto start = Clock::now();
  tell_progress("induction", &open);
  std::vector<model::Formula> used = lemmas();
  const InductionAnswer answer =
      induction::many_steps(session_, system_to_prove(open), open.property, k, as_proved_with(open, used));
  open.seconds += since(start);
  open.has_given_up = open.has_given_up || answer.result == Induction::undecided;
  if (answer.result == Induction::holds)
    prove(open, k, std::move(used));
  else if (answer.result == Induction::fails)
    open.no_proof = fmt::format("it is not {}-inductive", k);
}

/// Leaves only rules that some state, as far as the proofs tell, takes into a conflict.
void Decision::exclude_conflicts() {
  if (may_conflict_.empty())
    return;
  try {
    encoding::UnboundedRun any(session_, system_, encoding::StartsIn::any_state);
    for (const model::Formula& lemma : lemmas())
      any.assume(lemma);
    std::erase_if(may_conflict_, [&](RuleId rule) {
      const bool cannot = any.find(encoding::RunsIntoConflict{rule}).answer == encoding::Answer::unsatisfiable;
      if (cannot)
        without_conflict_.push_back(rule);
      return cannot;
    });
  } catch (const encoding::Unsupported& why) {
    note(fmt::format("conflicts are only searched for: {}", why.what()));
  }
}

/// Steps in conflict after a run of today's length; they count for the depth.
void Decision::search_conflicts() {
  if (bounded_.depth() >= options_.depth)
    return;
  std::erase_if(may_conflict_, [&](RuleId rule) {
    if (session_.interrupt().is_requested())
      return false;
    bounded::SearchAnswer answer = bounded_.search(encoding::RunsIntoConflict{rule});
    auto* shown = std::get_if<Shown>(&answer);
    if (!shown)
      return false;
    shown->scenario.name = "conflict_in_" + system_[rule].name;
    conflicts_.push_back({rule, std::move(shown->scenario)});
    return true;
  });
}

/// Where Z3 gave up: which lines may be to blame.
std::string Decision::fragment_phrase(const Open& open) const {
  const auto cycle =
      open.has_given_up || open.limited ? model::sort_cycle(system_, open.property) : std::optional<model::SortCycle>();
  if (!cycle)
    return {};
  std::vector<std::string> places, texts;
  for (const model::EdgeReason& reason : cycle->reasons) {
    const std::string place = model::place_of(system_, reason.span);
    if (std::find(places.begin(), places.end(), place) == places.end())
      places.push_back(place);
    texts.push_back(reason.text);
  }
  return fmt::format("; {} {} the fragment that is decided: {}", fmt::join(places, " and "),
                     places.size() == 1 ? "leaves" : "leave", fmt::join(texts, ", and "));
}

Verdict Decision::open_verdict(const Open& open, const std::string& cut) const {
  if (!open.stopped.empty() || open.searched <= last_depth()) {
    const std::string& why = open.stopped.empty() || session_.interrupt().is_requested() ? cut : open.stopped;
    return Unknown{fmt::format("{}; {}{}", why, depth_phrase(open.searched), fragment_phrase(open))};
  }
  Bounded bounded{last_depth(), {}, makes_proofs() ? open.no_proof : "no proof was looked for"};
  if (options_.depth == 0)
    bounded.reason = "only the start was searched, since --depth is 0: raise it";
  else if (makes_proofs() && open.suspected > last_depth())
    bounded.reason += fmt::format("; a run of {0} steps may show it: try --depth {0}", open.suspected);
  if (open.limited) {
    bounded.sizes = open.limited->sizes;
    bounded.reason = open.limited->reason;
  } else if (!options_.scope.empty()) {
    bounded.sizes = options_.scope;
  }
  bounded.reason += fragment_phrase(open);
  return bounded;
}

std::vector<Decision::Decided> Decision::take_decided(const std::string& cut) {
  std::vector<Decided> made;
  for (Open& open : open_) {
    Verdict verdict = open.verdict ? std::move(*open.verdict) : open_verdict(open, cut);
    made.push_back({open.property, std::move(verdict), open.seconds});
  }
  return made;
}

} // namespace chaperone::solver
