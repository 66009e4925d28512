// PostgreSQL as a database that is read, by libpq, whose library is looked for when it is needed.
#include "records/sources/connection.hpp"
#include "records/sources/shared_library.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <utility>

namespace chaperone::records {
namespace {

/// The functions of libpq that are used here.
struct Libpq {
  decltype(&::PQcancel) cancel = nullptr;
  decltype(&::PQclear) clear = nullptr;
  decltype(&::PQconnectdb) connectdb = nullptr;
  decltype(&::PQdescribePrepared) describePrepared = nullptr;
  decltype(&::PQerrorMessage) errorMessage = nullptr;
  decltype(&::PQexec) exec = nullptr;
  decltype(&::PQfinish) finish = nullptr;
  decltype(&::PQfname) fname = nullptr;
  decltype(&::PQfreeCancel) freeCancel = nullptr;
  decltype(&::PQgetCancel) getCancel = nullptr;
  decltype(&::PQgetResult) getResult = nullptr;
  decltype(&::PQgetisnull) getisnull = nullptr;
  decltype(&::PQgetlength) getlength = nullptr;
  decltype(&::PQgetvalue) getvalue = nullptr;
  decltype(&::PQnfields) nfields = nullptr;
  decltype(&::PQntuples) ntuples = nullptr;
  decltype(&::PQprepare) prepare = nullptr;
  decltype(&::PQresultStatus) resultStatus = nullptr;
  decltype(&::PQsendQueryParams) sendQueryParams = nullptr;
  decltype(&::PQsetNoticeProcessor) setNoticeProcessor = nullptr;
  decltype(&::PQsetSingleRowMode) setSingleRowMode = nullptr;
  decltype(&::PQstatus) status = nullptr;
  std::string why_not; ///< not empty: there is no such library
};

const Libpq& libpq() {
  static const Libpq loaded = [] {
    Libpq made;
    SharedLibrary file("libpq.so.5");
    file.take(made.cancel, "PQcancel");
    file.take(made.clear, "PQclear");
    file.take(made.connectdb, "PQconnectdb");
    file.take(made.describePrepared, "PQdescribePrepared");
    file.take(made.errorMessage, "PQerrorMessage");
    file.take(made.exec, "PQexec");
    file.take(made.finish, "PQfinish");
    file.take(made.fname, "PQfname");
    file.take(made.freeCancel, "PQfreeCancel");
    file.take(made.getCancel, "PQgetCancel");
    file.take(made.getResult, "PQgetResult");
    file.take(made.getisnull, "PQgetisnull");
    file.take(made.getlength, "PQgetlength");
    file.take(made.getvalue, "PQgetvalue");
    file.take(made.nfields, "PQnfields");
    file.take(made.ntuples, "PQntuples");
    file.take(made.prepare, "PQprepare");
    file.take(made.resultStatus, "PQresultStatus");
    file.take(made.sendQueryParams, "PQsendQueryParams");
    file.take(made.setNoticeProcessor, "PQsetNoticeProcessor");
    file.take(made.setSingleRowMode, "PQsetSingleRowMode");
    file.take(made.status, "PQstatus");
    if (!file.why_not().empty())
      made.why_not = fmt::format("PostgreSQL cannot be read, {}; the package libpq5 has it", file.why_not());
    return made;
  }();
  return loaded;
}

class Postgresql : public Connection {
public:
  ~Postgresql() override {
    if (connection_ != nullptr)
      libpq().finish(connection_);
  }

  std::optional<std::string> open(const std::string& address) {
    if (!libpq().why_not.empty())
      return libpq().why_not;
    connection_ = libpq().connectdb(address.c_str());
    if (libpq().status(connection_) != CONNECTION_OK)
      return failure();
    libpq().setNoticeProcessor(
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
    const Result prepared(libpq().prepare(connection_, "", query.c_str(), 0, nullptr), libpq().clear);
    if (libpq().resultStatus(prepared.get()) != PGRES_COMMAND_OK)
      return failure();
    const Result described(libpq().describePrepared(connection_, ""), libpq().clear);
    if (libpq().resultStatus(described.get()) != PGRES_COMMAND_OK)
      return failure();
    std::vector<std::string> names;
    for (int i = 0; i < libpq().nfields(described.get()); ++i)
      names.emplace_back(libpq().fname(described.get(), i));
    return names;
  }

  std::optional<std::string> rows(const std::string& query,
                                  const std::function<bool(std::span<const Cell>)>& visit) override {
    if (libpq().sendQueryParams(connection_, query.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0)
      return failure();
    libpq().setSingleRowMode(connection_);
    std::optional<std::string> failed;
    bool goes_on = true;
    std::vector<Cell> cells;
    while (PGresult* const next = libpq().getResult(connection_)) {
      const Result result(next, libpq().clear);
      const ExecStatusType status = libpq().resultStatus(next);
      if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) {
        if (goes_on)
          failed = failure();
        continue;
      }
      cells.resize(static_cast<std::size_t>(libpq().nfields(next)));
      for (int row = 0; goes_on && row < libpq().ntuples(next); ++row) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
          const int column = static_cast<int>(i);
          const bool is_null = libpq().getisnull(next, row, column) != 0;
          cells[i] = {std::string_view(libpq().getvalue(next, row, column),
                                       static_cast<std::size_t>(libpq().getlength(next, row, column))),
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
    const Result result(libpq().exec(connection_, command), libpq().clear);
    return libpq().resultStatus(result.get()) == PGRES_COMMAND_OK ? std::nullopt : std::optional(failure());
  }

  void cancel() {
    const std::unique_ptr<PGcancel, void (*)(PGcancel*)> handle(libpq().getCancel(connection_), libpq().freeCancel);
    std::string why(256, '\0');
    libpq().cancel(handle.get(), why.data(), static_cast<int>(why.size()));
  }

  /// On one line; libpq ends each with a line feed.
  std::string failure() const {
    std::string words = libpq().errorMessage(connection_);
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
