// See follow_text.hpp.
#include "records/follow/follow_text.hpp"

#include "generators/story/facts.hpp"
#include "generators/story/story.hpp"
#include "generators/story/story_text.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

namespace chaperone::follow {

using namespace model;
using reports::Painter;
using reports::Style;

std::string_view words_for(FindingKind kind) {
  switch (kind) {
  case FindingKind::allowed_what_the_rules_refuse:
    return "allowed, but the rules refuse it";
  case FindingKind::refused_what_the_rules_allow:
    return "refused, but the rules allow it";
  case FindingKind::effect_differs:
    return "it had another effect than the rules say";
  case FindingKind::effects_conflict:
    return "the rules contradict themselves here";
  }
  throw std::logic_error("no such kind of finding");
}

std::string sentence_of(const Finding& finding) {
  return reports::sentence_of({*finding.rules->system, finding.population}, finding.action);
}

std::string names_in(const Exposure& exposure) {
  std::string made;
  for (const auto& [variable, name] : exposure.individuals)
    made += fmt::format("{}{} = {}", made.empty() ? "" : ", ", variable, name);
  return made;
}

std::string words_for(const Moment& moment) {
  if (moment.event == 0)
    return "before the log";
  return moment.at.empty() ? fmt::format("event {}", moment.event)
                           : fmt::format("event {} ({})", moment.event, moment.at);
}

namespace {

std::string place_of(const std::string& file, std::uint64_t line) {
  return line == 0 ? file : fmt::format("{}:{}", file, line);
}

std::string indented(const std::string& text) {
  std::string made;
  bool is_at_start = true;
  for (const char one : text) {
    if (is_at_start && one != '\n')
      made += "  ";
    made += one;
    is_at_start = one == '\n';
  }
  return made;
}

} // namespace

std::string finding_text(const Finding& finding, const Painter& painter, bool is_quiet) {
  const System& system = *finding.rules->system;
  std::string text = fmt::format("{}: {}: {}\n", words_for(finding.moment),
                                 painter.paint(Style::bad, words_for(finding.kind)), visible(sentence_of(finding)));
  if (finding.requirement) {
    const Span span = system[finding.rule].requirements[*finding.requirement].span;
    text += fmt::format("  {} ({})\n", finding.because, model::place_of(system, span));
  } else {
    text += fmt::format("  {}\n", finding.because);
  }
  text += painter.paint(Style::dim, fmt::format("  {}", place_of(finding.file, finding.line))) + "\n";
  if (!is_quiet && finding.story) {
    Scenario told = finding.story->scenario;
    for (std::vector<std::string>& names : told.population.names)
      for (std::string& name : names)
        name = visible(name);
    const reports::Story story = reports::tell(system, told, finding.story->replay);
    text += fmt::format("  What led to it, with the last step as the rules have it:\n{}",
                        indented(reports::short_story_text(story, painter)));
  }
  return text;
}

std::string unclear_text(const Unclear& unclear, const Painter& painter) {
  std::string fields;
  for (const std::string& field : unclear.fields)
    fields += (fields.empty() ? "" : "; ") + field;
  return fmt::format("{}: {} ({}): it would take {}\n", words_for(unclear.moment),
                     painter.paint(Style::doubtful, "the log does not say enough"), unclear.rule, fields);
}

std::string exposure_text(const Exposure& exposure, const Painter& painter) {
  const std::string names = names_in(exposure);
  return fmt::format("{} was broken{} from {} {} under {}\n", painter.paint(Style::bad, exposure.promise),
                     names.empty() ? "" : " for " + visible(names), words_for(exposure.from),
                     exposure.to ? "to " + words_for(*exposure.to) : "on, and still is,", exposure.rules->file);
}

std::string summary_text(const Counts& counts, const Painter& painter) {
  const auto counted = [](std::uint64_t count, std::string_view word) {
    return reports::counted(static_cast<std::size_t>(count), word);
  };
  std::uint64_t of_no_rule = 0;
  for (const auto& [kind, count] : counts.of_no_rule)
    of_no_rule += count;
  std::string text = fmt::format("{}: {} judged", counted(counts.events, "event"), counts.judged);
  if (counts.not_enough > 0)
    text += fmt::format(", {} not, for the log does not say enough", counts.not_enough);
  if (of_no_rule > 0)
    text += fmt::format(", {} of no rule", of_no_rule);
  if (counts.before_rules > 0)
    text += fmt::format(", {} from before the rules", counts.before_rules);
  if (counts.waiting > 0)
    text +=
        fmt::format(", {} for what follows", counts.waiting == 1 ? "1 waits" : fmt::format("{} wait", counts.waiting));
  if (counts.broken_lines > 0)
    text += fmt::format(", {} skipped", counted(counts.broken_lines, "line"));
  if (counts.late > 0)
    text += fmt::format(", {} late", counts.late);
  const bool is_well = counts.findings == 0 && counts.exposures == 0;
  text += fmt::format("\n{}\n",
                      painter.paint(counts.judged == 0 ? Style::doubtful
                                    : is_well          ? Style::good
                                                       : Style::bad,
                                    counts.judged == 0 ? std::string("nothing was judged")
                                                       : fmt::format("{}, {}", counted(counts.findings, "finding"),
                                                                     counted(counts.exposures, "exposure"))));
  for (const auto& [promise, count] : counts.by_promise)
    if (count > 0)
      text += fmt::format("  {}: {}\n", promise, counted(count, "time"));
  if (counts.open_exposures > 0)
    text += fmt::format("  {} at the end of the log\n", counts.open_exposures == 1
                                                            ? std::string("1 lasts")
                                                            : fmt::format("{} last", counts.open_exposures));
  return text;
}

} // namespace chaperone::follow
