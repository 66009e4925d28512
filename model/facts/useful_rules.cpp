// See useful_rules.hpp.
#include "model/facts/useful_rules.hpp"

#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>

namespace chaperone::model {
namespace {

/// Whether a formula shall be true, false, or is asked for either way.
struct WantedWays {
  bool to_hold = true, to_fail = false;
  WantedWays operator!() const { return {to_fail, to_hold}; }
};
constexpr WantedWays either_way{true, true};

class Collector {
public:
  Collector(const System& system, Wants& found) : system_(system), found_(found) {}

  void collect(const Formula& formula, WantedWays ways) {
    for_each_term(*formula, [&](const Term& term) { collect(term); });
    std::visit(overload{
                   [](const Constant&) {},
                   [&](const Atom& it) { collect(it, ways); },
                   [](const Equal&) {},
                   [](const Member&) {},
                   [&](const Not& it) { collect(it.body, !ways); },
                   [&](const And& it) { collect(it.parts, ways); },
                   [&](const Or& it) { collect(it.parts, ways); },
                   [&](const Implies& it) {
                     collect(it.left, !ways);
                     collect(it.right, ways);
                   },
                   [&](const Iff& it) {
                     collect(it.left, either_way);
                     collect(it.right, either_way);
                   },
                   [&](const Quantified& it) { collect(it, ways); },
                   [&](const Call& it) { collect(system_[it.define].body, ways); },
                   [&](const Can& it) {
                     for (const Formula& asked : asked_by_can(system_[it.rule]))
                       collect(asked, ways);
                   },
                   [](const Did&) {},
                   [&](const Was& it) { collect(it.body, ways); },
                   [&](const Reached& it) { collect(it.step, ways); },
                   [&](const SomeSet& it) { collect(it.body, ways); },
               },
               formula->kind);
  }

  void collect(const Rule& rule) {
    for (const Requirement& requirement : rule.requirements)
      collect(requirement.formula, {});
    for (const Effect& effect : rule.effects) {
      for (const Binder& binder : effect.binders)
        if (binder.guard)
          collect(binder.guard, either_way);
      if (effect.where)
        collect(effect.where, either_way);
      for (const Update& update : effect.updates) {
        std::visit([&](const auto& it) { std::ranges::for_each(it.args, [&](const Term& term) { collect(term); }); },
                   update);
        if (const auto* change = std::get_if<SetValue>(&update))
          collect(change->value);
      }
    }
  }

private:
  void collect(const Term& term) {
    Mentions mentions;
    collect_mentions(term, mentions);
    found_.functions.insert(mentions.functions.begin(), mentions.functions.end());
  }

  void collect(const std::vector<Formula>& parts, WantedWays ways) {
    for (const Formula& part : parts)
      collect(part, ways);
  }

  void collect(const Atom& atom, WantedWays ways) {
    // A closure grows and shrinks with what it is the closure of.
    if (const auto* base = std::get_if<RelationId>(&system_[atom.relation].closure_of))
      return collect(Atom{*base, {Term(VariableId{}), Term(VariableId{})}}, ways);
    if (const auto* base = std::get_if<DefineId>(&system_[atom.relation].closure_of))
      return collect(system_[*base].body, ways);
    Wants::Tuple wanted{atom.relation, true, {}};
    for (const Term& term : atom.args) {
      const auto* value = std::get_if<Value>(&term);
      // Of a symmetric relation either order is asked for.
      const bool is_known = value != nullptr && !system_[atom.relation].is_symmetric;
      wanted.args.push_back(is_known ? std::optional(*value) : std::nullopt);
    }
    for (const bool holds : {true, false})
      if (holds ? ways.to_hold : ways.to_fail) {
        wanted.holds = holds;
        found_.tuples.insert(wanted);
      }
  }

  void collect(const Quantified& it, WantedWays ways) {
    WantedWays of_body = ways, of_guards = ways;
    switch (it.kind) {
    case Quantifier::all:
      of_guards = !ways;
      break;
    case Quantifier::some:
    case Quantifier::at_least:
      break;
    case Quantifier::no:
    case Quantifier::lone:
    case Quantifier::at_most:
      of_body = of_guards = !ways;
      break;
    case Quantifier::one:
      of_body = of_guards = either_way;
      break;
    }
    for (const Binder& binder : it.binders)
      if (binder.guard)
        collect(binder.guard, of_guards);
    collect(it.body, of_body);
  }

  const System& system_;
  Wants& found_;
};

bool helps(const Update& update, const Wants& wants) {
  if (const auto* change = std::get_if<SetValue>(&update))
    return wants.functions.contains(change->function);
  const auto* add = std::get_if<AddTuple>(&update);
  const RelationId relation = add != nullptr ? add->relation : std::get<RemoveTuple>(update).relation;
  const std::vector<Term>& args = add != nullptr ? add->args : std::get<RemoveTuple>(update).args;
  const auto may_be = [](const Term& term, const std::optional<Value>& wanted) {
    const auto* value = std::get_if<Value>(&term);
    return value == nullptr || !wanted || *value == *wanted;
  };
  return std::ranges::any_of(wants.tuples, [&](const Wants::Tuple& wanted) {
    return wanted.relation == relation && wanted.holds == (add != nullptr) &&
           std::ranges::equal(args, wanted.args, may_be);
  });
}

} // namespace

UsefulRules::UsefulRules(const System& system, const Formula& end) : system_(system), wants_(1) {
  Collector(system, wants_.front()).collect(end, {});
}

void UsefulRules::look_further() {
  const Wants& before = wants_.back();
  std::vector<RuleId> found;
  Wants all = before;
  for (std::uint32_t i = 0; i < system_.rules.size(); ++i) {
    const Rule& rule = system_.rules[i];
    const bool is_of_use = std::ranges::any_of(rule.effects, [&](const Effect& effect) {
      return std::ranges::any_of(effect.updates, [&](const Update& update) { return helps(update, before); });
    });
    if (!is_of_use)
      continue;
    found.push_back(RuleId{i});
    Collector(system_, all).collect(rule);
  }
  rules_.push_back(std::move(found));
  wants_.push_back(std::move(all));
}

const std::vector<RuleId>& UsefulRules::at(std::uint32_t distance) {
  while (rules_.size() < distance)
    look_further();
  return rules_[distance - 1];
}

const Wants& UsefulRules::wants(std::uint32_t distance) {
  while (rules_.size() < distance)
    look_further();
  return wants_[distance];
}

const Wants& UsefulRules::wants_at_any_distance() {
  while (rules_.size() < 2 || rules_.back().size() != rules_[rules_.size() - 2].size())
    look_further();
  return wants_.back();
}

} // namespace chaperone::model
