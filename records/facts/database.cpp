#include "records/facts/database.hpp"

#include "model/text/ids.hpp"
#include "solver/api/errors.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace chaperone::records {
namespace {

/// SQLite hands out the part that it knows of, which comes first.
struct Table {
  sqlite3_vtab base{};
  const FactTable* facts = nullptr;
};

struct Cursor {
  sqlite3_vtab_cursor base{};
  const FactTable* facts = nullptr;
  const FactTable::Order* order = nullptr;
  std::size_t at = 0, end = 0;
};

struct Attached {
  const FactTable* facts;
  std::vector<std::string> columns;
};

const FactTable& facts_of(sqlite3_vtab* table) {
  return *reinterpret_cast<Table*>(table)->facts;
}

int connect(sqlite3* database, void* known, int, const char* const* args, sqlite3_vtab** made, char**) {
  std::size_t index = 0;
  const std::string_view text(args[3]);
  std::from_chars(text.data(), text.data() + text.size(), index);
  const Attached& attached = (*static_cast<std::vector<Attached>*>(known))[index];
  const int code =
      sqlite3_declare_vtab(database, fmt::format("CREATE TABLE t ({})", fmt::join(attached.columns, ", ")).c_str());
  if (code != SQLITE_OK)
    return code;
  auto table = std::make_unique<Table>();
  table->facts = attached.facts;
  *made = &table.release()->base;
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
  delete reinterpret_cast<Table*>(table);
  return SQLITE_OK;
}

/// `idxNum` is the order's first column, and above that how many columns are given.
constexpr int given_shift = 8;

int best_index(sqlite3_vtab* vtab, sqlite3_index_info* info) {
  const FactTable& facts = facts_of(vtab);
  const std::size_t arity = facts.arity();
  const auto rows = static_cast<double>(facts.count());
  std::vector<int> constraint(arity, -1);
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& it = info->aConstraint[i];
    if (it.usable != 0 && it.op == SQLITE_INDEX_CONSTRAINT_EQ && it.iColumn >= 0 &&
        static_cast<std::size_t>(it.iColumn) < arity)
      constraint[static_cast<std::size_t>(it.iColumn)] = i;
  }
  std::size_t best = 0, most = 0;
  double found = rows;
  for (std::size_t first = 0; first < arity; ++first) {
    if (constraint[first] < 0)
      continue;
    const FactTable::Order& order = facts.order(first);
    std::size_t given = 0;
    while (given < arity && constraint[order.columns[given]] >= 0)
      ++given;
    double left = rows / static_cast<double>(std::max<std::size_t>(order.different, 1));
    for (std::size_t i = 1; i < given; ++i)
      left /= 10;
    if (given == arity)
      left = 1;
    if (given > most || (given == most && left < found)) {
      best = first;
      most = given;
      found = left;
    }
  }
  if (arity > 0 && most > 0) {
    const FactTable::Order& order = facts.order(best);
    for (std::size_t i = 0; i < most; ++i) {
      const auto used = static_cast<std::size_t>(constraint[order.columns[i]]);
      info->aConstraintUsage[used].argvIndex = static_cast<int>(i) + 1;
      info->aConstraintUsage[used].omit = 1;
    }
  }
  info->idxNum = static_cast<int>(best) | (static_cast<int>(most) << given_shift);
  info->estimatedRows = static_cast<sqlite3_int64>(std::max(found, 1.0));
  info->estimatedCost = (most > 0 ? 2 : 1) + std::max(found, 1.0);
  if (arity > 0 && most == arity)
    info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
  return SQLITE_OK;
}

int open_cursor(sqlite3_vtab* table, sqlite3_vtab_cursor** made) {
  auto cursor = std::make_unique<Cursor>();
  cursor->facts = &facts_of(table);
  *made = &cursor.release()->base;
  return SQLITE_OK;
}

int close_cursor(sqlite3_vtab_cursor* cursor) {
  delete reinterpret_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int number, const char*, int count, sqlite3_value** values) {
  auto& cursor = *reinterpret_cast<Cursor*>(base);
  std::array<std::uint32_t, 64> prefix{};
  cursor.order = &cursor.facts->order(static_cast<std::size_t>(number & ((1 << given_shift) - 1)));
  for (int i = 0; i < count; ++i) {
    const sqlite3_int64 value = sqlite3_value_int64(values[i]);
    if (value < 0 || value >= std::numeric_limits<std::uint32_t>::max() ||
        sqlite3_value_type(values[i]) != SQLITE_INTEGER) {
      cursor.at = cursor.end = 0;
      return SQLITE_OK;
    }
    prefix.at(static_cast<std::size_t>(i)) = static_cast<std::uint32_t>(value);
  }
  const auto [from, to] = cursor.facts->range(*cursor.order, std::span(prefix).first(static_cast<std::size_t>(count)));
  cursor.at = from;
  cursor.end = to;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
  ++reinterpret_cast<Cursor*>(base)->at;
  return SQLITE_OK;
}

int is_at_end(sqlite3_vtab_cursor* base) {
  const auto& cursor = *reinterpret_cast<Cursor*>(base);
  return cursor.at >= cursor.end ? 1 : 0;
}

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index) {
  const auto& cursor = *reinterpret_cast<Cursor*>(base);
  const std::size_t arity = cursor.facts->arity();
  if (arity == 0) {
    sqlite3_result_int64(context, 1);
    return SQLITE_OK;
  }
  // The column in front has moved there from its own place, and those before that have made room.
  const std::size_t first = cursor.order->columns.front();
  const auto wanted = static_cast<std::size_t>(index);
  const std::size_t place = wanted == first ? 0 : wanted < first ? wanted + 1 : wanted;
  sqlite3_result_int64(context, cursor.facts->rows(*cursor.order)[cursor.at * arity + place]);
  return SQLITE_OK;
}

int row_id(sqlite3_vtab_cursor* base, sqlite3_int64* id) {
  *id = static_cast<sqlite3_int64>(reinterpret_cast<Cursor*>(base)->at);
  return SQLITE_OK;
}

const sqlite3_module& facts_module() {
  static const sqlite3_module made = [] {
    sqlite3_module it{};
    it.iVersion = 1;
    it.xCreate = connect;
    it.xConnect = connect;
    it.xBestIndex = best_index;
    it.xDisconnect = disconnect;
    it.xDestroy = disconnect;
    it.xOpen = open_cursor;
    it.xClose = close_cursor;
    it.xFilter = filter;
    it.xNext = next;
    it.xEof = is_at_end;
    it.xColumn = column;
    it.xRowid = row_id;
    return it;
  }();
  return made;
}

} // namespace

struct Database::Handle {
  sqlite3* connection = nullptr;
  std::vector<Attached> tables;
  std::function<bool()> is_cut;
};

Database::Database() : handle_(std::make_unique<Handle>()) {
  if (sqlite3_open(":memory:", &handle_->connection) != SQLITE_OK ||
      sqlite3_create_module(handle_->connection, "facts", &facts_module(), &handle_->tables) != SQLITE_OK)
    throw solver::InternalError("SQLite cannot open a database in memory");
}

Database::~Database() {
  sqlite3_close_v2(handle_->connection);
}

void Database::attach(const std::string& name, const FactTable& table, const std::vector<std::string>& columns) {
  handle_->tables.push_back({&table, columns});
  if (auto mistake = run(fmt::format("CREATE VIRTUAL TABLE temp.{} USING facts({})", name, handle_->tables.size() - 1)))
    throw solver::InternalError(fmt::format("SQLite does not take a table: {}", *mistake));
}

std::optional<std::string> Database::query(const std::string& sql,
                                           const std::function<bool(std::span<const std::int64_t>)>& visit) {
  sqlite3_stmt* prepared = nullptr;
  const auto failure = [&] { return std::string(sqlite3_errmsg(handle_->connection)); };
  if (sqlite3_prepare_v2(handle_->connection, sql.c_str(), static_cast<int>(sql.size()), &prepared, nullptr) !=
      SQLITE_OK)
    return failure();
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepared, sqlite3_finalize);
  std::vector<std::int64_t> row(static_cast<std::size_t>(sqlite3_column_count(prepared)));
  while (true) {
    const int code = sqlite3_step(prepared);
    if (code == SQLITE_DONE)
      return std::nullopt;
    if (code != SQLITE_ROW)
      return failure();
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = sqlite3_column_int64(prepared, static_cast<int>(i));
    if (!visit(row))
      return std::nullopt;
  }
}

std::optional<std::string> Database::run(const std::string& sql) {
  return query(sql, [](std::span<const std::int64_t>) { return true; });
}

void Database::stop_when(std::function<bool()> is_cut) {
  constexpr int instructions = 10'000;
  handle_->is_cut = std::move(is_cut);
  sqlite3_progress_handler(
      handle_->connection, instructions, [](void* handle) { return static_cast<Handle*>(handle)->is_cut() ? 1 : 0; },
      handle_.get());
}

} // namespace chaperone::records
