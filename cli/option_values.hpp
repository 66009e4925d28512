// How numbers and durations are read from text. Covered by tests/cli/options_test.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chaperone::cli {

/// Decimal digits only; nothing where the text is anything else or too large.
std::optional<std::uint32_t> read_number(std::string_view text);

/// `10` and `10s` (seconds, with a fraction if wanted), `500ms`, `2m`; at least `least`, at most a day.
std::optional<std::chrono::milliseconds> read_duration(std::string_view text,
                                                       std::chrono::milliseconds least = std::chrono::milliseconds(1));

/// `2026-11-29`: a day of the calendar.
bool is_date(std::string_view text);
/// The day, in UTC, of so many seconds since 1970; nothing where the text is no such number of a year before 10000.
std::optional<std::string> day_of_epoch(std::string_view seconds);

} // namespace chaperone::cli
