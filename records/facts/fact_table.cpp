#include "records/facts/fact_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <utility>

namespace chaperone::records {
namespace {

/// Sorts tuples and drops duplicates. Pairs, by far the most frequent, are sorted as single numbers.
void sort_tuples(std::vector<std::uint32_t>& rows, std::size_t arity) {
  const std::size_t count = rows.size() / arity;
  if (arity == 1) {
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return;
  }
  if (arity == 2) {
    std::vector<std::uint64_t> packed(count);
    for (std::size_t i = 0; i < count; ++i)
      packed[i] = (std::uint64_t{rows[2 * i]} << 32U) | rows[2 * i + 1];
    std::ranges::sort(packed);
    packed.erase(std::unique(packed.begin(), packed.end()), packed.end());
    rows.resize(2 * packed.size());
    for (std::size_t i = 0; i < packed.size(); ++i) {
      rows[2 * i] = static_cast<std::uint32_t>(packed[i] >> 32U);
      rows[2 * i + 1] = static_cast<std::uint32_t>(packed[i]);
    }
    return;
  }
  std::vector<std::size_t> at(count);
  std::iota(at.begin(), at.end(), std::size_t{0});
  const auto tuple = [&](std::size_t i) { return std::span(rows).subspan(i * arity, arity); };
  std::ranges::sort(
      at, [&](std::size_t a, std::size_t b) { return std::ranges::lexicographical_compare(tuple(a), tuple(b)); });
  std::vector<std::uint32_t> made;
  made.reserve(rows.size());
  for (std::size_t i = 0; i < count; ++i)
    if (i == 0 || !std::ranges::equal(tuple(at[i - 1]), tuple(at[i])))
      made.insert(made.end(), tuple(at[i]).begin(), tuple(at[i]).end());
  rows = std::move(made);
}

} // namespace

void FactTable::add(std::span<const std::uint32_t> tuple) {
  rows_.insert(rows_.end(), tuple.begin(), tuple.end());
  ++count_;
}

std::size_t FactTable::settle() {
  const std::size_t before = count_;
  if (arity_ > 0)
    sort_tuples(rows_, arity_);
  rows_.shrink_to_fit();
  count_ = arity_ > 0 ? rows_.size() / arity_ : std::min<std::size_t>(count_, 1);
  orders_.clear();
  return before - count_;
}

const FactTable::Order& FactTable::order(std::size_t first) const {
  orders_.resize(std::max<std::size_t>(arity_, 1));
  if (orders_[first])
    return *orders_[first];
  auto made = std::make_unique<Order>();
  for (std::size_t i = 0; i < arity_; ++i)
    if (i == first)
      made->columns.insert(made->columns.begin(), i);
    else
      made->columns.push_back(i);
  if (first > 0) {
    made->owned.reserve(rows_.size());
    for (std::size_t i = 0; i < count_; ++i)
      for (const std::size_t column : made->columns)
        made->owned.push_back(rows_[i * arity_ + column]);
    sort_tuples(made->owned, arity_);
  }
  if (arity_ > 0 && count_ > 0) {
    const auto sorted = rows(*made);
    const std::size_t values = std::size_t{sorted[(count_ - 1) * arity_]} + 1;
    made->starts.resize(values + 1);
    for (std::size_t i = count_; i-- > 0;)
      made->starts[sorted[i * arity_]] = i;
    // Values that do not occur begin where the next one does.
    std::vector<bool> occurs(values);
    for (std::size_t i = 0; i < count_; ++i)
      occurs[sorted[i * arity_]] = true;
    made->starts[values] = count_;
    for (std::size_t value = values; value-- > 0;)
      if (occurs[value])
        ++made->different;
      else
        made->starts[value] = made->starts[value + 1];
  }
  orders_[first] = std::move(made);
  return *orders_[first];
}

std::pair<std::size_t, std::size_t> FactTable::range(const Order& order, std::span<const std::uint32_t> prefix) const {
  if (prefix.empty() || arity_ == 0)
    return {0, count_};
  if (order.starts.empty() || prefix[0] + std::size_t{1} >= order.starts.size())
    return {0, 0};
  std::size_t from = order.starts[prefix[0]], to = order.starts[prefix[0] + 1];
  const std::uint32_t* const sorted = rows(order).data();
  for (std::size_t i = 1; i < prefix.size() && from < to; ++i) {
    const auto boundary = [&](std::size_t low, auto is_before) {
      std::size_t high = to;
      while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (is_before(sorted[middle * arity_ + i]))
          low = middle + 1;
        else
          high = middle;
      }
      return low;
    };
    from = boundary(from, [&](std::uint32_t value) { return value < prefix[i]; });
    to = boundary(from, [&](std::uint32_t value) { return value <= prefix[i]; });
  }
  return {from, to};
}

bool FactTable::holds(std::span<const std::uint32_t> tuple) const {
  const auto [from, to] = range(order(0), tuple);
  return from < to;
}

} // namespace chaperone::records
