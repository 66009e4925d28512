// See witnesses.hpp.
#include "model/facts/witnesses.hpp"

#include "model/rules/walk.hpp"

#include <algorithm>

namespace chaperone::model {
namespace {

/// Beyond this, nobody wants to look at so many.
constexpr std::uint64_t most = 1000;

/// Nothing: no number is enough.
using Count = std::optional<std::uint64_t>;

Count sum(Count left, Count right) {
  if (!left || !right || *left + *right > most)
    return std::nullopt;
  return *left + *right;
}

Count larger(Count left, Count right) {
  if (!left || !right)
    return std::nullopt;
  return std::max(*left, *right);
}

Count times(std::uint64_t factor, Count count) {
  if (!count || (*count > 0 && factor > most / *count))
    return std::nullopt;
  return factor * *count;
}

class Counter {
public:
  Counter(const System& system, SortId sort) : system_(system), sort_(sort) {}

  /// So that `formula` stays true, or stays false.
  Count count(const Formula& formula, bool is_true) {
    return std::visit(
        overload{
            [](const Constant&) { return Count(0); },
            // A closure may rest on a way over any number of others.
            [&](const Atom& it) { return system_[it.relation].upkeep == Upkeep::closure ? Count() : Count(0); },
            [](const Equal&) { return Count(0); },
            [](const Member&) { return Count(0); },
            [&](const Not& it) { return count(it.body, !is_true); },
            [&](const And& it) { return count(it.parts, is_true, is_true); },
            [&](const Or& it) { return count(it.parts, is_true, !is_true); },
            [&](const Implies& it) {
              const Count left = count(it.left, !is_true), right = count(it.right, is_true);
              return is_true ? larger(left, right) : sum(left, right);
            },
            [&](const Iff& it) {
              return larger(sum(count(it.left, true), count(it.right, is_true)),
                            sum(count(it.left, false), count(it.right, !is_true)));
            },
            [&](const Quantified& it) { return count(it, is_true); },
            [&](const Call& it) { return count(system_[it.define].body, is_true); },
            [&](const Can& it) { return count(it, is_true); },
            [](const Did&) { return Count(0); },
            [&](const Was& it) { return count(it.body, is_true); },
            [](const Reached&) { return Count(); },
            [](const SomeSet&) { return Count(); },
        },
        formula->kind);
  }

private:
  /// All of the parts are to stay so, or the one of them that is.
  Count count(const std::vector<Formula>& parts, bool is_true, bool needs_all) {
    Count made = 0;
    for (const Formula& part : parts)
      made = needs_all ? sum(made, count(part, is_true)) : larger(made, count(part, is_true));
    return made;
  }

  Count guards(const Quantified& it, bool is_true) {
    Count made = 0;
    for (const Binder& binder : it.binders)
      if (binder.guard)
        made = is_true ? sum(made, count(binder.guard, true)) : larger(made, count(binder.guard, false));
    return made;
  }

  /// So many assignments that satisfy the guards and make the body so.
  Count some(const Quantified& it, std::uint64_t number, bool body_is_true) {
    const auto bound = static_cast<std::uint64_t>(std::ranges::count_if(
        it.binders, [&](const Binder& binder) { return system_[binder.variable].sort == sort_; }));
    return times(number, sum(bound, sum(guards(it, true), count(it.body, body_is_true))));
  }

  /// No assignment satisfies the guards and makes the body other than so.
  Count all(const Quantified& it, bool body_is_true) {
    Count made = larger(guards(it, false), count(it.body, body_is_true));
    for (const Binder& binder : it.binders) {
      const Sort& sort = system_[system_[binder.variable].sort];
      const bool has_known_size = sort.is_enum && system_[binder.variable].sort != sort_;
      if (made != Count(0))
        made = has_known_size ? times(sort.names.size(), made) : std::nullopt;
    }
    return made;
  }

  Count at_least(const Quantified& it, std::uint64_t number, bool is_true) {
    if (number == 0)
      return 0;
    return is_true ? some(it, number, true) : all(it, false);
  }

  Count count(const Quantified& it, bool is_true) {
    switch (it.kind) {
    case Quantifier::all:
      return is_true ? all(it, true) : some(it, 1, false);
    case Quantifier::some:
      return at_least(it, 1, is_true);
    case Quantifier::no:
      return at_least(it, 1, !is_true);
    case Quantifier::lone:
      return at_least(it, 2, !is_true);
    case Quantifier::one: {
      const Count none = at_least(it, 1, false), two = at_least(it, 2, true);
      return is_true ? sum(at_least(it, 1, true), at_least(it, 2, false)) : larger(none, two);
    }
    case Quantifier::at_least:
      return at_least(it, it.count, is_true);
    case Quantifier::at_most:
      return at_least(it, it.count + 1, !is_true);
    }
    return std::nullopt;
  }

  Count count(const Can& it, bool is_true) {
    const Rule& rule = system_[it.rule];
    Count made = 0;
    for (const Formula& asked : asked_by_can(rule))
      made = is_true ? sum(made, count(asked, true)) : larger(made, count(asked, false));
    for (std::size_t i = 0; i < it.args.size(); ++i) {
      const Variable& parameter = system_[rule.parameters[i]];
      if (!std::holds_alternative<Anything>(it.args[i]))
        continue;
      if (is_true && !parameter.is_set && parameter.sort == sort_)
        made = sum(made, 1);
      if (!is_true && made != Count(0))
        made = std::nullopt;
    }
    return made;
  }

  const System& system_;
  SortId sort_;
};

/// Does the formula's truth in a part never differ from its truth in the whole?
bool is_local(const System& system, const Node& formula, SortId sort) {
  bool result = true;
  walk(formula, [&](const Node& node) {
    if (const auto* quantified = std::get_if<Quantified>(&node.kind))
      for (const Binder& binder : quantified->binders)
        result = result && system[binder.variable].sort != sort;
    if (const auto* call = std::get_if<Call>(&node.kind))
      result = result && is_local(system, *system[call->define].body, sort);
    result = result && !std::holds_alternative<Can>(node.kind) && !std::holds_alternative<Reached>(node.kind) &&
             !std::holds_alternative<SomeSet>(node.kind);
  });
  return result;
}

bool is_local(const System& system, const Effect& effect, SortId sort) {
  if (effect.where && !is_local(system, *effect.where, sort))
    return false;
  return std::ranges::all_of(effect.binders, [&](const Binder& binder) {
    const auto fixes_it = [&](const Update& update) {
      return std::visit(
          [&](const auto& it) { return std::ranges::find(it.args, Term(binder.variable)) != it.args.end(); }, update);
    };
    return (!binder.guard || is_local(system, *binder.guard, sort)) &&
           (system[binder.variable].sort != sort || std::ranges::all_of(effect.updates, fixes_it));
  });
}

/// Does a function lead from some individuals to others?
bool leads_into(const System& system, SortId sort) {
  return std::ranges::any_of(
      system.functions, [&](const Function& function) { return function.result == sort && !function.places.empty(); });
}

std::optional<std::uint32_t> narrowed(Count count) {
  if (!count)
    return std::nullopt;
  return static_cast<std::uint32_t>(*count);
}

} // namespace

std::optional<std::uint32_t> witnesses(const System& system, const Formula& formula, SortId sort) {
  if (leads_into(system, sort))
    return std::nullopt;
  return narrowed(Counter(system, sort).count(formula, true));
}

std::optional<std::uint32_t> witnesses(const System& system, const Rule& rule, SortId sort) {
  if (leads_into(system, sort) ||
      !std::ranges::all_of(rule.effects, [&](const Effect& effect) { return is_local(system, effect, sort); }))
    return std::nullopt;
  Count made = static_cast<std::uint64_t>(std::ranges::count_if(rule.parameters, [&](VariableId parameter) {
    return !system[parameter].is_set && system[parameter].sort == sort;
  }));
  for (const Requirement& requirement : rule.requirements)
    made = sum(made, Counter(system, sort).count(requirement.formula, true));
  return narrowed(made);
}

} // namespace chaperone::model
