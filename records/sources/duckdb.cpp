// DuckDB as a database that is read. Its library is looked for when it is needed; what it offers is declared here as
// its documented C interface has it (https://duckdb.org/docs/api/c/overview).
#include "records/sources/connection.hpp"
#include "records/sources/shared_library.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <utility>

namespace chaperone::records {
namespace {

/// `duckdb_result`, whose members are not for us.
struct DuckResult {
  std::uint64_t columns, rows, changed;
  void *column_data, *error, *internal;
};

/// `duckdb_string_t`: a text of up to 12 bytes stands in it.
struct DuckText {
  std::uint32_t length;
  char start[4];
  union {
    char rest[8];
    const char* all;
  };

  std::string_view view() const {
    constexpr std::uint32_t longest_inside = 12;
    return {length <= longest_inside ? start : all, length};
  }
};

struct Library {
  int (*open_ext)(const char*, void**, void*, char**) = nullptr;
  int (*create_config)(void**) = nullptr;
  int (*set_config)(void*, const char*, const char*) = nullptr;
  void (*destroy_config)(void**) = nullptr;
  int (*connect)(void*, void**) = nullptr;
  void (*disconnect)(void**) = nullptr;
  void (*close)(void**) = nullptr;
  int (*prepare)(void*, const char*, void**) = nullptr;
  const char* (*prepare_error)(void*) = nullptr;
  void (*destroy_prepare)(void**) = nullptr;
  int (*pending)(void*, void**) = nullptr;
  const char* (*pending_error)(void*) = nullptr;
  int (*execute_pending)(void*, DuckResult*) = nullptr;
  void (*destroy_pending)(void**) = nullptr;
  const char* (*result_error)(DuckResult*) = nullptr;
  void (*destroy_result)(DuckResult*) = nullptr;
  std::uint64_t (*column_count)(DuckResult*) = nullptr;
  const char* (*column_name)(DuckResult*, std::uint64_t) = nullptr;
  void* (*fetch_chunk)(DuckResult) = nullptr;
  void (*destroy_data_chunk)(void**) = nullptr;
  std::uint64_t (*chunk_size)(void*) = nullptr;
  void* (*chunk_vector)(void*, std::uint64_t) = nullptr;
  void* (*vector_data)(void*) = nullptr;
  std::uint64_t* (*vector_validity)(void*) = nullptr;
  void (*free)(void*) = nullptr;
  std::string why_not; ///< not empty: there is no such library
};

const Library& library() {
  static const Library loaded = [] {
    Library made;
    const char* named = std::getenv("CHAPERONE_DUCKDB");
    SharedLibrary file(named != nullptr && *named != '\0' ? named : "libduckdb.so");
    file.take(made.open_ext, "duckdb_open_ext");
    file.take(made.create_config, "duckdb_create_config");
    file.take(made.set_config, "duckdb_set_config");
    file.take(made.destroy_config, "duckdb_destroy_config");
    file.take(made.connect, "duckdb_connect");
    file.take(made.disconnect, "duckdb_disconnect");
    file.take(made.close, "duckdb_close");
    file.take(made.prepare, "duckdb_prepare");
    file.take(made.prepare_error, "duckdb_prepare_error");
    file.take(made.destroy_prepare, "duckdb_destroy_prepare");
    // Rows come as they are made: not all of them are in the engine's memory before the first is read.
    file.take(made.pending, "duckdb_pending_prepared_streaming");
    file.take(made.pending_error, "duckdb_pending_error");
    file.take(made.execute_pending, "duckdb_execute_pending");
    file.take(made.destroy_pending, "duckdb_destroy_pending");
    file.take(made.result_error, "duckdb_result_error");
    file.take(made.destroy_result, "duckdb_destroy_result");
    file.take(made.column_count, "duckdb_column_count");
    file.take(made.column_name, "duckdb_column_name");
    file.take(made.fetch_chunk, "duckdb_fetch_chunk");
    file.take(made.destroy_data_chunk, "duckdb_destroy_data_chunk");
    file.take(made.chunk_size, "duckdb_data_chunk_get_size");
    file.take(made.chunk_vector, "duckdb_data_chunk_get_vector");
    file.take(made.vector_data, "duckdb_vector_get_data");
    file.take(made.vector_validity, "duckdb_vector_get_validity");
    file.take(made.free, "duckdb_free");
    if (!file.why_not().empty())
      made.why_not = fmt::format("DuckDB cannot be read, {}: CHAPERONE_DUCKDB may name its library", file.why_not());
    return made;
  }();
  return loaded;
}

class Duckdb : public Connection {
public:
  ~Duckdb() override {
    if (connection_ != nullptr)
      library().disconnect(&connection_);
    if (database_ != nullptr)
      library().close(&database_);
  }

  std::optional<std::string> open(const std::string& path) {
    if (!library().why_not.empty())
      return library().why_not;
    void* config = nullptr;
    library().create_config(&config);
    if (!path.empty())
      library().set_config(config, "access_mode", "READ_ONLY");
    char* wrong = nullptr;
    const int code = library().open_ext(path.empty() ? nullptr : path.c_str(), &database_, config, &wrong);
    library().destroy_config(&config);
    std::string words = wrong != nullptr ? wrong : "it cannot be opened";
    if (wrong != nullptr)
      library().free(wrong);
    if (code != 0)
      return words;
    if (library().connect(database_, &connection_) != 0)
      return "no connection can be made";
    return std::nullopt;
  }

  std::variant<std::vector<Table>, std::string> tables() override {
    return tables_listed_by(*this,
                            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND schema_name = "
                            "current_schema() ORDER BY table_name, column_index");
  }

  std::variant<std::vector<std::string>, std::string> columns(const std::string& query) override {
    std::vector<std::string> names;
    if (auto failed = ask(fmt::format("SELECT * FROM ({}) AS q LIMIT 0", query), [&](DuckResult& result) {
          for (std::uint64_t i = 0; i < library().column_count(&result); ++i)
            names.emplace_back(library().column_name(&result, i));
        }))
      return *failed;
    return names;
  }

  std::optional<std::string> rows(const std::string& query,
                                  const std::function<bool(std::span<const Cell>)>& visit) override {
    const auto found = columns(query);
    if (const auto* wrong = std::get_if<std::string>(&found))
      return *wrong;
    const std::size_t width = std::get<std::vector<std::string>>(found).size();
    std::string names, texts;
    for (std::size_t i = 0; i < width; ++i) {
      names += fmt::format("{}c{}", i == 0 ? "" : ", ", i);
      texts += fmt::format("{}CAST(c{} AS VARCHAR)", i == 0 ? "" : ", ", i);
    }
    return ask(fmt::format("SELECT {} FROM ({}) AS q({})", texts, query, names), [&](DuckResult& result) {
      std::vector<Cell> cells(width);
      bool goes_on = true;
      while (goes_on) {
        void* chunk = library().fetch_chunk(result);
        if (chunk == nullptr)
          return;
        for (std::uint64_t row = 0; goes_on && row < library().chunk_size(chunk); ++row) {
          for (std::size_t i = 0; i < width; ++i) {
            void* const vector = library().chunk_vector(chunk, i);
            const std::uint64_t* const validity = library().vector_validity(vector);
            const bool is_null = validity != nullptr && (validity[row / 64] >> (row % 64) & 1U) == 0;
            cells[i] = {is_null ? std::string_view()
                                : static_cast<DuckText*>(library().vector_data(vector))[row].view(),
                        is_null, 0};
          }
          goes_on = visit(cells);
        }
        library().destroy_data_chunk(&chunk);
      }
    });
  }

private:
  std::optional<std::string> ask(const std::string& query, const std::function<void(DuckResult&)>& take) {
    void* statement = nullptr;
    void* pending = nullptr;
    DuckResult result{};
    std::optional<std::string> failed;
    if (library().prepare(connection_, query.c_str(), &statement) != 0)
      failed = library().prepare_error(statement);
    else if (library().pending(statement, &pending) != 0)
      failed = library().pending_error(pending);
    else if (library().execute_pending(pending, &result) != 0)
      failed = library().result_error(&result);
    else {
      take(result);
      const char* wrong = library().result_error(&result); // while rows were made
      if (wrong != nullptr && *wrong != '\0')
        failed = wrong;
    }
    library().destroy_result(&result);
    library().destroy_pending(&pending);
    library().destroy_prepare(&statement);
    return failed;
  }

  void* database_ = nullptr;
  void* connection_ = nullptr;
};

} // namespace

OpenedConnection open_duckdb(const std::string& path) {
  auto made = std::make_unique<Duckdb>();
  if (auto wrong = made->open(path))
    return *wrong;
  return made;
}

} // namespace chaperone::records
