// See check.hpp: runs the engines, audits what they say, and only then answers.
#include "solver/check.hpp"

#include "solver/analyses/warnings.hpp"
#include "solver/audit/evidence.hpp"
#include "solver/deadline.hpp"
#include "solver/decision.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <future>

namespace chaperone::solver {
namespace {

/// Z3's own units: some seconds for a question about runs, and a second for one of the many about single steps.
constexpr std::uint32_t search_resources = 8'000'000;
constexpr std::uint32_t proof_resources = 2'000'000;

class Check {
public:
  Check(const model::System& system, const Options& options, Observer* observer)
      : system_(system), options_(options),
        observer_(observer), settings_{options.seed, search_resources, proof_resources},
        session_(std::make_shared<encoding::Session>(settings_)) {}

  CheckResult run() {
    encoding::clear_interrupt();
    const Deadline deadline(options_.timeout);
    // The audit's session is made while the engines work: its context alone costs as much as a small proof.
    auto fresh = std::async(std::launch::async, [this] { return std::make_shared<encoding::Session>(settings_); });
    Decision decision(*session_, system_, options_, observer_);
    if (decide(decision)) {
      const auto audit_session = fresh.get();
      answer(decision, *audit_session, deadline.has_passed() ? "out of time" : "interrupted");
      add_warnings(decision);
      result_.memory = {session_, audit_session};
      for (std::size_t i = 0; i < system_.scenarios.size(); ++i)
        result_.scenarios.push_back({i, model::replay(system_, system_.scenarios[i])});
    }
    result_.was_interrupted = encoding::is_interrupted() && !deadline.has_passed();
    return std::move(result_);
  }

private:
  /// False where there is no initial state, and so nothing to decide.
  bool decide(Decision& decision) {
    try {
      if (!decision.has_initial_state()) {
        result_.errors.push_back(analyses::contradiction(*session_, system_));
        return false;
      }
      decision.run();
    } catch (const encoding::Interrupted&) {
      // What was decided until then is told.
    }
    return true;
  }

  std::optional<audit::Objection> object_to_proofs(encoding::Session& fresh, const Decision& decision) const {
    std::optional<audit::Objection> objection;
    try {
      objection = audit::object_to(fresh, system_, decision.proofs());
    } catch (const encoding::Interrupted& why) {
      objection = audit::Objection{decision.proofs().front().property, why.what(), true};
    }
    if (objection && !objection->is_undecided)
      throw InternalError(
          fmt::format("the proof of `{}` was not confirmed: {}", system_[objection->property].name, objection->what));
    return objection;
  }

  void add_warnings(const Decision& decision) {
    try {
      result_.warnings = analyses::warnings(*session_, system_, decision.proofs(), decision.rules_seen());
    } catch (const encoding::Interrupted&) {
      // Warnings are an extra.
    }
  }

  void answer(Decision& decision, encoding::Session& fresh, const char* cut) {
    const std::optional<audit::Objection> objection = object_to_proofs(fresh, decision);
    result_.conflicts = std::move(decision).take_conflicts();
    for (const ConflictFound& conflict : result_.conflicts)
      audit_conflict(conflict);
    for (Decision::Decided& decided : std::move(decision).take_decided(cut)) {
      if (const auto* shown = std::get_if<Shown>(&decided.verdict))
        audit_scenario(decided.property, shown->scenario);
      // Proofs may lean on each other: where one could not be checked again, none is said.
      if (decided.proof && objection)
        decided.verdict = Unknown{"a proof was found, but could not be checked again: " + objection->what};
      result_.properties.push_back({decided.property, std::move(decided.verdict), decided.seconds});
      if (observer_)
        observer_->on_answer(result_.properties.back());
    }
  }

  void audit_scenario(model::PropertyId property, const model::Scenario& scenario) const {
    if (const auto objection = audit::object_to(system_, system_[property], scenario))
      throw InternalError(
          fmt::format("the run found for `{}` was not confirmed: {}", system_[property].name, *objection));
  }

  void audit_conflict(const ConflictFound& conflict) const {
    const model::Replay replay = model::replay(system_, conflict.scenario);
    const bool is_there = replay.steps.size() == conflict.scenario.items.size() && !replay.steps.empty() &&
                          std::holds_alternative<model::Conflict>(replay.steps.back().outcome);
    if (!is_there)
      throw InternalError(fmt::format("the conflict in `{}` was not confirmed", system_[conflict.rule].name));
  }

  const model::System& system_;
  const Options& options_;
  Observer* observer_;
  encoding::Settings settings_;
  std::shared_ptr<encoding::Session> session_;
  CheckResult result_;
};

} // namespace

CheckResult check(const model::System& system, const Options& options, Observer* observer) {
  return Check(system, options, observer).run();
}

void request_interrupt() {
  encoding::interrupt_all_sessions();
}

} // namespace chaperone::solver
