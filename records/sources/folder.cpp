// A folder of CSV and JSON-lines files as a source.
#include "records/lines/csv.hpp"
#include "records/lines/json_lines.hpp"
#include "records/sources/source.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

namespace chaperone::records {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

bool is_csv(const std::string& path) {
  return path.ends_with(".csv");
}

Mistake mistake_in(const std::string& file, std::string message, std::uint64_t line = 0, std::uint64_t column = 0) {
  return {file, line, column, std::move(message)};
}

/// The text of a value; nothing for null, and for an object or a list, which are no value of a column.
std::optional<std::string> text_of_value(const Json& value) {
  if (value.is_string())
    return value.get<std::string>();
  if (value.is_null() || value.is_structured())
    return std::nullopt;
  return value.dump();
}

/// Is it a whole number that is read as another one? Two ids would become one.
bool is_inexact(const Json& value) {
  return value.is_number_float() && std::abs(value.get<double>()) >= 9'007'199'254'740'992.0;
}

class Folder : public Source {
public:
  const std::vector<SourceTable>& tables() const override { return tables_; }

  std::optional<Mistake> open(const std::string& path, const std::vector<MapEntry>& map) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status))
      return mistake_in(path, error && error.value() != ENOENT ? words_for(error.value()) : "no such file or folder");
    if (!fs::is_directory(status))
      return mistake_in(path, "it is not a folder");
    std::vector<std::string> files;
    fs::directory_iterator file_entry(path, error);
    if (error)
      return mistake_in(path, words_for(error.value()));
    for (const fs::directory_iterator end; file_entry != end; file_entry.increment(error)) {
      const std::string ending = file_entry->path().extension();
      if (ending == ".csv" || ending == ".jsonl" || ending == ".ndjson")
        files.push_back(file_entry->path());
    }
    if (error)
      return mistake_in(path, words_for(error.value()));
    std::ranges::sort(files);
    std::map<std::string, std::string> known;
    for (const MapEntry& entry : map) {
      if (!entry.query.empty())
        return mistake_in(path,
                          fmt::format("`{}`: a folder answers no queries: name a file", model::visible(entry.name)));
      const fs::path file = fs::path(path) / entry.table;
      known.emplace(entry.name, file);
      if (auto mistake = add(entry.name, file, entry.columns))
        return mistake;
    }
    for (const std::string& file : files) {
      const std::string name = fs::path(file).stem();
      if (std::ranges::find(map, name, &MapEntry::name) != map.end() ||
          std::ranges::any_of(map, [&](const MapEntry& it) { return fs::path(file).filename() == it.table; }))
        continue;
      if (const auto [other, is_new] = known.emplace(name, file); !is_new)
        return mistake_in(
            file, fmt::format("`{}` has a file already: {}", model::visible(name), model::visible(other->second)));
      if (auto mistake = add(name, file, {}))
        return mistake;
    }
    std::ranges::sort(tables_, {}, &SourceTable::name);
    return std::nullopt;
  }

  std::optional<Mistake> read(const SourceTable& table, const RowVisitor& visit) override {
    OpenedFile file = open_regular(table.origin);
    if (!file.source)
      return mistake_in(table.origin, file.why_not);
    const SourceTable whole{table.name, table.origin, all_columns_.at(table.name)};
    const std::vector<std::size_t>& places = chosen_.at(table.name);
    std::vector<Cell> cells(places.size());
    const auto visit_chosen = [&](const SourceRow& row) {
      if (places.empty())
        return visit(row);
      for (std::size_t i = 0; i < places.size(); ++i)
        cells[i] = row.cells[places[i]];
      return visit({cells, row.line});
    };
    return is_csv(table.origin) ? read_csv(whole, std::move(file.source), visit_chosen)
                                : read_json(whole, std::move(file.source), visit_chosen);
  }

private:
  /// With `chosen`, only these columns, in that order.
  std::optional<Mistake> add(const std::string& name, const std::string& file, const std::vector<std::string>& chosen) {
    SourceTable table{name, file, {}};
    if (auto mistake = read_columns(table))
      return mistake;
    std::vector<std::size_t>& places = chosen_[name];
    for (const std::string& column : chosen) {
      const auto found = std::ranges::find(table.columns, column);
      if (found == table.columns.end())
        return mistake_in(file, fmt::format("it has no column `{}`", model::visible(column)), 1);
      places.push_back(static_cast<std::size_t>(found - table.columns.begin()));
    }
    all_columns_[name] = table.columns;
    if (!chosen.empty()) {
      table.columns = chosen;
      table.is_in_order = true;
    }
    tables_.push_back(std::move(table));
    return std::nullopt;
  }

  static std::optional<Mistake> read_columns(SourceTable& table) {
    OpenedFile file = open_regular(table.origin);
    if (!file.source)
      return mistake_in(table.origin, file.why_not);
    if (is_csv(table.origin)) {
      CsvReader reader(table.origin, std::move(file.source));
      CsvRecord header;
      if (!reader.next(header))
        return reader.mistake() ? reader.mistake()
                                : mistake_in(table.origin, "it is empty: a header with the names of the columns is "
                                                           "needed, even if there are no rows");
      for (const CsvField& field : header.fields)
        table.columns.push_back(field.text);
    } else {
      JsonLineReader reader(table.origin, std::move(file.source));
      JsonLine line;
      if (!reader.next(line))
        return reader.mistake();
      if (line.value.is_object())
        for (const auto& item : line.value.items())
          table.columns.push_back(item.key());
      else if (line.value.is_array())
        for (std::size_t i = 0; i < line.value.size(); ++i)
          table.columns.push_back(fmt::format("c{}", i + 1));
      else
        return mistake_in(table.origin, "an object or a list is needed in each line", line.line);
    }
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (std::ranges::count(table.columns, table.columns[i]) > 1)
        return mistake_in(table.origin, fmt::format("two columns are called `{}`", model::visible(table.columns[i])),
                          1);
    return std::nullopt;
  }

  static std::optional<Mistake> read_csv(const SourceTable& table, ByteSource source, const RowVisitor& visit) {
    CsvReader reader(table.origin, std::move(source), BlankLines::of_one_field);
    CsvRecord record;
    reader.next(record); // the header
    std::vector<Cell> cells(table.columns.size());
    while (reader.next(record)) {
      if (record.fields.size() != cells.size())
        return mistake_in(table.origin,
                          fmt::format("{} field{} where the header has {}", record.fields.size(),
                                      record.fields.size() == 1 ? "" : "s", cells.size()),
                          record.line);
      for (std::size_t i = 0; i < cells.size(); ++i)
        cells[i] = {record.fields[i].text, record.fields[i].is_null(), record.fields[i].column};
      if (!visit({cells, record.line}))
        return std::nullopt;
    }
    return reader.mistake();
  }

  static std::optional<Mistake> read_json(const SourceTable& table, ByteSource source, const RowVisitor& visit) {
    JsonLineReader reader(table.origin, std::move(source));
    std::vector<std::optional<std::string>> texts(table.columns.size());
    std::vector<Cell> cells(table.columns.size());
    const Json nothing;
    for (JsonLine line; reader.next(line);) {
      const bool is_list = line.value.is_array();
      if (!line.value.is_object() && !is_list)
        return mistake_in(table.origin, "an object or a list is needed in each line", line.line);
      std::size_t found = 0;
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const bool is_there = is_list ? i < line.value.size() : line.value.contains(table.columns[i]);
        const Json& value = !is_there ? nothing : is_list ? line.value[i] : line.value[table.columns[i]];
        found += is_there ? 1 : 0;
        if (value.is_structured())
          return mistake_in(table.origin,
                            fmt::format("the value of `{}` is a list or an object: an id is a text or a number",
                                        model::visible(table.columns[i])),
                            line.line);
        if (is_inexact(value))
          return mistake_in(table.origin,
                            fmt::format("the number of `{}` is too large to be read exactly: write it as a text",
                                        model::visible(table.columns[i])),
                            line.line);
        texts[i] = text_of_value(value);
        cells[i] = {texts[i] ? std::string_view(*texts[i]) : std::string_view(), !texts[i].has_value(), 0};
      }
      if (found != line.value.size())
        return mistake_in(table.origin, "it has a name or a place that the first line does not have", line.line);
      if (!visit({cells, line.line}))
        return std::nullopt;
    }
    return reader.mistake();
  }

  std::vector<SourceTable> tables_;
  std::map<std::string, std::vector<std::string>> all_columns_; ///< by table
  std::map<std::string, std::vector<std::size_t>> chosen_;      ///< by table; empty: all
};

} // namespace

OpenedSource open_folder(const std::string& path, const std::vector<MapEntry>& map) {
  auto folder = std::make_unique<Folder>();
  if (auto mistake = folder->open(path, map))
    return std::move(*mistake);
  return folder;
}

} // namespace chaperone::records
