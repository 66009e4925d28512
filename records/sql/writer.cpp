#include "records/sql/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

std::string SqlWriter::written(const Slot& slot, const Scope& scope) const {
  return std::visit(overload{
                        [&](VariableId variable) { return scope.at(variable); },
                        [&](const Constant& constant) { return tables_.literal(constant); },
                    },
                    slot);
}

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
    std::vector<std::string> where;
    for (const Condition& part : trial.own)
      where.push_back(expression(part, reading, {{trial.variable, table + ".id"}}));
    from = fmt::format("(SELECT {0}.id AS id FROM {1} AS {0} WHERE {2})", table, from, fmt::join(where, " AND "));
  }
  const std::string name = alias();
  branch.from.push_back(fmt::format("{} AS {}", from, name));
  branch.scope[trial.variable] = name + ".id";
}

std::vector<SqlWriter::Branch> SqlWriter::branches(const std::vector<VariableId>& variables, const Condition& body,
                                                   Reading reading, const Scope& scope) {
  std::vector<Branch> made;
  for (const Alternative& it : planner_.alternatives(variables, {body}, reading)) {
    Branch& branch = made.emplace_back(Branch{{}, {}, scope});
    for (const VariableId variable : it.bound)
      branch.scope.erase(variable);
    for (const Binding& binder : it.binders)
      std::visit(overload{
                     [&](const Fact& fact) { bind(branch, fact, reading); },
                     [&](const Trial& trial) { bind(branch, trial, reading); },
                     [&](const Alias& alias) { branch.scope[alias.variable] = written(alias.known, branch.scope); },
                 },
                 binder);
    for (const Condition& test : it.tests)
      branch.where.push_back(expression(test, reading, branch.scope));
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

std::string SqlWriter::has_row(const Fact& fact, std::size_t slots, Reading reading, const Scope& scope) {
  const std::string table = alias();
  std::vector<std::string> where;
  for (std::size_t i = 0; i < slots; ++i)
    where.push_back(fmt::format("{}.c{} = {}", table, i + 1, written(fact.slots[i], scope)));
  return fmt::format("EXISTS (SELECT 1 FROM {} AS {}{}{})", tables_.table(fact.symbol, reading), table,
                     where.empty() ? "" : " WHERE ", fmt::join(where, " AND "));
}

std::string SqlWriter::holds(const Fact& fact, Reading reading, const Scope& scope) {
  if (planner_.is_order(fact.symbol)) {
    const auto sort = system_[std::get<model::RelationId>(fact.symbol)].places.front().sort;
    return tables_.less(sort, written(fact.slots[0], scope), written(fact.slots[1], scope), reading);
  }
  if (tables_.is_missing(fact.symbol))
    return reading == Reading::certain ? "1 = 0" : "1 = 1";
  const bool is_function = std::holds_alternative<model::FunctionId>(fact.symbol);
  if (!is_function || reading == Reading::certain || !tables_.has_doubts(fact.symbol))
    return has_row(fact, fact.slots.size(), reading, scope);
  return fmt::format("({} OR NOT {})", has_row(fact, fact.slots.size(), Reading::certain, scope),
                     has_row(fact, fact.slots.size() - 1, Reading::certain, scope));
}

std::string SqlWriter::counted(const AtLeast& it, Reading reading, const Scope& scope) {
  const auto ways = branches(it.variables, it.body, reading, scope);
  if (ways.empty())
    return "1 = 0";
  // An aggregate of nothing but columns from outside would belong to the query there.
  const auto is_own = [&](const Branch& branch) {
    const std::string& column = branch.scope.at(it.variables.front());
    return std::ranges::any_of(branch.from, [&](const std::string& from) {
      return from.ends_with(" AS " + column.substr(0, column.find('.')));
    });
  };
  if (ways.size() == 1 && it.variables.size() == 1 && is_own(ways.front()))
    return fmt::format("(SELECT COUNT(DISTINCT {}){}) >= {}", ways.front().scope.at(it.variables.front()),
                       rest_of(ways.front()), it.count);
  std::vector<std::string> selects;
  for (const Branch& branch : ways) {
    std::vector<std::string> columns;
    for (const VariableId variable : it.variables)
      columns.push_back(fmt::format("{} AS v{}", branch.scope.at(variable), columns.size() + 1));
    selects.push_back(fmt::format("SELECT DISTINCT {}{}", fmt::join(columns, ", "), rest_of(branch)));
  }
  return fmt::format("(SELECT COUNT(*) FROM ({}) AS {}) >= {}",
                     fmt::join(selects, fmt::format(" {} ", tables_.distinct_union())), alias(), it.count);
}

std::string SqlWriter::expression(const Condition& condition, Reading reading, const Scope& scope) {
  const auto joined = [&](const std::vector<Condition>& parts, const char* word) {
    std::vector<std::string> made;
    for (const Condition& part : parts)
      made.push_back(expression(part, reading, scope));
    return fmt::format("({})", fmt::join(made, word));
  };
  return std::visit(
      overload{
          [](const Truth& it) { return std::string(it.value ? "1 = 1" : "1 = 0"); },
          [&](const Fact& it) { return holds(it, reading, scope); },
          [&](const Same& it) { return fmt::format("{} = {}", written(it.left, scope), written(it.right, scope)); },
          [&](const Negated& it) {
            if (const auto* equal = std::get_if<Same>(&it.body->kind))
              return fmt::format("{} <> {}", written(equal->left, scope), written(equal->right, scope));
            return fmt::format("NOT {}", expression(it.body, opposite(reading), scope));
          },
          [&](const Every& it) { return joined(it.parts, " AND "); },
          [&](const Either& it) { return joined(it.parts, " OR "); },
          [&](const Exists& it) {
            std::vector<std::string> ways;
            for (const Branch& branch : branches(it.variables, it.body, reading, scope))
              ways.push_back(branch.from.empty() && !branch.where.empty()
                                 ? fmt::format("({})", fmt::join(branch.where, " AND "))
                                 : fmt::format("EXISTS (SELECT 1{})", rest_of(branch)));
            if (ways.empty())
              return std::string("1 = 0");
            return ways.size() == 1 ? ways.front() : fmt::format("({})", fmt::join(ways, " OR "));
          },
          [&](const AtLeast& it) { return counted(it, reading, scope); },
      },
      condition->kind);
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
