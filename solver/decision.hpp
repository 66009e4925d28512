// Decides properties with the engines: induction for proofs, growing bounded
// search for runs. Gives verdicts and the evidence behind them, not yet audited.
// Covered by tests/agreement/ and tests/solver/.
#pragma once

#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"
#include "solver/bounded/bounded.hpp"
#include "solver/crowd/crowd.hpp"
#include "solver/crowd/crowd_search.hpp"
#include "solver/induction/induction.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace chaperone::solver {

class Decision {
public:
  /// Of `properties`, each to be decided. With `looks_for_conflicts`, of steps in conflict too.
  Decision(encoding::Session& session, const model::System& system, const Options& options, Observer* observer,
           const std::vector<model::PropertyId>& properties, bool looks_for_conflicts);

  /// Is there an initial state at all? Undecided counts as yes.
  bool has_initial_state();
  /// What the start decides, and most proofs of what shall always hold.
  void prove();
  /// Then searches for runs, of growing length, for what is still open and for steps in conflict.
  void search_runs();
  /// Then takes back all proofs but the first `confirmed`, with what rests on them, and searches for runs instead.
  void withdraw_proofs(std::size_t confirmed, const std::string& why);

  struct Decided {
    model::PropertyId property;
    Verdict verdict;
    double seconds = 0;
  };
  /// In the file's order. `cut` says why, if the search was cut short.
  std::vector<Decided> take_decided(const std::string& cut);
  const std::vector<Proof>& proofs() const { return proofs_; }
  std::vector<ConflictFound> take_conflicts() { return std::move(conflicts_); }
  /// What is so in no state and no step of it, is so in none of the system.
  model::System widened_system() const { return crowd_ ? crowd_->system() : system_; }
  /// A formula of the system as one of that.
  model::Formula widened(const model::Formula& formula) const { return crowd_ ? crowd_->widened(formula) : formula; }
  /// Rules that some run found took.
  const std::set<model::RuleId>& rules_seen() const { return rules_seen_; }

private:
  using Clock = std::chrono::steady_clock;

  struct Open {
    model::PropertyId property;
    model::Formula invariant; ///< that the property states; null for one about steps
    std::optional<Verdict> verdict;
    std::optional<crowd::CrowdSearch> crowd;    ///< asked first, as long as it tells
    std::uint32_t searched = 0;                 ///< lengths below this one are excluded, some within limited sizes
    std::uint32_t excluded = 0;                 ///< lengths below this one are excluded for any size
    std::optional<bounded::NoneWithin> limited; ///< the first length that was not excluded for every size
    std::string stopped;                        ///< why nothing longer was searched
    std::string no_proof;                       ///< why induction does not decide
    bool has_given_up = false;                  ///< a question of a proof's was not decided
    std::string undecided_alone;                ///< why Z3 does not say whether the property by itself is kept
    double seconds = 0;
    std::uint32_t k = 1;                        ///< of the largest induction tried
    std::optional<std::size_t> tried_with = {}; ///< so many proofs to rest on, when it was last tried by one step
    bool was_learned = false, was_learned_whole = false; ///< an invariant was looked for
    std::uint32_t suspected = 0;                         ///< a run may show it in so many steps
  };

  bool is_goal(const Open& open) const;
  bool makes_proofs() const { return options_.engine != Engine::bounded; }
  /// Runs of no more steps are searched.
  std::uint32_t last_depth() const;
  bool is_provable(const Open& open, std::uint32_t k) const;
  bool all_decided() const;
  void note(const std::string& line) const;
  void tell_progress(const char* engine, const Open* open) const;
  /// Is the proof's base said of the scope's sizes only, and not true of all? Then it is no proof.
  bool lacks_base(const Open& open, std::uint32_t k) const;
  const model::System& system_to_prove(Open& open) const;
  std::vector<model::Formula> as_proved_with(const Open& open, std::vector<model::Formula> formulas) const;
  void prove(Open& open, std::uint32_t k, std::vector<model::Formula> lemmas);
  void prove_more();
  void search_all();
  void search(Open& open);
  bounded::SearchAnswer search_today(Open& open);
  void search_conflicts();
  void exclude_conflicts();
  void induction_pass();
  void induction_together();
  void induction_by_steps();
  void learn_invariants();
  std::uint32_t worth_searching(const Open& open) const;
  void try_one_step(Open& open);
  /// See invariants::InvariantSearch.
  struct Learning {
    bool is_whole = false;
    bool says_some = false;
  };
  void try_invariant(Open& open, Learning learning);
  void try_more_steps(Open& open, std::uint32_t k);
  std::vector<model::Formula> lemmas() const;
  std::vector<model::Formula> needed(Open& open, const std::vector<model::Formula>& lemmas);
  Verdict open_verdict(const Open& open, const std::string& cut) const;
  std::string fragment_phrase(const Open& open) const;

  encoding::Session& session_;
  const model::System& system_;
  const Options& options_;
  Observer* observer_;
  const std::optional<crowd::Crowd> crowd_; ///< where there is something to decide
  bounded::BoundedSearch bounded_;
  induction::LemmasNeeded needed_;
  std::vector<Open> open_;
  std::vector<Proof> proofs_;
  std::vector<model::RuleId> may_conflict_;
  std::vector<model::RuleId> without_conflict_; ///< as long as the proofs hold
  std::vector<ConflictFound> conflicts_;
  std::set<model::RuleId> rules_seen_;
};

} // namespace chaperone::solver
