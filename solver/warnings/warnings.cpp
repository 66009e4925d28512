// See warnings.hpp.
#include "solver/warnings/warnings.hpp"

#include "model/facts/rule_graph.hpp"
#include "solver/encoding/unbounded_run.hpp"
#include "solver/warnings/doubt.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::warnings {

using encoding::Answer;
using encoding::UnboundedRun;
using model::Diagnostic;
using model::RelationId;
using model::RuleId;
using model::Severity;

namespace {

bool cannot(UnboundedRun& run, const encoding::Target& target) {
  try {
    return run.find(target).answer == Answer::unsatisfiable;
  } catch (const encoding::Unsupported&) {
    return false;
  }
}

Diagnostic warning(const char* code, model::Span span, std::string message) {
  Diagnostic made;
  made.severity = Severity::warning;
  made.code = code;
  made.span = span;
  made.message = std::move(message);
  return made;
}

/// Relations that a formula's truth may need a tuple of, or none.
void collect_relations(const model::System& system, const model::Formula& formula, std::set<RelationId>& found,
                       bool& asks_rules) {
  using namespace model;
  const auto all = [&](const std::vector<Formula>& parts) {
    for (const Formula& part : parts)
      collect_relations(system, part, found, asks_rules);
  };
  std::visit(overload{
                 [](const Constant&) {},
                 [&](const Atom& it) { found.insert(it.relation); },
                 [](const Equal&) {},
                 [](const Member&) {},
                 [&](const Not& it) { all({it.body}); },
                 [&](const And& it) { all(it.parts); },
                 [&](const Or& it) { all(it.parts); },
                 [&](const Implies& it) {
                   all({it.left, it.right});
                 },
                 [&](const Iff& it) {
                   all({it.left, it.right});
                 },
                 [&](const Quantified& it) {
                   for (const Binder& binder : it.binders)
                     if (binder.guard)
                       all({binder.guard});
                   all({it.body});
                 },
                 [&](const Call& it) { all({system[it.define].body}); },
                 [&](const Can&) { asks_rules = true; },
                 [&](const Did&) { asks_rules = true; },
                 [&](const Was& it) { all({it.body}); },
                 [&](const Reached& it) { all({it.step}); },
                 [&](const SomeSet& it) { all({it.body}); },
             },
             formula->kind);
}

void warn_of_vacuous(UnboundedRun& any, const model::System& system, const Proof& proof,
                     std::vector<Diagnostic>& made) {
  const model::Property& property = system[proof.property];
  std::set<RelationId> relations;
  bool asks_rules = false;
  collect_relations(system, property.formula, relations, asks_rules);
  if (asks_rules || property.is_about_steps || property.way_back || !cannot(any, encoding::Shows{proof.property}))
    return;
  const char* verdict = property.kind == model::PropertyKind::possible ? "is impossible" : "holds";
  // What is empty for ever has been left out of what was asked.
  for (const RelationId relation : model::always_empty_relations(system))
    if (relations.contains(relation)) {
      Diagnostic found =
          warning("vacuous_property", property.span,
                  fmt::format("`{}` {} since there is never any `{}`", property.name, verdict, system[relation].name));
      found.hint = "it is empty at the start, and no rule that can ever be taken adds to it";
      made.push_back(std::move(found));
      return;
    }
  Diagnostic found =
      warning("vacuous_property", property.span, fmt::format("`{}` {} whatever the rules do", property.name, verdict));
  found.label = "no state that the assumptions allow decides otherwise";
  for (const RelationId relation : relations)
    if (cannot(any, encoding::HasTuple{relation})) {
      found.hint = fmt::format("no `{}` can exist", system[relation].name);
      break;
    }
  made.push_back(std::move(found));
}

std::vector<model::Formula> facts_of(const std::vector<Proof>& proofs) {
  std::vector<model::Formula> made;
  for (const Proof& proof : proofs)
    for (const model::Formula& formula : proof.evidence.invariant)
      if (std::find(made.begin(), made.end(), formula) == made.end())
        made.push_back(formula);
  return made;
}

/// A rule of its own that can be taken where an effect of another one happens.
struct Probe {
  RuleId rule;
  const model::Effect* effect;
};

bool has_condition(const model::Effect& effect) {
  return effect.where || std::any_of(effect.binders.begin(), effect.binders.end(),
                                     [](const model::Binder& binder) { return binder.guard != nullptr; });
}

/// The rules, and behind them one for each effect that has a condition, in the order of the probes.
model::System with_probes(const model::System& system, std::vector<Probe>& probes) {
  model::System probed = system;
  for (std::uint32_t r = 0; r < system.rules.size(); ++r)
    for (const model::Effect& effect : model::stated_effects(system.rules[r])) {
      if (!has_condition(effect))
        continue;
      model::Formula condition = effect.where ? effect.where : model::make_formula(model::Constant{true});
      if (!effect.binders.empty())
        condition = model::make_formula(model::Quantified{model::Quantifier::some, 0, effect.binders, condition});
      model::Rule probe = system.rules[r];
      probe.requirements.push_back({std::move(condition), std::nullopt, effect.span});
      probe.effects.clear();
      probed.rules.push_back(std::move(probe));
      probes.push_back({RuleId{r}, &effect});
    }
  return probed;
}

/// Of a rule that can never be taken, or of an effect whose probe cannot; nothing more of what a dead rule does.
void warn_of_idle(const model::System& system, const std::vector<Probe>& probes, RuleId rule, std::set<RuleId>& dead,
                  std::vector<Diagnostic>& made) {
  if (rule.index < system.rules.size()) {
    dead.insert(rule);
    made.push_back(
        warning("dead_rule", system[rule].span, fmt::format("rule `{}` can never be taken", system[rule].name)));
    return;
  }
  const Probe& probe = probes[rule.index - system.rules.size()];
  if (dead.contains(probe.rule))
    return;
  made.push_back(warning("idle_effect", probe.effect->span,
                         fmt::format("this effect of rule `{}` never happens", system[probe.rule].name)));
  made.back().label = "its condition is never true where the rule can be taken";
}

} // namespace

std::vector<Diagnostic> find(encoding::Session& session, const model::System& system, const std::vector<Proof>& proofs,
                             const std::set<RuleId>& rules_seen) {
  std::vector<Diagnostic> made;
  try {
    std::vector<Probe> probes;
    const model::System probed = with_probes(system, probes);
    UnboundedRun any(session, probed, encoding::StartsIn::any_state);
    for (const RelationId relation : model::always_empty_relations(system))
      any.assume_empty(relation);
    for (const Proof& proof : proofs)
      warn_of_vacuous(any, system, proof, made);
    const std::vector<model::Formula> known = facts_of(proofs);
    for (const model::Formula& formula : known)
      any.assume(formula);
    std::vector<RuleId> asked;
    for (std::uint32_t rule = 0; rule < probed.rules.size(); ++rule)
      if (!rules_seen.contains(RuleId{rule}))
        asked.push_back(RuleId{rule});
    std::set<RuleId> dead;
    constexpr std::uint32_t few = 2;
    for (const RuleId rule : rules_in_doubt(probed, known, asked, few, session.interrupt()))
      if (cannot(any, encoding::CanTake{rule}))
        warn_of_idle(system, probes, rule, dead, made);
  } catch (const encoding::Unsupported&) {
    return made;
  }
  return made;
}

Diagnostic conflict_undecided(const model::System& system, const UndecidedConflict& conflict) {
  const model::Rule& rule = system[conflict.rule];
  Diagnostic made =
      warning("conflict_undecided", rule.span,
              fmt::format("whether `{}` can run into a conflict was not decided: {}", rule.name, conflict.reason));
  made.hint = "a longer --timeout or a smaller --depth decides it";
  return made;
}

namespace {

std::optional<Diagnostic> first_contradiction(encoding::Session& session, const model::System& system) {
  model::System part = system;
  part.assumptions.clear();
  part.inits.clear();
  for (auto list : {&model::System::assumptions, &model::System::inits})
    for (const model::Constraint& constraint : system.*list) {
      (part.*list).push_back(constraint);
      const model::System asked = model::about_its_start(part);
      UnboundedRun start(session, asked, encoding::StartsIn::initial_state);
      if (cannot(start, encoding::AnyState{})) {
        Diagnostic found;
        found.code = "no_initial_state";
        found.span = constraint.span;
        found.message = "no state satisfies every `assume` and `init`";
        found.label = (part.assumptions.size() + part.inits.size()) == 1 ? "this can never be true"
                                                                         : "this contradicts those before it";
        found.hint = "nothing could be checked: every property would hold for want of a run";
        return found;
      }
    }
  return std::nullopt;
}

} // namespace

Diagnostic contradiction(encoding::Session& session, const model::System& system) {
  try {
    if (auto found = first_contradiction(session, system))
      return *found;
  } catch (const encoding::Interrupted&) {
    // Which of them it is stays open.
  } catch (const encoding::Unsupported&) {
    // So it does.
  }
  Diagnostic found;
  found.code = "no_initial_state";
  found.span = !system.inits.empty()         ? system.inits.back().span
               : !system.assumptions.empty() ? system.assumptions.back().span
                                             : system.name_span;
  found.message = "no state satisfies every `assume` and `init`";
  return found;
}

} // namespace chaperone::solver::warnings
