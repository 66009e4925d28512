// See decision.hpp.
#include "solver/decision.hpp"

#include "solver/encoding/clashes.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver {

using engines::Induction;
using engines::InductionAnswer;
using engines::Proof;
using model::PropertyId;
using model::PropertyKind;
using model::RuleId;

namespace {

/// Beyond this, k-induction costs more than it has been seen to bring.
constexpr std::uint32_t largest_k = 4;
/// Most runs that break a promise are shorter than this; a larger k is tried once none was found.
constexpr std::uint32_t first_long_depth = 4;
/// A `possible` is looked for this far before its impossibility is tried.
constexpr std::uint32_t patience = 3;

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

model::Formula invariant_of(const model::Property& property) {
  return property.kind == PropertyKind::always ? property.formula : model::negation(property.formula);
}

} // namespace

Decision::Decision(encoding::Session& session, const model::System& system, const Options& options, Observer* observer)
    : session_(session), system_(system), options_(options), observer_(observer),
      bounded_(session, system, options.scope) {
  for (std::uint32_t i = 0; i < system.properties.size(); ++i) {
    const PropertyId id{i};
    const auto& chosen = options.properties;
    if (chosen.empty() || std::find(chosen.begin(), chosen.end(), id) != chosen.end()) {
      open_.emplace_back();
      open_.back().property = id;
    }
  }
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
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

bool Decision::all_decided() const {
  return std::all_of(open_.begin(), open_.end(), [](const Open& open) { return open.verdict.has_value(); });
}

bool Decision::has_initial_state() {
  return !bounded_.excludes(encoding::AnyState{});
}

void Decision::decide_by_single_steps() {
  search_all();
  induction_pass();
  induction_together();
}

void Decision::search_runs() {
  exclude_conflicts();
  search_conflicts();
  while (bounded_.depth() < options_.depth && !encoding::is_interrupted() &&
         !(all_decided() && may_conflict_.empty())) {
    bounded_.deepen();
    search_all();
    search_conflicts();
    if (bounded_.depth() == std::min(patience, options_.depth))
      induction_pass();
    if (bounded_.depth() >= first_long_depth || bounded_.depth() == options_.depth)
      induction_by_steps();
  }
}

/// Searches runs of today's depth for everything that is open.
void Decision::search_all() {
  for (Open& open : open_)
    if (!open.verdict && open.stopped.empty() && !encoding::is_interrupted())
      search(open);
}

void Decision::search(Open& open) {
  const auto start = Clock::now();
  tell_progress("bounded", &open);
  const model::Property& property = system_[open.property];
  engines::SearchAnswer answer = bounded_.search(encoding::Shows{open.property});
  open.seconds += since(start);
  const std::uint32_t depth = bounded_.depth();
  const auto describe = [&](const char* outcome) {
    note(fmt::format("bounded: `{}`, {} steps: {} ({:.1f} ms)", property.name, depth, outcome, since(start) * 1000));
  };
  std::visit(model::overload{
                 [&](engines::NoneOfAnySize&) {
                   describe("none, for any number of individuals");
                   ++open.searched;
                 },
                 [&](engines::NoneWithin& it) {
                   describe("none within the sizes searched");
                   ++open.searched;
                   if (!open.limited)
                     open.limited = it;
                 },
                 [&](engines::NotDecided& it) {
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
                 },
             },
             answer);
}

std::vector<PropertyId> Decision::lemmas() const {
  std::vector<PropertyId> made;
  for (const Proof& proof : proofs_)
    if (proof.k == 1 && !system_[proof.property].is_about_steps)
      made.push_back(proof.property);
  return made;
}

bool Decision::lacks_base(const Open& open, std::uint32_t k) const {
  return !options_.scope.empty() && engines::base(session_, system_, open.property, k).result != Induction::holds;
}

void Decision::prove(Open& open, Proof proof) {
  Proved proved;
  proved.k = proof.k;
  proved.invariant.push_back(invariant_of(system_[open.property]));
  for (const PropertyId lemma : proof.lemmas)
    if (lemma != open.property)
      proved.invariant.push_back(invariant_of(system_[lemma]));
  note(fmt::format("induction: `{}` is proved (k = {}, {} lemmas)", system_[open.property].name, proof.k,
                   proof.lemmas.size()));
  open.verdict = std::move(proved);
  open.proof = proof;
  proofs_.push_back(std::move(proof));
}

void Decision::try_one_step(Open& open) {
  const auto start = Clock::now();
  tell_progress("induction", &open);
  // Most properties stand alone; a lemma that is not needed only clutters the proof.
  InductionAnswer answer = engines::one_step(session_, system_, open.property, {});
  std::vector<PropertyId> used;
  if (answer.result != Induction::holds && !lemmas().empty()) {
    used = lemmas();
    answer = engines::one_step(session_, system_, open.property, used);
  }
  open.seconds += since(start);
  if (answer.result == Induction::holds)
    prove(open, {open.property, 1, std::move(used)});
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
      const bool is_early = is_goal(open) && bounded_.depth() == 0 && options_.depth > 0;
      if (open.verdict || open.searched == 0 || open.limited || is_early || encoding::is_interrupted() ||
          lacks_base(open, 1))
        continue;
      const std::size_t known = lemmas().size();
      try_one_step(open);
      has_new = has_new || lemmas().size() > known;
    }
  }
}

/// Properties that are inductive only together.
void Decision::induction_together() {
  std::vector<PropertyId> candidates;
  for (const Open& open : open_)
    if (!open.verdict && open.searched > 0 && !open.limited && !is_goal(open) && !lacks_base(open, 1))
      candidates.push_back(open.property);
  if (candidates.size() < 2 || encoding::is_interrupted())
    return;
  const std::vector<PropertyId> proved_alone = lemmas();
  const std::vector<PropertyId> together = engines::inductive_subset(session_, system_, candidates, proved_alone);
  std::vector<PropertyId> hypotheses = proved_alone;
  for (const PropertyId property : together)
    if (!system_[property].is_about_steps)
      hypotheses.push_back(property);
  for (Open& open : open_) {
    if (std::find(together.begin(), together.end(), open.property) == together.end())
      continue;
    std::vector<PropertyId> others = hypotheses;
    std::erase(others, open.property);
    prove(open, {open.property, 1, std::move(others)});
  }
}

/// One k larger than last time; at the last depth, all that are left.
void Decision::induction_by_steps() {
  const bool is_last = bounded_.depth() == options_.depth;
  for (Open& open : open_)
    for (std::uint32_t tries = is_last ? largest_k : 1; tries > 0; --tries)
      if (!open.verdict && open.k < largest_k && open.searched > open.k && !open.limited && !is_goal(open) &&
          !encoding::is_interrupted() && !lacks_base(open, open.k + 1))
        try_more_steps(open, ++open.k);
}

/// Nothing is shown within k - 1 steps.
void Decision::try_more_steps(Open& open, std::uint32_t k) {
  const auto start = Clock::now();
  tell_progress("induction", &open);
  const std::vector<PropertyId> used = lemmas();
  const InductionAnswer answer = engines::many_steps(session_, system_, open.property, k, used);
  open.seconds += since(start);
  if (answer.result == Induction::holds)
    prove(open, {open.property, k, used});
  else if (answer.result == Induction::fails)
    open.no_proof = fmt::format("it is not {}-inductive", k);
}

/// Leaves only rules that some state, as far as the proofs tell, takes into a conflict.
void Decision::exclude_conflicts() {
  if (may_conflict_.empty())
    return;
  try {
    encoding::UnboundedRun any(session_, system_, encoding::StartsIn::any_state);
    for (const PropertyId lemma : lemmas())
      any.assume_not_shown(lemma);
    std::erase_if(may_conflict_, [&](RuleId rule) {
      return any.find(encoding::RunsIntoConflict{rule}).answer == encoding::Answer::unsatisfiable;
    });
  } catch (const encoding::Unsupported& why) {
    note(fmt::format("conflicts are only searched for: {}", why.what()));
  }
}

void Decision::search_conflicts() {
  std::erase_if(may_conflict_, [&](RuleId rule) {
    if (encoding::is_interrupted())
      return false;
    engines::SearchAnswer answer = bounded_.search(encoding::RunsIntoConflict{rule});
    auto* shown = std::get_if<Shown>(&answer);
    if (!shown)
      return false;
    shown->scenario.name = "conflict_in_" + system_[rule].name;
    conflicts_.push_back({rule, std::move(shown->scenario)});
    return true;
  });
}

std::string Decision::depth_phrase(const Open& open) const {
  if (open.searched == 0)
    return "no run was excluded yet";
  return fmt::format("nothing found within {} step{}", open.searched - 1, open.searched == 2 ? "" : "s");
}

Verdict Decision::open_verdict(const Open& open, const std::string& cut) const {
  if (!open.stopped.empty() || open.searched <= options_.depth) {
    const std::string& why = open.stopped.empty() || encoding::is_interrupted() ? cut : open.stopped;
    return Unknown{fmt::format("{}; {}", why, depth_phrase(open))};
  }
  Bounded bounded{options_.depth, {}, open.no_proof};
  if (open.limited) {
    bounded.sizes = open.limited->sizes;
    bounded.reason = open.limited->reason;
  } else if (!options_.scope.empty()) {
    bounded.sizes = options_.scope;
  }
  return bounded;
}

std::vector<Decision::Decided> Decision::take_decided(const std::string& cut) && {
  std::vector<Decided> made;
  for (Open& open : open_) {
    Verdict verdict = open.verdict ? std::move(*open.verdict) : open_verdict(open, cut);
    made.push_back({open.property, std::move(verdict), std::move(open.proof), open.seconds});
  }
  return made;
}

} // namespace chaperone::solver
