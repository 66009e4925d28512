// Numbers and durations as people type them.
#include "cli/option_values.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace chaperone::cli {

std::optional<std::uint32_t> read_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

std::optional<std::chrono::milliseconds> read_duration(std::string_view text, std::chrono::milliseconds least) {
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
    if (unit == known.name && amount * known.milliseconds >= static_cast<double>(least.count()) &&
        amount * known.milliseconds <= a_day)
      return std::chrono::milliseconds(static_cast<std::int64_t>(amount * known.milliseconds));
  return std::nullopt;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    return false;
  const auto year = read_number(text.substr(0, 4)), month = read_number(text.substr(5, 2)),
             day = read_number(text.substr(8, 2));
  return year && month && day &&
         std::chrono::year_month_day(std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                     std::chrono::day(*day))
             .ok();
}

std::optional<std::string> day_of_epoch(std::string_view seconds) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), number);
  constexpr std::int64_t year_10000 = 253402300800;
  if (error != std::errc() || end != seconds.data() + seconds.size() || number < 0 || number >= year_10000)
    return std::nullopt;
  const std::chrono::year_month_day day(std::chrono::sys_days(std::chrono::days(number / 86400)));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

} // namespace chaperone::cli
