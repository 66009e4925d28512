// What all reports on an explanation share.
#include "generators/explanations/explain_report.hpp"

#include <algorithm>

namespace chaperone::explanations {

using namespace model;
using solver::explanation::Reliance;
using solver::explanation::Role;

std::string_view word_for(Role role) {
  switch (role) {
  case Role::load_bearing:
    return "load_bearing";
  case Role::shared:
    return "shared";
  case Role::idle:
    return "idle";
  case Role::needed_for_use:
    return "needed_for_use";
  case Role::no_change:
    return "no_change";
  case Role::undecided:
    break;
  }
  return "undecided";
}

std::vector<ClauseRoles> clauses_told(const ExplainReport& report) {
  const std::vector<Clause>& clauses = report.found->clauses;
  std::vector<ClauseRoles> made;
  for (std::size_t i = 0; i < clauses.size(); ++i)
    if (report.tells_of(clauses[i]))
      made.push_back({i, {}});
  for (const Reliance& each : report.found->reliances)
    for (ClauseRoles& of : made)
      if (of.clause == each.clause)
        of.roles.push_back(&each);
  std::ranges::stable_sort(made, {}, [&](const ClauseRoles& of) { return clauses[of.clause].span; });
  return made;
}

bool has_open(const ExplainReport& report) {
  return std::ranges::any_of(report.found->reliances,
                             [&](const Reliance& each) {
                               return each.role == Role::undecided &&
                                      report.tells_of(report.found->clauses[each.clause]);
                             }) ||
         std::ranges::any_of(report.found->checked.properties, [](const solver::PropertyAnswer& answer) {
           return std::holds_alternative<solver::Bounded>(answer.verdict) ||
                  std::holds_alternative<solver::Unknown>(answer.verdict);
         });
}

} // namespace chaperone::explanations
