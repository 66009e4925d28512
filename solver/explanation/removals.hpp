// What becomes of properties where some clauses are left out. Short runs are looked for
// first, then simple proofs, then longer runs; what is open then is checked as any file is.
// Covered by tests/solver/reliance_test.cpp.
#pragma once

#include "model/facts/clauses.hpp"
#include "solver/api/interrupt.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"
#include "solver/api/verdict.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

namespace chaperone::solver::explanation {

/// Safe to ask from several threads.
class Removals {
public:
  /// The system's clauses stand apart. `options` are those of each check, but for its properties; `timeout` counts from
  /// now on, for all of them together. Once `interrupt` is requested nothing more is asked.
  Removals(const model::System& system, const std::vector<model::Clause>& clauses, const Options& options,
           std::shared_ptr<const Interrupt> interrupt, Observer* observer);

  using Questions = std::map<model::ClauseSet, std::set<model::PropertyId>>;
  /// Answers all of them, in as many threads as the options allow.
  void ask(const Questions& questions);
  /// The verdict of the rules without these clauses. Unknown where time ended before.
  const Verdict& verdict(const model::ClauseSet& removed, model::PropertyId property);
  /// Do small groups show the `possible` without these clauses? Of a property about steps that is not known.
  bool is_still_possible(const model::ClauseSet& removed, model::PropertyId property) const;

private:
  using Question = std::pair<model::ClauseSet, model::PropertyId>;
  /// How far to look for runs.
  struct Reach {
    std::uint32_t depth, rounds;
    bool takes_any; ///< also one of which it is not known that none is shorter
  };

  Questions open(const Questions& questions) const;
  void look_for_runs(const Questions& questions, const Reach& reach);
  void look_for_runs(const std::vector<Question>& asked, const Reach& reach);
  bool is_smallest_wanted(const Question& question) const;
  void check_each(const Questions& questions, const Options& options, bool is_last);
  /// What is left of the time, if there is any, and nobody has interrupted the work.
  std::optional<Options> left(Options options) const;
  bool is_out_of_time() const;
  void keep(const Question& question, Verdict verdict);
  /// Runs of fewer steps have been looked for, of each.
  std::uint32_t searched_for(const std::vector<Question>& asked) const;

  const model::System& system_;
  const std::vector<model::Clause>& clauses_;
  Options options_;
  std::shared_ptr<const Interrupt> interrupt_;
  Observer* observer_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  std::map<Question, Verdict> known_;
  std::map<Question, std::uint32_t> searched_; ///< no run of fewer steps, within small sizes
};

} // namespace chaperone::solver::explanation
