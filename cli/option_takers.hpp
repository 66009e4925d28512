// What each option does with its text: stores the value in the settings, or says what is wrong with it.
// Covered by tests/cli/options_test.cpp.
#pragma once

#include "cli/option_values.hpp"
#include "cli/options.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>
#include <vector>

namespace chaperone::cli {

template <std::string Settings::*field> Mistake take_text(Settings& settings, const std::string& text) {
  settings.*field = text;
  return text.empty() ? Mistake("is empty") : std::nullopt;
}

template <bool Settings::*field> Mistake take_switch(Settings& settings, const std::string&) {
  settings.*field = true;
  return std::nullopt;
}

constexpr std::uint32_t largest_number = std::numeric_limits<std::uint32_t>::max();

template <std::uint32_t Settings::*field> Mistake take_number(Settings& settings, const std::string& text) {
  const auto number = read_number(text);
  if (!number)
    return fmt::format("is not a whole number from 0 to {}", largest_number);
  settings.*field = *number;
  return std::nullopt;
}

Mistake take_property(Settings& settings, const std::string& text);
Mistake take_scenario(Settings& settings, const std::string& text);
Mistake take_allowed(Settings& settings, const std::string& text);
Mistake take_template(Settings& settings, const std::string& text);
Mistake take_timeout(Settings& settings, const std::string& text);
Mistake take_settle(Settings& settings, const std::string& text);
Mistake take_reply_timeout(Settings& settings, const std::string& text);
Mistake take_jobs(Settings& settings, const std::string& text);
Mistake take_engine(Settings& settings, const std::string& text);
Mistake take_scope(Settings& settings, const std::string& text);
Mistake take_any_format(Settings& settings, const std::string& text);
Mistake take_format(Settings& settings, const std::string& text);
Mistake take_check_format(Settings& settings, const std::string& text);
Mistake take_audit_format(Settings& settings, const std::string& text);
Mistake take_follow_format(Settings& settings, const std::string& text);
Mistake take_dated_rules(Settings& settings, const std::string& text);
Mistake take_slack(Settings& settings, const std::string& text);
Mistake take_limit(Settings& settings, const std::string& text);
Mistake take_removed_from(Settings& settings, const std::string& text);
Mistake take_dialect(Settings& settings, const std::string& text);
Mistake take_date(Settings& settings, const std::string& text);
Mistake take_conformance(Settings& settings, const std::string& text);
Mistake take_step(Settings& settings, const std::string& text);
Mistake take_rename(Settings& settings, const std::string& text);
Mistake take_reach(Settings& settings, const std::string& text);
Mistake take_forbidden(Settings& settings, const std::string& text);
Mistake take_text_or_json(Settings& settings, const std::string& text);
Mistake take_annotations(Settings& settings, const std::string& text);
Mistake take_color(Settings& settings, const std::string& text);
std::vector<std::string> names_of_targets();
Mistake take_target(Settings& settings, const std::string& text);
std::vector<std::string> names_of_goals();
Mistake take_goals(Settings& settings, const std::string& text);
Mistake take_budget(Settings& settings, const std::string& text);
Mistake take_shard(Settings& settings, const std::string& text);

} // namespace chaperone::cli
