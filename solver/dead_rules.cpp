// See dead_rules.hpp.
#include "solver/dead_rules.hpp"

#include "model/facts/rule_graph.hpp"
#include "solver/check.hpp"
#include "solver/small/search.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver {

using namespace model;

namespace {

/// Small groups show of most rules that they run.
SearchBounds small_groups() {
  SearchBounds bounds;
  bounds.depth = 6;
  bounds.worlds = 4;
  bounds.states_per_world = 300;
  return bounds;
}
constexpr std::uint32_t rounds_of_effort = 2;
constexpr std::uint32_t solver_depth = 6;
/// For more rules than this it would take longer than the check itself.
constexpr std::size_t most_rules = 100;

class DeadRules {
public:
  DeadRules(const System& system, const Options& options, const std::set<RuleId>& seen,
            const std::set<RuleId>& known_dead)
      : system_(system), options_(options), dead_(known_dead) {
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
      if (!seen.contains(RuleId{rule}) && !known_dead.contains(RuleId{rule}))
        open_.push_back(RuleId{rule});
  }

  std::vector<Diagnostic> find() {
    if (open_.size() > most_rules)
      return {};
    leave_out_those_that_run();
    if (!open_.empty())
      ask();
    warn_of_empty_relations();
    return std::move(made_);
  }

private:
  void leave_out_those_that_run() {
    std::vector<StepQuestion> questions;
    for (const RuleId rule : open_) {
      std::vector<Formula> parts;
      for (const Requirement& requirement : system_[rule].requirements)
        parts.push_back(requirement.formula);
      questions.push_back({rule, conjunction(parts)});
    }
    SearchBounds bounds = small_groups();
    bounds.scope = options_.scope;
    const auto answers = small::search(system_, questions, bounds);
    std::vector<RuleId> left;
    for (std::size_t i = 0; i < open_.size(); ++i)
      if (!answers[i])
        left.push_back(open_[i]);
    open_ = std::move(left);
  }

  /// What is asked of a rule: whether all of it, or one requirement, can ever be met.
  struct Asked {
    RuleId rule;
    const Requirement* requirement = nullptr; ///< none: the whole rule
  };

  /// That `rule` can be tried, as a property of its own.
  void add_goal(System& probed, RuleId rule, Asked asked) {
    Property goal;
    goal.kind = PropertyKind::possible;
    goal.name = fmt::format("goal{}", asked_.size());
    goal.formula = make_formula(Can{rule, std::vector<Argument>(system_[asked.rule].parameters.size(), Anything{})});
    probed.properties.push_back(std::move(goal));
    asked_.push_back(asked);
  }

  void ask() {
    System probed = system_;
    probed.properties.clear();
    probed.scenarios.clear();
    for (Rule& rule : probed.rules) // that `can` asks for the requirements alone
      rule.may_refuse.clear();
    for (const RuleId rule : open_) {
      add_goal(probed, rule, {rule});
      for (const Requirement& requirement : system_[rule].requirements) {
        Rule probe;
        probe.name = fmt::format("probe{}", probed.rules.size());
        probe.parameters = system_[rule].parameters;
        probe.requirements = {requirement};
        probed.rules.push_back(std::move(probe));
        add_goal(probed, RuleId{static_cast<std::uint32_t>(probed.rules.size() - 1)}, {rule, &requirement});
      }
    }
    Options options = options_;
    options.properties.clear();
    options.engine = EngineChoice::automatic;
    options.depth = std::min(options.depth, solver_depth);
    options.effort = Effort::some;
    options.rounds = rounds_of_effort;
    options.warns = options.explains = false;
    const CheckResult result = check(probed, options);
    std::set<RuleId> unmet;
    for (const PropertyAnswer& answer : result.properties)
      if (const Asked& asked = asked_[answer.property.index]; std::holds_alternative<Proved>(answer.verdict) &&
                                                              asked.requirement != nullptr &&
                                                              unmet.insert(asked.rule).second)
        warn(asked);
    for (const PropertyAnswer& answer : result.properties)
      if (const Asked& asked = asked_[answer.property.index];
          std::holds_alternative<Proved>(answer.verdict) && asked.requirement == nullptr && !unmet.contains(asked.rule))
        warn(asked);
  }

  void warn(const Asked& asked) {
    dead_.insert(asked.rule);
    Diagnostic warning;
    warning.severity = Severity::warning;
    warning.code = "dead_rule";
    warning.message = fmt::format("no run ever takes rule `{}`", system_[asked.rule].name);
    warning.span = asked.requirement ? asked.requirement->span : system_[asked.rule].span;
    warning.label = asked.requirement ? "no reachable state meets this" : "no reachable state allows it";
    made_.push_back(std::move(warning));
  }

  /// Those that only dead rules fill.
  void warn_of_empty_relations() {
    System alive = system_;
    for (const RuleId rule : dead_)
      alive.rules[rule.index].effects.clear();
    const std::vector<RelationId> before = always_empty_relations(system_);
    for (const RelationId relation : always_empty_relations(alive)) {
      if (std::ranges::find(before, relation) != before.end())
        continue;
      Diagnostic warning;
      warning.severity = Severity::warning;
      warning.code = "empty_relation";
      warning.message = fmt::format("`{}` is empty in every state", system_[relation].name);
      warning.span = system_[relation].span;
      warning.label = "only rules that no run takes add to it";
      made_.push_back(std::move(warning));
    }
  }

  const System& system_;
  const Options& options_;
  std::vector<RuleId> open_;
  std::set<RuleId> dead_;
  std::vector<Asked> asked_; ///< by the goal's property
  std::vector<Diagnostic> made_;
};

} // namespace

std::vector<Diagnostic> dead_rules(const System& system, const Options& options, const std::set<RuleId>& seen,
                                   const std::set<RuleId>& known_dead) {
  return DeadRules(system, options, seen, known_dead).find();
}

} // namespace chaperone::solver
