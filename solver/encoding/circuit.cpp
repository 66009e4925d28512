// See circuit.hpp.
#include "solver/encoding/circuit.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::solver::encoding {
namespace {

constexpr std::size_t first_table_size = 1U << 10U;
/// While there are few parts, pairs are cheaper than a counter.
constexpr std::size_t few_parts = 5;

std::size_t hash_of(std::span<const Bit> parts) {
  std::uint64_t hash = 0x9e3779b97f4a7c15U;
  for (const Bit part : parts) {
    hash = (hash ^ part.code()) * 0xff51afd7ed558ccdU;
    hash ^= hash >> 32U;
  }
  return static_cast<std::size_t>(hash);
}

} // namespace

Circuit::Circuit(std::uint64_t most_conjunctions)
    : nodes_(1), table_(first_table_size, 0), most_conjunctions_(most_conjunctions) {}

Bit Circuit::input() {
  nodes_.emplace_back();
  return {size() - 1, false};
}

void Circuit::grow_table() {
  table_.assign(table_.size() * 2, 0);
  for (std::uint32_t node = 1; node < size(); ++node) {
    if (is_input(node))
      continue;
    std::size_t at = hash_of(parts(node)) & (table_.size() - 1);
    while (table_[at] != 0)
      at = (at + 1) & (table_.size() - 1);
    table_[at] = node;
  }
}

std::uint32_t Circuit::find_or_add(std::span<const Bit> wanted) {
  std::size_t at = hash_of(wanted) & (table_.size() - 1);
  for (; table_[at] != 0; at = (at + 1) & (table_.size() - 1))
    if (std::ranges::equal(parts(table_[at]), wanted))
      return table_[at];
  const std::uint32_t made = size();
  nodes_.push_back({static_cast<std::uint32_t>(parts_.size()), static_cast<std::uint32_t>(wanted.size())});
  parts_.insert(parts_.end(), wanted.begin(), wanted.end());
  table_[at] = made;
  if (std::size_t{++conjunctions_} * 2 > table_.size())
    grow_table();
  return made;
}

void Circuit::count_conjunction() {
  if (++asked_conjunctions_ > most_conjunctions_ && most_conjunctions_ != 0)
    throw TooLarge();
}

Bit Circuit::both(Bit left, Bit right) {
  count_conjunction();
  if (right < left)
    std::swap(left, right);
  if (left.is_false() || left == !right)
    return Bit(false);
  if (left.is_true() || left == right)
    return right;
  return {find_or_add(std::array{left, right}), false};
}

Bit Circuit::conjunction(std::vector<Bit> wanted) {
  if (wanted.size() == 2)
    return both(wanted[0], wanted[1]);
  count_conjunction();
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  if (!wanted.empty() && wanted.front().is_false())
    return Bit(false);
  if (!wanted.empty() && wanted.front().is_true())
    wanted.erase(wanted.begin());
  for (std::size_t i = 1; i < wanted.size(); ++i) // a node and its negation are neighbours now
    if (wanted[i].node() == wanted[i - 1].node())
      return Bit(false);
  if (wanted.empty())
    return Bit(true);
  if (wanted.size() == 1)
    return wanted.front();
  return {find_or_add(wanted), false};
}

Bit Circuit::disjunction(std::vector<Bit> wanted) {
  for (Bit& one : wanted)
    one = !one;
  return !conjunction(std::move(wanted));
}

Bit Circuit::equivalence(Bit left, Bit right) {
  if (left.is_constant())
    return left.is_true() ? right : !right;
  if (right.is_constant())
    return right.is_true() ? left : !left;
  const Bit both_hold = both(left, right), none_holds = both(!left, !right);
  return either(both_hold, none_holds);
}

std::vector<Bit> Circuit::count_in_unary(std::span<const Bit> counted, std::uint32_t most) {
  std::vector<Bit> so_far; // of the parts before: at least j + 1
  for (const Bit part : counted) {
    if (part.is_false())
      continue;
    if (so_far.size() <= most)
      so_far.emplace_back(false);
    for (std::size_t j = so_far.size(); j-- > 0;)
      so_far[j] = either(so_far[j], j == 0 ? part : both(so_far[j - 1], part));
  }
  return so_far;
}

Bit Circuit::at_least(std::span<const Bit> counted, std::uint64_t count) {
  std::vector<Bit> open;
  std::uint64_t already = 0;
  for (const Bit part : counted) {
    if (part.is_true())
      ++already;
    else if (!part.is_false())
      open.push_back(part);
  }
  if (already >= count)
    return Bit(true);
  const std::uint64_t needed = count - already;
  if (needed > open.size())
    return Bit(false);
  if (needed == 1)
    return disjunction(std::move(open));
  if (needed == open.size())
    return conjunction(std::move(open));
  if (needed > 2 || open.size() > few_parts)
    return count_in_unary(open, static_cast<std::uint32_t>(needed - 1)).back();
  std::vector<Bit> pairs;
  for (std::size_t i = 0; i < open.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      pairs.push_back(both(open[i], open[j]));
  return disjunction(std::move(pairs));
}

std::vector<bool> Circuit::below(Bit bit) const {
  std::vector<bool> result(size(), false);
  result[bit.node()] = true;
  for (std::uint32_t node = bit.node(); node > 0; --node)
    if (result[node])
      for (const Bit part : parts(node))
        result[part.node()] = true;
  return result;
}

void Circuit::evaluate(Values& values) const {
  values.resize(size());
  values[0] = 0;
  for (std::uint32_t node = 1; node < size(); ++node) {
    if (is_input(node))
      continue;
    std::uint64_t all = ~std::uint64_t{0};
    for (const Bit part : parts(node))
      all &= value_of(values, part);
    values[node] = all;
  }
}

} // namespace chaperone::solver::encoding
