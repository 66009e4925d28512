// From scenarios and verdicts to tests.
#include "generators/suite/suite.hpp"

#include "generators/reports/check_report.hpp"
#include "generators/story/facts.hpp"
#include "generators/story/story.hpp"
#include "model/meaning/interpreter.hpp"
#include "model/rules/mentions.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "model/text/visible.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::generators::suite {
namespace {

using namespace chaperone::model;

/// The first paragraph of a documentation, on one line.
std::string first_paragraph(const std::string& doc) {
  std::string result;
  for (std::size_t at = 0; at < doc.size(); ++at) {
    if (doc[at] == '\n' && at + 1 < doc.size() && doc[at + 1] == '\n')
      break;
    result += doc[at] == '\n' ? ' ' : doc[at];
  }
  result.erase(result.find_last_not_of(' ') + 1);
  return result;
}

TestStep make_step(const System& system, const Population& population, const ScenarioStep& step) {
  const reports::Cast cast{system, population};
  std::optional<std::string> reason = step.expected_reason;
  if (reason) // as the rules tell it: with its names put in
    reason = fill_in(*reason, system, step.action, population);
  TestStep result;
  result.action = step.action;
  result.expected = step.expected;
  result.reason = std::move(reason);
  result.told = reports::sentence_of(cast, step.action);
  return result;
}

/// Where the rules leave a step open either outcome is right. Where they lead to one state, the test goes on with both.
void leave_open(TestStep& step, const State& before, Outcome goes_on) {
  step.expected.reset();
  step.reason.reset();
  step.may_be_refused = true;
  const auto after = take_step(before, step.action);
  if (const auto* state = std::get_if<State>(&after); state != nullptr && !(*state == before))
    step.goes_on = goes_on;
}

/// Steps of the test, by the item at which each stands.
std::vector<TestStep*> steps_of(TestCase& test) {
  std::vector<TestStep*> result;
  for (TestItem& item : test.items)
    if (auto* step = std::get_if<TestStep>(&item))
      result.push_back(step);
  return result;
}

/// The steps that may be refused, as far as the scenario goes on these rules. One of which the scenario says nothing,
/// neither of its outcome nor of what follows, may have any outcome anyway.
void leave_open_what_may_be_refused(const System& system, const Scenario& scenario, TestCase& test) {
  const std::vector<TestStep*> steps = steps_of(test);
  const Replay played = replay(system, scenario);
  const bool says_something = std::ranges::any_of(test.items, [](const TestItem& item) {
    const auto* step = std::get_if<TestStep>(&item);
    return step == nullptr || step->expected;
  });
  const State* before = &played.start;
  for (std::size_t at = 0; says_something && at < played.steps.size(); ++at) {
    if (!played.steps[at].may_refuse.empty())
      leave_open(*steps[at], *before, std::get<Outcome>(played.steps[at].outcome));
    before = &played.steps[at].after;
  }
}

/// Is it `all u: User | u in {Ann, Bea}`, by which a saved scenario introduces those whom nothing else names?
bool says_who_is_there(const Formula& formula, const Population& population) {
  const auto* all = std::get_if<Quantified>(&formula->kind);
  if (!all || all->kind != Quantifier::all || all->binders.size() != 1 || all->binders.front().guard)
    return false;
  const auto* either = std::get_if<Or>(&all->body->kind);
  std::set<Value> named;
  for (const auto& part : either ? either->parts : std::vector{all->body}) {
    const auto* equal = std::get_if<Equal>(&part->kind);
    const auto* variable = equal ? std::get_if<VariableId>(&equal->left) : nullptr;
    const auto* value = equal ? std::get_if<Value>(&equal->right) : nullptr;
    if (!variable || *variable != all->binders.front().variable || !value)
      return false;
    named.insert(*value);
  }
  return named.size() == population.size(named.begin()->sort);
}

/// The last step's sentence: what most tells one scenario from another.
std::string last_sentence(const TestCase& test) {
  for (auto item = test.items.rbegin(); item != test.items.rend(); ++item)
    if (const auto* step = std::get_if<TestStep>(&*item))
      return step->told;
  return "at the start";
}

/// "refused: ", as the scenario says of its last step.
std::string stated_outcome(const TestCase& test) {
  for (auto item = test.items.rbegin(); item != test.items.rend(); ++item)
    if (const auto* step = std::get_if<TestStep>(&*item); step && step->expected)
      return *step->expected == Outcome::refused ? "refused: " : "allowed: ";
    else if (step)
      return step->may_be_refused ? "allowed or refused: " : "";
  return "";
}

/// A counterexample comes with its steps allowed, as the flawed rules have it. As a test it leaves them open: a
/// repaired service may refuse any of them, so long as the promise holds.
Scenario as_regression(const System& system, PropertyId property, const Scenario& shown) {
  Scenario scenario = reports::bare(shown);
  scenario.name = scenario_name(system, shown, system[property].name);
  scenario.items.emplace_back(ScenarioKeeps{{property}, {}});
  return scenario;
}

Scenario as_witness(const System& system, PropertyId property, const Scenario& shown) {
  Scenario scenario = reports::bare(shown);
  scenario.name = scenario_name(system, shown, system[property].name);
  for (auto& item : scenario.items)
    std::get<ScenarioStep>(item).expected = Outcome::allowed;
  return scenario;
}

TestCase witness_case(const System& system, PropertyId property, const Scenario& shown) {
  TestCase test = make_case(system, as_witness(system, property, shown));
  test.items.emplace_back(TestExpect{system[property].formula, property});
  test.title = "possible " + system[property].name + ": " + last_sentence(test);
  if (const auto doc = first_paragraph(system[property].doc); !doc.empty())
    test.story.insert(test.story.begin(), doc);
  test.story.emplace_back("A service that is too strict fails here: the rules let people do this.");
  return test;
}

} // namespace

std::string file_name(const std::string& path) {
  const auto slash = path.find_last_of('/');
  return visible(slash == std::string::npos ? path : path.substr(slash + 1));
}

bool can_be_looked_at(const System& system, PropertyId property) {
  return !has_made_part(system[property].formula);
}

TestCase make_case(const System& system, const Scenario& scenario) {
  TestCase test;
  test.system = &system;
  test.name = scenario.name;
  test.population = scenario.population;
  test.given = scenario.given;
  std::set<PropertyId> kept, unseen;
  for (const auto& item : scenario.items)
    std::visit(overload{
                   [&](const ScenarioStep& step) { test.items.emplace_back(make_step(system, test.population, step)); },
                   [&](const ScenarioExpect& expect) {
                     if (!says_who_is_there(expect.formula, test.population))
                       test.items.emplace_back(TestExpect{expect.formula, std::nullopt});
                   },
                   [&](const ScenarioKeeps& keeps) {
                     for (const auto property : keeps.properties)
                       if (!can_be_looked_at(system, property))
                         unseen.insert(property);
                       else if (kept.insert(property).second)
                         test.keeps.push_back(property);
                   },
               },
               item);
  leave_open_what_may_be_refused(system, scenario, test);
  for (const auto property : unseen)
    test.story.push_back(fmt::format("Not looked at: {} {}, which asks about states after steps that are not taken.",
                                     reports::word_for(system[property]), system[property].name));
  bool is_said = false; // a saved counterexample has its property's documentation
  for (const auto property : test.keeps)
    is_said = is_said || system[property].doc == scenario.doc;
  if (const auto doc = first_paragraph(scenario.doc); !doc.empty() && !is_said)
    test.story.push_back(doc);
  for (const auto property : test.keeps) {
    const auto doc = first_paragraph(system[property].doc);
    test.story.push_back("Must hold throughout: " + std::string(reports::word_for(system[property])) + " " +
                         system[property].name + (doc.empty() ? "." : ". " + doc));
  }
  for (const auto property : test.keeps)
    test.title += (test.title.empty() ? "" : " and ") + std::string(reports::word_for(system[property])) + " " +
                  system[property].name;
  test.title += (test.title.empty() ? "" : ": ") + last_sentence(test);
  if (test.keeps.empty())
    test.title = stated_outcome(test) + test.title;
  return test;
}

std::optional<Outcome> ends_with(const TestCase& test, const TestStep& step) {
  if (!step.goes_on || std::get_if<TestStep>(&test.items.back()) == &step)
    return std::nullopt;
  return *step.goes_on == Outcome::allowed ? Outcome::refused : Outcome::allowed;
}

TestCase make_regression_case(const System& system, PropertyId promise, const Scenario& shown) {
  return make_case(system, as_regression(system, promise, shown));
}

TestCase make_exact_case(const System& system, const Scenario& scenario, std::string title,
                         std::vector<std::string> story) {
  TestCase test = make_case(system, scenario);
  test.title = std::move(title);
  test.story = std::move(story);
  test.is_exact = true;
  const Replay played = replay(system, scenario);
  const State* before = &played.start;
  auto item = test.items.begin();
  for (const Played& step : played.steps) {
    auto& own = std::get<TestStep>(*item++);
    // A service has words of its own.
    own.reason.reset();
    if (!step.may_refuse.empty())
      leave_open(own, *before, Outcome::allowed);
    if (step.refusal)
      own.why_refused = reports::whole_refusal_of({system, scenario.population}, step);
    for (const auto& change : reports::changes_between(*before, step.after))
      own.changed.push_back(
          std::visit(overload{
                         [&](const GivenTuple& tuple) {
                           return ExpectedFact(
                               ExpectedTuple{tuple.relation, tuple.args, change.kind == reports::Change::Kind::joined});
                         },
                         [](const GivenValue& value) {
                           return ExpectedFact(ExpectedValue{value.function, value.args, value.value});
                         },
                     },
                     change.fact));
    before = &step.after;
  }
  return test;
}

std::vector<TestCase> cases_of(const System& system, const std::vector<solver::PropertyAnswer>& answers,
                               bool with_witnesses_of_flawed_rules) {
  std::vector<TestCase> regressions, witnesses;
  for (const auto& answer : answers) {
    const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
    if (!shown)
      continue;
    // A run that breaks a promise which no test looks at would be a test that nothing fails.
    if (system[answer.property].kind == PropertyKind::possible)
      witnesses.push_back(witness_case(system, answer.property, shown->scenario));
    else if (can_be_looked_at(system, answer.property) || with_witnesses_of_flawed_rules)
      regressions.push_back(make_regression_case(system, answer.property, shown->scenario));
  }
  if (regressions.empty() || with_witnesses_of_flawed_rules)
    std::move(witnesses.begin(), witnesses.end(), std::back_inserter(regressions));
  return regressions;
}

void shorten_titles(std::vector<TestCase>& cases) {
  constexpr std::size_t most_bytes = 160;
  for (auto& test : cases) {
    if (test.title.size() <= most_bytes)
      continue;
    std::size_t end = test.title.find_last_of(' ', most_bytes);
    if (end == std::string::npos || end == 0)
      for (end = most_bytes; (static_cast<unsigned char>(test.title[end]) & 0xC0U) == 0x80U;)
        --end; // not within a letter
    test.story.insert(test.story.begin(), test.title);
    test.title = test.title.substr(0, end) + " …";
  }
}

void make_names_unique(std::vector<TestCase>& cases) {
  std::set<std::string> taken;
  for (auto& test : cases) {
    const std::string wanted = test.name;
    for (int number = 2; !taken.insert(test.name).second; ++number)
      test.name = wanted + "_" + std::to_string(number);
  }
}

} // namespace chaperone::generators::suite
