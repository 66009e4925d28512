// A source whose tables are in memory, for tests.
#pragma once

#include "records/sources/source.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::tests {

/// Nothing stands for NULL.
using Row = std::vector<std::optional<std::string>>;

class Rows : public records::Source {
public:
  void add(const std::string& name, std::vector<std::string> columns, std::vector<Row> rows) {
    tables_.push_back({name, name, std::move(columns)});
    rows_.push_back(std::move(rows));
  }
  const std::vector<records::SourceTable>& tables() const override { return tables_; }
  std::optional<records::Mistake> read(const records::SourceTable& table, const records::RowVisitor& visit) override {
    for (std::size_t i = 0; i < tables_.size(); ++i)
      if (tables_[i].name == table.name)
        for (const Row& row : rows_[i]) {
          std::vector<records::Cell> cells;
          for (const auto& value : row)
            cells.push_back({value ? std::string_view(*value) : std::string_view(), !value.has_value(), 0});
          if (!visit({cells, 0}))
            return std::nullopt;
        }
    return std::nullopt;
  }

private:
  std::vector<records::SourceTable> tables_;
  std::vector<std::vector<Row>> rows_;
};

} // namespace chaperone::tests
