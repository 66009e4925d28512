// Decides properties with the engines, in rounds: each gets the same small effort before
// any gets more (rounds.hpp). A round asks each engine of a table (engines.hpp) in turn. Gives
// verdicts and the evidence behind them, not yet audited.
// Covered by tests/agreement/ and tests/solver/strategy_test.cpp.
#pragma once

#include "solver/api/answer.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"
#include "solver/crowd/crowd.hpp"
#include "solver/encoding/session.hpp"
#include "solver/strategy/engines.hpp"
#include "solver/strategy/proof_book.hpp"
#include "solver/strategy/rounds.hpp"
#include "solver/strategy/work.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace chaperone::solver::strategy {

class Strategy {
public:
  /// Of `properties`, each to be decided. With `looks_for_conflicts`, of steps in conflict too. `pauses` is called
  /// between questions, when the session is free.
  Strategy(encoding::Session& session, const model::System& system, const Options& options, Observer* observer,
           const std::vector<model::PropertyId>& properties, bool looks_for_conflicts,
           std::function<void()> pauses = {});

  /// Is there an initial state at all? Undecided counts as yes.
  bool has_initial_state();
  /// Works on all that is open, for one round. False where nothing is left, or nothing more may be spent.
  bool next_round();
  /// Takes back all proofs but the first `confirmed`, with what rests on them. Their properties are open again.
  void withdraw_proofs(std::size_t confirmed, const std::string& why);

  struct Decided {
    model::PropertyId property;
    Verdict verdict;
    double seconds = 0;
  };
  /// In the file's order. `cut` says why, if the search was cut short.
  std::vector<Decided> take_decided(const std::string& cut);
  const std::vector<Proof>& proofs() const { return book_.proofs(); }
  double seconds_of(model::PropertyId property) const;
  std::vector<ConflictFound> take_conflicts() { return std::move(conflicts_); }
  /// Rules of which it was not found out whether a run of up to the depth leads them into a conflict.
  std::vector<UndecidedConflict> undecided_conflicts(const std::string& cut) const;
  /// What is so in no state and no step of it, is so in none of the system.
  model::System widened_system() const { return crowd_ ? crowd_->system() : system_; }
  /// A formula of the system as one of that.
  model::Formula widened(const model::Formula& formula) const { return crowd_ ? crowd_->widened(formula) : formula; }
  bool has_crowd() const { return crowd_.has_value(); }
  /// Rules that some run found took.
  const std::set<model::RuleId>& rules_seen() const { return rules_seen_; }

private:
  /// Hears the engines for whoever hears the check, and lets the session be used between their questions.
  class Ear : public Observer {
  public:
    Ear(Observer* observer, std::function<void()> pauses) : observer_(observer), pauses_(std::move(pauses)) {}
    void on_progress(const Progress& progress) override;
    void on_note(const std::string& line) override;
    void on_excluded(model::PropertyId property, std::uint32_t steps) override;
    void on_answer(const PropertyAnswer& answer) override;
    void pause() const;

  private:
    Observer* observer_;
    std::function<void()> pauses_;
  };
  class KnownOf; // strategy.cpp

  bool is_goal(const Work& work) const;
  bool takes_any_run(const Work& work) const;
  bool makes_proofs() const { return options_.engine != EngineChoice::bounded; }
  std::uint32_t last_depth() const;
  bool is_open(const Work& work) const { return !work.is_proved && !work.is_settled; }
  bool is_provable(const Work& work) const;
  bool is_done() const;
  bool is_stopped() const { return interrupt_.is_requested(); }
  bool is_searched_enough(const Work& work) const;
  Budget budget_of(const Round& round) const;

  Question question(const Hunt& hunt, const Known& known, const Work* work) const;
  bool ask(const Row& row, const Budget& round);
  bool ask_together(const Row& row, const Budget& budget);
  bool ask_one_by_one(const Row& row, const Budget& budget);
  bool note(Hunt& hunt, Work* work, Standing standing);
  /// `follows`: the invariant implies the property without it.
  void enter_proof(Work& work, Proved proved, bool follows);

  void settle_runs(const Budget& budget);
  void settle(Work& work);
  Shown told(const Work& work) const;
  void take_conflict_runs();

  encoding::Session& session_;
  const Interrupt& interrupt_; ///< ends the work; the session may heed another once that is done
  const model::System& system_;
  const Options& options_;
  Ear ear_;
  const std::optional<crowd::Crowd> crowd_; ///< where there is something to decide
  const std::vector<Row> engines_;
  ProofBook book_;
  std::vector<Work> works_;
  std::vector<Hunt> conflict_hunts_;           ///< of rules that may run into a conflict
  std::vector<model::RuleId> rests_on_proofs_; ///< that these have no conflict
  std::vector<ConflictFound> conflicts_;
  std::set<model::RuleId> rules_seen_;
  std::uint32_t next_round_ = 0;
};

} // namespace chaperone::solver::strategy
