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
  Search(System& system, RuleId rule, const Violation& violation)
      : system_(system), rule_(rule), violation_(violation), reduction_(system) {
    for (const VariableId parameter : system[rule].parameters)
      if (system[parameter].is_set) {
        const RelationId set{static_cast<std::uint32_t>(system.relations.size())};
        Relation made;
        made.name = system[parameter].name;
        made.places = {{"", system[parameter].sort}};
        system.relations.push_back(std::move(made));
        sets_.emplace_back(parameter, set);
        reduction_.bind(parameter, [set](const Slot& element) { return fact(set, {element}); });
      }
  }

  ~Search() { system_.relations.resize(system_.relations.size() - sets_.size()); }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  WaysToBreak run() {
    WaysToBreak made;
    const std::vector<VariableId> parameters = system_[rule_].parameters;
    const Formula broken_after = steps::After(system_, rule_, parameters).of(violation_.told);
    const Condition then = reduction_.of(broken_after);
    const Condition now = allowed();
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
    for (const auto& [parameter, relation] : sets_) {
      std::vector<Slot>& needed = members[relation];
      for (const Condition& part : effect.parts)
        if (const auto* it = std::get_if<Fact>(&part->kind); it != nullptr && it->symbol == Symbol(relation))
          if (std::ranges::find(needed, it->slots.front()) == needed.end())
            needed.push_back(it->slots.front());
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
      for (const auto& [parameter, relation] : sets_)
        made.sets[parameter] = members[relation];
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
          found = found || (is_positive && std::ranges::any_of(sets_, [&](const auto& set) {
                              return it.symbol == Symbol(set.second);
                            }));
        });
      return found;
    });
  }

  System& system_;
  RuleId rule_;
  const Violation& violation_;
  Reduction reduction_;
  std::vector<std::pair<VariableId, RelationId>> sets_;
};

} // namespace

WaysToBreak ways_to_break(System& system, RuleId rule, const Violation& violation) {
  if (!touches(system, rule, violation.told))
    return {};
  return Search(system, rule, violation).run();
}

} // namespace chaperone::records
