// The layout of a story.
#include "generators/story/story_text.hpp"

#include "generators/story/blame_words.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <utility>
#include <variant>

namespace chaperone::reports {
namespace {

using namespace model;

std::string who_text(const Story& story) {
  std::vector<std::string> groups;
  for (std::size_t s = 0; s < story.system->sorts.size(); ++s)
    if (!story.system->sorts[s].is_enum)
      groups.push_back(fmt::format("{}: {}", story.system->sorts[s].name, fmt::join(story.population.names[s], ", ")));
  return groups.empty() ? "nobody" : fmt::format("{}", fmt::join(groups, "; "));
}

/// A value of a function that could have no other: there is nobody else.
bool is_only_possible(const Story& story, const Given& given) {
  const auto* value = std::get_if<GivenValue>(&given);
  return value != nullptr && story.population.size((*story.system)[value->function].result) == 1;
}

/// One line per relation or function: its facts.
std::string given_text(const Story& story, std::string_view margin) {
  std::vector<std::vector<std::string>> lines;
  const Given* previous = nullptr;
  const auto key = [](const Given& given) {
    return std::visit(overload{[](const GivenTuple& t) { return std::pair(0U, t.relation.index); },
                               [](const GivenValue& v) { return std::pair(1U, v.function.index); }},
                      given);
  };
  for (const Given& given : story.given) {
    if (is_only_possible(story, given))
      continue;
    if (previous == nullptr || key(*previous) != key(given))
      lines.emplace_back();
    lines.back().push_back(print(story.cast(), given));
    previous = &given;
  }
  std::string text;
  for (const auto& line : lines)
    text += fmt::format("{}{}{}\n", text.empty() ? "" : margin, wrapped(line, margin.size()), "");
  return text.empty() ? "nothing\n" : text;
}

std::string start_text(const Story& story, const Painter& painter) {
  return fmt::format("  {}    {}\n  {}  {}", painter.paint(Style::dim, "who"), who_text(story),
                     painter.paint(Style::dim, "given"), given_text(story, "         "));
}

std::string outcome_words(const StoryStep& step) {
  if (step.is_conflict)
    return " (conflict)";
  if (!step.choice.empty())
    return fmt::format(": {} ({})", step.outcome == Outcome::refused ? "refused" : "allowed", step.choice);
  return step.outcome == Outcome::refused ? fmt::format(" (refused: {})", step.refusal) : "";
}

std::string paint_change(const Change& change, const std::string& text, const Painter& painter) {
  switch (change.kind) {
  case Change::Kind::joined:
    return painter.paint(Style::good, text.substr(0, 1)) + text.substr(1);
  case Change::Kind::went:
    return painter.paint(Style::bad, text.substr(0, 1)) + text.substr(1);
  case Change::Kind::set:
    break;
  }
  return text;
}

std::string step_text(const Story& story, std::size_t number, bool with_changes, const Painter& painter) {
  const StoryStep& step = story.steps[number];
  std::string text =
      fmt::format("  {}. {}{}\n", number + 1, painter.paint(Style::bold, step.sentence), outcome_words(step));
  if (!with_changes)
    return text;
  const std::string indent(fmt::formatted_size("  {}. ", number + 1), ' ');
  for (const Change& change : step.changes)
    text += fmt::format("{}{}{}\n", indent, paint_change(change, print(story.cast(), change), painter),
                        mark_of(*story.system, change, story.not_shown));
  if (step.changes.empty() && step.outcome == Outcome::allowed && !step.is_conflict)
    text += fmt::format("{}nothing changes\n", indent);
  if (!step.aside.empty())
    text += indent + painter.paint(Style::dim, step.aside) + "\n";
  return text;
}

/// `rules.chap:12  require member(group, by)`: a line of the rule file, or what it would say.
std::string line_text(const Story& story, Span span, std::string_view before, const std::string& unwritten,
                      const Painter& painter) {
  const std::string place = place_of(*story.system, span);
  const std::string words = quoted(*story.system, span);
  return fmt::format("    {}{}{}{}\n", painter.paint(Style::dim, place), place.empty() ? "" : "  ", before,
                     words.empty() ? unwritten : words);
}

std::string check_text(const Story& story, const Rule& rule, const Check& check, const Painter& painter) {
  const Requirement& requirement = rule.requirements[check.requirement];
  return line_text(story, requirement.span, "require ", print(*story.system, requirement.formula), painter) +
         fmt::format("      held: {}\n", wrapped(held_in_words(story, check), 12));
}

/// Those of one effect: with reasons each by itself, others together.
std::string deeds_text(const Story& story, std::span<const Deed> deeds) {
  std::string text;
  std::map<std::string, std::vector<std::string>> together;
  for (const Deed& deed : deeds) {
    const auto [verb, fact] = deed_words(story, deed);
    std::vector<std::string> words = shortened(statements(story, tuples(*story.system, deed.because)));
    if (words.empty()) {
      together[verb].push_back(fact);
      continue;
    }
    words.front() = "since " + words.front();
    words.insert(words.begin(), fmt::format("{} {}", verb, fact));
    text += fmt::format("      {}\n", wrapped(words, 8));
  }
  for (const auto& [verb, facts] : together) {
    std::vector<std::string> words = shortened(facts);
    words.front() = fmt::format("{} {}", verb, words.front());
    text += fmt::format("      {}\n", wrapped(words, 8));
  }
  return text;
}

/// Effects by which a condition decided; all of them where there is nothing else to tell.
std::string deeds_text(const Story& story, const Rule& rule, const Blame& blame, bool are_all_told,
                       const Painter& painter) {
  std::string text;
  for (std::size_t effect = 0; effect < rule.effects.size(); ++effect) {
    std::vector<Deed> told;
    std::ranges::copy_if(blame.deeds, std::back_inserter(told), [&](const Deed& deed) {
      return deed.effect == effect && (are_all_told || !deed.is_done || !deed.because.empty());
    });
    if (!told.empty())
      text += line_text(story, rule.effects[effect].span, "", "an effect", painter) + deeds_text(story, told);
  }
  return text;
}

/// What the last step had to satisfy, what it did, and what it left out.
std::string last_step_text(const Story& story, const Blame& blame, const Painter& painter) {
  const Rule& rule = (*story.system)[story.steps.back().action.rule];
  const std::vector<std::string> told = lessons(story, rule, blame);
  const std::string deeds = deeds_text(story, rule, blame, told.empty() || rule.requirements.empty(), painter);
  std::string text = checks_text(story, blame.checks, painter);
  if (rule.requirements.empty() && deeds.empty())
    return told.empty() ? text
                        : fmt::format("\n  the last step, {}, requires nothing, and {}\n", rule.name,
                                      painter.paint(Style::bold, told.front()));
  if (rule.requirements.empty())
    text += fmt::format("\n  what the last step, {}, did; it requires nothing:\n", rule.name);
  else if (!deeds.empty())
    text += "  what it did:\n";
  text += deeds;
  for (const std::string& lesson : told)
    text += fmt::format("    {}\n", painter.paint(Style::bold, lesson));
  return text;
}

/// Why no rule leads back.
std::string no_ways_text(const Story& story, const WayBack& way, const Blame& blame, const Painter& painter) {
  const System& system = *story.system;
  std::string text = fmt::format("\n  there is no way of {} to `{}`:\n",
                                 way.within == 1 ? "one step" : fmt::format("at most {} steps", way.within),
                                 quoted(system, way.to->span));
  for (const NoWay& tried : blame.no_ways) {
    std::vector<std::string> named;
    for (const Value& each : tried.named)
      named.push_back(name_of(story.cast(), each.sort, each.index));
    const std::string name =
        system[tried.rule].name + (named.empty() ? "" : fmt::format(" with {}", fmt::join(named, " and ")));
    if (tried.allowed > 0) {
      text += fmt::format("    {}: allowed with {}, which {} not enough\n", name,
                          tried.allowed == 1 ? "one choice of arguments"
                                             : fmt::format("{} choices of arguments", tried.allowed),
                          tried.allowed == 1 ? "is" : "are");
    } else if (tried.refused) {
      const Requirement& requirement = system[tried.rule].requirements[tried.requirement];
      text += fmt::format("    {}: always refused\n", name) +
              line_text(story, requirement.span, "", "a requirement", painter) +
              fmt::format("      false for {}\n", print(system, *tried.refused, story.population));
    } else {
      text += fmt::format("    {}: never to be counted on\n", name);
    }
  }
  return text;
}

} // namespace

std::string wrapped(const std::vector<std::string>& facts, std::size_t indent, std::size_t width) {
  std::string text;
  std::size_t column = indent;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const std::string word = i + 1 < facts.size() ? facts[i] + "," : facts[i];
    if (i > 0 && column + 1 + width_of(word) > width) {
      text += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (i > 0) {
      text += " ";
      ++column;
    }
    text += word;
    column += width_of(word);
  }
  return text;
}

std::string story_text(const Story& story, const Painter& painter) {
  std::string text = start_text(story, painter);
  for (std::size_t i = 0; i < story.steps.size(); ++i)
    text += (i == 0 ? "\n" : "") + step_text(story, i, true, painter);
  return text;
}

std::string short_story_text(const Story& story, const Painter& painter) {
  std::string text = start_text(story, painter);
  for (std::size_t i = 0; i < story.steps.size(); ++i)
    text += step_text(story, i, false, painter);
  return text;
}

std::string checks_text(const Story& story, const std::vector<Check>& checks, const Painter& painter) {
  if (checks.empty())
    return "";
  const Rule& rule = (*story.system)[story.steps.back().action.rule];
  std::string text = fmt::format("\n  what the last step, {}, had to satisfy:\n", rule.name);
  for (const Check& check : checks)
    text += check_text(story, rule, check, painter);
  return text;
}

std::string blame_text(const Story& story, const Property& property, const Blame& blame, const Painter& painter) {
  std::string text = fmt::format("\n  {}{}:\n", painter.paint(Style::bad, "this breaks the promise"),
                                 choices_in_words(story, blame.broken_by.choices));
  for (const Reason& reason : blame.broken_by.reasons) {
    text += fmt::format("    {}\n", statements(story, {reason}).front());
    if (const std::vector<std::string> words = since_words(story, reason); !words.empty())
      text += fmt::format("      since {}\n", wrapped(shortened(words), 12));
  }
  if (blame.broken_by.reasons.empty())
    text += fmt::format("    {}\n", print(*story.system, property.formula, &story.population));
  if (property.way_back)
    return text + no_ways_text(story, *property.way_back, blame, painter);
  if (!story.steps.empty() && story.steps.back().outcome == Outcome::allowed)
    text += last_step_text(story, blame, painter);
  return text;
}

} // namespace chaperone::reports
