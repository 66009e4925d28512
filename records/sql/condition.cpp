#include "records/sql/condition.hpp"

#include "model/rules/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace chaperone::records {

using namespace model; // the model's words are all of this file's, but for Constant

namespace {

Condition make(decltype(ConditionNode::kind) kind) {
  return std::make_shared<const ConditionNode>(ConditionNode{std::move(kind)});
}

/// Lists within lists opened, `neutral` parts left out; the other constant alone if it is there.
template <class List> Condition list_of(std::vector<Condition> parts, bool neutral) {
  std::vector<Condition> kept;
  for (Condition& part : parts) {
    if (const auto constant = constant_of(part)) {
      if (*constant != neutral)
        return truth(!neutral);
      continue;
    }
    if (const auto* inner = std::get_if<List>(&part->kind))
      kept.insert(kept.end(), inner->parts.begin(), inner->parts.end());
    else
      kept.push_back(std::move(part));
  }
  if (kept.empty())
    return truth(neutral);
  return kept.size() == 1 ? kept.front() : make(List{std::move(kept)});
}

} // namespace

Condition truth(bool value) {
  return make(Truth{value});
}

Condition fact(Symbol symbol, std::vector<Slot> slots) {
  return make(Fact{symbol, std::move(slots)});
}

Condition same(Slot left, Slot right) {
  if (left == right)
    return truth(true);
  if (left.index() == 1 && right.index() == 1) // named individuals differ, and so do values
    return truth(false);
  return make(Same{std::move(left), std::move(right)});
}

Condition negated(const Condition& body) {
  if (const auto constant = constant_of(body))
    return truth(!*constant);
  if (const auto* inner = std::get_if<Negated>(&body->kind))
    return inner->body;
  return make(Negated{body});
}

Condition every(std::vector<Condition> parts) {
  return list_of<Every>(std::move(parts), true);
}

Condition either(std::vector<Condition> parts) {
  return list_of<Either>(std::move(parts), false);
}

namespace {

/// The variable of `variables` that an equality among the parts of `way` settles, and what it is.
std::optional<std::pair<VariableId, Slot>> settled(const Condition& way, const std::vector<VariableId>& variables) {
  const auto* all = std::get_if<Every>(&way->kind);
  for (const Condition& part : all ? all->parts : std::vector{way})
    if (const auto* it = std::get_if<Same>(&part->kind))
      for (const auto& [one, other] : {std::pair(it->left, it->right), std::pair(it->right, it->left)})
        if (const auto* variable = std::get_if<VariableId>(&one);
            variable != nullptr && std::ranges::find(variables, *variable) != variables.end())
          return std::pair(*variable, other);
  return std::nullopt;
}

} // namespace

// `some u | u = t and φ(u)` is φ(t), and `u in {s, t}` stands for such equalities.
Condition exists(std::vector<VariableId> variables, Condition body, bool is_value) {
  if (variables.empty() || constant_of(body)) // no sort is empty
    return body;
  if (const auto known = settled(body, variables)) {
    std::erase(variables, known->first);
    return exists(std::move(variables), replaced(body, {*known}), is_value);
  }
  if (const auto* all = std::get_if<Every>(&body->kind))
    for (const Condition& part : all->parts) {
      const auto* any = std::get_if<Either>(&part->kind);
      if (any == nullptr ||
          !std::ranges::all_of(any->parts, [&](const Condition& way) { return settled(way, variables).has_value(); }))
        continue;
      std::vector<Condition> ways;
      for (const Condition& way : any->parts) {
        std::vector<Condition> parts{way};
        for (const Condition& other : all->parts)
          if (other != part)
            parts.push_back(other);
        ways.push_back(exists(variables, every(std::move(parts)), is_value));
      }
      return either(std::move(ways));
    }
  return make(Exists{std::move(variables), std::move(body), is_value});
}

Condition at_least(std::uint64_t count, std::vector<VariableId> variables, Condition body) {
  if (count == 0)
    return truth(true);
  if (constant_of(body) == false)
    return body;
  if (count == 1)
    return exists(std::move(variables), std::move(body));
  return make(AtLeast{count, std::move(variables), std::move(body)});
}

std::optional<bool> constant_of(const Condition& condition) {
  const auto* it = std::get_if<Truth>(&condition->kind);
  return it ? std::optional(it->value) : std::nullopt;
}

VariableId Reduction::fresh(const std::string& name, SortId sort) {
  system_.variables.push_back({name, sort, false});
  return {static_cast<std::uint32_t>(system_.variables.size() - 1)};
}

VariableId Reduction::fresh(VariableId like) {
  const Variable variable = system_[like];
  const VariableId made = fresh(variable.name, variable.sort);
  slots_[like] = made;
  return made;
}

Condition Reduction::with_slots(const std::vector<Term>& terms, const Build& build) {
  return with_slots(terms, {}, build);
}

Condition Reduction::with_slots(const std::vector<Term>& terms, std::vector<Slot> made, const Build& build) {
  if (made.size() == terms.size())
    return build(made);
  const auto go_on = [&](Slot slot) {
    std::vector<Slot> longer = made;
    longer.push_back(std::move(slot));
    return with_slots(terms, std::move(longer), build);
  };
  return std::visit(overload{
                        [&](VariableId variable) {
                          const auto bound = slots_.find(variable);
                          return go_on(bound == slots_.end() ? Slot(variable) : bound->second);
                        },
                        [&](const Value& value) { return go_on(Constant(value)); },
                        [&](const std::shared_ptr<const Application>& it) {
                          if (system_[it->function].is_individual)
                            return go_on(Constant(it->function));
                          return with_slots(it->args, [&](const std::vector<Slot>& args) {
                            const VariableId value = fresh("value", system_[it->function].result);
                            std::vector<Slot> slots = args;
                            slots.emplace_back(value);
                            Condition is_it = fact(it->function, std::move(slots));
                            return exists({value}, every({std::move(is_it), go_on(value)}), true);
                          });
                        },
                    },
                    terms[made.size()]);
}

std::vector<Condition> Reduction::parts(const std::vector<Formula>& formulas) {
  std::vector<Condition> made;
  for (const Formula& formula : formulas)
    made.push_back(of(formula));
  return made;
}

Condition Reduction::of(const Formula& formula) {
  return std::visit(
      overload{
          [&](const model::Constant& it) { return truth(it.value); },
          [&](const Atom& it) {
            return with_slots(it.args, [&](const std::vector<Slot>& slots) { return fact(it.relation, slots); });
          },
          [&](const Equal& it) {
            return with_slots({it.left, it.right},
                              [&](const std::vector<Slot>& sides) { return same(sides[0], sides[1]); });
          },
          [&](const Member& it) {
            const auto set = sets_.find(it.set);
            if (set == sets_.end()) {
              obstacle_ = fmt::format("the set `{}` is not known", system_[it.set].name);
              return truth(false);
            }
            const Membership is_member = set->second;
            return with_slots({it.element}, [&](const std::vector<Slot>& element) { return is_member(element[0]); });
          },
          [&](const Not& it) { return negated(of(it.body)); },
          [&](const And& it) { return every(parts(it.parts)); },
          [&](const Or& it) { return either(parts(it.parts)); },
          [&](const Implies& it) {
            const Condition left = of(it.left);
            return either({negated(left), of(it.right)});
          },
          [&](const Iff& it) {
            const Condition left = of(it.left), right = of(it.right);
            return either({every({left, right}), every({negated(left), negated(right)})});
          },
          [&](const Quantified& it) { return quantified(it); },
          [&](const Call& it) { return call(it); },
          [&](const Can& it) { return can(it); },
          [&](const Did&) {
            obstacle_ = "it asks what the last step was";
            return truth(false);
          },
          [&](const Was&) {
            obstacle_ = "it asks about the state before the last step";
            return truth(false);
          },
      },
      formula->kind);
}

Condition Reduction::quantified(const Quantified& it) {
  std::vector<VariableId> variables;
  const auto outer = slots_;
  for (const Binder& binder : it.binders)
    variables.push_back(fresh(binder.variable));
  std::vector<Condition> guards;
  for (const Binder& binder : it.binders)
    if (binder.guard)
      guards.push_back(of(binder.guard));
  const Condition body = of(it.body);
  slots_ = outer;
  const auto both = [&](const Condition& told) {
    std::vector<Condition> all = guards;
    all.push_back(told);
    return every(std::move(all));
  };
  switch (it.kind) {
  case Quantifier::all:
    return negated(exists(variables, both(negated(body))));
  case Quantifier::some:
    return exists(variables, both(body));
  case Quantifier::no:
    return negated(exists(variables, both(body)));
  case Quantifier::one:
    return every({exists(variables, both(body)), negated(at_least(2, variables, both(body)))});
  case Quantifier::lone:
    return negated(at_least(2, variables, both(body)));
  case Quantifier::at_least:
    return at_least(it.count, variables, both(body));
  case Quantifier::at_most:
    return it.count == UINT64_MAX ? truth(true) : negated(at_least(it.count + 1, variables, both(body)));
  }
  return truth(false);
}

Condition Reduction::call(const Call& it) {
  return with_slots(it.args, [&](const std::vector<Slot>& slots) {
    const auto outer = slots_;
    const std::vector<VariableId> parameters = system_[it.define].parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
      slots_[parameters[i]] = slots[i];
    Condition body = of(system_[it.define].body);
    slots_ = outer;
    return body;
  });
}

Reduction::Membership Reduction::members(const std::vector<Term>& listed) {
  // The terms are read where `can` stands, before its parameters are bound.
  std::vector<std::function<Condition(const Slot&)>> ways;
  for (const Term& term : listed) {
    const auto outer = slots_;
    ways.emplace_back([this, term, outer](const Slot& element) {
      const auto inner = std::exchange(slots_, outer);
      Condition made =
          with_slots({term}, [&](const std::vector<Slot>& member) { return same(element, member.front()); });
      slots_ = inner;
      return made;
    });
  }
  return [ways](const Slot& element) {
    std::vector<Condition> made;
    for (const auto& way : ways)
      made.push_back(way(element));
    return either(std::move(made));
  };
}

Reduction::Membership Reduction::any_members(RuleId rule, VariableId set) {
  const auto wanted = wants_members(system_, asked_by_can(system_[rule]), set);
  if (!wanted)
    obstacle_ = fmt::format("`can {}` asks for any set at all", system_[rule].name);
  return [is_member = wanted.value_or(false)](const Slot&) { return truth(is_member); };
}

Condition Reduction::can(const Can& it) {
  const std::vector<VariableId> parameters = system_[it.rule].parameters;
  std::vector<Term> terms;
  for (const Argument& arg : it.args)
    if (const auto* term = std::get_if<Term>(&arg))
      terms.push_back(*term);
  return with_slots(terms, [&](const std::vector<Slot>& slots) {
    const auto outer = slots_;
    const auto outer_sets = sets_;
    std::vector<VariableId> open;
    std::map<VariableId, Slot> given;
    std::map<VariableId, Membership> sets;
    std::size_t next = 0;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const VariableId parameter = parameters[i];
      std::visit(overload{
                     [&](const Anything&) {
                       if (system_[parameter].is_set) {
                         sets[parameter] = any_members(it.rule, parameter);
                         return;
                       }
                       const Variable like = system_[parameter];
                       open.push_back(fresh(like.name, like.sort));
                       given[parameter] = open.back();
                     },
                     [&](const Term&) { given[parameter] = slots[next++]; },
                     [&](const std::vector<Term>& listed) { sets[parameter] = members(listed); },
                 },
                 it.args[i]);
    }
    for (auto& [parameter, slot] : given)
      slots_[parameter] = slot;
    for (auto& [parameter, is_member] : sets)
      sets_[parameter] = is_member;
    Condition body = every(parts(asked_by_can(system_[it.rule])));
    slots_ = outer;
    sets_ = outer_sets;
    return exists(open, std::move(body));
  });
}

namespace {

/// Notes for each occurrence of `set` whether a member there makes the formula easier to satisfy.
void note_polarity(const System& system, const Formula& formula, VariableId set, bool is_positive,
                   std::set<bool>& found) {
  const auto go = [&](const Formula& part, bool positive) { note_polarity(system, part, set, positive, found); };
  const auto both = [&](const Formula& part) {
    go(part, true);
    go(part, false);
  };
  std::visit(overload{
                 [](const model::Constant&) {},
                 [](const Atom&) {},
                 [](const Equal&) {},
                 [&](const Member& it) {
                   if (it.set == set)
                     found.insert(is_positive);
                 },
                 [&](const Not& it) { go(it.body, !is_positive); },
                 [&](const And& it) {
                   for (const Formula& part : it.parts)
                     go(part, is_positive);
                 },
                 [&](const Or& it) {
                   for (const Formula& part : it.parts)
                     go(part, is_positive);
                 },
                 [&](const Implies& it) {
                   go(it.left, !is_positive);
                   go(it.right, is_positive);
                 },
                 [&](const Iff& it) {
                   both(it.left);
                   both(it.right);
                 },
                 [&](const Quantified& it) {
                   const bool is_all = it.kind == Quantifier::all;
                   const bool is_some = it.kind == Quantifier::some || it.kind == Quantifier::at_least;
                   const bool is_no =
                       it.kind == Quantifier::no || it.kind == Quantifier::lone || it.kind == Quantifier::at_most;
                   for (const Binder& binder : it.binders)
                     if (binder.guard && (is_all || is_some || is_no))
                       go(binder.guard, is_some == is_positive);
                     else if (binder.guard)
                       both(binder.guard);
                   if (is_all || is_some || is_no)
                     go(it.body, is_no ? !is_positive : is_positive);
                   else
                     both(it.body);
                 },
                 [](const Call&) {}, // a define takes no set
                 [](const Can&) {},
                 [](const Did&) {},
                 [&](const Was& it) { go(it.body, is_positive); },
             },
             formula->kind);
}

} // namespace

std::optional<bool> wants_members(const System& system, const std::vector<Formula>& formulas, VariableId set) {
  std::set<bool> found;
  for (const Formula& formula : formulas)
    note_polarity(system, formula, set, true, found);
  if (found.size() > 1)
    return std::nullopt;
  return !found.empty() && *found.begin();
}

Condition replaced(const Condition& condition, const std::map<VariableId, Slot>& slots) {
  const auto put_in = [&](const Slot& slot) {
    const auto* variable = std::get_if<VariableId>(&slot);
    const auto found = variable ? slots.find(*variable) : slots.end();
    return found == slots.end() ? slot : found->second;
  };
  const auto all = [&](const std::vector<Condition>& parts) {
    std::vector<Condition> made;
    for (const Condition& part : parts)
      made.push_back(replaced(part, slots));
    return made;
  };
  return std::visit(overload{
                        [&](const Truth&) { return condition; },
                        [&](const Fact& it) {
                          std::vector<Slot> made;
                          for (const Slot& slot : it.slots)
                            made.push_back(put_in(slot));
                          return fact(it.symbol, std::move(made));
                        },
                        [&](const Same& it) { return same(put_in(it.left), put_in(it.right)); },
                        [&](const Negated& it) { return negated(replaced(it.body, slots)); },
                        [&](const Every& it) { return every(all(it.parts)); },
                        [&](const Either& it) { return either(all(it.parts)); },
                        [&](const Exists& it) { return exists(it.variables, replaced(it.body, slots), it.is_value); },
                        [&](const AtLeast& it) { return at_least(it.count, it.variables, replaced(it.body, slots)); },
                    },
                    condition->kind);
}

namespace {

void collect_free(const Condition& condition, std::set<VariableId>& found) {
  const auto slot = [&](const Slot& it) {
    if (const auto* variable = std::get_if<VariableId>(&it))
      found.insert(*variable);
  };
  const auto without = [&](const std::vector<VariableId>& bound, const Condition& body) {
    std::set<VariableId> inside;
    collect_free(body, inside);
    for (const VariableId variable : bound)
      inside.erase(variable);
    found.insert(inside.begin(), inside.end());
  };
  std::visit(overload{
                 [](const Truth&) {},
                 [&](const Fact& it) { std::ranges::for_each(it.slots, slot); },
                 [&](const Same& it) {
                   slot(it.left);
                   slot(it.right);
                 },
                 [&](const Negated& it) { collect_free(it.body, found); },
                 [&](const Every& it) {
                   for (const Condition& part : it.parts)
                     collect_free(part, found);
                 },
                 [&](const Either& it) {
                   for (const Condition& part : it.parts)
                     collect_free(part, found);
                 },
                 [&](const Exists& it) { without(it.variables, it.body); },
                 [&](const AtLeast& it) { without(it.variables, it.body); },
             },
             condition->kind);
}

void visit_facts(const Condition& condition, bool is_positive, const std::function<void(const Fact&, bool)>& visit) {
  const auto all = [&](const std::vector<Condition>& parts) {
    for (const Condition& part : parts)
      visit_facts(part, is_positive, visit);
  };
  std::visit(overload{
                 [](const Truth&) {},
                 [&](const Fact& it) { visit(it, is_positive); },
                 [](const Same&) {},
                 [&](const Negated& it) { visit_facts(it.body, !is_positive, visit); },
                 [&](const Every& it) { all(it.parts); },
                 [&](const Either& it) { all(it.parts); },
                 [&](const Exists& it) { visit_facts(it.body, is_positive, visit); },
                 [&](const AtLeast& it) { visit_facts(it.body, is_positive, visit); },
             },
             condition->kind);
}

} // namespace

std::size_t size_of(const Condition& condition, std::size_t most) {
  if (most <= 1)
    return 1;
  const auto all = [&](const std::vector<Condition>& parts) {
    std::size_t size = 1;
    for (const Condition& part : parts)
      if (size < most)
        size += size_of(part, most - size);
    return size;
  };
  return std::visit(overload{
                        [](const Truth&) { return std::size_t{1}; },
                        [](const Fact&) { return std::size_t{1}; },
                        [](const Same&) { return std::size_t{1}; },
                        [&](const Negated& it) { return 1 + size_of(it.body, most - 1); },
                        [&](const Every& it) { return all(it.parts); },
                        [&](const Either& it) { return all(it.parts); },
                        [&](const Exists& it) { return 1 + size_of(it.body, most - 1); },
                        [&](const AtLeast& it) { return 1 + size_of(it.body, most - 1); },
                    },
                    condition->kind);
}

std::set<VariableId> free_in(const Condition& condition) {
  std::set<VariableId> found;
  collect_free(condition, found);
  return found;
}

void for_each_fact(const Condition& condition, const std::function<void(const Fact&, bool is_positive)>& visit) {
  visit_facts(condition, true, visit);
}

} // namespace chaperone::records
