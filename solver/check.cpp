// See check.hpp: runs the engines, audits what they say, and only then answers.
#include "solver/check.hpp"

#include "model/facts/sort_cycles.hpp"
#include "solver/api/deadline.hpp"
#include "solver/dead_rules.hpp"
#include "solver/evidence/evidence.hpp"
#include "solver/explicit_state/explicit_check.hpp"
#include "solver/proof_exchange.hpp"
#include "solver/warnings/keeping.hpp"
#include "solver/warnings/warnings.hpp"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <future>
#include <mutex>
#include <set>

namespace chaperone::solver {
namespace {

/// For the audits: what any proof may cost.
encoding::Settings audit_settings(const Options& options) {
  Options full = options;
  full.effort = Effort::full;
  strategy::Round round;
  for (std::uint32_t number = 0; !round.is_last; ++number)
    round = strategy::round_of(full, number);
  return round.limits;
}

/// So long after the deadline proofs that were found are still checked again.
constexpr std::chrono::milliseconds grace{400};

using model::PropertyId;

/// Passes on what happens in two threads one after the other.
class Serialised : public Observer {
public:
  /// `all`: properties that are to be decided.
  Serialised(const model::System& system, std::size_t all, Observer* observer)
      : system_(system), all_(static_cast<std::uint32_t>(all)), observer_(observer) {}
  void on_progress(const Progress& progress) override {
    const std::scoped_lock lock(mutex_);
    Progress counted = progress;
    counted.decided = static_cast<std::uint32_t>(decided_.size());
    counted.all = all_;
    if (observer_)
      observer_->on_progress(counted);
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
    decided_.insert(answer.property);
    if (observer_)
      observer_->on_answer(answer);
  }

private:
  const model::System& system_;
  std::uint32_t all_;
  std::set<PropertyId> decided_;
  Observer* observer_;
  std::mutex mutex_;
};

/// What shall never happen is decided in this thread, what shall be possible in another, each in a Z3 session of its
/// own and without a look at the other, so that the answers do not depend on who is faster. Each session also audits
/// the proofs of the other, in whose making it had no part, as soon as they are found.
class Check {
public:
  Check(const model::System& system, const Options& options, Observer* observer)
      : system_(system), options_(options), observer_(observer),
        serialised_(system, options.properties.empty() ? system.properties.size() : options.properties.size(),
                    observer),
        audits_(audit_settings(options)), exchange_(system, audits_, serialised_) {}

  CheckResult run() {
    const Deadline deadline(options_.timeout, [this] {
      for (const Part* part : {&safety_, &goals_})
        part->interrupt->request();
    });
    const Deadline last_deadline(options_.timeout ? std::optional(*options_.timeout + grace) : std::nullopt,
                                 [this] { exchange_.end(); });
    if (options_.engine == EngineChoice::explicit_state)
      return explore(deadline);
    work();
    if (!has_no_start_) {
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
  using Clock = std::chrono::steady_clock;
  using Part = CheckPart;

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
  CheckResult explore(const Deadline& deadline) {
    result_ = explicit_state::check(system_, options_, &serialised_, deadline, *safety_.interrupt);
    for (const PropertyAnswer& answered : result_.properties)
      if (const auto* shown = std::get_if<Shown>(&answered.verdict))
        audit_scenario(answered.property, shown->scenario);
    tell_answers();
    replay_scenarios();
    finish(deadline);
    return std::move(result_);
  }

  // ---- the two threads

  void work() {
    if (options_.jobs > 1) {
      std::future<void> other = std::async(std::launch::async, [this] { work_on(goals_, safety_, true); });
      work_on(safety_, goals_, false);
      return other.get();
    }
    begin(safety_, false);
    if (!has_no_start_)
      begin(goals_, true);
    for (bool has_more = true; has_more && !has_no_start_;) {
      const bool in_safety = advance(safety_, goals_);
      const bool in_goals = advance(goals_, safety_);
      has_more = in_safety || in_goals;
    }
    for (Part* part : {&safety_, &goals_})
      conclude(*part, part == &safety_ ? goals_ : safety_);
  }

  void conclude(Part& part, Part& other) {
    if (!has_no_start_)
      exchange_.conclude(part, other, options_.jobs <= 1);
  }

  void work_on(Part& part, Part& other, bool are_goals) {
    {
      const ProofExchange::Ends ends(exchange_, part, other);
      begin(part, are_goals);
      do {
        while (!has_no_start_ && advance(part, other)) {
        }
      } while (exchange_.await_audits(part, other));
    }
    conclude(part, other);
  }

  void begin(Part& part, bool are_goals) {
    part.session = std::make_shared<encoding::Session>(audits_, part.interrupt);
    Part& other = are_goals ? safety_ : goals_;
    part.strategy.emplace(*part.session, system_, options_, &serialised_, chosen(are_goals),
                          !are_goals && options_.seeks_conflicts,
                          [this, &part, &other] { exchange_.exchange(part, other); });
    part.audit.emplace(*part.session, system_);
    try {
      if (!are_goals && !part.strategy->has_initial_state()) {
        has_no_start_ = true;
        goals_.interrupt->request();
      }
    } catch (const encoding::Interrupted&) {
      // Not known: taken for granted.
    }
  }

  /// A round, and what the other says of its proofs. False where there is nothing more to do.
  bool advance(Part& part, Part& other) {
    bool has_more = false;
    try {
      has_more = part.strategy->next_round();
    } catch (const encoding::Interrupted&) {
      // What was decided until then is told.
    }
    exchange_.exchange(part, other);
    return exchange_.heed_objection(part) || has_more;
  }

  // ---- the answer

  /// Even where the check was interrupted meanwhile.
  void tell_contradiction() {
    encoding::Session fresh(audits_);
    result_.errors.push_back(warnings::contradiction(fresh, system_));
  }

  void add_warnings() {
    std::vector<Proof> proofs = safety_.strategy->proofs();
    proofs.insert(proofs.end(), goals_.strategy->proofs().begin(), goals_.strategy->proofs().end());
    for (Proof& proof : proofs)
      for (model::Formula& formula : proof.evidence.invariant)
        formula = safety_.strategy->widened(formula);
    std::set<model::RuleId> rules_seen = safety_.strategy->rules_seen();
    rules_seen.insert(goals_.strategy->rules_seen().begin(), goals_.strategy->rules_seen().end());
    try {
      for (model::Diagnostic& warning :
           warnings::find(*safety_.session, safety_.strategy->widened_system(), proofs, rules_seen))
        result_.warnings.push_back(std::move(warning));
      add_dead_rules(rules_seen);
    } catch (const encoding::Interrupted&) {
      // Warnings are an extra.
    }
  }

  /// Those that no single state gives away. Of a crowd's many rules it would cost more than it tells.
  void add_dead_rules(const std::set<model::RuleId>& rules_seen) {
    if (options_.effort != Effort::full || safety_.strategy->has_crowd())
      return;
    Options left = options_;
    if (left.timeout) {
      const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
      if (passed >= *left.timeout)
        return;
      left.timeout = *left.timeout - passed;
    }
    std::set<model::RuleId> known;
    for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule)
      for (const model::Diagnostic& warning : result_.warnings)
        if (warning.code == "dead_rule" && warning.span == system_.rules[rule].span)
          known.insert(model::RuleId{rule});
    for (model::Diagnostic& warning : dead_rules(system_, left, rules_seen, known))
      result_.warnings.push_back(std::move(warning));
  }

  void answer(const char* cut) {
    for (Part* part : {&safety_, &goals_})
      exchange_.heed_objection(*part);
    for (Part* part : {&safety_, &goals_})
      for (strategy::Strategy::Decided& decided : part->strategy->take_decided(cut)) {
        if (const auto* shown = std::get_if<Shown>(&decided.verdict))
          audit_scenario(decided.property, shown->scenario);
        if (auto* proved = std::get_if<Proved>(&decided.verdict); proved && options_.explains)
          explain(decided.property, *proved);
        result_.properties.push_back({decided.property, std::move(decided.verdict), decided.seconds});
      }
    std::ranges::sort(result_.properties, {}, &PropertyAnswer::property);
    result_.conflicts = safety_.strategy->take_conflicts();
    result_.undecided_conflicts = safety_.strategy->undecided_conflicts(cut);
    for (const UndecidedConflict& conflict : result_.undecided_conflicts)
      result_.warnings.push_back(warnings::conflict_undecided(system_, conflict));
    std::vector<PropertyId> open;
    for (const PropertyAnswer& answered : result_.properties)
      if (std::holds_alternative<Bounded>(answered.verdict) || std::holds_alternative<Unknown>(answered.verdict))
        open.push_back(answered.property);
    for (model::Diagnostic& warning : model::sort_cycle_warnings(system_, open))
      result_.warnings.push_back(std::move(warning));
    tell_answers();
  }

  void explain(PropertyId property, Proved& proved) const {
    if (proved.k > 1)
      return;
    std::vector<model::Formula> invariant = proved.invariant;
    for (model::Formula& part : invariant)
      part = safety_.strategy->widened(part);
    try {
      proved.keeping = warnings::keeping(*safety_.session, safety_.strategy->widened_system(), property, invariant);
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
  encoding::Settings audits_;
  ProofExchange exchange_;
  Part safety_, goals_;
  std::atomic<bool> has_no_start_ = false;
  const Clock::time_point started_ = Clock::now();
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
