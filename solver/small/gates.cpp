// See gates.hpp.
#include "solver/small/gates.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::solver::small {

Gate Gates::input() {
  nodes_.push_back({{}, {}, true});
  return {static_cast<std::uint32_t>(nodes_.size() - 1), false};
}

Gate Gates::both(Gate left, Gate right) {
  if (right < left)
    std::swap(left, right);
  if (left == never_true || left == !right)
    return never_true;
  if (left == always_true || left == right)
    return right;
  const std::size_t place = place_of(left, right);
  if (table_[place] != 0)
    return {table_[place], false};
  table_[place] = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({left, right});
  const Gate made(table_[place], false);
  if (2 * nodes_.size() > table_.size())
    grow_table();
  return made;
}

/// Where the gate of these two stands in the table, or the empty place for it.
std::size_t Gates::place_of(Gate left, Gate right) const {
  const auto key = [](Gate gate) { return (std::uint64_t{gate.node()} << 1U) | (gate.is_negated() ? 1U : 0U); };
  std::uint64_t hash = ((key(left) << 32U) | key(right)) * 0x9e3779b97f4a7c15U;
  hash ^= hash >> 32U;
  std::size_t place = hash & (table_.size() - 1);
  while (table_[place] != 0 && !(nodes_[table_[place]].left == left && nodes_[table_[place]].right == right))
    place = (place + 1) & (table_.size() - 1);
  return place;
}

void Gates::grow_table() {
  table_.assign(2 * table_.size(), 0);
  for (std::uint32_t node = 1; node < nodes_.size(); ++node)
    if (!nodes_[node].is_input)
      table_[place_of(nodes_[node].left, nodes_[node].right)] = node;
}

Gate Gates::choice(Gate condition, Gate then, Gate otherwise) {
  if (then == otherwise)
    return then;
  return either(both(condition, then), both(!condition, otherwise));
}

Gate Gates::same(Gate left, Gate right) {
  return choice(left, right, !right);
}

Gate Gates::all_of(std::span<const Gate> gates) {
  std::vector<Gate> parts(gates.begin(), gates.end());
  // In one order whatever they came in, so that equal sets are one gate.
  std::sort(parts.begin(), parts.end());
  Gate result = always_true;
  for (const Gate part : parts)
    result = both(result, part);
  return result;
}

Gate Gates::any_of(std::span<const Gate> gates) {
  std::vector<Gate> parts;
  for (const Gate gate : gates)
    parts.push_back(!gate);
  return !all_of(parts);
}

Gate Gates::at_least(std::uint64_t count, std::span<const Gate> gates) {
  if (count > gates.size())
    return never_true;
  // counted[k]: at least k of those seen so far.
  std::vector<Gate> counted(count + 1, never_true);
  counted[0] = always_true;
  for (const Gate gate : gates)
    for (std::size_t k = count; k > 0; --k)
      counted[k] = either(counted[k], both(counted[k - 1], gate));
  return counted[count];
}

std::vector<bool> Gates::parts_of(Gate gate) const {
  std::vector<bool> result(nodes_.size(), false);
  result[gate.node()] = true;
  for (std::size_t node = gate.node() + 1; node-- > 0;)
    if (result[node] && !nodes_[node].is_input) {
      result[nodes_[node].left.node()] = true;
      result[nodes_[node].right.node()] = true;
    }
  return result;
}

void Gates::read(Values& values, std::size_t first) const {
  values.resize(nodes_.size());
  if (first == 0)
    values[0] = 0;
  for (std::size_t i = std::max<std::size_t>(first, 1); i < nodes_.size(); ++i)
    if (!nodes_[i].is_input)
      values[i] = value_of(values, nodes_[i].left) & value_of(values, nodes_[i].right);
}

} // namespace chaperone::solver::small
