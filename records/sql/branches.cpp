#include "records/sql/branches.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::records {

using model::overload;
using model::VariableId;

namespace {

using Renaming = std::map<VariableId, VariableId>;

bool alike(const Slot& one, const Slot& other, const Renaming& renaming) {
  const auto* left = std::get_if<VariableId>(&one);
  const auto* right = std::get_if<VariableId>(&other);
  if (left == nullptr || right == nullptr)
    return one == other;
  const auto renamed = renaming.find(*left);
  return renamed == renaming.end() ? *left == *right : renamed->second == *right;
}

bool alike(const Condition& one, const Condition& other, const Renaming& renaming);

bool alike(const std::vector<Condition>& one, const std::vector<Condition>& other, const Renaming& renaming) {
  return std::ranges::equal(one, other, [&](const auto& a, const auto& b) { return alike(a, b, renaming); });
}

bool alike_below(const std::vector<VariableId>& variables, const Condition& body, const std::vector<VariableId>& others,
                 const Condition& other, Renaming renaming) {
  if (variables.size() != others.size())
    return false;
  for (std::size_t i = 0; i < variables.size(); ++i)
    renaming[variables[i]] = others[i];
  return alike(body, other, renaming);
}

bool alike(const Condition& one, const Condition& other, const Renaming& renaming) {
  if (one->kind.index() != other->kind.index())
    return false;
  if (one == other && renaming.empty())
    return true;
  return std::visit(
      overload{
          [&](const Truth& it) { return it.value == std::get<Truth>(other->kind).value; },
          [&](const Fact& it) {
            const auto& fact = std::get<Fact>(other->kind);
            return it.symbol == fact.symbol &&
                   std::ranges::equal(it.slots, fact.slots,
                                      [&](const Slot& a, const Slot& b) { return alike(a, b, renaming); });
          },
          [&](const Same& it) {
            const auto& same = std::get<Same>(other->kind);
            return (alike(it.left, same.left, renaming) && alike(it.right, same.right, renaming)) ||
                   (alike(it.left, same.right, renaming) && alike(it.right, same.left, renaming));
          },
          [&](const Negated& it) { return alike(it.body, std::get<Negated>(other->kind).body, renaming); },
          [&](const Every& it) { return alike(it.parts, std::get<Every>(other->kind).parts, renaming); },
          [&](const Either& it) { return alike(it.parts, std::get<Either>(other->kind).parts, renaming); },
          [&](const Exists& it) {
            const auto& exists = std::get<Exists>(other->kind);
            return alike_below(it.variables, it.body, exists.variables, exists.body, renaming);
          },
          [&](const AtLeast& it) {
            const auto& counted = std::get<AtLeast>(other->kind);
            return it.count == counted.count &&
                   alike_below(it.variables, it.body, counted.variables, counted.body, renaming);
          },
          [&](const Chain& it) {
            const auto& other_chain = std::get<Chain>(other->kind);
            return alike(it.from, other_chain.from, renaming) && alike(it.to, other_chain.to, renaming) &&
                   alike_below({it.tail, it.head}, it.step, {other_chain.tail, other_chain.head}, other_chain.step,
                               renaming);
          },
      },
      one->kind);
}

/// What is known of a condition by one part that is true.
std::optional<bool> told_by(const Condition& condition, const Condition& known) {
  const auto* negation = std::get_if<Negated>(&known->kind);
  if (negation != nullptr ? are_alike(condition, negation->body) : are_alike(condition, known))
    return negation == nullptr;
  return std::nullopt;
}

/// Something that must hold, not only what must not.
bool says_who(const Condition& condition) {
  const auto any = [](const std::vector<Condition>& parts) { return std::ranges::any_of(parts, says_who); };
  return std::visit(
      overload{
          [](const Truth&) { return false; },
          [](const Fact&) { return true; },
          [](const Same&) { return true; },
          [](const Negated& it) {
            if (const auto* all = std::get_if<Every>(&it.body->kind))
              return std::ranges::any_of(all->parts, [](const Condition& part) { return says_who(negated(part)); });
            if (const auto* either = std::get_if<Either>(&it.body->kind))
              return std::ranges::any_of(either->parts, [](const Condition& part) { return says_who(negated(part)); });
            return false;
          },
          [&](const Every& it) { return any(it.parts); },
          [&](const Either& it) { return any(it.parts); },
          [](const Exists& it) { return says_who(it.body); },
          [](const AtLeast&) { return false; },
          [](const Chain&) { return false; },
      },
      condition->kind);
}

} // namespace

bool are_alike(const Condition& one, const Condition& other) {
  return alike(one, other, {});
}

Condition given(const Condition& condition, const std::vector<Condition>& known) {
  for (const Condition& each : known)
    if (const auto told = told_by(condition, each))
      return truth(*told);
  const auto all = [&](const std::vector<Condition>& parts) {
    std::vector<Condition> made;
    for (const Condition& part : parts)
      made.push_back(given(part, known));
    return made;
  };
  return std::visit(overload{
                        [&](const Truth&) { return condition; },
                        [&](const Fact&) { return condition; },
                        [&](const Same&) { return condition; },
                        [&](const Negated& it) { return negated(given(it.body, known)); },
                        [&](const Every& it) { return every(all(it.parts)); },
                        [&](const Either& it) { return either(all(it.parts)); },
                        [&](const Exists& it) { return exists(it.variables, given(it.body, known), it.is_value); },
                        [&](const AtLeast& it) {
                          Condition body = given(it.body, known);
                          return constant_of(body) == true ? condition
                                                           : at_least(it.count, it.variables, std::move(body));
                        },
                        [&](const Chain& it) { return chain(it.tail, it.head, given(it.step, known), it.from, it.to); },
                    },
                    condition->kind);
}

Condition propagated(const Condition& condition) {
  const auto* all = std::get_if<Every>(&condition->kind);
  if (all == nullptr)
    return condition;
  std::vector<Condition> parts = all->parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::vector<Condition> others;
    for (std::size_t j = 0; j < parts.size(); ++j)
      if (j != i && !constant_of(parts[j]))
        others.push_back(parts[j]);
    parts[i] = given(parts[i], others);
  }
  return every(std::move(parts));
}

Condition Branch::condition() const {
  std::vector<Condition> all = parts;
  for (const auto& [variable, slot] : equal)
    all.push_back(same(variable, slot));
  return every(std::move(all));
}

namespace {

/// What the variables must be for the fact to be the known one.
std::optional<std::map<VariableId, Slot>> matched(const Fact& fact, const std::vector<VariableId>& variables,
                                                  const Fact& known) {
  if (fact.symbol != known.symbol)
    return std::nullopt;
  std::map<VariableId, Slot> found;
  for (std::size_t i = 0; i < fact.slots.size(); ++i) {
    const auto* variable = std::get_if<VariableId>(&fact.slots[i]);
    if (variable == nullptr || std::ranges::find(variables, *variable) == variables.end()) {
      if (fact.slots[i] != known.slots[i])
        return std::nullopt;
    } else if (const auto [at, is_new] = found.emplace(*variable, known.slots[i]); !is_new) {
      if (at->second != known.slots[i])
        return std::nullopt;
    }
  }
  return found;
}

/// Does the condition follow from the parts, by what they name? Not found out in all cases.
bool follows(const Condition& condition, const std::vector<Condition>& parts) {
  if (const auto constant = constant_of(condition))
    return *constant;
  if (std::ranges::any_of(parts, [&](const Condition& part) { return told_by(condition, part) == true; }))
    return true;
  const auto from_parts = [&](const Condition& each) { return follows(each, parts); };
  if (const auto* all = std::get_if<Every>(&condition->kind))
    return std::ranges::all_of(all->parts, from_parts);
  if (const auto* any = std::get_if<Either>(&condition->kind))
    return std::ranges::any_of(any->parts, from_parts);
  const auto* some = std::get_if<Exists>(&condition->kind);
  if (some == nullptr)
    return false;
  // Somebody who stands in the first fact of the body must stand in a known one.
  const auto* all = std::get_if<Every>(&some->body->kind);
  for (const Condition& wanted : all != nullptr ? all->parts : std::vector{some->body})
    if (const auto* fact = std::get_if<Fact>(&wanted->kind);
        fact != nullptr && std::ranges::any_of(fact->slots, [&](const Slot& slot) {
          const auto* variable = std::get_if<VariableId>(&slot);
          return variable != nullptr && std::ranges::find(some->variables, *variable) != some->variables.end();
        }))
      return std::ranges::any_of(parts, [&](const Condition& part) {
        const auto* known = std::get_if<Fact>(&part->kind);
        const auto slots = known != nullptr ? matched(*fact, some->variables, *known) : std::nullopt;
        if (!slots)
          return false;
        std::vector<VariableId> left = some->variables;
        std::erase_if(left, [&](VariableId variable) { return slots->contains(variable); });
        return follows(exists(std::move(left), replaced(some->body, *slots)), parts);
      });
  return false;
}

/// Does the opposite of the condition follow from the parts?
bool is_refuted(const Condition& condition, const std::vector<Condition>& parts) {
  const auto by_parts = [&](const Condition& each) { return is_refuted(each, parts); };
  if (const auto* negation = std::get_if<Negated>(&condition->kind))
    return follows(negation->body, parts);
  if (const auto* all = std::get_if<Every>(&condition->kind))
    return std::ranges::any_of(all->parts, by_parts);
  if (const auto* any = std::get_if<Either>(&condition->kind))
    return std::ranges::all_of(any->parts, by_parts);
  return false;
}

bool contradict(const std::vector<Condition>& parts) {
  return std::ranges::any_of(parts, [&](const Condition& part) { return is_refuted(part, parts); });
}

class Splitting {
public:
  explicit Splitting(std::size_t most) : most_(most) {}

  std::optional<std::vector<Branch>> of(const Condition& condition) {
    todo_ = {{{condition}, {}}};
    while (!todo_.empty()) {
      Branch now = std::move(todo_.back());
      todo_.pop_back();
      if (!settle(now) || contradict(now.parts))
        continue;
      const auto choice = std::ranges::find_if(now.parts, [](const Condition& part) {
        return std::holds_alternative<Either>(part->kind) && says_who(part);
      });
      if (choice == now.parts.end()) {
        done_.push_back(std::move(now));
      } else {
        const std::vector<Condition> ways = std::get<Either>((*choice)->kind).parts;
        now.parts.erase(choice);
        for (auto way = ways.rbegin(); way != ways.rend(); ++way) {
          todo_.push_back(now);
          todo_.back().parts.push_back(*way);
        }
      }
      if (done_.size() + todo_.size() > most_)
        return std::nullopt;
    }
    return std::move(done_);
  }

private:
  /// Opens what is in one piece, puts equalities in. False where the parts contradict each other.
  static bool settle(Branch& now) {
    while (open(now) || put_in_an_equality(now)) {
    }
    const Condition all = propagated(every(now.parts));
    if (constant_of(all) == false)
      return false;
    const bool has_changed = !are_alike(all, every(now.parts));
    now.parts = {all};
    if (has_changed)
      return settle(now);
    open(now);
    return true;
  }

  static bool open(Branch& now) {
    std::vector<Condition> parts;
    bool has_changed = false;
    for (const Condition& part : now.parts) {
      const auto* negation = std::get_if<Negated>(&part->kind);
      if (const auto* all = std::get_if<Every>(&part->kind)) {
        parts.insert(parts.end(), all->parts.begin(), all->parts.end());
      } else if (const auto* some = std::get_if<Exists>(&part->kind)) {
        parts.push_back(some->body);
      } else if (const auto* any = negation ? std::get_if<Either>(&negation->body->kind) : nullptr) {
        for (const Condition& each : any->parts)
          parts.push_back(negated(each));
      } else if (const auto* both = negation ? std::get_if<Every>(&negation->body->kind) : nullptr) {
        std::vector<Condition> ways;
        for (const Condition& each : both->parts)
          ways.push_back(negated(each));
        parts.push_back(either(std::move(ways)));
      } else {
        if (constant_of(part) != true)
          parts.push_back(part);
        continue;
      }
      has_changed = true;
    }
    now.parts = std::move(parts);
    return has_changed;
  }

  static bool put_in_an_equality(Branch& now) {
    for (std::size_t i = 0; i < now.parts.size(); ++i) {
      const auto* it = std::get_if<Same>(&now.parts[i]->kind);
      if (it == nullptr)
        continue;
      const auto* left = std::get_if<VariableId>(&it->left);
      const VariableId variable = left != nullptr ? *left : std::get<VariableId>(it->right);
      const Slot other = left != nullptr ? it->right : it->left;
      now.parts.erase(now.parts.begin() + static_cast<std::ptrdiff_t>(i));
      for (Condition& part : now.parts)
        part = replaced(part, {{variable, other}});
      for (auto& [known, slot] : now.equal)
        if (slot == Slot(variable))
          slot = other;
      now.equal[variable] = other;
      return true;
    }
    return false;
  }

  std::size_t most_;
  std::vector<Branch> todo_, done_;
};

} // namespace

std::optional<std::vector<Branch>> branches_of(const Condition& condition, std::size_t most) {
  return Splitting(most).of(condition);
}

} // namespace chaperone::records
