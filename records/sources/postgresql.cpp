// PostgreSQL as a database that is read, by libpq.
#include "records/sources/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <utility>

namespace chaperone::records {
namespace {

class Postgresql : public Connection {
public:
  ~Postgresql() override { PQfinish(connection_); }

  std::optional<std::string> open(const std::string& address) {
    connection_ = PQconnectdb(address.c_str());
    if (PQstatus(connection_) != CONNECTION_OK)
      return failure();
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    // One moment, and nothing written whatever a query says.
    return done("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  std::variant<std::vector<Table>, std::string> tables() override {
    return tables_listed_by(*this,
                            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                            "WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped "
                            "AND pg_table_is_visible(c.oid) AND c.relnamespace <> 'pg_catalog'::regnamespace "
                            "ORDER BY c.relname, a.attnum");
  }

  std::variant<std::vector<std::string>, std::string> columns(const std::string& query) override {
    const Result prepared(PQprepare(connection_, "", query.c_str(), 0, nullptr), PQclear);
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK)
      return failure();
    const Result described(PQdescribePrepared(connection_, ""), PQclear);
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK)
      return failure();
    std::vector<std::string> names;
    for (int i = 0; i < PQnfields(described.get()); ++i)
      names.emplace_back(PQfname(described.get(), i));
    return names;
  }

  std::optional<std::string> rows(const std::string& query,
                                  const std::function<bool(std::span<const Cell>)>& visit) override {
    if (PQsendQueryParams(connection_, query.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0)
      return failure();
    PQsetSingleRowMode(connection_);
    std::optional<std::string> failed;
    bool goes_on = true;
    std::vector<Cell> cells;
    while (PGresult* const next = PQgetResult(connection_)) {
      const Result result(next, PQclear);
      const ExecStatusType status = PQresultStatus(next);
      if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) {
        if (goes_on)
          failed = failure();
        continue;
      }
      cells.resize(static_cast<std::size_t>(PQnfields(next)));
      for (int row = 0; goes_on && row < PQntuples(next); ++row) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
          const int column = static_cast<int>(i);
          const bool is_null = PQgetisnull(next, row, column) != 0;
          cells[i] = {
              std::string_view(PQgetvalue(next, row, column), static_cast<std::size_t>(PQgetlength(next, row, column))),
              is_null, 0};
        }
        goes_on = visit(cells);
        if (!goes_on)
          cancel();
      }
    }
    return failed;
  }

private:
  using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

  std::optional<std::string> done(const char* command) {
    const Result result(PQexec(connection_, command), PQclear);
    return PQresultStatus(result.get()) == PGRES_COMMAND_OK ? std::nullopt : std::optional(failure());
  }

  void cancel() {
    const std::unique_ptr<PGcancel, void (*)(PGcancel*)> handle(PQgetCancel(connection_), PQfreeCancel);
    std::string why(256, '\0');
    PQcancel(handle.get(), why.data(), static_cast<int>(why.size()));
  }

  /// On one line; libpq ends each with a line feed.
  std::string failure() const {
    std::string words = PQerrorMessage(connection_);
    while (!words.empty() && words.back() == '\n')
      words.pop_back();
    for (char& c : words)
      if (c == '\n')
        c = ' ';
    return words.empty() ? "the connection was lost" : words;
  }

  PGconn* connection_ = nullptr;
};

} // namespace

OpenedConnection open_postgresql(const std::string& address) {
  auto made = std::make_unique<Postgresql>();
  if (auto wrong = made->open(address))
    return *wrong;
  return made;
}

} // namespace chaperone::records
