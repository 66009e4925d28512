#include "records/lines/json_lines.hpp"

#include "model/text/utf8.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace chaperone::records {
namespace {

/// Longer lines are taken for a file that is no JSON lines, before they fill the memory.
constexpr std::size_t longest_line = 16'777'216;
/// What writes values again recurses.
constexpr int deepest = 200;

} // namespace

JsonLineReader::JsonLineReader(std::string file, ByteSource source) : characters_(std::move(file), std::move(source)) {}

bool JsonLineReader::next(JsonLine& into) {
  while (true) {
    text_.clear();
    into.line = characters_.line();
    int next = characters_.peek();
    if (next == Characters::end)
      return false;
    while (next != '\n' && next != Characters::end) {
      const std::size_t before = text_.size();
      characters_.take_plain(text_, {'\n', '\n', '\n', '\n', '\0'});
      if (text_.size() == before) {
        text_ += static_cast<char>(next);
        characters_.take();
      }
      if (text_.size() > longest_line)
        characters_.fail(into.line, 0, "a line of more than 16 MiB: each JSON value must stand on a line of its own");
      next = characters_.peek();
    }
    if (characters_.mistake())
      return false;
    if (next == '\n')
      characters_.take();
    if (text_.find_first_not_of(" \t\r") != std::string::npos)
      return parse(into);
  }
}

bool JsonLineReader::parse(JsonLine& into) {
  using Json = nlohmann::ordered_json;
  std::vector<std::set<std::string>> names;
  std::string wrong;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start)
      names.emplace_back();
    else if (event == Json::parse_event_t::object_end)
      names.pop_back();
    else if (event == Json::parse_event_t::key && !names.back().insert(parsed.get<std::string>()).second)
      wrong = fmt::format("the name `{}` stands twice in one object", model::visible(parsed.get<std::string>()));
    if (depth > deepest)
      wrong = fmt::format("nested more than {} deep", deepest);
    return true;
  };
  try {
    into.value = Json::parse(text_, watch);
  } catch (const Json::parse_error& error) {
    const std::size_t before = std::min(error.byte > 0 ? error.byte - 1 : 0, text_.size());
    if (wrong.empty()) {
      characters_.fail(into.line, model::count_code_points(std::string_view(text_).substr(0, before)) + 1,
                       before >= text_.size() ? "this line ends within a JSON value" : "this is not JSON");
      return false;
    }
  } catch (const Json::out_of_range&) {
    wrong = "a number is too large";
  }
  if (!wrong.empty())
    characters_.fail(into.line, 0, wrong);
  return wrong.empty();
}

} // namespace chaperone::records
