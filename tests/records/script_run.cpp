#include "tests/records/script_run.hpp"

#include "records/lines/quotes.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace chaperone::tests {
namespace {

class Engine {
public:
  Engine() {
    sqlite3* opened = nullptr;
    sqlite3_open(":memory:", &opened);
    connection_.reset(opened);
  }

  /// Nothing where it is too much for SQLite.
  std::optional<std::set<Texts>> run(const std::string& statement) {
    std::set<Texts> rows;
    const auto take = [](void* into, int count, char** values, char**) {
      Texts row;
      for (int i = 0; i < count; ++i)
        row.emplace_back(values[i] != nullptr ? values[i] : "NULL");
      static_cast<std::set<Texts>*>(into)->insert(row);
      return 0;
    };
    if (sqlite3_exec(connection_.get(), statement.c_str(), take, &rows, nullptr) == SQLITE_OK)
      return rows;
    const std::string wrong = sqlite3_errmsg(connection_.get());
    if (wrong.find("overflow") != std::string::npos || wrong.find("too ") != std::string::npos ||
        wrong.starts_with("at most"))
      return std::nullopt;
    throw std::runtime_error(fmt::format("{}\n{}", wrong, statement));
  }

private:
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection_{nullptr, sqlite3_close};
};

void fill(Engine& engine, Rows& rows) {
  for (std::size_t i = 0; i < rows.tables().size(); ++i) {
    const records::SourceTable& table = rows.tables()[i];
    const std::string name = table_name(rows, i);
    engine.run(fmt::format("CREATE TABLE \"{}\" (\"{}\")", name, fmt::join(table.columns, "\", \"")));
    rows.read(table, [&](const records::SourceRow& row) {
      Texts values;
      for (const records::Cell& cell : row.cells)
        values.push_back(cell.is_null ? "NULL" : records::in_quotes(std::string(cell.text), '\''));
      engine.run(fmt::format("INSERT INTO \"{}\" VALUES ({})", name, fmt::join(values, ", ")));
      return true;
    });
  }
}

} // namespace

std::vector<Statement> statements_of(const std::string& script) {
  std::vector<Statement> made;
  std::istringstream lines(script);
  Statement next;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("-- ")) {
      next.comment = line.substr(3);
      continue;
    }
    if (line.empty())
      continue;
    next.text += line + "\n";
    if (line.ends_with(";")) {
      made.push_back(next);
      next.text.clear();
    }
  }
  return made;
}

bool add_missing(const model::System& system, Rows& rows) {
  for (const model::Relation& relation : system.relations) {
    const auto has_name = [&](const records::SourceTable& table) { return table.name == relation.name; };
    if (!relation.is_stated() || std::ranges::any_of(rows.tables(), has_name))
      continue;
    if (relation.places.empty())
      return false;
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < relation.places.size(); ++i)
      columns.push_back(fmt::format("column{}", i));
    rows.add(relation.name, columns, {Row(relation.places.size())});
  }
  return true;
}

std::string table_name(const Rows& rows, std::size_t table) {
  return fmt::format("{}_{}", rows.tables()[table].name, table);
}

std::vector<records::MapEntry> map_of(const Rows& rows) {
  std::vector<records::MapEntry> made;
  for (std::size_t i = 0; i < rows.tables().size(); ++i)
    made.push_back({rows.tables()[i].name, table_name(rows, i), rows.tables()[i].columns, "", 0});
  return made;
}

std::optional<std::map<std::string, std::set<Texts>>> rows_by_sqlite(const std::string& script, Rows& rows) {
  Engine engine;
  fill(engine, rows);
  std::map<std::string, std::set<Texts>> made;
  for (const Statement& statement : statements_of(script)) {
    auto found = engine.run(statement.text);
    if (!found)
      return std::nullopt;
    if (statement.is_query())
      made[statement.comment] = std::move(*found);
  }
  return made;
}

} // namespace chaperone::tests
