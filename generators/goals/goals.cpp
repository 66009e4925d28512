// See goals.hpp.
#include "generators/goals/goals.hpp"

#include "generators/goals/open_steps.hpp"
#include "generators/goals/split.hpp"
#include "generators/goals/spoken.hpp"
#include "generators/memory/effect_formulas.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace chaperone::generators {

using namespace model;

namespace {

struct KindName {
  GoalKind kind;
  const char* name;
};
constexpr std::array kind_names{
    KindName{GoalKind::rules, "rules"},           KindName{GoalKind::requirements, "requirements"},
    KindName{GoalKind::boundary, "boundary"},     KindName{GoalKind::effects, "effects"},
    KindName{GoalKind::pairs, "pairs"},           KindName{GoalKind::memory, "memory"},
    KindName{GoalKind::violations, "violations"}, KindName{GoalKind::mutants, "mutants"},
};

/// Words of a text as an identifier: `not child(a)` becomes not_child_a.
std::string identifier(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_letter)
      result += c;
    else if (c == '!' && !result.empty())
      result += result.back() == '_' ? "not" : "_not";
    else if (!result.empty() && result.back() != '_')
      result += '_';
  }
  constexpr std::size_t most_letters = 60;
  if (result.size() > most_letters) { // cut between words, and not behind one that leads to others
    result.resize(std::min(result.find_last_of('_', most_letters), most_letters));
    for (const std::string_view end : {"_of", "_place", "_in", "_and", "_or", "_not", "_implies"})
      if (result.ends_with(end))
        result.resize(result.size() - end.size());
  }
  while (!result.empty() && result.back() == '_')
    result.pop_back();
  return result;
}

class Lister {
public:
  explicit Lister(const System& system) : goals_{system, {}}, effects_(goals_.system) {}

  Goals list(const std::vector<GoalKind>& kinds) {
    for (const KindName& row : kind_names)
      if (std::find(kinds.begin(), kinds.end(), row.kind) != kinds.end())
        list(row.kind);
    return std::move(goals_);
  }

private:
  const System& system() const { return goals_.system; }
  std::string said(const Formula& formula) const { return "`" + print(system(), formula) + "`"; }

  void list(GoalKind kind) {
    kind_ = kind;
    for (std::uint32_t rule = 0; rule < system().rules.size(); ++rule)
      switch (kind) {
      case GoalKind::rules:
        list_rule({rule});
        break;
      case GoalKind::requirements:
        list_requirements({rule});
        break;
      case GoalKind::boundary:
        list_boundaries(RuleId{rule});
        break;
      case GoalKind::effects:
        list_effects({rule});
        break;
      case GoalKind::pairs:
        list_pairs({rule});
        break;
      case GoalKind::mutants:
        list_mutant_goals({rule});
        break;
      case GoalKind::memory:
      case GoalKind::violations:
        break;
      }
    if (kind == GoalKind::memory)
      list_memory();
    if (kind == GoalKind::boundary)
      for (std::uint32_t index = 0; index < system().properties.size(); ++index)
        list_boundaries(PropertyId{index});
  }

  Goal& add(RuleId rule, const std::string& name, std::string claim, Span where, Formula when) {
    std::string wanted = identifier(name), unique = wanted;
    for (int number = 2; !taken_.insert(unique).second; ++number)
      unique = fmt::format("{}_{}", wanted, number);
    Goal goal;
    goal.kind = kind_;
    goal.name = std::move(unique);
    goal.claim = std::move(claim);
    goal.where = where;
    goal.question.rule = rule;
    goal.question.when = std::move(when);
    goals_.goals.push_back(std::move(goal));
    return goals_.goals.back();
  }

  /// The rule's requirements, but for one.
  std::vector<Formula> requirements(const Rule& rule, std::size_t but = std::size_t(-1)) const {
    std::vector<Formula> result;
    for (std::size_t i = 0; i < rule.requirements.size(); ++i)
      if (i != but)
        result.push_back(rule.requirements[i].formula);
    return result;
  }

  /// Where a step must be allowed.
  Formula allowed(const Rule& rule) {
    std::vector<Formula> parts = requirements(rule);
    parts.push_back(negation(effects_.conflict(rule.effects)));
    if (!rule.may_refuse.empty())
      parts.push_back(must_be_allowed(rule));
    return conjunction(std::move(parts));
  }

  /// Where the rule's own requirements hold a service that refuses must be wrong, or it is not told apart.
  void tell_refusals(const Rule& rule, const Formula& own, std::vector<Formula>& when) const {
    if (!rule.may_refuse.empty())
      when.push_back(make_formula(Implies{own, must_be_allowed(rule)}));
  }

  /// A step in conflict is no step: nothing can be asked of a service there.
  void leave_out_conflicts(const Rule& rule, std::vector<Formula>& when) {
    const Formula conflict = effects_.conflict(rule.effects);
    if (std::holds_alternative<Constant>(conflict->kind))
      return;
    std::vector<Formula> parts = requirements(rule);
    parts.push_back(conflict);
    when.push_back(negation(conjunction(std::move(parts))));
  }

  void list_rule(RuleId id) {
    const Rule rule = system()[id];
    if (!may_always_be_refused(rule))
      add(id, rule.name + "_is_allowed", rule.name + " must not be refused where the rules allow it", rule.span,
          allowed(rule));
    if (rule.may_refuse.empty())
      return;
    std::vector<Formula> when = requirements(rule);
    when.push_back(negation(effects_.conflict(rule.effects)));
    when.push_back(negation(must_be_allowed(rule)));
    add(id, rule.name + "_may_be_refused", rule.name + " must be done whole, or be refused and change nothing",
        rule.may_refuse.front().span, conjunction(std::move(when)));
  }

  /// In few words, or where another goal goes by these already, with `more` behind them.
  std::string short_name(const Rule& rule, const char* verb, const Formula& formula, const std::string& more) const {
    const std::string few = fmt::format("{}_{}_{}", rule.name, verb, spoken(system(), formula));
    return taken_.contains(identifier(few)) ? few + more : few;
  }

  void list_requirements(RuleId id) {
    const Rule rule = system()[id];
    for (std::size_t i = 0; i < rule.requirements.size(); ++i) {
      const Requirement& requirement = rule.requirements[i];
      const std::vector<Formula> parts = conjuncts(system(), requirement.formula);
      for (std::size_t k = 0; k < parts.size(); ++k) {
        std::vector<Formula> when = requirements(rule, i);
        for (std::size_t other = 0; other < parts.size(); ++other)
          when.push_back(other == k ? negation(parts[other]) : parts[other]);
        Goal& goal =
            add(id, short_name(rule, "needs", parts[k], " where " + print(system(), parts[k])),
                fmt::format("{} must not be allowed where only {} stands in the way", rule.name, said(parts[k])),
                requirement.span, conjunction(std::move(when)));
        goal.question.wants_twin = true;
        if (may_always_be_refused(rule)) // nothing makes it a step that must be allowed
          continue;
        for (const Disjunct& disjunct : disjuncts(system(), parts[k])) {
          std::vector<Formula> decides{allowed(rule), negation(disjunct.others)};
          add(id, short_name(rule, "allows", disjunct.way, " for " + spoken(system(), parts[k])),
              fmt::format("{} must not be refused where only {} makes {} true", rule.name, said(disjunct.way),
                          said(parts[k])),
              requirement.span, conjunction(std::move(decides)));
        }
      }
    }
  }

  void list_boundaries(RuleId id) {
    const Rule rule = system()[id];
    for (std::size_t i = 0; i < rule.requirements.size(); ++i)
      for (const int difference : {-1, 1})
        for (const Recounted& other : recounted(system(), rule.requirements[i].formula, difference)) {
          std::vector<Formula> when = requirements(rule, i);
          when.push_back(make_formula(Not{make_formula(Iff{rule.requirements[i].formula, other.formula})}));
          tell_refusals(rule, rule.requirements[i].formula, when);
          add_boundary(id, difference, other, std::move(when));
        }
    for (std::size_t i = 0; i < stated_effects(rule).size(); ++i)
      for (const int difference : {-1, 1})
        for (const Recounted& other : recounted(system(), rule.effects[i].where, difference)) {
          std::vector<Effect> changed = rule.effects;
          changed[i].where = other.formula;
          std::vector<Formula> when = requirements(rule);
          when.push_back(effects_.differ(rule.effects, changed));
          add_boundary(id, difference, other, std::move(when));
        }
  }

  /// States in which the promise is just kept: with a number that is one lower or higher it would be broken there. On
  /// the other side of a number it is broken already.
  void list_boundaries(PropertyId id) {
    const Property it = system()[id];
    if (it.kind == PropertyKind::possible || it.is_about_steps)
      return;
    const int broken_oftener = it.kind == PropertyKind::never ? 1 : -1;
    const auto kept = [&](const Formula& formula) {
      return it.kind == PropertyKind::never ? negation(formula) : formula;
    };
    for (const int difference : {-1, 1})
      for (const Recounted& other : recounted(system(), it.formula, difference)) {
        if (other.sign == -broken_oftener)
          continue;
        const char* side = difference < 0 ? "lower" : "higher";
        add({static_cast<std::uint32_t>(system().rules.size())},
            fmt::format("{}_{}_{}", it.name, difference < 0 ? "below" : "above", other.text),
            fmt::format("{} must not be kept with a number for `{}` that is one {}", it.name, other.text, side),
            other.where, conjunction({kept(it.formula), negation(kept(other.formula))}))
            .promise = id;
      }
  }

  void add_boundary(RuleId id, int difference, const Recounted& other, std::vector<Formula> when) {
    const Rule rule = system()[id];
    const std::string& name = rule.name;
    leave_out_conflicts(rule, when);
    add(id, fmt::format("{}_{}_{}", name, difference < 0 ? "below" : "above", other.text),
        fmt::format("{} must not take `{}` for a number that is one {}", name, other.text,
                    difference < 0 ? "lower" : "higher"),
        other.where, conjunction(std::move(when)));
  }

  void list_effects(RuleId id) {
    const Rule rule = system()[id];
    for (const Mutant& mutant : list_mutants(goals_.system, id))
      if (mutant.is_lost_effect)
        add_mutant(mutant, rule.name + "_does_" + mutant.what.substr(std::string("forget to ").size()));
  }

  void list_pairs(RuleId second) {
    for (std::uint32_t first = 0; first < system().rules.size(); ++first) {
      const Rule rule = system()[second];
      if (may_always_be_refused(rule))
        return;
      Goal& goal = add(second, rule.name + "_after_" + system().rules[first].name,
                       fmt::format("{} must not be refused right after {}", rule.name, system().rules[first].name),
                       rule.span, allowed(rule));
      goal.question.after = RuleId{first};
    }
  }

  void list_memory() {
    const Catalogue catalogue(system());
    for (const MemoryGoal& goal : catalogue.goals())
      add(goal.rule, catalogue.name(goal), catalogue.claim(goal), catalogue.where(goal), make_formula(Constant{true}))
          .memory = goal;
  }

  void list_mutant_goals(RuleId id) {
    for (const Mutant& mutant : list_mutants(goals_.system, id))
      add_mutant(mutant, system()[mutant.rule].name + "_must_not_" + mutant.what);
  }

  /// A step tells the mutant apart where only one of the two allows it, or both do and leave something different.
  void add_mutant(const Mutant& mutant, const std::string& name) {
    const Rule rule = system()[mutant.rule];
    std::vector<Formula> when, own, changed;
    for (std::size_t i = 0; i < rule.requirements.size(); ++i) {
      const Formula& one = rule.requirements[i].formula;
      const Formula& other = mutant.changed.requirements[i].formula;
      if (one == other) {
        when.push_back(one);
      } else {
        own.push_back(one);
        changed.push_back(other);
      }
    }
    if (own.empty()) {
      when.push_back(effects_.differ(rule.effects, mutant.changed.effects));
    } else {
      when.push_back(make_formula(Not{make_formula(Iff{conjunction(own), conjunction(changed)})}));
      tell_refusals(rule, conjunction(own), when);
    }
    leave_out_conflicts(rule, when);
    add(mutant.rule, name, fmt::format("{} must not {}", rule.name, mutant.what), mutant.where,
        conjunction(std::move(when)))
        .mutant = mutant.changed;
  }

  Goals goals_;
  EffectFormulas effects_;
  GoalKind kind_ = GoalKind::rules;
  std::set<std::string> taken_;
};

} // namespace

const char* name_of(GoalKind kind) {
  return std::find_if(kind_names.begin(), kind_names.end(), [&](const KindName& row) { return row.kind == kind; })
      ->name;
}

std::optional<GoalKind> goal_kind(const std::string& name) {
  for (const KindName& row : kind_names)
    if (name == row.name)
      return row.kind;
  return std::nullopt;
}

std::vector<GoalKind> all_goal_kinds() {
  std::vector<GoalKind> result;
  result.reserve(kind_names.size());
  for (const KindName& row : kind_names)
    result.push_back(row.kind);
  return result;
}

std::size_t Goals::first_of_memory() const {
  const auto first = std::find_if(goals.begin(), goals.end(), [](const Goal& goal) { return goal.memory.has_value(); });
  return static_cast<std::size_t>(first - goals.begin());
}

System with_probe(System system) {
  system.rules.emplace_back().name = "probe";
  return system;
}

Goals list_goals(const System& system, const std::vector<GoalKind>& kinds) {
  return Lister(system).list(kinds);
}

} // namespace chaperone::generators
