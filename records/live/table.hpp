// Rows of small numbers, found by their key or by some of their columns: what a relation or function of a live state
// is held in. Covered by tests/records/live_table_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace chaperone::live {

/// The largest number of columns of a table, and of values that are found at once.
constexpr std::size_t most_columns = 32;

using Row = std::uint32_t;
constexpr Row no_row = 0xFFFFFFFF;

/// A set of columns: bit i for column i.
using Columns = std::uint32_t;

/// A hash table that holds rows of a Table, one for each different value of some columns. Open addressing with linear
/// probing; deletion shifts back, so there are no tombstones.
class RowHash {
public:
  explicit RowHash(std::vector<std::uint32_t> columns) : columns_(std::move(columns)) {}

private:
  friend class Table;
  /// With the hash beside the row, most rows that are not meant need not be looked at.
  struct Slot {
    std::uint32_t hash = 0;
    Row row = no_row; ///< no_row: free
  };
  std::vector<std::uint32_t> columns_;
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

/// Rows that differ in their first `keyed` columns. Every operation costs a constant on average, times the number of
/// indexes where rows come and go.
class Table {
public:
  Table(std::uint32_t width, std::uint32_t keyed);

  /// The number of the index over these columns; it is made where there is none. With no columns it lists all rows.
  std::uint32_t index_over(Columns columns);

  /// A table without rows that has the same indexes, by the same numbers.
  Table emptied() const;

  std::uint32_t width() const { return width_; }
  std::size_t size() const { return primary_.used_; }

  /// `key` holds the first `keyed` columns.
  Row find(const std::uint32_t* key) const { return find(primary_, key); }
  bool has(const std::uint32_t* key) const { return find(key) != no_row; }
  /// The row's values, until a row is added.
  const std::uint32_t* operator[](Row row) const { return cells_.data() + std::size_t{row} * stride_; }

  /// False where a row with this key is there already.
  bool insert(const std::uint32_t* values);
  /// False where no row has this key.
  bool erase(const std::uint32_t* key);

  /// The rows with these values in the index's columns, in no fixed order: begin with first(), until no_row.
  Row first(std::uint32_t index, const std::uint32_t* values) const { return find(indexes_[index], values); }
  Row next(std::uint32_t index, Row row) const { return cells_[link(row, index) + 1]; }
  std::vector<std::vector<std::uint32_t>> rows(std::uint32_t index, const std::uint32_t* values) const;

  /// Visits all rows; the table must not change meanwhile.
  template <class Visit> void for_each(const Visit& visit) const {
    for (const RowHash::Slot& slot : primary_.slots_)
      if (slot.row != no_row)
        visit((*this)[slot.row]);
  }

private:
  std::size_t link(Row row, std::uint32_t index) const {
    return std::size_t{row} * stride_ + width_ + std::size_t{index} * 2;
  }
  std::uint32_t hash_of_row(const RowHash& hash, Row row) const;
  bool is_row(const RowHash& hash, Row row, const std::uint32_t* values) const;
  Row find(const RowHash& hash, const std::uint32_t* values) const;
  std::size_t slot_of(const RowHash& hash, Row row) const;
  void put(RowHash& hash, Row row);
  void drop(RowHash& hash, std::size_t slot);
  void grow(RowHash& hash);
  void link_in(std::uint32_t index, Row row);
  void link_out(std::uint32_t index, Row row);

  std::uint32_t width_;
  std::size_t stride_;
  std::vector<std::uint32_t> cells_; ///< by row: its values, then for each index the row before and the row behind it
  std::vector<Row> free_;
  RowHash primary_;
  std::vector<RowHash> indexes_;
};

} // namespace chaperone::live
