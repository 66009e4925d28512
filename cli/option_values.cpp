// Numbers and durations as people type them.
#include "cli/option_values.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace chaperone::cli {

std::optional<std::uint32_t> read_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
  double amount = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, amount, std::chars_format::fixed);
  if (error != std::errc{} || !std::isfinite(amount))
    return std::nullopt;
  struct Unit {
    std::string_view name;
    double milliseconds;
  };
  constexpr std::array<Unit, 4> units{{{"", 1000}, {"s", 1000}, {"ms", 1}, {"m", 60'000}}};
  constexpr double a_day = 24.0 * 60 * 60'000;
  const std::string_view unit(end, static_cast<std::size_t>(last - end));
  for (const Unit& known : units)
    if (unit == known.name && amount * known.milliseconds >= 1 && amount * known.milliseconds <= a_day)
      return std::chrono::milliseconds(static_cast<std::int64_t>(amount * known.milliseconds));
  return std::nullopt;
}

} // namespace chaperone::cli
