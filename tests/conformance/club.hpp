// Runs `conform` on the club, whose service club_adapter.py is: right, or wrong in the ways that are named.
#pragma once

#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace chaperone::tests {

inline std::string conformance_file(const std::string& name) {
  return std::string(CHAPERONE_SOURCE_DIR) + "/tests/conformance/" + name;
}

inline std::string club_driver(const std::string& faults) {
  return "exec python3 '" + conformance_file("club_adapter.py") + "' " + faults;
}

/// `chaperone conform club.chap` with these faults of the service and these further words.
inline Run club_run(const std::string& faults, std::vector<std::string> more = {}) {
  Run wanted;
  wanted.words = {"conform", conformance_file("club.chap"), "--driver", club_driver(faults)};
  wanted.words.insert(wanted.words.end(), more.begin(), more.end());
  return wanted;
}

inline nlohmann::json club_json(const std::string& faults, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--format", "json"});
  const Outcome outcome = run(club_run(faults, std::move(more)));
  INFO(outcome.out << outcome.error);
  auto document = nlohmann::json::parse(outcome.out, nullptr, false);
  REQUIRE_FALSE(document.is_discarded());
  return document;
}

} // namespace chaperone::tests
