// See answer_markdown.hpp.
#include "generators/reports/answer_markdown.hpp"

#include "generators/reports/check_text.hpp"
#include "generators/story/story_text.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

namespace chaperone::reports {
namespace {

using namespace model;

std::string report_on(const System& system, const solver::PropertyAnswer& answer, bool is_quiet) {
  solver::CheckResult only;
  only.properties.push_back(answer);
  CheckReport report;
  report.system = &system;
  report.result = &only;
  return check_text(report, Painter(false), is_quiet);
}

/// Text of others, so that Markdown sees nothing in it.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : visible_lines(text)) {
    if (std::string_view("\\`*_[]<>&~|#").find(c) != std::string_view::npos)
      result += '\\';
    result += c;
  }
  return result;
}

std::string code(std::string_view text) {
  return fmt::format("`{}`", visible_lines(text));
}

std::string fenced(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos)
    fence += '`';
  return fmt::format("{0}text\n{1}{2}{0}\n", fence, text, text.ends_with('\n') ? "" : "\n");
}

std::string heading(std::string_view kind, const Declared& it, std::string_view words) {
  return fmt::format("# {} {}: {}\n{}", kind, code(it.name), plain(words),
                     it.doc.empty() ? "" : fmt::format("\n{}\n", plain(it.doc)));
}

std::string story_markdown(const Story& story) {
  std::string text = "\n";
  for (std::size_t s = 0; s < story.system->sorts.size(); ++s)
    if (!story.system->sorts[s].is_enum)
      text += fmt::format("- {}: {}\n", plain(story.system->sorts[s].name),
                          plain(fmt::format("{}", fmt::join(story.population.names[s], ", "))));
  for (const Given& given : story.given)
    text += fmt::format("- given {}\n", code(print(story.cast(), given)));
  text += "\n";
  for (std::size_t number = 0; number < story.steps.size(); ++number) {
    const StoryStep& step = story.steps[number];
    text += fmt::format("{}. **{}**{}\n", number + 1, plain(step.sentence),
                        step.is_conflict                   ? " (conflict)"
                        : step.outcome == Outcome::refused ? fmt::format(" (refused: {})", plain(step.refusal))
                                                           : "");
    for (const Change& change : step.changes)
      text += fmt::format("   - {}\n", code(print(story.cast(), change)));
  }
  return text;
}

} // namespace

std::string verdict_in_words(const System& system, const solver::PropertyAnswer& answer) {
  const std::string line = report_on(system, answer, true); // `never NAME: violated in 3 steps`
  const std::size_t start = line.find(": ") + 2;
  return line.substr(start, line.find('\n') - start);
}

std::string verdict_in_words(const solver::ScenarioAnswer& answer) {
  return answer.replay.failure ? "failed, " + answer.replay.failure->message : "passed";
}

std::string answer_markdown(const System& system, const solver::PropertyAnswer& answer) {
  const Property& asked = system[answer.property];
  const std::string top = heading(word_for(asked), asked, verdict_in_words(system, answer));
  const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
  if (shown == nullptr) {
    // Between the system's name and the summary: the verdict, and what it rests on.
    std::string text = report_on(system, answer, false);
    text.erase(0, text.find("\n\n") + 2);
    text.erase(text.rfind("\n\n"));
    return top + "\n" + fenced(text);
  }
  const Scenario run = bare(shown->scenario);
  const Replay replayed = replay(system, run);
  const Story story = tell(system, run, replayed);
  std::string text = top + story_markdown(story);
  if (finding_of(asked, answer.verdict) == Finding::violated)
    text += "\n## Why\n\n" + fenced(blame_text(story, asked, find_blame(system, asked, replayed), Painter(false)));
  if (!shown->is_smallest)
    text += fmt::format("\nA smaller run may exist: {}.\n", plain(shown->unproved));
  return text;
}

std::string answer_markdown(const System& system, const solver::ScenarioAnswer& answer) {
  const Scenario& asked = system.scenarios[answer.scenario];
  return fmt::format("# scenario {}: {}\n{}", code(asked.name), plain(verdict_in_words(answer)),
                     asked.doc.empty() ? "" : fmt::format("\n{}\n", plain(asked.doc))) +
         story_markdown(tell(system, asked, answer.replay));
}

} // namespace chaperone::reports
