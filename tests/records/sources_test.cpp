// Where the rows of an audit come from: the file of `--map`, databases, and libraries that are loaded when needed.
#include "records/sources/connection.hpp"
#include "records/sources/map.hpp"
#include "records/sources/shared_library.hpp"

#include <catch2/catch.hpp>

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
