// See proof_clauses.hpp.
#include "solver/explanation/proof_clauses.hpp"

#include "model/facts/rule_graph.hpp"
#include "model/rules/claims.hpp"
#include "solver/encoding/unbounded_run.hpp"
#include "solver/evidence/evidence.hpp"

#include <algorithm>
#include <map>

namespace chaperone::solver::explanation {

using encoding::Answer;
using encoding::Enums;
using encoding::Grounds;
using encoding::InductiveStep;
using model::Clause;
using model::ClauseSet;
using model::Formula;
using model::RuleId;
using model::System;

namespace {

Enums enums_of(const System& system) {
  return encoding::has_large_enum(system) ? Enums::open : Enums::closed;
}

/// Collects the cores of the questions that a proof by an inductive invariant consists of. What is assumed of states is
/// taken out of the system and supposed by name in its place.
class Cores {
public:
  Cores(encoding::Session& session, const System& system, const std::vector<Clause>& clauses, const Proof& proof)
      : session_(session), system_(system), clauses_(clauses), proof_(proof), bare_(system) {
    bare_.assumptions.clear();
    bare_.inits.clear();
    // A step that changes nothing: from what it requires follows what is asked after it.
    still_ = RuleId{static_cast<std::uint32_t>(system.rules.size())};
    model::Rule still;
    for (std::size_t i = 0; i < clauses.size(); ++i)
      if (!clauses[i].is_in_rule()) {
        still.requirements.push_back({formula_of(clauses[i]), std::nullopt, clauses[i].span});
        start_clauses_.push_back(i);
      }
    bare_.rules.push_back(std::move(still));
  }

  std::optional<ClauseSet> collect() { return start() && steps() ? std::optional(std::move(used_)) : std::nullopt; }

private:
  const Formula& formula_of(const Clause& clause) const {
    return (clause.kind == Clause::Kind::init ? system_.inits : system_.assumptions)[clause.index].formula;
  }

  bool start() {
    InductiveStep step(session_, bare_, enums_of(system_));
    const auto grounds = step.grounds(std::nullopt, proof_.evidence.invariant, still_);
    for (std::size_t i = 0; grounds && i < grounds->requirements.size(); ++i)
      used_.insert(start_clauses_[grounds->requirements[i]]);
    return grounds.has_value();
  }

  bool steps() {
    const std::vector<Formula>& invariant = proof_.evidence.invariant;
    System later = bare_;
    later.rules[still_.index].requirements.clear();
    InductiveStep step(session_, later, enums_of(system_));
    for (const Formula& part : invariant)
      step.suppose_by_name(part);
    for (std::size_t i = 0; i < clauses_.size(); ++i)
      if (const Clause& clause = clauses_[i];
          clause.kind == Clause::Kind::assumption && system_.assumptions[clause.index].only_fixed) {
        step.suppose_by_name(formula_of(clause));
        always_.push_back(i);
      }
    const model::Property& property = system_[proof_.property];
    const auto about_steps = property.is_about_steps ? std::optional(proof_.property) : std::nullopt;
    for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule) {
      std::vector<Formula> touched;
      for (const Formula& part : invariant)
        if (model::can_touch(system_, RuleId{rule}, part))
          touched.push_back(part);
      if ((!touched.empty() || about_steps) && !add(step.grounds(about_steps, touched, RuleId{rule}), RuleId{rule}))
        return false;
    }
    return about_steps || add(step.grounds(std::nullopt, {model::invariant_of(property)}, still_), still_);
  }

  bool add(const std::optional<Grounds>& grounds, RuleId rule) {
    if (!grounds)
      return false;
    for (const std::size_t each : grounds->hypotheses)
      if (each >= proof_.evidence.invariant.size())
        used_.insert(always_[each - proof_.evidence.invariant.size()]);
    for (std::size_t i = 0; i < clauses_.size(); ++i)
      if (clauses_[i].kind == Clause::Kind::requirement && clauses_[i].rule == rule &&
          std::ranges::find(grounds->requirements, clauses_[i].index) != grounds->requirements.end())
        used_.insert(i);
    return true;
  }

  encoding::Session& session_;
  const System& system_;
  const std::vector<Clause>& clauses_;
  const Proof& proof_;
  System bare_;
  RuleId still_;
  std::vector<std::size_t> start_clauses_; ///< what the still step requires, in order
  std::vector<std::size_t> always_;        ///< what is supposed behind the invariant, in order
  ClauseSet used_;
};

bool is_by_single_steps(const Proof& proof) {
  return proof.evidence.k == 1 && !proof.evidence.looked_at;
}

/// Of these, the clauses that are felt in their rule alone: no `can` of the proof asks for them.
ClauseSet felt_in_their_rules_alone(const System& system, const std::vector<Clause>& clauses, const ClauseSet& asked,
                                    const Proof& proof) {
  const model::Property& property = system[proof.property];
  ClauseSet found;
  if (!is_by_single_steps(proof) || property.is_about_steps || model::looks_at_runs(system))
    return found;
  std::set<RuleId> rules = model::rules_asked_by(system, property.formula);
  for (const Formula& part : proof.evidence.invariant)
    rules.merge(model::rules_asked_by(system, part));
  for (const std::size_t each : asked)
    if (clauses[each].kind == Clause::Kind::effect || !rules.contains(clauses[each].rule))
      found.insert(each);
  return found;
}

/// The rules, and behind them each rule without one of its clauses.
struct Variants {
  System system;
  std::map<std::size_t, RuleId> of; ///< by clause
};

Variants variants(const System& system, const std::vector<Clause>& clauses, const ClauseSet& asked) {
  Variants made{system, {}};
  for (const std::size_t each : asked) {
    made.of[each] = RuleId{static_cast<std::uint32_t>(made.system.rules.size())};
    made.system.rules.push_back(model::rule_without(system, clauses[each]));
  }
  return made;
}

/// Of the clauses without which some rule might not keep the invariant, those without which it does.
ClauseSet kept_without(encoding::Session& session, const Variants& changed, const ClauseSet& asked,
                       const Proof& proof) {
  ClauseSet kept;
  try {
    InductiveStep step(session, changed.system, enums_of(changed.system));
    for (const Formula& part : proof.evidence.invariant)
      step.suppose(part);
    for (const std::size_t each : asked) {
      const RuleId rule = changed.of.at(each);
      if (std::ranges::all_of(proof.evidence.invariant, [&](const Formula& part) {
            return !model::can_touch(changed.system, rule, part) ||
                   step.breaks(part, rule).answer == Answer::unsatisfiable;
          }))
        kept.insert(each);
    }
  } catch (const encoding::Unsupported&) {
    return kept;
  }
  return kept;
}

bool is_accepted(encoding::Session& session, const System& system, const Proof& proof) {
  return !evidence::ProofAudit(session, system).object_to(proof);
}

} // namespace

std::optional<ClauseSet> clauses_used(const Sessions& sessions, const System& system,
                                      const std::vector<Clause>& clauses, const Proof& proof) {
  if (!is_by_single_steps(proof))
    return std::nullopt;
  try {
    auto used = Cores(sessions.finding, system, clauses, proof).collect();
    if (!used)
      return std::nullopt;
    const std::set<RuleId> asked = model::rules_asked_by(system, system[proof.property]);
    ClauseSet removed;
    for (std::size_t i = 0; i < clauses.size(); ++i)
      if (clauses[i].kind == Clause::Kind::requirement && asked.contains(clauses[i].rule))
        used->insert(i); // without it the promise itself would be another
      else if (clauses[i].only_restricts() && !used->contains(i))
        removed.insert(i);
    return is_accepted(sessions.auditing, model::without(system, clauses, removed), proof) ? used : std::nullopt;
  } catch (const encoding::Unsupported&) {
    return std::nullopt;
  }
}

ClauseSet goes_through_without(const Sessions& sessions, const System& system, const std::vector<Clause>& clauses,
                               const ClauseSet& asked, const Proof& proof) {
  ClauseSet found;
  if (proof.evidence.looked_at)
    return found;
  const ClauseSet alone = felt_in_their_rules_alone(system, clauses, asked, proof);
  if (!alone.empty()) {
    const Variants changed = variants(system, clauses, alone);
    found = kept_without(sessions.auditing, changed, kept_without(sessions.finding, changed, alone, proof), proof);
  }
  for (const std::size_t each : asked) {
    if (alone.contains(each))
      continue;
    const System changed = model::without(system, clauses, {each});
    if (is_accepted(sessions.finding, changed, proof) && is_accepted(sessions.auditing, changed, proof))
      found.insert(each);
  }
  return found;
}

} // namespace chaperone::solver::explanation
