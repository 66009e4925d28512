// See blame_words.hpp.
#include "generators/story/blame_words.hpp"

#include "model/print/printer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace chaperone::reports {
namespace {

using namespace model;

/// At most so many facts are listed for one requirement.
constexpr std::size_t most_facts = 8;

/// `follows(Ann, Bea)`, whether it is that or its opposite that holds; `owner(Group1)`, whatever it is.
std::string question(const Story& story, const Reason& reason) {
  const auto* opposite = std::get_if<Not>(&reason.statement->kind);
  const Formula& plain = opposite ? opposite->body : reason.statement;
  const auto* equal = std::get_if<Equal>(&plain->kind);
  if (equal != nullptr && std::holds_alternative<Value>(equal->right))
    return print(*story.system, equal->left, &story.population);
  return print(*story.system, plain, &story.population);
}

/// `member(Group1, Ann)`, `a, b or c`.
std::string questions(const Story& story, const std::vector<Reason>& reasons) {
  std::string words;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    words += (i == 0 ? "" : i + 1 < reasons.size() ? ", " : " or ") + question(story, reasons[i]);
  return words;
}

} // namespace

std::vector<std::string> shortened(std::vector<std::string> facts) {
  if (facts.size() > most_facts) {
    const std::size_t left_out = facts.size() - most_facts;
    facts.resize(most_facts);
    facts.push_back(fmt::format("and {} more", left_out));
  }
  return facts;
}

std::vector<std::string> statements(const Story& story, const std::vector<Reason>& reasons) {
  std::vector<std::string> words;
  for (const Reason& reason : reasons)
    words.push_back(fmt::format("{}{}", reason.was_before ? "before the last step: " : "",
                                print(*story.system, reason.statement, &story.population)));
  return words;
}

std::vector<std::string> since_words(const Story& story, const Reason& reason) {
  std::vector<std::string> words;
  if (reason.true_since)
    words.push_back(*reason.true_since == 0 ? std::string("the start")
                                            : fmt::format("step {}: {}", *reason.true_since,
                                                          story.steps.at(*reason.true_since - 1).sentence));
  if (!reason.because.empty())
    std::ranges::move(statements(story, tuples(*story.system, reason.because)), std::back_inserter(words));
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

std::vector<std::string> held_in_words(const Story& story, const Check& check) {
  const Explanation& why = check.satisfied_by;
  std::vector<std::string> facts = shortened(statements(story, why.reasons));
  if (why.counted)
    facts.push_back(fmt::format("it counts {}", *why.counted));
  if (facts.empty())
    facts.emplace_back(why.looked_at_nobody ? "there was nobody to ask about" : "it always holds");
  return facts;
}

std::pair<std::string, std::string> deed_words(const Story& story, const Deed& deed) {
  const auto* denied = std::get_if<Not>(&deed.fact.statement->kind);
  const Formula& plain = denied ? denied->body : deed.fact.statement;
  if (!std::holds_alternative<Atom>(plain->kind))
    return {!deed.is_done ? "did not change"
            : denied      ? "made it so that"
                          : "set",
            print(*story.system, deed.fact.statement, &story.population)};
  const std::string place = print(*story.system, plain, &story.population);
  if (deed.is_done)
    return {denied ? "removed" : "added", place};
  return {denied ? "did not add" : "did not remove", place};
}

std::vector<std::string> lessons(const Story& story, const Rule& rule, const Blame& blame) {
  std::vector<std::string> what;
  for (const auto& [first, second] : blame.strangers)
    what.push_back(fmt::format("no requirement looked at {} and {} together",
                               name_of(story.cast(), first.sort, first.index),
                               name_of(story.cast(), second.sort, second.index)));
  for (const Mistaken& mistaken : blame.mistaken) {
    std::vector<std::string> instead;
    for (const Reason& reason : mistaken.instead)
      instead.push_back(question(story, reason));
    what.push_back(
        fmt::format("no requirement looked at {}, only at {}", question(story, mistaken.fact), list_names(instead)));
  }
  if (!what.empty() && !rule.requirements.empty())
    return what;
  if (blame.overlooked.empty() || rule.requirements.empty())
    return blame.unchanged.empty() ? std::vector<std::string>()
                                   : std::vector{"no effect changed " + questions(story, blame.unchanged)};
  const bool are_all_unchanged = blame.unchanged.size() == blame.overlooked.size();
  return {fmt::format("no requirement looked at {}{}", questions(story, blame.overlooked),
                      !are_all_unchanged            ? ""
                      : blame.unchanged.size() == 1 ? ", and no effect changed it"
                                                    : ", and no effect changed them")};
}

} // namespace chaperone::reports
