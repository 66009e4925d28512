#include "records/facts/individuals.hpp"

#include <algorithm>
#include <charconv>

namespace chaperone::records {

namespace {

constexpr std::uint32_t free_place = UINT32_MAX;
/// More prefixes than this are names rather than series.
constexpr std::size_t most_series = 4;
/// Places of an array for each individual: what hashing takes, about.
constexpr std::size_t places_for_each = 16;
constexpr std::size_t fewest_places = 1 << 12;

} // namespace

std::optional<Individuals::Split> Individuals::split(std::string_view id) {
  constexpr std::size_t most_digits = 9;
  std::size_t digits = 0;
  while (digits < id.size() && digits < most_digits && id[id.size() - 1 - digits] >= '0' &&
         id[id.size() - 1 - digits] <= '9')
    ++digits;
  while (digits > 1 && id[id.size() - digits] == '0') // zeros in front belong to the prefix
    --digits;
  if (digits == 0)
    return std::nullopt;
  Split made{id.substr(0, id.size() - digits), 0};
  std::from_chars(id.data() + made.prefix.size(), id.data() + id.size(), made.tail);
  return made;
}

const Individuals::Series* Individuals::series(std::string_view prefix) const {
  const auto found = std::ranges::find(series_, prefix, &Series::prefix);
  return found == series_.end() ? nullptr : &*found;
}

bool Individuals::is_dense(const Split& split) const {
  return split.tail < std::max(fewest_places, places_for_each * ids_.size()) &&
         (series_.size() < most_series || series(split.prefix) != nullptr);
}

std::uint32_t& Individuals::place(const Split& split) {
  auto found = std::ranges::find(series_, split.prefix, &Series::prefix);
  if (found == series_.end()) {
    series_.push_back({std::string(split.prefix), {}});
    found = series_.end() - 1;
  }
  if (split.tail >= found->numbers.size())
    found->numbers.resize(split.tail + std::size_t{1}, free_place);
  return found->numbers[split.tail];
}

std::optional<std::uint32_t> Individuals::find(std::string_view id) const {
  if (const auto parts = split(id))
    if (const Series* known = series(parts->prefix);
        known != nullptr && parts->tail < known->numbers.size() && known->numbers[parts->tail] != free_place)
      return known->numbers[parts->tail];
  // What was too far from the others when it was met stays hashed.
  if (const auto known = hashed_.find(id); known != hashed_.end())
    return known->second;
  return std::nullopt;
}

std::uint32_t Individuals::add(std::string_view id) {
  auto* const text = static_cast<char*>(texts_.allocate(id.size(), 1));
  std::ranges::copy(id, text);
  ids_.emplace_back(text, id.size());
  const std::uint32_t made = count() - 1;
  if (const auto parts = split(id); parts && is_dense(*parts))
    place(*parts) = made;
  else
    hashed_.emplace(ids_.back(), made);
  return made;
}

std::uint32_t Individuals::number(std::string_view id) {
  const auto known = find(id);
  return known ? *known : add(id);
}

} // namespace chaperone::records
