// See runs_without.hpp.
#include "solver/explanation/runs_without.hpp"

#include "model/rules/claims.hpp"
#include "solver/api/errors.hpp"
#include "solver/check.hpp"
#include "solver/evidence/evidence.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::explanation {

using namespace model;

namespace {

/// That the property is shown while the clauses of `removed` are off and all others are on.
Property shown_without(const System& system, const Switched& switched, const RunWanted& wanted) {
  const Property& property = system[wanted.property];
  Property made = property;
  made.kind = property.kind == PropertyKind::possible ? PropertyKind::possible : PropertyKind::never;
  std::vector<Formula> parts;
  for (const auto& [clause, relation] : switched.off) {
    const Formula is_off = make_formula(Atom{relation, {}});
    parts.push_back(wanted.removed.contains(clause) ? is_off : negation(is_off));
  }
  parts.push_back(shown_where(property));
  made.formula = conjunction(std::move(parts));
  return made;
}

/// Leaves out what says which clauses are off.
Scenario of_rules(const System& system, Scenario scenario) {
  std::erase_if(scenario.given, [&](const Given& given) {
    const auto* tuple = std::get_if<GivenTuple>(&given);
    return tuple && tuple->relation.index >= system.relations.size();
  });
  return scenario;
}

RunsWithout runs_in(const CheckResult& result, PropertyId property) {
  for (const PropertyAnswer& answer : result.properties) {
    if (answer.property != property)
      continue;
    if (const auto* shown = std::get_if<Shown>(&answer.verdict))
      return {*shown, 0};
    if (const auto* bounded = std::get_if<Bounded>(&answer.verdict))
      return {std::nullopt, bounded->steps + 1};
  }
  return {};
}

} // namespace

bool can_be_switched(const std::vector<Clause>& clauses, const ClauseSet& removed) {
  return std::ranges::all_of(removed, [&](std::size_t each) { return clauses[each].is_in_rule(); });
}

std::vector<RunsWithout> runs_without(const System& system, const std::vector<Clause>& clauses,
                                      const std::vector<RunWanted>& wanted, const Options& options) {
  Options asked = options;
  asked.engine = EngineChoice::bounded;
  // What looks at the run says something else of the rules with each clause that is left out.
  if (wanted.size() == 1 || model::looks_at_runs(system)) {
    std::vector<RunsWithout> made;
    for (const RunWanted& each : wanted) {
      asked.properties = {each.property};
      made.push_back(runs_in(check(without(system, clauses, each.removed), asked), each.property));
    }
    return made;
  }
  ClauseSet all;
  for (const RunWanted& each : wanted)
    all.insert(each.removed.begin(), each.removed.end());
  Switched switched = with_switches(system, clauses, all);
  const std::size_t first = switched.system.properties.size();
  asked.properties.clear();
  for (const RunWanted& each : wanted) {
    asked.properties.push_back(PropertyId{static_cast<std::uint32_t>(switched.system.properties.size())});
    switched.system.properties.push_back(shown_without(system, switched, each));
  }
  const CheckResult result = check(switched.system, asked);
  std::vector<RunsWithout> made;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    std::optional<Shown>& shown =
        made.emplace_back(runs_in(result, PropertyId{static_cast<std::uint32_t>(first + i)})).run;
    if (!shown)
      continue;
    shown->scenario = of_rules(system, std::move(shown->scenario));
    if (const auto objection = evidence::object_to(without(system, clauses, wanted[i].removed),
                                                   system[wanted[i].property], shown->scenario))
      throw InternalError(fmt::format("the run found for `{}` without some clauses was not confirmed: {}",
                                      system[wanted[i].property].name, *objection));
  }
  return made;
}

} // namespace chaperone::solver::explanation
