// Every proof of the rule files in specs/ is confirmed by a solver that had no part in it; those of the real case also
// by Z3, which needs several times as long to begin with a question.
#include <catch2/catch.hpp>

#include "tests/certificates/proofs.hpp"

#include <algorithm>

using namespace chaperone;
namespace fs = std::filesystem;

namespace {

/// Rule files of the folder in path order that state a proof (tests/specs_test.cpp holds them to it).
std::vector<fs::path> specs_with_proofs(const std::string& folder) {
  std::vector<fs::path> result;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(CHAPERONE_SOURCE_DIR) / folder))
    if (entry.path().extension() == ".chap" &&
        tests::read_file(entry.path().string()).find(": proved") != std::string::npos)
      result.push_back(entry.path());
  std::sort(result.begin(), result.end());
  return result;
}

/// Fails where there are fewer proofs than that.
void certify_specs(const std::string& folder, const std::string& solver, int fewest) {
  int confirmed = 0;
  for (const fs::path& path : specs_with_proofs(folder)) {
    const auto loaded = model::load_system(path.string(), model::read_from_disk());
    REQUIRE(loaded.system);
    const model::System& system = *loaded.system;
    for (const solver::PropertyAnswer& answer : solver::check(system, solver::Options{}).properties) {
      const auto* proved = std::get_if<solver::Proved>(&answer.verdict);
      if (proved == nullptr || proved->k > 1)
        continue;
      INFO(path.string() << ": " << system[answer.property].name);
      const model::LoadedFormulas invariant = tests::read_back(system, proved->invariant);
      REQUIRE(invariant.system);
      CHECK(tests::objections(tests::certified(*invariant.system, answer.property, invariant.formulas, solver)) == "");
      ++confirmed;
    }
  }
  CHECK(confirmed >= fewest);
}

} // namespace

TEST_CASE("z3 confirms every proof of the real case", "[specs]") {
  certify_specs("specs/messenger_kids", "z3", 20);
}

TEST_CASE("cvc5 confirms every proof in specs/", "[specs]") {
  certify_specs("specs", "cvc5", 50);
}
