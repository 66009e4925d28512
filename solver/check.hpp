// The front door of the solver: a system in, audited verdicts out.
//
//   solver::Options options;
//   solver::CheckResult result = solver::check(system, options, nullptr);
//   for (const auto& answer : result.properties) tell(answer);
//
// No answer leaves here before the interpreter has replayed its scenario or a fresh
// session has proved it again; a mismatch throws InternalError.
#pragma once

#include "model/diagnostic.hpp"
#include "model/interpreter.hpp"
#include "solver/verdict.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace chaperone::solver {

/// A fault of our own (exit 70): the encoding and its judge disagree.
class InternalError : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

/// What a question to a solver may cost before it is given up.
enum class Effort {
  full, ///< seconds: for a verdict
  some, ///< less, for one of many questions
};

/// What may answer. Chosen by whoever asks; docs/usage.md says what each is good for.
enum class Engine {
  automatic,  ///< bounded and inductive together
  inductive,  ///< proofs, and runs only as far as their base needs
  bounded,    ///< runs of growing length, and no proofs
  exhaustive, ///< the interpreter, all states of small sizes, and no solver
};

struct Options {
  std::vector<model::PropertyId> properties;        ///< empty: all
  std::uint32_t depth = 12;                         ///< most steps that are searched
  std::optional<std::chrono::milliseconds> timeout; ///< for the whole call
  std::map<model::SortId, std::uint32_t> scope;     ///< a sort's most individuals; others are not limited
  std::uint32_t seed = 0;
  Engine engine = Engine::automatic;
  std::uint32_t jobs = 2; ///< threads, at most two; the answers do not depend on it
  /// That a `possible` is impossible is tried to be proved before a run is looked for, not only after short ones: for
  /// whoever has looked for them already.
  bool proves_first = false;
  Effort effort = Effort::full;
  bool warns = true;     ///< also looks for what is worth a warning
  bool explains = false; ///< says of each rule why it keeps an invariant (Proved::keeping)
};

/// What an engine is doing right now, for a progress line and --verbose.
struct Progress {
  std::string engine;
  std::string property;
  std::uint32_t depth = 0;
};

struct PropertyAnswer {
  model::PropertyId property;
  Verdict verdict;
  double seconds = 0;
};

struct ScenarioAnswer {
  std::size_t scenario = 0; ///< index into System::scenarios
  model::Replay replay;
};

/// A reachable step that adds and removes one tuple or sets one place twice: a mistake in the rules.
struct ConflictFound {
  model::RuleId rule;
  model::Scenario scenario; ///< ends with the step
};

struct CheckResult {
  std::vector<PropertyAnswer> properties; ///< in the file's order
  std::vector<ScenarioAnswer> scenarios;
  std::vector<ConflictFound> conflicts;
  std::vector<model::Diagnostic> warnings;
  /// `assume`s and `init`s that no state satisfies: an error, and nothing else is there.
  std::vector<model::Diagnostic> errors;
  bool was_interrupted = false;
  /// Z3's memory, some 20 MB. To let go of it takes milliseconds that a process about to end can spare.
  std::vector<std::shared_ptr<void>> memory;
};

/// Told what happens while a check runs; called on the thread that called check().
class Observer {
public:
  virtual ~Observer() = default;
  virtual void on_progress(const Progress&) {}
  virtual void on_note(const std::string& /*line*/) {}                    ///< one line of --verbose
  virtual void on_excluded(model::PropertyId, std::uint32_t /*steps*/) {} ///< runs of so many steps
  virtual void on_answer(const PropertyAnswer&) {} ///< a run as soon as it is found, and once more with all answers
};

/// Decides every property, runs every scenario, and looks for what is worth a warning.
/// Cost: docs/architecture.md, "What a check costs".
CheckResult check(const model::System& system, const Options& options, Observer* observer = nullptr);

/// Asks the running checks, from any thread or a signal handler's thread, to end with what they know. Those that begin
/// later take no notice.
void request_interrupt();

} // namespace chaperone::solver
