// The layout of a story.
#include "generators/story/story_text.hpp"

#include "model/printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <variant>

namespace chaperone::reports {
namespace {

using namespace model;

/// At most so many facts are listed for one requirement; a story is there to be read.
constexpr std::size_t most_facts = 8;

std::string who_text(const Story& story) {
  std::vector<std::string> groups;
  for (std::size_t s = 0; s < story.system->sorts.size(); ++s)
    if (!story.system->sorts[s].is_enum)
      groups.push_back(fmt::format("{}: {}", story.system->sorts[s].name, fmt::join(story.population.names[s], ", ")));
  return groups.empty() ? "nobody" : fmt::format("{}", fmt::join(groups, "; "));
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
    text += fmt::format("{}{}\n", indent, paint_change(change, print(story.cast(), change), painter));
  if (step.changes.empty() && step.outcome == Outcome::allowed && !step.is_conflict)
    text += fmt::format("{}nothing changes\n", indent);
  return text;
}

std::vector<std::string> statements(const Story& story, const std::vector<Reason>& reasons) {
  std::vector<std::string> words;
  for (const Reason& reason : reasons)
    words.push_back(fmt::format("{}{}", reason.was_before ? "before the last step: " : "",
                                print(*story.system, reason.statement, &story.population)));
  return words;
}

std::string choices_in_words(const Story& story, const std::vector<Choice>& choices) {
  std::vector<std::string> words;
  for (const Choice& choice : choices) {
    const Variable& variable = (*story.system)[choice.variable];
    words.push_back(fmt::format("{} = {}", variable.name, name_of(story.cast(), variable.sort, choice.value)));
  }
  return words.empty() ? "" : fmt::format(", with {}", list_names(words));
}

std::string check_text(const Story& story, const Rule& rule, const Check& check, const Painter& painter) {
  const Requirement& requirement = rule.requirements[check.requirement];
  const std::string place = place_of(*story.system, requirement.span);
  std::string words = quoted(*story.system, requirement.span);
  if (words.empty())
    words = print(*story.system, requirement.formula);
  std::string text =
      fmt::format("    {}{}require {}\n", painter.paint(Style::dim, place), place.empty() ? "" : "  ", words);
  std::vector<std::string> facts = statements(story, check.satisfied_by.reasons);
  if (facts.size() > most_facts) {
    const std::size_t left_out = facts.size() - most_facts;
    facts.resize(most_facts);
    facts.push_back(fmt::format("and {} more", left_out));
  }
  if (facts.empty())
    facts.emplace_back(check.satisfied_by.looked_at_nobody ? "there was nobody to ask about" : "it always holds");
  return text + fmt::format("      held: {}\n", wrapped(facts, 12));
}

/// `follows(Ann, Bea)`, whether it is that or its opposite that holds.
std::string question(const Story& story, const Reason& reason) {
  const auto* opposite = std::get_if<Not>(&reason.statement->kind);
  return print(*story.system, opposite ? opposite->body : reason.statement, &story.population);
}

std::string overlooked_text(const Story& story, const Blame& blame, const Painter& painter) {
  std::vector<std::string> what;
  for (const auto& [first, second] : blame.strangers)
    what.push_back(fmt::format("{} and {} together", name_of(story.cast(), first.sort, first.index),
                               name_of(story.cast(), second.sort, second.index)));
  for (const Mistaken& mistaken : blame.mistaken) {
    std::vector<std::string> instead;
    for (const Reason& reason : mistaken.instead)
      instead.push_back(question(story, reason));
    what.push_back(
        fmt::format("{}, only at {}", question(story, blame.broken_by.reasons[mistaken.fact]), list_names(instead)));
  }
  if (what.empty())
    for (const std::size_t index : blame.overlooked)
      what.push_back(question(story, blame.broken_by.reasons[index]));
  std::string text;
  for (const std::string& each : what)
    text += fmt::format("    {}\n", painter.paint(Style::bold, "no requirement looked at " + each));
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

std::string blame_text(const Story& story, const Property& property, const Blame& blame, const Painter& painter) {
  std::string text = fmt::format("\n  {}{}:\n", painter.paint(Style::bad, "this breaks the promise"),
                                 choices_in_words(story, blame.broken_by.choices));
  for (const Reason& reason : blame.broken_by.reasons) {
    text += fmt::format("    {}\n", statements(story, {reason}).front());
    if (!reason.because.empty())
      text += fmt::format("      since {}\n", wrapped(statements(story, reason.because), 12));
  }
  if (blame.broken_by.reasons.empty())
    text += fmt::format("    {}\n", print(*story.system, property.formula, &story.population));
  if (!story.steps.empty() && story.steps.back().outcome == Outcome::allowed) {
    const Rule& rule = (*story.system)[story.steps.back().action.rule];
    if (rule.requirements.empty())
      return text + fmt::format("\n  the last step, {}, requires nothing\n", rule.name);
    text += fmt::format("\n  what the last step, {}, had to satisfy:\n", rule.name);
    for (const Check& check : blame.checks)
      text += check_text(story, rule, check, painter);
    text += overlooked_text(story, blame, painter);
  }
  return text;
}

} // namespace chaperone::reports
