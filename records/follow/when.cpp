// See when.hpp.
#include "records/follow/when.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

namespace chaperone::follow {

namespace {

constexpr When second = 1'000'000;
/// A number from here on counts milliseconds: as seconds it would be the year 5138.
constexpr double least_milliseconds = 1e11;

/// Takes digits from the front of `text`.
std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count)
    return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9')
      return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos)
    return false;
  text.remove_prefix(1);
  return true;
}

std::optional<When> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) < 9e15))
    return std::nullopt;
  const double scale = std::abs(value) >= least_milliseconds ? 1e3 : 1e6;
  return std::abs(value) * scale < 9e18 ? std::optional(static_cast<When>(std::llround(value * scale))) : std::nullopt;
}

std::optional<When> day(std::string_view& text) {
  const auto year = digits(text, 4);
  if (!year || !take(text, "-"))
    return std::nullopt;
  const auto month = digits(text, 2);
  if (!month || !take(text, "-"))
    return std::nullopt;
  const auto date = digits(text, 2);
  if (!date)
    return std::nullopt;
  const std::chrono::year_month_day made{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*date))};
  if (!made.ok())
    return std::nullopt;
  return std::chrono::sys_days(made).time_since_epoch().count() * 86'400 * second;
}

std::optional<When> clock(std::string_view& text) {
  const auto hour = digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ":"))
    return std::nullopt;
  const auto minute = digits(text, 2);
  if (!minute || *minute > 59)
    return std::nullopt;
  When made = (*hour * 3'600 + *minute * 60) * second;
  if (!take(text, ":"))
    return made;
  const auto seconds = digits(text, 2);
  if (!seconds || *seconds > 60)
    return std::nullopt;
  made += *seconds * second;
  if (take(text, "."))
    for (When worth = second / 10; const auto digit = digits(text, 1); worth /= 10)
      made += *digit * worth;
  return made;
}

std::optional<When> zone(std::string_view& text) {
  if (text.empty() || take(text, "Zz"))
    return 0;
  const int sign = text.front() == '-' ? -1 : 1;
  if (!take(text, "+-"))
    return std::nullopt;
  const auto hour = digits(text, 2);
  take(text, ":");
  const auto minute = digits(text, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59)
    return std::nullopt;
  return second * sign * (*hour * 3'600 + *minute * 60);
}

} // namespace

std::optional<When> read_when(std::string_view text) {
  std::string_view rest = text;
  const std::optional<When> date = day(rest);
  if (!date)
    return number(text);
  if (rest.empty())
    return date;
  if (!take(rest, "Tt "))
    return std::nullopt;
  const std::optional<When> time = clock(rest);
  if (!time)
    return std::nullopt;
  const std::optional<When> offset = zone(rest);
  if (!offset || !rest.empty())
    return std::nullopt;
  return *date + *time - *offset;
}

} // namespace chaperone::follow
