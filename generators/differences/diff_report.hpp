// All that a report on `diff` says, before it is written in any format.
// Covered by tests/generators/diff_report_test.cpp.
#pragma once

#include "generators/reports/ci_cases.hpp"
#include "generators/story/text.hpp"
#include "solver/comparison/compare.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace chaperone::differences {

/// A run that the old rules take and the new ones do not, found to cover something of the old rules.
struct LostRun {
  std::string claim; ///< what it was for: "befriend is taken"
  model::Span where; ///< of that, in the old file
  model::Scenario run;
  std::size_t step = 1; ///< that the new rules do not take, counted from 1
};
/// For each rule and each requirement of the old file a run that covers it, if small groups have one; those that the
/// new rules do not take. Cost: small groups are explored, and each run is replayed.
std::vector<LostRun> list_lost_runs(const model::System& before, const model::System& after,
                                    const model::comparison::Matching& matching,
                                    const solver::comparison::Comparison& found, const solver::Options& options);

/// Two rule files and how they differ. Everything pointed to must outlive it.
struct DiffReport {
  const model::System* before = nullptr;
  const model::System* after = nullptr;
  std::string old_file, new_file; ///< as they are told
  const model::comparison::Matching* matching = nullptr;
  const solver::comparison::Comparison* found = nullptr;
  std::vector<LostRun> lost_runs = {};
  double seconds = 0;

  const model::System& system(model::comparison::Side side) const {
    return side == model::comparison::Side::before ? *before : *after;
  }
  const std::string& file(model::comparison::Side side) const {
    return side == model::comparison::Side::before ? old_file : new_file;
  }
  /// Who stands for a variable of what is reached, in a run of that side.
  const std::string& name_of(const solver::comparison::ReachComparison& reach,
                             const solver::comparison::KindOfPeople& kind, model::comparison::Side side,
                             std::size_t variable) const;
};

/// "equivalent", "stricter", "looser", "both" or "undecided".
std::string_view word_for(solver::comparison::Change change);
/// "none", "shown", "bounded" or "unknown".
std::string_view word_for(const solver::comparison::Answer& answer);

/// What the old rules witness and the new ones prove impossible, by name.
std::vector<std::string> lost_uses(const DiffReport& report);

/// Each `never` and `always` of the new file that was not broken under the old rules and is under the new, by name.
std::vector<std::string> broken_promises(const DiffReport& report);

/// The verdict line first, then rule by rule what differs, each with its smallest run. If quiet, the lines alone.
std::string diff_text(const DiffReport& report, const reports::Painter& painter, bool is_quiet);
/// A comment for a pull request: the verdict first, then a table, and each story folded.
std::string diff_markdown(const DiffReport& report);
/// For CI systems: the verdict, each rule's changes, each property. What `forbidden` (looser, stricter, any or empty)
/// does not forbid passes.
std::vector<reports::CiCase> diff_cases(const DiffReport& report, const std::string& forbidden);
/// One document; its schema is docs/diff.schema.json.
nlohmann::ordered_json diff_json(const DiffReport& report);

} // namespace chaperone::differences
