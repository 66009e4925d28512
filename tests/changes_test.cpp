// Rule files in specs/ that are a change of another one state what the change comes to, and this test holds them to
// it. One a line, where OLD is the other file, seen from this one:
//
//   //! diff OLD: equivalent | stricter | looser | both
//   //! diff OLD newly_allowed | newly_refused | may_be_refused | must_be_taken | other_effect RULE: N
//   //! diff OLD lost PROPERTY
//
// N is the number of steps. Everything that is shown must be stated, and what is stated must be shown.
#include "generators/differences/diff_report.hpp"
#include "model/resolve/front_end.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

using namespace chaperone;
namespace fs = std::filesystem;

namespace {

using Lines = std::set<std::string>;

/// By the old file: what is stated of the change, without `diff OLD`.
std::map<std::string, Lines> stated_changes(const fs::path& path) {
  constexpr std::string_view head = "//! diff ";
  std::map<std::string, Lines> result;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(head, 0) != 0)
      continue;
    const auto end = line.find_first_of(": ", head.size());
    REQUIRE(end != std::string::npos);
    const auto rest = line.find_first_not_of(": ", end);
    REQUIRE(rest != std::string::npos);
    result[line.substr(head.size(), end - head.size())].insert(line.substr(rest));
  }
  return result;
}

model::System loaded(const fs::path& path) {
  auto read = model::load_system(path.string(), model::read_from_disk());
  INFO(path);
  REQUIRE(read.system);
  return *std::move(read.system);
}

Lines found_changes(const model::System& before, const model::System& after) {
  const auto matching = model::comparison::match(before, after);
  const auto found = solver::comparison::compare(before, after, matching, {});
  Lines lines{std::string(differences::word_for(found.change))};
  for (const solver::comparison::RuleComparison& rule : found.rules) {
    const std::string name = rule.after ? after[*rule.after].name : before[*rule.before].name;
    const auto add = [&](const char* what, const solver::comparison::Answer& answer) {
      if (const auto* shown = std::get_if<solver::comparison::Shown>(&answer))
        lines.insert(fmt::format("{} {}: {}", what, name, shown->steps));
      else if (!std::holds_alternative<solver::comparison::None>(answer))
        lines.insert(fmt::format("{} {}: {}", what, name, differences::word_for(answer)));
    };
    add("newly_allowed", rule.newly_allowed);
    add("newly_refused", rule.newly_refused);
    add("may_be_refused", rule.may_be_refused);
    add("must_be_taken", rule.must_be_taken);
    add("other_effect", rule.other_effect);
  }
  for (const std::string& lost : differences::lost_uses({&before, &after, "", "", &matching, &found}))
    lines.insert("lost " + lost);
  return lines;
}

} // namespace

TEST_CASE("every change in specs/ comes to what it states", "[specs]") {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(CHAPERONE_SOURCE_DIR) / "specs")) {
    if (entry.path().extension() != ".chap")
      continue;
    for (const auto& [old_file, lines] : stated_changes(entry.path())) {
      INFO(old_file << " -> " << entry.path().filename().string());
      ++count;
      CHECK(found_changes(loaded(entry.path().parent_path() / old_file), loaded(entry.path())) == lines);
    }
  }
  CHECK(count >= 14);
}
