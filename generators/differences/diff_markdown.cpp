// The report of `diff` as a comment for a pull request.
#include "generators/differences/parts.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::differences {
namespace {

/// What stands in running text or a cell of a table.
std::string in_markdown(const std::string& text) {
  std::string result;
  for (const char c : model::visible(text)) {
    if (c == '<')
      result += "&lt;";
    else if (c == '&')
      result += "&amp;";
    else if (c == '|' || c == '*' || c == '_' || c == '`' || c == '[' || c == ']' || c == '\\')
      result += std::string("\\") + c;
    else
      result += c;
  }
  return result;
}

/// Between fences that are longer than any in it.
std::string block(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos)
    fence += '`';
  return fmt::format("{0}text\n{1}{0}\n", fence, model::visible_lines(text));
}

std::string folded(const std::string& summary, const std::string& inside) {
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n", summary, inside);
}

} // namespace

std::string diff_markdown(const DiffReport& report) {
  const Parts parts = parts_of(report, reports::Painter(false), false);
  std::string text = fmt::format("**{}**{} ({})\n", parts.verdict.word, in_markdown(parts.verdict.rest),
                                 in_markdown(parts.verdict.what));
  for (const Part& part : parts.properties)
    if (part.weight == Weight::worse || part.weight == Weight::broken)
      text += fmt::format("\n**{}**\n", in_markdown(part.line()));
  for (const std::vector<Part>* told : {&parts.changes, &parts.reaches, &parts.lost})
    for (const Part& part : *told)
      text += "\n" + (part.body.empty() ? in_markdown(part.line()) + "\n"
                                        : folded(in_markdown(part.line()), block(part.body)));
  if (!parts.properties.empty()) {
    std::string table = "| property | old -> new |\n| --- | --- |\n";
    for (const Part& part : parts.properties)
      table += fmt::format("| {} | {} |\n", in_markdown(part.what), in_markdown(part.word + part.rest));
    text += "\n" + folded(fmt::format("{} under both", parts.properties.size() == 1
                                                           ? "one property"
                                                           : fmt::format("{} properties", parts.properties.size())),
                          table);
  }
  return text;
}

} // namespace chaperone::differences
