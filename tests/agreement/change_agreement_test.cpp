// What changes between two rule files, by the engines and by an exhaustive comparison of
// two interpreters.
#include "tests/agreement/change_oracle.hpp"
#include "tests/model/rules.hpp"

#include <cstdlib>

using namespace chaperone;

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

} // namespace

TEST_CASE("random changes are judged as two interpreters side by side see them") {
  const std::uint64_t count = from_environment("CHAPERONE_CHANGES", 200);
  const std::uint64_t first = from_environment("CHAPERONE_FIRST_SEED", 1);
  std::map<std::string, int> answers;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    INFO("seed " << seed);
    const tests::RulePair pair = tests::random_pair(seed);
    tests::OracleBounds bounds;
    const tests::OracleAnswer oracle = tests::ask_oracle(pair, bounds);
    const tests::Renamed told = tests::renamed(pair, seed);
    const auto matching = model::comparison::match(pair.before, told.after, told.renames);
    CHECK(matching.unused.empty());
    CHECK(matching.mismatches.empty());
    answers["renamed"] += told.renames.empty() ? 0 : 1;
    solver::comparison::CompareOptions options;
    options.check.depth = bounds.depth;
    options.check.effort = solver::Effort::some;
    options.check.rounds = 3; // some random properties are hard
    options.judges_states = true;
    const auto found = solver::comparison::compare(pair.before, told.after, matching, options);
    for (const std::string& complaint : tests::disagreements(pair, told, oracle, bounds, found, answers)) {
      INFO(complaint);
      CHECK(false);
    }
  }
  for (const char* word : {"none", "shown", "equivalent", "different", "renamed", "properties"}) {
    INFO(word);
    CHECK(answers[word] > 0);
  }
  for (const auto& [word, number] : answers)
    UNSCOPED_INFO(word << " " << number);
  CHECK(answers["unknown"] + answers["bounded"] < answers["none"]);
  SUCCEED();
}
