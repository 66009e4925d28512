// See table.hpp.
#include "records/live/table.hpp"

#include <array>

namespace chaperone::live {

namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint32_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 29U);
}

constexpr std::uint64_t seed = 0x51ED270B27B4F3CFU;

std::uint32_t folded(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

std::vector<std::uint32_t> listed(Columns columns) {
  std::vector<std::uint32_t> made;
  for (std::uint32_t i = 0; i < 32; ++i)
    if ((columns >> i & 1U) != 0)
      made.push_back(i);
  return made;
}

} // namespace

Table::Table(std::uint32_t width, std::uint32_t keyed)
    : width_(width), stride_(width), primary_(listed((Columns{1} << keyed) - 1)) {}

std::uint32_t Table::index_over(Columns columns) {
  const std::vector<std::uint32_t> wanted = listed(columns);
  for (std::uint32_t i = 0; i < indexes_.size(); ++i)
    if (indexes_[i].columns_ == wanted)
      return i;
  const std::size_t rows = stride_ == 0 ? 0 : cells_.size() / stride_;
  const std::size_t wider = stride_ + 2;
  std::vector<std::uint32_t> cells(rows * wider);
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < stride_; ++i)
      cells[row * wider + i] = cells_[row * stride_ + i];
  cells_ = std::move(cells);
  stride_ = wider;
  indexes_.emplace_back(wanted);
  const auto made = static_cast<std::uint32_t>(indexes_.size() - 1);
  for (const RowHash::Slot& slot : primary_.slots_)
    if (slot.row != no_row)
      link_in(made, slot.row);
  return made;
}

Table Table::emptied() const {
  Table made(width_, static_cast<std::uint32_t>(primary_.columns_.size()));
  for (const RowHash& index : indexes_) {
    Columns columns = 0;
    for (const std::uint32_t column : index.columns_)
      columns |= Columns{1} << column;
    made.index_over(columns);
  }
  return made;
}

std::vector<std::vector<std::uint32_t>> Table::rows(std::uint32_t index, const std::uint32_t* values) const {
  std::vector<std::vector<std::uint32_t>> made;
  for (Row row = first(index, values); row != no_row; row = next(index, row))
    made.emplace_back((*this)[row], (*this)[row] + width_);
  return made;
}

std::uint32_t Table::hash_of_row(const RowHash& hash, Row row) const {
  std::uint64_t made = seed;
  for (const std::uint32_t column : hash.columns_)
    made = mixed(made, (*this)[row][column]);
  return folded(made);
}

bool Table::is_row(const RowHash& hash, Row row, const std::uint32_t* values) const {
  const std::uint32_t* cells = (*this)[row];
  for (const std::uint32_t column : hash.columns_)
    if (cells[column] != *values++)
      return false;
  return true;
}

Row Table::find(const RowHash& hash, const std::uint32_t* values) const {
  if (hash.slots_.empty())
    return no_row;
  std::uint64_t made = seed;
  for (std::size_t i = 0; i < hash.columns_.size(); ++i)
    made = mixed(made, values[i]);
  const std::uint32_t wanted = folded(made);
  const std::size_t mask = hash.slots_.size() - 1;
  for (std::size_t slot = wanted & mask; hash.slots_[slot].row != no_row; slot = (slot + 1) & mask)
    if (hash.slots_[slot].hash == wanted && is_row(hash, hash.slots_[slot].row, values))
      return hash.slots_[slot].row;
  return no_row;
}

std::size_t Table::slot_of(const RowHash& hash, Row row) const {
  const std::size_t mask = hash.slots_.size() - 1;
  std::size_t slot = hash_of_row(hash, row) & mask;
  while (hash.slots_[slot].row != row)
    slot = (slot + 1) & mask;
  return slot;
}

void Table::put(RowHash& hash, Row row) {
  if ((hash.used_ + 1) * 3 > hash.slots_.size() * 2)
    grow(hash);
  const std::size_t mask = hash.slots_.size() - 1;
  const std::uint32_t made = hash_of_row(hash, row);
  std::size_t slot = made & mask;
  while (hash.slots_[slot].row != no_row)
    slot = (slot + 1) & mask;
  hash.slots_[slot] = {made, row};
  ++hash.used_;
}

// Knuth, The Art of Computer Programming, volume 3, algorithm 6.4R.
void Table::drop(RowHash& hash, std::size_t slot) {
  const std::size_t mask = hash.slots_.size() - 1;
  std::size_t hole = slot;
  for (std::size_t at = (hole + 1) & mask; hash.slots_[at].row != no_row; at = (at + 1) & mask) {
    const std::size_t home = hash.slots_[at].hash & mask;
    if (((at - home) & mask) >= ((at - hole) & mask)) {
      hash.slots_[hole] = hash.slots_[at];
      hole = at;
    }
  }
  hash.slots_[hole] = {};
  --hash.used_;
}

void Table::grow(RowHash& hash) {
  std::vector<RowHash::Slot> old(hash.slots_.empty() ? 8 : hash.slots_.size() * 2);
  old.swap(hash.slots_);
  const std::size_t mask = hash.slots_.size() - 1;
  for (const RowHash::Slot& each : old) {
    if (each.row == no_row)
      continue;
    std::size_t slot = each.hash & mask;
    while (hash.slots_[slot].row != no_row)
      slot = (slot + 1) & mask;
    hash.slots_[slot] = each;
  }
}

// A row's place in an index's hash is taken by the last row that came with these values; the others follow it.
void Table::link_in(std::uint32_t index, Row row) {
  std::array<std::uint32_t, 32> values{};
  std::size_t count = 0;
  for (const std::uint32_t column : indexes_[index].columns_)
    values[count++] = (*this)[row][column];
  const Row head = find(indexes_[index], values.data());
  cells_[link(row, index)] = no_row;
  cells_[link(row, index) + 1] = head;
  if (head == no_row) {
    put(indexes_[index], row);
    return;
  }
  cells_[link(head, index)] = row;
  indexes_[index].slots_[slot_of(indexes_[index], head)].row = row;
}

void Table::link_out(std::uint32_t index, Row row) {
  const Row before = cells_[link(row, index)];
  const Row behind = cells_[link(row, index) + 1];
  if (behind != no_row)
    cells_[link(behind, index)] = before;
  if (before != no_row) {
    cells_[link(before, index) + 1] = behind;
    return;
  }
  const std::size_t slot = slot_of(indexes_[index], row);
  if (behind == no_row)
    drop(indexes_[index], slot);
  else
    indexes_[index].slots_[slot].row = behind;
}

bool Table::insert(const std::uint32_t* values) {
  if (has(values))
    return false;
  Row row = 0;
  if (free_.empty()) {
    // A row without places still needs a number.
    row = stride_ == 0 ? 0 : static_cast<Row>(cells_.size() / stride_);
    cells_.resize(cells_.size() + stride_);
  } else {
    row = free_.back();
    free_.pop_back();
  }
  for (std::uint32_t i = 0; i < width_; ++i)
    cells_[std::size_t{row} * stride_ + i] = values[i];
  put(primary_, row);
  for (std::uint32_t i = 0; i < indexes_.size(); ++i)
    link_in(i, row);
  return true;
}

bool Table::erase(const std::uint32_t* key) {
  const Row row = find(key);
  if (row == no_row)
    return false;
  for (std::uint32_t i = 0; i < indexes_.size(); ++i)
    link_out(i, row);
  drop(primary_, slot_of(primary_, row));
  if (stride_ != 0)
    free_.push_back(row);
  return true;
}

} // namespace chaperone::live
