// The scripts of `audit --sql`: on random rules and data, SQLite finds by them what the audit finds in memory.
#include "records/audit/audit.hpp"
#include "records/lines/quotes.hpp"
#include "records/scripts/dialect.hpp"

#include "model/resolve/front_end.hpp"
#include "tests/records/random_data.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <set>
#include <sstream>

namespace chaperone::tests::audits {
namespace {

using Texts = std::vector<std::string>;

class Engine {
public:
  Engine() {
    sqlite3* opened = nullptr;
    REQUIRE(sqlite3_open(":memory:", &opened) == SQLITE_OK);
    connection_.reset(opened);
  }

  std::set<Texts> run(const std::string& statement) {
    std::set<Texts> rows;
    char* wrong = nullptr;
    const int code = sqlite3_exec(
        connection_.get(), statement.c_str(),
        [](void* into, int count, char** values, char**) {
          Texts row;
          for (int i = 0; i < count; ++i)
            row.emplace_back(values[i] != nullptr ? values[i] : "NULL");
          static_cast<std::set<Texts>*>(into)->insert(row);
          return 0;
        },
        &rows, &wrong);
    INFO(statement);
    INFO((wrong != nullptr ? wrong : ""));
    CHECK(code == SQLITE_OK);
    sqlite3_free(wrong);
    return rows;
  }

private:
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection_{nullptr, sqlite3_close};
};

std::set<Texts> texts_of(const records::Store& store, const model::System& system, const records::PromiseAudit& promise,
                         const records::Cases& cases) {
  std::set<Texts> made;
  for (std::size_t i = 0; i < cases.count; ++i) {
    Texts row;
    for (std::size_t k = 0; k < promise.leading.size(); ++k)
      row.emplace_back(
          store.individuals(system[promise.leading[k]].sort).id(cases.all.tuples()[i * cases.all.arity() + k]));
    if (row.empty())
      row.emplace_back("1");
    made.insert(row);
  }
  return made;
}

/// The statements of a script with the comment before each.
std::vector<std::pair<std::string, std::string>> statements_of(const std::string& script) {
  std::vector<std::pair<std::string, std::string>> made;
  std::istringstream lines(script);
  std::string comment, statement;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("-- ")) {
      comment = line.substr(3);
      continue;
    }
    statement += line + "\n";
    if (line.ends_with(";")) {
      made.emplace_back(comment, statement);
      statement.clear();
    }
  }
  return made;
}

} // namespace

TEST_CASE("the script for SQLite finds in random data what the audit finds") {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const auto files = tests::random_system(seed, seed % 2 == 0 ? tests::Shape::anything : tests::Shape::reaching);
    const model::Loaded loaded = model::load_system("rules.chap", [&](const std::string& path) {
      const auto found = files.find(path);
      return found == files.end() ? model::FileBytes{std::nullopt, "no such file"}
                                  : model::FileBytes{found->second, {}};
    });
    if (!loaded.system)
      continue;
    const model::System& system = *loaded.system;
    tests::Draw draw(seed);
    tests::RandomData data = tests::random_data(system, draw, seed % 3 == 0 ? 2 : 0);
    records::Store store(system);
    REQUIRE_FALSE(store.load(data.rows));
    INFO("seed " << seed << "\n" << tests::told(files));
    Engine engine;
    records::SqlOptions options;
    bool has_all = true;
    for (const model::Relation& relation : system.relations)
      has_all = has_all && (!relation.is_stated() || std::ranges::any_of(data.rows.tables(), [&](const auto& table) {
                  return table.name == relation.name;
                }));
    if (!has_all) // a script is for tables that are there
      continue;
    for (const records::SourceTable& table : data.rows.tables()) {
      options.map.push_back({table.name, table.name, table.columns, "", 0});
      engine.run(fmt::format("CREATE TABLE {} ({})", table.name, fmt::join(table.columns, ", ")));
      data.rows.read(table, [&](const records::SourceRow& row) {
        std::string values;
        for (const records::Cell& cell : row.cells)
          values += fmt::format("{}{}", values.empty() ? "" : ", ",
                                cell.is_null ? "NULL" : records::in_quotes(std::string(cell.text), '\''));
        engine.run(fmt::format("INSERT INTO {} VALUES ({})", table.name, values));
        return true;
      });
    }
    const records::Audit found = records::audit(store, {});
    const auto statements = statements_of(records::sql_script(system, options));
    for (const auto& [comment, statement] : statements) {
      const std::set<Texts> rows = engine.run(statement);
      for (const records::PromiseAudit& promise : found.promises) {
        const std::string& name = system[promise.property].name;
        if (promise.not_judged || !promise.open.empty())
          continue;
        INFO(statement);
        std::set<Texts> wanted = texts_of(store, system, promise, promise.broken);
        if (comment.starts_with(name + ": broken: ")) {
          CHECK(rows == wanted);
          ++compared;
        } else if (comment == name + ": broken or possibly broken") {
          wanted.merge(texts_of(store, system, promise, promise.possibly_broken));
          CHECK(rows == wanted);
        }
      }
    }
  }
  CHECK(compared > 100);
}

TEST_CASE("a script names what it cannot say, and its queries are those of the map") {
  const std::string root = CHAPERONE_SOURCE_DIR;
  const model::Loaded loaded = model::load_system(root + "/specs/org_chart/org_chart.chap", model::read_from_disk());
  REQUIRE(loaded.system);
  const std::string spark = records::sql_script(*loaded.system, {records::Dialect::spark, {}, {}});
  CHECK(spark.find("-- sees_rivals: not written: it asks for a closure") != std::string::npos);
  records::SqlOptions options{records::Dialect::postgresql, {}, {}};
  options.map.push_back({"manages", "", {}, "select who, team from posts", 1});
  const std::string script = records::sql_script(*loaded.system, options);
  CHECK(script.find("WITH q (c1, c2) AS (\nselect who, team from posts\n)") != std::string::npos);
  CHECK(script.find("WITH RECURSIVE edge") != std::string::npos);
}

} // namespace chaperone::tests::audits
