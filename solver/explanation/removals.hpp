// What becomes of properties where some clauses are left out: a check of the changed rules
// for each question that is not answered already. Covered by tests/solver/reliance_test.cpp.
#pragma once

#include "model/clauses.hpp"
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
  void answer(const model::ClauseSet& removed, const std::set<model::PropertyId>& properties);

  const model::System& system_;
  const std::vector<model::Clause>& clauses_;
  Options options_;
  std::shared_ptr<const Interrupt> interrupt_;
  Observer* observer_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::map<std::pair<model::ClauseSet, model::PropertyId>, Verdict> known_;
  std::uint32_t done_ = 0, all_ = 0; ///< checks, for the progress line
};

} // namespace chaperone::solver::explanation
