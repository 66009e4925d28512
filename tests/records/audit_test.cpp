// The command `audit`: what it says of data that are as they should be, and of data that are not.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

namespace chaperone::tests::audits {
namespace {

const std::string specs = std::string(CHAPERONE_SOURCE_DIR) + "/specs/";

const char* const rooms = R"(system rooms
sort User
sort Room
enum Level { guest, member }
relation inside(Room, User)
relation friend(User, User) symmetric
function owner(Room): User
function level(User): Level
init empty inside, friend
rule enter(r: Room, u: User) { require friend(owner(r), u) add inside(r, u) }
never guest_inside = some r: Room, u: User | inside(r, u) and level(u) = guest
always owner_inside = all r: Room | inside(r, owner(r))
never stepped = some u: User | did enter(_, u)
)";

class Tables {
public:
  Tables() { rules_ = folder_.file("rules.chap", rooms); }

  void put(const std::string& name, const std::string& text) {
    std::filesystem::create_directories(folder_.path("data"));
    folder_.file("data/" + name, text);
  }
  void put_all() {
    put("inside.csv", "room,user\nr1,ann\nr1,bea\n");
    put("friend.csv", "a,b\nann,bea\nann,cal\n");
    put("owner.csv", "room,value\nr1,ann\n");
    put("level.csv", "user,level\nann,member\nbea,member\ncal,guest\n");
  }
  chaperone::tests::Outcome audit(std::vector<std::string> options = {}) const {
    std::vector<std::string> words{"audit", rules_, "--data", folder_.path("data"), "--allow", "unconstrained_start"};
    words.insert(words.end(), options.begin(), options.end());
    return run(words);
  }
  nlohmann::json json(std::vector<std::string> options = {}) const {
    options.insert(options.end(), {"--format", "json", "--no-check"});
    return nlohmann::json::parse(audit(options).out);
  }
  const TemporaryFolder& folder() const { return folder_; }

private:
  TemporaryFolder folder_;
  std::string rules_;
};

nlohmann::json audited(const TemporaryFolder& folder, const std::string& rules) {
  return nlohmann::json::parse(
      run({"audit", rules, "--data", folder.path("data"), "--format", "json", "--no-check"}).out);
}

/// The last line that the command wrote about the data.
std::string complaint(const Tables& tables) {
  const auto done = tables.audit();
  CHECK(done.exit_code == 2);
  CHECK(done.out.empty());
  const std::string line = done.error.substr(0, done.error.find('\n'));
  const auto data = line.find("/data/");
  return data == std::string::npos ? line : line.substr(data + 6);
}

} // namespace

TEST_CASE("a step that moves what a closure is of is looked at: it makes a circle, or leaves somebody apart") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("data"));
  folder.file("data/parent.csv", "folder,up\na,root\nb,a\nc,b\nd,root\ne,a\ne,d\nf,root\n");
  folder.file("data/owner.csv", "folder,user\na,ann\nd,ann\ne,ann\nf,ann\n");
  const std::string rules = folder.file("rules.chap", R"(system tree
sort Folder with root
sort User
relation parent(folder: Folder, up: Folder)
relation owner(folder: Folder, user: User)
closure under of parent
rule move(who: User, what: Folder, from: Folder, to: Folder) {
  require owner(what, who) and parent(what, from) and what != to
  remove parent(what, from)
  add parent(what, to)
}
rule cut(who: User, what: Folder, from: Folder) { require owner(what, who) remove parent(what, from) }
never circle = some f: Folder | under(f, f)
always rooted = all f: Folder | f = root or under(f, root)
)");
  const auto found = audited(folder, rules);
  const auto& circle = found["promises"][0];
  std::set<std::string> in_circles;
  for (const auto& each : circle["cases"])
    in_circles.insert(each["individuals"]["f"].get<std::string>());
  INFO(found.dump(2));
  CHECK_FALSE(circle.contains("not_looked_ahead"));
  CHECK(in_circles == std::set<std::string>{"a", "b", "c", "d", "e"}); // f has nobody below it
  CHECK(found["promises"][1]["one_step_away_by_rule"]["cut"] == 5);    // e stays below one of a and d
}

TEST_CASE("somebody new is there only for the step that names them") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("data"));
  folder.file("data/User.csv", "id\na\nb\n");
  folder.file("data/muted.csv", "who\na\n");
  folder.file("data/locked.csv", "which\nx\n");
  const std::string rules = folder.file("rules.chap", R"(system mute
sort User
sort Door
relation muted(who: User)
relation locked(which: Door)
relation closed()
rule mute(u: User) { add muted(u) }
rule close(d: Door) { require locked(d) add closed() }
rule greet(u: User) { require closed() add muted(u) }
never silence = all u: User | muted(u)
never several = at least 2 d: Door | closed()
)");
  folder.file("data/closed.jsonl", "");
  const auto found = audited(folder, rules);
  INFO(found.dump(2));
  CHECK(found["promises"][0]["verdict"] == "one step away"); // b is muted
  CHECK(found["promises"][1]["verdict"] == "kept");          // there is one door
}

TEST_CASE("data that keep every promise exit 0, and what one step would break is said") {
  Tables tables;
  tables.put_all();
  const auto done = tables.audit();
  CHECK(done.exit_code == 0);
  CHECK(done.out.find("never guest_inside: one step away (1 one step away)") != std::string::npos);
  CHECK(done.out.find("enter: r r1, u cal: then inside(r1, cal) and level(cal) = guest") != std::string::npos);
  CHECK(done.out.find("always owner_inside: kept") != std::string::npos);
  CHECK(done.out.find("never stepped: not judged: it is about steps, and data show one state") != std::string::npos);
}

TEST_CASE("a broken promise exits 1, with who and where") {
  Tables tables;
  tables.put_all();
  tables.put("inside.csv", "room,user\nr1,ann\nr1,cal\nr1,cal\n");
  CHECK(tables.audit().exit_code == 1);
  const auto document = tables.json();
  const auto& promise = document["promises"][0];
  CHECK(promise["broken"] == 1);
  CHECK(promise["cases"][0]["class"] == "broken");
  CHECK(promise["cases"][0]["individuals"] == nlohmann::json{{"r", "r1"}, {"u", "cal"}});
  const auto warnings = document["warnings"].dump();
  CHECK(warnings.find("`inside` has 1 of 3 rows twice") != std::string::npos);
}

TEST_CASE("what is not known is not taken for no") {
  Tables tables;
  tables.put_all();
  tables.put("level.csv", "user,level\nann,member\nbea,\n");
  CHECK(tables.audit().exit_code == 3);
  const auto promise = tables.json()["promises"][0];
  CHECK(promise["broken"] == 0);
  CHECK(promise["possibly_broken"] == 1);
  CHECK(promise["cases"][0]["not_known"] == nlohmann::json{"level(bea)"});
  std::filesystem::remove(tables.folder().path("data/level.csv"));
  CHECK(tables.json()["promises"][0]["possibly_broken"] == 2);
}

TEST_CASE("where the data leave open who there is, somebody may be there") {
  Tables tables;
  tables.put("owner.csv", "room,value\nr1,\n");
  const auto none_named = tables.json();
  const auto& owned = none_named["promises"][1];
  CHECK(owned["possibly_broken"] == 1); // inside has no table, and the owner is not known
  CHECK(owned["broken"] == 0);
  CHECK(none_named["promises"][0]["possibly_broken"] == 1);
  CHECK(tables.audit({"--no-check"}).exit_code == 3);
  tables.put("inside.csv", "room,user\n");
  CHECK(tables.json()["promises"][0]["possibly_broken"] == 0); // nobody is inside
  CHECK(tables.audit({"--no-check"}).out.find("some User") == std::string::npos);
  tables.put("inside.csv", "room,user\nr1,\n");
  CHECK(tables.audit({"--no-check"}).out.find("inside(r1, some User) and level(some User) = guest") !=
        std::string::npos);
  tables.put("User.csv", "id\n"); // who stands in `inside` is in no list
  CHECK(tables.json()["promises"][0]["possibly_broken"] == 1);
}

TEST_CASE("an empty line of a file with one column is somebody who is not known") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("data"));
  folder.file("data/inside.csv", "p\n\n");
  folder.file("data/invited.csv", "p\r\nann\r\n");
  const std::string rules = folder.file("rules.chap", R"(system door
sort P
relation inside(P)
relation invited(P)
rule leave(p: P) { remove inside(p), invited(p) }
never uninvited = some p: P | inside(p) and not invited(p)
never both = some p: P | inside(p) and invited(p)
)");
  const auto found = audited(folder, rules);
  CHECK(found["promises"][0]["possibly_broken"] == 0);
  CHECK(found["promises"][1]["possibly_broken"] == 1);
}

TEST_CASE("somebody new is joined with themselves where a closure's step says so of anybody") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("data"));
  folder.file("data/inside.csv", "child,up\nt1,t2\n");
  folder.file("data/active.csv", "t\n");
  const std::string rules = folder.file("rules.chap", R"(system teams
sort Team
relation inside(child: Team, up: Team)
relation active(Team)
define step(a: Team, b: Team) = a = b or inside(a, b)
closure within of step
rule activate(t: Team) { add active(t) }
rule nest(a: Team, b: Team) { add inside(a, b) }
never alone = some t: active | not within(t, t)
never any = some t: active | within(t, t)
)");
  const auto found = audited(folder, rules);
  INFO(found.dump(2));
  CHECK(found["promises"][0]["verdict"] == "kept");
  CHECK(found["promises"][1]["one_step_away"] == 3);
  // Whom a quantifier means depends on the step: of somebody new nothing is certain.
  folder.file("rules.chap", R"(system teams
sort Team
relation inside(child: Team, up: Team)
relation active(Team)
define step(a: Team, b: Team) = a = b or some c: Team | inside(a, c) and inside(c, b)
closure within of step
rule activate(t: Team) { add active(t) }
rule nest(a: Team, b: Team) { add inside(a, b) }
never alone = some t: active | not within(t, t)
)");
  CHECK(run({"audit", rules, "--data", folder.path("data"), "--no-check"}).out.find("alone: kept") !=
        std::string::npos);
}

TEST_CASE("a closure whose step asks what no table has is known as far as its other facts go") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("data"));
  folder.file("data/edge.csv", "a,b\nx,y\n");
  const std::string rules = folder.file("rules.chap", R"(system ways
sort R
relation live(R)
relation edge(a: R, b: R)
define leads(a: R, b: R) = live(a) and edge(a, b)
closure way of leads
rule open(a: R) { add live(a) }
never circle = some a: R | way(a, a)
never there = some a, b: R | way(a, b)
)");
  const auto found = audited(folder, rules);
  INFO(found.dump(2));
  CHECK(found["promises"][0]["verdict"] == "kept");
  CHECK(found["promises"][1]["possibly_broken"] == 1);
}

TEST_CASE("what a case rests on names no fact of which it is not said whom it is about") {
  Tables tables;
  tables.put_all();
  tables.put("level.csv", "user,level\nann,\nbea,member\n");
  const std::string rules =
      tables.folder().file("some.chap", std::string(rooms) + "always guested = all r: Room | some u: User | "
                                                             "level(u) = guest and inside(r, u)\n");
  const auto found = run({"audit", rules, "--data", tables.folder().path("data"), "--no-check"});
  CHECK(found.out.find("level(guest)") == std::string::npos);
  CHECK(found.out.find("not known: some level") != std::string::npos);
}

TEST_CASE("an id with a line end in it begins no line of a report") {
  Tables tables;
  tables.put_all();
  tables.put("friend.csv", "a,b\nann,\"x\nrooms: 0 broken\"\n");
  CHECK(tables.audit({"--no-check"}).out.find("\nrooms: 0 broken\n") == std::string::npos);
}

TEST_CASE("ids that look like numbers and are ordered as text are told") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("data"));
  folder.file("data/late.csv", "a,b\n9,10\n");
  folder.file("data/Day.csv", "id\n99999999999999999999\n");
  const std::string rules = folder.file("rules.chap", R"(system days
ordered sort Day
relation late(a: Day, b: Day)
function today(): Day
rule pass(a: Day, b: Day) { add late(a, b) }
never backwards = some a, b: Day | late(a, b) and b < a
)");
  folder.file("data/today.csv", "note,value\nfirst,9\n");
  const std::vector<std::string> words{"audit", rules, "--data", folder.path("data"), "--no-check"};
  CHECK(run(words).exit_code == 1); // 10 comes before 9
  CHECK(run(words).error.find("`Day` are ordered as text: `99999999999999999999`") != std::string::npos);
  folder.file("data/Day.csv", "id\n11\n");
  CHECK(run(words).exit_code == 0);
  CHECK(run(words).error.find("ordered as text") == std::string::npos);
}

TEST_CASE("a map's columns count in their order, whatever their names are") {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("data"));
  folder.file("data/mem.csv", "p,g\nann,chess\n");
  folder.file("data/child.csv", "p\nann\n");
  const std::string rules = folder.file("rules.chap", R"(system clubs
sort P
relation member(g: P, p: P)
relation child(P)
rule leave(g: P, p: P) { remove member(g, p) }
never inside = some g, x: P | member(g, x) and child(x)
)");
  const auto exit_of = [&](const std::string& map) {
    const std::string file = folder.file("data.map", "member: mem.csv" + map + " # who is where\n");
    return run({"audit", rules, "--data", folder.path("data"), "--map", file, "--no-check"}).exit_code;
  };
  CHECK(exit_of("") == 1); // by their names
  CHECK(exit_of("(p, g)") == 0);
  CHECK(exit_of("(g, p)") == 1);
  CHECK(exit_of("(\"g\", p)") == 1);
}

TEST_CASE("mistakes in the data are told with their place, and exit 2") {
  Tables tables;
  tables.put_all();
  SECTION("an unknown value of an enum") {
    tables.put("level.csv", "user,level\nann,membr\n");
    CHECK(complaint(tables) == "level.csv:2:5: `membr` is no value of the enum `Level`; did you mean `member`?");
  }
  SECTION("columns that are not the places") {
    tables.put("inside.csv", "user,house\nann,r1\n");
    CHECK(complaint(tables) == "inside.csv:1: the columns are `user`, `house`, and `inside` has `room`, `user`");
  }
  SECTION("too many fields") {
    tables.put("inside.csv", "room,user\nr1,ann,x\n");
    CHECK(complaint(tables) == "inside.csv:2: 3 fields where the header has 2");
  }
  SECTION("a quote that never ends") {
    tables.put("inside.csv", "room,user\nr1,\"ann\n");
    CHECK(complaint(tables) == "inside.csv:2:4: this quote is never closed");
  }
  SECTION("an empty file") {
    tables.put("inside.csv", "");
    CHECK(complaint(tables) ==
          "inside.csv: it is empty: a header with the names of the columns is needed, even if there are no rows");
  }
  SECTION("two values") {
    tables.put("owner.csv", "room,value\nr1,ann\nr1,bea\n");
    CHECK(complaint(tables) == "owner.csv: `owner(r1)` has two values, `ann` and `bea`");
  }
  SECTION("two files for one relation") {
    tables.put("inside.jsonl", "");
    CHECK(complaint(tables).find("`inside` has a file already") != std::string::npos);
  }
  SECTION("control characters are escaped") {
    tables.put("level.csv", "user,level\nann,\x1b[31m\n");
    CHECK(complaint(tables) == "level.csv:2:5: `\\u{1b}[31m` is no value of the enum `Level`");
  }
}

TEST_CASE("a number that is not read exactly is no id") {
  Tables tables;
  tables.put_all();
  std::filesystem::remove(tables.folder().path("data/friend.csv"));
  tables.put("friend.jsonl", "[\"ann\", 18446744073709551615]\n[\"ann\", 18446744073709551616]\n");
  CHECK(complaint(tables) == "friend.jsonl:2: the number of `c2` is too large to be read exactly: write it as a text");
}

TEST_CASE("a folder that is none, or is empty, is told") {
  Tables tables;
  const auto missing = tables.audit();
  CHECK(missing.exit_code == 2);
  CHECK(missing.error.find("no such file or folder") != std::string::npos);
  std::filesystem::create_directories(tables.folder().path("data"));
  const auto empty = tables.audit();
  CHECK(empty.exit_code == 3);
  CHECK(empty.error.find("no table is for a relation or function of the rules: nothing was judged") !=
        std::string::npos);
}

TEST_CASE("a file that fits nothing is a warning with a question") {
  Tables tables;
  tables.put_all();
  tables.put("insid.csv", "room,user\n");
  const auto done = tables.audit();
  CHECK(done.exit_code == 0);
  CHECK(done.error.find("nothing in the rules is called `insid`; did you mean `inside`?") != std::string::npos);
}

TEST_CASE("JSON lines, quotes, Unicode and a byte order mark are read") {
  Tables tables;
  tables.put_all();
  std::filesystem::remove(tables.folder().path("data/inside.csv"));
  tables.put("inside.jsonl",
             "{\"room\": \"r1\", \"user\": \"ann\"}\n{\"user\": \"O'Brien \\\"Zoë\\\"\", \"room\": \"r1\"}\n");
  tables.put("level.csv", "\xEF\xBB\xBFuser,level\r\nann,member\r\n\"O'Brien \"\"Zoë\"\"\",guest\r\n");
  const auto promise = tables.json()["promises"][0];
  CHECK(promise["broken"] == 1);
  CHECK(promise["cases"][0]["individuals"]["u"] == "O'Brien \"Zoë\"");
}

TEST_CASE("data that the rules cannot lead to are called so") {
  const std::string data = specs + "messenger_kids/incident/data";
  const auto kept =
      run({"audit", specs + "messenger_kids/fixed.chap", "--data", data, "--property", "child_meets_stranger"});
  CHECK(kept.exit_code == 1);
  CHECK(kept.out.find("the rules as written never lead here") != std::string::npos);
  const auto flawed =
      run({"audit", specs + "messenger_kids/launch.chap", "--data", data, "--property", "child_meets_stranger"});
  CHECK(flawed.out.find("the rules as written lead here, in 3 steps at the least") != std::string::npos);
}

TEST_CASE("the JSON of an audit fits its schema") {
  const TemporaryFolder folder;
  for (const char* rules : {"messenger_kids/fixed.chap", "messenger_kids/launch.chap"}) {
    const std::string document = folder.file(
        "document.json",
        run({"audit", specs + rules, "--data", specs + "messenger_kids/incident/data", "--format", "json"}).out);
    const std::string root = CHAPERONE_SOURCE_DIR;
    const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root +
                                "/docs/audit.schema.json' < '" + document + "' 2> '" + folder.path("mistakes") + "'";
    const int status = std::system(command.c_str());
    INFO(read_file(folder.path("mistakes")));
    CHECK(status == 0);
  }
}

TEST_CASE("a letter goes to everybody concerned, with all of their cases, or none is written") {
  const TemporaryFolder folder;
  const std::string data = specs + "messenger_kids/incident/data",
                    letter = specs + "messenger_kids/incident/letter.txt.mustache";
  const auto write = [&](const std::string& text, const std::string& to) {
    return run({"audit", specs + "messenger_kids/launch.chap", "--data", data, "--no-check", "--letters", text, "--to",
                to, "-o", folder.path("letters")});
  };
  CHECK(write(letter, "p: User | parnt(p, kid)").error.find("there is no relation or define `parnt`") !=
        std::string::npos);
  CHECK(write(folder.file("bad.mustache", "{{p}} {{nobody}}"), "p: User | parent(p, kid)").exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path("letters")));
  CHECK(write(letter, "p: User | parent(p, kid)").exit_code == 1);
  const std::string pat = read_file(folder.path("letters/pat.txt"));
  CHECK(pat.find("1. bea was in the group \"swimming\" with dan.") != std::string::npos);
  CHECK(pat.find("2. bea was in the group \"birthday\" with edu.") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path("letters/cora.txt")));
}

TEST_CASE("pseudonyms keep every id out of a report") {
  const auto done = run({"audit", specs + "messenger_kids/launch.chap", "--data",
                         specs + "messenger_kids/incident/data", "--format", "json", "--pseudonyms", "--no-check"});
  const auto document = nlohmann::json::parse(done.out);
  for (const char* id : {"bea", "swimming", "birthday", "edu"})
    CHECK(document["promises"].dump().find(std::string("\"") + id) == std::string::npos);
  CHECK(document["promises"][0]["cases"][0]["individuals"]["kid"] == "User1");
}

} // namespace chaperone::tests::audits
