// The words that all reports on a diff share.
#include "generators/differences/diff_report.hpp"

namespace chaperone::differences {

using namespace model;
using solver::comparison::Change;

const std::string& DiffReport::name_of(const solver::comparison::ReachComparison& reach,
                                       const solver::comparison::KindOfPeople& kind, model::comparison::Side side,
                                       std::size_t variable) const {
  const SortId of_new = reach.sorts[variable];
  const SortId sort = side == model::comparison::Side::after ? of_new : *matching->sorts.of_after[of_new.index];
  return kind.run.scenario.population.names[sort.index][kind.who[variable]];
}

std::string_view word_for(Change change) {
  switch (change) {
  case Change::equivalent:
    return "equivalent";
  case Change::stricter:
    return "stricter";
  case Change::looser:
    return "looser";
  case Change::both:
    return "both";
  case Change::undecided:
    break;
  }
  return "undecided";
}

std::string_view word_for(const solver::comparison::Answer& answer) {
  return std::visit(overload{
                        [](const solver::comparison::None&) { return "none"; },
                        [](const solver::comparison::Shown&) { return "shown"; },
                        [](const solver::Bounded&) { return "bounded"; },
                        [](const solver::Unknown&) { return "unknown"; },
                    },
                    answer);
}

std::vector<std::string> lost_uses(const DiffReport& report) {
  std::vector<std::string> lost;
  for (const solver::comparison::PropertyComparison& each : report.found->properties)
    if (each.before && each.old_verdict && each.new_verdict &&
        (*report.before)[*each.before].kind == PropertyKind::possible &&
        std::holds_alternative<solver::Shown>(*each.old_verdict) &&
        std::holds_alternative<solver::Proved>(*each.new_verdict))
      lost.push_back((*report.before)[*each.before].name);
  return lost;
}

std::vector<std::string> broken_promises(const DiffReport& report) {
  std::vector<std::string> broken;
  for (const solver::comparison::PropertyComparison& each : report.found->properties)
    if (each.after && each.old_verdict && each.new_verdict &&
        (*report.after)[*each.after].kind != PropertyKind::possible &&
        !std::holds_alternative<solver::Shown>(*each.old_verdict) &&
        std::holds_alternative<solver::Shown>(*each.new_verdict))
      broken.push_back((*report.after)[*each.after].name);
  return broken;
}

} // namespace chaperone::differences
