// A run told step by step, as data: who is there, what is given, one sentence and the
// changes of each step. Text, JSON and test comments are made from it.
// Covered by tests/generators/story_test.cpp.
#pragma once

#include "generators/story/facts.hpp"

#include "model/meaning/interpreter.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::reports {

struct StoryStep {
  model::Action action;
  std::string sentence; ///< the told-as text, or one made from the rule's name
  model::Outcome outcome = model::Outcome::allowed;
  std::string refusal;                 ///< of a refused step: the reason, filled in, or the requirement's own words
  std::vector<model::Span> refused_by; ///< of a refused step: the requirement, or the `may refuse`, in the rule file
  std::string choice;                  ///< "it may be refused: the reason", of a step that has either outcome
  bool is_conflict = false;            ///< adds and removes one tuple, or sets one place to two values
  std::vector<Change> changes;
  std::string aside = {}; ///< a line below the changes; empty where there is nothing more to say
};

/// Valid as long as the System it was told from.
struct Story {
  const model::System* system = nullptr;
  model::Population population;
  std::vector<model::Given> given;
  std::vector<StoryStep> steps;
  /// Relations and functions of which nobody saw the changes that are told: they are marked.
  std::vector<std::string> not_shown = {};
  Cast cast() const { return {*system, population}; }
};

/// What a refused step is told: the requirement's reason, filled in, or its own words.
std::string refusal_of(const Cast& cast, const model::Played& played);

/// The same for every requirement that is false, each with the facts that make it so: "already a member, since
/// member(Group1, Bea)". An equality of individuals needs no facts, nor does a requirement that is one fact.
std::string whole_refusal_of(const Cast& cast, const model::Played& played);

/// The story of a replay, as far as it went.
Story tell(const model::System& system, const model::Scenario& scenario, const model::Replay& replay);

/// The scenario's start and steps alone: no outcome is expected and nothing has to hold, so that a replay
/// goes on to the last step.
model::Scenario bare(const model::Scenario& scenario);

} // namespace chaperone::reports
