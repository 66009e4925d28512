// The interface of all engines. The input is questions and a share of effort; the output is a verdict with its
// evidence, or where the engine stands.
//
//   const std::vector<Question> questions = …;
//   for (const Standing& standing : engine.run(questions, budget)) note(standing);
//
// Covered by tests/solver/engines_test.cpp and tests/agreement/.
#pragma once

#include "solver/api/verdict.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::solver {

/// A share of effort. The session limits the cost of a single question to a solver.
struct Budget {
  std::uint32_t number = 0; ///< of the round
  bool is_last = false;
  std::uint32_t depth = 0;              ///< runs of up to so many steps are searched
  std::uint64_t learning_questions = 0; ///< of one search for an invariant, on each instance
  int learning_conflicts = 0;           ///< of each of these questions
  std::uint64_t explicit_steps = 0;     ///< that the explicit search takes; 0: it takes no part
  bool is_before_proofs = false;        ///< what is not found now may be proved before it is asked again
};

/// Is there an initial state at all? Proved: there is none.
struct AnyStart {};
/// Does a run lead the rule into a conflict (docs/semantics.md, "Conflicts")?
struct ConflictOf {
  model::RuleId rule;
};
using Subject = std::variant<model::PropertyId, ConflictOf, AnyStart>;

/// None within these sizes; larger ones were not decided.
struct NoneWithin {
  std::map<model::SortId, std::uint32_t> sizes;
  std::string reason;
};

/// What is known of the runs that show something.
struct RunsKnown {
  std::uint32_t searched = 0;        ///< no run of fewer steps does, within small sizes
  std::uint32_t beyond = 0;          ///< no run of fewer steps does, as far as it can be said beyond these
  std::uint32_t excluded = 0;        ///< no run of fewer steps does, for any number of individuals
  std::optional<NoneWithin> limited; ///< the first length that was not excluded for every size
  std::optional<NoneWithin> small;   ///< the sizes within which `searched` holds; none: any
  std::string stopped;               ///< why nothing longer was searched in the last round
};

/// What the proofs of one question may build on. Its functions take time: call them only where needed.
class Known {
public:
  virtual ~Known() = default;
  /// The system to prove things of: the file's, or its crowd. What is proved of it holds of the file's, too.
  virtual const model::System& system() const = 0;
  virtual bool is_of_crowd() const = 0;
  /// Formulas of the file's system that hold in all reachable states; proofs() says from how many proofs.
  virtual std::vector<model::Formula> lemmas() const = 0;
  virtual std::size_t proofs() const = 0;
  /// Formulas of the file's system as formulas of system(), and back.
  virtual std::vector<model::Formula> of_system(std::vector<model::Formula> formulas) const = 0;
  virtual std::vector<model::Formula> of_file(std::vector<model::Formula> formulas) const = 0;
  /// Does no run of fewer than k steps show it, for any number of individuals, beyond every scope?
  virtual bool has_base(std::uint32_t k) const = 0;
};

struct Question {
  Subject about;
  std::string name;         ///< of the property, or of the rule
  model::Formula invariant; ///< that the property states; null for one about steps
  const RunsKnown& runs;
  const Known& known;
  std::optional<Shown> shown;      ///< a run that was found, maybe by another engine
  std::uint32_t wished = 0;        ///< something suggests a run of so many steps; 0: nothing does
  bool is_searched_enough = false; ///< do not search longer runs before more is learned
  bool takes_any_run = false;      ///< see Options::any_run
  std::string undecided_alone;     ///< why Z3 does not say whether the property by itself is kept

  /// Null where it is about something else.
  const model::PropertyId* property() const { return std::get_if<model::PropertyId>(&about); }
  bool is_conflict() const { return std::holds_alternative<ConflictOf>(about); }
  /// The longest run that is searched; where the last step counts as well, one less.
  std::uint32_t longest_run(std::uint32_t depth) const {
    const std::uint32_t most = std::max(depth, wished);
    return is_conflict() && most > 0 ? most - 1 : most;
  }
};

/// Where an engine stands with a question.
struct Standing {
  Verdict verdict = Unknown{};   ///< Shown or Proved with its evidence; else Unknown, with a reason if there is news
  bool has_given_up = false;     ///< a solver did not decide something
  std::optional<RunsKnown> runs; ///< of an engine that searches runs
  std::optional<std::uint32_t> chain;         ///< so many steps may show it, as far as was looked
  std::optional<std::string> undecided_alone; ///< where it was asked: see Question
  bool follows = false; ///< of a Proved: the invariant implies the property, which itself need not be kept
  double seconds = 0;
};

/// Keeps what it needs between its runs: sessions' encodings, what was learned, what was tried. It prints nothing and
/// does not read the options; it tells an Observer what it does.
class Engine {
public:
  virtual ~Engine() = default;
  /// Can it try something for this question within the budget? Called often, so it must cost nothing.
  virtual bool takes(const Question& question, const Budget& budget) const = 0;
  /// Works on questions for which takes() is true. Returns a standing for each, in their order.
  virtual std::vector<Standing> run(const std::vector<Question>& questions, const Budget& budget) = 0;
  /// Proofs were withdrawn: drop what rests on them.
  virtual void forget_proofs() {}
};

} // namespace chaperone::solver
