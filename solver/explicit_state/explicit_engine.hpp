// The explicit search as one engine among others: all states of small populations, by the
// interpreter. Where there are few, it is faster than any solver.
// Covered by tests/solver/strategy_test.cpp.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/interrupt.hpp"
#include "solver/api/observer.hpp"
#include "solver/explicit_state/exploration.hpp"

#include <map>
#include <vector>

namespace chaperone::solver::explicit_state {

class ExplicitEngine : public Engine {
public:
  /// Runs of up to `depth` steps. `scope` limits the named sorts' sizes.
  ExplicitEngine(const model::System& system, std::uint32_t depth, const std::map<model::SortId, std::uint32_t>& scope,
                 const Interrupt& interrupt, Observer& observer)
      : system_(system), depth_(depth), scope_(scope), interrupt_(interrupt), observer_(observer) {}

  bool takes(const Question& question, const Budget& budget) const override;
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;

private:
  RunsKnown known_of(RunsKnown runs, const ExplicitAnswer& answer) const;

  const model::System& system_;
  std::uint32_t depth_;
  const std::map<model::SortId, std::uint32_t>& scope_;
  const Interrupt& interrupt_;
  Observer& observer_;
  std::uint64_t most_steps_ = 0; ///< that were spent at once: less tells nothing new
  bool is_done_ = false;         ///< there is nothing more to say
};

} // namespace chaperone::solver::explicit_state
