// See mutants.hpp.
#include "generators/goals/mutants.hpp"

#include "generators/goals/rewrite.hpp"
#include "generators/goals/split.hpp"
#include "generators/goals/takings.hpp"
#include "model/print/printer.hpp"
#include "model/rules/ordering.hpp"
#include "model/rules/substitution.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

constexpr int few_defines = 3;

class Mutants {
public:
  Mutants(System& system, RuleId rule) : system_(system), rule_(rule) {}

  std::vector<Mutant> list() {
    const Rule& rule = system_[rule_];
    for (std::size_t i = 0; i < rule.requirements.size(); ++i)
      change_requirement(i);
    for (std::size_t i = 0; i < stated_effects(rule).size(); ++i)
      change_effect(i);
    take_elsewhere();
    return std::move(mutants_);
  }

private:
  std::string said(const Formula& formula) const { return "`" + print(system_, formula) + "`"; }

  void add(Rule changed, std::string what, Span where, bool is_lost_effect = false) {
    if (said_.insert(what).second)
      mutants_.push_back({rule_, std::move(changed), std::move(what), where, is_lost_effect});
  }

  void require(std::size_t at, Formula formula, std::string what, Span where) {
    Rule changed = system_[rule_];
    changed.requirements[at].formula = std::move(formula);
    add(std::move(changed), std::move(what), where);
  }

  Span place(const Formula& formula, Span otherwise) const {
    return formula->span.begin == formula->span.end ? otherwise : formula->span;
  }

  void change_requirement(std::size_t at) {
    const Requirement& requirement = system_[rule_].requirements[at];
    const std::vector<Formula> parts = conjuncts(system_, requirement.formula);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::vector<Formula> rest = parts;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      const Span where = place(parts[i], requirement.span);
      require(at, conjunction(rest), "forget to require " + said(parts[i]), where);
      rest = parts;
      rest[i] = negation(parts[i]);
      require(at, conjunction(rest), "require the opposite of " + said(parts[i]), where);
      for (const Disjunct& disjunct : disjuncts(system_, parts[i])) {
        rest[i] = disjunct.others;
        require(at, conjunction(rest),
                fmt::format("overlook that {} is enough for {}", said(disjunct.way), said(parts[i])), where);
      }
    }
    for (const Rewriting& it : mistaken(requirement.formula))
      require(at, it.formula, "require " + it.what, place(it.part, requirement.span));
  }

  void change_effect(std::size_t at) {
    const Effect& effect = system_[rule_].effects[at];
    const auto with = [&](auto change, std::string what, bool is_lost_effect = false) {
      Rule changed = system_[rule_];
      change(changed.effects[at]);
      add(std::move(changed), std::move(what), effect.span, is_lost_effect);
    };
    for (std::size_t i = 0; i < effect.updates.size(); ++i) {
      const std::string line = fmt::format("`{}`", line_of(effect, i));
      with([&](Effect& it) { it.updates.erase(it.updates.begin() + static_cast<std::ptrdiff_t>(i)); },
           "forget to " + line, true);
      for (const Update& swapped : swapped_updates(effect.updates[i])) {
        with([&](Effect& it) { it.updates[i] = swapped; }, "swap individuals in " + line);
        if (!std::holds_alternative<SetValue>(swapped))
          do_more(at, {{swapped}, effect.binders, effect.where, {}},
                  fmt::format("do {} with individuals swapped as well", line));
      }
      if (const auto* removed = std::get_if<RemoveTuple>(&effect.updates[i]))
        remove_more(at, *removed, line);
    }
    const std::string all = fmt::format("`{}`", quoted(system_, effect.span));
    if (effect.where)
      change_where(effect, with, all);
    for (std::size_t i = 0; i < effect.binders.size(); ++i) {
      if (effect.binders[i].guard)
        with([&](Effect& it) { it.binders[i].guard = nullptr; },
             fmt::format("do {} for everybody, not only where {}", all, said(effect.binders[i].guard)));
      with(
          [&](Effect& it) {
            it.where = conjunction(present({effect.where, nobody_else(effect, i)}));
          },
          fmt::format("do {} for one {} only", all, name_of(effect.binders[i])));
    }
  }

  /// Not only what the rule names: what differs from it in one argument goes as well.
  void remove_more(std::size_t at, const RemoveTuple& removed, const std::string& line) {
    const Effect& effect = system_[rule_].effects[at];
    for (std::size_t i = 0; i < removed.args.size(); ++i) {
      if (std::ranges::any_of(effect.binders,
                              [&](const Binder& binder) { return removed.args[i] == Term(binder.variable); }))
        continue;
      const SortId sort = system_[removed.relation].places[i].sort;
      const VariableId any{static_cast<std::uint32_t>(system_.variables.size())};
      system_.variables.push_back({"any_" + system_[sort].name, sort, false});
      Effect more{{}, effect.binders, effect.where, {}};
      more.binders.push_back({any, nullptr});
      RemoveTuple wider = removed;
      wider.args[i] = any;
      more.updates.emplace_back(std::move(wider));
      do_more(
          at, std::move(more),
          fmt::format("do {} for every {} in place of {}", line, system_[sort].name, print(system_, removed.args[i])));
    }
  }

  void do_more(std::size_t at, Effect more, std::string what) {
    Rule changed = system_[rule_];
    const Span where = changed.effects[at].span;
    more.span = where;
    changed.effects.insert(changed.effects.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(more));
    add(std::move(changed), std::move(what), where);
  }

  /// What somebody in the step has elsewhere goes as well.
  void take_elsewhere() {
    for (Taking& taking : takings(system_, rule_)) {
      const std::string where = taking.effect.where ? " where " + said(taking.effect.where) : "";
      do_more(stated_effects(system_[rule_]).size() - 1, std::move(taking.effect),
              fmt::format("end {} too{}", said(taking.ended), where));
    }
  }

  std::string name_of(const Binder& binder) const { return "`" + system_[binder.variable].name + "`"; }

  static std::vector<Formula> present(std::vector<Formula> parts) {
    std::erase(parts, nullptr);
    return parts;
  }

  /// The effect would change nothing for another than this one. A step that leaves out all of several differs from the
  /// rules wherever one does that leaves out some of them, whichever those are.
  Formula nobody_else(const Effect& effect, std::size_t at) {
    const VariableId one = effect.binders[at].variable;
    Substitution others;
    for (const Binder& binder : effect.binders)
      others.terms.emplace(binder.variable, variable_like(binder.variable));
    std::vector<Binder> binders;
    for (const Binder& binder : effect.binders)
      binders.push_back({std::get<VariableId>(others.terms.at(binder.variable)),
                         binder.guard ? with_terms(binder.guard, others) : nullptr});
    Formula condition = conjunction(present({effect.where, changes(effect)}));
    Formula is_other = make_formula(Not{make_formula(Equal{others.terms.at(one), one})});
    return make_formula(Quantified{Quantifier::no, 0, std::move(binders),
                                   conjunction({std::move(is_other), with_terms(condition, others)})});
  }

  VariableId variable_like(VariableId other) {
    const VariableId id{static_cast<std::uint32_t>(system_.variables.size())};
    Variable made = system_[other];
    made.name = "other_" + made.name;
    system_.variables.push_back(std::move(made));
    return id;
  }

  /// One of the updates leaves something else than there is.
  static Formula changes(const Effect& effect) {
    std::vector<Formula> ways;
    for (const Update& update : effect.updates)
      ways.push_back(
          std::visit(overload{
                         [](const AddTuple& it) {
                           return make_formula(Not{make_formula(Atom{it.relation, it.args})});
                         },
                         [](const RemoveTuple& it) {
                           return make_formula(Atom{it.relation, it.args});
                         },
                         [](const SetValue& it) {
                           const Term place = std::make_shared<const Application>(Application{it.function, it.args});
                           return make_formula(Not{make_formula(Equal{place, it.value})});
                         },
                     },
                     update));
    return ways.size() == 1 ? ways.front() : make_formula(Or{std::move(ways)});
  }

  template <class With> void change_where(const Effect& effect, const With& with, const std::string& all) {
    with([](Effect& it) { it.where = nullptr; }, fmt::format("do {} whether or not {}", all, said(effect.where)));
    const std::vector<Formula> parts = conjuncts(system_, effect.where);
    for (std::size_t i = 0; i < parts.size() && parts.size() > 1; ++i) {
      std::vector<Formula> rest = parts;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      with([&](Effect& it) { it.where = conjunction(rest); },
           fmt::format("do {} whether or not {}", all, said(parts[i])));
    }
    for (const Disjunct& disjunct : disjuncts(system_, effect.where))
      with([&](Effect& it) { it.where = disjunct.others; },
           fmt::format("do {} without looking at {}", all, said(disjunct.way)));
    for (const Rewriting& it : mistaken(effect.where))
      with([&](Effect& changed) { changed.where = it.formula; }, fmt::format("do {} where {}", all, it.what));
  }

  std::string line_of(const Effect& effect, std::size_t update) const {
    const auto tuple = [&](const std::string& word, RelationId relation, const std::vector<Term>& args) {
      return word + " " + print(system_, make_formula(Atom{relation, args}));
    };
    return std::visit(overload{
                          [&](const AddTuple& it) { return tuple("add", it.relation, it.args); },
                          [&](const RemoveTuple& it) { return tuple("remove", it.relation, it.args); },
                          [&](const SetValue& it) {
                            const Term place = std::make_shared<const Application>(Application{it.function, it.args});
                            return "set " + print(system_, make_formula(Equal{place, it.value}));
                          },
                      },
                      effect.updates[update]);
  }

  /// Each pair of arguments of one sort exchanged.
  std::vector<std::vector<Term>> swapped(const std::vector<Term>& args) const {
    std::vector<std::vector<Term>> result;
    for (std::size_t i = 0; i < args.size(); ++i)
      for (std::size_t k = i + 1; k < args.size(); ++k)
        if (sort_of(system_, args[i]) == sort_of(system_, args[k]) && !is_same(args[i], args[k])) {
          result.push_back(args);
          std::swap(result.back()[i], result.back()[k]);
        }
    return result;
  }

  bool is_same(const Term& left, const Term& right) const { return print(system_, left) == print(system_, right); }

  std::vector<Update> swapped_updates(const Update& update) const {
    std::vector<Update> result;
    std::visit(overload{
                   [&](const AddTuple& it) {
                     if (!system_[it.relation].is_symmetric)
                       for (std::vector<Term>& args : swapped(it.args))
                         result.emplace_back(AddTuple{it.relation, std::move(args)});
                   },
                   [&](const RemoveTuple& it) {
                     if (!system_[it.relation].is_symmetric)
                       for (std::vector<Term>& args : swapped(it.args))
                         result.emplace_back(RemoveTuple{it.relation, std::move(args)});
                   },
                   [&](const SetValue& it) {
                     for (std::vector<Term>& args : swapped(it.args))
                       result.emplace_back(SetValue{it.function, std::move(args), it.value});
                   },
               },
               update);
    return result;
  }

  std::vector<Rewriting> mistaken(const Formula& formula) const {
    return rewritings(system_, formula, [&](const Formula& part) { return forms(part); });
  }

  /// Printed with the parts of `and` and `or` in order, and so many defines deep: what differs in order only is the
  /// same, as `blocked(a, b) or blocked(b, a)` is for a and b swapped.
  std::string in_order(const Formula& formula, int defines) const {
    const auto sorted = [&](const std::vector<Formula>& parts, const char* word) {
      std::multiset<std::string> told;
      for (const Formula& part : parts)
        told.insert(in_order(part, defines));
      return fmt::format("({})", fmt::join(told, word));
    };
    if (const auto* both = std::get_if<And>(&formula->kind))
      return sorted(both->parts, " and ");
    if (const auto* either = std::get_if<Or>(&formula->kind))
      return sorted(either->parts, " or ");
    if (const auto* denied = std::get_if<Not>(&formula->kind))
      return "not " + in_order(denied->body, defines);
    if (const auto* call = std::get_if<Call>(&formula->kind); call && defines > 0)
      return in_order(body_of(system_, *call), defines - 1);
    return print(system_, formula);
  }

  /// What a part of a formula may be mistaken for.
  std::vector<Form> forms(const Formula& part) const {
    std::vector<Form> result;
    const auto add = [&](auto kind) {
      Formula made = make_formula(std::move(kind), part->span);
      std::string what = fmt::format("{} in place of {}", said(made), said(part));
      result.push_back({std::move(made), std::move(what)});
    };
    if (const auto ordering = ordering_of(system_, part)) {
      const auto add_ordering = [&](const Ordering& other) {
        Formula made = ordered(system_, other, part->span);
        std::string what = fmt::format("{} in place of {}", said(made), said(part));
        result.push_back({std::move(made), std::move(what)});
      };
      add_ordering({ordering->left, ordering->right, !ordering->is_strict});
      if (!is_same(ordering->left, ordering->right))
        add_ordering({ordering->right, ordering->left, ordering->is_strict});
      return result;
    }
    std::visit(overload{
                   [&](const Atom& it) {
                     if (!system_[it.relation].is_symmetric)
                       for (std::vector<Term>& args : swapped(it.args))
                         add(Atom{it.relation, std::move(args)});
                   },
                   [&](const Call& it) {
                     for (std::vector<Term>& args : swapped(it.args)) {
                       const Formula other = make_formula(Call{it.define, std::move(args)});
                       if (in_order(other, few_defines) != in_order(part, few_defines))
                         add(std::get<Call>(other->kind));
                     }
                   },
                   [&](const And& it) { add(Or{it.parts}); },
                   [&](const Or& it) { add(And{it.parts}); },
                   [&](const Implies& it) {
                     add(And{{it.left, it.right}});
                   },
                   [&](const Iff& it) {
                     add(Implies{it.left, it.right});
                   },
                   [&](const Quantified& it) { add_quantified(it, add); },
                   [](const Constant&) {},
                   [](const Equal&) {},
                   [](const Member&) {},
                   [](const Not&) {},
                   [](const Can&) {},
                   [](const Did&) {},
                   [](const Was&) {},
                   [](const Reached&) {},
                   [](const SomeSet&) {},
               },
               part->kind);
    add_one_for_all(part, result);
    return result;
  }

  /// Of `all x | p implies q` that some x with p has q: where nobody has p it is as true as before.
  void add_one_for_all(const Formula& part, std::vector<Form>& result) const {
    const Universal all = universal(part);
    if (all.binders.empty())
      return;
    const auto [premise, rest] = premise_of(all);
    if (!premise && all.binders.size() == 1)
      return; // `some` in place of `all`
    for (std::size_t i = 0; i < all.binders.size(); ++i) {
      std::vector<Binder> others = all.binders;
      others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
      const Formula each = quantified(Quantifier::all, others, premise ? make_formula(Implies{premise, rest}) : rest);
      const Formula any = premise ? quantified(Quantifier::some, others, premise) : nullptr;
      result.push_back({make_formula(Or{{part, quantified(Quantifier::some, {{all.binders[i].variable, nullptr}},
                                                          conjunction(present({any, each})))}},
                                     part->span),
                        fmt::format("{} of one {} only", said(part), name_of(all.binders[i]))});
    }
  }

  struct Implication {
    Formula premise; ///< null: none
    Formula conclusion;
  };
  /// The guards are premises too, and of `no x | p and q` the first part is.
  static Implication premise_of(const Universal& all) {
    std::vector<Formula> premises;
    for (const Binder& binder : all.binders)
      premises.push_back(binder.guard);
    Formula rest = all.body;
    if (const auto* it = std::get_if<Implies>(&rest->kind)) {
      premises.push_back(it->left);
      rest = it->right;
    } else if (const auto* negated = std::get_if<Not>(&rest->kind)) {
      if (const auto* both = std::get_if<And>(&negated->body->kind)) {
        premises.push_back(both->parts.front());
        rest = negation(conjunction({both->parts.begin() + 1, both->parts.end()}));
      }
    }
    premises = present(std::move(premises));
    return {premises.empty() ? nullptr : conjunction(std::move(premises)), rest};
  }

  static Formula quantified(Quantifier kind, std::vector<Binder> binders, Formula body) {
    for (Binder& binder : binders)
      binder.guard = nullptr;
    return binders.empty() ? body : make_formula(Quantified{kind, 0, std::move(binders), std::move(body)});
  }

  template <class Add> void add_quantified(const Quantified& it, const Add& add) const {
    const auto kind = [&](Quantifier other, std::uint64_t count) {
      add(Quantified{other, count, it.binders, it.body});
    };
    switch (it.kind) {
    case Quantifier::all:
      kind(Quantifier::some, 0);
      break;
    case Quantifier::some:
      kind(Quantifier::all, 0);
      break;
    case Quantifier::no:
      kind(Quantifier::lone, 0);
      break;
    case Quantifier::one:
      kind(Quantifier::some, 0);
      kind(Quantifier::lone, 0);
      break;
    case Quantifier::lone:
      kind(Quantifier::at_most, 2);
      break;
    case Quantifier::at_least:
    case Quantifier::at_most:
      kind(it.kind, it.count + 1);
      if (it.count > 0)
        kind(it.kind, it.count - 1);
      break;
    }
    for (std::size_t i = 0; i < it.binders.size(); ++i)
      if (it.binders[i].guard) {
        std::vector<Binder> binders = it.binders;
        binders[i].guard = nullptr;
        add(Quantified{it.kind, it.count, std::move(binders), it.body});
      }
  }

  System& system_;
  RuleId rule_;
  std::vector<Mutant> mutants_;
  std::set<std::string> said_;
};

} // namespace

std::vector<Mutant> list_mutants(System& system, RuleId rule) {
  return Mutants(system, rule).list();
}

std::vector<Recounted> recounted(const System& system, const Formula& formula, int difference) {
  if (!formula)
    return {};
  const auto other_count = [&](const Formula& part) {
    std::vector<Form> forms;
    if (const auto* it = std::get_if<Quantified>(&part->kind)) {
      const bool is_counted = it->kind == Quantifier::at_least || it->kind == Quantifier::at_most;
      if (is_counted && (difference > 0 || it->count > 0)) {
        const std::uint64_t count = difference > 0 ? it->count + 1 : it->count - 1;
        forms.push_back(
            {make_formula(Quantified{it->kind, count, it->binders, it->body}, part->span), print(system, part)});
      }
    }
    return forms;
  };
  std::vector<Recounted> result;
  for (Rewriting& it : rewritings(system, formula, other_count)) {
    const bool is_at_most = std::get<Quantified>(it.part->kind).kind == Quantifier::at_most;
    const int sign = is_at_most == (difference > 0) ? it.sign : -it.sign;
    result.push_back({std::move(it.formula), it.part->span, std::move(it.what), sign});
  }
  return result;
}

} // namespace chaperone::generators
