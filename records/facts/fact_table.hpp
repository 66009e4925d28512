// Tuples of numbers, sorted so that those with a given column are found at once.
// Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace chaperone::records {

/// Sorts tuples that stand one behind the other, and drops what is there twice. The arity is not 0.
void sort_tuples(std::vector<std::uint32_t>& tuples, std::size_t arity);

/// Fewer than 2^32 of them.
class FactTable {
public:
  explicit FactTable(std::size_t arity) : arity_(arity) {}

  void add(std::span<const std::uint32_t> tuple);
  /// Sorts, and drops what is there twice; gives how many were. To be called once all has been added; n log n.
  std::size_t settle();

  std::size_t arity() const { return arity_; }
  std::size_t count() const { return count_; }
  /// The tuples in ascending order, one behind the other.
  std::span<const std::uint32_t> tuples() const { return rows_; }
  bool holds(std::span<const std::uint32_t> tuple) const;
  /// From now on several threads may ask holds().
  void prepare() const { order(0); }

  /// The same tuples with column `first` in front and the others behind it, in ascending order of that. Made when first
  /// asked for.
  struct Order {
    std::vector<std::size_t> columns;     ///< which column of the table stands where
    std::vector<std::uint32_t> owned;     ///< empty where it is the table itself
    const std::uint32_t* cells = nullptr; ///< of the tuples, one behind the other
    std::vector<std::uint32_t>
        starts;                ///< by value of the first column: the number of its first tuple; one more at the end
    std::size_t different = 0; ///< values of the first column that occur
  };
  const Order& order(std::size_t first) const;

  /// The tuples of an order that begin with so many values, which `value(i)` gives: from, to.
  template <class Value>
  std::pair<std::size_t, std::size_t> range(const Order& order, std::size_t values, const Value& value) const;
  std::pair<std::size_t, std::size_t> range(const Order& order, std::span<const std::uint32_t> prefix) const {
    return range(order, prefix.size(), [&](std::size_t i) { return prefix[i]; });
  }
  /// Is there any?
  template <class Value> bool has(const Order& order, std::size_t values, const Value& value) const;

private:
  /// The first of the tuples from `from` to `to` that does not come before the value in this column of the order.
  /// Without branches that depend on the tuples: they cannot be foretold.
  std::size_t boundary(const Order& order, std::size_t column, std::uint32_t value, std::size_t from,
                       std::size_t to) const {
    const std::uint32_t* const cells = order.cells + column;
    std::size_t left = to - from;
    while (left > 0) {
      const std::size_t half = (left + 1) / 2;
      from += cells[(from + half - 1) * arity_] < value ? half : 0;
      left -= half;
    }
    return from;
  }

  std::size_t arity_;
  std::size_t count_ = 0;
  std::vector<std::uint32_t> rows_;
  mutable std::vector<std::unique_ptr<const Order>> orders_;
};

template <class Value>
std::pair<std::size_t, std::size_t> FactTable::range(const Order& order, std::size_t values, const Value& value) const {
  if (values == 0 || arity_ == 0)
    return {0, count_};
  const std::size_t first = value(0);
  if (first + 1 >= order.starts.size())
    return {0, 0};
  std::size_t from = order.starts[first], to = order.starts[first + 1];
  for (std::size_t i = 1; i < values && from < to; ++i) {
    const std::uint32_t wanted = value(i);
    from = boundary(order, i, wanted, from, to);
    to = wanted == UINT32_MAX ? to : boundary(order, i, wanted + 1, from, to);
  }
  return {from, to};
}

template <class Value> bool FactTable::has(const Order& order, std::size_t values, const Value& value) const {
  const std::size_t last = values < 2 ? values : values - 1;
  const auto [from, to] = range(order, last, value);
  if (last == values)
    return from < to;
  const std::uint32_t wanted = value(last);
  const std::size_t at = boundary(order, last, wanted, from, to);
  return at < to && order.cells[at * arity_ + last] == wanted;
}

} // namespace chaperone::records
