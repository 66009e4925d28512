// Questions about the checked model that its tables alone answer.
// Covered by tests/model/formula_test.cpp.
#include "model/rules/system.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model {

SortId sort_of(const System& system, const Term& term) {
  return std::visit(
      overload{
          [&](VariableId variable) { return system[variable].sort; },
          [](const Value& value) { return value.sort; },
          [&](const std::shared_ptr<const Application>& application) { return system[application->function].result; },
      },
      term);
}

std::span<const Effect> stated_effects(const Rule& rule) {
  const auto first = std::ranges::find_if(rule.effects, &Effect::is_upkeep);
  return {rule.effects.begin(), first};
}

std::vector<Formula> asked_by_can(const Rule& rule) {
  std::vector<Formula> result;
  for (const Requirement& requirement : rule.requirements)
    result.push_back(requirement.formula);
  for (const MayRefuse& refusable : rule.may_refuse)
    result.push_back(refusable.unless);
  return result;
}

bool is_written(const System& system, Span span) {
  return system.sources && span.begin != span.end && span.file.index < system.sources->size();
}

std::string place_of(const System& system, Span span) {
  if (!is_written(system, span))
    return {};
  return fmt::format("{}:{}", visible(system.sources->file(span.file).path()), system.sources->locate(span).line);
}

} // namespace chaperone::model
