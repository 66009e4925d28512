#include "generators/mutants/faulty_service.hpp"
#include "generators/mutants/telling.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>
#include <numeric>

using namespace chaperone;
using namespace chaperone::generators;

namespace {

const char* const clubhouse = R"(
  system club
  sort User
  sort Room
  enum Role { none, guest, staff }
  relation invited(Room, User)
  relation inside(Room, User)
  relation open(Room)
  function role(User): Role
  init empty invited, inside, open
  init all u: User | role(u) = none
  rule invite(by: User, whom: User, room: Room) {
    require by != whom
    add invited(room, whom)
  }
  rule withdraw(by: User, whom: User, room: Room) { remove invited(room, whom) }
  rule cancel(by: User, room: Room) { remove invited(room, u) for u: User }
  rule enter(who: User, room: Room) {
    require invited(room, who)
    require not inside(room, who)
    add inside(room, who)
  }
  rule leave(who: User, room: Room) { remove inside(room, who) }
  rule appoint(by: User, whom: User, what: Role) { set role(whom) = what }
  rule lock(by: User, room: Room) {
    require role(by) = staff
    require open(room)
    remove open(room)
  }
  rule unlock(by: User, room: Room) {
    add open(room)
    add invited(room, u) for u: User where role(u) = guest
  }
  possible company = some r: Room, u: User | inside(r, u)
)";

/// The faults that the run tells, of those whose description begins so.
std::vector<std::string> faults_told(const std::string& steps, const std::string& beginning) {
  const model::System rules = tests::rules(clubhouse);
  const model::System runs = tests::scenarios(rules, "scenario s {\n" + steps + "}\n");
  const std::vector<MemoryFault> faults = list_memory_faults(runs);
  std::vector<std::size_t> all(faults.size());
  std::iota(all.begin(), all.end(), std::size_t(0));
  std::vector<std::string> result;
  for (const std::size_t fault : told_apart_by(runs, faults, all, runs.scenarios.at(0)))
    if (const std::string text = describe(runs, faults[fault]); text.starts_with(beginning))
      result.push_back(text.substr(beginning.size()));
  return result;
}

bool is_among(const std::vector<std::string>& list, const std::string& what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

const char* const at_the_door = "`enter`, requirement 1, ";

} // namespace

TEST_CASE("a service that misses a removal lets in who was to stay outside, and only then is told from the rules") {
  const auto at_once = faults_told("invite(Ann, Bea, Hall) enter(Bea, Hall)", at_the_door);
  CHECK(std::ranges::none_of(at_once,
                             [](const std::string& fault) { return fault.find("removed") != std::string::npos; }));
  const auto late =
      faults_told("invite(Ann, Bea, Hall) withdraw(Ann, Bea, Hall) leave(Ann, Hall) enter(Bea, Hall)", at_the_door);
  CHECK(is_among(late, "never sees that `invited` is removed"));
  CHECK(is_among(late, "never sees that `invited` is removed by `withdraw`"));
  CHECK_FALSE(is_among(late, "never sees that `invited` is removed by `cancel`"));
  CHECK(is_among(late, "reads `invited` anew only when something is added to it"));
  CHECK_FALSE(is_among(late, "sees `invited` as it was one request before"));
  CHECK_FALSE(is_among(late, "keeps `invited` as it first read it"));
}

TEST_CASE("a late update shows at once or never, a cached one only after it was read") {
  const auto at_once = faults_told("invite(Ann, Bea, Hall) withdraw(Ann, Bea, Hall) enter(Bea, Hall)", at_the_door);
  CHECK(is_among(at_once, "sees `invited` as it was one request before"));
  const auto warm =
      faults_told("enter(Bea, Hall) invite(Ann, Bea, Hall) leave(Ann, Hall) enter(Bea, Hall)", at_the_door);
  CHECK(is_among(warm, "keeps `invited` as it first read it"));
  CHECK(is_among(warm, "once failed refuses the same actor ever after"));
  CHECK(is_among(warm, "once failed refuses whoever asks the same again ever after"));
  CHECK_FALSE(is_among(warm, "once passed lets the same actor pass ever after"));
}

TEST_CASE("what was taken away can be given again only where nothing remembers that it was taken") {
  const auto again = faults_told(
      "invite(Ann, Bea, Hall) withdraw(Ann, Bea, Hall) invite(Ann, Bea, Hall) leave(Ann, Hall) enter(Bea, Hall)",
      at_the_door);
  CHECK(is_among(again, "never sees that `invited` is added again"));
  CHECK_FALSE(is_among(again, "never sees that `invited` is removed"));
}

TEST_CASE("a key without one argument takes what happened to a sibling for what happened to it") {
  const auto sibling =
      faults_told("invite(Ann, Bea, Hall) withdraw(Ann, Bea, Yard) invite(Ann, Bea, Yard) withdraw(Ann, Bea, Yard) "
                  "enter(Bea, Hall)",
                  at_the_door);
  CHECK(is_among(sibling, "remembers `invited` without argument 1 (`Room`)"));
  CHECK_FALSE(is_among(sibling, "remembers `invited` without argument 2 (`User`)"));
  const auto idle = faults_told("invite(Ann, Bea, Hall) withdraw(Ann, Bea, Yard) enter(Bea, Hall)", at_the_door);
  CHECK_FALSE(is_among(idle, "remembers `invited` without argument 1 (`Room`)"));
  CHECK(is_among(faults_told("invite(Ann, Bea, Yard) leave(Ann, Hall) enter(Bea, Hall)", at_the_door),
                 "asks for `invited` with any argument 1 (`Room`)"));
}

TEST_CASE("of several removals each must arrive") {
  const std::string start = "invite(Ann, Bea, Hall) invite(Ann, Cal, Hall) cancel(Ann, Hall) leave(Ann, Hall) ";
  const auto of_first = faults_told(start + "enter(Bea, Hall)", at_the_door),
             of_last = faults_told(start + "enter(Cal, Hall)", at_the_door);
  CHECK(is_among(of_first, "of several removals of `invited` in one step sees only the last"));
  CHECK_FALSE(is_among(of_first, "of several removals of `invited` in one step sees only the first"));
  CHECK(is_among(of_last, "of several removals of `invited` in one step sees only the first"));
}

TEST_CASE("two values of an enum are taken for one in one direction") {
  const auto guest =
      faults_told("unlock(Ann, Hall) appoint(Bea, Ann, guest) lock(Ann, Hall)", "`lock`, requirement 1, ");
  CHECK(is_among(guest, "takes `guest` for `staff` in `role`"));
  CHECK_FALSE(is_among(guest, "takes `staff` for `guest` in `role`"));
  CHECK_FALSE(is_among(guest, "takes `none` for `staff` in `role`"));
  CHECK_FALSE(is_among(guest, "takes `none` for `guest` in `role`")); // neither is asked for
}

TEST_CASE("the condition of an effect is a reading place, too") {
  const auto effect = faults_told("appoint(Ann, Bea, guest) appoint(Ann, Bea, none) leave(Ann, Hall) unlock(Ann, Hall)",
                                  "`unlock`, effect 2, ");
  CHECK(is_among(effect, "never sees that `role` is set to `none`"));
  CHECK_FALSE(is_among(effect, "never sees that `role` is set to `guest`"));
}

TEST_CASE("a session that remembers a passed check lets the same actor pass") {
  const auto session = faults_told("invite(Ann, Bea, Hall) enter(Bea, Hall) enter(Bea, Yard)", at_the_door);
  CHECK(is_among(session, "once passed lets the same actor pass ever after"));
  CHECK_FALSE(is_among(session, "once passed lets whoever asks the same again pass ever after"));
  const auto same =
      faults_told("invite(Ann, Bea, Hall) enter(Bea, Hall) leave(Bea, Hall) withdraw(Ann, Bea, Hall) enter(Bea, Hall)",
                  at_the_door);
  CHECK(is_among(same, "once passed lets whoever asks the same again pass ever after"));
}

TEST_CASE("updates that change nothing are counted by some services, and refused ones done") {
  const auto twice = faults_told(
      "invite(Ann, Bea, Hall) invite(Cal, Bea, Hall) withdraw(Ann, Bea, Hall) leave(Ann, Hall) enter(Bea, Hall)",
      at_the_door);
  CHECK(is_among(twice, "counts how often `invited` is added, also where that changes nothing"));
  CHECK(is_among(twice, "misses the change after `invited` is added once more than needed"));
  const auto tombstone =
      faults_told("withdraw(Ann, Bea, Hall) invite(Ann, Bea, Hall) leave(Ann, Hall) enter(Bea, Hall)", at_the_door);
  CHECK(is_among(tombstone, "misses the change after `invited` is removed once more than needed"));
  CHECK(is_among(faults_told("invite(Ann, Ann, Hall) leave(Ann, Hall) enter(Ann, Hall)", at_the_door),
                 "sees in `invited` what refused requests for `invite` would have done"));
}

TEST_CASE("a faulty service shows its true state, and goes on from what it did") {
  const model::System rules = tests::rules(clubhouse);
  const model::Layout layout(rules, {{{"Ann", "Bea"}, {"Hall"}, rules.sorts[2].names}});
  model::State now(layout);
  const MemoryFault* stale = nullptr;
  const std::vector<MemoryFault> faults = list_memory_faults(rules);
  for (const MemoryFault& it : faults)
    if (describe(rules, it) == "`enter`, requirement 1, never sees that `invited` is removed")
      stale = &it;
  REQUIRE(stale != nullptr);
  FaultyService service(*stale, now);
  const auto ask = [&](std::uint32_t rule, std::vector<model::StepArgument> args) {
    Attempt request = attempt_of(now, {{rule}, std::move(args)});
    auto odd = service.ask(request);
    now = odd ? *odd : request.after;
    return odd.has_value();
  };
  CHECK_FALSE(ask(0, {0U, 1U, 0U}));
  CHECK_FALSE(ask(1, {0U, 1U, 0U}));
  CHECK_FALSE(now.holds({0}, std::vector<std::uint32_t>{0, 1}));
  CHECK(ask(3, {1U, 0U}));
  CHECK(service.has_allowed());
  CHECK(now.holds({1}, std::vector<std::uint32_t>{0, 1}));
  CHECK_FALSE(ask(3, {1U, 0U})); // inside now: refused by the rules and by the service
  CHECK_FALSE(ask(4, {1U, 0U}));
  CHECK(ask(3, {1U, 0U}));
}

TEST_CASE("what the text alone shows to change nothing is no fault") {
  const model::System rules = tests::rules(R"(
    system growing
    sort User
    relation friend(User, User) symmetric
    relation known(User)
    rule meet(a: User, b: User) { add friend(a, b) }
    rule greet(a: User, b: User) {
      require friend(a, b)
      add known(a)
    }
    possible company = some u: User | known(u))");
  for (const MemoryFault& fault : list_memory_faults(rules)) {
    INFO(describe(rules, fault));
    CHECK_FALSE(std::holds_alternative<MissesUpdates>(fault.kind));
    CHECK_FALSE(std::holds_alternative<MissesReturn>(fault.kind));
    CHECK_FALSE(std::holds_alternative<SeesOneRemoval>(fault.kind));
  }
}
