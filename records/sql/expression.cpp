// Conditions as expressions of WHERE. Covered by tests/records/sql_test.cpp and tests/dialects/.
//
// Where a subquery may not ask for columns of queries further out, what it asks for comes to it: a table of all that
// the query around has there stands first in its FROM (Seshadri, Pirahesh and Leung, "Complex Query Decorrelation",
// 1996), and the query around looks itself up in what comes out.
#include "records/sql/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

namespace {

/// Of a table, and no constant.
bool is_column(const std::string& text) {
  return text.front() == 't' && text.find('.') != std::string::npos;
}

/// Has this query the column in a table of its own?
bool has_column(const std::vector<std::string>& from, const std::string& column) {
  return std::ranges::any_of(
      from, [&](const std::string& it) { return it.ends_with(" AS " + column.substr(0, column.find('.'))); });
}

std::vector<std::string> numbered(std::size_t count, std::string_view format) {
  std::vector<std::string> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(fmt::format(fmt::runtime(format), i + 1));
  return made;
}

} // namespace

std::string SqlWriter::written(const Slot& slot, const Scope& scope) const {
  return std::visit(overload{
                        [&](VariableId variable) { return scope.at(variable); },
                        [&](const Constant& constant) { return tables_.literal(constant); },
                    },
                    slot);
}

/// Would a subquery in the condition ask for a column of a query around that of the branch?
bool SqlWriter::asks_outwards(const Condition& condition, const Branch& branch) const {
  const auto any = [&](const std::vector<Condition>& parts) {
    return std::ranges::any_of(parts, [&](const Condition& part) { return asks_outwards(part, branch); });
  };
  const auto subquery = [&] {
    return std::ranges::any_of(free_in(condition), [&](VariableId variable) {
      const std::string& text = branch.scope.at(variable);
      return is_column(text) && !has_column(branch.from, text);
    });
  };
  return std::visit(overload{
                        [](const Truth&) { return false; },
                        [&](const Fact& it) { return !planner_.is_order(it.symbol) && subquery(); },
                        [](const Same&) { return false; },
                        [&](const Negated& it) { return asks_outwards(it.body, branch); },
                        [&](const Every& it) { return any(it.parts); },
                        [&](const Either& it) { return any(it.parts); },
                        [&](const Exists&) { return subquery(); },
                        [&](const AtLeast&) { return subquery(); },
                        [&](const Chain&) { return subquery(); },
                    },
                    condition->kind);
}

SqlWriter::Surroundings SqlWriter::surroundings_of(const Condition& condition, const Scope& scope) {
  Surroundings made;
  const std::string table = alias();
  for (const VariableId variable : free_in(condition)) {
    const std::string& text = scope.at(variable);
    if (!is_column(text)) {
      made.scope[variable] = text;
      continue;
    }
    const auto found = std::ranges::find(made.columns, text);
    made.scope[variable] = fmt::format("{}.v{}", table, found - made.columns.begin() + 1);
    if (found == made.columns.end())
      made.columns.push_back(text);
  }
  std::vector<std::string> chosen;
  for (const std::string& column : made.columns) {
    chosen.push_back(fmt::format("{} AS v{}", column, chosen.size() + 1));
    made.values.push_back(fmt::format("{0}.v{1} AS v{1}", table, chosen.size()));
  }
  made.table = fmt::format("(SELECT DISTINCT {}{}) AS {}", fmt::join(chosen, ", "), around_, table);
  return made;
}

/// Is there a row with these values among those of a SELECT, whose columns have these names?
std::string SqlWriter::is_among(const std::vector<std::string>& values, const std::vector<std::string>& columns,
                                const std::string& select) {
  if (tables_.reach() == Reach::none)
    return values.size() == 1 ? fmt::format("({} IN ({}))", values.front(), select)
                              : fmt::format("(({}) IN ({}))", fmt::join(values, ", "), select);
  const std::string table = alias();
  std::vector<std::string> where;
  for (std::size_t i = 0; i < values.size(); ++i)
    where.push_back(fmt::format("{}.{} = {}", table, columns[i], values[i]));
  return fmt::format("EXISTS (SELECT 1 FROM ({}) AS {} WHERE {})", select, table, fmt::join(where, " AND "));
}

std::string SqlWriter::has_row(const Fact& fact, std::size_t slots, Reading reading, const Scope& scope) {
  const std::string from = tables_.table(fact.symbol, reading);
  std::vector<std::string> values;
  for (std::size_t i = 0; i < slots; ++i)
    values.push_back(written(fact.slots[i], scope));
  const std::vector<std::string> columns = numbered(slots, "c{}");
  if (tables_.reach() == Reach::none && slots > 0)
    return is_among(values, columns, fmt::format("SELECT {} FROM {}", fmt::join(columns, ", "), from));
  const std::string table = alias();
  std::vector<std::string> where;
  for (std::size_t i = 0; i < slots; ++i)
    where.push_back(fmt::format("{}.{} = {}", table, columns[i], values[i]));
  return fmt::format("EXISTS (SELECT 1 FROM {} AS {}{}{})", from, table, where.empty() ? "" : " WHERE ",
                     fmt::join(where, " AND "));
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

std::string SqlWriter::some(const Condition& condition, Reading reading, const Scope& scope) {
  const auto& it = std::get<Exists>(condition->kind);
  const bool looks_out = std::ranges::any_of(free_in(condition), [&](auto each) { return is_column(scope.at(each)); });
  std::vector<std::string> ways;
  if (!looks_out || tables_.reach() != Reach::none) {
    const std::size_t before = surroundings_;
    const std::vector<Branch> found = branches(it.variables, it.body, reading, scope);
    const bool is_deep = surroundings_ != before || std::ranges::any_of(found, &Branch::is_deep);
    for (const Branch& branch : found)
      ways.push_back(branch.from.empty() && !branch.where.empty()
                         ? fmt::format("({})", fmt::join(branch.where, " AND "))
                         : fmt::format("EXISTS (SELECT 1{})", rest_of(branch)));
    if (looks_out && tables_.reach() == Reach::near && is_deep)
      ways.clear();
    else if (ways.empty())
      return "1 = 0";
  }
  if (ways.empty()) {
    ++surroundings_;
    const Surroundings around = surroundings_of(condition, scope);
    for (const Branch& branch : branches(it.variables, it.body, reading, around.scope, around.table))
      ways.push_back(is_among(around.columns, numbered(around.columns.size(), "v{}"),
                              fmt::format("SELECT {}{}", fmt::join(around.values, ", "), rest_of(branch))));
  }
  if (ways.empty())
    return "1 = 0";
  return ways.size() == 1 ? ways.front() : fmt::format("({})", fmt::join(ways, " OR "));
}

std::string SqlWriter::counted(const Condition& condition, Reading reading, const Scope& scope) {
  const auto& it = std::get<AtLeast>(condition->kind);
  const bool looks_out = std::ranges::any_of(free_in(condition), [&](auto each) { return is_column(scope.at(each)); });
  Surroundings around;
  if (looks_out && tables_.reach() != Reach::far) {
    ++surroundings_;
    around = surroundings_of(condition, scope);
  }
  const bool is_apart = !around.columns.empty();
  const auto found = branches(it.variables, it.body, reading, is_apart ? around.scope : scope, around.table);
  if (found.empty())
    return "1 = 0";
  // An aggregate of nothing but columns from outside would belong to the query there.
  const std::string& column = found.front().scope.at(it.variables.front());
  if (!is_apart && found.size() == 1 && it.variables.size() == 1 && has_column(found.front().from, column))
    return fmt::format("(SELECT COUNT(DISTINCT {}){}) >= {}", column, rest_of(found.front()), it.count);
  std::vector<std::string> selects;
  for (const Branch& branch : found) {
    std::vector<std::string> columns = around.values;
    for (std::size_t i = 0; i < it.variables.size(); ++i)
      columns.push_back(fmt::format("{} AS w{}", branch.scope.at(it.variables[i]), i + 1));
    selects.push_back(fmt::format("SELECT DISTINCT {}{}", fmt::join(columns, ", "), rest_of(branch)));
  }
  const std::string all = fmt::format("{}", fmt::join(selects, fmt::format(" {} ", tables_.distinct_union())));
  if (!is_apart)
    return fmt::format("(SELECT COUNT(*) FROM ({}) AS {}) >= {}", all, alias(), it.count);
  const std::vector<std::string> values = numbered(around.columns.size(), "v{}");
  return is_among(around.columns, values,
                  fmt::format("SELECT {0} FROM ({1}) AS {2} GROUP BY {0} HAVING COUNT(*) >= {3}",
                              fmt::join(values, ", "), all, alias(), it.count));
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
          [&](const Exists&) { return some(condition, reading, scope); },
          [&](const AtLeast&) { return counted(condition, reading, scope); },
          // Whoever writes a script leaves it out (Views::asks_unsaid): few engines look outwards from a recursion.
          [](const Chain&) -> std::string { throw std::logic_error("a chain of steps has no expression"); },
      },
      condition->kind);
}

} // namespace chaperone::records
