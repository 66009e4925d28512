// All that a report on `diff` says, before it is written in any format.
// Covered by tests/generators/diff_report_test.cpp.
#pragma once

#include "generators/story/text.hpp"
#include "solver/comparison/compare.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace chaperone::differences {

/// Two rule files and how they differ. Everything pointed to must outlive it.
struct DiffReport {
  const model::System* before = nullptr;
  const model::System* after = nullptr;
  std::string old_file, new_file; ///< as they are told
  const model::comparison::Matching* matching = nullptr;
  const solver::comparison::Comparison* found = nullptr;
  double seconds = 0;

  const model::System& system(model::comparison::Side side) const {
    return side == model::comparison::Side::before ? *before : *after;
  }
  const std::string& file(model::comparison::Side side) const {
    return side == model::comparison::Side::before ? old_file : new_file;
  }
};

/// "equivalent", "stricter", "looser", "both" or "undecided".
std::string_view word_for(solver::comparison::Change change);
/// "none", "shown", "bounded" or "unknown".
std::string_view word_for(const solver::comparison::Answer& answer);

/// What the old rules witness and the new ones prove impossible, by name.
std::vector<std::string> lost_uses(const DiffReport& report);

/// The verdict line first, then rule by rule what differs, each with its smallest run. If quiet, the lines alone.
std::string diff_text(const DiffReport& report, const reports::Painter& painter, bool is_quiet);
/// One document; its schema is docs/diff.schema.json.
nlohmann::ordered_json diff_json(const DiffReport& report);

} // namespace chaperone::differences
