// Pairs of updates in one rule that could write against each other: the static
// part of docs/semantics.md, "Conflicts".
#pragma once

#include "model/rules/system.hpp"

namespace chaperone::solver::encoding {

struct ClashingUpdate {
  const model::Effect* effect;
  const model::Update* update;
};

/// Two updates that could add and remove one tuple, or set one place to two values.
bool can_clash(const ClashingUpdate& one, const ClashingUpdate& other);

/// Calls `found` with every such pair of the rule; an adding update comes first. A `set` with `for` variables can clash
/// with itself.
template <class Found> void for_each_possible_clash(const model::Rule& rule, Found found) {
  std::vector<ClashingUpdate> updates;
  for (const model::Effect& effect : rule.effects)
    for (const model::Update& update : effect.updates)
      if (!effect.is_upkeep)
        updates.push_back({&effect, &update});
  for (std::size_t i = 0; i < updates.size(); ++i)
    for (std::size_t j = 0; j < updates.size(); ++j)
      if (can_clash(updates[i], updates[j]) && (i <= j || std::holds_alternative<model::AddTuple>(*updates[i].update)))
        found(updates[i], updates[j]);
}

} // namespace chaperone::solver::encoding
