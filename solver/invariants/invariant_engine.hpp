// The search for invariants as an engine: one way of looking for each property, which goes on
// where it was given up. Covered by tests/solver/learning_test.cpp and tests/agreement/.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/observer.hpp"
#include "solver/invariants/invariant_search.hpp"
#include "solver/invariants/rule_facts.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace chaperone::solver::invariants {

/// One way to look for an invariant (see InvariantSearch).
struct Way {
  bool is_whole = false;
  Facts facts = Facts::none;
};

/// What the rules of a system are found to keep: asked for once, by whichever engine needs it first.
class RuleFactsOnce {
public:
  RuleFactsOnce(encoding::Session& session, const model::System& system, Observer& observer)
      : session_(session), system_(system), observer_(observer) {}
  const RuleFacts& get();

private:
  encoding::Session& session_;
  const model::System& system_;
  Observer& observer_;
  std::optional<RuleFacts> found_;
};

class InvariantEngine : public Engine {
public:
  InvariantEngine(encoding::Session& session, Way way, std::shared_ptr<RuleFactsOnce> rule_facts, std::uint32_t seed,
                  Observer& observer)
      : session_(session), way_(way), rule_facts_(std::move(rule_facts)), seed_(seed), observer_(observer) {}

  bool takes(const solver::Question& question, const Budget& budget) const override;
  /// Takes one question at a time.
  std::vector<Standing> run(const std::vector<solver::Question>& questions, const Budget& budget) override;

private:
  struct Learning {
    InvariantProgress progress;
    bool is_exhausted = false;                  ///< more effort teaches nothing more
    std::optional<std::uint64_t> too_large_for; ///< this limit of the session's; with another it may not be
    std::uint32_t given_up = 0;                 ///< so often a limit was reached: then another seed is tried
  };

  std::vector<model::Formula> known_facts(const solver::Question& question);

  encoding::Session& session_;
  Way way_;
  std::shared_ptr<RuleFactsOnce> rule_facts_;
  std::uint32_t seed_;
  Observer& observer_;
  std::map<model::PropertyId, Learning> learnings_;
};

} // namespace chaperone::solver::invariants
