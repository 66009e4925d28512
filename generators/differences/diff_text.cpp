// The text report of `diff`.
#include "generators/differences/parts.hpp"

#include <fmt/format.h>

namespace chaperone::differences {

using reports::Style;

std::string diff_text(const DiffReport& report, const reports::Painter& painter, bool is_quiet) {
  const Parts parts = parts_of(report, painter, is_quiet);
  const auto line = [&](const Part& part, Style of_what) {
    return fmt::format("{}: {}{}\n", painter.paint(of_what, part.what), painter.paint(part.style, part.word),
                       part.rest);
  };
  std::string text = line(parts.verdict, Style::plain);
  const std::string gap = is_quiet ? "" : "\n";
  const auto tell = [&](const std::vector<Part>& told) {
    for (const Part& part : told)
      text += gap + line(part, Style::bold) + (part.body.empty() ? "" : "\n" + part.body);
  };
  tell(parts.changes);
  if (!parts.properties.empty())
    text += gap;
  for (const Part& part : parts.properties)
    text += line(part, Style::bold);
  tell(parts.reaches);
  tell(parts.lost);
  return text;
}

} // namespace chaperone::differences
