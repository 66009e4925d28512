// `audit --repair`: what it says, and the files that it writes.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

namespace chaperone::tests::repairs {
namespace {

const std::string specs = std::string(CHAPERONE_SOURCE_DIR) + "/specs/";

const char* const clubs = R"(system clubs
sort Person
sort Club
fixed relation child(Person)
relation member(Club, Person)
relation friends(Person, Person) symmetric
relation consent(kid: Person, club: Club)
relation closed()
function owner(Club): Person
init empty consent, closed
rule join(club: Club, who: Person) { require consent(who, club) add member(club, who) }
rule throw_out(club: Club, by: Person, who: Person) { require by = owner(club) remove member(club, who) }
rule consent_to(kid: Person, club: Club) { require child(kid) add consent(kid, club) }
rule meet(a: Person, b: Person) { add friends(a, b) }
rule close() { add closed() }
never child_inside = some c: Club, p: Person | member(c, p) and child(p) and not consent(p, c)
never bad_friends = some p: child, o: Person | friends(p, o) and not child(o)
always owner_inside = all c: Club | member(c, owner(c))
)";

class Tables {
public:
  Tables() {
    rules_ = folder_.file("clubs.chap", clubs);
    std::filesystem::create_directories(folder_.path("data"));
    put("child.csv", "person\nbea\ncal\n");
    put("member.csv", "club_id,who's\nchess,ann\nchess,bea\nrowing,dan\nrowing,cal\n");
    put("friends.csv", "a,b\nbea,ann\nbea,cal\n");
    put("consent.csv", "kid,club\n");
    put("closed.csv", "closed\n");
    put("owner.csv", "club,value\nchess,ann\nrowing,dan\n");
  }
  void put(const std::string& name, const std::string& text) { folder_.file("data/" + name, text); }
  chaperone::tests::Outcome repair(std::vector<std::string> options = {}) const {
    std::vector<std::string> words{"audit",      rules_,     "--data",  folder_.path("data"),
                                   "--no-check", "--repair", "--allow", "unconstrained_start,unused_declaration"};
    words.insert(words.end(), options.begin(), options.end());
    return run(words);
  }
  nlohmann::json json(std::vector<std::string> options = {}) const {
    options.insert(options.end(), {"--format", "json"});
    return nlohmann::json::parse(repair(options).out)["repair"];
  }
  const TemporaryFolder& folder() const { return folder_; }
  const std::string& rules() const { return rules_; }

private:
  TemporaryFolder folder_;
  std::string rules_;
};

} // namespace

TEST_CASE("the fewest removals are told, each with a step that removes it, or that there is none") {
  const Tables tables;
  const auto done = tables.repair();
  CHECK(done.exit_code == 1);
  CHECK(done.out.find("what to do: remove 3 facts; no fewer restore every promise\n"
                      "  member: 2\n"
                      "    member(chess, bea): throw out: club chess, by ann, who bea\n"
                      "    member(rowing, cal): throw out: club rowing, by dan, who cal\n"
                      "  friends: 1\n"
                      "    friends(bea, ann): no step removes it today\n") != std::string::npos);
  const auto repair = tables.json();
  CHECK(repair["verdict"] == "fewest");
  CHECK(repair["count"] == 3);
  CHECK(repair["at_least"] == 3);
  CHECK(repair["removals"][0]["step"]["rule"] == "throw_out");
  CHECK(repair["removals"][2]["step"].is_null());
  CHECK(tables.repair({"--quiet"}).out.find("what to do: remove 3 facts; no fewer restore every promise\n") !=
        std::string::npos);
  CHECK(tables.repair({"--format", "csv"}).out.find(",remove,club=chess person=bea,throw_out,\"member(chess, bea)\"") !=
        std::string::npos);
}

TEST_CASE("cases that no removals restore are told, with why, and the others are restored") {
  Tables tables;
  SECTION("nothing that breaks it is a fact that may go") {
    tables.put("owner.csv", "club,value\nchess,ann\nrowing,cal\nempty,ann\n");
    tables.put("consent.csv", "kid,club\ncal,rowing\n");
    const auto done = tables.repair();
    CHECK(done.out.find("what to do: remove 2 facts; no fewer restore all that removals can restore") !=
          std::string::npos);
    CHECK(done.out.find("owner_inside: 1 case not restored: nothing that breaks it can be removed\n"
                        "    not member(empty, owner(empty))") != std::string::npos);
  }
  SECTION("what would have to go is needed by another promise") {
    tables.put("owner.csv", "club,value\nchess,ann\nrowing,cal\n");
    const auto repair = tables.json();
    CHECK(repair["count"] == 2);
    CHECK(repair["not_restored"] ==
          nlohmann::json::parse(R"([{"promise": "child_inside", "nothing_to_remove": 0, "in_conflict": 1,
                                     "cases": [{"c": "rowing", "p": "cal"}]}])"));
  }
  SECTION("only some relations may lose facts") {
    const auto repair = tables.json({"--from", "friends"});
    CHECK(repair["from"] == nlohmann::json{"friends"});
    CHECK(repair["by_relation"] == nlohmann::json{{"friends", 1}});
    CHECK(repair["not_restored"][0]["nothing_to_remove"] == 2);
  }
}

TEST_CASE("what may be broken after the removals is said") {
  Tables tables;
  tables.put("member.csv", "club,person\nchess,ann\nchess,bea\nrowing,dan\nchess,\n");
  const auto done = tables.repair();
  CHECK(done.out.find("are possibly broken after that: what they depend on is not known") != std::string::npos);
}

TEST_CASE("data that keep every promise ask for nothing") {
  Tables tables;
  tables.put("member.csv", "club,person\nchess,ann\nrowing,dan\n");
  tables.put("friends.csv", "a,b\n");
  const auto done = tables.repair({"-o", tables.folder().path("out")});
  CHECK(done.exit_code == 0);
  CHECK(done.out.find("what to do") == std::string::npos);
  CHECK(read_file(tables.folder().path("out/member.csv")) == "club,person\r\n");
}

TEST_CASE("wrong options are told and exit 2") {
  const Tables tables;
  const auto complaint = [&](const std::vector<std::string>& options) {
    const auto done = tables.repair(options);
    CHECK(done.exit_code == 2);
    CHECK(done.out.empty());
    const std::string error = done.error.substr(done.error.find("chaperone: "));
    return error.substr(0, error.find('\n'));
  };
  CHECK(complaint({"--from", "membr"}) == "chaperone: --from: there is no relation `membr`; did you mean `member`?");
  CHECK(complaint({"--from", "member,child"}) == "chaperone: --from: `child` is fixed: nothing can be removed from it");
  CHECK(complaint({"--from", "owner"}) == "chaperone: --from: `owner` is a function: its values cannot be removed");
  CHECK(complaint({"--from", "member,"}).find("is not a list of relations, such as member,approved") !=
        std::string::npos);
  CHECK(complaint({"--pseudonyms", "-o", tables.folder().path("out")}).find("the files need the ids") !=
        std::string::npos);
  CHECK(complaint({"--sql", "sqlite"}).find("leave out --repair") != std::string::npos);
  CHECK(run({"audit", tables.rules(), "--data", tables.folder().path("data"), "--from", "member"})
            .error.find("--from goes with --repair") != std::string::npos);
}

TEST_CASE("pseudonyms hide who loses what") {
  const Tables tables;
  const std::string repair = tables.json({"--pseudonyms"}).dump();
  CHECK(repair.find("bea") == std::string::npos);
  CHECK(repair.find("Person1") != std::string::npos);
}

TEST_CASE("the data without what the files name keep every promise") {
  Tables tables;
  tables.put("closed.csv", "closed\nyes\n");
  const std::string out = tables.folder().path("out");
  CHECK(tables.repair({"-o", out}).exit_code == 1);
  CHECK(read_file(out + "/member.csv") == "club_id,who's\r\nchess,bea\r\nrowing,cal\r\n");
  CHECK(read_file(out + "/consent.csv") == "kid,club\r\n");
  // The same rows in a database, from which the script deletes.
  const std::string path = tables.folder().path("clubs.db");
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  const auto execute = [&](const std::string& sql) {
    INFO(sql);
    CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  };
  execute(R"(CREATE TABLE child(person); INSERT INTO child VALUES ('bea'), ('cal');
             CREATE TABLE member("club_id", "who's");
             INSERT INTO member VALUES ('chess', 'ann'), ('chess', 'bea'), ('rowing', 'dan'), ('rowing', 'cal');
             CREATE TABLE friends(a, b); INSERT INTO friends VALUES ('bea', 'ann'), ('bea', 'cal');
             CREATE TABLE consent(kid, club); CREATE TABLE closed(closed); INSERT INTO closed VALUES ('yes');
             CREATE TABLE owner(club, value); INSERT INTO owner VALUES ('chess', 'ann'), ('rowing', 'dan');)");
  const auto audit = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"audit", tables.rules(), "--data", path, "--no-check"});
    return run(options).exit_code;
  };
  const std::string map = tables.folder().file("map.txt", "member: select club_id, \"who's\" from member\n"
                                                          "  where 1 = 1\n");
  CHECK(audit({"--map", map, "--repair", "-o", tables.folder().path("queried")}) == 1);
  const std::string queried = read_file(tables.folder().path("queried/removals.sql"));
  CHECK(queried.find("-- member: 2 rows of a query, listed in member.csv. Name the table that they stand in yourself:\n"
                     "--   select club_id, \"who's\" from member\n--   where 1 = 1\n-- friends: 1\n") !=
        std::string::npos);
  execute(read_file(out + "/removals.sql"));
  sqlite3_close(database);
  CHECK(audit({}) == 0);
}

TEST_CASE("a script names the tables and columns of the map") {
  Tables tables;
  const std::string map = tables.folder().file("map.txt", "friends: friends.csv(b, a)\nmember: member.csv\n");
  const std::string out = tables.folder().path("out");
  tables.repair({"-o", out, "--map", map});
  const std::string sql = read_file(out + "/removals.sql");
  CHECK(sql.find("DELETE FROM \"friends\" WHERE (CAST(\"b\" AS TEXT) = 'bea' AND CAST(\"a\" AS TEXT) = 'ann') OR "
                 "(CAST(\"b\" AS TEXT) = 'ann' AND CAST(\"a\" AS TEXT) = 'bea');") != std::string::npos);
  CHECK(sql.find(
            "DELETE FROM \"member\" WHERE CAST(\"club_id\" AS TEXT) = 'chess' AND CAST(\"who's\" AS TEXT) = 'bea';") !=
        std::string::npos);
}

TEST_CASE("scenarios start with the facts of a case, or with the run that leads there, and are replayed") {
  const TemporaryFolder folder;
  SECTION("facts that a start may have") {
    const Tables tables;
    const std::string out = tables.folder().path("out");
    tables.repair({"-o", out});
    const auto replayed = run({"replay", tables.rules(), out + "/scenarios"});
    INFO(replayed.out << replayed.error);
    CHECK(replayed.exit_code == 0);
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(out + "/scenarios"))
      all += read_file(entry.path().string());
    CHECK(all.find("  expect member(chess, bea) and child(bea) and not consent(bea, chess)\n"
                   "  throw_out(chess, ann, bea)   allowed\n"
                   "  expect not ") != std::string::npos);
  }
  SECTION("facts that only steps lead to") {
    const std::string rules = specs + "messenger_kids/launch.chap", out = folder.path("out");
    run({"audit", rules, "--data", specs + "messenger_kids/incident/data", "--repair", "-o", out});
    const auto replayed = run({"replay", rules, out + "/scenarios"});
    INFO(replayed.out << replayed.error);
    CHECK(replayed.exit_code == 0);
    CHECK(replayed.out.find("mend_child_meets_stranger_4_") != std::string::npos);
  }
}

TEST_CASE("the JSON of a repair fits its schema") {
  const TemporaryFolder folder;
  const Tables tables;
  const std::string document = folder.file("document.json", tables.repair({"--format", "json"}).out);
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root + "/docs/audit.schema.json' < '" +
                              document + "' 2> '" + folder.path("mistakes") + "'";
  const int status = std::system(command.c_str());
  INFO(read_file(folder.path("mistakes")));
  CHECK(status == 0);
}

} // namespace chaperone::tests::repairs
