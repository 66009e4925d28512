// docs/semantics.md, Scenarios; and told-as texts.
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using chaperone::tests::outcome;
using chaperone::tests::play;
using chaperone::tests::rules;

namespace {

const std::string groups = R"(
  system groups
  sort User named Ann, Bea
  sort Group
  relation member(Group, User)
  relation banned(User)
  assume all u: User | not banned(u) or not member_of_all(u)
  define member_of_all(u: User) = all g: Group | member(g, u)
  init empty member
  rule join(who: User, group: Group, friends: set of User) "{who} joins {group} with {friends} {{so}" {
    require not banned(who)   else "{who} is banned"
    require not member(group, who)
    add member(group, who)
    add member(group, f) for f: friends
  }
  rule leave(who: User, group: Group) { require member(group, who) remove member(group, who) }
  never crowd = some g: Group | at least 2 u: User | member(g, u)
  never silent = some g: Group, u: User | was member(g, u) and not member(g, u) and did leave(u, g)
)";

std::string run(const std::string& items) {
  return outcome(groups + "scenario run {" + items + "}");
}

} // namespace

TEST_CASE("a scenario passes whose outcomes are all as stated") {
  CHECK(
      run("given banned(Cal) join(Ann, Chat, {}) allowed join(Cal, Chat, {}) refused \"Cal is banned\" keeps crowd") ==
      "passed");
  CHECK(run("given banned(Cal) join(Cal, Chat, {}) refused \"{who} is banned\"") == "passed");
}

TEST_CASE("a wrong outcome is told with the step and the reason") {
  CHECK(run("given banned(Cal) join(Cal, Chat, {}) allowed") ==
        "outcome: step 1 `join(Cal, Chat, {})` was refused, because Cal is banned; it should be allowed");
  CHECK(run("join(Ann, Chat, {}) leave(Ann, Chat) refused") ==
        "outcome: step 2 `leave(Ann, Chat)` was allowed, but should be refused");
  CHECK(run("leave(Ann, Chat) allowed") ==
        "outcome: step 1 `leave(Ann, Chat)` was refused, because `member(group, who)` is false; it should be allowed");
}

TEST_CASE("another reason than the one expected is a failure") {
  CHECK(run("given banned(Cal) join(Cal, Chat, {}) refused \"no room\"") ==
        "reason: step 1 `join(Cal, Chat, {})` was refused, because Cal is banned; the reason \"no room\" is expected");
  CHECK(run("leave(Ann, Chat) refused \"no room\"").starts_with("reason: "));
}

TEST_CASE("a start that breaks an init or assume ends the scenario") {
  const System system = rules(groups + "scenario run { given member(Chat, Ann) leave(Ann, Chat) }");
  const Replay result = play(system);
  REQUIRE(result.failure);
  CHECK(result.failure->code == "start");
  CHECK_FALSE(result.failure->item);
  CHECK(result.steps.empty());
}

TEST_CASE("an expectation is read where it stands") {
  CHECK(run("expect no u: User | member(Chat, u) join(Ann, Chat, {}) expect member(Chat, Ann)") == "passed");
  CHECK(run("join(Ann, Chat, {}) expect not member(Chat, Ann)") ==
        "expect: `not member(Chat, Ann)` is expected, but is false after step 1 `join(Ann, Chat, {})`");
}

TEST_CASE("a kept property is judged after every step, wherever keeps stands") {
  const System system = rules(groups + "scenario run { keeps crowd join(Ann, Chat, {Bea}) leave(Bea, Chat) }");
  const Replay result = play(system);
  REQUIRE(result.failure);
  CHECK(result.failure->code == "keeps");
  CHECK(result.failure->property == PropertyId{0});
  CHECK(result.failure->item == 1);
  CHECK(result.failure->message == "`crowd` is broken after step 1 `join(Ann, Chat, {Bea})`");
}

TEST_CASE("a refused step changes nothing and is no step for properties about steps") {
  CHECK(run("join(Ann, Chat, {}) leave(Bea, Chat) refused keeps silent") == "passed");
  CHECK(run("join(Ann, Chat, {}) leave(Ann, Chat) keeps silent").starts_with("keeps: `silent`"));
  const System system = rules(groups + "scenario run { leave(Bea, Chat) join(Ann, Chat, {}) }");
  const Replay result = play(system);
  REQUIRE(result.steps.size() == 2);
  CHECK(result.steps[0].after == result.start);
  CHECK(result.steps[0].refusal->requirement == 0);
  CHECK_FALSE(result.steps[1].refusal);
}

TEST_CASE("told-as texts name individuals, sets and nobody") {
  const System system = rules(groups + "scenario run { join(Ann, Chat, {}) }");
  const Population people{{{"Ann", "Bea", "Cal"}, {"Chat"}}};
  const std::string& told = *system.rules[0].told_as;
  const auto with = [&](std::vector<std::uint32_t> friends) {
    return fill_in(told, system, Action{RuleId{0}, {0U, 0U, std::move(friends)}}, people);
  };
  CHECK(with({}) == "Ann joins Chat with nobody {so}");
  CHECK(with({1}) == "Ann joins Chat with Bea {so}");
  CHECK(with({0, 1, 2}) == "Ann joins Chat with Ann, Bea and Cal {so}");
}
