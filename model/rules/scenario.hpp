// A concrete run and what must come of it: the form in which counterexamples,
// witnesses and hand-written `scenario` blocks all travel. A plain value: stories,
// tests and reports are made from it and never from a solver's object.
#pragma once

#include "model/rules/formula.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::model {

/// Who there is: for each SortId its individuals' names; for an enum its values' names.
struct Population {
  std::vector<std::vector<std::string>> names;
  std::uint32_t size(SortId sort) const { return static_cast<std::uint32_t>(names[sort.index].size()); }
};

/// A tuple that is true at the start (given once for a symmetric relation).
struct GivenTuple {
  RelationId relation;
  std::vector<std::uint32_t> args;
};
/// A function's value at the start.
struct GivenValue {
  FunctionId function;
  std::vector<std::uint32_t> args;
  std::uint32_t value = 0;
};
using Given = std::variant<GivenTuple, GivenValue>;

/// A rule's argument: an individual or enum value by index, or for a set parameter the sorted, distinct indices.
using StepArgument = std::variant<std::uint32_t, std::vector<std::uint32_t>>;

/// A rule with its arguments: what somebody does.
struct Action {
  RuleId rule;
  std::vector<StepArgument> args; ///< one per parameter of the rule
};

enum class Outcome { allowed, refused };

struct ScenarioStep {
  Action action;
  std::optional<Outcome> expected;            ///< none: either will do
  std::optional<std::string> expected_reason; ///< of `refused "reason"`
  Span span;
};
struct ScenarioExpect {
  Formula formula; ///< its Values name individuals of the scenario's population
  Span span;
};
struct ScenarioKeeps {
  std::vector<PropertyId> properties; ///< `never` or `always`
  Span span;
};
using ScenarioItem = std::variant<ScenarioStep, ScenarioExpect, ScenarioKeeps>;

struct Scenario {
  std::string name;
  std::string doc;
  Span span;
  Population population;
  std::vector<Given> given; ///< all other tuples are false; other functions have value 0
  std::vector<ScenarioItem> items;
};

} // namespace chaperone::model
