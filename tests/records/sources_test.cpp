// Where the rows of an audit come from: the file of `--map`, databases, and libraries that are loaded when needed.
#include "records/sources/connection.hpp"
#include "records/sources/map.hpp"
#include "records/sources/shared_library.hpp"

#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <string>

namespace chaperone::tests {
namespace {

using namespace records;

std::vector<MapEntry> entries(const std::string& text) {
  auto read = parse_map("map", text);
  REQUIRE(std::holds_alternative<std::vector<MapEntry>>(read));
  return std::get<std::vector<MapEntry>>(std::move(read));
}

std::string mistake(const std::string& text) {
  const auto read = parse_map("map", text);
  REQUIRE(std::holds_alternative<Mistake>(read));
  return text_of(std::get<Mistake>(read));
}

} // namespace

TEST_CASE("a map names tables, columns and queries, and queries go on") {
  const auto found = entries("# who is who\nchild: children\n\napproved: approvals(kid_id, friend_id)\n"
                             "member: select group_id, user_id\n  from memberships where left_at is null\n");
  REQUIRE(found.size() == 3);
  CHECK(found[0].table == "children");
  CHECK(found[0].columns.empty());
  CHECK(found[1].table == "approvals");
  CHECK(found[1].columns == std::vector<std::string>{"kid_id", "friend_id"});
  CHECK(found[2].query == "select group_id, user_id\nfrom memberships where left_at is null");
  CHECK(found[2].line == 5);
}

TEST_CASE("the columns of a query have the names that stand there") {
  using Names = std::vector<std::string>;
  CHECK(columns_of_query("select user_id, m.\"group\", count(a, b) as n from memberships as m") ==
        Names{"user_id", "group", "n"});
  CHECK(columns_of_query("SELECT 'from, x' AS p, (select 1 from t) q\nFROM r") == Names{"p", "q"});
  CHECK(columns_of_query("select 1 as p") == Names{"p"});
  CHECK(columns_of_query("select * from r").empty());
  CHECK(columns_of_query("select a + 1, b from r").empty());
  CHECK(columns_of_query("with t as (select 1) select a from t").empty());
}

TEST_CASE("a column that a SQLite table does not have is no text") {
  TemporaryFolder folder;
  const std::string file = folder.path("data.db");
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, "CREATE TABLE m2 (grp, usr); INSERT INTO m2 VALUES (1, 2)", nullptr, nullptr, nullptr) ==
        SQLITE_OK);
  sqlite3_close(database);
  const auto opened = [&](const std::string& map) { return open_source(file, entries(map)); };
  const auto wrong = opened("member: m2(grp, user)\n");
  REQUIRE(std::holds_alternative<Mistake>(wrong));
  CHECK(std::get<Mistake>(wrong).message.find("user") != std::string::npos);
  CHECK(std::holds_alternative<std::unique_ptr<Source>>(opened("member: m2(grp, usr)\n")));
}

TEST_CASE("a mistake in a map is told with its line") {
  CHECK(mistake("  from memberships\n").starts_with("map:1:1: "));
  CHECK(mistake("child: children\nmember: memberships(a, b\n").starts_with("map:2"));
}

TEST_CASE("what is no database is told, and so is one that nobody serves") {
  const auto sqlite = open_sqlite(std::string(CHAPERONE_SOURCE_DIR) + "/README.md");
  CHECK((std::holds_alternative<std::string>(sqlite) ||
         std::holds_alternative<std::string>(std::get<std::unique_ptr<Connection>>(sqlite)->tables())));
  CHECK(std::holds_alternative<std::string>(open_postgresql("postgresql://127.0.0.1:1/nobody")));
}

TEST_CASE("a library that is missing, or lacks a function, is told") {
  CHECK(SharedLibrary("libnobody-has-this.so").why_not().starts_with("the library was not found"));
  SharedLibrary math("libm.so.6");
  double (*cosine)(double) = nullptr;
  math.take(cosine, "cos");
  CHECK(math.why_not().empty());
  REQUIRE(cosine != nullptr);
  CHECK(cosine(0) == 1);
  math.take(cosine, "no_such_function");
  CHECK(cosine == nullptr);
  CHECK(math.why_not() == "the library libm.so.6 has no `no_such_function`: it is too old or too new");
}

} // namespace chaperone::tests
