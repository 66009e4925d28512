#include "records/sources/map.hpp"

#include "model/resolve/front_end.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace chaperone::records {
namespace {

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

bool is_query(const std::string& text) {
  const auto begins = [&](std::string_view word) {
    return text.size() > word.size() && std::isspace(static_cast<unsigned char>(text[word.size()])) != 0 &&
           std::ranges::equal(text.substr(0, word.size()), word,
                              [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
  };
  return begins("select") || begins("with");
}

/// Takes `table(column, …)` apart; false where a bracket is missing.
bool take_table(const std::string& text, MapEntry& into) {
  const auto open = text.find('(');
  into.table = trimmed(text.substr(0, open));
  if (open == std::string::npos)
    return true;
  if (text.back() != ')')
    return false;
  std::istringstream columns(text.substr(open + 1, text.size() - open - 2));
  for (std::string column; std::getline(columns, column, ',');)
    into.columns.push_back(trimmed(column));
  return !into.table.empty() && std::ranges::find(into.columns, "") == into.columns.end();
}

} // namespace

std::variant<std::vector<MapEntry>, Mistake> parse_map(const std::string& path, const std::string& text) {
  std::vector<MapEntry> entries;
  std::vector<std::string> said;
  std::istringstream lines(text);
  std::uint64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string words = trimmed(line);
    if (words.empty() || words[0] == '#')
      continue;
    if (line[0] == ' ' || line[0] == '\t') {
      if (entries.empty())
        return Mistake{path, number, 1, "the first line of an entry is missing: `NAME: TABLE` or `NAME: select …`"};
      said.back() += "\n" + words;
      continue;
    }
    const auto colon = words.find(':');
    if (colon == std::string::npos)
      return Mistake{path, number, 1, "`NAME: TABLE` or `NAME: select …` is needed"};
    MapEntry entry;
    entry.name = trimmed(words.substr(0, colon));
    entry.line = number;
    if (std::ranges::find(entries, entry.name, &MapEntry::name) != entries.end())
      return Mistake{path, number, 1, fmt::format("`{}` is named twice", model::visible(entry.name))};
    entries.push_back(std::move(entry));
    said.push_back(trimmed(words.substr(colon + 1)));
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_query(said[i]))
      entries[i].query = said[i].ends_with(';') ? said[i].substr(0, said[i].size() - 1) : said[i];
    else if (said[i].empty() || !take_table(said[i], entries[i]))
      return Mistake{
          path, entries[i].line, 1,
          fmt::format("`{}` needs a table, `table(column, …)`, or a query that begins with `select` or `with`",
                      model::visible(entries[i].name))};
  }
  return entries;
}

std::variant<std::vector<MapEntry>, Mistake> read_map(const std::string& path) {
  const model::FileBytes file = model::read_from_disk()(path);
  if (!file.bytes)
    return Mistake{path, 0, 0, file.why_not};
  return parse_map(path, *file.bytes);
}

} // namespace chaperone::records
