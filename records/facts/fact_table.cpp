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

/// Fewer are sorted faster by comparing.
constexpr std::size_t worth_counting = 1 << 10;

/// By value of the column: where its first tuple stands once they are sorted by it; one more at the end.
std::vector<std::uint32_t> starts_by(const std::vector<std::uint32_t>& tuples, std::size_t arity, std::size_t column) {
  std::uint32_t most = 0;
  for (std::size_t at = column; at < tuples.size(); at += arity)
    most = std::max(most, tuples[at]);
  std::vector<std::uint32_t> starts(tuples.empty() ? 1 : std::size_t{most} + 2);
  for (std::size_t at = column; at < tuples.size(); at += arity)
    ++starts[tuples[at] + std::size_t{1}];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  return starts;
}

/// Sorted by one column, which comes to the front where `columns` says so; tuples that are alike there stay in order.
/// Linear in the tuples and the largest value.
std::vector<std::uint32_t> sorted_by(const std::vector<std::uint32_t>& tuples, const std::vector<std::size_t>& columns,
                                     std::size_t column, const std::vector<std::uint32_t>& starts) {
  const std::size_t arity = columns.size();
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1), sorted(tuples.size());
  for (std::size_t at = 0; at < tuples.size(); at += arity) {
    std::uint32_t* const to = &sorted[next[tuples[at + column]]++ * arity];
    for (std::size_t i = 0; i < arity; ++i)
      to[i] = tuples[at + columns[i]];
  }
  return sorted;
}

/// Column by column, from the last to the first.
void sort_by_counting(std::vector<std::uint32_t>& tuples, std::size_t arity) {
  std::vector<std::size_t> columns(arity);
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  for (std::size_t column = arity; column-- > 0;)
    tuples = sorted_by(tuples, columns, column, starts_by(tuples, arity, column));
  std::size_t kept = 0;
  for (std::size_t at = 0; at < tuples.size(); at += arity)
    if (kept == 0 || !std::equal(tuples.begin() + static_cast<std::ptrdiff_t>(at),
                                 tuples.begin() + static_cast<std::ptrdiff_t>(at + arity),
                                 tuples.begin() + static_cast<std::ptrdiff_t>(kept - arity))) {
      std::copy_n(tuples.begin() + static_cast<std::ptrdiff_t>(at), arity,
                  tuples.begin() + static_cast<std::ptrdiff_t>(kept));
      kept += arity;
    }
  tuples.resize(kept);
}

/// Individuals are numbered from 0 on: of many tuples the largest number is hardly larger than how many there are.
bool is_worth_counting(const std::vector<std::uint32_t>& tuples, std::size_t arity) {
  const std::size_t count = tuples.size() / arity;
  return count >= worth_counting && std::ranges::max(tuples) / 4 <= count;
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
  if (is_worth_counting(tuples, arity))
    return sort_by_counting(tuples, arity);
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
  if (arity_ > 0 && count_ > 0) {
    made->starts = starts_by(rows_, arity_, first);
    if (first > 0)
      made->owned = sorted_by(rows_, made->columns, first, made->starts);
    for (std::size_t value = 0; value + 1 < made->starts.size(); ++value)
      made->different += made->starts[value] < made->starts[value + 1] ? 1 : 0;
  }
  made->cells = first > 0 ? made->owned.data() : rows_.data();
  orders_[first] = std::move(made);
  return *orders_[first];
}

bool FactTable::holds(std::span<const std::uint32_t> tuple) const {
  return has(order(0), tuple.size(), [&](std::size_t i) { return tuple[i]; });
}

} // namespace chaperone::records
