// See counts.hpp.
#include "model/facts/counts.hpp"

#include "model/rules/walk.hpp"

#include <algorithm>
#include <optional>
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
      for (const Formula& asked : asked_by_can(system_[can->rule]))
        look(asked);
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
  std::set<RuleId> asked_;  ///< and what is asked of each rule that a `can` asks about
};

using Sizes = std::vector<std::uint32_t>;

class Fewest {
public:
  explicit Fewest(const System& system) : system_(system), none_(system.sorts.size(), 1) {}

  Sizes of(const Formula& formula, bool is_true) {
    return std::visit(
        overload{
            [&](const Not& it) { return of(it.body, !is_true); },
            [&](const And& it) { return of(it.parts, is_true, is_true); },
            [&](const Or& it) { return of(it.parts, is_true, !is_true); },
            [&](const Implies& it) { return joined(of(it.left, !is_true), of(it.right, is_true), !is_true); },
            [&](const Quantified& it) { return of(it, is_true); },
            [&](const Call& it) { return of(system_[it.define].body, is_true); },
            [&](const Was& it) { return of(it.body, is_true); },
            [&](const auto&) { return none_; },
        },
        formula->kind);
  }

private:
  static Sizes joined(Sizes left, const Sizes& right, bool are_both) {
    for (std::size_t sort = 0; sort < left.size(); ++sort)
      left[sort] = are_both ? std::max(left[sort], right[sort]) : std::min(left[sort], right[sort]);
    return left;
  }

  Sizes of(const std::vector<Formula>& parts, bool is_true, bool are_all) {
    Sizes made = of(parts.front(), is_true);
    for (std::size_t i = 1; i < parts.size(); ++i)
      made = joined(std::move(made), of(parts[i], is_true), are_all);
    return made;
  }

  /// So many assignments differ. With one variable over a sort, beside enums, each of its individuals stands in no more
  /// of them than the enums have values.
  Sizes assignments(const Quantified& it, std::uint64_t count) {
    std::uint64_t values = 1;
    std::optional<SortId> counted;
    for (const Binder& binder : it.binders) {
      const SortId sort = system_[binder.variable].sort;
      if (counted && !system_[sort].is_enum)
        return none_;
      if (system_[sort].is_enum)
        values *= system_[sort].names.size();
      else
        counted = sort;
    }
    Sizes made = none_;
    if (counted && count > values)
      made[counted->index] = static_cast<std::uint32_t>(std::min<std::uint64_t>((count - 1) / values + 1, UINT32_MAX));
    return made;
  }

  Sizes some(const Quantified& it, std::uint64_t count, bool body_is_true) {
    return count == 0 ? none_ : joined(assignments(it, count), of(it.body, body_is_true), true);
  }

  Sizes of(const Quantified& it, bool is_true) {
    switch (it.kind) {
    case Quantifier::some:
    case Quantifier::one:
      return is_true ? some(it, 1, true) : none_;
    case Quantifier::at_least:
      return is_true ? some(it, it.count, true) : none_;
    case Quantifier::all:
      return is_true ? none_ : some(it, 1, false);
    case Quantifier::no:
      return is_true ? none_ : some(it, 1, true);
    case Quantifier::lone:
      return is_true ? none_ : some(it, 2, true);
    case Quantifier::at_most:
      break;
    }
    return is_true ? none_ : some(it, std::max(it.count, it.count + 1), true);
  }

  const System& system_;
  const Sizes none_;
};

} // namespace

std::vector<std::uint32_t> fewest(const System& system, const Formula& formula, bool is_true) {
  return Fewest(system).of(formula, is_true);
}

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
