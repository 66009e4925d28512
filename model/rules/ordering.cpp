// See ordering.hpp.
#include "model/rules/ordering.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::model {

namespace {

bool is_same(const Term& one, const Term& other) {
  const auto* left = std::get_if<std::shared_ptr<const Application>>(&one);
  const auto* right = std::get_if<std::shared_ptr<const Application>>(&other);
  if (left == nullptr || right == nullptr)
    return one == other;
  return (*left)->function == (*right)->function && std::ranges::equal((*left)->args, (*right)->args, is_same);
}

/// `term = value` of an enum.
const Value* value_of(const Formula& formula, const Term*& term) {
  const auto* equal = std::get_if<Equal>(&formula->kind);
  if (equal == nullptr || std::holds_alternative<Value>(equal->left))
    return nullptr;
  term = &equal->left;
  return std::get_if<Value>(&equal->right);
}

/// The values of an enum in order, pair by pair.
std::optional<Ordering> ordering_of_values(const System& system, const Or& any) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  const Term *left = nullptr, *right = nullptr;
  std::optional<SortId> sort;
  for (const Formula& part : any.parts) {
    const auto* both = std::get_if<And>(&part->kind);
    if (both == nullptr || both->parts.size() != 2)
      return std::nullopt;
    const Term *low_term = nullptr, *high_term = nullptr;
    const Value* low = value_of(both->parts[0], low_term);
    const Value* high = value_of(both->parts[1], high_term);
    if (low == nullptr || high == nullptr || low->sort != high->sort || low->index > high->index)
      return std::nullopt;
    if (left != nullptr && (!is_same(*left, *low_term) || !is_same(*right, *high_term) || *sort != low->sort))
      return std::nullopt;
    left = low_term;
    right = high_term;
    sort = low->sort;
    pairs.emplace(low->index, high->index);
  }
  if (!sort || !system[*sort].is_enum || !system[*sort].is_ordered || pairs.size() != any.parts.size())
    return std::nullopt;
  const std::size_t values = system[*sort].names.size();
  const auto equal_pairs = static_cast<std::size_t>(
      std::ranges::count_if(pairs, [](const auto& pair) { return pair.first == pair.second; }));
  if (pairs.size() - equal_pairs != values * (values - 1) / 2 || (equal_pairs != 0 && equal_pairs != values))
    return std::nullopt;
  return Ordering{*left, *right, equal_pairs == 0};
}

const Atom* order_atom(const System& system, const Formula& formula) {
  const auto* atom = std::get_if<Atom>(&formula->kind);
  return atom != nullptr && system[atom->relation].upkeep == Upkeep::order ? atom : nullptr;
}

} // namespace

Formula ordered(const System& system, const Ordering& ordering, Span span) {
  const auto& [left, right, is_strict] = ordering;
  const SortId id = sort_of(system, left);
  const Sort& of = system[id];
  if (of.order) {
    Formula less = make_formula(Atom{*of.order, {left, right}}, span);
    return is_strict ? less : make_formula(Or{{make_formula(Equal{left, right}), less}}, span);
  }
  // The values of an enum are known: the pairs that are in order.
  const auto fits = [](const Term& term, std::uint32_t index) {
    const auto* value = std::get_if<Value>(&term);
    return value == nullptr || value->index == index;
  };
  std::vector<Formula> ways;
  const auto count = static_cast<std::uint32_t>(of.names.size());
  for (std::uint32_t low = 0; low < count; ++low)
    for (std::uint32_t high = is_strict ? low + 1 : low; high < count; ++high) {
      if (!fits(left, low) || !fits(right, high))
        continue;
      std::vector<Formula> parts;
      if (!std::holds_alternative<Value>(left))
        parts.push_back(make_formula(Equal{left, Value{id, low}}, span));
      if (!std::holds_alternative<Value>(right))
        parts.push_back(make_formula(Equal{right, Value{id, high}}, span));
      ways.push_back(parts.empty() ? make_formula(Constant{true}, span) : conjunction(std::move(parts), span));
    }
  if (ways.empty())
    return make_formula(Constant{false}, span);
  return ways.size() == 1 ? std::move(ways.front()) : make_formula(Or{std::move(ways)}, span);
}

std::optional<Ordering> ordering_of(const System& system, const Formula& formula) {
  if (const Atom* atom = order_atom(system, formula))
    return Ordering{atom->args[0], atom->args[1], true};
  const auto* any = std::get_if<Or>(&formula->kind);
  if (any == nullptr)
    return std::nullopt;
  if (const Atom* atom = any->parts.size() == 2 ? order_atom(system, any->parts[1]) : nullptr)
    if (const auto* equal = std::get_if<Equal>(&any->parts[0]->kind);
        equal != nullptr && is_same(equal->left, atom->args[0]) && is_same(equal->right, atom->args[1]))
      return Ordering{atom->args[0], atom->args[1], false};
  return ordering_of_values(system, *any);
}

} // namespace chaperone::model
