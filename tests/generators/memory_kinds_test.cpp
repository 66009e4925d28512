// Memories that hang on steps of other rules, on ways of closures, and on what was done before.
#include "generators/goals/coverage.hpp"
#include "generators/memory/past.hpp"
#include "generators/memory/ways.hpp"
#include "generators/mutants/telling.hpp"
#include "model/meaning/interpreter.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>
#include <numeric>
#include <set>

using namespace chaperone;
using namespace chaperone::generators;

namespace {

const char* const mailbox = R"(
  system mailbox
  sort User
  sort Box
  relation granted(Box, User)
  relation open(Box, User)
  relation muted(Box, User)
  relation written(Box, User)
  init empty granted, open, muted, written
  rule grant(by o: User, box: Box, who: User) { add granted(box, who) }
  rule revoke(by o: User, box: Box, who: User) { remove granted(box, who) }
  rule enter(by who: User, box: Box) { add open(box, who) }
  rule leave(by who: User, box: Box) { remove open(box, who) }
  rule mute(by o: User, box: Box, who: User) { add muted(box, who) }
  rule store(by who: User, box: Box) {
    require open(box, who)
    require granted(box, who)
    require not muted(box, who)
    add written(box, who)
  }
  rule clear(by who: User, box: Box) { remove written(box, u) for u: User }
  never nobody = some b: Box, u: User | written(b, u) and false
)";

const char* const shares = R"(
  system shares
  sort User with owner
  relation shared(User, User)
  closure passed of shared
  init empty shared
  rule share(by who: User, to: User) { require who != to add shared(who, to) }
  rule revoke(by who: User, to: User) { remove shared(who, to) }
  rule read(by who: User) { require passed(owner, who) }
  never nobody = some u: User | shared(u, u)
)";

/// What the last request of the scenario is a test of.
std::set<std::string> met_at_the_end(const char* rules, const std::string& steps) {
  const model::System system = tests::scenarios(tests::rules(rules), "scenario s { " + steps + " }");
  const model::Scenario& scenario = system.scenarios.front();
  const Catalogue catalogue(system);
  const model::Layout layout(system, scenario.population);
  Past past(catalogue, initial_state(layout, scenario));
  std::set<std::string> result;
  for (const model::ScenarioItem& item : scenario.items) {
    const auto* step = std::get_if<model::ScenarioStep>(&item);
    if (step == nullptr)
      continue;
    const auto request = request_of(past.now(), step->action);
    REQUIRE(request);
    result.clear();
    for (const std::size_t goal : past.met_by(*request, Wanted(catalogue)))
      result.insert(catalogue.claim(catalogue.goals()[goal]));
    REQUIRE(past.make(*request));
  }
  return result;
}

/// The faults of which a suite for memory tells none from the rules, of those that are described so.
std::vector<std::string> untold(const char* rules, const std::string& description) {
  const model::System system = tests::rules(rules);
  CoverOptions options;
  options.kinds = {GoalKind::memory};
  const Coverage coverage = cover(system, options);
  const std::vector<MemoryFault> faults = list_memory_faults(system);
  std::vector<std::size_t> open(faults.size());
  std::iota(open.begin(), open.end(), std::size_t(0));
  std::erase_if(
      open, [&](std::size_t fault) { return describe(system, faults[fault]).find(description) == std::string::npos; });
  CHECK_FALSE(open.empty());
  for (const SuiteScenario& it : coverage.scenarios)
    for (const std::size_t fault : told_apart_by(system, faults, open, it.scenario))
      std::erase(open, fault);
  std::vector<std::string> result;
  for (const std::size_t fault : open)
    result.push_back(describe(system, faults[fault]));
  return result;
}

} // namespace

TEST_CASE("a right that a session keeps shows only where it was taken after the session began") {
  const std::string claim =
      "store must go by `granted(box, who)` once it is false, whatever it was when who asks did enter";
  CHECK(met_at_the_end(mailbox, "grant(Ann, Red, Bea) enter(Bea, Red) revoke(Ann, Red, Bea) store(Bea, Red)")
            .contains(claim));
  CHECK_FALSE(met_at_the_end(mailbox, "grant(Ann, Red, Bea) revoke(Ann, Red, Bea) enter(Bea, Red) store(Bea, Red)")
                  .contains(claim));
  CHECK_FALSE(met_at_the_end(mailbox, "grant(Ann, Red, Bea) enter(Bea, Blue) enter(Ann, Red) revoke(Ann, Red, Bea) "
                                      "enter(Bea, Red) store(Bea, Red)")
                  .contains(claim));
}

TEST_CASE("a suite for memory tells services whose sessions keep what was") {
  CHECK(untold(mailbox, "`store`, requirement 2, goes by `granted` as it was when who asks last did `enter`").empty());
}

TEST_CASE("what another rule does not name survives it") {
  const std::string claim = "store must go by `muted(box, who)` while it is true, though leave came after";
  CHECK(met_at_the_end(mailbox, "grant(Ann, Red, Bea) mute(Ann, Red, Bea) leave(Bea, Red) enter(Bea, Red) "
                                "store(Bea, Red)")
            .contains(claim));
  CHECK_FALSE(met_at_the_end(mailbox, "grant(Ann, Red, Bea) leave(Bea, Red) mute(Ann, Red, Bea) enter(Bea, Red) "
                                      "store(Bea, Red)")
                  .contains(claim));
  CHECK(untold(mailbox, "`store`, requirement 3, forgets `muted` at `leave`").empty());
}

TEST_CASE("what was undone is done again where the same is asked again") {
  const std::string claim = "store must `add written(box, who)` again where the same was done before";
  const std::string before = "grant(Ann, Red, Bea) enter(Bea, Red) store(Bea, Red) ";
  CHECK(met_at_the_end(mailbox, before + "clear(Ann, Red) store(Bea, Red)").contains(claim));
  CHECK_FALSE(met_at_the_end(mailbox, before + "store(Bea, Red)").contains(claim));
}

TEST_CASE("what follows from a closure is a memory: levels of a cascade, other ways, circles") {
  const std::string far = "read must go by `passed(owner, who)` once it is false, where another step lies between its "
                          "end and what changed";
  CHECK(met_at_the_end(shares, "share(owner, Ann) share(Ann, Bea) revoke(owner, Ann) read(Bea)").contains(far));
  CHECK_FALSE(met_at_the_end(shares, "share(owner, Ann) share(Ann, Bea) revoke(owner, Ann) read(Ann)").contains(far));
  const std::string way = "read must go by `passed(owner, who)` while it is true by another way than one that was cut";
  CHECK(met_at_the_end(shares, "share(owner, Ann) share(Ann, Bea) share(owner, Bea) revoke(owner, Bea) read(Bea)")
            .contains(way));
  const std::string circle =
      "read must go by `passed(owner, who)` once it is false, though something else still leads to its end";
  CHECK(met_at_the_end(shares, "share(owner, Ann) share(Ann, Bea) share(Bea, Ann) revoke(owner, Ann) read(Ann)")
            .contains(circle));
  CHECK_FALSE(
      met_at_the_end(shares, "share(owner, Ann) share(Ann, Bea) revoke(owner, Ann) read(Ann)").contains(circle));
}

TEST_CASE("what an answer was worked out from over several steps of a closure is asked for again") {
  const char* groups = R"(
    system groups
    sort User
    sort Group
    relation member(Group, User)
    relation sub(child: Group, up: Group)
    relation frozen(Group)
    init empty member, sub, frozen
    define feeds(child: Group, up: Group) = sub(child, up) and not frozen(up)
    closure inherits of feeds
    rule join(g: Group, u: User) { add member(g, u) }
    rule drop(g: Group, u: User) { remove member(g, u) }
    rule nest(h: Group, g: Group) { require h != g and not inherits(g, h) add sub(h, g) }
    rule freeze(g: Group) { add frozen(g) }
    rule open(by u: User, g: Group) { require some h: Group | inherits(h, g) and member(h, u) }
    never circle = some g: Group | inherits(g, g)
  )";
  const std::string chain = "join(Low, Ann) nest(Low, Mid) nest(Mid, Top) nest(Top, All) ";
  const std::string dropped = "open must go by `member(h, u)` anew where the same is asked again once drop has changed "
                              "it, which matters over two steps of a closure";
  CHECK(met_at_the_end(groups, chain + "open(Ann, Top) drop(Low, Ann) open(Ann, Top)").contains(dropped));
  CHECK_FALSE(met_at_the_end(groups, chain + "open(Ann, Mid) drop(Low, Ann) open(Ann, Mid)").contains(dropped));
  CHECK_FALSE(met_at_the_end(groups, chain + "drop(Low, Ann) open(Ann, Top)").contains(dropped));
  const std::string frozen = "open must go by `inherits(h, g)` anew where the same is asked again once freeze has "
                             "changed it, two steps from its end";
  CHECK(met_at_the_end(groups, chain + "open(Ann, All) freeze(Mid) open(Ann, All)").contains(frozen));
  CHECK_FALSE(met_at_the_end(groups, chain + "open(Ann, All) freeze(Top) open(Ann, All)").contains(frozen));
  const model::System system = tests::rules(groups);
  CoverOptions options;
  options.kinds = {GoalKind::memory};
  const Coverage coverage = cover(system, options);
  for (std::size_t goal = 0; goal < coverage.status.size(); ++goal)
    if (const std::string& claim = coverage.goals.goals[goal].claim; claim == dropped || claim == frozen) {
      INFO(claim);
      CHECK(std::holds_alternative<Covered>(coverage.status[goal]));
    }
}

TEST_CASE("a suite for memory tells services that see the first level of a cascade only, or nothing of it") {
  CHECK(untold(shares, "sees changes of `passed` only where what changed is next to its end").empty());
  CHECK(untold(shares, "never sees that `passed` is removed").empty());
}

TEST_CASE("a pair that a service keeps in both orders is read the other way round after each change") {
  const std::string friends = R"(
    system friends
    sort User
    relation friend(User, User) symmetric
    init empty friend
    rule befriend(by a: User, b: User) { require a != b add friend(a, b) }
    rule drop(by a: User, b: User) { require a != b remove friend(a, b) }
    rule write(by a: User, b: User) { require friend(a, b) }
    never nobody = some a: User | friend(a, a)
  )";
  const std::string once = "write must go by `friend(a, b)` once it is true, read the other way round";
  const std::string back = "write must go by `friend(a, b)` once it is true again after drop, read the other way round";
  const auto met = [&](const std::string& steps) { return met_at_the_end(friends.c_str(), steps); };
  CHECK(met("befriend(Ann, Bea) write(Bea, Ann)").contains(once));
  CHECK_FALSE(met("befriend(Ann, Bea) write(Ann, Bea)").contains(once));
  CHECK_FALSE(met("befriend(Ann, Bea) write(Bea, Ann)").contains(back));
  CHECK(met("befriend(Ann, Bea) drop(Ann, Bea) befriend(Ann, Bea) write(Bea, Ann)").contains(back));
  CHECK_FALSE(met("befriend(Ann, Bea) drop(Ann, Bea) befriend(Ann, Bea) write(Ann, Bea)").contains(back));
}

TEST_CASE("a value that was set matters only once the clock has gone on") {
  const std::string mutes = R"(
    system mutes
    ordered sort Hour named One, Two, Three, Four
    sort User
    function now(): Hour
    function until(User): Hour
    relation written(User)
    init empty written
    rule tick(to: Hour) { require now() < to set now() = to }
    rule mute(u: User, h: Hour) { require now() < h set until(u) = h }
    rule write(by u: User) { require not now() < until(u) add written(u) }
    rule clear(u: User) { remove written(u) }
    never nobody = some u: User | written(u) and false
  )";
  const std::string refused =
      "write must go by `until(u)` as it was left, where it must not be allowed only since something else changed";
  const auto met = [&](const std::string& steps) {
    return met_at_the_end(mutes.c_str(), "given now() = One given until(Ann) = One " + steps);
  };
  CHECK(met("mute(Ann, Two) mute(Ann, Four) tick(Three) write(Ann)").contains(refused));
  CHECK_FALSE(met("mute(Ann, Two) tick(Three) mute(Ann, Four) write(Ann)").contains(refused));
  // Both are still ahead: it does not matter which one counts.
  CHECK_FALSE(met("mute(Ann, Three) mute(Ann, Four) tick(Two) write(Ann)").contains(refused));
  const model::System system = tests::rules(mutes);
  CoverOptions options;
  options.kinds = {GoalKind::memory};
  const Coverage coverage = cover(system, options);
  for (std::size_t goal = 0; goal < coverage.status.size(); ++goal)
    if (coverage.goals.goals[goal].claim == refused)
      CHECK(std::holds_alternative<Covered>(coverage.status[goal]));
}

TEST_CASE("an answer that is kept shows where the same is asked again after each change") {
  const std::string claim =
      "store must go by `granted(box, who)` anew where the same is asked again once revoke has changed it";
  const std::string before = "grant(Ann, Red, Bea) enter(Bea, Red) ";
  CHECK(met_at_the_end(mailbox, before + "store(Bea, Red) revoke(Ann, Red, Bea) store(Bea, Red)").contains(claim));
  CHECK_FALSE(met_at_the_end(mailbox, before + "revoke(Ann, Red, Bea) store(Bea, Red)").contains(claim));
}

TEST_CASE("a value of an enum is given back after each effect that took it away") {
  const std::string club = R"(
    system club
    sort User
    enum Standing { member, banned, gone }
    function standing(User): Standing
    relation inside(User)
    init empty inside
    rule ban(u: User) { set standing(u) = banned }
    rule quit(u: User) { set standing(u) = gone }
    rule admit(u: User) { set standing(u) = member }
    rule enter(by u: User) { require standing(u) = member add inside(u) }
    rule leave(u: User) { remove inside(u) }
    never nobody = some u: User | inside(u) and false
  )";
  const auto met = [&](const std::string& steps) {
    return met_at_the_end(club.c_str(), "given standing(Ann) = member " + steps);
  };
  const std::string after_ban = "enter must go by `standing(u)` once it is member again after ban";
  const std::string after_quit = "enter must go by `standing(u)` once it is member again after quit";
  CHECK(met("ban(Ann) admit(Ann) enter(Ann)").contains(after_ban));
  CHECK_FALSE(met("ban(Ann) admit(Ann) enter(Ann)").contains(after_quit));
  CHECK(met("quit(Ann) admit(Ann) enter(Ann)").contains(after_quit));
}
