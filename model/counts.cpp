// See counts.hpp.
#include "model/counts.hpp"

#include "model/walk.hpp"

#include <algorithm>
#include <set>

namespace chaperone::model {

namespace {

class Counting {
public:
  explicit Counting(const System& system) : system_(system), most_(system.sorts.size(), 0) {}

  void look(const Formula& formula) {
    if (formula)
      walk(*formula, [&](const Node& node) { note(node); });
  }
  void look_at_requirements(const Rule& rule) {
    for (const Requirement& requirement : rule.requirements)
      look(requirement.formula);
  }
  std::vector<std::uint32_t> take() { return std::move(most_); }

private:
  void note(const Node& node) {
    if (const auto* call = std::get_if<Call>(&node.kind); call && seen_.insert(call->define).second)
      look(system_[call->define].body);
    if (const auto* can = std::get_if<Can>(&node.kind); can && asked_.insert(can->rule).second)
      look_at_requirements(system_[can->rule]);
    const auto* counted = std::get_if<Quantified>(&node.kind);
    if (!counted || (counted->kind != Quantifier::at_least && counted->kind != Quantifier::at_most))
      return;
    const std::uint64_t decided_by =
        counted->kind == Quantifier::at_least ? counted->count : std::max(counted->count, counted->count + 1);
    for (const Binder& binder : counted->binders) {
      std::uint32_t& here = most_[system_[binder.variable].sort.index];
      here = std::max(here, static_cast<std::uint32_t>(std::min<std::uint64_t>(decided_by, UINT32_MAX)));
    }
  }

  const System& system_;
  std::vector<std::uint32_t> most_;
  std::set<DefineId> seen_; ///< each define is looked at once, however often it is called
  std::set<RuleId> asked_;  ///< and the requirements of each rule that a `can` asks about
};

} // namespace

std::vector<std::uint32_t> counts(const System& system) {
  Counting counting(system);
  for (const std::vector<Constraint>* constraints : {&system.assumptions, &system.inits})
    for (const Constraint& constraint : *constraints)
      counting.look(constraint.formula);
  for (const Rule& rule : system.rules) {
    counting.look_at_requirements(rule);
    for (const Effect& effect : rule.effects)
      counting.look(effect.where);
  }
  for (const Property& property : system.properties)
    counting.look(property.formula);
  return counting.take();
}

std::vector<std::uint32_t> counts(const System& system, const Formula& formula) {
  Counting counting(system);
  counting.look(formula);
  return counting.take();
}

} // namespace chaperone::model
