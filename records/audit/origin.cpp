#include "records/audit/origin.hpp"

#include "generators/story/story.hpp"
#include "solver/check.hpp"

#include <algorithm>

namespace chaperone::records {

void find_origins(const model::System& system, solver::Options options, Audit& found) {
  options.properties.clear();
  for (const PromiseAudit& promise : found.promises)
    if (promise.broken.count > 0)
      options.properties.push_back(promise.property);
  if (options.properties.empty())
    return;
  options.seeks_conflicts = options.warns = options.advises = false;
  const solver::CheckResult checked = solver::check(system, options);
  for (const solver::PropertyAnswer& answer : checked.properties) {
    const auto promise = std::ranges::find(found.promises, answer.property, &PromiseAudit::property);
    Origin& origin = promise->origin.emplace();
    if (std::holds_alternative<solver::Proved>(answer.verdict)) {
      origin.kind = Origin::Kind::rules_never_lead_here;
    } else if (const auto* shown = std::get_if<solver::Shown>(&answer.verdict)) {
      origin.kind = Origin::Kind::rules_lead_here;
      origin.is_smallest = shown->is_smallest;
      const model::Scenario bare = reports::bare(shown->scenario);
      for (const reports::StoryStep& step : reports::tell(system, bare, model::replay(system, bare)).steps)
        origin.story.push_back(step.sentence);
      origin.run = bare;
    }
  }
}

} // namespace chaperone::records
