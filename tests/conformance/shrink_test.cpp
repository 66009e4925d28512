// Findings made smaller, on a service that is the interpreter with one requirement left out.
#include "generators/conformance/shrink.hpp"

#include "generators/story/facts.hpp"
#include "model/print/printer.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone;
using namespace chaperone::conformance;
using namespace chaperone::model;

/// What a service says that does not look at `create_group`'s second requirement.
std::optional<Run> run_on_flawed(const Trial& trial, const System& flawed) {
  auto layout = std::make_shared<const Layout>(*trial.system, trial.population);
  auto flawed_layout = Layout(flawed, trial.population);
  Scenario start;
  start.given = trial.given;
  Run run{layout, initial_state(*layout, start), {}, std::nullopt, std::nullopt};
  State now = run.start;
  for (const Action& action : trial.actions) {
    auto right = take_step(now, action);
    State flawed_now = initial_state(flawed_layout, Scenario{"", "", {}, trial.population, given_of(now), {}});
    const bool is_allowed = std::holds_alternative<State>(take_step(flawed_now, action));
    const auto* refusal = std::get_if<Refusal>(&right);
    if (auto* state = std::get_if<State>(&right))
      now = *state;
    run.steps.push_back({action,
                         refusal ? std::optional(*refusal) : std::nullopt,
                         {is_allowed ? Outcome::allowed : Outcome::refused, ""},
                         now,
                         now});
    if (is_allowed == (refusal != nullptr)) {
      run.difference = Difference{is_allowed ? Kind::allows : Kind::refuses, {}};
      return run;
    }
  }
  return run;
}

std::string without_contact_check() {
  std::string text = tests::chat;
  const std::string line =
      "require all u: invited | contact(creator, u)   else \"only contacts of {creator} can be invited\"";
  return text.erase(text.find(line), line.size());
}

std::string told(const Trial& trial) {
  std::string text;
  for (const Given& given : trial.given)
    text += reports::print({*trial.system, trial.population}, given) + "; ";
  for (const Action& action : trial.actions)
    text += print(*trial.system, action, trial.population) + "; ";
  return text;
}

} // namespace

TEST_CASE("steps, facts, individuals and set elements that a finding does not need are left out") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat + R"(
scenario long {
  given child(Bea), child(Cal), owner(Chat) = Cal
  befriend(Ann, Bea)
  create_group(Ann, Other, {Bea})
  leave_group(Bea, Other)
  befriend(Bea, Cal)
  create_group(Cal, Chat, {Bea, Ann, Dan})
  leave_group(Cal, Chat)
}
)"));
  const System flawed = tests::rules(without_contact_check());
  const Trial trial = trial_of(system, "rules.chap", system->scenarios.back());
  const Attempt attempt = [&](const Trial& candidate) { return run_on_flawed(candidate, flawed); };
  const auto first = attempt(trial);
  REQUIRE(first->difference);
  const Shrunk shrunk = shrink(trial, *first, attempt);
  // Cal and Ann stay two: made one, it would no longer tell who invites whom.
  CHECK(told(shrunk.trial) == "create_group(Cal, Chat, {Ann}); ");
  CHECK(shrunk.trial.population.names[0].size() == 2);
  CHECK(shrunk.run.difference == first->difference);
  CHECK(shrunk.attempts < 100);
}

TEST_CASE("no more runs are made than are allowed, and what was found so far is kept") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  const System flawed = tests::rules(without_contact_check());
  const Trial trial = trial_of(system, "rules.chap", system->scenarios[0]);
  Trial longer = trial;
  longer.actions = {trial.actions[0], {RuleId{1}, {0U, 0U, std::vector<std::uint32_t>{2}}}};
  std::size_t runs = 0;
  const Attempt attempt = [&](const Trial& candidate) {
    ++runs;
    return run_on_flawed(candidate, flawed);
  };
  const auto first = run_on_flawed(longer, flawed);
  REQUIRE(first->difference);
  CHECK(shrink(longer, *first, attempt, 2).attempts == 2);
  CHECK(runs == 2);
}

TEST_CASE("an individual goes with all that speaks of it, or becomes another one") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  const Trial trial = trial_of(system, "rules.chap", system->scenarios[0]); // Bea is 0, Ann 1, Cal 2
  const auto without_cal = without(trial, SortId{0}, 2);
  REQUIRE(without_cal);
  CHECK(told(*without_cal) == "child(Bea); befriend(Ann, Bea); create_group(Ann, Chat, {Bea}); ");
  const auto cal_is_bea = without(trial, SortId{0}, 2, 0);
  REQUIRE(cal_is_bea);
  CHECK(told(*cal_is_bea) == "child(Bea); befriend(Ann, Bea); befriend(Ann, Bea); create_group(Ann, Chat, {Bea}); ");
  CHECK_FALSE(without(trial, SortId{0}, 1)); // Ann takes the last step
  CHECK_FALSE(without(trial, SortId{1}, 0)); // a sort is never empty
}

TEST_CASE("an individual that is always there stays in a finding that does not name it") {
  const auto system = std::make_shared<const System>(tests::rules(R"(
system owned
sort User with owner named Ann, Bea
relation shared(User, User)
init empty shared
rule share(who: User, to: User) { require who = owner or shared(owner, who) add shared(who, to) }
possible far = some u, v: User | shared(u, v) and u != owner
scenario second {
  share(owner, Ann)
  share(Ann, Bea)
}
)"));
  const Trial trial = trial_of(system, "rules.chap", system->scenarios.back());
  REQUIRE(trial.population.size({0}) == 3);
  CHECK_FALSE(without(trial, {0}, 0));
  CHECK_FALSE(without(trial, {0}, 0, 1));
  const auto fewer = without(trial, {0}, 2, 1);
  REQUIRE(fewer);
  CHECK(fewer->population.names[0] == std::vector<std::string>{"owner", "Ann"});
}
