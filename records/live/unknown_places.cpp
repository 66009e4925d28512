// See unknown_places.hpp.
#include "records/live/unknown_places.hpp"

#include <array>
#include <bit>

namespace chaperone::live {

bool UnknownPlaces::has(const Number* args) const {
  std::array<Number, most_columns> key{};
  return std::ranges::any_of(kinds_, [&](const Kind& kind) {
    for (std::size_t i = 0; i < kind.columns.size(); ++i)
      key[i] = args[kind.columns[i]];
    return kind.rows.has(key.data());
  });
}

bool UnknownPlaces::may_have(Columns columns, const Number* values) const {
  std::array<Number, most_columns> key{};
  return std::ranges::any_of(kinds_, [&](const Kind& kind) {
    for (std::size_t i = 0; i < kind.columns.size(); ++i) {
      const Columns column = Columns{1} << kind.columns[i];
      if ((columns & column) == 0)
        return true;
      key[i] = values[std::popcount(columns & (column - 1))];
    }
    return kind.rows.has(key.data());
  });
}

bool UnknownPlaces::add(const std::vector<Number>& pattern) {
  std::vector<std::uint32_t> columns;
  std::vector<Number> row;
  for (std::uint32_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] != nobody) {
      columns.push_back(i);
      row.push_back(pattern[i]);
    }
  if (is_everywhere())
    return false;
  auto found = std::ranges::find(kinds_, columns, &Kind::columns);
  if (found == kinds_.end()) {
    const auto width = static_cast<std::uint32_t>(columns.size());
    found = kinds_.insert(kinds_.end(), Kind{std::move(columns), Table(width, width)});
  }
  return found->rows.insert(row.data());
}

std::vector<std::vector<Number>> UnknownPlaces::patterns(std::size_t width) const {
  std::vector<std::vector<Number>> made;
  for (const Kind& kind : kinds_)
    kind.rows.for_each([&](const Number* row) {
      std::vector<Number>& pattern = made.emplace_back(width, nobody);
      for (std::size_t i = 0; i < kind.columns.size(); ++i)
        pattern[kind.columns[i]] = row[i];
    });
  return made;
}

} // namespace chaperone::live
