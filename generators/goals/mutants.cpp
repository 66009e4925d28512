// See mutants.hpp.
#include "generators/goals/mutants.hpp"

#include "generators/goals/rewrite.hpp"
#include "generators/goals/split.hpp"
#include "generators/reports/story.hpp"
#include "model/printer.hpp"
#include "model/substitution.hpp"

#include <fmt/format.h>

#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

class Mutants {
public:
  explicit Mutants(const System& system) : system_(system) {}

  std::vector<Mutant> of(RuleId id) {
    rule_ = id;
    const Rule& rule = system_[id];
    for (std::size_t i = 0; i < rule.requirements.size(); ++i)
      change_requirement(i);
    for (std::size_t i = 0; i < rule.effects.size(); ++i)
      change_effect(i);
    return std::move(mutants_);
  }

private:
  std::string said(const Formula& formula) const { return "`" + print(system_, formula) + "`"; }

  void add(Rule changed, std::string what, Span where) {
    if (said_.insert(what).second)
      mutants_.push_back({rule_, std::move(changed), std::move(what), where, false});
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
    for (const Rewriting& it : rewritings(requirement.formula, [&](const Formula& part) { return forms(part); }))
      require(at, it.formula, fmt::format("require {} in place of {}", said(it.changed), said(it.part)),
              place(it.part, requirement.span));
  }

  void change_effect(std::size_t at) {
    const Effect& effect = system_[rule_].effects[at];
    const auto with = [&](auto change, std::string what) {
      Rule changed = system_[rule_];
      change(changed.effects[at]);
      add(std::move(changed), std::move(what), effect.span);
    };
    for (std::size_t i = 0; i < effect.updates.size(); ++i) {
      const std::string line = fmt::format("`{}`", line_of(effect, i));
      with([&](Effect& it) { it.updates.erase(it.updates.begin() + static_cast<std::ptrdiff_t>(i)); },
           "forget to " + line);
      mutants_.back().is_lost_effect = true;
      for (const Update& swapped : swapped_updates(effect.updates[i]))
        with([&](Effect& it) { it.updates[i] = swapped; }, "swap individuals in " + line);
    }
    const std::string all = fmt::format("`{}`", reports::quoted(system_, effect.span));
    if (effect.where)
      change_where(effect, with, all);
    for (std::size_t i = 0; i < effect.binders.size(); ++i)
      if (effect.binders[i].guard)
        with([&](Effect& it) { it.binders[i].guard = nullptr; },
             fmt::format("do {} for everybody, not only where {}", all, said(effect.binders[i].guard)));
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
    for (const Rewriting& it : rewritings(effect.where, [&](const Formula& part) { return forms(part); }))
      with([&](Effect& changed) { changed.where = it.formula; },
           fmt::format("do {} where {} in place of {}", all, said(it.changed), said(it.part)));
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

  /// What a part of a formula may be mistaken for.
  std::vector<Formula> forms(const Formula& part) const {
    std::vector<Formula> result;
    const auto add = [&](auto kind) { result.push_back(make_formula(std::move(kind), part->span)); };
    std::visit(overload{
                   [&](const Atom& it) {
                     if (!system_[it.relation].is_symmetric)
                       for (std::vector<Term>& args : swapped(it.args))
                         add(Atom{it.relation, std::move(args)});
                   },
                   [&](const Call& it) {
                     for (std::vector<Term>& args : swapped(it.args))
                       add(Call{it.define, std::move(args)});
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
               },
               part->kind);
    return result;
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

  const System& system_;
  RuleId rule_;
  std::vector<Mutant> mutants_;
  std::set<std::string> said_;
};

/// What a define says of these arguments.
Formula body_of(const System& system, const Call& call) {
  Substitution what;
  for (std::size_t i = 0; i < call.args.size(); ++i)
    what.terms.emplace(system[call.define].parameters[i], call.args[i]);
  return with_terms(system[call.define].body, what);
}

} // namespace

std::vector<Mutant> list_mutants(const System& system) {
  std::vector<Mutant> result;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    for (Mutant& mutant : Mutants(system).of(RuleId{rule}))
      result.push_back(std::move(mutant));
  return result;
}

std::vector<Recounted> recounted(const System& system, const Formula& formula, int difference) {
  std::vector<Recounted> result;
  if (!formula)
    return result;
  // One for each form, in the order in which rewritings() asks for them.
  const auto other_count = [&](const Formula& part) {
    std::vector<Formula> forms;
    if (const auto* it = std::get_if<Quantified>(&part->kind)) {
      const bool is_counted = it->kind == Quantifier::at_least || it->kind == Quantifier::at_most;
      if (is_counted && (difference > 0 || it->count > 0)) {
        const std::uint64_t count = difference > 0 ? it->count + 1 : it->count - 1;
        forms.push_back(make_formula(Quantified{it->kind, count, it->binders, it->body}, part->span));
        result.push_back(
            {nullptr, part->span, print(system, part), (it->kind == Quantifier::at_most) == (difference > 0) ? 1 : -1});
      }
    } else if (const auto* call = std::get_if<Call>(&part->kind)) {
      for (Recounted& inner : recounted(system, body_of(system, *call), difference)) {
        forms.push_back(inner.formula);
        result.push_back(std::move(inner));
      }
    }
    return forms;
  };
  const std::vector<Rewriting> made = rewritings(formula, other_count);
  for (std::size_t i = 0; i < made.size(); ++i) {
    result[i].formula = made[i].formula;
    result[i].sign *= made[i].sign;
  }
  return result;
}

} // namespace chaperone::generators
