// Every proof of the rule files in specs/ is confirmed by two solvers, one of which had no part in it.
#include <catch2/catch.hpp>

#include "tests/certificates/proofs.hpp"

#include <algorithm>

using namespace chaperone;
namespace fs = std::filesystem;

namespace {

/// Rule files in path order that state a proof (tests/specs_test.cpp holds them to it).
std::vector<fs::path> specs_with_proofs() {
  std::vector<fs::path> result;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(CHAPERONE_SOURCE_DIR) / "specs"))
    if (entry.path().extension() == ".chap" &&
        tests::read_file(entry.path().string()).find(": proved") != std::string::npos)
      result.push_back(entry.path());
  std::sort(result.begin(), result.end());
  return result;
}

void certify_specs(const std::string& solver) {
  int confirmed = 0;
  for (const fs::path& path : specs_with_proofs()) {
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
  CHECK(confirmed >= 50);
}

} // namespace

TEST_CASE("z3 confirms every proof in specs/", "[specs]") {
  certify_specs("z3");
}

TEST_CASE("cvc5 confirms every proof in specs/", "[specs]") {
  // Without this cvc5 1.0 instantiates by patterns alone, and does not know where an assumed `all … some` matters.
  certify_specs("cvc5 --enum-inst");
}
