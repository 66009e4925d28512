// `undoable`: docs/semantics.md, "Properties".
#include "model/meaning/way_back.hpp"
#include "solver/check.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;
using namespace chaperone::model;

namespace {

const std::string group_rules = R"(
system groups
sort User
sort Group
relation member(Group, User)
relation locked(Group)
init empty member, locked
rule add(by u: User, v: User, g: Group) { require u != v add member(g, v) }
rule leave(by u: User, g: Group) { require not locked(g) remove member(g, u) }
rule lock(by u: User, g: Group) { add locked(g) }
rule unlock(by u: User, g: Group) { require member(g, u) remove locked(g) }
rule maybe(by u: User, g: Group) { may refuse remove member(g, u) }
)";

solver::Verdict group_verdict(const std::string& property) {
  return solver::check(tests::rules({{"rules.chap", group_rules + property}}), {}).properties.front().verdict;
}

std::uint32_t group_breaks_after(const std::string& property) {
  const solver::Verdict found = group_verdict(property);
  const auto* shown = std::get_if<solver::Shown>(&found);
  return shown == nullptr ? 0 : shown->steps;
}

} // namespace

TEST_CASE("a way back of one step is proved, or broken where a rule refuses it") {
  CHECK(group_breaks_after("undoable out for g: Group, u: User = member(g, u) to not member(g, u) by leave") == 2);
  CHECK(std::holds_alternative<solver::Proved>(group_verdict(
      "undoable out for g: Group, u: User = member(g, u) and not locked(g) to not member(g, u) by leave")));
}

TEST_CASE("a way back may take several steps of several rules") {
  CHECK(std::holds_alternative<solver::Proved>(group_verdict(
      "undoable out for g: Group, u: User = member(g, u) to not member(g, u) by leave, unlock within 2")));
}

TEST_CASE("a number of steps is not enough for any number of members") {
  CHECK(group_breaks_after("undoable empty for g: Group = not locked(g) to no u: User | member(g, u) by leave") == 2);
  CHECK(group_breaks_after(
            "undoable empty for g: Group = not locked(g) to no u: User | member(g, u) by leave within 2") == 3);
}

TEST_CASE("a way takes only steps that must be allowed") {
  CHECK(group_breaks_after("undoable out for g: Group, u: User = member(g, u) to not member(g, u) by maybe") == 1);
}

TEST_CASE("the interpreter finds the same ways step by step") {
  const System system = tests::rules(
      {{"rules.chap", group_rules +
                          "undoable out for g: Group, u: User = member(g, u) to not member(g, u) by leave, unlock "
                          "within 2\nscenario run { add(Ann, Bea, Chat) lock(Ann, Chat) }"}});
  const Replay run = replay(system, system.scenarios.front());
  const WayBack& way = *system.properties.front().way_back;
  CHECK_FALSE(without_way_back(run.steps.back().after, way));
  WayBack shorter = way;
  shorter.within = 1;
  const auto stuck = without_way_back(run.steps.back().after, shorter);
  REQUIRE(stuck);
  CHECK(std::get<std::uint32_t>(stuck->at(1).value) == 1); // Bea
}

TEST_CASE("a way back may go over a rule that takes a set") {
  solver::Options options;
  const auto breaks_after = [&](const std::string& property) {
    const solver::Verdict found =
        solver::check(tests::rules({{"rules.chap", group_rules +
                                                       "rule found(by u: User, g: Group, s: set of User) { require no "
                                                       "v: User | member(g, v) require all v: s | not locked(g) add "
                                                       "member(g, v) for v: s }\n"
                                                       "rule empty(by u: User, g: Group, s: set of User) { remove "
                                                       "member(g, v) for v: s }\n" +
                                                       property}}),
                      options)
            .properties.front()
            .verdict;
    if (std::holds_alternative<solver::Proved>(found))
      return std::string("proved");
    const auto* shown = std::get_if<solver::Shown>(&found);
    return shown == nullptr ? std::string("open") : std::to_string(shown->steps);
  };
  CHECK(breaks_after("undoable emptied for g: Group = true to no u: User | member(g, u) by empty") == "proved");
  CHECK(breaks_after("undoable all_in for g: Group = (no u: User | member(g, u)) and not locked(g) to all u: User | "
                     "member(g, u) by found") == "proved");
  CHECK(breaks_after("undoable all_in for g: Group = (no u: User | member(g, u)) to all u: User | member(g, u) by "
                     "found") == "1");
  // The set must be neither too large nor too small: no one set decides it.
  options.engine = solver::EngineChoice::bounded;
  options.depth = 2;
  CHECK(breaks_after("undoable single for g: Group = (some u: User | member(g, u)) to one u: User | member(g, u) by "
                     "empty") == "open");
  CHECK(breaks_after("undoable two for g: Group = (some u: User | member(g, u)) to (at least 2 u: User | member(g, u)) "
                     "and (some u: User | not member(g, u)) by empty") == "1");
}
