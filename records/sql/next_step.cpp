#include "records/sql/next_step.hpp"

#include "records/sql/reduction.hpp"

#include "model/rules/mentions.hpp"
#include "model/steps/after.hpp"
#include "model/steps/successor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chaperone::records {

using namespace model;

namespace {

constexpr std::size_t most_ways = 500;
/// Nodes of a condition that is still taken apart.
constexpr std::size_t largest = 1'500;

/// Does the rule write anything that the formula reads?
bool touches(const System& system, RuleId rule, const Formula& formula) {
  Mentions read;
  collect_mentions(system, formula, read);
  return std::ranges::any_of(system[rule].effects, [&](const Effect& effect) {
    return std::ranges::any_of(effect.updates, [&](const Update& update) {
      return std::visit(overload{
                            [&](const AddTuple& it) { return read.relations.contains(it.relation); },
                            [&](const RemoveTuple& it) { return read.relations.contains(it.relation); },
                            [&](const SetValue& it) { return read.functions.contains(it.function); },
                        },
                        update);
    });
  });
}

/// With `is_member` in place of each fact of a relation that stands for a set.
Condition with_sets(const Condition& condition, const std::map<RelationId, std::vector<Slot>>& sets) {
  const auto all = [&](const std::vector<Condition>& parts) {
    std::vector<Condition> made;
    for (const Condition& part : parts)
      made.push_back(with_sets(part, sets));
    return made;
  };
  return std::visit(
      overload{
          [&](const Truth&) { return condition; },
          [&](const Fact& it) {
            const auto* relation = std::get_if<RelationId>(&it.symbol);
            const auto set = relation ? sets.find(*relation) : sets.end();
            if (set == sets.end())
              return condition;
            std::vector<Condition> ways;
            for (const Slot& member : set->second)
              ways.push_back(same(it.slots.front(), member));
            return either(std::move(ways));
          },
          [&](const Same&) { return condition; },
          [&](const Negated& it) { return negated(with_sets(it.body, sets)); },
          [&](const Every& it) { return every(all(it.parts)); },
          [&](const Either& it) { return either(all(it.parts)); },
          [&](const Exists& it) { return exists(it.variables, with_sets(it.body, sets), it.is_value); },
          [&](const AtLeast& it) { return at_least(it.count, it.variables, with_sets(it.body, sets)); },
          [&](const Chain& it) { return chain(it.tail, it.head, with_sets(it.step, sets), it.from, it.to); },
      },
      condition->kind);
}

class Search {
public:
  Search(System& system, RuleId rule, const Violation& violation, const Newcomers& newcomers)
      : system_(system), relations_before_(system.relations.size()), rule_(rule), violation_(violation),
        newcomers_(newcomers), reduction_(system) {
    for (const VariableId parameter : system[rule].parameters)
      if (system[parameter].is_set) {
        const RelationId set = add_relation(parameter);
        sets_.push_back({parameter, set, add_relation(parameter)});
        reduction_.bind(parameter, [set](const Slot& element) { return fact(set, {element}); });
      }
  }

  ~Search() { system_.relations.resize(relations_before_); }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  WaysToBreak run() {
    WaysToBreak made;
    const std::vector<VariableId> parameters = system_[rule_].parameters;
    const Formula broken_after = steps::After(system_, rule_, parameters).of(violation_.told);
    const Condition then = among_those_there(reduction_.of(broken_after), violation_.leading);
    const Condition now = among_those_there(allowed(), {});
    if (reduction_.obstacle()) {
      made.why_not = *reduction_.obstacle();
      return made;
    }
    if (size_of(then, largest) + size_of(now, largest) >= largest) {
      made.why_not = "what breaks the promise after it is too much to say";
      return made;
    }
    // Which facts the step brings about; then a set has those members that this takes.
    const auto effects = branches_of(then, most_ways);
    if (!effects) {
      made.why_not = fmt::format("it has more than {} ways to break the promise", most_ways);
      return made;
    }
    for (const Branch& effect : *effects)
      if (!add_ways(effect, now, made)) {
        made.why_not = fmt::format("it has more than {} ways to break the promise", most_ways);
        return made;
      }
    return made;
  }

private:
  struct SetParameter {
    VariableId parameter;
    RelationId members;   ///< a fact for each member
    RelationId are_there; ///< likewise, where it only matters who is there: no way needs a member for it
  };

  RelationId add_relation(VariableId of) {
    const RelationId made{static_cast<std::uint32_t>(system_.relations.size())};
    Relation& relation = system_.relations.emplace_back();
    relation.name = system_[of].name;
    relation.places = {{"", system_[of].sort}};
    return made;
  }

  /// Is the variable's individual one of the data, or a newcomer that the step names?
  Condition is_there(VariableId variable) const {
    const SortId sort = system_[variable].sort;
    const auto newcomer = newcomers_.find(sort);
    if (newcomer == newcomers_.end())
      return truth(true);
    std::vector<Condition> parts{fact(newcomer->second, {variable})};
    for (const VariableId parameter : system_[rule_].parameters)
      if (!system_[parameter].is_set && system_[parameter].sort == sort)
        parts.push_back(negated(same(variable, parameter)));
    for (const SetParameter& set : sets_)
      if (system_[set.parameter].sort == sort)
        parts.push_back(negated(fact(set.are_there, {variable})));
    return negated(every(std::move(parts)));
  }

  /// With quantifiers over those that are there. One whose variable some fact must hold of needs no word: of a newcomer
  /// no fact holds but what the step brings about, and then it is there.
  Condition among_those_there(const Condition& condition, const std::vector<VariableId>& variables) const {
    if (newcomers_.empty())
      return condition;
    const Condition inner = there_below(condition);
    const std::set<VariableId> named = named_by_facts(inner);
    std::vector<Condition> parts{inner};
    for (const VariableId variable : variables)
      if (!named.contains(variable))
        parts.push_back(is_there(variable));
    return every(std::move(parts));
  }

  static std::set<VariableId> named_by_facts(const Condition& condition) {
    std::set<VariableId> made;
    const auto* all = std::get_if<Every>(&condition->kind);
    for (const Condition& part : all ? all->parts : std::vector{condition})
      if (const auto* it = std::get_if<Fact>(&part->kind))
        for (const Slot& slot : it->slots)
          if (const auto* variable = std::get_if<VariableId>(&slot))
            made.insert(*variable);
    return made;
  }

  Condition there_below(const Condition& condition) const {
    const auto all = [&](const std::vector<Condition>& parts) {
      std::vector<Condition> made;
      for (const Condition& part : parts)
        made.push_back(there_below(part));
      return made;
    };
    return std::visit(
        overload{
            [&](const Truth&) { return condition; },
            [&](const Fact&) { return condition; },
            [&](const Same&) { return condition; },
            [&](const Negated& it) { return negated(there_below(it.body)); },
            [&](const Every& it) { return every(all(it.parts)); },
            [&](const Either& it) { return either(all(it.parts)); },
            [&](const Exists& it) {
              return exists(it.variables, among_those_there(it.body, it.is_value ? none_ : it.variables), it.is_value);
            },
            [&](const AtLeast& it) {
              return at_least(it.count, it.variables, among_those_there(it.body, it.variables));
            },
            [&](const Chain& it) {
              return chain(it.tail, it.head, among_those_there(it.step, {it.tail, it.head}), it.from, it.to);
            },
        },
        condition->kind);
  }

  /// The requirements hold and nothing conflicts, and the promise is not broken now.
  Condition allowed() {
    std::vector<Condition> parts;
    const Rule rule = system_[rule_];
    for (const Requirement& requirement : rule.requirements)
      parts.push_back(reduction_.of(requirement.formula));
    const steps::SymbolMap symbols = steps::identity(system_);
    steps::Transplant own(system_, system_, symbols, [](DefineId id) { return id; });
    for (const VariableId parameter : rule.parameters)
      own.bind(parameter, parameter);
    parts.push_back(negated(reduction_.of(steps::conflict_of(system_, {rule.effects, own}))));
    parts.push_back(negated(violation_.body));
    return every(std::move(parts));
  }

  bool add_ways(const Branch& effect, const Condition& now, WaysToBreak& into) {
    std::map<RelationId, std::vector<Slot>> members;
    for (const SetParameter& set : sets_) {
      std::vector<Slot> needed;
      for (const Condition& part : effect.parts)
        if (const auto* it = std::get_if<Fact>(&part->kind); it != nullptr && it->symbol == Symbol(set.members))
          if (std::ranges::find(needed, it->slots.front()) == needed.end())
            needed.push_back(it->slots.front());
      members[set.members] = members[set.are_there] = std::move(needed);
    }
    std::vector<Condition> all = effect.parts;
    all.push_back(replaced(now, effect.equal));
    into.has_all_sets = into.has_all_sets && !gains_by_members(all);
    const auto ways = branches_of(with_sets(every(std::move(all)), members), most_ways - into.ways.size());
    if (!ways)
      return false;
    for (const Branch& way : *ways) {
      Branch whole = way;
      for (const auto& [variable, slot] : effect.equal)
        whole.equal.emplace(variable, slot);
      WayToBreak made{whole.condition(), {}};
      for (const SetParameter& set : sets_)
        made.sets[set.parameter] = members[set.members];
      into.ways.push_back(std::move(made));
    }
    return true;
  }

  /// May one of these become true by a further member? The facts among them are members that the way has.
  bool gains_by_members(const std::vector<Condition>& parts) const {
    return std::ranges::any_of(parts, [&](const Condition& part) {
      bool found = false;
      if (!std::holds_alternative<Fact>(part->kind))
        for_each_fact(part, [&](const Fact& it, bool is_positive) {
          found = found || (is_positive && std::ranges::any_of(sets_, [&](const SetParameter& set) {
                              return it.symbol == Symbol(set.members);
                            }));
        });
      return found;
    });
  }

  static inline const std::vector<VariableId> none_;

  System& system_;
  std::size_t relations_before_;
  RuleId rule_;
  const Violation& violation_;
  const Newcomers& newcomers_;
  Reduction reduction_;
  std::vector<SetParameter> sets_;
};

} // namespace

WaysToBreak ways_to_break(System& system, RuleId rule, const Violation& violation, const Newcomers& newcomers) {
  if (!touches(system, rule, violation.told))
    return {};
  return Search(system, rule, violation, newcomers).run();
}

} // namespace chaperone::records
