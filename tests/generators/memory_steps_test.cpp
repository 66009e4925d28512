// Goals of memory about requirements and steps as a whole: what a step leaves alone, whoever made it.
#include "generators/goals/memory_conditions.hpp"
#include "generators/goals/memory_cover.hpp"
#include "generators/memory/past.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "solver/api/step_question.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/bench/rule_walk.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>
#include <set>

using namespace chaperone;
using namespace chaperone::generators;

namespace {

const char* const rooms_with_roles = R"(
  system club
  sort User
  sort Room
  enum Role { outsider, guest, host }
  relation invited(Room, User)
  relation seat(Room, User)
  relation badge(User)
  function role(Room, User): Role
  init empty invited, seat, badge
  init all r: Room, u: User | role(r, u) = outsider
  rule open(by u: User, r: Room) {
    require all v: User | role(r, v) = outsider
    set role(r, u) = host
  }
  rule invite(by u: User, r: Room, v: User) { require role(r, u) = host add invited(r, v) }
  rule join(by v: User, r: Room) {
    require invited(r, v) else "not invited"
    remove invited(r, v)
    set role(r, v) = guest
  }
  rule sit(by v: User, r: Room, w: User) { require role(r, v) != outsider and role(r, w) != outsider add seat(r, w) }
  rule stand(by v: User, r: Room) { remove seat(r, v) }
  rule part(by u: User, r: Room, v: User) { set role(r, v) = outsider }
  rule brand(by u: User, v: User) { require not badge(v) add badge(v) }
  never nobody = some r: Room, u: User | seat(r, u) and false
)";

/// The same step does something at last, though nothing was undone.
const char* const lamps = R"(
  system lamps
  sort User
  relation armed(User)
  relation lit(User)
  init empty armed, lit
  rule arm(u: User) { require not armed(u) add armed(u) }
  rule press(u: User) { add lit(u) where armed(u) }
  rule quench(u: User) { require armed(u) and not armed(u) remove lit(u) }
  never nobody = some u: User | lit(u) and false
)";

/// Nobody places himself, and still comes to be under somebody by his own step.
const char* const chain = R"(
  system chain
  sort User
  relation boss(low: User, high: User)
  relation asked(User, User)
  closure under of boss
  init empty boss, asked
  rule place(by u: User, a: User, b: User) { require u != a and u != b and a != b and not under(b, a) add boss(a, b) }
  rule dismiss(by u: User, a: User, b: User) { require u != a and u != b remove boss(a, b) }
  rule ask(by u: User, v: User) { require under(u, v) add asked(u, v) }
  never nobody = some u: User | asked(u, u) and false
)";

enum Rule : std::uint32_t { open_, invite, join, sit, stand, part, brand };

class Runs {
public:
  Runs() : system_(tests::rules(rooms_with_roles)), catalogue_(system_) {}

  /// Does the last request of the run meet the goal? Individuals by number: users, then rooms.
  bool meets(const std::string& claim, const std::vector<model::Action>& run) const {
    std::optional<std::size_t> goal;
    for (std::size_t i = 0; i < catalogue_.goals().size(); ++i)
      if (catalogue_.claim(catalogue_.goals()[i]) == claim)
        goal = i;
    INFO(claim);
    REQUIRE(goal);
    model::Population population{{{"Ann", "Bea", "Cal", "Dee"}, {"Den", "Pub"}, system_.sorts[2].names}};
    const model::Layout layout(system_, population);
    model::State start(layout);
    Past past(catalogue_, start);
    const Wanted only(catalogue_, std::vector{*goal});
    bool is_met = false;
    for (const model::Action& action : run) {
      const auto request = request_of(past.now(), action);
      REQUIRE(request);
      is_met = !past.met_by(*request, only).empty();
      REQUIRE(past.make(*request));
    }
    return is_met;
  }

private:
  model::System system_;
  Catalogue catalogue_;
};

model::Action step(Rule rule, std::vector<model::StepArgument> args) {
  return {{rule}, std::move(args)};
}

} // namespace

TEST_CASE("what somebody made is to stay when they lose something of the same") {
  const Runs runs;
  const std::string claim = "part must leave what invite made, though it changes something of who made it: "
                            "`set role(r, v) = outsider`";
  const std::vector<model::Action> before{step(open_, {0U, 0U}), step(invite, {0U, 0U, 1U})};
  const auto then = [&](std::vector<model::Action> more) {
    more.insert(more.begin(), before.begin(), before.end());
    return more;
  };
  CHECK(runs.meets(claim, then({step(part, {2U, 0U, 0U})})));
  // Not in another room, not of somebody else, and not once it is gone.
  CHECK_FALSE(runs.meets(claim, then({step(open_, {0U, 1U}), step(part, {2U, 1U, 0U})})));
  CHECK_FALSE(runs.meets(claim, then({step(join, {1U, 0U}), step(part, {2U, 0U, 1U})})));
  CHECK_FALSE(runs.meets(claim, then({step(join, {1U, 0U}), step(part, {2U, 0U, 0U})})));
}

TEST_CASE("what was taken since something was lost is not to come back with it") {
  const Runs runs;
  const std::string claim = "join must not undo what stand did since this was last so: "
                            "`set role(r, v) = guest`";
  const std::vector<model::Action> in{step(open_, {0U, 0U}), step(invite, {0U, 0U, 1U}), step(join, {1U, 0U}),
                                      step(sit, {0U, 0U, 1U})};
  const model::Action out = step(part, {0U, 0U, 1U}), up = step(stand, {1U, 0U}), ask = step(invite, {0U, 0U, 1U}),
                      back = step(join, {1U, 0U});
  const auto then = [&](const std::vector<model::Action>& more) {
    std::vector<model::Action> run = in;
    run.insert(run.end(), more.begin(), more.end());
    return run;
  };
  CHECK(runs.meets(claim, then({out, up, ask, back})));
  CHECK_FALSE(runs.meets(claim, then({up, out, ask, back}))); // it was taken while the role was still there
  CHECK_FALSE(runs.meets(claim, then({out, ask, back})));
}

TEST_CASE("a step comes beside others that are as it makes one") {
  const Runs runs;
  const std::string claim = "brand must `add badge(v)` where it is so already for two others of User";
  const model::Action first = step(brand, {0U, 1U}), second = step(brand, {0U, 2U}), third = step(brand, {0U, 3U});
  CHECK(runs.meets(claim, {first, second, third}));
  CHECK_FALSE(runs.meets(claim, {first, second}));
  CHECK_FALSE(
      runs.meets("brand must `add badge(v)` where it is so already for three others of User", {first, second, third}));
}

TEST_CASE("who was refused three times asks once more, and is allowed") {
  const Runs runs;
  const std::string claim = "join must not be refused because `invited(r, v)` was false three times for who asks";
  const model::Action open = step(open_, {0U, 0U}), refused = step(join, {1U, 0U}), other = step(join, {2U, 0U}),
                      ask = step(invite, {0U, 0U, 1U});
  CHECK(runs.meets(claim, {open, refused, refused, refused, ask, refused}));
  CHECK_FALSE(runs.meets(claim, {open, refused, other, refused, ask, refused}));
}

TEST_CASE("it counts whether a change was made by whom it is about") {
  const Runs runs;
  const std::string own = "invite must go by `role(r, u)` as part left it for who did it",
                    others = "invite must go by `role(r, u)` as part left it for another";
  const model::Action open = step(open_, {0U, 0U}), ask = step(invite, {0U, 0U, 1U});
  CHECK(runs.meets(own, {open, step(part, {0U, 0U, 0U}), ask}));
  CHECK_FALSE(runs.meets(others, {open, step(part, {0U, 0U, 0U}), ask}));
  CHECK(runs.meets(others, {open, step(part, {2U, 0U, 0U}), ask}));
  CHECK_FALSE(runs.meets(own, {open, step(part, {2U, 0U, 0U}), ask}));
}

TEST_CASE("a step leaves what is about those whom it names") {
  const Runs runs;
  const model::Action open = step(open_, {0U, 0U}), sits = step(sit, {0U, 0U, 0U});
  CHECK(runs.meets("part must leave `seat(r, v)` as it is", {open, sits, step(part, {1U, 0U, 0U})}));
  CHECK_FALSE(runs.meets("part must leave `seat(r, u)` as it is", {open, sits, step(part, {1U, 0U, 0U})}));
  CHECK(runs.meets("part must leave `seat(r, u)` as it is", {open, sits, step(part, {0U, 0U, 1U})}));
  CHECK(runs.meets("brand must leave `seat(any, v)` as it is", {open, sits, step(brand, {1U, 0U})}));
  // What a step always takes is no goal.
  const model::System system = tests::rules(rooms_with_roles);
  const Catalogue catalogue(system);
  for (const MemoryGoal& goal : catalogue.goals())
    CHECK(catalogue.claim(goal) != "stand must leave `seat(r, v)` as it is");
}

TEST_CASE("what a condition rules out, no random walk meets") {
  std::size_t ruled = 0, met = 0;
  const auto look_at = [&](const std::shared_ptr<const model::System>& rules) {
    model::System asked = *rules;
    const Catalogue catalogue(asked);
    const MemoryConditions conditions = list_memory_conditions(asked, catalogue);
    solver::StepOptions options;
    options.bounds.worlds = 0;
    options.check.engine = solver::EngineChoice::inductive;
    options.check.rounds = 1;
    const std::vector<bool> is_ruled_out = ruled_out(conditions, solver::answer(asked, conditions.questions, options));
    ruled += static_cast<std::size_t>(std::ranges::count(is_ruled_out, true));
    for (const model::Scenario& walk : tests::rule_walks(rules, 12))
      for (const std::size_t goal : memory_goals_met(catalogue, walk)) {
        INFO(catalogue.claim(catalogue.goals()[goal]) << model::write_scenario(*rules, walk));
        CHECK_FALSE(is_ruled_out[goal]);
        ++met;
      }
  };
  for (const char* text : {rooms_with_roles, lamps, chain})
    look_at(std::make_shared<const model::System>(tests::rules(text)));
  for (std::uint64_t seed = 1; seed <= 12; ++seed)
    look_at(std::make_shared<const model::System>(
        tests::rules(tests::random_system(seed, seed % 2 == 0 ? tests::Shape::wider : tests::Shape::reaching))));
  CHECK(ruled > 100);
  CHECK(met > 1000);
}
