// All that a report on `check` says, before it is written in any format; and the words
// and numbers that every format shares. Covered by tests/generators/check_report_test.cpp.
#pragma once

#include "solver/check.hpp"

#include <string>
#include <vector>

namespace chaperone::reports {

/// A saved scenario that was replayed before the search.
struct SavedReplay {
  std::string name;
  std::string file;
  std::shared_ptr<const model::System> system; ///< keeps the sources of the spans; may differ from the report's
  std::optional<model::ScenarioFailure> failure;
};

/// The outcome of checking one rule file. The system and the result must outlive it.
struct CheckReport {
  const model::System* system = nullptr;
  std::string file; ///< as it was named on the command line
  const solver::CheckResult* result = nullptr;
  std::vector<model::Diagnostic> warnings; ///< the front end's; those of the solver are in `result`
  std::vector<SavedReplay> saved;
  double seconds = 0;
};

/// What a verdict is called for a property of that kind.
enum class Finding { violated, proved, witnessed, impossible, bounded, unknown };
Finding finding_of(const model::Property& property, const solver::Verdict& verdict);
std::string_view word_for(Finding finding);
std::string_view word_for(model::PropertyKind kind);
/// The word that it is declared with.
std::string_view word_for(const model::Property& property);
/// The property on one line, as its file says it: `undoable out for u: User = … to … by leave`.
std::string as_written(const model::System& system, const model::Property& property);

/// A proof's invariant as it is told: the property's claim first where the proof shows that by itself.
std::vector<model::Formula> told_invariant(const model::System& system, const model::Property& property,
                                           const solver::Proved& proved);

/// A part of an invariant as it is told: what a property of the file states goes by that property's name.
std::string part_of_invariant(const model::System& system, const model::Property& asked, const model::Formula& part);

/// How often each outcome occurs.
struct Tally {
  std::size_t violated = 0, proved = 0, witnessed = 0, impossible = 0, bounded = 0, unknown = 0;
  std::size_t passed = 0, failed = 0;          ///< scenarios
  std::size_t replayed = 0, replay_failed = 0; ///< saved scenarios
  std::size_t conflicts = 0;
  std::size_t undecided_conflicts = 0; ///< rules of which a conflict was neither found nor ruled out
  bool has_findings() const { return violated + impossible + failed + replay_failed > 0; }
};
Tally tally(const CheckReport& report);

/// The report's own warnings, then the front end's and the solver's, in source order.
std::vector<model::Diagnostic> all_warnings(const CheckReport& report);

/// Of a rule file that was not read before the command ended; `why` is such as "out of time".
std::string unread_in_words(const std::string& file, const std::string& why);

/// "Users and Groups": the system's sorts, not its enums; "individuals" where there is none to name.
std::string sorts_in_words(const model::System& system);
/// "5 Users and 1 Group".
std::string sizes_in_words(const model::System& system, const std::map<model::SortId, std::uint32_t>& sizes);

} // namespace chaperone::reports
