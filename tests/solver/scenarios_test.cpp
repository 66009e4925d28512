// Scenarios of the file that break what they keep.
#include "solver/check.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::Shown;

namespace {

/// A counter that is full after six steps.
std::string full_after_six() {
  std::string made = "system s enum N { n0, n1, n2, n3, n4, n5, n6 } sort U function at(): N relation in_(U) "
                     "init empty in_ init at() = n0 never full = at() = n6 "
                     "rule enter(u: U) { require at() = n0 add in_(u) } ";
  for (int i = 0; i < 6; ++i)
    made += "rule up" + std::to_string(i + 1) + "() { require at() = n" + std::to_string(i) + " set at() = n" +
            std::to_string(i + 1) + " } ";
  return made;
}

const std::string six_up = "up1() allowed up2() allowed up3() allowed up4() allowed up5() allowed up6() allowed ";

solver::CheckResult searched_to(const std::string& text, std::uint32_t depth, std::uint32_t most = 0) {
  const model::System system = tests::rules(text);
  solver::Options options;
  options.engine = solver::EngineChoice::bounded;
  options.depth = depth;
  if (most > 0)
    options.scope = {{model::SortId{1}, most}};
  return solver::check(system, options);
}

} // namespace

TEST_CASE("a scenario that breaks what it keeps shows it, where the search does not come so far") {
  CHECK(tests::verdict<solver::Bounded>(searched_to(full_after_six(), 2)).steps == 2);
  const auto shown = tests::verdict<Shown>(
      searched_to(full_after_six() + "scenario climb { keeps full up2() refused " + six_up + "}", 2));
  CHECK(shown.steps == 6);
  CHECK(shown.scenario.items.size() == 6); // without the step that is refused
  CHECK(shown.is_beyond_depth);
  CHECK(shown.scenario.name == "full");
}

TEST_CASE("a shorter run than the scenario's is still looked for") {
  const auto shown = tests::verdict<Shown>(
      searched_to(full_after_six() + "scenario detour { keeps full enter(Ann) allowed " + six_up + "}", 8));
  CHECK(shown.steps == 6);
  CHECK(shown.is_smallest);
}

TEST_CASE("a scenario over more individuals than the scope allows shows nothing") {
  const std::string text =
      full_after_six() + "scenario two { keeps full enter(Ann) allowed enter(Bea) allowed " + six_up + "}";
  CHECK(tests::verdict<solver::Bounded>(searched_to(text, 2, 1)).steps == 2);
  CHECK(tests::verdict<Shown>(searched_to(text, 2)).steps == 6);
}
