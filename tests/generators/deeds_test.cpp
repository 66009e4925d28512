// What the effects of the last step did to the facts that a promise is about.
#include "generators/story/blame.hpp"
#include "generators/story/story_text.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;
using Catch::Matchers::Contains;

namespace {

/// The blame that the file's first scenario, run to its end, puts on its last step.
std::string last_step(const std::string& text) {
  const model::System system = tests::rules(text);
  const model::Scenario run = reports::bare(system.scenarios.at(0));
  const model::Replay replay = model::replay(system, run);
  const reports::Story story = reports::tell(system, run, replay);
  const model::Property& property = system.properties.at(0);
  return reports::blame_text(story, property, reports::find_blame(system, property, replay), reports::Painter(false));
}

const std::string team = "system team sort User sort Team relation in_team(Team, User) relation writes(Team) "
                         "relation guest(User) init empty in_team, writes ";

} // namespace

TEST_CASE("where a step requires nothing, the effect that broke the promise is told with what it did") {
  const std::string text = last_step(team + "rule join(t: Team, u: User) { add in_team(t, u) } "
                                            "rule give(t: Team) { add writes(t) } "
                                            "define writer(u: User) = some t: Team | in_team(t, u) and writes(t) "
                                            "never n = some u: User | writer(u) "
                                            "scenario s { join(T, Ann) give(T) }");
  CHECK_THAT(text, Contains("writer(Ann)\n      since in_team(T, Ann), writes(T)\n"));
  CHECK_THAT(text, Contains("what the last step, give, did; it requires nothing:\n"));
  CHECK_THAT(text, Contains("add writes(t)\n      added writes(T)\n"));
}

TEST_CASE("an effect with a condition is told with the facts that made it happen") {
  const std::string text = last_step(team + "rule join(t: Team, u: User) { require not in_team(t, u) "
                                            "add in_team(t, u) where not guest(u) or writes(t) } "
                                            "never n = some t: Team, u: User | in_team(t, u) "
                                            "scenario s { join(T, Ann) }");
  CHECK_THAT(text, Contains("what it did:\n"));
  CHECK_THAT(text, Contains("added in_team(T, Ann), since not guest(Ann)\n"));
}

TEST_CASE("an effect that its condition kept from undoing a fact is told with the facts that kept it") {
  const std::string text = last_step(team + "rule join(t: Team, u: User) { add in_team(t, u) } "
                                            "rule ban(u: User) { require not guest(u) add guest(u) "
                                            "remove in_team(t, v) for t: Team, v: User where v = u and writes(t) } "
                                            "never n = some t: Team, u: User | in_team(t, u) and guest(u) "
                                            "scenario s { join(T, Ann) ban(Ann) }");
  CHECK_THAT(text, Contains("did not remove in_team(T, Ann), since not writes(T)\n"));
  CHECK_THAT(text, !Contains("and no effect changed it"));
}

TEST_CASE("where no effect could have changed what is left, the last sentence says so") {
  const std::string text = last_step(team + "rule join(t: Team, u: User) { add in_team(t, u) } "
                                            "rule ban(u: User) { require not guest(u) add guest(u) } "
                                            "never n = some t: Team, u: User | in_team(t, u) and guest(u) "
                                            "scenario s { join(T, Ann) ban(Ann) }");
  CHECK_THAT(text, Contains("no requirement looked at in_team(T, Ann), and no effect changed it\n"));
}

TEST_CASE("where requirements looked at everything, what no effect changed is named") {
  const std::string text =
      last_step("system lock sort Client relation free() relation held(Client) init free() "
                "init empty held rule grant(c: Client) { require free() add held(c) } "
                "never n = free() and some c: Client | held(c) scenario s { given free() grant(Kim) }");
  CHECK_THAT(text, Contains("    no effect changed free()\n"));
  CHECK_THAT(text, !Contains("no requirement looked at"));
}

TEST_CASE("the last sentence is about what the step has to do with, not about what is merely there") {
  const std::string text =
      last_step("system folders sort User sort Folder relation live(Folder) relation member(User) "
                "function owner(Folder): User init all f: Folder | live(f) "
                "rule leave(who: User) { require member(who) remove member(who) } "
                "always a = all f: Folder | live(f) implies member(owner(f)) "
                "scenario s { given live(F), member(Wil), member(Hal), owner(F) = Wil leave(Wil) }");
  CHECK_THAT(text, Contains("not member(owner(F))\n      since owner(F) = Wil, not member(Wil)\n"));
  CHECK_THAT(text, Contains("no requirement looked at owner(F), and no effect changed it\n"));
  CHECK_THAT(text, !Contains("looked at live(F)"));
}

TEST_CASE("of a promise that a step can be taken, no requirement is said to have overlooked something") {
  const std::string text =
      last_step(team + "rule leave(u: User, t: Team) { require not guest(u) remove in_team(t, u) } "
                       "rule mark(u: User) { require not guest(u) add guest(u) } "
                       "always a = all u: User | can leave(u, _) "
                       "scenario s { mark(Ann) }");
  CHECK_THAT(text, Contains("added guest(Ann)\n") || Contains("held: not guest(Ann)"));
  CHECK_THAT(text, !Contains("no requirement looked at"));
}

TEST_CASE("equalities of individuals are told only where there is nothing else") {
  const std::string text =
      last_step(team + "rule join(t: Team, u: User) { require all v: User | v = u or not in_team(t, v) "
                       "add in_team(t, u) } "
                       "never n = some t: Team, u, v: User | u != v and in_team(t, u) and guest(v) "
                       "scenario s { given guest(Bea) join(T, Ann) }");
  CHECK_THAT(text, !Contains("Ann != Bea") && !Contains("Ann = Ann"));
}

TEST_CASE("a requirement that counts set members says how many there were") {
  const std::string text =
      last_step("system s sort User relation member(User) init empty member "
                "rule put(us: set of User) { require at most 3 u: us | true add member(u) for u: us } "
                "never n = at least 2 u: User | member(u) scenario s { put({Ann, Bea}) }");
  CHECK_THAT(text, Contains("held: it counts 2\n"));
}
