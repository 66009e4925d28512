// The walk through a formula, with the value it has deciding which parts matter.
#include "generators/story/reasons.hpp"

#include "generators/story/instantiate.hpp"
#include "model/evaluator.hpp"
#include "model/printer.hpp"

#include <algorithm>

namespace chaperone::reports {
namespace {

using namespace model;

/// So many applied defines are explained; those beyond stand for themselves, so that defines that each apply another
/// twice do not cost 2^n.
constexpr std::size_t most_explained = 1000;

bool same(const Reason& left, const Reason& right, const System& system) {
  return left.was_before == right.was_before &&
         print(system, left.statement, nullptr) == print(system, right.statement, nullptr);
}

/// Explains formulas in one moment. `bindings_` mirrors what is bound in `evaluator_`.
class Explainer {
public:
  /// `explained` counts the defines that were explained so far.
  Explainer(const Moment& moment, std::span<const Assignment> bindings, bool is_before, std::size_t& explained)
      : moment_(moment), system_(moment.now.layout().system()), evaluator_(moment), is_before_(is_before),
        explained_(explained) {
    bindings_.reserve(bindings.size());
    for (const Assignment& binding : bindings) {
      bindings_.push_back(binding);
      evaluator_.bind(binding.variable, binding.value); // the caller's: it outlives this
    }
  }

  Explanation explain(const Formula& formula) {
    collect(formula, evaluator_.holds(formula), result_.reasons, true);
    return std::move(result_);
  }

private:
  using Reasons = std::vector<Reason>;

  void collect(const Formula& formula, bool value, Reasons& into, bool is_outermost = false) {
    std::visit(overload{
                   [&](const Constant&) {},
                   [&](const Atom& a) { add(into, formula, value, about(a.args, places_of(a))); },
                   [&](const Equal&) { add(into, formula, value, {}); },
                   [&](const Member& m) { add(into, formula, value, about({m.element}, {})); },
                   [&](const Not& n) { collect(n.body, !value, into, is_outermost); },
                   [&](const And& a) { collect(a.parts, value, true, into, is_outermost); },
                   [&](const Or& o) { collect(o.parts, value, false, into, is_outermost); },
                   [&](const Implies& i) { collect(i, value, into); },
                   [&](const Iff& i) {
                     collect(i.left, evaluator_.holds(i.left), into);
                     collect(i.right, evaluator_.holds(i.right), into);
                   },
                   [&](const Quantified& q) { collect(formula, q, value, into, is_outermost); },
                   [&](const Call& c) { collect(formula, c, value, into); },
                   [&](const Can& c) { collect(formula, c, value, into); },
                   [&](const Did&) { add(into, formula, value, {}); },
                   [&](const Was& w) { collect(w, into); },
               },
               formula->kind);
  }

  /// All parts where they all are needed (a true `and`, a false `or`), otherwise the first that decides.
  void collect(const std::vector<Formula>& parts, bool value, bool is_and, Reasons& into, bool is_outermost) {
    for (const Formula& part : parts) {
      if (value == is_and) {
        collect(part, value, into, is_outermost);
      } else if (evaluator_.holds(part) == value) {
        collect(part, value, into, is_outermost);
        return;
      }
    }
  }

  void collect(const Implies& implies, bool value, Reasons& into) {
    const bool left = evaluator_.holds(implies.left);
    if (!value || !left)
      collect(implies.left, left, into);
    if (!value || left)
      collect(implies.right, value, into);
  }

  void collect(const Formula& formula, const Quantified& q, bool value, Reasons& into, bool is_outermost) {
    switch (q.kind) {
    case Quantifier::all:
      return value ? each(q, true, into) : one(q, false, into, is_outermost);
    case Quantifier::some:
      return value ? one(q, true, into, is_outermost) : each(q, false, into);
    case Quantifier::no:
      return value ? each(q, false, into) : one(q, true, into, is_outermost);
    case Quantifier::one:
    case Quantifier::lone:
    case Quantifier::at_least:
    case Quantifier::at_most:
      return counted(formula, q, value, into);
    }
  }

  /// The first assignment for which the body has that value: its guards and its body's reasons.
  void one(const Quantified& q, bool body_value, Reasons& into, bool is_outermost) {
    evaluator_.for_each(q.binders, [&] {
      if (evaluator_.holds(q.body) != body_value)
        return true;
      with_bound(q, [&] {
        if (is_outermost)
          for (const Binder& binder : q.binders)
            result_.choices.push_back({binder.variable, evaluator_.value(Term(binder.variable))});
        for (const Binder& binder : q.binders)
          if (binder.guard)
            collect(binder.guard, true, into);
        collect(q.body, body_value, into, is_outermost);
      });
      return false;
    });
  }

  /// Every assignment: its body's reasons. Instances whose `implies` had nothing to say come only if all are such.
  void each(const Quantified& q, bool body_value, Reasons& into) {
    Reasons telling, idle;
    bool is_empty = true;
    evaluator_.for_each(q.binders, [&] {
      is_empty = false;
      const auto* implies = std::get_if<Implies>(&q.body->kind);
      const bool is_idle = body_value && implies != nullptr && !evaluator_.holds(implies->left);
      with_bound(q, [&] { collect(q.body, body_value, is_idle ? idle : telling); });
      return true;
    });
    result_.looked_at_nobody |= is_empty;
    for (Reason& reason : telling.empty() ? idle : telling)
      add(into, std::move(reason));
  }

  /// `one`, `lone`, `at least`, `at most`: those that were counted, or the formula itself for none.
  void counted(const Formula& formula, const Quantified& q, bool value, Reasons& into) {
    bool is_empty = true;
    evaluator_.for_each(q.binders, [&] {
      if (evaluator_.holds(q.body)) {
        is_empty = false;
        with_bound(q, [&] {
          for (const Binder& binder : q.binders)
            if (binder.guard)
              collect(binder.guard, true, into);
          collect(q.body, true, into);
        });
      }
      return true;
    });
    if (is_empty)
      add(into, formula, value, {});
  }

  void collect(const Formula& formula, const Call& call, bool value, Reasons& into) {
    Reasons because;
    if (explained_ < most_explained) {
      ++explained_;
      const Define& define = system_[call.define];
      std::vector<Assignment> parameters;
      for (std::size_t i = 0; i < call.args.size(); ++i)
        parameters.push_back({define.parameters[i], evaluator_.value(call.args[i])});
      Explainer inner(moment_, parameters, is_before_, explained_);
      inner.collect(define.body, value, because);
    }
    add(into, formula, value, about(call.args, {}), std::move(because));
  }

  /// What `can` asks of the action and is false; null where it is all true.
  Formula first_false(const Action& action) const {
    if (const auto refusal = why_refused(moment_.now, action))
      return system_[action.rule].requirements[refusal->requirement].formula;
    const std::vector<std::size_t> choice = may_be_refused(moment_.now, action);
    return choice.empty() ? nullptr : system_[action.rule].may_refuse[choice.front()].unless;
  }

  /// For `not can r(…)` with every argument given, what fails.
  void collect(const Formula& formula, const Can& can, bool value, Reasons& into) {
    Reasons because;
    Action action{can.rule, {}};
    for (const Argument& argument : can.args)
      std::visit(overload{
                     [](Anything) {},
                     [&](const Term& term) { action.args.push_back(argument_of(term)); },
                     [&](const std::vector<Term>& set) { action.args.emplace_back(sorted(evaluator_.values(set))); },
                 },
                 argument);
    if (!value && action.args.size() == can.args.size())
      if (const Formula fails = first_false(action)) {
        const std::vector<Assignment> bindings = bindings_of(system_, action);
        Explainer inner(Moment{moment_.now}, bindings, is_before_, explained_);
        inner.collect(fails, false, because);
      }
    add(into, formula, value, {}, std::move(because));
  }

  void collect(const Was& was, Reasons& into) {
    Explainer inner(Moment{*moment_.before}, bindings_, true, explained_);
    inner.collect(was.body, inner.evaluator_.holds(was.body), into);
  }

  /// A set parameter stands as a term where it is passed on as a whole.
  StepArgument argument_of(const Term& term) {
    if (const auto* id = std::get_if<VariableId>(&term); id != nullptr && system_[*id].is_set)
      for (const Assignment& binding : bindings_)
        if (binding.variable == *id)
          return binding.value;
    return evaluator_.value(term);
  }

  static std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> set) {
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    return set;
  }

  const std::vector<Place>& places_of(const Atom& atom) const { return system_[atom.relation].places; }

  std::vector<Value> about(const std::vector<Term>& terms, const std::vector<Place>& places) {
    std::vector<Value> values;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const SortId sort = places.empty() ? sort_of(system_, terms[i]) : places[i].sort;
      if (!system_[sort].is_enum)
        values.push_back({sort, evaluator_.value(terms[i])});
    }
    return values;
  }

  /// Mirrors the evaluator's bindings of `q` while `body` runs.
  template <class Body> void with_bound(const Quantified& q, const Body& body) {
    for (const Binder& binder : q.binders)
      bindings_.push_back({binder.variable, evaluator_.value(Term(binder.variable))});
    body();
    bindings_.resize(bindings_.size() - q.binders.size());
  }

  void add(Reasons& into, const Formula& formula, bool value, std::vector<Value> about, Reasons because = {}) {
    const Formula closed = instantiate(system_, formula, bindings_);
    add(into, Reason{value ? closed : negation(closed), std::move(about), is_before_, std::move(because)});
  }

  void add(Reasons& into, Reason reason) {
    const auto is_same = [&](const Reason& other) { return same(reason, other, system_); };
    if (std::none_of(into.begin(), into.end(), is_same))
      into.push_back(std::move(reason));
  }

  Moment moment_;
  const System& system_;
  Evaluator evaluator_;
  bool is_before_;
  std::size_t& explained_;
  std::vector<Assignment> bindings_;
  Explanation result_;
};

} // namespace

Explanation explain(const Formula& formula, const Moment& moment, std::span<const Assignment> bindings) {
  std::size_t explained = 0;
  return Explainer(moment, bindings, false, explained).explain(formula);
}

} // namespace chaperone::reports
