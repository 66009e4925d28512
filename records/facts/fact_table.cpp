#include "records/facts/fact_table.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <utility>

namespace chaperone::records {
namespace {

bool is_sorted(const std::vector<std::uint32_t>& tuples, std::size_t arity) {
  const std::span all(tuples);
  for (std::size_t at = arity; at < tuples.size(); at += arity)
    if (!std::ranges::lexicographical_compare(all.subspan(at - arity, arity), all.subspan(at, arity)))
      return false;
  return true;
}

template <class Tuple> void sort_as(std::vector<std::uint32_t>& tuples) {
  std::vector<Tuple> sorted(tuples.size() * sizeof(std::uint32_t) / sizeof(Tuple));
  std::memcpy(sorted.data(), tuples.data(), tuples.size() * sizeof(std::uint32_t));
  std::ranges::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  tuples.resize(sorted.size() * sizeof(Tuple) / sizeof(std::uint32_t));
  std::memcpy(tuples.data(), sorted.data(), tuples.size() * sizeof(std::uint32_t));
}

/// By far the most frequent: as single numbers.
void sort_pairs(std::vector<std::uint32_t>& pairs) {
  std::vector<std::uint64_t> packed(pairs.size() / 2);
  for (std::size_t i = 0; i < packed.size(); ++i)
    packed[i] = (std::uint64_t{pairs[2 * i]} << 32U) | pairs[2 * i + 1];
  std::ranges::sort(packed);
  packed.erase(std::unique(packed.begin(), packed.end()), packed.end());
  pairs.resize(2 * packed.size());
  for (std::size_t i = 0; i < packed.size(); ++i) {
    pairs[2 * i] = static_cast<std::uint32_t>(packed[i] >> 32U);
    pairs[2 * i + 1] = static_cast<std::uint32_t>(packed[i]);
  }
}

void sort_any(std::vector<std::uint32_t>& tuples, std::size_t arity) {
  std::vector<std::size_t> at(tuples.size() / arity);
  std::iota(at.begin(), at.end(), std::size_t{0});
  const auto tuple = [&](std::size_t i) { return std::span(tuples).subspan(i * arity, arity); };
  std::ranges::sort(
      at, [&](std::size_t a, std::size_t b) { return std::ranges::lexicographical_compare(tuple(a), tuple(b)); });
  std::vector<std::uint32_t> made;
  made.reserve(tuples.size());
  for (std::size_t i = 0; i < at.size(); ++i)
    if (i == 0 || !std::ranges::equal(tuple(at[i - 1]), tuple(at[i])))
      made.insert(made.end(), tuple(at[i]).begin(), tuple(at[i]).end());
  tuples = std::move(made);
}

} // namespace

void sort_tuples(std::vector<std::uint32_t>& tuples, std::size_t arity) {
  if (is_sorted(tuples, arity))
    return;
  switch (arity) {
  case 1:
    return sort_as<std::array<std::uint32_t, 1>>(tuples);
  case 2:
    return sort_pairs(tuples);
  case 3:
    return sort_as<std::array<std::uint32_t, 3>>(tuples);
  case 4:
    return sort_as<std::array<std::uint32_t, 4>>(tuples);
  default:
    return sort_any(tuples, arity);
  }
}

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
  made->cells = first > 0 ? made->owned.data() : rows_.data();
  if (arity_ > 0 && count_ > 0) {
    const std::uint32_t* const sorted = made->cells;
    const std::size_t values = std::size_t{sorted[(count_ - 1) * arity_]} + 1;
    made->starts.resize(values + 1);
    for (std::size_t i = count_; i-- > 0;)
      made->starts[sorted[i * arity_]] = static_cast<std::uint32_t>(i);
    // Values that do not occur begin where the next one does.
    std::vector<bool> occurs(values);
    for (std::size_t i = 0; i < count_; ++i)
      occurs[sorted[i * arity_]] = true;
    made->starts[values] = static_cast<std::uint32_t>(count_);
    for (std::size_t value = values; value-- > 0;)
      if (occurs[value])
        ++made->different;
      else
        made->starts[value] = made->starts[value + 1];
  }
  orders_[first] = std::move(made);
  return *orders_[first];
}

bool FactTable::holds(std::span<const std::uint32_t> tuple) const {
  return has(order(0), tuple.size(), [&](std::size_t i) { return tuple[i]; });
}

} // namespace chaperone::records
