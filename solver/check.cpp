// See check.hpp: runs the engines, audits what they say, and only then answers.
#include "solver/check.hpp"

#include "solver/api/deadline.hpp"
#include "solver/decision.hpp"
#include "solver/evidence/evidence.hpp"
#include "solver/explicit_state/explicit_check.hpp"
#include "solver/warnings/keeping.hpp"
#include "solver/warnings/warnings.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <future>
#include <mutex>
#include <set>

namespace chaperone::solver {
namespace {

/// Some ten seconds for a question about runs within given sizes; in Z3's own units, some seconds for one at any size
/// or about a single step. Learning may take what it takes.
constexpr encoding::Settings full_effort{
    .finite_conflicts = 200'000, .search_resources = 8'000'000, .proof_resources = 10'000'000, .learning_work = 0};
/// One or two seconds, and for learning as many again.
constexpr encoding::Settings some_effort{.finite_conflicts = 20'000,
                                         .search_resources = 2'000'000,
                                         .proof_resources = 2'000'000,
                                         .learning_work = 40'000'000};

encoding::Settings settings_of(const Options& options) {
  encoding::Settings made = options.effort == Effort::full ? full_effort : some_effort;
  made.seed = options.seed;
  return made;
}

using model::PropertyId;

/// Passes on what happens in two threads one after the other.
class Serialised : public Observer {
public:
  Serialised(const model::System& system, Observer* observer) : system_(system), observer_(observer) {}
  void on_progress(const Progress& progress) override {
    const std::scoped_lock lock(mutex_);
    if (observer_)
      observer_->on_progress(progress);
  }
  void on_note(const std::string& line) override {
    const std::scoped_lock lock(mutex_);
    if (observer_)
      observer_->on_note(line);
  }
  void on_excluded(PropertyId property, std::uint32_t steps) override {
    const std::scoped_lock lock(mutex_);
    if (observer_)
      observer_->on_excluded(property, steps);
  }
  /// A run is passed on once the interpreter has confirmed it; where it objects, so will the check.
  void on_answer(const PropertyAnswer& answer) override {
    const auto* shown = std::get_if<Shown>(&answer.verdict);
    if (shown && evidence::object_to(system_, system_[answer.property], shown->scenario))
      return;
    const std::scoped_lock lock(mutex_);
    if (observer_)
      observer_->on_answer(answer);
  }

private:
  const model::System& system_;
  Observer* observer_;
  std::mutex mutex_;
};

/// What shall never happen is decided in this thread, what shall be possible in another, each in a Z3 session of its
/// own and without a look at the other, so that the answers do not depend on who is faster. Each session then audits
/// the proofs of the other, in whose making it had no part.
class Check {
public:
  Check(const model::System& system, const Options& options, Observer* observer)
      : system_(system), options_(options), observer_(observer), serialised_(system, observer),
        settings_(settings_of(options)) {}

  CheckResult run() {
    const Deadline deadline(options_.timeout, [this] {
      for (const Part* part : {&safety_, &goals_})
        part->interrupt->request();
    });
    if (options_.engine == Engine::exhaustive)
      return look(deadline);
    std::promise<std::vector<Proof>> early;
    std::future<std::vector<Proof>> early_proofs = early.get_future();
    const auto decide_others = [&] { decide_goals(std::move(early_proofs)); };
    if (options_.jobs > 1)
      other_ = std::async(std::launch::async, decide_others);
    const bool has_start = begin_safety(early);
    if (has_start) {
      if (options_.jobs <= 1)
        decide_others(); // before what may never end
      end_safety();
    }
    if (other_.valid())
      other_.get();
    if (has_start) {
      answer(cut(deadline));
      if (options_.warns)
        add_warnings();
      replay_scenarios();
    } else {
      tell_contradiction();
    }
    result_.memory = {safety_.session, goals_.session};
    finish(deadline);
    return std::move(result_);
  }

private:
  using Objection = std::optional<evidence::Objection>;

  /// What one thread has.
  struct Part {
    std::shared_ptr<Interrupt> interrupt = std::make_shared<Interrupt>();
    std::shared_ptr<encoding::Session> session;
    std::optional<Decision> decision;
    std::optional<evidence::ProofAudit> audit; ///< of the other's proofs, in this session
    std::size_t confirmed = 0;                 ///< of this part's own proofs, by the other
    Objection objection;                       ///< to one of them
  };

  std::vector<PropertyId> chosen(bool are_goals) const {
    std::vector<PropertyId> made;
    for (std::uint32_t i = 0; i < system_.properties.size(); ++i) {
      const bool is_chosen = options_.properties.empty() ||
                             std::ranges::find(options_.properties, PropertyId{i}) != options_.properties.end();
      if (is_chosen && (system_.properties[i].kind == model::PropertyKind::possible) == are_goals)
        made.push_back(PropertyId{i});
    }
    return made;
  }

  static const char* cut(const Deadline& deadline) { return deadline.has_passed() ? "out of time" : "interrupted"; }

  void finish(const Deadline& deadline) {
    result_.was_interrupted = safety_.interrupt->is_requested() && !deadline.has_passed();
  }

  void replay_scenarios() {
    for (std::size_t i = 0; i < system_.scenarios.size(); ++i)
      result_.scenarios.push_back({i, model::replay(system_, system_.scenarios[i])});
  }

  /// Without a solver.
  CheckResult look(const Deadline& deadline) {
    result_ = explicit_state::check(system_, options_, &serialised_, deadline, *safety_.interrupt);
    for (const PropertyAnswer& answered : result_.properties)
      if (const auto* shown = std::get_if<Shown>(&answered.verdict))
        audit_scenario(answered.property, shown->scenario);
    tell_answers();
    replay_scenarios();
    finish(deadline);
    return std::move(result_);
  }

  void begin(Part& part, bool are_goals) {
    part.session = std::make_shared<encoding::Session>(settings_, part.interrupt);
    part.decision.emplace(*part.session, system_, options_, &serialised_, chosen(are_goals), !are_goals);
    part.audit.emplace(*part.session, system_);
  }

  /// Decides what the start and proofs decide. False where there is no initial state, and so nothing to decide.
  /// `early` hears of the first proofs.
  bool begin_safety(std::promise<std::vector<Proof>>& early) {
    bool has_start = true;
    try {
      begin(safety_, false);
      has_start = safety_.decision->has_initial_state();
      if (has_start)
        safety_.decision->prove();
      else
        goals_.interrupt->request();
    } catch (const encoding::Interrupted&) {
      // What was decided until then is told.
    }
    early.set_value(safety_.decision ? safety_.decision->proofs() : std::vector<Proof>());
    return has_start;
  }

  void end_safety() {
    try {
      safety_.decision->search_runs();
    } catch (const encoding::Interrupted&) {
      // The same.
    }
  }

  /// Even where the check is interrupted meanwhile: it takes no longer than to find out that there is one.
  void tell_contradiction() {
    encoding::Session fresh(settings_);
    result_.errors.push_back(warnings::contradiction(fresh, system_));
  }

  /// Also audits the other thread's first proofs, while that looks for runs.
  void decide_goals(std::future<std::vector<Proof>> early) {
    try {
      begin(goals_, true);
      goals_.decision->prove();
      goals_.decision->search_runs();
    } catch (const encoding::Interrupted&) {
      // The same.
    }
    if (goals_.audit)
      audit(safety_, goals_, early.get());
  }

  /// Audits what `part` has proved and was not audited yet, in the session of `judge`.
  static void audit(Part& part, Part& judge, const std::vector<Proof>& proofs) {
    while (part.confirmed < proofs.size() && !part.objection) {
      try {
        part.objection = judge.audit->object_to(proofs[part.confirmed]);
      } catch (const encoding::Interrupted& why) {
        part.objection = evidence::Objection{proofs[part.confirmed].property, why.what(), true};
      }
      if (!part.objection)
        ++part.confirmed;
    }
  }

  /// What Z3 gives up on with one seed, it often decides with another.
  void audit_again(Part& part) const {
    constexpr std::uint32_t tries = 3;
    for (std::uint32_t i = 1; i <= tries && part.objection && part.objection->is_undecided; ++i) {
      if (safety_.interrupt->is_requested())
        return;
      encoding::Settings settings = settings_;
      settings.seed += i;
      Part judge;
      judge.session = std::make_shared<encoding::Session>(settings, part.interrupt);
      judge.audit.emplace(*judge.session, system_);
      part.objection.reset();
      audit(part, judge, part.decision->proofs());
    }
  }

  /// Throws InternalError where a proof is refuted. Where one could not be checked again, none of those that were not
  /// yet is said.
  void finish_audit(Part& part, Part& judge) const {
    audit(part, judge, part.decision->proofs());
    audit_again(part);
    if (part.objection && !part.objection->is_undecided)
      throw InternalError(fmt::format("the proof of `{}` was not confirmed: {}", system_[part.objection->property].name,
                                      part.objection->what));
    if (!part.objection)
      return;
    try {
      part.decision->withdraw_proofs(part.confirmed,
                                     "a proof was found, but could not be checked again: " + part.objection->what);
    } catch (const encoding::Interrupted&) {
      // What was excluded until then is told.
    }
  }

  void add_warnings() {
    std::vector<Proof> proofs = safety_.decision->proofs();
    proofs.insert(proofs.end(), goals_.decision->proofs().begin(), goals_.decision->proofs().end());
    for (Proof& proof : proofs)
      for (model::Formula& formula : proof.evidence.invariant)
        formula = safety_.decision->widened(formula);
    std::set<model::RuleId> rules_seen = safety_.decision->rules_seen();
    rules_seen.insert(goals_.decision->rules_seen().begin(), goals_.decision->rules_seen().end());
    try {
      result_.warnings = warnings::find(*safety_.session, safety_.decision->widened_system(), proofs, rules_seen);
    } catch (const encoding::Interrupted&) {
      // Warnings are an extra.
    }
  }

  void answer(const char* cut) {
    finish_audit(safety_, goals_);
    finish_audit(goals_, safety_);
    for (Part* part : {&safety_, &goals_})
      for (Decision::Decided& decided : part->decision->take_decided(cut)) {
        if (const auto* shown = std::get_if<Shown>(&decided.verdict))
          audit_scenario(decided.property, shown->scenario);
        if (auto* proved = std::get_if<Proved>(&decided.verdict); proved && options_.explains)
          explain(decided.property, *proved);
        result_.properties.push_back({decided.property, std::move(decided.verdict), decided.seconds});
      }
    std::ranges::sort(result_.properties, {}, &PropertyAnswer::property);
    result_.conflicts = safety_.decision->take_conflicts();
    tell_answers();
  }

  void explain(PropertyId property, Proved& proved) const {
    if (proved.k > 1)
      return;
    std::vector<model::Formula> invariant = proved.invariant;
    for (model::Formula& part : invariant)
      part = safety_.decision->widened(part);
    try {
      proved.keeping = warnings::keeping(*safety_.session, safety_.decision->widened_system(), property, invariant);
    } catch (const encoding::Interrupted&) {
      // An extra, like warnings.
    }
  }

  void tell_answers() const {
    for (const PropertyAnswer& answered : result_.properties)
      if (observer_)
        observer_->on_answer(answered);
    for (const ConflictFound& conflict : result_.conflicts)
      audit_conflict(conflict);
  }

  void audit_scenario(model::PropertyId property, const model::Scenario& scenario) const {
    if (const auto objection = evidence::object_to(system_, system_[property], scenario))
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
  Serialised serialised_;
  encoding::Settings settings_;
  Part safety_, goals_;
  std::future<void> other_;
  CheckResult result_;
};

} // namespace

CheckResult check(const model::System& system, const Options& options, Observer* observer) {
  return Check(system, options, observer).run();
}

void request_interrupt() {
  Interrupt::request_all();
}

} // namespace chaperone::solver
