#include "records/sql/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

void SqlWriter::bind(Branch& branch, const Fact& fact, Reading reading) {
  const std::string table = alias();
  branch.from.push_back(fmt::format("{} AS {}", tables_.table(fact.symbol, reading), table));
  for (std::size_t i = 0; i < fact.slots.size(); ++i) {
    const std::string column = fmt::format("{}.c{}", table, i + 1);
    const auto* variable = std::get_if<VariableId>(&fact.slots[i]);
    if (variable == nullptr || !branch.scope.emplace(*variable, column).second)
      branch.where.push_back(fmt::format("{} = {}", column, written(fact.slots[i], branch.scope)));
  }
}

void SqlWriter::bind(Branch& branch, const Trial& trial, Reading reading) {
  std::string from = tables_.individuals(system_[trial.variable].sort);
  if (!trial.own.empty()) {
    const std::string table = alias();
    const std::string around = std::exchange(around_, fmt::format(" FROM {} AS {}", from, table));
    std::vector<std::string> where;
    for (const Condition& part : trial.own)
      where.push_back(expression(part, reading, {{trial.variable, table + ".id"}}));
    around_ = around;
    from = fmt::format("(SELECT {0}.id AS id FROM {1} AS {0} WHERE {2})", table, from, fmt::join(where, " AND "));
  }
  const std::string name = alias();
  branch.from.push_back(fmt::format("{} AS {}", from, name));
  branch.scope[trial.variable] = name + ".id";
}

std::vector<SqlWriter::Branch> SqlWriter::branches(const std::vector<VariableId>& variables, const Condition& body,
                                                   Reading reading, const Scope& scope, const std::string& from) {
  std::vector<Branch> made;
  for (const Alternative& it : planner_.alternatives(variables, {body}, reading)) {
    Branch& branch = made.emplace_back(Branch{{}, {}, scope});
    if (!from.empty())
      branch.from.push_back(from);
    for (const VariableId variable : it.bound)
      branch.scope.erase(variable);
    for (const Binding& binder : it.binders)
      std::visit(overload{
                     [&](const Fact& fact) { bind(branch, fact, reading); },
                     [&](const Trial& trial) { bind(branch, trial, reading); },
                     [&](const Alias& alias) { branch.scope[alias.variable] = written(alias.known, branch.scope); },
                 },
                 binder);
    const std::string around = std::exchange(around_, rest_of(branch));
    branch.is_deep = std::ranges::any_of(it.tests, [&](const Condition& test) { return asks_outwards(test, branch); });
    for (const Condition& test : it.tests)
      branch.where.push_back(expression(test, reading, branch.scope));
    around_ = around;
  }
  return made;
}

std::string SqlWriter::rest_of(const Branch& branch) {
  std::string text;
  if (!branch.from.empty())
    text += fmt::format(" FROM {}", fmt::join(branch.from, ", "));
  if (!branch.where.empty())
    text += fmt::format(" WHERE {}", fmt::join(branch.where, " AND "));
  return text;
}

std::string SqlWriter::select(const std::vector<VariableId>& variables, const std::vector<std::string>& columns,
                              const Condition& condition, Reading reading) {
  std::vector<std::string> selects;
  for (const Branch& branch : branches(variables, condition, reading, {})) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < variables.size(); ++i)
      values.push_back(fmt::format("{} AS {}", branch.scope.at(variables[i]), tables_.quoted(columns[i])));
    if (values.empty())
      values.emplace_back("1 AS holds");
    selects.push_back(fmt::format("SELECT DISTINCT {}{}", fmt::join(values, ", "), rest_of(branch)));
  }
  if (!selects.empty())
    return fmt::format("{}", fmt::join(selects, fmt::format(" {} ", tables_.distinct_union())));
  std::vector<std::string> values;
  for (const std::string& column : columns)
    values.push_back(fmt::format("NULL AS {}", tables_.quoted(column)));
  if (values.empty())
    values.emplace_back("1 AS holds");
  return fmt::format("SELECT {} WHERE 1 = 0", fmt::join(values, ", "));
}

} // namespace chaperone::records
