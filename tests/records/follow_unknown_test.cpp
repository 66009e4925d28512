// What following a log makes of what it is not told: arguments, outcomes, rows with NULL, missing steps and facts.
#include "records/follow/given.hpp"
#include "tests/cli/process.hpp"
#include "tests/records/logs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chaperone;
using tests::followed;
using namespace tests::logs;
using Strings = std::vector<std::string>;

TEST_CASE("an argument that is missing is filled in where the rules leave one individual only") {
  const auto one = followed(room, open() +
                                      R"({"rule":"leave","args":{"who":"Bea"},"outcome":"allowed"})"
                                      "\n" +
                                      R"({"rule":"leave","args":{"who":"Bea","room":"r"},"outcome":"refused"})");
  CHECK(one.lines.empty());
  CHECK(one.counts.judged == 3);
  const auto two =
      followed(room, open() +
                         R"({"rule":"open","args":{"who":"Cal","room":"s","guests":["Bea"]},"outcome":"allowed"})"
                         "\n" +
                         R"({"rule":"leave","args":{"who":"Bea"},"outcome":"allowed"})"
                         "\n" +
                         R"({"rule":"shout","args":{"room":"r","mood":"grim"},"outcome":"allowed"})"
                         "\n" +
                         R"({"rule":"ban","args":{"who":["a","b"]},"outcome":"allowed"})"
                         "\n" +
                         R"({"rule":"ban","args":{"who":"a"},"outcome":"perhaps"})");
  const std::string not_all =
      ": the log does not tell all that it changed: what it may have changed is not known from then on";
  CHECK(two.lines == Strings{"unclear 3: argument `room`", "remark event 3" + not_all,
                             "unclear 4: argument `mood`: `grim` is no Mood", "remark event 4" + not_all,
                             "unclear 5: argument `who`, which is one User and no list", "remark event 5" + not_all,
                             "unclear 6: the outcome: `perhaps` is neither allowed nor refused"});
  CHECK(two.counts.not_enough == 4);
}

TEST_CASE("an event that is not judged has its effects, and nobody is taken for who was not told") {
  const char* club = R"(system club
sort User
relation inside(User)
init empty inside
rule enter(by u: User) { require not inside(u) add inside(u) }
rule kick(by m: User, who: User) { require inside(m) and m != who remove inside(who) }
never crowded = at least 2 u: User | inside(u)
)";
  const auto enter = [](const std::string& who) {
    return R"({"rule":"enter","args":{)" + (who.empty() ? "" : "\"u\":\"" + who + "\"") +
           "},\"outcome\":\"allowed\"}\n";
  };
  // Ann may enter again: whoever kicked her did.
  const auto kicked =
      followed(club, enter("Ann") + enter("Bea") + enter("Cal") +
                         R"({"rule":"kick","args":{"who":"Ann"},"outcome":"allowed"})" + "\n" + enter("Ann"));
  CHECK(std::ranges::count(kicked.lines, "unclear 4: argument `m`") == 1);
  CHECK(std::ranges::none_of(kicked.lines, [](const std::string& line) { return line.starts_with("finding"); }));
  // Somebody new may have entered, so it need not have been Ann.
  const auto somebody = followed(club, R"({"rule":"kick","args":{"m":"Ann","who":"Ann"},"outcome":"refused"})"
                                       "\n" +
                                           enter("") + enter("Ann"));
  CHECK(somebody.lines.front() == "unclear 2: argument `u`");
  CHECK(std::ranges::none_of(somebody.lines, [](const std::string& line) { return line.starts_with("finding"); }));
}

namespace {

const char* const desk = R"(system desk
sort User
sort Room
relation inside(r: Room, u: User)
relation closed(r: Room)
function host(Room): User
init empty inside, closed
rule host(r: Room, u: User) { set host(r) = u }
rule enter(r: Room, u: User) { require not closed(r) add inside(r, u) }
rule leave(r: Room, u: User) { require inside(r, u) remove inside(r, u) }
rule shut(r: Room) { add closed(r) }
rule hand(r: Room, u: User) { require inside(r, u) add inside(r, host(r)) }
never full = some r: Room | closed(r) and (some u: User | inside(r, u))
never lonely = some r: Room, u: User | inside(r, u) and not (some v: User | inside(r, v) and v != u)
)";

std::string of_desk(const char* rule, const std::string& args, const char* outcome = "allowed") {
  return fmt::format("{{\"rule\":\"{}\",\"args\":{{{}}},\"outcome\":\"{}\"}}\n", rule, args, outcome);
}

Strings without_remarks(Strings lines) {
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("remark"); });
  return lines;
}

} // namespace

TEST_CASE("what an event of which not all is told may have changed is unknown from then on") {
  const std::string ann = R"("r":"den","u":"Ann")", bea = R"("r":"den","u":"Bea")";
  // Whoever entered, it may have been Bea, and she may leave; once she has left she may not.
  const auto entered = followed(desk, of_desk("enter", R"("r":"den")") + of_desk("leave", bea) + of_desk("leave", bea));
  CHECK(without_remarks(entered.lines) ==
        Strings{"unclear 1: argument `u`", "unclear 2: facts of `inside`",
                "finding 3 allowed_what_the_rules_refuse: leave: r den, u Bea: `inside(r, u)` is false"});
  // Into another room nobody went.
  CHECK(without_remarks(
            followed(desk, of_desk("enter", R"("r":"den")") + of_desk("leave", R"("r":"hall","u":"Bea")")).lines)
            .back() == "finding 2 allowed_what_the_rules_refuse: leave: r hall, u Bea: `inside(r, u)` is false");
  // One of two left; the other is in there still, and nobody else.
  const auto left = followed(desk, of_desk("enter", ann) + of_desk("enter", bea) + of_desk("leave", R"("r":"den")") +
                                       of_desk("leave", ann) + of_desk("leave", R"("r":"den","u":"Cal")"));
  CHECK(without_remarks(left.lines) ==
        Strings{"exposed lonely r = den, u = Ann from 1 to 2 under rules.chap", "unclear 3: argument `u`",
                "unclear 4: facts of `inside`",
                "finding 5 allowed_what_the_rules_refuse: leave: r den, u Cal: `inside(r, u)` is false"});
  // An exposure is none where it is not certain: Ann may not be alone in there.
  CHECK(without_remarks(followed(desk, of_desk("enter", R"("r":"den")") + of_desk("enter", ann)).lines) ==
        Strings{"unclear 1: argument `u`"});
  // Nothing tells who the host is.
  CHECK(without_remarks(followed(desk, of_desk("enter", ann) + of_desk("hand", ann) + of_desk("leave", bea)).lines) ==
        Strings{"exposed lonely r = den, u = Ann from 1 to 2 under rules.chap", "unclear 3: facts of `inside`"});
  // Nobody knows whether it was done.
  CHECK(without_remarks(followed(desk, of_desk("shut", R"("r":"den")", "perhaps") + of_desk("enter", ann)).lines) ==
        Strings{"unclear 1: the outcome: `perhaps` is neither allowed nor refused", "unclear 2: facts of `closed`",
                "exposed lonely r = den, u = Ann from 2 to now under rules.chap"});
}

TEST_CASE("what is unknown goes on under other rules, and so do values that nothing changed") {
  const std::string log = R"({"rule":"enter","args":{"r":"den"},"outcome":"allowed","at":"1"})"
                          "\n"
                          R"({"rule":"leave","args":{"r":"den","u":"Bea"},"outcome":"allowed","at":"20"})"
                          "\n"
                          R"({"rule":"leave","args":{"r":"hall","u":"Bea"},"outcome":"allowed","at":"21"})";
  const auto edition = tests::edition("rules.chap", desk);
  const auto lines =
      without_remarks(followed({{std::nullopt, edition}, {follow::read_when("10"), edition}}, log).lines);
  CHECK(lines == Strings{"unclear 1: argument `u`", "unclear 2: facts of `inside`",
                         "finding 3 allowed_what_the_rules_refuse: leave: r hall, u Bea: `inside(r, u)` is false"});
  const std::string levels = "system s\nsort U\nenum Level { low, high }\nfunction level(U): Level\n"
                             "init all u: U | level(u) = ";
  const std::string rules = "\nrule speak(by u: U) { require level(u) = high }\npossible p = some u: U | true\n";
  const std::string speak = R"({"rule":"speak","args":{"u":"Ann"},"outcome":"allowed","at":"20"})";
  CHECK(followed({{std::nullopt, tests::edition("v1.chap", levels + "low" + rules)},
                  {follow::read_when("10"), tests::edition("v2.chap", levels + "high" + rules)}},
                 speak)
            .lines == Strings{"finding 1 allowed_what_the_rules_refuse: speak: u Ann: `level(u) = high` is false"});
  // Whoever was raised, it may have been Ann, under the next rules too.
  const std::string raise = "\nrule raise(u: U) { set level(u) = high }" + rules;
  const std::string half_told = R"({"rule":"raise","args":{},"outcome":"allowed","at":"1"})"
                                "\n" +
                                speak;
  CHECK(without_remarks(followed({{std::nullopt, tests::edition("v1.chap", levels + "low" + raise)},
                                  {follow::read_when("10"), tests::edition("v2.chap", levels + "low" + raise)}},
                                 half_told)
                            .lines) == Strings{"unclear 1: argument `u`", "unclear 2: values of `level`"});
}

TEST_CASE("a row with NULL stands for anybody") {
  const tests::TemporaryFolder folder;
  folder.file("inside.csv", "r,u\nden,\nhall,Bea\n");
  folder.file("host.csv", "r,u\nhall,\n");
  auto opened = records::open_folder(folder.path());
  records::Source& source = *std::get<std::unique_ptr<records::Source>>(opened);
  const auto edition = tests::edition("rules.chap", desk);
  tests::Lines lines;
  follow::Follower follower({{std::nullopt, edition}}, follow::start_with(*edition->system, source.tables()), {},
                            lines);
  Strings remarks;
  CHECK_FALSE(follow::give(follower.course(), source, remarks));
  REQUIRE(remarks.size() == 2);
  CHECK(remarks.back().ends_with("1 row with NULL: what it stands for is not known"));
  follower.begin();
  const std::string log = of_desk("leave", R"("r":"den","u":"Ann")") + of_desk("leave", R"("r":"hall","u":"Ann")");
  follow::Log reader({"-"}, {}, records::bytes_of_text(log));
  for (follow::Event event; reader.next(event);)
    follower.take(event);
  CHECK(lines.lines ==
        Strings{"unclear 1: facts of `inside`",
                "finding 2 allowed_what_the_rules_refuse: leave: r hall, u Ann: `inside(r, u)` is false"});
}

TEST_CASE("facts that nothing tells leave events unjudged, and data tell them") {
  const std::string rules = "system s\nsort U\nfixed relation admin(u: U)\nrelation seen(u: U)\ninit empty seen\n"
                            "rule look(by u: U) { require admin(u) add seen(u) }\n"
                            "rule stop(by u: U) { require seen(u) remove seen(u) }\n"
                            "never idle = some u: U | seen(u) and not admin(u)\n";
  const std::string log = "{\"rule\":\"look\",\"args\":{\"u\":\"Ann\"},\"outcome\":\"allowed\"}\n"
                          "{\"rule\":\"stop\",\"args\":{\"u\":\"Ann\"},\"outcome\":\"allowed\"}\n"
                          "{\"rule\":\"stop\",\"args\":{\"u\":\"Ann\"},\"outcome\":\"allowed\"}\n";
  CHECK(followed(rules, log).lines ==
        Strings{"unclear 1: facts of `admin`",
                "finding 3 allowed_what_the_rules_refuse: stop: u Ann: `seen(u)` is false"});

  const tests::TemporaryFolder folder;
  folder.file("admin.csv", "u\nBea\n");
  folder.file("else.csv", "u\nBea\n");
  auto opened = records::open_folder(folder.path());
  records::Source& source = *std::get<std::unique_ptr<records::Source>>(opened);
  const auto edition = tests::edition("rules.chap", rules);
  tests::Lines lines;
  follow::Follower follower({{std::nullopt, edition}}, follow::start_with(*edition->system, source.tables()), {},
                            lines);
  Strings remarks;
  CHECK_FALSE(follow::give(follower.course(), source, remarks));
  CHECK(remarks.size() == 1);
  follower.begin();
  follow::Log reader({"-"}, {}, records::bytes_of_text(log));
  for (follow::Event event; reader.next(event);)
    follower.take(event);
  follower.finish(true);
  CHECK(lines.lines == Strings{"finding 1 allowed_what_the_rules_refuse: look: u Ann: `admin(u)` is false",
                               "exposed idle u = Ann from 1 to 2 under rules.chap",
                               "finding 3 allowed_what_the_rules_refuse: stop: u Ann: `seen(u)` is false"});
}

TEST_CASE("effects that depend on unknown facts make facts unknown") {
  const std::string rules =
      "system s\nsort U\nfixed relation kid(u: U)\nrelation pal(u: U)\ninit empty pal\n"
      "rule meet(u: U) { add pal(u) where not kid(u) }\n"
      "rule end(u: U) { require pal(u) remove pal(u) }\nnever p = some u: U | pal(u) and kid(u)\n";
  const std::string meet = "{\"rule\":\"meet\",\"args\":{\"u\":\"Ann\"},\"outcome\":\"allowed\"}\n";
  const std::string end = "{\"rule\":\"end\",\"args\":{\"u\":\"Ann\"},\"outcome\":\"allowed\"}\n";
  CHECK(followed(rules, end).lines ==
        Strings{"finding 1 allowed_what_the_rules_refuse: end: u Ann: `pal(u)` is false"});
  CHECK(followed(rules, meet + end + end).lines ==
        Strings{"unclear 2: facts of `pal`", "finding 3 allowed_what_the_rules_refuse: end: u Ann: `pal(u)` is false"});
}

TEST_CASE("in a log with gaps, what one missing step explains is no finding") {
  follow::Options gaps;
  gaps.has_gaps = true;
  const auto one = followed(room, ban("Bea") + open() + enter("Dee", "refused") + enter("Dee", "allowed"), {}, gaps);
  CHECK(one.lines == Strings{"unclear 3: an event that the log lacks: ban(Dee)",
                             "unclear 4: an event that the log lacks: lift(Dee)",
                             "exposed banned_inside r = r, u = Bea from 2 to now under rules.chap"});
  const auto several = followed(room, enter("Cal", "allowed"), {}, gaps);
  REQUIRE(several.lines.size() == 1);
  CHECK(several.lines.front() == "unclear 1: an event that the log lacks: open(Cal, r, {}) or open(Cal, r, {Cal}) or "
                                 "open with somebody new");
  // Two steps are missing.
  const auto none = followed(room, ban("Cal") + enter("Cal", "allowed"), {}, gaps);
  CHECK(none.lines.front() == "finding 2 allowed_what_the_rules_refuse: Cal enters r: Cal is banned");
}

TEST_CASE("where somebody new may be missing as well, a step that explains an event is not taken as done") {
  follow::Options gaps;
  gaps.has_gaps = true;
  const auto found =
      followed("system r\nsort User\nsort Room\nrelation member(Room, User)\ninit empty member\n"
               "rule join(by u: User, r: Room) { require at most 1 x: User | member(r, x) add member(r, u) }\n"
               "rule post(by u: User, r: Room) { require member(r, u) }\n"
               "never x = some r: Room, u: User | member(r, u) and u != u\n",
               R"({"rule":"join","args":{"u":"Ann","r":"r1"},"outcome":"allowed"}
{"rule":"join","args":{"u":"Bob","r":"r1"},"outcome":"refused"}
{"rule":"post","args":{"u":"Bob","r":"r1"},"outcome":"refused"}
)",
               {}, gaps);
  CHECK(found.lines == Strings{"unclear 2: an event that the log lacks: join(Bob, r1) or join with somebody new",
                               "unclear 3: facts of `member`"});
}

TEST_CASE("an argument is not filled in where only an order says who may be meant") {
  const auto found = followed(clock_rules, R"({"rule":"next_day","args":{"d":"10"},"outcome":"allowed"}
{"rule":"issue","args":{"until":"11"},"outcome":"allowed"}
{"rule":"next_day","args":{},"outcome":"allowed"}
{"rule":"enter","args":{"on":"11"},"outcome":"refused"}
)");
  CHECK(std::ranges::none_of(found.lines, [](const std::string& line) { return line.starts_with("finding"); }));
}

TEST_CASE("null among the members of a set is somebody who is not told") {
  const std::string rules = "system s\nsort P\nrelation in_(P)\ninit empty in_\n"
                            "rule enter(all_of: set of P) { add in_(p) for p: all_of }\n"
                            "rule leave(p: P) { require in_(p) remove in_(p) }\n"
                            "never odd = some p: P | in_(p) and p != p\n";
  for (const char* set : {"null", "[null]", "[\"Bob\", null]"}) {
    const auto found =
        followed(rules, fmt::format("{{\"rule\":\"enter\",\"args\":{{\"all_of\":{}}},\"outcome\":\"allowed\"}}\n"
                                    "{{\"rule\":\"leave\",\"args\":{{\"p\":\"Ann\"}},\"outcome\":\"allowed\"}}\n",
                                    set));
    INFO(set);
    REQUIRE(found.lines.size() == 3);
    CHECK(found.lines[0] == "unclear 1: argument `all_of`");
    CHECK(found.lines[2] == "unclear 2: facts of `in_`");
  }
}

TEST_CASE("what is from before the first dated rules is not judged") {
  const std::string rules = "system s\nsort P\nrelation in_(P)\ninit empty in_\n"
                            "rule leave(p: P) { require in_(p) remove in_(p) }\n"
                            "never odd = some p: P | in_(p) and p != p\n";
  const auto leave = [](const std::string& at) {
    return fmt::format("{{\"rule\":\"leave\",\"args\":{{\"p\":\"Ann\"}},\"outcome\":\"allowed\",\"at\":\"{}\"}}\n", at);
  };
  const auto found = followed({{follow::read_when("2026-06-01"), tests::edition("rules.chap", rules)}},
                              leave("2026-01-01") + leave("2026-07-01"));
  CHECK(found.counts.before_rules == 1);
  CHECK(found.counts.findings == 1);
}
