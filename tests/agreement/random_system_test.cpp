// The generator of random rule files is worth what its files are: accepted, different, and neither trivially safe
// nor trivially broken.
#include "solver/explicit_state/exploration.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <regex>

using namespace chaperone;

TEST_CASE("random rule files are accepted and use the whole language") {
  std::string all;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const tests::Files files = tests::random_system(seed);
    INFO("seed " << seed);
    REQUIRE(tests::rules(files).properties.size() >= 1);
    all += tests::told(files);
  }
  for (const char* words : {"fixed relation",
                            "fixed function",
                            "symmetric",
                            "enum",
                            "assume",
                            "init empty",
                            "init (",
                            "define",
                            "set of",
                            " else ",
                            " for ",
                            " where ",
                            "  remove ",
                            "  set ",
                            "all ",
                            "some ",
                            "no ",
                            "one ",
                            "lone ",
                            "at least 2",
                            "at most 1",
                            "was (",
                            "did ",
                            "can ",
                            "possible",
                            "always",
                            " iff ",
                            " implies ",
                            " in {",
                            " not in ",
                            "_",
                            "{}",
                            "use \"",
                            "replace rule",
                            "replace never",
                            "replace define",
                            "replace scenario",
                            "drop rule",
                            "drop never",
                            "scenario",
                            "  given ",
                            "  keeps ",
                            "  expect ",
                            ") allowed",
                            ") refused",
                            "///",
                            "  may refuse where ",
                            "  may refuse\n",
                            " \"busy\"",

                            "relation r1()",
                            "at least 3"}) {
    INFO(words);
    CHECK(all.find(words) != std::string::npos);
  }
  for (const char* form :
       {R"(f\d+\(f\d+\()", R"(relation r\d+\(\))", R"(function f\d+\(\): [ST])", R"(for x\d+: \w+, x\d+: )",
        R"(: set of \w, x\d+: )", R"(init empty r\d+, r)", R"(add r\d+\(.*\), r)", R"(define .*can act)"}) {
    INFO(form);
    CHECK(std::regex_search(all, std::regex(form)));
  }
}

TEST_CASE("the same seed gives the same random rules") {
  CHECK(tests::random_system(7) == tests::random_system(7));
  CHECK(tests::random_system(7) != tests::random_system(8));
}

TEST_CASE("random properties are broken early, broken late, and kept") {
  int at_start = 0;
  int later = 0;
  int kept = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const model::System system = tests::rules(tests::random_system(seed));
    for (std::uint32_t p = 0; p < system.properties.size(); ++p) {
      const auto answer = solver::explicit_state::explore(system, {model::PropertyId{p}}, {.depth = 2, .states = 4000});
      const auto& shown = answer.found.front().shown;
      (!shown ? kept : shown->steps == 0 ? at_start : later) += 1;
    }
  }
  INFO(at_start << " at the start, " << later << " later, " << kept << " never");
  CHECK(at_start > 10);
  CHECK(later > 10);
  CHECK(kept > 10);
}
