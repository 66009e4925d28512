// See story_formats.hpp.
#include "generators/page/story_formats.hpp"

#include "generators/page/check_page.hpp"
#include "generators/page/drawing.hpp"

#include "generators/story/blame.hpp"
#include "generators/story/blame_words.hpp"
#include "generators/story/story.hpp"
#include "generators/story/text.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace chaperone::page {
namespace {

using namespace model;

/// One run that a check shows.
struct ToldRun {
  std::string title; ///< "never child_meets_stranger: violated in 3 steps"
  const System* system = nullptr;
  Scenario run;
  Replay replay;
  reports::Story story;
  std::vector<std::string> broken = {}; ///< the facts that break the promise; empty: none is broken
};

std::vector<ToldRun> runs_of(const std::vector<reports::CheckReport>& reports) {
  std::vector<ToldRun> all;
  for (const reports::CheckReport& report : reports)
    for (const solver::PropertyAnswer& answer : report.result->properties) {
      const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
      if (shown == nullptr)
        continue;
      const System& system = *report.system;
      const Property& asked = system[answer.property];
      Scenario run = reports::bare(shown->scenario);
      Replay replayed = replay(system, run);
      ToldRun told{fmt::format("{} {}: {} in {}", reports::word_for(asked), asked.name,
                               reports::word_for(reports::finding_of(asked, answer.verdict)),
                               reports::counted(shown->steps, "step")),
                   &system, run, replayed, reports::tell(system, run, replayed)};
      if (asked.kind != PropertyKind::possible) {
        const reports::Blame blame = reports::find_blame(system, asked, replayed);
        told.broken = reports::shortened(reports::statements(told.story, blame.broken_by.reasons));
        if (told.broken.empty())
          told.broken.push_back(print(system, asked.formula, &told.story.population));
      }
      all.push_back(std::move(told));
    }
  return all;
}

std::vector<std::string> lines_of_start(const reports::Story& story) {
  std::vector<std::string> lines;
  for (const Given& given : story.given)
    lines.push_back(print(story.cast(), given));
  lines = reports::shortened(std::move(lines));
  lines.insert(lines.begin(), lines.empty() ? "at the start nothing holds" : "at the start");
  return lines;
}

std::vector<std::string> lines_of_step(const reports::Story& story, std::size_t index) {
  const reports::StoryStep& step = story.steps[index];
  std::vector<std::string> lines;
  for (const reports::Change& change : step.changes)
    lines.push_back(print(story.cast(), change));
  lines = reports::shortened(std::move(lines));
  lines.insert(lines.begin(), fmt::format("{}. {}{}", index + 1, excerpt(step.sentence, 200),
                                          step.outcome == Outcome::refused ? ": refused, " + step.refusal : ""));
  return lines;
}

/// Text within the quotes of a Mermaid label.
std::string label(const std::vector<std::string>& lines) {
  std::string result;
  for (const std::string& line : lines) {
    result += result.empty() ? "" : "<br>";
    for (const char c : visible(line))
      if (std::string_view("\"#<>&;`\\{}[]()").find(c) != std::string_view::npos)
        result += fmt::format("#{};", static_cast<int>(c));
      else
        result += c;
  }
  return result;
}

void add_subgraph(std::string& text, const ToldRun& told, std::size_t number) {
  text += fmt::format("  subgraph s{}[\"{}\"]\n    direction TB\n", number, label({told.title}));
  std::size_t nodes = 0;
  const auto node = [&](const std::vector<std::string>& lines, std::string_view look) {
    const std::string name = fmt::format("s{}n{}", number, nodes);
    text += nodes == 0 ? "    " : fmt::format("    s{}n{} --> ", number, nodes - 1);
    text += fmt::format("{}[\"{}\"]{}\n", name, label(lines), look);
    ++nodes;
  };
  node(lines_of_start(told.story), "");
  for (std::size_t i = 0; i < told.story.steps.size(); ++i)
    node(lines_of_step(told.story, i), "");
  if (!told.broken.empty()) {
    std::vector<std::string> lines = told.broken;
    lines.insert(lines.begin(), "this breaks the promise");
    node(lines, ":::broken");
  }
  text += "  end\n";
}

/// What page.css says of pictures, for light paper.
constexpr std::string_view picture_style =
    "text{font:14px sans-serif;fill:#1b1d23}.head{font-size:18px;font-weight:700}.wrong-words{fill:#a81c1c}"
    ".picture text{font-size:13px;text-anchor:middle;fill:#545965;paint-order:stroke;stroke:#fff;stroke-width:5px}"
    ".picture .who text{font-size:15px;font-weight:600;fill:#1b1d23;stroke:none}"
    ".who rect,.who polygon{stroke:#6b7180;fill:#dfe9fb}.s1 rect{fill:#f7e6c8}.s2 polygon{fill:#e2f0dc}"
    ".acting rect,.acting polygon{stroke:#1b1d23;stroke-width:3}"
    ".picture path{fill:none;stroke:#6b7180;stroke-width:1.5}.picture path.new{stroke:#0b6b38;stroke-width:3.5}"
    ".picture path.gone{stroke:#8a2f8a;stroke-width:2.5;stroke-dasharray:7 5}"
    ".picture text.new{fill:#0b6b38;font-weight:700}.picture text.gone{fill:#8a2f8a;font-weight:700}";

/// Moments below each other.
class SvgDocument {
public:
  std::string write(const std::vector<ToldRun>& runs) {
    for (const ToldRun& told : runs)
      story(told);
    if (runs.empty())
      line("there is no story to tell", "");
    Writer document;
    document.element("svg",
                     {{"xmlns", "http://www.w3.org/2000/svg"},
                      {"viewBox", fmt::format("0 0 {:.0f} {:.0f}", width_, height_ + margin)},
                      {"width", fmt::format("{:.0f}", width_)},
                      {"height", fmt::format("{:.0f}", height_ + margin)}},
                     [&] {
                       document.element("style", [&] { document.markup(picture_style); });
                       document.element("rect", {{"width", "100%"}, {"height", "100%"}, {"fill", "#fff"}}, "");
                       document.markup(body_.str());
                     });
    return document.str() + "\n";
  }

private:
  static constexpr double margin = 20, line_height = 22;

  void line(const std::string& words, const std::string& look) {
    height_ += line_height;
    const std::string shown = excerpt(words, 140);
    width_ = std::max(width_, 2 * margin + 9.5 * static_cast<double>(reports::width_of(shown)));
    body_.element("text", {{"class", look}, {"x", "20"}, {"y", fmt::format("{:.0f}", height_)}}, shown);
  }

  void lines(const std::vector<std::string>& all) {
    for (const std::string& each : all)
      line(each, "");
  }

  void picture(const Board& board, const State* before, const State& now) {
    body_.element("g", {{"transform", fmt::format("translate(20 {:.0f})", height_ + 8)}},
                  [&] { draw(body_, board, {.before = before, .now = &now, .in_words = "picture"}); });
    height_ += board.height + 16;
    width_ = std::max(width_, board.width + 2 * margin);
  }

  void story(const ToldRun& told) {
    height_ += margin;
    line(told.title, "head");
    const std::optional<Board> board = lay_out(*told.system, told.replay);
    lines(lines_of_start(told.story));
    const std::vector<const State*> states = states_of(told.replay);
    if (board)
      picture(*board, nullptr, *states[0]);
    for (std::size_t i = 0; i < told.story.steps.size(); ++i) {
      lines(lines_of_step(told.story, i));
      if (board)
        picture(*board, states[i], *states[i + 1]);
    }
    if (!told.broken.empty())
      line("this breaks the promise: " + list_names(told.broken), "wrong-words");
  }

  Writer body_;
  double width_ = 300, height_ = 0;
};

} // namespace

std::string stories_mermaid(const std::vector<reports::CheckReport>& reports) {
  std::string text = "flowchart TB\n  classDef broken stroke:#a81c1c,stroke-width:3px\n";
  const std::vector<ToldRun> runs = runs_of(reports);
  for (std::size_t i = 0; i < runs.size(); ++i)
    add_subgraph(text, runs[i], i + 1);
  if (runs.empty())
    text += "  none[\"there is no story to tell\"]\n";
  return text;
}

std::string stories_svg(const std::vector<reports::CheckReport>& reports) {
  return SvgDocument().write(runs_of(reports));
}

} // namespace chaperone::page
