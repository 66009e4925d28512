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
    fresh_ = std::async(std::launch::async, [this] { return std::make_shared<encoding::Session>(settings_); });
    Decision decision(*session_, system_, options_, observer_);
    if (decide(decision)) {
      answer(decision, deadline.has_passed() ? "out of time" : "interrupted");
      add_warnings(decision);
      for (std::size_t i = 0; i < system_.scenarios.size(); ++i)
        result_.scenarios.push_back({i, model::replay(system_, system_.scenarios[i])});
    }
    result_.was_interrupted = encoding::is_interrupted() && !deadline.has_passed();
    encoding::clear_interrupt();
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
      decision.decide_by_single_steps();
      audit_meanwhile(decision.proofs());
      decision.search_runs();
    } catch (const encoding::Interrupted&) {
      // What was decided until then is told.
    }
    return true;
  }

  using Objection = std::optional<audit::Objection>;

  /// Checks the proofs that are there already beside the search for runs, in the session that a thread made.
  void audit_meanwhile(std::vector<engines::Proof> proofs) {
    audited_ = proofs.size();
    early_ = std::async(std::launch::async, [this, proofs = std::move(proofs)] {
      audit_session_ = fresh_.get();
      return object_to_proofs(proofs, 0);
    });
  }

  Objection object_to_proofs(const std::vector<engines::Proof>& proofs, std::size_t first) const {
    try {
      return audit::object_to(*audit_session_, system_, proofs, first);
    } catch (const encoding::Interrupted& why) {
      return audit::Objection{proofs.front().property, why.what(), true};
    }
  }

  /// The rest of the audit. Throws InternalError where a proof is refuted.
  Objection finish_audit(const std::vector<engines::Proof>& proofs) {
    if (!early_.valid())
      audit_meanwhile({});
    Objection objection = early_.get();
    if (!objection)
      objection = object_to_proofs(proofs, audited_);
    result_.memory = {session_, audit_session_};
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

  void answer(Decision& decision, const char* cut) {
    const Objection objection = finish_audit(decision.proofs());
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
  std::shared_ptr<encoding::Session> session_, audit_session_;
  std::future<std::shared_ptr<encoding::Session>> fresh_;
  std::future<Objection> early_;
  std::size_t audited_ = 0; ///< the first proofs, in the order in which they were found
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
