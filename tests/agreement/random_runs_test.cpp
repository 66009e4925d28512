// What `undoable`, `once` and `since` come to as formulas is what they mean: in random states and along random runs of
// random rules, by the interpreter's search for ways and by its list of moments.
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include "model/meaning/evaluator.hpp"
#include "model/meaning/past.hpp"
#include "model/meaning/way_back.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>

using namespace chaperone;
using namespace chaperone::model;

namespace {

/// Two or three of each sort.
Population some_population(const System& system, tests::Draw& draw) {
  Population made;
  for (const Sort& sort : system.sorts) {
    std::vector<std::string>& names = made.names.emplace_back();
    const auto known = static_cast<std::uint32_t>(sort.is_enum ? sort.names.size() : sort.individuals.size());
    const std::uint32_t size = sort.is_enum ? known : std::max(known, 2 + draw.below(2));
    for (std::uint32_t i = 0; i < size; ++i)
      names.push_back(sort.is_enum ? sort.names[i] : sort.name + std::to_string(i + 1));
  }
  return made;
}

/// Any state, of the start or not. Nothing is remembered in it.
State some_state(const Layout& layout, const Population& population, tests::Draw& draw) {
  const System& system = layout.system();
  Scenario scenario;
  scenario.population = population;
  const auto for_each = [&](const std::vector<Place>& places, const auto& visit) {
    std::vector<std::uint32_t> args(places.size(), 0);
    while (true) {
      visit(args);
      std::size_t i = places.size();
      while (i > 0 && ++args[i - 1] == layout.size(places[i - 1].sort))
        args[--i] = 0;
      if (i == 0)
        return;
    }
  };
  for (std::uint32_t i = 0; i < system.relations.size(); ++i)
    if (system.relations[i].is_stated())
      for_each(system.relations[i].places, [&](const std::vector<std::uint32_t>& args) {
        if (draw.chance(35))
          scenario.given.emplace_back(GivenTuple{RelationId{i}, args});
      });
  for (std::uint32_t i = 0; i < system.functions.size(); ++i)
    if (system.functions[i].is_stated())
      for_each(system.functions[i].places, [&](const std::vector<std::uint32_t>& args) {
        scenario.given.emplace_back(
            GivenValue{FunctionId{i}, args, draw.below(layout.size(system.functions[i].result))});
      });
  return initial_state(layout, scenario);
}

struct Tally {
  int ways = 0, without = 0, moments = 0;
};

void look_for_ways(const System& system, const State& state, Tally& tally) {
  for (const Property& property : system.properties) {
    if (!property.way_back)
      continue;
    const bool has_way = !without_way_back(state, *property.way_back);
    ++(has_way ? tally.ways : tally.without);
    CHECK(evaluate(property.formula, Moment{state}) == has_way);
  }
}

void walk_on(const State& start, std::shared_ptr<const Layout> layout, tests::Draw& draw, Tally& tally) {
  const System& system = layout->system();
  Replay run{layout, start, {}, {}};
  State now = start;
  for (int step = 0; step < 4; ++step) {
    look_for_ways(system, now, tally);
    const std::vector<Action> actions = enabled_steps(now);
    if (actions.empty())
      return;
    const Action action = draw.any(actions);
    auto taken = take_step(now, action);
    const auto* after = std::get_if<State>(&taken);
    if (after == nullptr)
      return;
    now = *after;
    run.steps.push_back({action, Outcome::allowed, std::nullopt, now});
    ++tally.moments;
    const auto wrong = wrong_memory(run);
    CHECK((wrong ? *wrong : "") == "");
  }
}

} // namespace

TEST_CASE("what undoable, once and since come to is what they mean, along random runs", "[agreement]") {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const tests::Files files = tests::random_system(seed, tests::Shape::wider);
    const System system = tests::rules(files);
    INFO("seed " << seed << "\n" << tests::told(files));
    tests::Draw draw(seed + 1000);
    for (int run = 0; run < 4; ++run) {
      const Population population = some_population(system, draw);
      const auto layout = std::make_shared<const Layout>(system, population);
      walk_on(some_state(*layout, population, draw), layout, draw, tally);
    }
  }
  CHECK(tally.ways > 100);
  CHECK(tally.without > 100);
  CHECK(tally.moments > 1000);
}
