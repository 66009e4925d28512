// The cases that are one step away. Part of auditor.hpp.
#include "records/audit/auditor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::RuleId;
using model::VariableId;

FactTable Auditor::broken_by(RuleId rule, PromiseAudit& into, const Violation& violation,
                             std::vector<WayToBreak>& ways) {
  const std::size_t width = violation.leading.size();
  FactTable found(width);
  WaysToBreak all = ways_to_break(system_, rule, violation);
  const std::string& name = system_[rule].name;
  if (!all.why_not.empty())
    into.not_ahead.push_back(fmt::format("{}: {}", name, all.why_not));
  if (!all.has_all_sets)
    into.not_ahead.push_back(fmt::format("{}: larger sets than the step needs are not tried", name));
  for (WayToBreak& way : all.ways) {
    std::set<VariableId> inner = free_in(way.condition);
    for (const VariableId variable : violation.leading)
      inner.erase(variable);
    const Condition some = exists({inner.begin(), inner.end()}, way.condition);
    SqlWriter writer(system_, tables_);
    std::vector<VariableId> everybody = violation.leading;
    everybody.insert(everybody.end(), inner.begin(), inner.end());
    if (auto many = too_many(writer.unbound(everybody, way.condition, Reading::certain))) {
      into.not_ahead.push_back(fmt::format("{}: {}", name, *many));
      continue;
    }
    std::vector<std::string> open;
    const auto rows_found = rows(writer.select_repeating(violation.leading, violation.names, some, Reading::certain),
                                 width, open, [&](std::span<const std::uint32_t> row) {
                                   return !into.broken.all.holds(row) && !into.possibly_broken.all.holds(row);
                                 });
    for (const std::string& why : open)
      into.not_ahead.push_back(fmt::format("{}: {}", name, why));
    if (!rows_found || rows_found->count() == 0)
      continue;
    for (std::size_t i = 0; i < rows_found->count(); ++i)
      found.add(rows_found->tuples().subspan(i * width, width));
    ways.push_back(std::move(way));
  }
  found.settle();
  return found;
}

std::optional<Deed> Auditor::deed_for(RuleId rule, const Violation& violation, const std::vector<WayToBreak>& ways,
                                      std::span<const std::uint32_t> people) {
  const std::vector<VariableId> parameters = system_[rule].parameters;
  for (const WayToBreak& way : ways) {
    SqlWriter writer(system_, tables_);
    std::vector<Condition> parts{way.condition};
    for (std::size_t i = 0; i < people.size(); ++i)
      writer.fix(violation.leading[i], std::to_string(people[i]));
    std::set<VariableId> inner = free_in(way.condition);
    for (const VariableId parameter : parameters)
      if (!system_[parameter].is_set)
        inner.insert(parameter);
    for (const auto& [parameter, members] : way.sets)
      for (const Slot& member : members)
        if (const auto* variable = std::get_if<VariableId>(&member))
          inner.insert(*variable);
    for (const VariableId variable : violation.leading)
      inner.erase(variable);
    const std::vector<VariableId> asked(inner.begin(), inner.end());
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < asked.size(); ++i)
      columns.push_back(fmt::format("v{}", i));
    std::map<VariableId, std::uint32_t> values;
    bool is_found = false;
    database_.query(writer.select_repeating(asked, columns, way.condition, Reading::certain),
                    [&](std::span<const std::int64_t> row) {
                      for (std::size_t i = 0; i < asked.size(); ++i)
                        values[asked[i]] = static_cast<std::uint32_t>(row[i]);
                      is_found = true;
                      return false;
                    });
    if (!is_found)
      continue;
    for (std::size_t i = 0; i < people.size(); ++i)
      values[violation.leading[i]] = people[i];
    Deed made{rule, {}};
    for (const VariableId parameter : parameters) {
      std::vector<Person>& arg = made.args.emplace_back();
      const model::SortId sort = system_[parameter].sort;
      if (!system_[parameter].is_set) {
        arg.push_back({sort, values.at(parameter)});
        continue;
      }
      for (const Slot& member : way.sets.at(parameter))
        arg.push_back({sort, std::visit(overload{
                                            [&](VariableId variable) { return values.at(variable); },
                                            [&](const Constant& constant) { return store_.number_of(constant); },
                                        },
                                        member)});
      std::ranges::sort(arg);
      arg.erase(std::unique(arg.begin(), arg.end()), arg.end());
    }
    return made;
  }
  return std::nullopt;
}

void Auditor::look_one_step_ahead(PromiseAudit& into, const Violation& violation) {
  const std::size_t width = violation.leading.size();
  FactTable all(width);
  std::vector<std::pair<FactTable, std::vector<WayToBreak>>> by_rule;
  tables_.admit_newcomers(true);
  for (std::uint32_t i = 0; i < store_.system().rules.size(); ++i) {
    std::vector<WayToBreak> ways;
    FactTable found = broken_by({i}, into, violation, ways);
    into.by_rule.push_back(found.count());
    for (std::size_t row = 0; row < found.count(); ++row)
      all.add(found.tuples().subspan(row * width, width));
    by_rule.emplace_back(std::move(found), std::move(ways));
  }
  all.settle();
  into.one_step_away = cases_of(std::move(all), width);
  std::ranges::sort(into.not_ahead);
  into.not_ahead.erase(std::unique(into.not_ahead.begin(), into.not_ahead.end()), into.not_ahead.end());
  const Cases& cases = into.one_step_away;
  for (std::size_t row = 0; row < std::min(cases.count, options_.limit.value_or(cases.count)); ++row) {
    const auto people_of = cases.all.tuples().subspan(row * width, width);
    Case it{CaseClass::one_step_away, people(violation.leading, cases.all, row), {}, {}};
    for (std::uint32_t rule = 0; rule < by_rule.size() && !it.deed; ++rule)
      if (by_rule[rule].first.holds(people_of))
        it.deed = deed_for({rule}, violation, by_rule[rule].second, people_of);
    into.listed.push_back(std::move(it));
  }
  tables_.admit_newcomers(false);
}

} // namespace chaperone::records
