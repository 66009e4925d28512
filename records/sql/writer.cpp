#include "records/sql/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

namespace {

/// So many SELECTs may come of one, by `or`.
constexpr std::size_t most_branches = 256;

std::vector<Condition> parts_of(const Condition& condition) {
  if (const auto* all = std::get_if<Every>(&condition->kind))
    return all->parts;
  return {condition};
}

bool is_order(const model::System& system, const Symbol& symbol) {
  const auto* relation = std::get_if<model::RelationId>(&symbol);
  return relation != nullptr && system[*relation].upkeep == model::Upkeep::order;
}

/// Not of a condition, where that has parts that may bind variables.
Condition pushed_in(const Condition& condition) {
  const auto* negation = std::get_if<Negated>(&condition->kind);
  if (negation == nullptr)
    return condition;
  std::vector<Condition> parts;
  if (const auto* all = std::get_if<Every>(&negation->body->kind)) {
    for (const Condition& part : all->parts)
      parts.push_back(negated(part));
    return either(std::move(parts));
  }
  if (const auto* any = std::get_if<Either>(&negation->body->kind)) {
    for (const Condition& part : any->parts)
      parts.push_back(negated(part));
    return every(std::move(parts));
  }
  return condition;
}

} // namespace

std::string SqlWriter::written(const Slot& slot, const Scope& scope) const {
  return std::visit(overload{
                        [&](VariableId variable) { return scope.at(variable); },
                        [&](const Constant& constant) { return tables_.literal(constant); },
                    },
                    slot);
}

bool SqlWriter::generates(const Fact& fact, Reading reading) const {
  if (is_order(system_, fact.symbol) || tables_.is_missing(fact.symbol))
    return false;
  return std::holds_alternative<model::RelationId>(fact.symbol) || reading == Reading::certain ||
         !tables_.has_doubts(fact.symbol);
}

bool SqlWriter::may_bind(const Condition& condition, const std::set<VariableId>& open, Reading reading) const {
  const auto is_open = [&](const Slot& slot) {
    const auto* variable = std::get_if<VariableId>(&slot);
    return variable != nullptr && open.contains(*variable);
  };
  const auto any = [&](const std::vector<Condition>& parts) {
    return std::ranges::any_of(parts, [&](const Condition& part) { return may_bind(pushed_in(part), open, reading); });
  };
  return std::visit(
      overload{
          [](const Truth&) { return false; },
          [&](const Fact& it) { return generates(it, reading) && std::ranges::any_of(it.slots, is_open); },
          [&](const Same& it) { return is_open(it.left) != is_open(it.right); },
          [](const Negated&) { return false; },
          [&](const Every& it) { return any(it.parts); },
          [&](const Either& it) { return any(it.parts); },
          [&](const Exists& it) { return may_bind(pushed_in(it.body), open, reading); },
          [](const AtLeast&) { return false; },
      },
      condition->kind);
}

bool SqlWriter::bind_by_facts(Branch& branch, std::vector<Condition>& parts, std::set<VariableId>& open,
                              Reading reading) {
  bool has_changed = false;
  std::vector<Condition> left;
  for (const Condition& part : parts) {
    if (const auto* it = std::get_if<Fact>(&part->kind); it != nullptr && generates(*it, reading)) {
      const std::string table = alias();
      branch.from.push_back(fmt::format("{} AS {}", tables_.table(it->symbol, reading), table));
      for (std::size_t i = 0; i < it->slots.size(); ++i) {
        const std::string column = fmt::format("{}.c{}", table, i + 1);
        const auto* variable = std::get_if<VariableId>(&it->slots[i]);
        if (variable != nullptr && open.erase(*variable) > 0)
          branch.scope[*variable] = column;
        else
          branch.where.push_back(fmt::format("{} = {}", column, written(it->slots[i], branch.scope)));
      }
      has_changed = true;
      continue;
    }
    if (const auto* it = std::get_if<Same>(&part->kind)) {
      const auto bind = [&](const Slot& one, const Slot& other) {
        const auto* variable = std::get_if<VariableId>(&one);
        const auto* known = std::get_if<VariableId>(&other);
        if (variable == nullptr || !open.contains(*variable) || (known != nullptr && open.contains(*known)))
          return false;
        open.erase(*variable);
        branch.scope[*variable] = written(other, branch.scope);
        return true;
      };
      if (bind(it->left, it->right) || bind(it->right, it->left)) {
        has_changed = true;
        continue;
      }
    }
    if (const auto* it = std::get_if<Exists>(&part->kind); it != nullptr && it->is_value) {
      open.insert(it->variables.begin(), it->variables.end());
      const auto inner = parts_of(it->body);
      left.insert(left.end(), inner.begin(), inner.end());
      has_changed = true;
      continue;
    }
    left.push_back(part);
  }
  parts = std::move(left);
  return has_changed;
}

std::vector<SqlWriter::Branch> SqlWriter::plan(std::vector<VariableId> variables, std::vector<Condition> parts,
                                               Reading reading, const Scope& scope) {
  struct Open {
    Branch branch;
    std::vector<Condition> parts;
    std::set<VariableId> open;
  };
  std::vector<Open> todo{{{{}, {}, scope, {}}, std::move(parts), {variables.begin(), variables.end()}}};
  for (const VariableId variable : variables)
    todo.front().branch.scope.erase(variable);
  std::vector<Branch> done;
  while (!todo.empty()) {
    Open now = std::move(todo.back());
    todo.pop_back();
    for (Condition& part : now.parts)
      part = pushed_in(part);
    std::vector<Condition> flat;
    for (const Condition& part : now.parts) {
      const auto inner = parts_of(part);
      flat.insert(flat.end(), inner.begin(), inner.end());
    }
    if (std::ranges::any_of(flat, [](const Condition& part) { return constant_of(part) == false; }))
      continue;
    std::erase_if(flat, [](const Condition& part) { return constant_of(part) == true; });
    now.parts = std::move(flat);
    if (bind_by_facts(now.branch, now.parts, now.open, reading)) {
      todo.push_back(std::move(now));
      continue;
    }
    const bool is_full = done.size() + todo.size() >= most_branches;
    const auto binder =
        now.open.empty() || is_full ? now.parts.end() : std::ranges::find_if(now.parts, [&](const Condition& part) {
          return may_bind(part, now.open, reading) && !std::holds_alternative<Fact>(part->kind) &&
                 !std::holds_alternative<Same>(part->kind);
        });
    if (binder == now.parts.end()) {
      if (!now.open.empty()) { // one after the other: it may settle others by an equality
        const auto asked = [&](VariableId variable) {
          return std::ranges::count_if(now.parts, [&](const auto& it) { return free_in(it) == std::set{variable}; });
        };
        const VariableId variable = *std::ranges::max_element(now.open, {}, asked);
        now.open.erase(variable);
        range(now.branch, variable, now.parts, reading);
        todo.push_back(std::move(now));
        continue;
      }
      finish(now.branch, now.parts, reading);
      done.push_back(std::move(now.branch));
      continue;
    }
    const Condition chosen = *binder;
    now.parts.erase(binder);
    if (const auto* any = std::get_if<Either>(&chosen->kind); any != nullptr) {
      for (auto part = any->parts.rbegin(); part != any->parts.rend(); ++part) {
        Open next = now;
        next.parts.push_back(*part);
        todo.push_back(std::move(next));
      }
    } else if (const auto* some = std::get_if<Exists>(&chosen->kind)) {
      now.open.insert(some->variables.begin(), some->variables.end());
      now.parts.push_back(some->body);
      todo.push_back(std::move(now));
    }
  }
  return done;
}

// What is asked of this individual alone chooses it before it meets any other.
void SqlWriter::range(Branch& branch, VariableId variable, std::vector<Condition>& parts, Reading reading) {
  const std::string individuals = tables_.individuals(system_[variable].sort);
  const std::size_t outside = std::exchange(aliases_, 0); // so that equal choices read the same
  const std::string table = alias();
  std::vector<std::string> where;
  std::erase_if(parts, [&](const Condition& part) {
    if (free_in(part) != std::set{variable})
      return false;
    where.push_back(expression(part, reading, {{variable, table + ".id"}}));
    return true;
  });
  aliases_ = outside;
  std::string from = individuals;
  if (!where.empty())
    from = tables_.chosen(
        fmt::format("SELECT {0}.id AS id FROM {1} AS {0} WHERE {2}", table, individuals, fmt::join(where, " AND ")));
  const std::string name = alias();
  branch.from.push_back(fmt::format("{} AS {}", from, name));
  branch.scope[variable] = name + ".id";
  branch.ranging.emplace_back(variable, from);
}

void SqlWriter::finish(Branch& branch, const std::vector<Condition>& parts, Reading reading) {
  for (const Condition& part : parts)
    branch.where.push_back(expression(part, reading, branch.scope));
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
  if (is_order(system_, fact.symbol)) {
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
  const auto branches = plan(it.variables, {it.body}, reading, scope);
  if (branches.empty())
    return "1 = 0";
  // An aggregate of nothing but columns from outside would belong to the query there.
  const auto is_own = [&](const Branch& branch) {
    const std::string& column = branch.scope.at(it.variables.front());
    return std::ranges::any_of(branch.from, [&](const std::string& from) {
      return from.ends_with(" AS " + column.substr(0, column.find('.')));
    });
  };
  if (branches.size() == 1 && it.variables.size() == 1 && is_own(branches.front()))
    return fmt::format("(SELECT COUNT(DISTINCT {}){}) >= {}", branches.front().scope.at(it.variables.front()),
                       rest_of(branches.front()), it.count);
  std::vector<std::string> selects;
  for (const Branch& branch : branches) {
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
            for (const Branch& branch : plan(it.variables, {it.body}, reading, scope))
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
                              const Condition& condition, Reading reading, bool is_distinct) {
  std::vector<std::string> selects;
  for (const Branch& branch : plan(variables, {condition}, reading, fixed_)) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < variables.size(); ++i)
      values.push_back(fmt::format("{} AS {}", branch.scope.at(variables[i]), tables_.quoted(columns[i])));
    if (values.empty())
      values.emplace_back("1 AS holds");
    selects.push_back(
        fmt::format("SELECT {}{}{}", is_distinct ? "DISTINCT " : "", fmt::join(values, ", "), rest_of(branch)));
  }
  if (selects.empty()) {
    std::vector<std::string> values;
    for (const std::string& column : columns)
      values.push_back(fmt::format("NULL AS {}", tables_.quoted(column)));
    if (values.empty())
      values.emplace_back("1 AS holds");
    return fmt::format("SELECT {} WHERE 1 = 0", fmt::join(values, ", "));
  }
  return fmt::format("{}",
                     fmt::join(selects, is_distinct ? fmt::format(" {} ", tables_.distinct_union()) : " UNION ALL "));
}

std::vector<std::vector<SqlWriter::Ranging>> SqlWriter::unbound(const std::vector<VariableId>& variables,
                                                                const Condition& condition, Reading reading) {
  std::vector<std::vector<Ranging>> made;
  for (Branch& branch : plan(variables, {condition}, reading, {}))
    made.push_back(std::move(branch.ranging));
  return made;
}

} // namespace chaperone::records
