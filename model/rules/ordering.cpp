// See ordering.hpp.
#include "model/rules/ordering.hpp"

#include <algorithm>
#include <numeric>
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

/// `term = value` of an enum. Where a variable was replaced by what it stands for, the term is a value as well.
const Value* value_of(const Formula& formula, const Term*& term) {
  const auto* equal = std::get_if<Equal>(&formula->kind);
  if (equal == nullptr)
    return nullptr;
  term = &equal->left;
  return std::get_if<Value>(&equal->right);
}

/// Reads an `or` as ordered() says it of an enum.
class ValuesInOrder {
public:
  explicit ValuesInOrder(const System& system) : system_(system) {}

  std::optional<Ordering> of(const Or& any) {
    Pairs pairs;
    for (const Formula& part : any.parts) {
      const auto* both = std::get_if<And>(&part->kind);
      if (both != nullptr && both->parts.size() != 2)
        return std::nullopt;
      const Term* left = nullptr;
      const Value* low = value_of(both != nullptr ? both->parts[0] : part, left);
      if (low == nullptr || !is_of_one(*low, left, left_))
        return std::nullopt;
      const auto highs = both != nullptr ? highs_of(both->parts[1]) : all_values();
      if (!highs)
        return std::nullopt;
      for (const std::uint32_t high : *highs)
        pairs.emplace(low->index, high);
    }
    if (right_ == nullptr)
      return std::nullopt;
    for (const bool is_strict : {true, false})
      if (pairs == in_order(is_strict))
        return Ordering{*left_, *right_, is_strict};
    return std::nullopt;
  }

private:
  using Pairs = std::set<std::pair<std::uint32_t, std::uint32_t>>;

  /// Is it a value of the ordered enum that the others are of, and compared with the same term?
  bool is_of_one(const Value& value, const Term* term, const Term*& first) {
    if (first == nullptr)
      first = term;
    if (!sort_)
      sort_ = value.sort;
    return system_[*sort_].is_enum && system_[*sort_].is_ordered && *sort_ == value.sort && is_same(*first, *term);
  }

  /// Nothing where it says something else.
  std::optional<std::vector<std::uint32_t>> highs_of(const Formula& formula) {
    const auto* any = std::get_if<Or>(&formula->kind);
    std::vector<std::uint32_t> highs;
    for (const Formula& part : any != nullptr ? any->parts : std::vector{formula}) {
      const Term* right = nullptr;
      const Value* high = value_of(part, right);
      if (high == nullptr || !is_of_one(*high, right, right_))
        return std::nullopt;
      highs.push_back(high->index);
    }
    return highs;
  }

  std::optional<std::vector<std::uint32_t>> all_values() const {
    std::vector<std::uint32_t> values(count());
    std::iota(values.begin(), values.end(), 0U);
    return values;
  }

  std::uint32_t count() const { return static_cast<std::uint32_t>(system_[*sort_].names.size()); }

  Pairs in_order(bool is_strict) const {
    Pairs result;
    for (std::uint32_t low = 0; low < count(); ++low)
      for (std::uint32_t high = is_strict ? low + 1 : low; high < count(); ++high)
        result.emplace(low, high);
    return result;
  }

  const System& system_;
  std::optional<SortId> sort_;
  const Term *left_ = nullptr, *right_ = nullptr;
};

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
  const auto count = static_cast<std::uint32_t>(of.names.size());
  const std::uint32_t strict = is_strict ? 1 : 0;
  const auto is_within = [&](const Term& term, std::uint32_t first, std::uint32_t end) {
    std::vector<Formula> ways;
    for (std::uint32_t index = first; index < end; ++index)
      ways.push_back(make_formula(Equal{term, Value{id, index}}, span));
    return disjunction(std::move(ways), span);
  };
  const auto* low_value = std::get_if<Value>(&left);
  const auto* high_value = std::get_if<Value>(&right);
  if (low_value != nullptr && high_value != nullptr)
    return make_formula(Constant{low_value->index + strict <= high_value->index}, span);
  if (low_value != nullptr)
    return is_within(right, low_value->index + strict, count);
  if (high_value != nullptr)
    return is_within(left, 0, high_value->index + 1 - strict);
  // For each value of the lower term those of the other. Pair by pair there would be so many alternatives that Z3 does
  // not come to an end where it turns them into clauses.
  std::vector<Formula> ways;
  for (std::uint32_t low = 0; low + strict < count; ++low) {
    Formula is_low = is_within(left, low, low + 1);
    ways.push_back(low + strict == 0 ? is_low : conjunction({is_low, is_within(right, low + strict, count)}, span));
  }
  return disjunction(std::move(ways), span);
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
  return ValuesInOrder(system).of(*any);
}

} // namespace chaperone::model
