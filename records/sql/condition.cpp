#include "records/sql/condition.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::records {

using namespace model; // the model's words are all of this file's, but for Constant

namespace {

Condition make(decltype(ConditionNode::kind) kind) {
  return std::make_shared<const ConditionNode>(ConditionNode{std::move(kind)});
}

/// Lists within lists opened, `neutral` parts left out; the other constant alone if it is there.
template <class List> Condition list_of(std::vector<Condition> parts, bool neutral) {
  std::vector<Condition> kept;
  for (Condition& part : parts) {
    if (const auto constant = constant_of(part)) {
      if (*constant != neutral)
        return truth(!neutral);
      continue;
    }
    if (const auto* inner = std::get_if<List>(&part->kind))
      kept.insert(kept.end(), inner->parts.begin(), inner->parts.end());
    else
      kept.push_back(std::move(part));
  }
  if (kept.empty())
    return truth(neutral);
  return kept.size() == 1 ? kept.front() : make(List{std::move(kept)});
}

} // namespace

Condition truth(bool value) {
  return make(Truth{value});
}

Condition fact(Symbol symbol, std::vector<Slot> slots) {
  return make(Fact{symbol, std::move(slots)});
}

Condition same(Slot left, Slot right) {
  if (left == right)
    return truth(true);
  if (left.index() == 1 && right.index() == 1) // named individuals differ, and so do values
    return truth(false);
  return make(Same{left, right});
}

Condition negated(const Condition& body) {
  if (const auto constant = constant_of(body))
    return truth(!*constant);
  if (const auto* inner = std::get_if<Negated>(&body->kind))
    return inner->body;
  return make(Negated{body});
}

Condition every(std::vector<Condition> parts) {
  return list_of<Every>(std::move(parts), true);
}

Condition either(std::vector<Condition> parts) {
  return list_of<Either>(std::move(parts), false);
}

namespace {

/// The variable of `variables` that an equality among the parts of `way` settles, and what it is.
std::optional<std::pair<VariableId, Slot>> settled(const Condition& way, const std::vector<VariableId>& variables) {
  const auto* all = std::get_if<Every>(&way->kind);
  for (const Condition& part : all ? all->parts : std::vector{way})
    if (const auto* it = std::get_if<Same>(&part->kind))
      for (const auto& [one, other] : {std::pair(it->left, it->right), std::pair(it->right, it->left)})
        if (const auto* variable = std::get_if<VariableId>(&one);
            variable != nullptr && std::ranges::find(variables, *variable) != variables.end())
          return std::pair(*variable, other);
  return std::nullopt;
}

} // namespace

// `some u | u = t and φ(u)` is φ(t), and `u in {s, t}` stands for such equalities.
Condition exists(std::vector<VariableId> variables, Condition body, bool is_value) {
  if (variables.empty() || constant_of(body)) // no sort is empty
    return body;
  if (const auto known = settled(body, variables)) {
    std::erase(variables, known->first);
    return exists(std::move(variables), replaced(body, {*known}), is_value);
  }
  if (const auto* all = std::get_if<Every>(&body->kind))
    for (const Condition& part : all->parts) {
      const auto* any = std::get_if<Either>(&part->kind);
      if (any == nullptr ||
          !std::ranges::all_of(any->parts, [&](const Condition& way) { return settled(way, variables).has_value(); }))
        continue;
      std::vector<Condition> ways;
      for (const Condition& way : any->parts) {
        std::vector<Condition> parts{way};
        for (const Condition& other : all->parts)
          if (other != part)
            parts.push_back(other);
        ways.push_back(exists(variables, every(std::move(parts)), is_value));
      }
      return either(std::move(ways));
    }
  return make(Exists{std::move(variables), std::move(body), is_value});
}

Condition at_least(std::uint64_t count, std::vector<VariableId> variables, Condition body) {
  if (count == 0)
    return truth(true);
  if (constant_of(body) == false)
    return body;
  if (count == 1)
    return exists(std::move(variables), std::move(body));
  return make(AtLeast{count, std::move(variables), std::move(body)});
}

Condition chain(VariableId tail, VariableId head, Condition step, Slot from, Slot to) {
  return constant_of(step) ? step : make(Chain{tail, head, std::move(step), from, to});
}

std::optional<bool> constant_of(const Condition& condition) {
  const auto* it = std::get_if<Truth>(&condition->kind);
  return it ? std::optional(it->value) : std::nullopt;
}

Condition replaced(const Condition& condition, const std::map<VariableId, Slot>& slots) {
  const auto put_in = [&](const Slot& slot) {
    const auto* variable = std::get_if<VariableId>(&slot);
    const auto found = variable ? slots.find(*variable) : slots.end();
    return found == slots.end() ? slot : found->second;
  };
  const auto all = [&](const std::vector<Condition>& parts) {
    std::vector<Condition> made;
    for (const Condition& part : parts)
      made.push_back(replaced(part, slots));
    return made;
  };
  return std::visit(overload{
                        [&](const Truth&) { return condition; },
                        [&](const Fact& it) {
                          std::vector<Slot> made;
                          for (const Slot& slot : it.slots)
                            made.push_back(put_in(slot));
                          return fact(it.symbol, std::move(made));
                        },
                        [&](const Same& it) { return same(put_in(it.left), put_in(it.right)); },
                        [&](const Negated& it) { return negated(replaced(it.body, slots)); },
                        [&](const Every& it) { return every(all(it.parts)); },
                        [&](const Either& it) { return either(all(it.parts)); },
                        [&](const Exists& it) { return exists(it.variables, replaced(it.body, slots), it.is_value); },
                        [&](const AtLeast& it) { return at_least(it.count, it.variables, replaced(it.body, slots)); },
                        [&](const Chain& it) {
                          return chain(it.tail, it.head, replaced(it.step, slots), put_in(it.from), put_in(it.to));
                        },
                    },
                    condition->kind);
}

namespace {

void collect_free(const Condition& condition, std::set<VariableId>& found) {
  const auto slot = [&](const Slot& it) {
    if (const auto* variable = std::get_if<VariableId>(&it))
      found.insert(*variable);
  };
  const auto without = [&](const std::vector<VariableId>& bound, const Condition& body) {
    std::set<VariableId> inside;
    collect_free(body, inside);
    for (const VariableId variable : bound)
      inside.erase(variable);
    found.insert(inside.begin(), inside.end());
  };
  std::visit(overload{
                 [](const Truth&) {},
                 [&](const Fact& it) { std::ranges::for_each(it.slots, slot); },
                 [&](const Same& it) {
                   slot(it.left);
                   slot(it.right);
                 },
                 [&](const Negated& it) { collect_free(it.body, found); },
                 [&](const Every& it) {
                   for (const Condition& part : it.parts)
                     collect_free(part, found);
                 },
                 [&](const Either& it) {
                   for (const Condition& part : it.parts)
                     collect_free(part, found);
                 },
                 [&](const Exists& it) { without(it.variables, it.body); },
                 [&](const AtLeast& it) { without(it.variables, it.body); },
                 [&](const Chain& it) {
                   without({it.tail, it.head}, it.step);
                   slot(it.from);
                   slot(it.to);
                 },
             },
             condition->kind);
}

void visit_facts(const Condition& condition, bool is_positive, const std::function<void(const Fact&, bool)>& visit) {
  const auto all = [&](const std::vector<Condition>& parts) {
    for (const Condition& part : parts)
      visit_facts(part, is_positive, visit);
  };
  std::visit(overload{
                 [](const Truth&) {},
                 [&](const Fact& it) { visit(it, is_positive); },
                 [](const Same&) {},
                 [&](const Negated& it) { visit_facts(it.body, !is_positive, visit); },
                 [&](const Every& it) { all(it.parts); },
                 [&](const Either& it) { all(it.parts); },
                 [&](const Exists& it) { visit_facts(it.body, is_positive, visit); },
                 [&](const AtLeast& it) { visit_facts(it.body, is_positive, visit); },
                 [&](const Chain& it) { visit_facts(it.step, is_positive, visit); },
             },
             condition->kind);
}

} // namespace

std::size_t size_of(const Condition& condition, std::size_t most) {
  if (most <= 1)
    return 1;
  const auto all = [&](const std::vector<Condition>& parts) {
    std::size_t size = 1;
    for (const Condition& part : parts)
      if (size < most)
        size += size_of(part, most - size);
    return size;
  };
  return std::visit(overload{
                        [](const Truth&) { return std::size_t{1}; },
                        [](const Fact&) { return std::size_t{1}; },
                        [](const Same&) { return std::size_t{1}; },
                        [&](const Negated& it) { return 1 + size_of(it.body, most - 1); },
                        [&](const Every& it) { return all(it.parts); },
                        [&](const Either& it) { return all(it.parts); },
                        [&](const Exists& it) { return 1 + size_of(it.body, most - 1); },
                        [&](const AtLeast& it) { return 1 + size_of(it.body, most - 1); },
                        [&](const Chain& it) { return 1 + size_of(it.step, most - 1); },
                    },
                    condition->kind);
}

bool has_chain(const Condition& condition) {
  const auto any = [](const std::vector<Condition>& parts) { return std::ranges::any_of(parts, has_chain); };
  return std::visit(overload{
                        [](const Truth&) { return false; },
                        [](const Fact&) { return false; },
                        [](const Same&) { return false; },
                        [](const Negated& it) { return has_chain(it.body); },
                        [&](const Every& it) { return any(it.parts); },
                        [&](const Either& it) { return any(it.parts); },
                        [](const Exists& it) { return has_chain(it.body); },
                        [](const AtLeast& it) { return has_chain(it.body); },
                        [](const Chain&) { return true; },
                    },
                    condition->kind);
}

std::set<VariableId> free_in(const Condition& condition) {
  std::set<VariableId> found;
  collect_free(condition, found);
  return found;
}

void for_each_fact(const Condition& condition, const std::function<void(const Fact&, bool is_positive)>& visit) {
  visit_facts(condition, true, visit);
}

} // namespace chaperone::records
