// See evidence.hpp.
#include "solver/audit/evidence.hpp"

#include "model/interpreter.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace chaperone::solver::audit {

using engines::Induction;
using engines::Proof;

namespace {

std::optional<Objection> lemmas_are_proved(const Proof& proof, const std::vector<Proof>& proofs) {
  for (const model::PropertyId lemma : proof.lemmas) {
    const bool is_there = std::any_of(proofs.begin(), proofs.end(),
                                      [&](const Proof& other) { return other.property == lemma && other.k == 1; });
    if (!is_there)
      return Objection{proof.property, "a lemma of the proof is not proved itself", false};
  }
  return std::nullopt;
}

std::optional<Objection> objection_from(const engines::InductionAnswer& answer, const Proof& proof,
                                        const char* failed) {
  if (answer.result == Induction::holds)
    return std::nullopt;
  const bool is_undecided = answer.result == Induction::undecided;
  return Objection{proof.property, is_undecided ? answer.reason : failed, is_undecided};
}

std::optional<Objection> step_holds(encoding::Session& fresh, const model::System& system, const Proof& proof) {
  const engines::InductionAnswer answer =
      proof.k == 1 ? engines::one_step(fresh, system, proof.property, proof.lemmas)
                   : engines::many_steps(fresh, system, proof.property, proof.k, proof.lemmas);
  return objection_from(answer, proof, "its inductive step fails");
}

} // namespace

std::optional<Objection> object_to(encoding::Session& fresh, const model::System& system,
                                   const std::vector<Proof>& proofs, std::size_t first) {
  for (const Proof& proof : std::span(proofs).subspan(first)) {
    if (auto objection = lemmas_are_proved(proof, proofs))
      return objection;
    if (auto objection = objection_from(engines::base(fresh, system, proof.property, proof.k), proof, "its base fails"))
      return objection;
    if (auto objection = step_holds(fresh, system, proof))
      return objection;
  }
  return std::nullopt;
}

std::optional<std::string> object_to(const model::System& system, const model::Property& property,
                                     const model::Scenario& scenario) {
  const model::Replay replay = model::replay(system, scenario);
  if (replay.failure)
    return replay.failure->message;
  if (replay.steps.size() != scenario.items.size())
    return "it ends early";
  const model::State* before = nullptr;
  const model::State* now = &replay.start;
  if (model::broken_constraint(*now))
    return "its start breaks an `assume` or `init`";
  for (std::size_t i = 0;; ++i) {
    const model::Action* last = i == 0 ? nullptr : &replay.steps[i - 1].action;
    const bool is_shown = model::is_violated(property, model::Moment{*now, before, last});
    if (is_shown != (i == replay.steps.size()))
      return is_shown ? "it shows the property before its last step" : "it does not show the property";
    if (is_shown)
      return std::nullopt;
    const auto* outcome = std::get_if<model::Outcome>(&replay.steps[i].outcome);
    if (!outcome || *outcome != model::Outcome::allowed)
      return fmt::format("its step {} is not allowed", i + 1);
    before = now;
    now = &replay.steps[i].after;
  }
}

} // namespace chaperone::solver::audit
