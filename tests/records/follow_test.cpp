// What following a log finds, on small rules and logs.
#include "records/follow/given.hpp"
#include "tests/cli/process.hpp"
#include "tests/records/followed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chaperone;
using tests::followed;
using Strings = std::vector<std::string>;

namespace {

const std::string room = R"(system room
sort User
sort Room
enum Mood { calm, loud }
relation member(room: Room, user: User)
relation banned(user: User)
function mood(Room): Mood
init empty member, banned
init all r: Room | mood(r) = calm
rule open(by who: User, room: Room, guests: set of User) "{who} opens {room} for {guests}" {
  require no u: User | member(room, u) else "{room} is open"
  add member(room, who)
  add member(room, u) for u: guests
}
rule enter(by who: User, room: Room) "{who} enters {room}" {
  require not banned(who) else "{who} is banned"
  require some u: User | member(room, u) else "{room} is closed"
  add member(room, who)
}
rule leave(by who: User, room: Room) "{who} leaves {room}" {
  require member(room, who)
  remove member(room, who)
}
rule ban(who: User) "{who} is banned" { add banned(who) }
rule lift(who: User) { remove banned(who) }
rule shout(room: Room, mood: Mood) { may refuse where mood = loud  set mood(room) = mood }
never banned_inside = some r: Room, u: User | member(r, u) and banned(u)
never loud = some r: Room | mood(r) = loud
)";

std::string open(const std::string& at = "") {
  return R"({"rule":"open","args":{"who":"Ann","room":"r","guests":["Bea"]},"outcome":"allowed")" +
         (at.empty() ? "" : ",\"at\":\"" + at + "\"") + "}\n";
}

std::string enter(const std::string& who, const std::string& outcome, const std::string& at = "") {
  return R"({"rule":"enter","args":{"who":")" + who + R"(","room":"r"},"outcome":")" + outcome + "\"" +
         (at.empty() ? "" : ",\"at\":\"" + at + "\"") + "}\n";
}

std::string ban(const std::string& who, const std::string& at = "") {
  return R"({"rule":"ban","args":{"who":")" + who + "\"},\"outcome\":\"allowed\"" +
         (at.empty() ? "" : ",\"at\":\"" + at + "\"") + "}\n";
}

} // namespace

TEST_CASE("a log that follows the rules has no finding") {
  const auto all = followed(room, open() + enter("Cal", "allowed") + ban("Dee") + enter("Dee", "refused"));
  CHECK(all.lines.empty());
  CHECK(all.counts.events == 4);
  CHECK(all.counts.judged == 4);
}

TEST_CASE("what the rules refuse is found with its reason, and has its effects") {
  const auto all = followed(room, open() + ban("Dee") + enter("Dee", "allowed"));
  CHECK(all.lines == Strings{"finding 3 allowed_what_the_rules_refuse: Dee enters r: Dee is banned",
                             "exposed banned_inside r = r, u = Dee from 3 to now under rules.chap"});
}

TEST_CASE("what the rules allow is found where it was refused, but not where either is right") {
  const auto all = followed(room, open() + enter("Cal", "refused") +
                                      R"({"rule":"shout","args":{"room":"r","mood":"loud"},"outcome":"refused"})"
                                      "\n"
                                      R"({"rule":"shout","args":{"room":"r","mood":"calm"},"outcome":"refused"})");
  CHECK(all.lines ==
        Strings{"finding 2 refused_what_the_rules_allow: Cal enters r: no requirement refuses it",
                "finding 4 refused_what_the_rules_allow: shout: room r, mood calm: no requirement refuses it"});
}

TEST_CASE("a story has the events that matter and no others") {
  const auto all =
      followed(room, R"({"rule":"open","args":{"who":"Zed","room":"other","guests":[]}})"
                     "\n" +
                         open() + enter("Cal", "allowed") + ban("Dee") + ban("Eve") + enter("Dee", "allowed"));
  REQUIRE(all.stories.size() == 1);
  const std::string& story = all.stories.front();
  INFO(story);
  CHECK(story.find("1. Dee is banned\n") != std::string::npos);
  CHECK(story.find("2. Dee enters r (refused: Dee is banned") != std::string::npos);
  CHECK(story.find("Zed") == std::string::npos);
  CHECK(story.find("Eve") == std::string::npos);
}

TEST_CASE("who is exposed is told from the event that began it to the one that ended it") {
  const auto all = followed(room, open("2026-01-01") + ban("Bea", "2026-01-02") +
                                      R"({"rule":"lift","args":{"who":"Bea"},"at":"2026-01-03"})"
                                      "\n" +
                                      R"({"rule":"shout","args":{"room":"r","mood":"loud"},"at":"2026-01-04"})");
  CHECK(all.lines == Strings{"exposed banned_inside r = r, u = Bea from 2 to 3 under rules.chap",
                             "exposed loud r = r from 4 to now under rules.chap",
                             "remark 2 of 4 events have no outcome: they are taken as allowed"});
  CHECK(all.counts.exposures == 2);
  CHECK(all.counts.open_exposures == 1);
}

TEST_CASE("an effect that the log has seen and the rules do not have is found") {
  const auto all = followed(
      room,
      open() +
          R"({"rule":"ban","args":{"who":"Cal"},"outcome":"allowed","added":[["banned","Cal"],["member","r","Cal"]]})"
          "\n"
          R"({"rule":"lift","args":{"who":"Cal"},"outcome":"allowed","removed":[["banned","Cal"],["member","r","Zoe"]]})");
  CHECK(all.lines == Strings{"finding 2 effect_differs: Cal is banned: the log has `member(r, Cal)` added, which no "
                             "effect of the rule does",
                             "exposed banned_inside r = r, u = Cal from 2 to 3 under rules.chap"});
}

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

TEST_CASE("events of no rule are counted and told once for each kind") {
  const auto all = followed(room, R"({"rule":"ping"})"
                                  "\n"
                                  R"({"rule":"ping"})"
                                  "\n"
                                  R"({"args":{}})");
  CHECK(all.counts.of_no_rule == std::map<std::string, std::uint64_t>{{"ping", 2}, {"", 1}});
  CHECK(all.counts.judged == 0);
  CHECK(all.lines.size() == 3);
}

TEST_CASE("events of one time are taken in the order that the rules allow") {
  const std::string at = "2026-01-01T10:00:00Z", later = "2026-01-01T10:00:01Z";
  CHECK(followed(room, enter("Cal", "allowed", at) + open(at) + enter("Dee", "allowed", later)).lines.empty());
  const auto none = followed(room, enter("Cal", "allowed", at) + open(later));
  CHECK(none.lines.front() == "finding 1 allowed_what_the_rules_refuse: Cal enters r: r is closed");
}

TEST_CASE("events within the slack are put in order, and later ones are told") {
  const std::string log = enter("Cal", "allowed", "2026-01-01T10:00:05Z") + open("2026-01-01T10:00:03Z") +
                          ban("Bea", "2026-01-01T11:00:00Z");
  follow::Options slack;
  slack.slack = 5'000'000;
  const auto with = followed(room, log, {}, slack);
  CHECK(with.lines == Strings{"exposed banned_inside r = r, u = Bea from 3 to now under rules.chap"});
  const auto without = followed(room, log);
  CHECK(without.counts.late == 1);
  CHECK(without.lines.front().starts_with("remark event 2 comes after events of a later time"));
  CHECK(std::ranges::count(without.lines, "finding 1 allowed_what_the_rules_refuse: Cal enters r: r is closed") == 1);
}

TEST_CASE("what two clocks explain within the slack is no finding") {
  follow::Options slack;
  slack.slack = 5'000'000;
  const std::string log = enter("Cal", "allowed", "2026-01-01T10:00:03Z") + open("2026-01-01T10:00:05Z");
  CHECK(followed(room, log, {}, slack).lines.empty());
}

TEST_CASE("each event is judged by the rules of its day, and what is broken goes on") {
  const auto launch = tests::edition("v1.chap", room);
  std::string stricter = room;
  stricter.replace(stricter.find("rule ban"), 8,
                   "never two = some r: Room | at least 2 u: User | member(r, u)\nrule ban");
  stricter.replace(stricter.find("  require not banned(who)"), 0, "  require false else \"nobody enters\"\n");
  const auto fixed = tests::edition("v2.chap", stricter);
  const auto all = followed({{std::nullopt, launch}, {follow::read_when("2026-02-01"), fixed}},
                            open("2026-01-01") + ban("Bea", "2026-01-02") + enter("Cal", "allowed", "2026-01-03") +
                                enter("Dee", "allowed", "2026-02-03"));
  CHECK(all.lines == Strings{"finding 4 allowed_what_the_rules_refuse: Dee enters r: nobody enters",
                             "exposed two r = r from 4 to now under v2.chap",
                             "exposed banned_inside r = r, u = Bea from 2 to now under v1.chap"});
  CHECK(all.counts.exposures == 2);
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

TEST_CASE("whoever comes into no fact is forgotten, and memory does not grow") {
  std::string log;
  for (int i = 0; i < 2000; ++i)
    log += fmt::format(
        "{{\"rule\":\"open\",\"args\":{{\"who\":\"u{0}\",\"room\":\"r{0}\",\"guests\":[]}},\"outcome\":\"allowed\"}}\n"
        "{{\"rule\":\"leave\",\"args\":{{\"who\":\"u{0}\",\"room\":\"r{0}\"}},\"outcome\":\"allowed\"}}\n",
        i);
  tests::Lines lines;
  const auto edition = tests::edition("rules.chap", room);
  follow::Options options;
  options.kept_events = 10;
  follow::Follower follower({{std::nullopt, edition}}, live::start_of(*edition->system), options, lines);
  follower.begin();
  follow::Log reader({"-"}, {}, records::bytes_of_text(log));
  for (follow::Event event; reader.next(event);)
    follower.take(event);
  CHECK(lines.lines.empty());
  for (std::uint32_t i = 0; i < 2; ++i)
    CHECK(follower.course().run().individuals().size(model::SortId{i}) < 50);
}

TEST_CASE("a promise about steps is broken at its moment") {
  const std::string rules = "system s\nsort U\nrelation up(U)\ninit empty up\nrule go(by u: U) { add up(u) }\n"
                            "rule out(by u: U) { remove up(u) }\n"
                            "never again = some u: U | did go(u) and was up(u)\n"
                            "never back = some u: U | up(u) and once did out(u)\n";
  const auto event = [](const char* rule) {
    return fmt::format("{{\"rule\":\"{}\",\"args\":{{\"u\":\"Ann\"}},\"outcome\":\"allowed\"}}\n", rule);
  };
  CHECK(followed(rules, event("go") + event("go") + event("out") + event("go") + event("out")).lines ==
        Strings{"exposed again u = Ann from 2 to 2 under rules.chap",
                "exposed back u = Ann from 4 to 5 under rules.chap"});
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

const char* const clock_rules = R"(system clock
ordered sort Day
function today(): Day
relation pass(until: Day)
init empty pass
rule issue(until: Day) { require until >= today() add pass(until) }
rule next_day(d: Day) { require d > today() else "time does not go back" set today() = d }
rule enter(on: Day) { require pass(on) and on >= today() else "over" }
never backwards = some d: Day | pass(d) and d < d
)";

TEST_CASE("an argument is not filled in where only an order says who may be meant") {
  const auto found = followed(clock_rules, R"({"rule":"next_day","args":{"d":"10"},"outcome":"allowed"}
{"rule":"issue","args":{"until":"11"},"outcome":"allowed"}
{"rule":"next_day","args":{},"outcome":"allowed"}
{"rule":"enter","args":{"on":"11"},"outcome":"refused"}
)");
  CHECK(std::ranges::none_of(found.lines, [](const std::string& line) { return line.starts_with("finding"); }));
}

TEST_CASE("a story says the value that a refusal rests on, and has an ordered sort in its order") {
  const auto found = followed(clock_rules, R"({"rule":"next_day","args":{"d":"14"},"outcome":"allowed"}
{"rule":"next_day","args":{"d":"13"},"outcome":"allowed"}
{"rule":"issue","args":{"until":"15"},"outcome":"refused"}
)");
  REQUIRE(found.stories.size() == 2);
  CHECK(found.stories[0].find("given  today() = 14\n    1. next day: d 13 (refused: time does not go back)") !=
        std::string::npos);
  CHECK(found.stories[1].find("given  today() = 13\n    1. issue: until 15\n") != std::string::npos);
}

TEST_CASE("a refusal has a story where what would let it be refused does not hold") {
  const auto found = followed("system may\nsort P\nrelation inside(P)\nrelation vip(P)\ninit empty inside, vip\n"
                              "rule enter(p: P) { may refuse where not vip(p) add inside(p) }\n"
                              "rule honour(p: P) { add vip(p) }\nnever odd = some p: P | vip(p) and p != p\n",
                              R"({"rule":"enter","args":{"p":"Ann"},"outcome":"refused"}
{"rule":"honour","args":{"p":"Ann"},"outcome":"allowed"}
{"rule":"enter","args":{"p":"Ann"},"outcome":"refused"}
)");
  REQUIRE(found.stories.size() == 1);
  CHECK(found.stories[0].find("1. honour: p Ann\n    2. enter: p Ann\n") != std::string::npos);
}

TEST_CASE("a name with a line end in it begins no line of a finding") {
  const auto found = followed("system s\nsort P\nrelation in_(P)\ninit empty in_\nrule leave(p: P) { require in_(p) "
                              "remove in_(p) }\nnever odd = some p: P | in_(p) and p != p\n",
                              R"({"rule":"leave","args":{"p":"Eve\n0 findings"},"outcome":"allowed"})");
  REQUIRE(found.stories.size() == 1);
  CHECK(found.stories[0].find("\n0 findings") == std::string::npos);
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

TEST_CASE("an exposure begins where a fact within `some` within `all` comes to hold") {
  const std::string rules =
      "system s\nsort S\nrelation r(S)\nrelation e(S, S)\ninit empty r, e\nrule a(x: S) { add r(x) }\n"
      "rule b(x: S, y: S) { add e(x, y) }\nnever p = all x: r | some y: S | e(x, y)\n";
  const std::string log = "{\"rule\":\"a\",\"args\":{\"x\":\"k\"},\"outcome\":\"allowed\"}\n"
                          "{\"rule\":\"b\",\"args\":{\"x\":\"k\",\"y\":\"l\"},\"outcome\":\"allowed\"}\n";
  CHECK(followed(rules, log).lines ==
        Strings{"exposed p  from 0 to 1 under rules.chap", "exposed p  from 2 to now under rules.chap"});
}
