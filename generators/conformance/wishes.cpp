// Truth, graded: `and` and `all` add, `or` and `some` take the least.
#include "generators/conformance/wishes.hpp"

#include "model/meaning/closure.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace chaperone::conformance {
namespace {

using namespace model;

/// Values that would make an equation false are many; so many of them are wished for.
constexpr std::uint32_t most_other_values = 3;

class Meter {
public:
  Meter(const State& state, Distance& found) : state_(state), system_(state.layout().system()), found_(found) {}

  /// About how many changes until the formula is as wanted. What is so already wishes for nothing.
  std::size_t measure(const Formula& formula, bool wanted) {
    const std::size_t wishes = found_.wishes.size();
    const std::size_t changes = measure_node(formula, wanted);
    if (changes == 0)
      found_.wishes.resize(wishes);
    return changes;
  }

private:
  std::size_t measure_node(const Formula& formula, bool wanted) {
    const auto& kind = formula->kind;
    if (const auto* negated = std::get_if<Not>(&kind))
      return measure(negated->body, !wanted);
    if (const auto* both = std::get_if<And>(&kind))
      return wanted ? sum(both->parts, true) : least(both->parts, false);
    if (const auto* either = std::get_if<Or>(&kind))
      return wanted ? least(either->parts, true) : sum(either->parts, false);
    if (const auto* implies = std::get_if<Implies>(&kind))
      return wanted ? std::min(measure(implies->left, false), measure(implies->right, true))
                    : measure(implies->left, true) + measure(implies->right, false);
    if (const auto* same = std::get_if<Iff>(&kind))
      return std::min(measure(same->left, true) + measure(same->right, wanted),
                      measure(same->left, false) + measure(same->right, !wanted));
    if (const auto* quantified = std::get_if<Quantified>(&kind))
      return measure(*quantified, wanted);
    if (const auto* call = std::get_if<Call>(&kind))
      return measure(*call, wanted);
    return measure_leaf(formula, wanted);
  }

  std::size_t sum(const std::vector<Formula>& parts, bool wanted) {
    std::size_t all = 0;
    for (const Formula& part : parts)
      all += measure(part, wanted);
    return all;
  }
  std::size_t least(const std::vector<Formula>& parts, bool wanted) {
    std::size_t best = std::numeric_limits<std::size_t>::max();
    for (const Formula& part : parts)
      best = std::min(best, measure(part, wanted));
    return best;
  }

  std::size_t measure(const Call& call, bool wanted) {
    const Define& define = system_[call.define];
    std::vector<std::uint32_t> values;
    for (const Term& term : call.args)
      values.push_back(value(term));
    for (std::size_t at = 0; at < values.size(); ++at)
      bindings_.push_back({define.parameters[at], values[at]});
    const std::size_t result = measure(define.body, wanted);
    bindings_.erase(bindings_.end() - static_cast<std::ptrdiff_t>(values.size()), bindings_.end());
    return result;
  }

  /// What it costs that an assignment of the binders counts, and that it does not.
  struct Costs {
    std::vector<std::size_t> to_hold, to_fail;
  };

  void collect(const Quantified& quantified, std::size_t at, Costs& costs) {
    if (at == quantified.binders.size()) {
      std::size_t hold = measure(quantified.body, true), fail = measure(quantified.body, false);
      for (const Binder& binder : quantified.binders)
        if (binder.guard) {
          hold += measure(binder.guard, true);
          fail = std::min(fail, measure(binder.guard, false));
        }
      costs.to_hold.push_back(hold);
      costs.to_fail.push_back(fail);
      return;
    }
    const VariableId variable = quantified.binders[at].variable;
    bindings_.push_back({variable, 0U});
    for (std::uint32_t index = 0; index < state_.layout().size(system_[variable].sort); ++index) {
      bindings_.back().value = index;
      collect(quantified, at + 1, costs);
    }
    bindings_.pop_back();
  }

  /// The cheapest ones of those that cost anything, so that at least `count` cost nothing.
  static std::size_t until(std::vector<std::size_t> costs, std::uint64_t count) {
    std::sort(costs.begin(), costs.end());
    if (costs.size() < count)
      return costs.size() + 1; // cannot be
    return std::accumulate(costs.begin(), costs.begin() + static_cast<std::ptrdiff_t>(count), std::size_t(0));
  }

  std::size_t at_least(const Costs& costs, std::uint64_t count) { return until(costs.to_hold, count); }
  std::size_t at_most(const Costs& costs, std::uint64_t count) {
    return costs.to_fail.size() <= count ? 0 : until(costs.to_fail, costs.to_fail.size() - count);
  }

  std::size_t measure(const Quantified& quantified, bool wanted) {
    if (quantified.kind == Quantifier::all) {
      // all x: s | f  is  no x: s | not f
      Quantified none = quantified;
      none.kind = Quantifier::no;
      none.body = negation(quantified.body);
      return measure(none, wanted);
    }
    Costs costs;
    collect(quantified, 0, costs);
    const std::uint64_t count = quantified.count;
    switch (quantified.kind) {
    case Quantifier::all:
    case Quantifier::no:
      return wanted ? at_most(costs, 0) : at_least(costs, 1);
    case Quantifier::some:
      return wanted ? at_least(costs, 1) : at_most(costs, 0);
    case Quantifier::one:
      return wanted ? at_least(costs, 1) + at_most(costs, 1) : std::min(at_most(costs, 0), at_least(costs, 2));
    case Quantifier::lone:
      return wanted ? at_most(costs, 1) : at_least(costs, 2);
    case Quantifier::at_least:
      return wanted ? at_least(costs, count) : count == 0 ? 1 : at_most(costs, count - 1);
    case Quantifier::at_most:
      return wanted ? at_most(costs, count) : at_least(costs, count + 1);
    }
    return 0;
  }

  // Most of the time goes into atoms, so they are read here and not by an Evaluator made for each.
  std::uint32_t value(const Term& term) const {
    if (const auto* given = std::get_if<Value>(&term))
      return given->index;
    if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&term))
      return state_.value((*application)->function, values((*application)->args));
    const VariableId variable = std::get<VariableId>(term);
    return std::get<std::uint32_t>(std::find_if(bindings_.rbegin(), bindings_.rend(), [&](const Assignment& each) {
                                     return each.variable == variable;
                                   })->value);
  }
  std::vector<std::uint32_t> values(const std::vector<Term>& terms) const {
    std::vector<std::uint32_t> all;
    for (const Term& term : terms)
      all.push_back(value(term));
    return all;
  }

  std::size_t measure_leaf(const Formula& formula, bool wanted) {
    ++found_.looked_at;
    const auto* atom = std::get_if<Atom>(&formula->kind);
    const auto* equal = std::get_if<Equal>(&formula->kind);
    const bool holds = atom != nullptr    ? state_.holds(atom->relation, values(atom->args))
                       : equal != nullptr ? value(equal->left) == value(equal->right)
                                          : evaluate(formula, Moment{state_}, bindings_);
    if (holds == wanted)
      return 0;
    if (atom != nullptr)
      wish(*atom, wanted);
    if (equal != nullptr) {
      wish(equal->left, value(equal->right), wanted);
      wish(equal->right, value(equal->left), wanted);
    }
    return 1;
  }

  /// That the tuple is there or not; for a closure, the step that would do.
  void wish(const Atom& atom, bool wanted) {
    const Relation& relation = system_[atom.relation];
    const auto* base = std::get_if<RelationId>(&relation.closure_of);
    if (relation.is_stated() || base != nullptr)
      found_.wishes.push_back({GivenTuple{base != nullptr ? *base : atom.relation, values(atom.args)}, wanted});
  }

  /// That the term has this value, or another one. Named individuals are who they are.
  void wish(const Term& term, std::uint32_t value, bool is_equal) {
    const auto* application = std::get_if<std::shared_ptr<const Application>>(&term);
    if (application == nullptr)
      return;
    const FunctionId function = (*application)->function;
    if (!system_[function].is_stated())
      return;
    const std::uint32_t size = state_.layout().size(system_[function].result);
    for (std::uint32_t more = is_equal ? 0 : 1; more < (is_equal ? 1 : std::min(size, most_other_values + 1)); ++more)
      found_.wishes.push_back({GivenValue{function, values((*application)->args), (value + more) % size}, true});
  }

  const State& state_;
  const System& system_;
  Distance& found_;
  std::vector<Assignment> bindings_;
};

} // namespace

Distance distance_to(const State& state, const std::vector<const Formula*>& formulas) {
  Distance found;
  for (const Formula* formula : formulas)
    found.changes += Meter(state, found).measure(*formula, true);
  return found;
}

void grant(State& state, const Wish& wish) {
  std::visit(overload{
                 [&](const GivenTuple& tuple) { state.put(tuple.relation, tuple.args, wish.holds); },
                 [&](const GivenValue& value) { state.set(value.function, value.args, value.value); },
             },
             wish.fact);
  close(state);
}

} // namespace chaperone::conformance
