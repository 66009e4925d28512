// Grouped by what the adapter did.
#include "generators/conformance/undecided_text.hpp"

#include "generators/conformance/finding_text.hpp"
#include "generators/story/story_text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace chaperone::conformance {
namespace {

using namespace model;
using reports::Painter;
using reports::Style;

constexpr std::size_t most_told_alone = 3;

/// Trials that are undecided for the same reason.
struct Group {
  std::string reason;
  std::vector<const TrialAnswer*> answers;
};

/// What hits every scenario, or many, is one group; else each is told by itself.
std::vector<Group> groups_of(const Answer& answer) {
  std::vector<Group> groups;
  for (const TrialAnswer& each : answer.trials) {
    if (!each.is_undecided())
      continue;
    const std::string reason = each.failure ? each.failure->message : "was not asked";
    auto known = std::find_if(groups.begin(), groups.end(), [&](const Group& group) { return group.reason == reason; });
    if (known == groups.end())
      known = groups.insert(groups.end(), {reason, {}});
    known->answers.push_back(&each);
  }
  const bool hits_all =
      std::all_of(answer.trials.begin(), answer.trials.end(), std::mem_fn(&TrialAnswer::is_undecided));
  std::vector<Group> told;
  for (Group& group : groups)
    if (hits_all || group.answers.size() > most_told_alone)
      told.push_back(std::move(group));
    else
      for (const TrialAnswer* each : group.answers)
        told.push_back({group.reason, {each}});
  return told;
}

std::string group_text(const Group& group, const Painter& painter) {
  std::vector<std::string> names;
  for (const TrialAnswer* answer : group.answers)
    names.push_back(answer->trial.name);
  const Run* only = group.answers.size() == 1 && group.answers.front()->run ? &*group.answers.front()->run : nullptr;
  const std::string where =
      only && !only->steps.empty() ? fmt::format(" after {}", reports::counted(only->steps.size(), "step")) : "";
  return fmt::format("{}: {}{}, the adapter {}\n", painter.paint(Style::bold, list_some(std::move(names), 4)),
                     painter.paint(Style::doubtful, "undecided"), where, group.reason);
}

/// The steps, and what came to nothing.
std::string steps_text(const TrialAnswer& answer, const Painter& painter) {
  const Run& run = *answer.run;
  const reports::Story story = story_of(answer.trial, run, run.steps.size());
  std::string text = reports::short_story_text(story, painter);
  for (std::size_t at = run.steps.size(); at < answer.trial.actions.size(); ++at)
    text += fmt::format("  {}. {} (no answer)\n", at + 1,
                        painter.paint(Style::bold, reports::sentence_of(story.cast(), answer.trial.actions[at])));
  return text;
}

} // namespace

std::string undecided_text(const Answer& answer, const Painter& painter, bool is_quiet) {
  std::string text;
  for (const Group& group : groups_of(answer)) {
    text += group_text(group, painter);
    for (const TrialAnswer* each : group.answers)
      if (!is_quiet && each->has_own_steps())
        text += (group.answers.size() > 1 ? "  " + each->trial.name + "\n" : "") + steps_text(*each, painter);
  }
  return text;
}

} // namespace chaperone::conformance
