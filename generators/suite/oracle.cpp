// Runs each test on the right rules and takes over what they say.
#include "generators/suite/oracle.hpp"

#include "generators/story/facts.hpp"
#include "generators/suite/looked_at.hpp"
#include "model/meaning/interpreter.hpp"
#include "model/resolve/front_end.hpp"
#include "model/scenarios/scenario_file.hpp"

#include <algorithm>
#include <optional>

namespace chaperone::generators::suite {
namespace {

using namespace chaperone::model;

/// The steps before `end` alone: what should come of them is the question.
Scenario bare_scenario(const TestCase& test, std::size_t end) {
  Scenario scenario;
  scenario.name = test.name;
  scenario.population = test.population;
  scenario.given = test.given;
  for (std::size_t at = 0; at < end; ++at)
    if (const auto* step = std::get_if<TestStep>(&test.items[at]))
      scenario.items.emplace_back(ScenarioStep{step->action, std::nullopt, std::nullopt, {}});
  return scenario;
}

/// The scenario as the right rules read it. It goes by way of its text, so that their own reader says what they lack.
Loaded read_for(const System& right, const System& own, const Scenario& scenario) {
  const std::string text = write_scenario_file(own, scenario, "rules.chap");
  return load_scenarios(right, scenario.name + ".chap", [&](const std::string&) -> FileBytes { return {text, {}}; });
}

bool holds_on(const System& right, const TestCase& test, std::size_t item) {
  Scenario scenario = bare_scenario(test, item);
  scenario.items.emplace_back(ScenarioExpect{std::get<TestExpect>(test.items[item]).formula, {}});
  const Loaded loaded = read_for(right, *test.system, scenario);
  return loaded.system && !replay(*loaded.system, loaded.system->scenarios.front()).failure;
}

void keep_expects_that_hold(const System& right, TestCase& test) {
  std::vector<TestItem> kept;
  for (std::size_t at = 0; at < test.items.size(); ++at)
    if (std::holds_alternative<TestStep>(test.items[at]) || holds_on(right, test, at))
      kept.push_back(test.items[at]);
  test.items = std::move(kept);
}

/// Between two rule files names are what things have in common.
template <class Table> std::optional<std::uint32_t> find_named(const Table& table, const std::string& name) {
  for (std::uint32_t index = 0; index < table.size(); ++index)
    if (table[index].name == name)
      return index;
  return std::nullopt;
}

/// A change on the right rules, as a fact in terms of the suite's.
class Translation {
public:
  Translation(const System& from, const Population& people, const System& to, const LookedAt& looked_at,
              const Population& own_people)
      : from_(from), people_(people), to_(to), looked_at_(looked_at), own_people_(own_people) {}

  std::optional<ExpectedFact> fact(const reports::Change& change) const {
    return std::visit(overload{
                          [&](const GivenTuple& tuple) -> std::optional<ExpectedFact> {
                            const auto index = find_named(to_.relations, from_[tuple.relation].name);
                            if (!index || !looked_at_.is_asked(to_, RelationId{*index}))
                              return std::nullopt;
                            const auto args =
                                places(tuple.args, from_[tuple.relation].places, to_.relations[*index].places);
                            if (!args)
                              return std::nullopt;
                            return ExpectedTuple{{*index}, *args, change.kind == reports::Change::Kind::joined};
                          },
                          [&](const GivenValue& value) -> std::optional<ExpectedFact> {
                            const auto index = find_named(to_.functions, from_[value.function].name);
                            if (!index || !looked_at_.is_asked(to_, FunctionId{*index}))
                              return std::nullopt;
                            const Function& function = to_.functions[*index];
                            const auto args = places(value.args, from_[value.function].places, function.places);
                            const auto result = place(value.value, from_[value.function].result, function.result);
                            if (!args || !result)
                              return std::nullopt;
                            return ExpectedValue{{*index}, *args, *result};
                          },
                      },
                      change.fact);
  }

private:
  std::optional<std::uint32_t> place(std::uint32_t value, SortId sort, SortId own_sort) const {
    const auto& names = own_people_.names[own_sort.index];
    const auto at = std::find(names.begin(), names.end(), people_.names[sort.index][value]);
    if (at == names.end())
      return std::nullopt;
    return static_cast<std::uint32_t>(at - names.begin());
  }

  std::optional<std::vector<std::uint32_t>> places(const std::vector<std::uint32_t>& args,
                                                   const std::vector<Place>& sorts,
                                                   const std::vector<Place>& own_sorts) const {
    if (args.size() != own_sorts.size())
      return std::nullopt;
    std::vector<std::uint32_t> result;
    for (std::size_t at = 0; at < args.size(); ++at) {
      const auto own = place(args[at], sorts[at].sort, own_sorts[at].sort);
      if (!own)
        return std::nullopt;
      result.push_back(*own);
    }
    return result;
  }

  const System& from_;
  const Population& people_;
  const System& to_;
  const LookedAt& looked_at_;
  const Population& own_people_;
};

void take_outcomes(const Replay& played, const Translation& translation, TestCase& test) {
  const State* before = &played.start;
  auto step = played.steps.begin();
  for (auto& item : test.items)
    if (auto* own = std::get_if<TestStep>(&item)) {
      own->expected.reset();
      own->goes_on.reset();
      own->may_be_refused = !step->may_refuse.empty();
      if (!own->may_be_refused)
        own->expected = std::get<Outcome>(step->outcome);
      else if (!(*before == step->after)) // the right rules' run takes what they may refuse
        own->goes_on = Outcome::allowed;
      own->reason.reset();
      own->changed.clear();
      for (const auto& change : reports::changes_between(*before, step->after))
        if (auto fact = translation.fact(change))
          own->changed.push_back(std::move(*fact));
      before = &step->after;
      ++step;
    }
}

/// A mistake in terms of the test's name: what the interpreter says of the run.
Diagnostic start_mistake(const ScenarioFailure& failure, const System& right) {
  Diagnostic mistake;
  mistake.code = "expect_from";
  mistake.span = failure.span;
  mistake.message = "the rules `" + right.name + "` cannot judge this scenario: " + failure.message;
  return mistake;
}

} // namespace

std::vector<OracleMistakes> expect_from(TestSuite& suite, const System& right) {
  std::vector<OracleMistakes> mistakes;
  const LookedAt looked_at = look_at(suite);
  for (auto& test : suite.cases) {
    Loaded loaded = read_for(right, *test.system, bare_scenario(test, test.items.size()));
    if (!loaded.system) {
      mistakes.push_back({loaded.sources, std::move(loaded.diagnostics)});
      continue;
    }
    const Scenario& scenario = loaded.system->scenarios.front();
    const Replay played = replay(*loaded.system, scenario);
    if (played.failure) {
      mistakes.push_back({loaded.sources, {start_mistake(*played.failure, right)}});
      continue;
    }
    keep_expects_that_hold(right, test);
    take_outcomes(played, Translation(*loaded.system, scenario.population, *suite.system, looked_at, test.population),
                  test);
  }
  return mistakes;
}

} // namespace chaperone::generators::suite
