// See log.hpp.
#include "records/follow/log.hpp"

#include "records/follow/json_event.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace chaperone::follow {

std::vector<std::string> parts_of(const std::string& path, std::string& mistake) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error))
    return {path};
  std::vector<std::string> files;
  for (auto entry = fs::directory_iterator(path, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with('.') && entry->is_regular_file(error))
      files.push_back(entry->path().string());
  }
  if (error)
    mistake = error.message();
  else if (files.empty())
    mistake = "there is no file in this folder";
  std::ranges::sort(files);
  return mistake.empty() ? files : std::vector<std::string>();
}

Log::Log(std::vector<std::string> files, Shape shape, records::ByteSource input)
    : files_(std::move(files)), shape_(std::move(shape)), input_(std::move(input)) {}

void Log::fail(std::uint64_t line, std::uint64_t column, std::string message, bool may_go_on) {
  mistake_ = records::Mistake{file_ ? *file_ : files_[opened_], line, column, std::move(message)};
  may_go_on_ = may_go_on;
}

bool Log::go_on() {
  if (may_go_on_)
    mistake_.reset();
  return may_go_on_;
}

bool Log::open_next() {
  lines_.reset();
  csv_.reset();
  if (opened_ == files_.size())
    return false;
  const std::string& path = files_[opened_];
  file_ = std::make_shared<const std::string>(path == "-" ? "standard input" : path);
  records::ByteSource source = input_;
  if (path != "-") {
    records::OpenedFile opened = records::open_regular(path);
    if (!opened.source) {
      fail(0, 0, opened.why_not, false);
      return false;
    }
    source = std::move(opened.source);
  }
  ++opened_;
  // Both readers begin with what was looked at to tell them apart.
  auto begun = std::make_shared<std::string>();
  auto at = std::make_shared<std::size_t>(0);
  char first = 0;
  std::string chunk(4096, '\0');
  while (first == 0) {
    const std::ptrdiff_t count = source(chunk.data(), chunk.size());
    if (count < 0)
      fail(0, 0, fmt::format("cannot be read: {}", records::words_for(static_cast<int>(-count))), false);
    if (count <= 0)
      break;
    begun->append(chunk, 0, static_cast<std::size_t>(count));
    std::string_view known = *begun;
    known.remove_prefix(known.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    const auto found = known.find_first_not_of(" \t\r\n");
    first = found == std::string_view::npos ? '\0' : known[found];
  }
  if (mistake_)
    return false;
  records::ByteSource whole = [begun, at, source](char* into, std::size_t most) -> std::ptrdiff_t {
    if (*at == begun->size())
      return source(into, most);
    const std::size_t count = begun->copy(into, most, *at);
    *at += count;
    return static_cast<std::ptrdiff_t>(count);
  };
  if (first == '{' || first == '[' || first == 0)
    lines_ = std::make_unique<Lines>(std::move(whole));
  else {
    csv_ = std::make_unique<records::CsvReader>(*file_, std::move(whole));
    if (csv_->next(record_))
      read_header(record_);
    if (csv_->mistake()) {
      mistake_ = csv_->mistake();
      may_go_on_ = false;
    }
  }
  return !mistake_;
}

bool Log::next(Event& event) {
  while (!mistake_) {
    if (!lines_ && !csv_ && !open_next())
      return false;
    if (lines_ ? next_json(event) : next_csv(event)) {
      event.number = ++events_;
      event.file = file_;
      return true;
    }
    if (!mistake_) {
      lines_.reset();
      csv_.reset();
    }
  }
  return false;
}

bool Log::next_json(Event& event) {
  std::string_view line;
  while (lines_->next(line)) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
      continue;
    event.line = lines_->number();
    const std::optional<LineMistake> wrong = read_json_event(line, shape_, event);
    if (!wrong)
      return true;
    ++events_; // a line that cannot be read has its number too
    fail(event.line, wrong->column, wrong->message, true);
    return false;
  }
  if (!lines_->mistake().empty())
    fail(lines_->number(), 0, lines_->mistake(), false);
  return false;
}

void Log::read_header(const records::CsvRecord& header) {
  columns_.clear();
  for (const records::CsvField& field : header.fields) {
    CsvColumn column{field.text, nullptr, false};
    const FieldTree* at = &shape_.fields();
    for (std::string_view rest = field.text; at != nullptr;) {
      const auto dot = std::min(rest.find('.'), rest.size());
      const auto found = at->fields.find(rest.substr(0, dot));
      at = found == at->fields.end() ? nullptr : &found->second;
      if (dot == rest.size())
        break;
      rest.remove_prefix(dot + 1);
    }
    column.field = at;
    column.is_argument = at == nullptr;
    if (std::ranges::any_of(columns_, [&](const CsvColumn& each) { return each.name == column.name; }))
      fail(field.line, field.column, fmt::format("the column `{}` stands here twice", model::visible(field.text)),
           false);
    columns_.push_back(std::move(column));
  }
  const auto says_rule = [](const CsvColumn& column) {
    return column.field != nullptr &&
           std::ranges::any_of(column.field->parts, [](const Part& part) { return part.kind == Part::Kind::rule; });
  };
  if (!mistake_ && std::ranges::none_of(columns_, says_rule))
    fail(header.line, 0, "no column says which rule an event is of, such as `rule`; is this CSV?", false);
}

bool Log::next_csv(Event& event) {
  if (!csv_->next(record_)) {
    if (csv_->mistake()) {
      mistake_ = csv_->mistake();
      may_go_on_ = false;
    }
    return false;
  }
  if (record_.fields.size() == columns_.size())
    return take_fields(record_, event);
  ++events_;
  fail(record_.line, 0, fmt::format("{} fields, where the header has {}", record_.fields.size(), columns_.size()),
       true);
  return false;
}

bool Log::take_fields(const records::CsvRecord& record, Event& event) {
  event.clear();
  event.has_flat_sets = true;
  event.line = record.line;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string& text = record.fields[i].text;
    if (record.fields[i].is_null())
      continue;
    if (columns_[i].is_argument)
      event.args.push_back({columns_[i].name, {text}});
    if (columns_[i].field == nullptr)
      continue;
    for (const Part& part : columns_[i].field->parts) {
      if (part.kind == Part::Kind::argument)
        event.args.push_back({shape_.paths()[part.argument], {text}});
      if (part.kind == Part::Kind::rule)
        event.kind = text;
      if (part.kind == Part::Kind::outcome) {
        event.outcome = shape_.outcome(text);
        event.outcome_text = text;
      }
      if (part.kind != Part::Kind::time)
        continue;
      event.at = text;
      event.when = read_when(text);
      if (!event.when) {
        ++events_;
        fail(
            record.fields[i].line, record.fields[i].column,
            fmt::format("`{}` is no time: write RFC 3339, or seconds or milliseconds since 1970", model::visible(text)),
            true);
        return false;
      }
    }
  }
  shape_.rename(event);
  return true;
}

} // namespace chaperone::follow
