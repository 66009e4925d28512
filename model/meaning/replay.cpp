// Running a scenario and saying where it goes wrong: section "Scenarios" of
// docs/semantics.md. Covered by tests/model/replay_test.cpp.
#include "model/meaning/interpreter.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::model {
namespace {

/// In the words of the rule file, where it is written there.
std::string said(const System& system, const Formula& formula, Span span, const Population& population) {
  return is_written(system, span) ? quoted(system, span) : print(system, formula, &population);
}

/// One run of replay(); it stops at the first failure that it records.
class Player {
public:
  Player(const System& system, const Scenario& scenario)
      : system_(system), scenario_(scenario),
        layout_(std::make_shared<Layout>(system, scenario.population)), result_{layout_,
                                                                                initial_state(*layout_, scenario),
                                                                                {},
                                                                                {}} {
    for (const ScenarioItem& item : scenario.items)
      if (const auto* keeps = std::get_if<ScenarioKeeps>(&item))
        keeps_.push_back(keeps);
  }

  Replay play() {
    check_start();
    for (std::size_t item = 0; item < scenario_.items.size() && !result_.failure; ++item)
      std::visit(overload{
                     [&](const ScenarioStep& step) { take(item, step); },
                     [&](const ScenarioExpect& expect) { judge(item, expect); },
                     [](const ScenarioKeeps&) {}, // judged at the start and after every step
                 },
                 scenario_.items[item]);
    return std::move(result_);
  }

private:
  const State& now() const { return result_.steps.empty() ? result_.start : result_.steps.back().after; }

  void fail(std::optional<std::size_t> item, Span span, std::string code, std::string message) {
    result_.failure = ScenarioFailure{item, span, std::move(message), std::move(code), std::nullopt};
  }

  void check_start() {
    if (const Constraint* broken = broken_constraint(result_.start)) {
      const std::string words = broken->empty_relation
                                    ? "init empty " + system_[*broken->empty_relation].name
                                    : said(system_, broken->formula, broken->span, scenario_.population);
      fail(std::nullopt, scenario_.span, "start", fmt::format("the start does not satisfy `{}`", words));
      return;
    }
    check_kept(std::nullopt, Moment{result_.start}, "at the start");
  }

  /// All that the scenario keeps must hold at this moment.
  void check_kept(std::optional<std::size_t> item, const Moment& moment, const std::string& when) {
    for (const ScenarioKeeps* keeps : keeps_)
      for (const PropertyId id : keeps->properties) {
        const Property& property = system_[id];
        if (!is_violated(property, moment))
          continue;
        const Span span = item ? std::get<ScenarioStep>(scenario_.items[*item]).span : keeps->span;
        fail(item, span, "keeps", fmt::format("`{}` is broken {}", property.name, when));
        result_.failure->property = id;
        return;
      }
  }

  void take(std::size_t item, const ScenarioStep& step) {
    const State before = now();
    const std::string what =
        fmt::format("step {} `{}`", result_.steps.size() + 1, print(system_, step.action, scenario_.population));
    std::variant<State, Refusal, Conflict> outcome = take_step(before, step.action);
    std::visit(overload{
                   [&](State& after) {
                     std::vector<std::size_t> choice = may_be_refused(before, step.action);
                     if (step.expected == Outcome::refused && !choice.empty())
                       refused_by_choice(item, step, what, before, std::move(choice));
                     else
                       allowed(item, step, what, before, std::move(after), std::move(choice));
                   },
                   [&](const Refusal& refusal) { refused(item, step, what, before, refusal); },
                   [&](const Conflict& conflict) { conflicting(item, step, what, before, conflict); },
               },
               outcome);
  }

  void allowed(std::size_t item, const ScenarioStep& step, const std::string& what, const State& before, State after,
               std::vector<std::size_t> may_refuse) {
    result_.steps.push_back({step.action, Outcome::allowed, std::nullopt, std::move(after), std::move(may_refuse)});
    if (step.expected == Outcome::refused)
      fail(item, step.span, "outcome", what + " was allowed, but should be refused");
    else
      check_kept(item, Moment{now(), &before, &step.action}, "after " + what);
  }

  // A refused step changes nothing and is no step of the run: nothing is judged after it.
  void refused(std::size_t item, const ScenarioStep& step, const std::string& what, const State& before,
               const Refusal& refusal) {
    result_.steps.push_back({step.action, Outcome::refused, refusal, before});
    const Requirement& requirement = system_[step.action.rule].requirements[refusal.requirement];
    const std::string because =
        requirement.reason
            ? fill_in(*requirement.reason, system_, step.action, scenario_.population)
            : fmt::format("`{}` is false", said(system_, requirement.formula, requirement.span, scenario_.population));
    if (step.expected == Outcome::allowed)
      fail(item, step.span, "outcome", fmt::format("{} was refused, because {}; it should be allowed", what, because));
    else if (step.expected_reason && !(requirement.reason && (*step.expected_reason == because ||
                                                              *step.expected_reason == *requirement.reason)))
      fail(item, step.span, "reason",
           fmt::format("{} was refused, because {}; the reason \"{}\" is expected", what, because,
                       visible(*step.expected_reason)));
  }

  // Section 11: where either outcome is right, the run goes on with the one that is stated.
  void refused_by_choice(std::size_t item, const ScenarioStep& step, const std::string& what, const State& before,
                         std::vector<std::size_t> may_refuse) {
    const Rule& rule = system_[step.action.rule];
    const auto is_expected = [&](std::size_t index) {
      const std::optional<std::string>& reason = rule.may_refuse[index].reason;
      return reason && (*step.expected_reason == *reason ||
                        *step.expected_reason == fill_in(*reason, system_, step.action, scenario_.population));
    };
    if (step.expected_reason && std::ranges::none_of(may_refuse, is_expected))
      fail(item, step.span, "reason",
           fmt::format("{} may be refused, but not because \"{}\", which is expected", what,
                       visible(*step.expected_reason)));
    result_.steps.push_back({step.action, Outcome::refused, std::nullopt, before, std::move(may_refuse)});
  }

  void conflicting(std::size_t item, const ScenarioStep& step, const std::string& what, const State& before,
                   const Conflict& conflict) {
    result_.steps.push_back({step.action, conflict, std::nullopt, before});
    const std::string clash = std::visit(
        overload{
            [&](RelationId relation) {
              return "adds and removes `" + print_place(system_, relation, conflict.args, scenario_.population) + "`";
            },
            [&](FunctionId function) {
              return "sets `" + print_place(system_, function, conflict.args, scenario_.population) + "` to two values";
            },
        },
        conflict.where);
    fail(item, step.span, "conflict",
         fmt::format("conflict in {}: {} {}", system_[step.action.rule].name, what, clash));
  }

  void judge(std::size_t item, const ScenarioExpect& expect) {
    if (!evaluate(expect.formula, Moment{now()}))
      fail(item, expect.span, "expect",
           fmt::format("`{}` is expected, but is false {}",
                       said(system_, expect.formula, expect.formula->span, scenario_.population), when()));
  }

  std::string when() const {
    if (result_.steps.empty())
      return "at the start";
    return fmt::format("after step {} `{}`", result_.steps.size(),
                       print(system_, result_.steps.back().action, scenario_.population));
  }

  const System& system_;
  const Scenario& scenario_;
  std::shared_ptr<const Layout> layout_;
  Replay result_;
  std::vector<const ScenarioKeeps*> keeps_;
};

} // namespace

Replay replay(const System& system, const Scenario& scenario) {
  return Player(system, scenario).play();
}

} // namespace chaperone::model
