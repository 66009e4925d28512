// Runs told as data and as text.
#include "generators/story/blame.hpp"
#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/print/printer.hpp"
#include "tests/generators/rules_in_text.hpp"

using namespace chaperone;
using tests::rules;

namespace {

struct Told {
  explicit Told(std::size_t scenario)
      : system(rules(tests::chat_among_contacts())), replay(model::replay(system, system.scenarios[scenario])),
        story(reports::tell(system, system.scenarios[scenario], replay)) {}
  model::System system;
  model::Replay replay;
  reports::Story story;

  std::vector<std::string> changes(std::size_t step) const {
    std::vector<std::string> result;
    for (const auto& change : story.steps.at(step).changes)
      result.push_back(reports::print(story.cast(), change));
    return result;
  }
};

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("a step is told by its rule's text, with the names filled in") {
  const Told flaw(0);
  REQUIRE(flaw.story.steps.size() == 3);
  CHECK(flaw.story.steps[2].sentence == "Ann starts Chat with Bea and Cal");
}

TEST_CASE("a rule without a text is told by its name and parameters") {
  const Told fine(1);
  REQUIRE(fine.story.steps.size() == 4);
  CHECK(fine.story.steps[2].sentence == "hand over: group Chat, new owner Ann");
}

TEST_CASE("a step shows what joined, what went and which function changed") {
  const Told flaw(0);
  CHECK(flaw.changes(0) == Words{"+ contact(Bea, Ann)"});
  const Told fine(1);
  CHECK(fine.changes(1) == Words{"+ member(Chat, Ann)", "owner(Chat): Cal -> Ann"});
  CHECK(fine.changes(2).empty());
  CHECK(fine.changes(3) == Words{"- member(Chat, Ann)"});
}

TEST_CASE("a refused step says why and changes nothing") {
  const Told fine(1);
  const auto& refused = fine.story.steps[0];
  CHECK(refused.outcome == model::Outcome::refused);
  CHECK(refused.refusal == "only contacts of Ann can be invited");
  CHECK(refused.changes.empty());
  REQUIRE(refused.refused_by.size() == 1);
  CHECK(quoted(fine.system, refused.refused_by[0]) == "all u: invited | contact(creator, u)");
}

TEST_CASE("all requirements that refuse a step are told, each with the facts that are against it") {
  const model::System system =
      rules(tests::chat +
            "scenario s { befriend(Ann, Bea) create_group(Ann, Chat, {Bea}) "
            "create_group(Cal, Chat, {Bea}) refused befriend(Ann, Ann) refused leave_group(Cal, Chat) refused }");
  const model::Scenario& scenario = system.scenarios.back();
  const model::Replay replay = model::replay(system, scenario);
  REQUIRE(replay.steps.size() == 5);
  const auto told = [&](std::size_t step) {
    return reports::whole_refusal_of({system, scenario.population}, replay.steps[step]);
  };
  CHECK(told(2) == "the group exists, since member(Chat, Ann); also: only contacts of Cal can be "
                   "invited, since not contact(Cal, Bea)");
  CHECK(told(3) == "it requires Ann != Ann");
  CHECK(told(4) == "it requires member(Chat, Cal)");
}

TEST_CASE("the bare run of a scenario goes to its end, whatever the scenario expects") {
  const model::System system = rules(tests::chat_among_contacts());
  const model::Scenario run = reports::bare(system.scenarios[0]);
  CHECK(run.items.size() == 3);
  CHECK_FALSE(model::replay(system, run).failure.has_value());
}

TEST_CASE("the text of a story has who, what is given, the steps, and what breaks the promise") {
  const Told flaw(0);
  const reports::Painter plain(false);
  const auto blame = reports::find_blame(flaw.system, flaw.system.properties[0], flaw.replay);
  const std::string text =
      reports::story_text(flaw.story, plain) + reports::blame_text(flaw.story, flaw.system.properties[0], blame, plain);
  INFO(text);
  for (const char* expected :
       {"User: Bea, Ann, Cal; Group: Chat", "child(Bea)", "1. Ann and Bea become contacts\n     + contact(",
        "3. Ann starts Chat with Bea and Cal", "this breaks the promise, with g = Chat, kid = Bea and other = Cal",
        "stranger(Bea, Cal)", "not contact(Bea, Cal)", "rules.chap:25", "require all u: invited | contact(creator, u)",
        "no requirement looked at Bea and Cal together"})
    CHECK_THAT(text, Catch::Matchers::Contains(expected));
}

TEST_CASE("what a promise asks about the past is told by the step that made it so") {
  const model::System system = rules(R"(
system door
sort User named Ann, Bea
relation inside(User)
relation banned(User)
init empty inside, banned
rule enter(by u: User) "{u} enters" { add inside(u) }
rule ban(by a: User, u: User) "{a} bans {u}" { add banned(u) remove inside(u) }
rule pardon(by a: User, u: User) "{a} pardons {u}" { remove banned(u) }
never back = some u: inside | not did pardon(_, u) since did ban(_, u)
never began = some u: User | inside(u) and once not inside(u)
scenario run { enter(Bea)  ban(Ann, Bea)  enter(Ann)  enter(Bea) }
)");
  const model::Replay replay = model::replay(system, system.scenarios[0]);
  const reports::Story story = reports::tell(system, system.scenarios[0], replay);
  const auto told = [&](std::size_t property) {
    return reports::blame_text(story, system.properties[property],
                               reports::find_blame(system, system.properties[property], replay),
                               reports::Painter(false));
  };
  CHECK_THAT(told(0), Catch::Matchers::Contains("since step 2: Ann bans Bea"));
  CHECK_THAT(told(1), Catch::Matchers::Contains("since the start"));
}

TEST_CASE("a refusal by order is told with both levels") {
  const model::System system = rules(R"(
system levels
sort User named Ann, Bea
ordered enum Level { guest, member, admin }
function level(User): Level
relation out(User)
init empty out
rule kick(by a: User, u: User) { require level(u) < level(a) add out(u) }
never nobody = some u: User | out(u) and level(u) = admin
scenario s { given level(Ann) = member, level(Bea) = admin kick(Ann, Bea) refused }
)");
  const model::Scenario& scenario = system.scenarios[0];
  const model::Replay replay = model::replay(system, scenario);
  CHECK(reports::whole_refusal_of({system, scenario.population}, replay.steps[0]) ==
        "it requires level(Bea) < level(Ann), since level(Bea) = admin and level(Ann) = member");
}

TEST_CASE("an order that is not that of the names is given in the story") {
  const model::System system = rules(R"(
system ranks
ordered sort Rank with low, high
relation on(Rank)
init empty on
rule up(r: Rank) { add on(r) }
never n = on(low)
scenario turned { given high < low  up(low) }
scenario usual { given low < high  up(low) }
)");
  const auto given = [&](std::size_t scenario) {
    const model::Scenario& run = system.scenarios[scenario];
    const reports::Story story = reports::tell(system, run, model::replay(system, run));
    Words facts;
    for (const model::Given& fact : story.given)
      facts.push_back(reports::print(story.cast(), fact));
    return facts;
  };
  CHECK(given(0) == Words{"high < low"});
  CHECK(given(1) == Words{});
}

TEST_CASE("where there is no way back, the steps that name whom it is for are told, not those about others") {
  const model::System system = rules(R"(
system doors
sort Door named Front, Back
relation open(Door)
relation hot(Door)
init empty open, hot
rule unlock(d: Door) { add open(d) }
rule heat(d: Door) { add hot(d) }
rule close(d: Door) { require hot(d) remove open(d) }
undoable closes for d: Door = open(d) and some e: Door | e != d and hot(e) to not open(d) by close
scenario run { unlock(Front)  heat(Back) }
)");
  const model::Replay replay = model::replay(system, system.scenarios[0]);
  const reports::Blame blame = reports::find_blame(system, system.properties[0], replay);
  REQUIRE(blame.no_ways.size() == 1);
  CHECK(blame.no_ways[0].allowed == 0);
  CHECK(blame.no_ways[0].named.size() == 1);
  const std::string text = reports::blame_text(reports::tell(system, system.scenarios[0], replay), system.properties[0],
                                               blame, reports::Painter(false));
  CHECK_THAT(text, Catch::Matchers::Contains("close with Front: always refused") &&
                       Catch::Matchers::Contains("false for close(Front)"));
}
