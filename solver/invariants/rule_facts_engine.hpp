// What the rules are found to keep, as lemmas of one inductive step: no search for an invariant, so
// nothing is learned anew for each property. Covered by tests/agreement/.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/observer.hpp"
#include "solver/induction/induction.hpp"
#include "solver/invariants/invariant_engine.hpp"

#include <map>
#include <memory>
#include <vector>

namespace chaperone::solver::invariants {

class RuleFactsEngine : public Engine {
public:
  RuleFactsEngine(encoding::Session& session, const model::System& system, std::shared_ptr<RuleFactsOnce> rule_facts,
                  std::shared_ptr<induction::LemmasNeeded> needed, Observer& observer)
      : session_(session), system_(system), rule_facts_(std::move(rule_facts)), needed_(std::move(needed)),
        observer_(observer) {}

  /// Again where something new is proved, or in a later round where it was not decided. Not of a crowd.
  bool takes(const solver::Question& question, const Budget& budget) const override;
  /// Takes one question at a time.
  std::vector<Standing> run(const std::vector<solver::Question>& questions, const Budget& budget) override;
  void forget_proofs() override { tries_.clear(); }

private:
  struct Try {
    std::uint32_t round = 0;
    std::size_t proofs = 0; ///< to rest on
    bool is_decided = false;
  };

  encoding::Session& session_;
  const model::System& system_;
  std::shared_ptr<RuleFactsOnce> rule_facts_;
  std::shared_ptr<induction::LemmasNeeded> needed_;
  Observer& observer_;
  std::map<model::PropertyId, Try> tries_; ///< the last
};

} // namespace chaperone::solver::invariants
