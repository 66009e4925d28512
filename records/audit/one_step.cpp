// The cases that are one step away. Part of auditor.hpp.
#include "records/audit/auditor.hpp"

#include "records/joins/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::RuleId;
using model::VariableId;

Auditor::PreparedWay Auditor::prepared(RuleId rule, const Violation& violation, WayToBreak way) {
  std::set<VariableId> inner = free_in(way.condition);
  for (const VariableId parameter : system_[rule].parameters)
    if (!system_[parameter].is_set)
      inner.insert(parameter);
  for (const auto& [parameter, members] : way.sets)
    for (const Slot& member : members)
      if (const auto* variable = std::get_if<VariableId>(&member))
        inner.insert(*variable);
  for (const VariableId variable : violation.leading)
    inner.erase(variable);
  PreparedWay made{std::move(way), {inner.begin(), inner.end()}, {}};
  made.program =
      Compiler(system_, tables_).compile(violation.leading, made.asked, made.way.condition, Reading::certain);
  return made;
}

std::vector<Question> Auditor::ways_of(RuleId rule, PromiseAudit& into, const Violation& violation,
                                       std::vector<PreparedWay>& prepared) {
  std::vector<Question> made;
  WaysToBreak all = ways_to_break(system_, rule, violation, tables_.newcomers());
  const std::string& name = system_[rule].name;
  if (!all.why_not.empty())
    into.not_ahead.push_back(fmt::format("{}: {}", name, all.why_not));
  if (!all.has_all_sets)
    into.not_ahead.push_back(fmt::format("{}: larger sets than the step needs are not tried", name));
  for (WayToBreak& way : all.ways) {
    std::set<VariableId> inner = free_in(way.condition);
    for (const VariableId variable : violation.leading)
      inner.erase(variable);
    Question asked = question(system_, tables_, violation.leading, exists({inner.begin(), inner.end()}, way.condition),
                              Reading::certain);
    if (auto many = too_many(asked)) {
      into.not_ahead.push_back(fmt::format("{}: {}", name, *many));
      continue;
    }
    made.push_back(std::move(asked));
    prepared.push_back(this->prepared(rule, violation, std::move(way)));
  }
  return made;
}

std::optional<Deed> Auditor::deed_for(RuleId rule, const Violation& violation, const std::vector<PreparedWay>& ways,
                                      std::span<const std::uint32_t> people) const {
  for (const PreparedWay& way : ways) {
    std::map<VariableId, std::uint32_t> values;
    bool is_found = false;
    Run(way.program).each(people, [&](std::span<const std::uint32_t> row) {
      for (std::size_t i = 0; i < way.asked.size(); ++i)
        values[way.asked[i]] = row[i];
      for (std::size_t i = 0; i < people.size(); ++i)
        values[violation.leading[i]] = people[i];
      is_found = true;
      return false;
    });
    if (!is_found)
      continue;
    Deed made{rule, {}};
    for (const VariableId parameter : system_[rule].parameters) {
      std::vector<Person>& arg = made.args.emplace_back();
      const model::SortId sort = system_[parameter].sort;
      if (!system_[parameter].is_set) {
        arg.push_back({sort, values.at(parameter)});
        continue;
      }
      for (const Slot& member : way.way.sets.at(parameter))
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
  std::vector<std::vector<Question>> by_rule;
  std::vector<std::vector<PreparedWay>> prepared;
  tables_.admit_newcomers(true);
  for (std::uint32_t i = 0; i < store_.system().rules.size(); ++i)
    by_rule.push_back(ways_of({i}, into, violation, prepared.emplace_back()));
  GatherOptions options;
  options.most_kept = options_.limit.value_or(options.most_kept);
  options.on_progress = [&](double part) {
    options_.on_progress(fmt::format("{}: one step away: {:.0f} %", system_[into.property].name, 100 * part));
  };
  options.is_left_out = left_out(violation.leading, Reading::certain, {&into.broken.all, &into.possibly_broken.all});
  std::vector<std::string> open;
  if (auto found = rows(by_rule, violation.leading, open, options)) {
    into.by_rule = found->by_group;
    into.one_step_away = cases_of(std::move(*found));
  } else {
    into.by_rule.resize(by_rule.size());
    for (const std::string& why : open)
      into.not_ahead.push_back(fmt::format("any rule: {}", why));
  }
  std::ranges::sort(into.not_ahead);
  into.not_ahead.erase(std::unique(into.not_ahead.begin(), into.not_ahead.end()), into.not_ahead.end());
  const FactTable& listed = into.one_step_away.all;
  for (std::size_t row = 0; row < listed.count(); ++row) {
    const auto people_of = listed.tuples().subspan(row * listed.arity(), listed.arity());
    Case it{CaseClass::one_step_away, people(violation.leading, listed, row), {}, {}};
    for (std::uint32_t rule = 0; rule < by_rule.size() && !it.deed; ++rule)
      it.deed = deed_for({rule}, violation, prepared[rule], people_of);
    into.listed.push_back(std::move(it));
  }
  tables_.admit_newcomers(false);
}

} // namespace chaperone::records
