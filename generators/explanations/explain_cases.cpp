// What CI systems show of an explanation beside the lines of a rule file.
#include "generators/explanations/explain_report.hpp"

#include "generators/reports/check_report.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::explanations {

using namespace model;
using reports::CiCase;
using reports::CiOutcome;
using solver::explanation::Reliance;
using solver::explanation::Role;

namespace {

CiCase case_at(const ExplainReport& report, Span span, std::string name, CiOutcome outcome, std::string message) {
  const System& system = report.system();
  CiCase made;
  made.suite = system.name;
  made.name = std::move(name);
  made.outcome = outcome;
  made.message = std::move(message);
  if (is_written(system, span)) {
    const Location at = system.sources->locate(span);
    made.place = {system.sources->file(span.file).path(), at.line, at.column};
  }
  return made;
}

std::vector<std::string> names_with(const ExplainReport& report, const ClauseRoles& told, Role role) {
  std::vector<std::string> names;
  for (const Reliance* each : told.roles)
    if (each->role == role)
      names.push_back(report.system()[each->property].name);
  return names;
}

} // namespace

std::vector<CiCase> explain_cases(const ExplainReport& report) {
  const System& system = report.system();
  std::vector<CiCase> made;
  for (const solver::PropertyAnswer& answer : report.found->checked.properties) {
    const Property& property = system[answer.property];
    const reports::Finding finding = reports::finding_of(property, answer.verdict);
    const bool is_bad = finding == reports::Finding::violated || finding == reports::Finding::impossible;
    const bool is_open = finding == reports::Finding::bounded || finding == reports::Finding::unknown;
    made.push_back(
        case_at(report, property.span, property.name,
                is_bad    ? CiOutcome::failed
                : is_open ? CiOutcome::undecided
                          : CiOutcome::passed,
                fmt::format("{} {}: {}", reports::word_for(property), property.name, reports::word_for(finding))));
    made.back().fingerprint = property.name;
  }
  for (const ClauseRoles& told : clauses_told(report)) {
    const Clause& clause = report.found->clauses[told.clause];
    const std::string words = words_of(system, clause);
    const std::string in_rule = clause.is_in_rule() ? system[clause.rule].name : "start";
    const auto add = [&](Role role, CiOutcome outcome, std::string_view message) {
      const std::vector<std::string> names = names_with(report, told, role);
      if (names.empty())
        return;
      made.push_back(case_at(report, clause.span, std::string(word_for(role)), outcome,
                             fmt::format("{} {}: `{}`", message, list_names(names), words)));
      made.back().fingerprint = fmt::format("{}/{}/{}", word_for(role), in_rule, words);
    };
    add(Role::load_bearing, CiOutcome::note, "load-bearing for");
    add(Role::shared, CiOutcome::note, "shared, for");
    add(Role::needed_for_use, CiOutcome::note, "needed for the use of");
    add(Role::undecided, CiOutcome::undecided, "not decided for");
    const bool is_idle = !told.roles.empty() && std::ranges::all_of(told.roles, [](const Reliance* each) {
      return each->role == Role::idle || each->role == Role::no_change;
    });
    if (is_idle && clause.kind == Clause::Kind::requirement) {
      made.push_back(case_at(report, clause.span, "idle", CiOutcome::note,
                             fmt::format("idle, no proof rests on it: `{}`", words)));
      made.back().fingerprint = fmt::format("idle/{}/{}", in_rule, words);
    }
  }
  return made;
}

} // namespace chaperone::explanations
