// See evidence.hpp.
#include "solver/evidence/evidence.hpp"

#include "model/meaning/interpreter.hpp"
#include "model/meaning/past.hpp"
#include "model/meaning/way_back.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::evidence {

using induction::Induction;
using model::Formula;

namespace {

bool denies(const Formula& formula, const Formula& other) {
  const auto* denied = std::get_if<model::Not>(&formula->kind);
  return denied && denied->body == other;
}

/// Word for word, that no state shows the property.
bool says(const Formula& formula, const model::Property& property) {
  return property.kind == model::PropertyKind::always
             ? formula == property.formula
             : denies(formula, property.formula) || denies(property.formula, formula);
}

} // namespace

std::optional<Objection> ProofAudit::object_to(const Proof& proof) {
  const model::Property& property = system_[proof.property];
  const std::vector<Formula>& invariant = proof.evidence.invariant;
  const std::uint32_t k = proof.evidence.k;
  std::vector<Formula> fresh;
  for (const Formula& formula : invariant)
    if (!established_.contains(formula))
      fresh.push_back(formula);
  const auto objection = [&](const induction::InductionAnswer& answer, const char* failed) -> std::optional<Objection> {
    if (answer.result == Induction::holds)
      return std::nullopt;
    const bool is_undecided = answer.result == Induction::undecided;
    return Objection{proof.property, is_undecided ? answer.reason : failed, is_undecided};
  };
  if (!fresh.empty()) {
    if (auto found = objection(at_start_(fresh), "its base fails"))
      return found;
    if (auto found = objection(induction::kept(fresh_, system_, invariant, fresh), "its inductive step fails"))
      return found;
    for (const Formula& formula : fresh)
      established_.insert(formula);
  }
  if (k == 1 && !property.is_about_steps &&
      std::ranges::any_of(invariant, [&](const Formula& formula) { return says(formula, property); }))
    return std::nullopt;
  if (k == 1 && !property.is_about_steps)
    return objection(induction::implied(fresh_, system_, proof.property, invariant), "the property does not follow");
  if (k == 1)
    return objection(induction::one_step(fresh_, system_, proof.property, invariant), "its inductive step fails");
  if (auto found = objection(induction::base(fresh_, system_, proof.property, k), "its base fails"))
    return found;
  return objection(induction::many_steps(fresh_, system_, proof.property, k, invariant), "its inductive step fails");
}

std::optional<std::string> object_to(const model::System& system, const model::Property& property,
                                     const model::Scenario& scenario) {
  const model::Replay replay = model::replay(system, scenario);
  if (replay.failure)
    return replay.failure->message;
  if (replay.steps.size() != scenario.items.size())
    return "it ends early";
  if (auto wrong = model::wrong_memory(replay))
    return wrong;
  const model::State* before = nullptr;
  const model::State* now = &replay.start;
  if (model::broken_constraint(*now))
    return "its start breaks an `assume` or `init`";
  for (std::size_t i = 0;; ++i) {
    const model::Action* last = i == 0 ? nullptr : &replay.steps[i - 1].action;
    const bool is_shown = model::is_violated(property, model::Moment{*now, before, last});
    if (is_shown != (i == replay.steps.size()))
      return is_shown ? "it shows the property before its last step" : "it does not show the property";
    if (is_shown && property.way_back && !model::without_way_back(*now, *property.way_back))
      return "there is a way back";
    if (is_shown)
      return std::nullopt;
    const auto* outcome = std::get_if<model::Outcome>(&replay.steps[i].outcome);
    if (!outcome || *outcome != model::Outcome::allowed)
      return fmt::format("its step {} is not allowed", i + 1);
    before = now;
    now = &replay.steps[i].after;
  }
}

} // namespace chaperone::solver::evidence
