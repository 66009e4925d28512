#include "records/sql/planner.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

namespace {

/// So many alternatives may come of one condition, by `or`.
constexpr std::size_t most_alternatives = 256;

std::vector<Condition> parts_of(const Condition& condition) {
  if (const auto* all = std::get_if<Every>(&condition->kind))
    return all->parts;
  return {condition};
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

void flatten(const Condition& condition, std::vector<Condition>& into) {
  const Condition pushed = pushed_in(condition);
  if (!std::holds_alternative<Every>(pushed->kind)) {
    into.push_back(pushed);
    return;
  }
  for (const Condition& part : std::get<Every>(pushed->kind).parts)
    flatten(part, into);
}

/// The parts without conjunctions among them. Nothing where one of them is false.
std::optional<std::vector<Condition>> flattened(const std::vector<Condition>& parts) {
  std::vector<Condition> flat;
  for (const Condition& part : parts)
    flatten(part, flat);
  if (std::ranges::any_of(flat, [](const Condition& part) { return constant_of(part) == false; }))
    return std::nullopt;
  std::erase_if(flat, [](const Condition& part) { return constant_of(part) == true; });
  return flat;
}

} // namespace

bool Planner::is_order(const Symbol& symbol) const {
  const auto* relation = std::get_if<model::RelationId>(&symbol);
  return relation != nullptr && system_[*relation].upkeep == model::Upkeep::order;
}

bool Planner::generates(const Fact& fact, Reading reading) const {
  if (is_order(fact.symbol) || knowledge_.is_missing(fact.symbol))
    return false;
  return std::holds_alternative<model::RelationId>(fact.symbol) || reading == Reading::certain ||
         !knowledge_.has_doubts(fact.symbol);
}

bool Planner::may_bind(const Condition& condition, const std::set<VariableId>& open, Reading reading) const {
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
          [](const Chain&) { return false; },
      },
      condition->kind);
}

// Not where the same variable stands for somebody else in another part: then the quantifier stays a test.
bool Planner::can_open(const Open& now, const std::vector<VariableId>& variables, const Condition& of) {
  return std::ranges::none_of(variables, [&](VariableId variable) {
    return now.made.bound.contains(variable) || std::ranges::any_of(now.parts, [&](const Condition& part) {
             return part != of && free_in(part).contains(variable);
           });
  });
}

bool Planner::bind_by_facts(Open& now, Reading reading) const {
  bool has_changed = false;
  std::vector<Condition> left;
  for (const Condition& part : now.parts) {
    if (const auto* it = std::get_if<Fact>(&part->kind); it != nullptr && generates(*it, reading)) {
      for (const Slot& slot : it->slots)
        if (const auto* variable = std::get_if<VariableId>(&slot))
          now.open.erase(*variable);
      now.made.binders.emplace_back(*it);
      has_changed = true;
      continue;
    }
    if (const auto* it = std::get_if<Same>(&part->kind)) {
      const auto bind = [&](const Slot& one, const Slot& other) {
        const auto* variable = std::get_if<VariableId>(&one);
        const auto* known = std::get_if<VariableId>(&other);
        if (variable == nullptr || !now.open.contains(*variable) || (known != nullptr && now.open.contains(*known)))
          return false;
        now.open.erase(*variable);
        now.made.binders.emplace_back(Alias{*variable, other});
        return true;
      };
      if (bind(it->left, it->right) || bind(it->right, it->left)) {
        has_changed = true;
        continue;
      }
    }
    if (const auto* it = std::get_if<Exists>(&part->kind);
        it != nullptr && it->is_value && can_open(now, it->variables, part)) {
      now.open.insert(it->variables.begin(), it->variables.end());
      now.made.bound.insert(it->variables.begin(), it->variables.end());
      const auto inner = parts_of(it->body);
      left.insert(left.end(), inner.begin(), inner.end());
      has_changed = true;
      continue;
    }
    left.push_back(part);
  }
  now.parts = std::move(left);
  return has_changed;
}

// What is asked of this individual alone chooses it before it meets any other. One after the other: it may settle
// others by an equality.
void Planner::bind_by_trial(Open& now) const {
  const auto asked = [&](VariableId variable) {
    return std::ranges::count_if(now.parts, [&](const auto& it) { return free_in(it) == std::set{variable}; });
  };
  Trial made{*std::ranges::max_element(now.open, {}, asked), {}};
  now.open.erase(made.variable);
  std::erase_if(now.parts, [&](const Condition& part) {
    const bool is_own = free_in(part) == std::set{made.variable};
    if (is_own)
      made.own.push_back(part);
    return is_own;
  });
  now.made.binders.emplace_back(std::move(made));
}

std::vector<Alternative> Planner::alternatives(std::vector<VariableId> variables, std::vector<Condition> parts,
                                               Reading reading) const {
  const std::set<VariableId> open(variables.begin(), variables.end());
  std::vector<Open> todo{{{open, {}, {}}, std::move(parts), open}};
  std::vector<Alternative> done;
  while (!todo.empty()) {
    Open now = std::move(todo.back());
    todo.pop_back();
    auto flat = flattened(now.parts);
    if (!flat)
      continue;
    now.parts = std::move(*flat);
    if (bind_by_facts(now, reading)) {
      todo.push_back(std::move(now));
      continue;
    }
    const bool is_full = done.size() + todo.size() >= most_alternatives;
    const auto binder =
        now.open.empty() || is_full ? now.parts.end() : std::ranges::find_if(now.parts, [&](const Condition& part) {
          const auto* some = std::get_if<Exists>(&part->kind);
          return may_bind(part, now.open, reading) && !std::holds_alternative<Fact>(part->kind) &&
                 !std::holds_alternative<Same>(part->kind) && (some == nullptr || can_open(now, some->variables, part));
        });
    if (binder == now.parts.end()) {
      if (!now.open.empty()) {
        bind_by_trial(now);
        todo.push_back(std::move(now));
        continue;
      }
      now.made.tests = std::move(now.parts);
      done.push_back(std::move(now.made));
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
      now.made.bound.insert(some->variables.begin(), some->variables.end());
      now.parts.push_back(some->body);
      todo.push_back(std::move(now));
    }
  }
  return done;
}

} // namespace chaperone::records
