// See keeping.hpp.
#include "solver/warnings/keeping.hpp"

#include "model/facts/rule_graph.hpp"
#include "solver/encoding/unbounded_run.hpp"

#include <algorithm>
#include <iterator>

namespace chaperone::solver::warnings {

using encoding::Enums;
using encoding::InductiveStep;
using model::Formula;
using model::RuleId;

namespace {

std::vector<Keeping> keeping_with(encoding::Session& session, const model::System& system, model::PropertyId property,
                                  const std::vector<Formula>& invariant, Enums enums) {
  InductiveStep step(session, system, enums);
  for (const Formula& part : invariant)
    step.suppose_by_name(part);
  std::vector<Keeping> made;
  const auto asked = system[property].is_about_steps ? std::optional(property) : std::nullopt;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
    std::vector<Formula> touched;
    std::ranges::copy_if(invariant, std::back_inserter(touched),
                         [&](const Formula& part) { return model::can_touch(system, RuleId{rule}, part); });
    if (touched.empty() && !asked)
      continue;
    if (auto grounds = step.grounds(asked, touched, RuleId{rule}))
      made.push_back({RuleId{rule}, std::move(grounds->requirements), std::move(grounds->hypotheses)});
  }
  return made;
}

} // namespace

std::vector<Keeping> keeping(encoding::Session& session, const model::System& system, model::PropertyId property,
                             const std::vector<Formula>& invariant) {
  try {
    return keeping_with(session, system, property, invariant,
                        encoding::has_large_enum(system) ? Enums::open : Enums::closed);
  } catch (const encoding::Unsupported&) {
    return {};
  }
}

} // namespace chaperone::solver::warnings
