// Writes rules with data, their scripts in every dialect and what SQLite finds by its own, as one JSON document on each
// line, for the engines that tests/dialects/node runs.
//
//   dialect_cases FIRST COUNT        random rules and data, by their seeds
//   dialect_cases FILE.chap…         rule files with random data
//
// tests/records/sql_test.cpp holds SQLite against the audit and the interpreter on the same seeds.
#include "records/scripts/dialect.hpp"

#include "model/resolve/front_end.hpp"
#include "tests/records/random_case.hpp"
#include "tests/records/script_run.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <span>

namespace {

using namespace chaperone;
using nlohmann::json;

json tables_of(tests::Rows& rows) {
  json made = json::array();
  for (std::size_t i = 0; i < rows.tables().size(); ++i) {
    const records::SourceTable& table = rows.tables()[i];
    json filled = json::array();
    rows.read(table, [&](const records::SourceRow& row) {
      json cells = json::array();
      for (const records::Cell& cell : row.cells)
        cells.push_back(cell.is_null ? json() : json(cell.text));
      filled.push_back(std::move(cells));
      return true;
    });
    made.push_back({{"name", tests::table_name(rows, i)}, {"columns", table.columns}, {"rows", std::move(filled)}});
  }
  return made;
}

void write_case(const std::string& told, const model::System& system, tests::Rows rows) {
  if (!tests::add_missing(system, rows))
    return;
  json scripts = json::object();
  for (const std::string& dialect : records::names_of_dialects()) {
    json& statements = scripts[dialect] = json::array();
    for (const tests::Statement& it :
         tests::statements_of(records::sql_script(system, {*records::dialect_named(dialect), {}, tests::map_of(rows)})))
      statements.push_back({{"comment", it.comment}, {"text", it.text}, {"isQuery", it.is_query()}});
  }
  const std::string script = records::sql_script(system, {records::Dialect::sqlite, {}, tests::map_of(rows)});
  const auto found = tests::rows_by_sqlite(script, rows);
  if (!found)
    return;
  const json made{{"told", told}, {"tables", tables_of(rows)}, {"scripts", std::move(scripts)}, {"found", *found}};
  fmt::print("{}\n", made.dump());
}

void write_random(std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t seed = first; seed < first + count; ++seed)
    if (const auto it = tests::random_case(seed))
      write_case(it->told, it->system, it->data.rows);
}

void write_file(const std::string& path) {
  const model::Loaded loaded = model::load_system(path, model::read_from_disk());
  if (!loaded.system)
    return;
  tests::Draw draw(path.size() - path.rfind('/'));
  write_case(path, *loaded.system, tests::random_data(*loaded.system, draw, 2).rows);
}

} // namespace

int main(int count, char** words) {
  const std::span<char*> arguments(words + 1, static_cast<std::size_t>(count - 1));
  if (arguments.size() == 2 && std::string_view(arguments[0]).find('.') == std::string_view::npos) {
    write_random(std::strtoull(arguments[0], nullptr, 10), std::strtoull(arguments[1], nullptr, 10));
    return 0;
  }
  for (const char* const path : arguments)
    write_file(path);
  return 0;
}
