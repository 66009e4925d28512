// Walks: where they start and which steps they choose.
#include "generators/conformance/walk.hpp"

#include "generators/conformance/sample.hpp"
#include "generators/memory/reading.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace chaperone;
using namespace chaperone::conformance;
using namespace chaperone::model;

std::vector<Action> steps_of(WalkPlan plan, std::uint32_t number) {
  const auto found = plan.trial(number);
  REQUIRE(found);
  const Trial& trial = *found;
  const Layout layout(*trial.system, trial.population);
  Scenario start;
  start.given = trial.given;
  State now = initial_state(layout, start);
  std::vector<Action> actions;
  const Chooser next = plan.chooser(trial, number);
  while (const auto action = next(now)) {
    actions.push_back(*action);
    auto after = take_step(now, *action);
    CHECK_FALSE(std::holds_alternative<Conflict>(after));
    bool is_decided = is_decided_by(now, *action, std::nullopt);
    for (std::size_t at = 0; at < now.layout().system()[action->rule].requirements.size(); ++at)
      is_decided = is_decided || is_decided_by(now, *action, at);
    CHECK(is_decided); // allowed, or refused by one requirement alone
    if (auto* state = std::get_if<State>(&after))
      now = *state;
  }
  return actions;
}

/// A service that is the rules themselves, but for one rule, which it always refuses.
class InProcess : public Service {
public:
  explicit InProcess(std::optional<RuleId> refused) : refused_(refused) {}
  Result<State> begin(const std::string&, const State& start) override {
    now_ = start;
    return start;
  }
  Result<Tried> try_step(const Action& action, const State&) override {
    auto after = take_step(*now_, action);
    const bool takes_it = std::holds_alternative<State>(after) && action.rule != refused_;
    if (takes_it)
      now_ = std::get<State>(after);
    return Tried{{takes_it ? Outcome::allowed : Outcome::refused, ""}, *now_};
  }
  Result<State> ask(const State&) override { return *now_; }

private:
  std::optional<RuleId> refused_;
  std::optional<State> now_;
};

} // namespace

TEST_CASE("a walk takes steps that are allowed, or that one requirement alone refuses") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  const WalkPlan plan(system, {}, 7, 25);
  for (std::uint32_t number = 0; number < 5; ++number)
    CHECK(steps_of(plan, number).size() == 25);
}

TEST_CASE("a walk depends on its seed and number alone") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  const auto args = [&](std::uint32_t seed, std::uint32_t number) {
    std::vector<std::vector<StepArgument>> all;
    for (const Action& action : steps_of(WalkPlan(system, {}, seed, 25), number))
      all.push_back(action.args);
    return all;
  };
  CHECK(args(1, 3) == args(1, 3));
  CHECK(args(1, 3) != args(2, 3));
  CHECK(args(1, 3) != args(1, 4));
}

TEST_CASE("every walk starts in a state of the rules, with three of each sort at least") {
  const auto system = std::make_shared<const System>(tests::rules(R"(system s
sort User named Ann, Bea
fixed relation child(User)
fixed relation parent(User, User)
assume all a, k: User | parent(a, k) implies child(k) and not child(a)
assume some k: child | true
relation on(User)
init empty on
rule switch_on(u: User) { require not on(u) add on(u) }
never n = some u: User | on(u) and not on(u)
)"));
  WalkPlan plan(system, {}, 0, 5);
  bool has_parents = false;
  for (std::uint32_t number = 0; number < 20; ++number) {
    const auto trial = plan.trial(number);
    REQUIRE(trial);
    CHECK(is_runnable(*trial));
    CHECK(trial->population.names[0] == std::vector<std::string>{"User1", "Ann", "Bea"});
    has_parents = has_parents || trial->given.size() > 1;
  }
  CHECK(has_parents);
}

TEST_CASE("a walk is played on a service in this process as on one behind an adapter") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  WalkPlan plan(system, {}, 3, 20);
  InProcess right(std::nullopt), wrong(RuleId{0});
  const auto conforms = conformance::walk(plan, 0, right), differs = conformance::walk(plan, 0, wrong);
  REQUIRE(conforms);
  CHECK(conforms->conforms());
  CHECK(conforms->steps.size() == 20);
  REQUIRE(differs);
  REQUIRE(differs->difference);
  CHECK(differs->difference->kind == Kind::refuses);
  CHECK(differs->steps.back().action.rule == RuleId{0});
}

TEST_CASE("three of ten steps hang on what one of the last four changes was before") {
  const auto system = std::make_shared<const System>(tests::rules(tests::chat));
  const auto places = generators::list_reading_places(*system);
  WalkPlan plan(system, {}, 1, 30);
  std::size_t steps = 0, critical = 0;
  for (std::uint32_t number = 0; number < 20; ++number) {
    InProcess service(std::nullopt);
    const auto run = conformance::walk(plan, number, service);
    REQUIRE(run);
    std::vector<std::pair<generators::Cell, std::uint32_t>> past;
    for (std::size_t at = 0; at < run->steps.size(); ++at) {
      const State& before = at == 0 ? run->start : run->steps[at - 1].rules_after;
      const Action& action = run->steps[at].action;
      ++steps;
      critical += std::any_of(places.begin(), places.end(), [&](const auto& place) {
        return place.rule == action.rule && std::any_of(past.begin(), past.end(), [&](const auto& each) {
                 return generators::is_critical(before, action, place, each.first, each.second);
               });
      });
      for (const auto& cell : generators::changed_cells(before, run->steps[at].rules_after))
        past.emplace_back(cell, generators::value_of(before, cell));
      if (past.size() > 4)
        past.erase(past.begin(), past.end() - 4);
    }
  }
  INFO(critical << " of " << steps);
  CHECK(critical * 10 >= steps * 3);
}

TEST_CASE("there is no walk where no start is allowed, or no step") {
  const auto no_start = std::make_shared<const System>(tests::rules(R"(system s
sort User
relation on(User)
init some u: User | on(u) and not on(u)
rule switch_on(u: User) { add on(u) }
never n = some u: User | on(u) and not on(u)
)"));
  CHECK_FALSE(WalkPlan(no_start, {}, 0, 5).trial(0));
  const auto no_step = std::make_shared<const System>(tests::rules(R"(system s
sort User
relation on(User)
rule switch_on(u: User) { require on(u) and not on(u) require not (u = u) add on(u) }
never n = some u: User | on(u) and not on(u)
)"));
  CHECK_FALSE(WalkPlan(no_step, {}, 0, 5).trial(0));
}
