// Why formulas are true or false, and what the last step's requirements overlooked.
#include "generators/story/blame.hpp"
#include "generators/story/reasons.hpp"
#include "model/print/printer.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

using namespace chaperone;
using tests::rules;
using Words = std::vector<std::string>;

namespace {

Words printed(const model::System& system, const model::Population& population,
              const std::vector<reports::Reason>& reasons) {
  Words words;
  for (const auto& reason : reasons)
    words.push_back((reason.was_before ? "was " : "") + model::print(system, reason.statement, &population));
  return words;
}

/// The reasons for an `expect` at the start of a scenario with these facts.
Words reasons_for(const std::string& given, const std::string& formula) {
  const model::System system = rules(tests::chat + "scenario asked { given " + given + " expect " + formula + "}\n");
  const model::Scenario& scenario = system.scenarios.back();
  const model::Layout layout(system, scenario.population);
  const model::State state = model::initial_state(layout, scenario);
  for (const auto& item : scenario.items)
    if (const auto* expect = std::get_if<model::ScenarioExpect>(&item))
      return printed(system, scenario.population, reports::explain(expect->formula, model::Moment{state}).reasons);
  return {};
}

} // namespace

TEST_CASE("a true conjunction rests on all its parts, a false one on the first that fails") {
  CHECK(reasons_for("child(Ann), child(Bea)", "child(Ann) and child(Bea)") == Words{"child(Ann)", "child(Bea)"});
  CHECK(reasons_for("child(Ann)", "child(Ann) and child(Bea) and child(Cal)") == Words{"not child(Bea)"});
}

TEST_CASE("a true disjunction rests on the first part that holds, a false one on all") {
  CHECK(reasons_for("child(Bea)", "child(Ann) or child(Bea)") == Words{"child(Bea)"});
  CHECK(reasons_for("child(Cal)", "child(Ann) or child(Bea)") == Words{"not child(Ann)", "not child(Bea)"});
}

TEST_CASE("a named individual stands for itself: no reason says that it is itself") {
  const model::System system = rules("system s sort Org with home sort User function works(User): Org "
                                     "relation partner(Org) rule x(u: User) { set works(u) = home } "
                                     "scenario asked { given works(Ann) = Acme expect works(Ann) != home }");
  const model::Scenario& scenario = system.scenarios.back();
  const model::Layout layout(system, scenario.population);
  const model::State state = model::initial_state(layout, scenario);
  const auto& expect = std::get<model::ScenarioExpect>(scenario.items.back());
  const auto told = reports::explain(expect.formula, model::Moment{state}).reasons;
  REQUIRE(told.size() == 1);
  CHECK(printed(system, scenario.population, told) == Words{"works(Ann) != home"});
  CHECK(printed(system, scenario.population, told.front().because) == Words{"works(Ann) = Acme"});
}

TEST_CASE("an implication rests on what makes it true") {
  CHECK(reasons_for("child(Ann)", "child(Bea) implies child(Ann)") == Words{"not child(Bea)"});
  CHECK(reasons_for("child(Ann), child(Bea)", "child(Bea) implies child(Ann)") == Words{"child(Ann)"});
}

TEST_CASE("an existential statement rests on its first witness, a universal one on every instance") {
  CHECK(reasons_for("child(Ann), child(Bea)", "some u: User | child(u) and u != Ann") == Words{"child(Bea)"});
  CHECK(reasons_for("child(Ann), child(Bea)", "some u: User | u != Ann") == Words{"Bea != Ann"});
  CHECK(reasons_for("child(Ann), child(Bea)", "all u: User | child(u)") == Words{"child(Ann)", "child(Bea)"});
  CHECK(reasons_for("child(Ann), contact(Ann, Bea)", "all u: User | child(u)") == Words{"not child(Bea)"});
}

TEST_CASE("instances that hold for an empty reason are left out where others tell more") {
  CHECK(reasons_for("child(Ann), contact(Ann, Bea)", "all u: User | child(u) implies contact(u, Bea)") ==
        Words{"contact(Ann, Bea)"});
}

TEST_CASE("a counting statement rests on those that it counts") {
  CHECK(reasons_for("child(Ann), child(Bea), contact(Cal, Ann)", "at least 2 u: User | child(u)") ==
        Words{"child(Ann)", "child(Bea)"});
}

TEST_CASE("a define is a reason with reasons of its own") {
  const model::System system = rules(tests::chat_among_contacts());
  const model::Replay replay = model::replay(system, system.scenarios[0]);
  const auto blame = reports::find_blame(system, system.properties[0], replay);
  const auto& population = system.scenarios[0].population;
  CHECK(printed(system, population, blame.broken_by.reasons) ==
        Words{"member(Chat, Bea)", "member(Chat, Cal)", "stranger(Bea, Cal)"});
  CHECK(printed(system, population, blame.broken_by.reasons[2].because) ==
        Words{"child(Bea)", "Cal != Bea", "not contact(Bea, Cal)"});
  CHECK(printed(system, population, reports::tuples(system, blame.broken_by.reasons)) ==
        Words{"member(Chat, Bea)", "member(Chat, Cal)", "child(Bea)", "not contact(Bea, Cal)"});
}

TEST_CASE("a statement in which a function is applied comes down to its value") {
  CHECK(reasons_for("child(Ann), owner(Chat) = Bea", "not child(owner(Chat))") == Words{"not child(owner(Chat))"});
  const model::System system = rules(tests::chat + "scenario asked { given child(Ann), owner(Chat) = Bea }\n");
  const model::Scenario& scenario = system.scenarios.back();
  const model::Layout layout(system, scenario.population);
  const model::State state = model::initial_state(layout, scenario);
  const model::Term owner = std::make_shared<const model::Application>(
      model::Application{model::FunctionId{0}, {model::Value{model::SortId{1}, 0}}});
  const model::Formula asked = model::make_formula(model::Atom{model::RelationId{0}, {owner}});
  const auto reasons = reports::explain(asked, model::Moment{state}).reasons;
  CHECK(printed(system, scenario.population, reports::tuples(system, reasons)) ==
        Words{"owner(Chat) = Bea", "not child(Bea)"});
}

TEST_CASE("what the last step's requirements looked at is told, and what they overlooked") {
  const model::System system = rules(tests::chat_among_contacts());
  const model::Replay replay = model::replay(system, system.scenarios[0]);
  const auto blame = reports::find_blame(system, system.properties[0], replay);
  const auto& population = system.scenarios[0].population;
  REQUIRE(blame.checks.size() == 2);
  CHECK(blame.checks[0].satisfied_by.reasons.size() == 3);
  const Words held = printed(system, population, blame.checks[1].satisfied_by.reasons);
  CHECK(held == Words{"contact(Ann, Bea)", "contact(Ann, Cal)"});
  CHECK(printed(system, population, blame.overlooked) == Words{"stranger(Bea, Cal)"});
  REQUIRE(blame.strangers.size() == 1);
  const auto& names = population.names[0];
  const std::set<std::string> together{names[blame.strangers[0].first.index], names[blame.strangers[0].second.index]};
  CHECK(together == std::set<std::string>{"Bea", "Cal"});
}

TEST_CASE("a universal requirement over nobody says that there was nobody to ask about") {
  const model::System system = rules(tests::chat_among_contacts());
  const model::Replay replay = model::replay(system, system.scenarios[1]);
  const model::Played& created = replay.steps[1];
  const auto& requirement = system[created.action.rule].requirements[1];
  const auto explained =
      reports::explain(requirement.formula, model::Moment{replay.start}, model::bindings_of(system, created.action));
  CHECK(explained.looked_at_nobody);
  CHECK(explained.reasons.empty());
}

TEST_CASE("what was so before the last step is marked") {
  const model::System system = rules(tests::chat_among_contacts());
  const model::Replay replay = model::replay(system, system.scenarios[1]);
  const auto& steps = replay.steps;
  const model::Moment moment{steps[3].after, &steps[2].after, &steps[3].action};
  const auto explained = reports::explain(system.properties[1].formula, moment);
  const Words words = printed(system, system.scenarios[1].population, explained.reasons);
  CHECK(std::find(words.begin(), words.end(), "did leave_group(Ann, Chat)") != words.end());
}

TEST_CASE("of defines that each apply another twice, so many are explained") {
  std::string defines = "define d0(x, y: User) = child(x) and child(y) ";
  for (int i = 1; i <= 14; ++i)
    defines += fmt::format("define d{0}(x, y: User) = d{1}(x, y) and d{1}(y, x) ", i, i - 1);
  const model::System system = rules(tests::chat + defines + "scenario s { given child(Ann), child(Bea) }\n");
  const model::Scenario& scenario = system.scenarios.back();
  const model::Layout layout(system, scenario.population);
  const model::State state = model::initial_state(layout, scenario);
  const auto ann = model::Value{model::SortId{0}, 0}, bea = model::Value{model::SortId{0}, 1};
  const auto last = static_cast<std::uint32_t>(system.defines.size() - 1);
  const model::Formula top = model::make_formula(model::Call{model::DefineId{last}, {ann, bea}});
  std::size_t told = 0, explained = 0;
  const std::function<void(const reports::Reason&)> count = [&](const reports::Reason& reason) {
    ++told;
    explained += reason.because.empty() ? 0 : 1;
    std::ranges::for_each(reason.because, count);
  };
  std::ranges::for_each(reports::explain(top, model::Moment{state}).reasons, count);
  CHECK(explained == 1000);
  CHECK(told < 2100);
}
