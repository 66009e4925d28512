// The walk through a formula, with the value it has deciding which parts matter.
#include "generators/story/reasons.hpp"

#include "generators/story/instantiate.hpp"
#include "model/meaning/closure.hpp"
#include "model/meaning/evaluator.hpp"
#include "model/print/printer.hpp"
#include "model/rules/ordering.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

namespace chaperone::reports {
namespace {

using namespace model;

/// So many applied defines are explained; those beyond stand for themselves, so that defines that each apply another
/// twice do not cost 2^n.
constexpr std::size_t most_explained = 1000;

/// Statements that print the same are about the same, which is cheaper to see.
bool same(const Reason& left, const Reason& right, const System& system) {
  return left.was_before == right.was_before && left.about == right.about &&
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
    drop_trivial(result_.reasons);
    return std::move(result_);
  }

private:
  using Reasons = std::vector<Reason>;

  void collect(const Formula& formula, bool value, Reasons& into, bool is_outermost = false) {
    std::visit(overload{
                   [&](const Constant&) {},
                   [&](const Atom& a) { collect(a, formula, value, into); },
                   [&](const Equal& e) { collect(e, formula, value, into); },
                   [&](const Member& m) { add(into, formula, value, about({m.element}, {})); },
                   [&](const Not& n) { collect(n.body, !value, into, is_outermost); },
                   [&](const And& a) { collect(a.parts, value, true, into, is_outermost); },
                   [&](const Or& o) {
                     if (const auto ordering = ordering_of(system_, formula))
                       collect(*ordering, formula, value, into);
                     else
                       collect(o.parts, value, false, into, is_outermost);
                   },
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
                   [&](const Reached& r) {
                     add(into, formula, value, about({r.from, r.to}, {}));
                   },
                   [&](const SomeSet&) { add(into, formula, value, {}); },
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

  void collect(const Atom& atom, const Formula& formula, bool value, Reasons& into) {
    std::vector<Value> values;
    for (const Term& term : atom.args)
      values.push_back({sort_of(system_, term), evaluator_.value(term)});
    Reasons because = values_behind(atom.args);
    if (!because.empty()) {
      const Formula plain = make_formula(Atom{atom.relation, {values.begin(), values.end()}});
      because.push_back({value ? plain : negation(plain), individuals(values), is_before_, false, {}});
    }
    if (value && system_[atom.relation].upkeep == Upkeep::closure)
      for (Reason& edge : edges_of(atom.relation, values))
        because.push_back(std::move(edge));
    add(into, formula, value, individuals(values), std::move(because));
  }

  /// A closure's tuple rests on a shortest way between the two.
  Reasons edges_of(RelationId closure, const std::vector<Value>& ends) {
    Reasons made;
    const std::vector<std::uint32_t> way = path(is_before_ && moment_.before != nullptr ? *moment_.before : moment_.now,
                                                closure, ends[0].index, ends[1].index);
    for (std::size_t i = 1; i < way.size(); ++i) {
      const std::vector<Value> edge{{ends[0].sort, way[i - 1]}, {ends[0].sort, way[i]}};
      const std::vector<Term> args{edge.begin(), edge.end()};
      const Formula fact = std::visit(overload{
                                          [](std::monostate) { return Formula(); },
                                          [&](RelationId base) {
                                            return make_formula(Atom{base, args});
                                          },
                                          [&](DefineId base) {
                                            return make_formula(Call{base, args});
                                          },
                                      },
                                      system_[closure].closure_of);
      collect(fact, true, made);
    }
    return made;
  }

  void collect(const Equal& equal, const Formula& formula, bool value, Reasons& into) {
    const std::vector<Term> sides{equal.left, equal.right};
    std::vector<Value> about;
    const bool is_told = value && (is_value(equal.left) || is_value(equal.right)); // f(x) = v says all by itself
    Reasons because = is_told ? Reasons() : values_behind(sides);
    for (const Term& side : sides)
      if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&side)) {
        for (const Term& term : (*application)->args)
          about.push_back({sort_of(system_, term), evaluator_.value(term)});
        about.push_back({sort_of(system_, side), evaluator_.value(side)});
      }
    add(into, formula, value, individuals(about), std::move(because));
  }

  /// A comparison by order is told whole, with what both sides are.
  void collect(const Ordering& ordering, const Formula& formula, bool value, Reasons& into) {
    const std::vector<Term> sides{ordering.left, ordering.right};
    add(into, formula, value, about(sides, {}), values_behind(sides));
  }

  /// Does it stand for itself? A named individual does, though it is a function of no places.
  bool is_value(const Term& term) const {
    const auto* application = std::get_if<std::shared_ptr<const Application>>(&term);
    return application == nullptr || system_[(*application)->function].is_individual;
  }

  /// The values of the functions that are applied in these terms, inner ones first. A function whose values are the
  /// only ones that there are tells nothing.
  Reasons values_behind(const std::vector<Term>& terms) {
    Reasons made;
    for (const Term& term : terms)
      if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&term);
          application != nullptr && !is_value(term)) {
        for (Reason& inner : values_behind((*application)->args))
          add(made, std::move(inner));
        std::vector<Value> about;
        for (const Term& arg : (*application)->args)
          about.push_back({sort_of(system_, arg), evaluator_.value(arg)});
        const Value value{sort_of(system_, term), evaluator_.value(term)};
        const Term place =
            std::make_shared<const Application>(Application{(*application)->function, {about.begin(), about.end()}});
        about.push_back(value);
        if (moment_.now.layout().population().size(value.sort) > 1)
          add(made, Reason{make_formula(Equal{place, value}), individuals(about), is_before_, false, {}});
      }
    return made;
  }

  std::vector<Value> individuals(const std::vector<Value>& values) const {
    std::vector<Value> made;
    std::ranges::copy_if(values, std::back_inserter(made), [&](Value v) { return !system_[v.sort].is_enum; });
    return made;
  }

  static void drop_trivial(Reasons& reasons) {
    if (!std::ranges::all_of(reasons, is_trivial))
      std::erase_if(reasons, is_trivial);
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
      return counted(formula, q, value, into, is_outermost);
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
    Reasons& chosen = telling.empty() ? idle : telling;
    drop_trivial(chosen);
    is_empty = is_empty || (!chosen.empty() && std::ranges::all_of(chosen, is_trivial));
    result_.looked_at_nobody |= is_empty;
    for (Reason& reason : chosen)
      if (!is_empty)
        add(into, std::move(reason));
  }

  /// `one`, `lone`, `at least`, `at most`: the facts about those that were counted, or the formula itself.
  void counted(const Formula& formula, const Quantified& q, bool value, Reasons& into, bool is_outermost) {
    Reasons found;
    std::size_t count = 0;
    evaluator_.for_each(q.binders, [&] {
      if (evaluator_.holds(q.body)) {
        ++count;
        with_bound(q, [&] {
          for (const Binder& binder : q.binders)
            if (binder.guard)
              collect(binder.guard, true, found);
          collect(q.body, true, found);
        });
      }
      return true;
    });
    drop_trivial(found);
    const bool is_bare = std::ranges::all_of(found, is_trivial);
    if (is_bare && is_outermost)
      result_.counted = count;
    else if (is_bare)
      add(into, formula, value, {});
    for (Reason& reason : found)
      if (!is_bare) {
        reason.is_counted = true;
        add(into, std::move(reason));
      }
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
    add(into, Reason{value ? closed : negation(closed), std::move(about), is_before_, false, std::move(because)});
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

bool is_trivial(const Reason& reason) {
  const auto is_plain = [](const Term& term) {
    return !std::holds_alternative<std::shared_ptr<const Application>>(term);
  };
  const std::function<bool(const Formula&)> is_so = [&](const Formula& formula) {
    if (const auto* equal = std::get_if<Equal>(&formula->kind))
      return is_plain(equal->left) && is_plain(equal->right);
    if (const auto* denied = std::get_if<Not>(&formula->kind))
      return is_so(denied->body);
    const auto* choices = std::get_if<Or>(&formula->kind); // what `u in {a, b}` is made of
    return choices ? std::ranges::all_of(choices->parts, is_so) : std::holds_alternative<Constant>(formula->kind);
  };
  return is_so(reason.statement);
}

std::vector<Reason> tuples(const System& system, const std::vector<Reason>& reasons) {
  std::vector<Reason> made;
  std::set<std::pair<std::string, bool>> known;
  const std::function<void(const Reason&)> add = [&](const Reason& reason) {
    if (!reason.because.empty())
      std::ranges::for_each(reason.because, add);
    else if (known.emplace(print(system, reason.statement), reason.was_before).second)
      made.push_back(reason);
  };
  std::ranges::for_each(reasons, add);
  if (!std::ranges::all_of(made, is_trivial))
    std::erase_if(made, is_trivial);
  return made;
}

Explanation explain(const Formula& formula, const Moment& moment, std::span<const Assignment> bindings) {
  std::size_t explained = 0;
  return Explainer(moment, bindings, false, explained).explain(formula);
}

} // namespace chaperone::reports
