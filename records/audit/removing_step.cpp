// Steps that remove a fact. Part of auditor.hpp.
#include "records/audit/auditor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace chaperone::records {

using model::RelationId;
using model::RuleId;
using model::VariableId;

namespace {

/// Rules that do little else come first.
std::vector<RuleId> by_effects(const model::System& system) {
  std::vector<std::tuple<std::size_t, std::size_t, std::uint32_t>> sorted;
  for (std::uint32_t i = 0; i < system.rules.size(); ++i) {
    std::size_t updates = 0, loops = 0;
    for (const model::Effect& effect : stated_effects(system.rules[i])) {
      updates += effect.updates.size();
      loops += effect.binders.size();
    }
    sorted.emplace_back(loops, updates, i);
  }
  std::ranges::sort(sorted);
  std::vector<RuleId> made;
  for (const auto& [loops, updates, rule] : sorted)
    made.push_back({rule});
  return made;
}

} // namespace

const Auditor::Removing& Auditor::removing(RelationId relation) {
  const auto [known, is_new] = removing_.try_emplace(relation);
  Removing& made = known->second;
  if (!is_new)
    return made;
  std::vector<Slot> slots;
  for (const model::Place& place : system_[relation].places) {
    made.absence.leading.push_back({static_cast<std::uint32_t>(system_.variables.size())});
    made.absence.names.push_back(fmt::format("x{}", slots.size()));
    system_.variables.push_back({made.absence.names.back(), place.sort, false});
    slots.emplace_back(made.absence.leading.back());
  }
  const std::vector<model::Term> terms(made.absence.leading.begin(), made.absence.leading.end());
  made.absence.told = model::negation(model::make_formula(model::Atom{relation, terms}));
  made.absence.body = negated(fact(relation, slots));
  for (const RuleId rule : by_effects(system_)) {
    WaysToBreak found = ways_to_break(system_, rule, made.absence);
    std::vector<PreparedWay> ways;
    for (WayToBreak& way : found.ways) {
      std::set<VariableId> inner = free_in(way.condition);
      for (const VariableId leading : made.absence.leading)
        inner.erase(leading);
      const Condition some = exists({inner.begin(), inner.end()}, way.condition);
      if (!too_many(question(system_, tables_, made.absence.leading, some, Reading::certain)))
        ways.push_back(prepared(rule, made.absence, std::move(way)));
    }
    if (!ways.empty())
      made.rules.emplace_back(rule, std::move(ways));
  }
  return made;
}

std::optional<Deed> Auditor::deed_removing(RelationId relation, std::span<const std::uint32_t> tuple) {
  const Removing& known = removing(relation);
  for (const auto& [rule, ways] : known.rules)
    if (auto deed = deed_for(rule, known.absence, ways, tuple))
      return deed;
  return std::nullopt;
}

} // namespace chaperone::records
