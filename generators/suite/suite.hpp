// A suite of tests as plain values, independent of any framework: who is there,
// what is given, what they do, and what the outcome must be. Each framework has one
// writer (formats.hpp). Covered by tests/generators/suite_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "solver/check.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::generators {
struct Coverage;
}

namespace chaperone::generators::suite {

/// A fact that the service must show after a step: a tuple that holds or not, or a function's value.
struct ExpectedTuple {
  model::RelationId relation;
  std::vector<std::uint32_t> args;
  bool holds = false;
};
struct ExpectedValue {
  model::FunctionId function;
  std::vector<std::uint32_t> args;
  std::uint32_t value = 0;
};
using ExpectedFact = std::variant<ExpectedTuple, ExpectedValue>;

/// One step, to be tried on the service.
struct TestStep {
  model::Action action;
  std::optional<model::Outcome> expected; ///< none: the service may allow or refuse it
  /// The rules leave it open (`may refuse`): it is done whole, or refused and changes nothing.
  bool may_be_refused = false;
  /// For such a step, if what follows depends on its outcome: the outcome that it is about. With the other outcome the
  /// test ends after the step.
  std::optional<model::Outcome> goes_on = {};
  std::optional<std::string> reason; ///< that a refusal must give; only as a scenario's author wrote it
  std::string told;                  ///< "Ann starts Group1 with Bea and Cal"
  std::string why_refused = {};      ///< of an exact test: what the rules say to it, not asked of the service
  /// What the step must have changed, as far as the tests ask for it; of an exact test, all that it changes.
  std::vector<ExpectedFact> changed;
};
/// A formula that must hold at this point of the run.
struct TestExpect {
  model::Formula formula;
  std::optional<model::PropertyId> reached; ///< the `possible` whose formula it is
};
using TestItem = std::variant<TestStep, TestExpect>;

struct TestCase {
  /// The suite's system, or the same with the variables of this test's `expect`s: where a scenario was read by itself.
  const model::System* system = nullptr;
  std::string name;               ///< unique in the suite; equal for equal scenarios
  std::string title;              ///< what is tried, in one line
  std::vector<std::string> story; ///< why the test is there, one sentence each
  model::Population population;
  std::vector<model::Given> given;
  std::vector<TestItem> items;
  /// Must hold after every step and, unless they are about steps, at the start; judged from the service's answers
  /// alone.
  std::vector<model::PropertyId> keeps;
  /// The service must show exactly what is given and changed, at the start and after each step, in every relation and
  /// function that is not fixed. Every step that the rules do not leave open then has an expected outcome.
  bool is_exact = false;
};

/// With which outcome of this step does the test end? None: it goes on with any, or nothing follows.
std::optional<model::Outcome> ends_with(const TestCase& test, const TestStep& step);

/// One file of a suite as some framework wants it.
struct GeneratedFile {
  std::string name; ///< without a folder
  std::string text;
};

struct TestSuite {
  const model::System* system = nullptr; ///< outlives the suite, as do those of its cases
  std::string rules_file;                ///< the rule file's name, without its folder
  std::string expect_from;               ///< the name of the rules known to be right; may be empty
  std::vector<TestCase> cases;
  const Coverage* coverage = nullptr; ///< of a suite that covers goals: what it covers; outlives it too
};

/// The name of a rule file without its folder, so that what is generated does not depend on where it was called.
/// It is escaped, to stand in comments.
std::string file_name(const std::string& path);

/// Can a test tell from what a service shows whether the property is kept? Not where it asks about states after steps
/// that are not taken, as an `undoable` over a closure that its rules cut does.
bool can_be_looked_at(const model::System& system, model::PropertyId property);

/// A test from a scenario of `system`: its outcomes, `expect`s and `keeps` as they stand. Of a step that may be refused
/// either outcome is right.
TestCase make_case(const model::System& system, const model::Scenario& scenario);

/// The tests that a check of `system` gives: one for each `never` and `always` that is violated and can be looked at
/// and, only where none is, one for each witness of a `possible`. Witnesses of rules with a flaw may make use of the
/// flaw, and a service without it would rightly refuse them; with `expect_from`, better rules say what to expect.
std::vector<TestCase> cases_of(const model::System& system, const std::vector<solver::PropertyAnswer>& answers,
                               bool with_witnesses_of_flawed_rules);

/// A test from a run that breaks the promise: outcomes are left open, and the promise must hold throughout.
TestCase make_regression_case(const model::System& system, model::PropertyId promise, const model::Scenario& shown);

/// A test of a scenario whose every step states its outcome, with the changes that the rules make: an exact one.
TestCase make_exact_case(const model::System& system, const model::Scenario& scenario, std::string title,
                         std::vector<std::string> story);

/// Titles are shown on one line: of a very long one, as a formula or a told-as text makes it, the beginning stays, and
/// the story has the whole.
void shorten_titles(std::vector<TestCase>& cases);
/// Makes the names of the cases differ, by a number after a name that was there before.
void make_names_unique(std::vector<TestCase>& cases);

} // namespace chaperone::generators::suite
