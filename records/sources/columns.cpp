#include "records/sources/columns.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace chaperone::records {
namespace {

std::string lower(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// `group` for `Group_ID`.
std::string plain(const std::string& column) {
  std::string made = lower(column);
  if (made.size() > 3 && made.ends_with("_id"))
    made.resize(made.size() - 3);
  return made;
}

std::string listed(const std::vector<std::string>& names) {
  std::string made;
  for (const std::string& name : names)
    made += fmt::format("{}`{}`", made.empty() ? "" : ", ", model::visible(name));
  return made;
}

} // namespace

std::string name_of_place(const model::System& system, const std::vector<model::Place>& places, std::size_t place) {
  if (!places[place].name.empty())
    return places[place].name;
  const model::SortId sort = places[place].sort;
  return std::ranges::count(places, sort, &model::Place::sort) == 1 ? lower(system[sort].name) : "";
}

std::variant<std::vector<std::size_t>, std::string> columns_of(const model::System& system,
                                                               const std::vector<model::Place>& places, bool has_value,
                                                               const SourceTable& table) {
  const std::string& name = table.name;
  const std::vector<std::string>& columns = table.columns;
  std::vector<std::size_t> found;
  std::vector<std::string> wanted;
  bool is_in_place = true;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::string place = name_of_place(system, places, i);
    auto column =
        std::ranges::find_if(columns, [&](const auto& it) { return !place.empty() && lower(it) == lower(place); });
    if (column == columns.end())
      column =
          std::ranges::find_if(columns, [&](const auto& it) { return !place.empty() && plain(it) == lower(place); });
    if (column != columns.end()) {
      found.push_back(static_cast<std::size_t>(column - columns.begin()));
      is_in_place = is_in_place && found.back() == i;
    }
    wanted.push_back(place.empty() ? fmt::format("c{}", i + 1) : place);
  }
  const auto in_their_order = [&] {
    std::vector<std::size_t> made(columns.size());
    std::iota(made.begin(), made.end(), std::size_t{0});
    return made;
  };
  if (table.is_in_order && columns.size() == places.size() + (has_value ? 1 : 0))
    return in_their_order();
  if (found.size() == places.size() && !table.is_in_order && (has_value || !places.empty())) {
    if (!has_value)
      return found;
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (std::ranges::find(found, i) == found.end())
        left.push_back(i);
    for (const std::size_t column : std::vector(left))
      if (plain(columns[column]) == lower(name) || lower(columns[column]) == "value")
        left = {column};
    if (left.size() == 1) {
      found.push_back(left.front());
      return found;
    }
  }
  if (places.empty() && !has_value)
    return std::vector<std::size_t>{};
  if (has_value)
    wanted.emplace_back("value");
  // Some names in other places than in order: whoever wrote them did not mean the order.
  if (columns.size() == wanted.size() && is_in_place && !table.is_in_order)
    return in_their_order();
  return fmt::format("the columns are {}, and `{}` has {}", listed(columns), name, listed(wanted));
}

} // namespace chaperone::records
