#include "records/scripts/words.hpp"

#include "records/lines/quotes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chaperone::records {
namespace {

constexpr std::array<Words, 6> dialects{{
    {Dialect::sqlite, "sqlite", '"', "TEXT", "CREATE TEMP VIEW", "CAST({} AS INTEGER)", "", Reach::far, true, true},
    // Its texts are in the order of the database's language, and a cast of what is no number fails.
    {Dialect::postgresql, "postgresql", '"', "TEXT", "CREATE TEMP VIEW",
     "CAST(SUBSTRING({} FROM '^-?[0-9]{{1,18}}$') AS BIGINT)", " COLLATE \"C\"", Reach::far, true, true},
    {Dialect::duckdb, "duckdb", '"', "VARCHAR", "CREATE TEMP VIEW", "TRY_CAST({} AS BIGINT)", "", Reach::far, true,
     true},
    {Dialect::clickhouse, "clickhouse", '"', "Nullable(String)", "CREATE OR REPLACE VIEW", "toInt64OrNull({})", "",
     Reach::none, true, false, "UNION DISTINCT"},
    {Dialect::spark, "spark", '`', "STRING", "CREATE OR REPLACE TEMPORARY VIEW", "TRY_CAST({} AS BIGINT)", "",
     Reach::near, false, false},
    {Dialect::trino, "trino", '"', "VARCHAR", "CREATE OR REPLACE VIEW", "TRY_CAST({} AS BIGINT)", "", Reach::near, true,
     false},
}};

} // namespace

std::string Words::quoted(const std::string& identifier) const {
  return in_quotes(identifier, quote);
}

std::string Words::number(const std::string& expression) const {
  const std::string read = fmt::format(fmt::runtime(whole), expression);
  return fmt::format("CASE WHEN CAST({} AS {}) = {} THEN {} END", read, text, expression, read);
}

const Words& words_of(Dialect dialect) {
  return *std::ranges::find(dialects, dialect, &Words::dialect);
}

std::optional<Dialect> dialect_named(std::string_view name) {
  const auto found = std::ranges::find(dialects, name, &Words::name);
  return found == dialects.end() ? std::nullopt : std::optional(found->dialect);
}

std::vector<std::string> names_of_dialects() {
  std::vector<std::string> names;
  for (const Words& words : dialects)
    names.emplace_back(words.name);
  return names;
}

} // namespace chaperone::records
