// All that a report on `explain` says, before it is written in any format.
// Covered by tests/cli/explain_test.cpp.
#pragma once

#include "generators/explanations/violation.hpp"
#include "generators/reports/ci_cases.hpp"
#include "generators/story/text.hpp"
#include "solver/explanation/reliance.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::explanations {

/// One rule file and what its proofs rest on. Everything pointed to must outlive it.
struct ExplainReport {
  std::string file; ///< as it is told
  const solver::explanation::Explanation* found = nullptr;
  std::optional<model::RuleId> rule;                 ///< only its clauses are told
  std::map<model::PropertyId, Violation> violations; ///< of each `never` and `always` that is violated
  double seconds = 0;

  const model::System& system() const { return found->system; }
  bool tells_of(const model::Clause& clause) const { return !rule || (clause.is_in_rule() && clause.rule == *rule); }
};

/// "load_bearing", "shared", …: as JSON has it.
std::string_view word_for(solver::explanation::Role role);

/// The clauses to be told, each with what is known of it; in the order of files and lines.
struct ClauseRoles {
  std::size_t clause = 0;
  std::vector<const solver::explanation::Reliance*> roles; ///< by property
};
std::vector<ClauseRoles> clauses_told(const ExplainReport& report);

/// Properties and clauses of which something stays open.
bool has_open(const ExplainReport& report);

/// The verdicts, then what rests on each clause, then the runs that each load-bearing clause prevents. If quiet,
/// without these runs.
std::string explain_text(const ExplainReport& report, const reports::Painter& painter, bool is_quiet);
/// The run, what it needs at the start and what may be anything, and the causes, for people.
std::string violation_text(const ExplainReport& report, const solver::PropertyAnswer& answer,
                           const reports::Painter& painter);
nlohmann::ordered_json violation_json(const ExplainReport& report, const solver::PropertyAnswer& answer);
/// One document; its schema is docs/explain.schema.json.
nlohmann::ordered_json explain_json(const ExplainReport& report);
/// One note for each clause that is load-bearing, shared or idle, and what is undecided.
std::vector<reports::CiCase> explain_cases(const ExplainReport& report);

} // namespace chaperone::explanations
