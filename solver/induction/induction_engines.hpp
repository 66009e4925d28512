// Induction as engines: by one step, of several properties together, by several steps; and
// that no state leads a rule into a conflict. Covered by tests/solver/strategy_test.cpp
// and tests/agreement/.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/observer.hpp"
#include "solver/induction/induction.hpp"

#include <map>
#include <memory>
#include <vector>

namespace chaperone::solver::induction {

/// The property by itself, then with what was proved before, then with what rules require of numbers.
class OneStep : public Engine {
public:
  OneStep(encoding::Session& session, const model::System& system, std::shared_ptr<LemmasNeeded> needed,
          Observer& observer)
      : session_(session), system_(system), needed_(std::move(needed)), observer_(observer) {}

  /// Again where something new is proved, or in a later round where it was not decided.
  bool takes(const Question& question, const Budget& budget) const override;
  /// Takes one question at a time.
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;
  void forget_proofs() override { tries_.clear(); }

private:
  struct Try {
    std::uint32_t round = 0;
    std::size_t proofs = 0; ///< to rest on
    bool fails = false;     ///< else it was not decided
  };
  bool is_new(const Question& question, const Budget& budget) const;
  bool follows(const Question& question, std::vector<model::Formula>& used);
  InductionAnswer ask(const Question& question, bool is_first, std::vector<model::Formula>& used, Standing& standing);

  encoding::Session& session_;
  const model::System& system_;
  std::shared_ptr<LemmasNeeded> needed_;
  Observer& observer_;
  std::map<model::PropertyId, Try> tries_; ///< the last
};

/// Properties that are inductive only together.
class Together : public Engine {
public:
  Together(encoding::Session& session, const model::System& system, std::shared_ptr<LemmasNeeded> needed)
      : session_(session), system_(system), needed_(std::move(needed)) {}

  /// None that is `possible`.
  bool takes(const Question& question, const Budget& budget) const override;
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;

private:
  encoding::Session& session_;
  const model::System& system_;
  std::shared_ptr<LemmasNeeded> needed_;
};

/// With what was proved before, by one step more in each round.
class ManySteps : public Engine {
public:
  ManySteps(encoding::Session& session, const model::System& system, Observer& observer)
      : session_(session), system_(system), observer_(observer) {}

  /// None that is `possible`, and no more steps than runs were excluded.
  bool takes(const Question& question, const Budget& budget) const override;
  /// Takes one question at a time.
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;

private:
  std::uint32_t next(const Question& question) const;

  encoding::Session& session_;
  const model::System& system_;
  Observer& observer_;
  std::map<model::PropertyId, std::uint32_t> decided_; ///< the largest k
};

/// Is there a state, as far as the proofs tell, that takes a rule into a conflict? Proved: there is none.
class NoConflict : public Engine {
public:
  NoConflict(encoding::Session& session, const model::System& system, Observer& observer)
      : session_(session), system_(system), observer_(observer) {}

  bool takes(const Question& question, const Budget& budget) const override;
  std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) override;

private:
  encoding::Session& session_;
  const model::System& system_;
  Observer& observer_;
};

} // namespace chaperone::solver::induction
