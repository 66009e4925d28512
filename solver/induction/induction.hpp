// k-induction over sorts of any size: Sheeran, Singh, Stålmarck, "Checking safety
// properties using induction and a SAT-solver", FMCAD 2000. Properties that
// are proved serve as lemmas for the others; properties that need each other are
// proved together (Houdini: Flanagan, Leino, FME 2001). Covered by tests/agreement/.
#pragma once

#include "solver/encoding/session.hpp"
#include "solver/encoding/unbounded_run.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::solver::induction {

enum class Induction { holds, fails, undecided };

struct InductionAnswer {
  Induction result = Induction::undecided;
  std::optional<model::RuleId> rule; ///< that does not keep it, or that could not be decided
  std::string reason;                ///< of undecided
};

/// Does no run of fewer than k steps, over any number of individuals, show the property?
InductionAnswer base(encoding::Session& session, const model::System& system, model::PropertyId property,
                     std::uint32_t k);

/// Do all starting states satisfy these formulas? Remembers how a state starts.
class AtStart {
public:
  AtStart(encoding::Session& session, const model::System& system) : session_(session), system_(system) {}
  InductionAnswer operator()(const std::vector<model::Formula>& formulas);

private:
  encoding::Session& session_;
  const model::System& system_;
  std::map<encoding::Enums, encoding::UnboundedRun> starts_;
};

/// Does every rule, from a state that satisfies all `hypotheses`, lead to one that satisfies these formulas?
InductionAnswer kept(encoding::Session& session, const model::System& system,
                     const std::vector<model::Formula>& hypotheses, const std::vector<model::Formula>& formulas);

/// Is every state (step) that any rule leads to, from a state that satisfies the lemmas and does not show the property,
/// one that does not show it? The base, the start, is the bounded search's.
InductionAnswer one_step(encoding::Session& session, const model::System& system, model::PropertyId property,
                         const std::vector<model::Formula>& lemmas);

/// Of lemmas that are kept together, those that a proof by one_step() takes: the ones that the property rests on, those
/// that they rest on, and so on. Remembers what a lemma rests on.
class LemmasNeeded {
public:
  LemmasNeeded(encoding::Session& session, const model::System& system) : session_(session), system_(system) {}

  /// All of them where Z3 does not say. Cost: for each rule, a question for each lemma that is needed.
  std::vector<model::Formula> of(model::PropertyId property, const std::vector<model::Formula>& lemmas);

private:
  using Formulas = std::vector<model::Formula>;
  const Formulas& of_lemma(const model::Formula& lemma, const Formulas& lemmas);

  encoding::Session& session_;
  const model::System& system_;
  std::vector<std::pair<model::Formula, Formulas>> known_; ///< what each lemma rests on
};

/// Does no state that satisfies the lemmas show the property (one that is not about steps)?
InductionAnswer implied(encoding::Session& session, const model::System& system, model::PropertyId property,
                        const std::vector<model::Formula>& lemmas);

/// The same for runs of k steps. One question over all sequences of rules; its cost grows quickly with k.
InductionAnswer many_steps(encoding::Session& session, const model::System& system, model::PropertyId property,
                           std::uint32_t k, const std::vector<model::Formula>& lemmas);

/// The largest subset of `candidates` that is inductive together, with the lemmas.
std::vector<model::PropertyId> inductive_subset(encoding::Session& session, const model::System& system,
                                                std::vector<model::PropertyId> candidates,
                                                const std::vector<model::Formula>& lemmas);

/// The largest part of `candidates` that holds at the start and that every rule keeps, with the lemmas.
std::vector<model::Formula> kept_together(encoding::Session& session, const model::System& system,
                                          std::vector<model::Formula> candidates,
                                          const std::vector<model::Formula>& lemmas);

} // namespace chaperone::solver::induction
