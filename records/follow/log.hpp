// A log: one file, the parts in a folder in the order of their names, or standard input, each JSON lines or CSV,
// whichever it begins like. Covered by tests/records/log_test.cpp.
#pragma once

#include "records/follow/event.hpp"
#include "records/follow/lines.hpp"
#include "records/follow/shape.hpp"
#include "records/lines/csv.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::follow {

/// The files that a path stands for: itself, or those of a folder. Empty with a message in `mistake`.
std::vector<std::string> parts_of(const std::string& path, std::string& mistake);

class Log {
public:
  /// `-` is read from `input`.
  Log(std::vector<std::string> files, Shape shape, records::ByteSource input);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Fills in the next event; false at the end and at a mistake.
  bool next(Event& event);
  const std::optional<records::Mistake>& mistake() const { return mistake_; }
  /// May reading go on behind the mistake? Then it is forgotten.
  bool go_on();
  std::uint64_t events() const { return events_; }
  /// Events are counted from here on: those before were followed already.
  void count_from(std::uint64_t events) { events_ = events; }

private:
  bool open_next();
  bool next_json(Event& event);
  bool next_csv(Event& event);
  void read_header(const records::CsvRecord& header);
  bool take_fields(const records::CsvRecord& record, Event& event);
  void fail(std::uint64_t line, std::uint64_t column, std::string message, bool may_go_on);

  struct CsvColumn {
    std::string name;
    const FieldTree* field = nullptr; ///< null: an argument of that name, or nothing that the map asks for
    bool is_argument = false;
  };

  std::vector<std::string> files_;
  std::size_t opened_ = 0;
  Shape shape_;
  records::ByteSource input_;
  std::shared_ptr<const std::string> file_;
  std::unique_ptr<Lines> lines_;
  std::unique_ptr<records::CsvReader> csv_;
  records::CsvRecord record_;
  std::vector<CsvColumn> columns_;
  std::optional<records::Mistake> mistake_;
  bool may_go_on_ = false;
  std::uint64_t events_ = 0;
};

} // namespace chaperone::follow
