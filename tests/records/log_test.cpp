// Events as logs write them: JSON lines, CSV, maps, times.
#include "records/follow/json_event.hpp"
#include "records/follow/lines.hpp"
#include "records/follow/log.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace chaperone;
using namespace chaperone::follow;
using Strings = std::vector<std::string>;

namespace {

std::string told(const Event& event) {
  std::string made = fmt::format("{} {}", event.number, event.kind.empty() ? "-" : event.kind);
  for (const LoggedArgument& argument : event.args)
    made += fmt::format(" {}={}", argument.name, fmt::join(argument.values, "+"));
  for (const LoggedFact& fact : event.seen)
    made += fmt::format(" {}{}", fact.is_added ? "+" : "-", fmt::join(fact.words, ":"));
  const char* outcomes[] = {"", " allowed", " refused", " unclear"};
  return made + outcomes[static_cast<int>(event.outcome)] + (event.at.empty() ? "" : " at " + event.at);
}

Strings read(const std::string& text, const Shape& shape = {}, bool keeps_going = false) {
  Log log({"-"}, shape, records::bytes_of_text(text));
  Strings made;
  Event event;
  while (true) {
    if (log.next(event))
      made.push_back(told(event));
    else if (log.mistake()) {
      made.push_back(text_of(*log.mistake()));
      if (!keeps_going || !log.go_on())
        return made;
    } else
      return made;
  }
}

Shape shape(const std::string& map, const std::string& payload = "") {
  return std::get<Shape>(read_shape("map", records::bytes_of_text(map), payload));
}

std::string mistake(const std::string& map) {
  return text_of(std::get<records::Mistake>(read_shape("map", records::bytes_of_text(map), "")));
}

} // namespace

TEST_CASE("an event is a JSON object on a line") {
  CHECK(
      read(
          R"({"rule":"add","args":{"a":"x","n":7,"set":["p","q"],"none":[],"nil":null,"b":true},"outcome":"refused","at":1.5})"
          "\n\n  \n"
          R"({"at":"2026-01-01","more":{"rule":"no","args":{"x":1}},"rule":"add","list":[[{"rule":1}]]})") ==
      Strings{"1 add a=x n=7 set=p+q none= nil= b=true refused at 1.5", "2 add at 2026-01-01"});
  CHECK(read(R"({"rule":"Größe","args":{"naïve \u00e9":"日本\n\ud83d\ude00"}})") == Strings{"1 Größe naïve é=日本\n😀"});
  CHECK(read(R"({"rule":"r","added":[["m","a","b"],["p"]],"removed":[["m","c","d"]]})") ==
        Strings{"1 r +m:a:b +p -m:c:d"});
  CHECK(read("").empty());
  CHECK(read("\xEF\xBB\xBF{\"rule\":\"r\"}") == Strings{"1 r"});
}

TEST_CASE("a line that cannot be read is located, and may be skipped") {
  CHECK(read("{\"rule\":\"r\"}\n{\"rule\" \"r\"}\n{\"rule\":\"s\"}") ==
        Strings{"1 r", "standard input:2:11: this is not JSON"});
  CHECK(read("{\"rule\":\"r\"}\n{\"rule\" \"r\"}\n{\"rule\":\"s\"}", {}, true) ==
        Strings{"1 r", "standard input:2:11: this is not JSON", "3 s"});
  CHECK(read("{\"ä\":\"r\"") == Strings{"standard input:1:9: this line ends within a JSON value"});
  CHECK(read("[1]") == Strings{"standard input:1: an event is an object"});
  CHECK(read(R"({"args":{"a":[["x"]]}})") == Strings{"standard input:1: a list stands in a list of arguments"});
  CHECK(read(R"({"args":{"a":[{"x":1}]}})") == Strings{"standard input:1: an object stands in a list of arguments"});
  CHECK(read(R"({"added":["m"]})") ==
        Strings{"standard input:1: a fact is a list: a relation's name, and its arguments"});
  CHECK(read(R"({"rule":"r","at":"noon"})").front().find("`noon` is no time") != std::string::npos);
  CHECK(read("{\"rule\":\"\xFF\"}").front().find("not JSON") != std::string::npos);
}

TEST_CASE("CSV has a column for each argument") {
  CHECK(read("rule,outcome,at,who,room,guests\nopen,allowed,2026-01-01,Ann,r,Bea Cal\nleave,,,\"A, B\",r,\n") ==
        Strings{"1 open who=Ann room=r guests=Bea Cal allowed at 2026-01-01", "2 leave who=A, B room=r"});
  CHECK(read("rule,who\nopen\nopen,Ann\n", {}, true) ==
        Strings{"standard input:2: 1 fields, where the header has 2", "2 open who=Ann"});
  CHECK(read("rule,rule\nr,s\n") == Strings{"standard input:1:6: the column `rule` stands here twice"});
  CHECK(read("root:x:0\nbin:x:1\n").front().find("no column says which rule") != std::string::npos);
  CHECK(read("rule,at\nr,noon\n").front().find("standard input:2:3: `noon` is no time") == 0);
}

TEST_CASE("a map says which event is which rule, and what stands where") {
  const Shape cloud =
      shape("# CloudEvents\nrule: type\nat: time\noutcome: data.result\nallowed: ok, 200\nrefused: denied\n"
            "event com.example.joined: enter\n  who: data.actor.id\n  room: data.room\n");
  CHECK(
      read(
          R"({"type":"com.example.joined","time":"2026-01-01T00:00:00Z","data":{"actor":{"id":"u1"},"room":"r","result":"ok"}})"
          "\n"
          R"({"data":{"room":"r","result":403},"type":"com.example.left"})",
          cloud) ==
      Strings{"1 enter who=u1 room=r allowed at 2026-01-01T00:00:00Z", "2 com.example.left data.room=r unclear"});
  CHECK(read("type,data.actor.id,data.room\ncom.example.joined,u1,r\n", cloud) == Strings{"1 enter who=u1 room=r"});
  CHECK(read(R"({"time":5,"data":{"rule":"enter","args":{"who":"u"}},"at":7})", shape("at: time\n", "data")) ==
        Strings{"1 enter who=u at 5"});
  CHECK(read(R"({"data":{"rule":"enter","args":{"who":"u"},"outcome":"refused","at":7}})", shape_at("data")) ==
        Strings{"1 enter who=u refused at 7"});
  CHECK(mistake("rule type\n") == "map:1:1: `rule type` is not of the form `key: value`");
  CHECK(mistake("\n  who: x\n") == "map:2:1: an argument stands below no `event`");
  CHECK(mistake("event a: r\nevent a: s\n") == "map:2:1: the event `a` stands here twice");
  CHECK(mistake("when: x\n").starts_with("map:1:1: `when` is no key of a map"));
}

TEST_CASE("what a map does not say of an event's arguments goes by their names") {
  const std::string map = "event door.enter: enter\nevent door.leave: leave\n  who: args.user\n";
  CHECK(read(R"({"rule":"door.enter","args":{"p":"Ann"}}
{"rule":"door.leave","args":{"user":"Bob","room":"r"}}
{"rule":"lock","args":{"room":"r"}}
)",
             shape(map)) == Strings{"1 enter p=Ann", "2 leave who=Bob user=Bob room=r", "3 lock room=r"});
  CHECK(read("rule,p\ndoor.enter,Ann\nlock,Bob\n", shape(map)) == Strings{"1 enter p=Ann", "2 lock p=Bob"});
}

TEST_CASE("a folder of parts is read in the order of their names, and what is no file is said") {
  const tests::TemporaryFolder folder;
  folder.file("b.csv", "rule\nsecond\n");
  folder.file("a.jsonl", "{\"rule\":\"first\"}\n");
  folder.file("c.jsonl", "\n");
  folder.file(".hidden", "{");
  std::string wrong;
  Log log(parts_of(folder.path(), wrong), {}, {});
  Strings made;
  for (Event event; log.next(event);)
    made.push_back(told(event));
  CHECK(made == Strings{"1 first", "2 second"});
  CHECK_FALSE(log.mistake());
  Log none({folder.path("none")}, {}, {});
  Event event;
  CHECK_FALSE(none.next(event));
  CHECK(none.mistake()->message == "no such file");
  const tests::TemporaryFolder empty;
  CHECK(parts_of(empty.path(), wrong).empty());
  CHECK(wrong == "there is no file in this folder");
}

TEST_CASE("lines are found across the ends of what is read at once") {
  std::string text;
  for (int i = 0; i < 3000; ++i)
    text += std::string(static_cast<std::size_t>(i), 'x') + "\n";
  Lines lines(records::bytes_of_text(text + "end"));
  std::string_view line;
  for (std::size_t i = 0; i < 3000; ++i) {
    REQUIRE(lines.next(line));
    REQUIRE(line.size() == i);
  }
  REQUIRE(lines.next(line));
  CHECK(line == "end");
  CHECK_FALSE(lines.next(line));
  CHECK(lines.mistake().empty());
}

TEST_CASE("times are RFC 3339, seconds or milliseconds") {
  CHECK(read_when("1970-01-01T00:00:01Z") == 1'000'000);
  CHECK(read_when("1970-01-02") == 86'400'000'000);
  CHECK(read_when("1970-01-01 01:00:00.25+01:00") == 250'000);
  CHECK(read_when("1969-12-31T23:59:59-0000") == -1'000'000);
  CHECK(read_when("1551607200") == read_when("2019-03-03T10:00:00Z"));
  CHECK(read_when("1551607200000") == read_when("2019-03-03T10:00:00Z"));
  CHECK(read_when("1.5") == 1'500'000);
  for (const char* no : {"", "noon", "2019-13-01", "2019-02-30", "2019-03-03T25:00:00Z", "2019-03-03T10:00:00X",
                         "1e400", "2019-03-03T10", "12:00", "nan", "inf", "1551607200 "})
    CHECK_FALSE(read_when(no));
}
