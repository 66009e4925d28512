// Runs of a given length over at most so many individuals: found, measured
// and read back as scenarios. Propositional; a SAT solver decides each question.
//
//   FiniteRun run(session, system, sizes);
//   run.extend();                                  // one step
//   if (run.find(Shows{id}, {}).answer == Answer::satisfiable) tell(run.scenario());
//
// Covered by tests/agreement/.
#pragma once

#include "solver/encoding/session.hpp"
#include "solver/encoding/target.hpp"

#include <memory>
#include <vector>

namespace chaperone::solver::encoding {

class FiniteRun {
public:
  /// `sizes` gives each sort's most individuals (of an enum: the number of its values).
  /// With `most_conjunctions`, whatever makes formulas throws TooLarge once there would be more, and the run is of no
  /// use any more. Throws Interrupted.
  FiniteRun(Session& session, const model::System& system, std::vector<std::uint32_t> sizes,
            std::uint64_t most_conjunctions = 0);
  ~FiniteRun();
  FiniteRun(FiniteRun&&) noexcept;
  FiniteRun& operator=(FiniteRun&&) noexcept;

  const std::vector<std::uint32_t>& sizes() const;
  /// Adds one step, by any rule. Cost: the tuples that requirements ask for, times the updates that may write them.
  void extend();
  /// Adds one step, by one of these rules.
  void extend(const std::vector<model::RuleId>& rules);
  std::uint32_t steps() const;
  /// From now on a question that takes more conflicts is given up, and one that takes more choices to write out throws
  /// Unsupported; of `settings`, the two limits that begin with `finite`.
  void limit(const Settings& settings);

  /// Is there a run of exactly `steps()` steps that hits the target, within the limits?
  Reply find(const Target& target, const Limits& limits);
  /// Of the last run found.
  const Measures& measures() const;
  /// The last run found: its start and steps, outcomes left open. For a rule's target, with that step.
  const model::Scenario& scenario() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace chaperone::solver::encoding
