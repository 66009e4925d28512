// What a CI system wants to know of a `check`, a `replay` or a `conform`, before it is written in any
// of its formats: one case for each property and scenario. Covered by
// tests/generators/ci_test.cpp.
#pragma once

#include "generators/conformance/report.hpp"
#include "generators/reports/check_report.hpp"
#include "generators/reports/replay_report.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace chaperone::reports {

/// A place in a file, as CI systems show it; without a file it is nowhere.
struct CiPlace {
  std::string file;
  std::size_t line = 1, column = 1;
};

/// Undecided is never a pass. A note only says something of a line.
enum class CiOutcome { passed, failed, undecided, warning, note, mistake };

struct CiStep {
  std::string sentence; ///< "Ann starts Group1 with Bea and Cal: allowed"
  CiPlace rule;
  std::vector<std::string> who; ///< the individuals in it, in order
};

struct CiCase {
  std::string suite; ///< the system's name, or the file where there is no system
  std::string name;  ///< of the property or scenario; of a warning its code
  CiOutcome outcome = CiOutcome::passed;
  std::string message; ///< one line: "never child_meets_stranger: violated in 3 steps"
  std::string details; ///< the whole story as text; may be empty
  CiPlace place;
  std::vector<CiStep> steps; ///< of a violation or witness
  std::string fingerprint;   ///< equal for the same finding in later runs
  std::string told_in;       ///< the case before it that tells of the same flaw; else empty
  double seconds = 0;
};

/// Properties, scenarios, saved scenarios, conflicts and warnings. `accepts_bounded` lets a bounded search pass.
std::vector<CiCase> ci_cases(const CheckReport& report, bool accepts_bounded);
std::vector<CiCase> ci_cases(const ReplayReport& report);
/// One for each scenario, walk and race. Of the scenarios that show the same flaw the first tells of it.
std::vector<CiCase> ci_cases(const conformance::Report& report);
/// The mistakes of a file that could not be checked.
std::vector<CiCase> ci_cases(const std::string& file, const std::vector<model::Diagnostic>& mistakes,
                             const model::SourceSet& sources);
/// A rule file that was not read before the command ended: undecided. `why` is such as "out of time".
CiCase unread_case(const std::string& file, const std::string& why);

/// JUnit's XML, as Jenkins, GitLab and others read it: undecided is an error.
std::string junit_xml(const std::vector<CiCase>& cases);
/// SARIF 2.1.0: a violation is a result with a code flow through the rules and a stable fingerprint. Only what did not
/// pass is a result, since GitHub takes each for an alert.
std::string sarif(const std::vector<CiCase>& cases);
/// Workflow commands of GitHub Actions, one for each case that did not pass and each note.
std::string github_annotations(const std::vector<CiCase>& cases);
/// Markdown for the summary of a job: a table, and each violation with a Mermaid sequence diagram.
std::string github_summary(const std::vector<CiCase>& cases);

} // namespace chaperone::reports
