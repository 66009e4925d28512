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
    std::vector<std::size_t> columns; ///< which column of the table stands where
    std::vector<std::uint32_t> owned; ///< empty where it is the table itself
    std::vector<std::uint32_t>
        starts;                ///< by value of the first column: the number of its first tuple; one more at the end
    std::size_t different = 0; ///< values of the first column that occur
  };
  const Order& order(std::size_t first) const;
  std::span<const std::uint32_t> rows(const Order& order) const { return order.owned.empty() ? rows_ : order.owned; }

  /// The tuples of an order that begin with these values: from, to.
  std::pair<std::size_t, std::size_t> range(const Order& order, std::span<const std::uint32_t> prefix) const;
  /// Is there any?
  bool has(const Order& order, std::span<const std::uint32_t> prefix) const;

private:
  /// The first of the tuples from `from` to `to` that does not come before the value in this column of the order.
  std::size_t boundary(const Order& order, std::size_t column, std::uint32_t value, std::size_t from,
                       std::size_t to) const;

  std::size_t arity_;
  std::size_t count_ = 0;
  std::vector<std::uint32_t> rows_;
  mutable std::vector<std::unique_ptr<const Order>> orders_;
};

} // namespace chaperone::records
