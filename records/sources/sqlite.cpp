// SQLite files as databases that are read.
#include "records/lines/quotes.hpp"
#include "records/sources/connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace chaperone::records {
namespace {

class Sqlite : public Connection {
public:
  ~Sqlite() override { sqlite3_close_v2(connection_); }

  std::optional<std::string> open(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
      return failure();
    constexpr int patience = 5'000; // milliseconds that a writer may take
    sqlite3_busy_timeout(connection_, patience);
    // One transaction, so that all tables are of one moment.
    for (const char* statement : {"PRAGMA query_only = 1", "BEGIN", "SELECT count(*) FROM sqlite_schema"})
      if (sqlite3_exec(connection_, statement, nullptr, nullptr, nullptr) != SQLITE_OK)
        return failure();
    return std::nullopt;
  }

  std::variant<std::vector<Table>, std::string> tables() override {
    std::vector<Table> made;
    const auto failed = rows("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE "
                             "'sqlite_%' ORDER BY name",
                             [&](std::span<const Cell> cells) {
                               made.push_back({std::string(cells[0].text), {}});
                               return true;
                             });
    if (failed)
      return *failed;
    for (Table& table : made) {
      auto found = columns(fmt::format("SELECT * FROM {}", in_quotes(table.name, '"')));
      if (auto* names = std::get_if<std::vector<std::string>>(&found))
        table.columns = std::move(*names);
    }
    return made;
  }

  std::variant<std::vector<std::string>, std::string> columns(const std::string& query) override {
    const Statement statement = prepare(query);
    if (!statement)
      return failure();
    if (sqlite3_stmt_readonly(statement.get()) == 0)
      return "it would change the database";
    std::vector<std::string> names;
    for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
      names.emplace_back(sqlite3_column_name(statement.get(), i));
    return names;
  }

  std::optional<std::string> rows(const std::string& query,
                                  const std::function<bool(std::span<const Cell>)>& visit) override {
    const Statement statement = prepare(query);
    if (!statement)
      return failure();
    std::vector<Cell> cells(static_cast<std::size_t>(sqlite3_column_count(statement.get())));
    while (true) {
      const int code = sqlite3_step(statement.get());
      if (code == SQLITE_DONE)
        return std::nullopt;
      if (code != SQLITE_ROW)
        return failure();
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const int column = static_cast<int>(i);
        const bool is_null = sqlite3_column_type(statement.get(), column) == SQLITE_NULL;
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), column));
        cells[i] = {
            is_null ? std::string_view()
                    : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement.get(), column))),
            is_null, 0};
      }
      if (!visit(cells))
        return std::nullopt;
    }
  }

private:
  using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

  Statement prepare(const std::string& query) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(connection_, query.c_str(), static_cast<int>(query.size()), &statement, nullptr) !=
        SQLITE_OK)
      statement = nullptr;
    return {statement, sqlite3_finalize};
  }
  std::string failure() const { return sqlite3_errmsg(connection_); }

  sqlite3* connection_ = nullptr;
};

} // namespace

OpenedConnection open_sqlite(const std::string& path) {
  auto made = std::make_unique<Sqlite>();
  if (auto wrong = made->open(path))
    return *wrong;
  return made;
}

} // namespace chaperone::records
