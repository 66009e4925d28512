// Every rule file in specs/ (but for specs/broken/) states what checking it must say, and
// this test holds it to that. A file with a `system` of its own states, one a line:
//
//   //! PROPERTY: proved | impossible          //! PROPERTY: violated N | witnessed N | bounded N
//   //! scenario NAME: passed | failed         //! warning CODE
//
// where N is the number of steps. Every property and scenario must be stated, also those that come by
// `use`, and every warning; what is stated must be there. Lines that begin with `diff` are for tests/changes_test.cpp.
#include "model/resolve/front_end.hpp"
#include "solver/check.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace chaperone;
namespace fs = std::filesystem;

namespace {

/// Rule files of a folder in path order, without those that are only meant to be used by others.
std::vector<fs::path> systems_in(const char* folder) {
  std::vector<fs::path> result;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(CHAPERONE_SOURCE_DIR) / folder)) {
    const bool is_broken = entry.path().string().find("/broken/") != std::string::npos;
    if (entry.path().extension() != ".chap" || is_broken)
      continue;
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);)
      if (line.rfind("system ", 0) == 0) {
        result.push_back(entry.path());
        break;
      }
  }
  std::sort(result.begin(), result.end());
  return result;
}

/// The `//!` lines of a file, sorted, with single spaces, but for those on changes.
std::vector<std::string> stated(const fs::path& path) {
  std::vector<std::string> result;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("//!", 0) != 0)
      continue;
    std::istringstream words(line.substr(3));
    std::string joined;
    for (std::string word; words >> word;)
      joined += (joined.empty() ? "" : " ") + word;
    if (joined.rfind("diff ", 0) != 0)
      result.push_back(joined);
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::string words_for(const model::Property& property, const solver::Verdict& verdict) {
  const bool is_possible = property.kind == model::PropertyKind::possible;
  return std::visit(model::overload{
                        [&](const solver::Shown& shown) {
                          return fmt::format("{} {}", is_possible ? "witnessed" : "violated", shown.steps);
                        },
                        [&](const solver::Proved&) { return std::string(is_possible ? "impossible" : "proved"); },
                        [&](const solver::Bounded& bounded) { return fmt::format("bounded {}", bounded.steps); },
                        [&](const solver::Unknown& unknown) { return "unknown: " + unknown.reason; },
                    },
                    verdict);
}

/// What checking says, in the form of the `//!` lines, sorted.
std::vector<std::string> found(const model::System& system) {
  const solver::CheckResult result = solver::check(system, solver::Options{});
  std::vector<std::string> lines;
  for (const auto& answer : result.properties) {
    const model::Property& property = system[answer.property];
    lines.push_back(fmt::format("{}: {}", property.name, words_for(property, answer.verdict)));
  }
  for (const auto& answer : result.scenarios)
    lines.push_back(fmt::format("scenario {}: {}", system.scenarios[answer.scenario].name,
                                answer.replay.failure ? "failed" : "passed"));
  for (const auto& conflict : result.conflicts)
    lines.push_back("conflict " + system[conflict.rule].name);
  for (const auto& diagnostic : result.warnings)
    lines.push_back("warning " + diagnostic.code);
  for (const auto& diagnostic : result.errors)
    lines.push_back("error " + diagnostic.code);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> only_in(const std::vector<std::string>& these, const std::vector<std::string>& those) {
  std::vector<std::string> result;
  std::set_difference(these.begin(), these.end(), those.begin(), those.end(), std::back_inserter(result));
  return result;
}

/// What a `//!` line speaks of: `two_leaders` of `two_leaders: violated 6`.
std::set<std::string> names_stated(const fs::path& path) {
  std::set<std::string> result;
  for (const std::string& line : stated(path))
    result.insert(line.substr(0, line.find(':')));
  return result;
}

std::set<std::string> names_in(const model::System& system) {
  std::set<std::string> result;
  for (const auto& property : system.properties)
    result.insert(property.name);
  for (const auto& scenario : system.scenarios)
    result.insert("scenario " + scenario.name);
  return result;
}

} // namespace

TEST_CASE("every rule file in specs/ gets the verdicts that it states", "[specs]") {
  const auto specs = systems_in("specs");
  REQUIRE(specs.size() >= 20);
  for (const fs::path& path : specs)
    DYNAMIC_SECTION(fs::relative(path, CHAPERONE_SOURCE_DIR).string()) {
      const auto loaded = model::load_system(path.string(), model::read_from_disk());
      for (const auto& diagnostic : loaded.diagnostics)
        UNSCOPED_INFO(model::render(diagnostic, *loaded.sources, false));
      REQUIRE(loaded.system);
      CHECK(loaded.diagnostics.empty());
      const auto expected = stated(path), actual = found(*loaded.system);
      CHECK(only_in(expected, actual) == std::vector<std::string>{});
      CHECK(only_in(actual, expected) == std::vector<std::string>{});
    }
}

// What checking them says is not asked here: scripts/protocols does, since some take long, and some are still open.
TEST_CASE("every protocol of the bench is free of mistakes and states a verdict for all that it promises", "[specs]") {
  const auto protocols = systems_in("tests/bench/protocols");
  REQUIRE(protocols.size() >= 20);
  for (const fs::path& path : protocols)
    DYNAMIC_SECTION(path.filename().string()) {
      const auto loaded = model::load_system(path.string(), model::read_from_disk());
      for (const auto& diagnostic : loaded.diagnostics)
        UNSCOPED_INFO(model::render(diagnostic, *loaded.sources, false));
      REQUIRE(loaded.system);
      CHECK_FALSE(model::has_errors(loaded.diagnostics));
      CHECK(names_stated(path) == names_in(*loaded.system));
    }
}
