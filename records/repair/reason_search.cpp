// Who may make a condition hold: variables bound by the rows of facts. Part of reasons.hpp.
#include "records/repair/reasons.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::RelationId;
using model::VariableId;

namespace {

/// Beyond so many, alternatives are gone through one by one.
constexpr std::size_t most_ways = 64;

bool is_worked_out(const model::System& system, const Fact& fact) {
  const auto* relation = std::get_if<RelationId>(&fact.symbol);
  return relation != nullptr && system[*relation].upkeep != model::Upkeep::rules;
}

} // namespace

const std::vector<Reasons::Way>& Reasons::ways(const Condition& condition) {
  const auto known = ways_.find(condition.get());
  if (known != ways_.end())
    return known->second.second;
  const std::set<VariableId> outside = free_in(condition);
  std::vector<Way> done, todo{{{}, {condition}}};
  while (!todo.empty()) {
    Way now = std::move(todo.back());
    todo.pop_back();
    std::vector<Condition> flat;
    const Condition* choice = nullptr;
    std::vector<Condition> alternatives;
    bool has_changed = false;
    for (const Condition& part : now.parts) {
      const auto* negation = std::get_if<Negated>(&part->kind);
      const auto* inner = negation != nullptr ? std::get_if<Either>(&negation->body->kind) : nullptr;
      const auto* some = std::get_if<Exists>(&part->kind);
      const auto is_new = [&](VariableId variable) {
        return !outside.contains(variable) && std::ranges::find(now.open, variable) == now.open.end();
      };
      if (const auto* all = std::get_if<Every>(&part->kind)) {
        flat.insert(flat.end(), all->parts.begin(), all->parts.end());
        has_changed = true;
      } else if (inner != nullptr) {
        for (const Condition& each : inner->parts)
          flat.push_back(negated(each));
        has_changed = true;
      } else if (some != nullptr && std::ranges::all_of(some->variables, is_new)) {
        now.open.insert(now.open.end(), some->variables.begin(), some->variables.end());
        flat.push_back(some->body);
        has_changed = true;
      } else {
        flat.push_back(part);
      }
    }
    now.parts = std::move(flat);
    if (has_changed) {
      todo.push_back(std::move(now));
      continue;
    }
    for (const Condition& part : now.parts) {
      const auto* negation = std::get_if<Negated>(&part->kind);
      if (const auto* any = std::get_if<Either>(&part->kind)) {
        alternatives = any->parts;
      } else if (const auto* all = negation != nullptr ? std::get_if<Every>(&negation->body->kind) : nullptr) {
        for (const Condition& each : all->parts)
          alternatives.push_back(negated(each));
      } else {
        continue;
      }
      choice = &part;
      break;
    }
    if (choice == nullptr) {
      done.push_back(std::move(now));
    } else {
      now.parts.erase(now.parts.begin() + (choice - now.parts.data()));
      for (const Condition& each : alternatives) {
        todo.push_back(now);
        todo.back().parts.push_back(each);
      }
    }
    if (done.size() + todo.size() > most_ways) {
      done = {{{}, {condition}}};
      break;
    }
  }
  return ways_.emplace(condition.get(), std::pair(condition, std::move(done))).first->second.second;
}

const FactTable* Reasons::rows(const Fact& fact, bool holds) const {
  if (now_.is_missing(fact.symbol))
    return nullptr;
  if (holds)
    return now_.facts(fact.symbol, Reading::certain);
  if (is_worked_out(system_, fact))
    return nullptr;
  const Known& known = whole_.known(fact.symbol);
  if (std::holds_alternative<model::FunctionId>(fact.symbol) && known.is_partial)
    return nullptr;
  return known.possible ? &*known.possible : &known.facts;
}

const Fact* Reasons::generator(const std::vector<Condition>& parts, bool holds) const {
  const Fact* best = nullptr;
  std::pair<std::size_t, double> least;
  for (const Condition& part : parts) {
    const auto* fact = std::get_if<Fact>(&part->kind);
    if (fact == nullptr)
      continue;
    const auto open =
        static_cast<std::size_t>(std::ranges::count_if(fact->slots, [&](const Slot& slot) { return is_open(slot); }));
    const FactTable* table = open > 0 ? rows(*fact, holds) : nullptr;
    if (table == nullptr)
      continue;
    const std::pair<std::size_t, double> cost{open == fact->slots.size() ? 1 : 0, static_cast<double>(table->count())};
    if (best == nullptr || cost < least) {
      best = fact;
      least = cost;
    }
  }
  return best;
}

// Facts are looked up as soon as they are known.
bool Reasons::is_excluded(const std::vector<Condition>& parts, bool holds) const {
  return std::ranges::any_of(parts, [&](const Condition& part) {
    if (const auto* same = std::get_if<Same>(&part->kind))
      return !is_open(same->left) && !is_open(same->right) && number(same->left) != number(same->right);
    const auto* fact = std::get_if<Fact>(&part->kind);
    if (fact == nullptr || std::ranges::any_of(fact->slots, [&](const Slot& slot) { return is_open(slot); }))
      return false;
    const FactTable* table = rows(*fact, holds);
    return table != nullptr && !table->holds(tuple(*fact));
  });
}

bool Reasons::search(const std::vector<VariableId>& open, const std::vector<Condition>& parts, bool holds,
                     const Leaf& leaf) {
  if (is_excluded(parts, holds))
    return true;
  const auto next = std::ranges::find_if(open, [&](VariableId variable) { return values_[variable.index] == nobody; });
  if (next == open.end())
    return leaf();
  for (const Condition& part : parts)
    if (const auto* same = std::get_if<Same>(&part->kind);
        same != nullptr && is_open(same->left) != is_open(same->right)) {
      const auto variable = std::get<VariableId>(is_open(same->left) ? same->left : same->right);
      const std::uint32_t value = number(is_open(same->left) ? same->right : same->left);
      const Kept kept(values_, {variable});
      values_[variable.index] = value;
      return search(open, parts, holds, leaf);
    }
  if (const Fact* fact = generator(parts, holds))
    return search_rows(*fact, open, parts, holds, leaf);
  const VariableId variable = *next;
  const Kept kept(values_, {variable});
  for (std::uint32_t who = 0; who < whole_.individuals(system_[variable].sort).count(); ++who) {
    values_[variable.index] = who;
    if (!search(open, parts, holds, leaf))
      return false;
  }
  return true;
}

bool Reasons::search_rows(const Fact& fact, const std::vector<VariableId>& open, const std::vector<Condition>& parts,
                          bool holds, const Leaf& leaf) {
  const FactTable& table = *rows(fact, holds);
  const std::vector<std::uint32_t> wanted = tuple(fact);
  const auto bound = std::ranges::find_if(wanted, [](std::uint32_t number) { return number != nobody; });
  const FactTable::Order& order =
      table.order(bound == wanted.end() ? 0 : static_cast<std::size_t>(bound - wanted.begin()));
  std::vector<std::uint32_t> prefix;
  for (const std::size_t column : order.columns) {
    if (wanted[column] == nobody)
      break;
    prefix.push_back(wanted[column]);
  }
  std::vector<VariableId> bindable;
  for (const Slot& slot : fact.slots)
    if (is_open(slot))
      bindable.push_back(std::get<VariableId>(slot));
  const auto [begin, end] = table.range(order, prefix);
  for (std::size_t row = begin; row < end; ++row) {
    const Kept kept(values_, bindable);
    bool is_fitting = true;
    for (std::size_t i = 0; i < wanted.size() && is_fitting; ++i) {
      const std::size_t column = order.columns[i];
      const std::uint32_t value = order.cells[row * wanted.size() + i];
      if (is_open(fact.slots[column]))
        values_[std::get<VariableId>(fact.slots[column]).index] = value;
      else
        is_fitting = number(fact.slots[column]) == value;
    }
    if (is_fitting && !search(open, parts, holds, leaf))
      return false;
  }
  return true;
}

} // namespace chaperone::records
