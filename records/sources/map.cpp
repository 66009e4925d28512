#include "records/sources/map.hpp"

#include "model/resolve/front_end.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>
#include <utility>

namespace chaperone::records {
namespace {

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// Does the word stand there, with a blank behind it?
bool is_word(const std::string& text, std::size_t at, std::string_view word) {
  return text.size() > at + word.size() && std::isspace(static_cast<unsigned char>(text[at + word.size()])) != 0 &&
         std::ranges::equal(text.substr(at, word.size()), word,
                            [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

bool is_query(const std::string& text) {
  return is_word(text, 0, "select") || is_word(text, 0, "with");
}

std::string without_quotes(const std::string& name) {
  return name.size() > 2 && name.front() == '"' && name.back() == '"' ? name.substr(1, name.size() - 2) : name;
}

/// Takes `table(column, …)` apart; false where a bracket is missing.
bool take_table(const std::string& text, MapEntry& into) {
  const auto open = text.find('(');
  into.table = without_quotes(trimmed(text.substr(0, open)));
  if (open == std::string::npos)
    return !into.table.empty();
  if (text.back() != ')')
    return false;
  std::istringstream columns(text.substr(open + 1, text.size() - open - 2));
  for (std::string column; std::getline(columns, column, ',');)
    into.columns.push_back(without_quotes(trimmed(column)));
  return !into.table.empty() && std::ranges::find(into.columns, "") == into.columns.end();
}

/// The name at the end of an item of a select: alone, behind a dot, or behind what it is a name for; "" where there is
/// none.
std::string name_at_end(const std::string& text) {
  const std::string item = trimmed(text);
  const auto is_of_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  std::size_t begin = item.size();
  if (item.size() > 2 && item.ends_with('"'))
    begin = item.rfind('"', item.size() - 2);
  else
    while (begin > 0 && is_of_name(item[begin - 1]))
      --begin;
  if (begin >= item.size() || std::isdigit(static_cast<unsigned char>(item[begin])) != 0)
    return "";
  const std::string before = trimmed(item.substr(0, begin));
  const bool is_named = before.empty() || before.ends_with(')') || before.ends_with('"') || before.ends_with('\'') ||
                        before.ends_with('.') || is_of_name(before.back());
  return is_named ? without_quotes(item.substr(begin)) : "";
}

} // namespace

std::vector<std::string> columns_of_query(const std::string& query) {
  std::vector<std::string> made;
  std::string item;
  int depth = 0;
  char quote = '\0';
  constexpr std::size_t behind_select = 6;
  if (!is_query(query) || std::tolower(static_cast<unsigned char>(query[0])) != 's')
    return {};
  for (std::size_t at = behind_select; at < query.size(); ++at) {
    const char c = std::isspace(static_cast<unsigned char>(query[at])) != 0 ? ' ' : query[at];
    if (quote != '\0')
      quote = c == quote ? '\0' : quote;
    else if (c == '\'' || c == '"')
      quote = c;
    else
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    const bool is_outside = depth == 0 && quote == '\0';
    if (is_outside && c == ',') {
      made.push_back(name_at_end(std::exchange(item, "")));
      continue;
    }
    if (is_outside && item.ends_with(' ') && is_word(query, at, "from"))
      break;
    item += c;
  }
  made.push_back(name_at_end(item));
  return std::ranges::find(made, "") == made.end() ? made : std::vector<std::string>{};
}

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
    else if (!take_table(trimmed(said[i].substr(0, said[i].find(" #"))), entries[i]))
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
