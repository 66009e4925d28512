// What suites list as ways to break a promise of random rules does break it, by the interpreter's word alone.
#include "solver/small/violations.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include "model/meaning/interpreter.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;

namespace {

bool breaks_at_its_end(const model::System& system, model::PropertyId promise, const model::Scenario& scenario) {
  const model::Replay run = model::replay(system, scenario);
  if (run.failure || run.steps.empty() || run.steps.size() != scenario.items.size())
    return false;
  const model::State& before = run.steps.size() == 1 ? run.start : run.steps[run.steps.size() - 2].after;
  return model::is_violated(system[promise], model::Moment{run.steps.back().after, &before, &run.steps.back().action});
}

} // namespace

TEST_CASE("each way in which random rules are said to break a promise does", "[agreement]") {
  solver::SearchBounds bounds;
  bounds.depth = 2;
  bounds.states_per_world = 200;
  int listed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const tests::Files files = tests::random_system(seed, tests::Shape::anything);
    const model::System system = tests::rules(files);
    INFO("seed " << seed << "\n" << tests::told(files));
    for (std::uint32_t p = 0; p < system.properties.size(); ++p) {
      if (system.properties[p].kind == model::PropertyKind::possible)
        continue;
      const auto found = solver::small::list_violations(system, model::PropertyId{p}, bounds);
      listed += static_cast<int>(found.size());
      for (const solver::small::Violation& violation : found)
        CHECK(breaks_at_its_end(system, model::PropertyId{p}, violation.scenario));
    }
  }
  CHECK(listed > 100);
}
