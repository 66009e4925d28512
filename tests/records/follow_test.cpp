// What following a log finds, on small rules and logs.
#include "tests/records/logs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace chaperone;
using tests::followed;
using namespace tests::logs;
using Strings = std::vector<std::string>;

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

TEST_CASE("an exposure begins where a fact within `some` within `all` comes to hold") {
  const std::string rules =
      "system s\nsort S\nrelation r(S)\nrelation e(S, S)\ninit empty r, e\nrule a(x: S) { add r(x) }\n"
      "rule b(x: S, y: S) { add e(x, y) }\nnever p = all x: r | some y: S | e(x, y)\n";
  const std::string log = "{\"rule\":\"a\",\"args\":{\"x\":\"k\"},\"outcome\":\"allowed\"}\n"
                          "{\"rule\":\"b\",\"args\":{\"x\":\"k\",\"y\":\"l\"},\"outcome\":\"allowed\"}\n";
  CHECK(followed(rules, log).lines ==
        Strings{"exposed p  from 0 to 1 under rules.chap", "exposed p  from 2 to now under rules.chap"});
}
