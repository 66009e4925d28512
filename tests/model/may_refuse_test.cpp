// docs/semantics.md: steps that may be refused, what `can` says of them, and scenarios with either outcome.
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using chaperone::tests::outcome;
using chaperone::tests::play;
using chaperone::tests::rules;

namespace {

const std::string party_rules = R"(
  system party
  sort User named Ann, Bea
  relation host(User)
  relation guest(User)
  relation served(User)
  init empty guest, served
  rule invite(by: User, who: User) {
    require host(by) else "only a host invites"
    may refuse where guest(who) "{who} is invited already"
    may refuse where served(who)
    add guest(who)
  }
  rule serve(who: User) { require guest(who) may refuse "later" add served(who) remove guest(who) }
  never unserved = some u: User | served(u) and guest(u)
)";

std::string at_party(const std::string& items) {
  return outcome(party_rules + "scenario run { given host(Ann) " + items + "}");
}

} // namespace

TEST_CASE("where a step may be refused, a scenario may say either, and goes on with what it says") {
  CHECK(at_party("invite(Ann, Bea) allowed invite(Ann, Bea) allowed") == "passed");
  CHECK(at_party("invite(Ann, Bea) allowed invite(Ann, Bea) refused") == "passed");
  CHECK(at_party("invite(Ann, Bea) serve(Bea) refused expect guest(Bea) and not served(Bea)") == "passed");
  CHECK(at_party("invite(Ann, Bea) serve(Bea) allowed expect served(Bea) and not guest(Bea)") == "passed");
  CHECK(at_party("invite(Ann, Bea) serve(Bea) expect served(Bea)") == "passed");
}

TEST_CASE("where the requirements or the condition do not leave it open, only one outcome is right") {
  CHECK(at_party("invite(Ann, Bea) refused") ==
        "outcome: step 1 `invite(Ann, Bea)` was allowed, but should be refused");
  CHECK(at_party("invite(Bea, Ann) allowed") == "outcome: step 1 `invite(Bea, Ann)` was refused, because only a host "
                                                "invites; it should be allowed");
  CHECK(at_party("serve(Bea) allowed").starts_with("outcome: "));
}

TEST_CASE("the reason for which a step may be refused is one of those that apply") {
  CHECK(at_party("invite(Ann, Bea) invite(Ann, Bea) refused \"Bea is invited already\"") == "passed");
  CHECK(at_party("invite(Ann, Bea) invite(Ann, Bea) refused \"{who} is invited already\"") == "passed");
  CHECK(at_party("invite(Ann, Bea) invite(Ann, Bea) refused \"only a host invites\"") ==
        "reason: step 2 `invite(Ann, Bea)` may be refused, but not because \"only a host invites\", which is expected");
  CHECK(at_party("invite(Ann, Bea) serve(Bea) invite(Ann, Bea) refused \"{who} is invited already\"")
            .starts_with("reason: "));
  CHECK(at_party("invite(Ann, Bea) serve(Bea) invite(Ann, Bea) refused") == "passed");
}

TEST_CASE("a step that is refused because it may be is no step of the run") {
  const std::string broken = "rule spoil(who: User) { may refuse add served(who), guest(who) } ";
  CHECK(outcome(party_rules + broken + "scenario run { spoil(Ann) refused keeps unserved }") == "passed");
  CHECK(outcome(party_rules + broken + "scenario run { spoil(Ann) keeps unserved }").starts_with("keeps: "));
}

TEST_CASE("a replay says of each step which `may refuse` leave it open") {
  const System system =
      rules(party_rules + "scenario run { given host(Ann) invite(Ann, Bea) invite(Ann, Bea) serve(Bea) refused }");
  const Replay played = play(system);
  REQUIRE(played.steps.size() == 3);
  CHECK(played.steps[0].may_refuse.empty());
  CHECK(played.steps[1].may_refuse == std::vector<std::size_t>{0});
  CHECK(played.steps[2].may_refuse == std::vector<std::size_t>{0});
  CHECK(std::get<Outcome>(played.steps[2].outcome) == Outcome::refused);
  CHECK_FALSE(played.steps[2].refusal);
}

TEST_CASE("`can` is true only where the step must be allowed, and never without a condition") {
  CHECK(at_party("expect can invite(Ann, Bea) and can invite(Ann, Ann) and not can invite(Bea, Ann) "
                 "invite(Ann, Bea) expect not can invite(Ann, Bea) and can invite(Ann, _) and not can invite(_, Bea) "
                 "expect not can serve(Bea) and not can serve(_)") == "passed");
}

TEST_CASE("`may` and `refuse` are names wherever no statement begins") {
  const System system = rules("system s sort may named refuse relation refuse_of(may) relation may_be(may) "
                              "init empty refuse_of, may_be "
                              "rule refuse(refuse_it: may) { require not may_be(refuse_it) may refuse where "
                              "refuse_of(refuse_it) add may_be(refuse_it) } "
                              "rule may(x: may) { add refuse_of(x) may refuse add may_be(y) for y: may where x = y } "
                              "scenario run { may(refuse) refuse(refuse) refused }");
  CHECK(system.rules[0].may_refuse.size() == 1);
  CHECK(system.rules[1].may_refuse.size() == 1);
  CHECK(system.rules[1].effects.size() == 2);
}
