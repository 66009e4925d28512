// Truth in one moment: the part of the interpreter that reads formulas. Sections
// "Terms and formulas", "Quantifiers" and "Properties" of docs/semantics.md.
// Use evaluate() of model/meaning/interpreter.hpp for a single formula; an Evaluator
// pays where many are read in one moment, since it remembers what defines said.
// Covered by tests/model/interpreter_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"
#include "model/meaning/likeness.hpp"

#include <boost/container/small_vector.hpp>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace chaperone::model {

/// The order in which a rule's arguments are chosen (individuals before sets), and which conditions are
/// settled by the first n choices. Made once per rule where many states are looked at.
struct ChoicePlan {
  RuleId rule;
  std::vector<std::size_t> order;            ///< indices into Rule::parameters
  std::vector<std::vector<Formula>> settled; ///< [n]: what must hold after n choices; order.size() + 1 long
};

/// By what the rule requires.
ChoicePlan plan_choices(const System& system, RuleId rule);
/// By what `can` asks of it.
ChoicePlan plan_can(const System& system, RuleId rule);

/// The steps of that rule that the state does not refuse (they may still conflict), in a fixed order.
std::vector<Action> enabled_steps(const State& state, const ChoicePlan& plan);
/// One of them, if there is any, without going through all sets where individuals are alike.
std::optional<Action> some_enabled_step(const State& state, const ChoicePlan& plan);

/// Sorted and distinct: how a set argument is held.
std::vector<std::uint32_t> as_set(std::vector<std::uint32_t> members);

/// What stands for a rule's arguments while they are chosen; false ends the search.
using ChoiceVisitor = std::function<bool(const std::vector<StepArgument>& args)>;

/// Reads formulas in one moment, with variables bound as the caller says. Not to be used from two threads.
class Evaluator {
public:
  /// `otherwise` may be null, and outlives it; which part of a rule is read is up to the caller.
  explicit Evaluator(const Moment& moment, const Misreading* otherwise = nullptr);

  /// Binds a variable until the matching unbind(); the innermost binding of a variable counts.
  void bind(VariableId variable, std::uint32_t value);
  /// Binds a set parameter; `set` is sorted and outlives the binding.
  void bind(VariableId variable, const std::vector<std::uint32_t>& set);
  void bind(VariableId variable, const StepArgument& argument);
  void unbind(std::size_t count);

  bool holds(const Formula& formula);
  std::uint32_t value(const Term& term);
  std::vector<std::uint32_t> values(const std::vector<Term>& terms);

  /// Visits every assignment of `binders` that satisfies their guards, bound while it is visited, until
  /// `visit` gives false. Gives false where a visit did.
  bool for_each(std::span<const Binder> binders, const std::function<bool()>& visit);

  /// Visits all arguments that `pattern` admits (empty: any at all) and the plan's conditions allow. A set
  /// parameter that is left open takes every subset: 2^n of them. Gives false where a visit did.
  bool for_each_choice(const ChoicePlan& plan, const std::vector<Argument>& pattern, const ChoiceVisitor& visit);
  /// The first of them, if there is any. Of many individuals, sets that differ in who is alike count as one.
  std::optional<std::vector<StepArgument>> some_choice(const ChoicePlan& plan, const std::vector<Argument>& pattern);

private:
  struct Slot {
    VariableId variable;
    std::uint32_t value;
    const std::vector<std::uint32_t>* set; ///< null for an individual
  };
  struct Choosing;
  /// Of one atom: hardly any relation has more places, and states are read millions of times.
  using Arguments = boost::container::small_vector<std::uint32_t, 6>;

  Arguments arguments(const std::vector<Term>& terms);
  const Slot& slot(VariableId variable) const;
  template <class Occurrence> bool is_otherwise(const Occurrence* occurrence) const {
    if (otherwise_ == nullptr)
      return false;
    const auto* wanted = std::get_if<const Occurrence*>(&otherwise_->occurrence);
    return wanted != nullptr && *wanted == occurrence;
  }
  std::uint32_t read(std::span<const std::uint32_t> args, bool is_symmetric, std::uint32_t value) const;
  const State& state() const { return is_before_ ? *moment_.before : moment_.now; }
  bool holds(const Atom& atom);
  bool holds(const Member& member);
  bool holds(const Quantified& quantified);
  bool holds(const Call& call);
  bool holds(const Can& can);
  bool holds(const Did& did);
  bool holds(const Was& was);
  bool holds(const Reached& reached);
  bool holds(const SomeSet& some);
  bool matches(const Argument& pattern, const StepArgument& argument);
  bool choose(Choosing& choosing, std::size_t chosen);
  bool choose_subsets(Choosing& choosing, std::size_t chosen, SortId sort);
  /// Whom neither the states nor what is bound tell apart.
  std::vector<Alike> groups_of_alike(SortId sort);
  bool for_each_set(SortId sort, bool is_one_enough,
                    const std::function<bool(const std::vector<std::uint32_t>&)>& visit);

  Moment moment_;
  const System& system_;
  const Misreading* otherwise_;
  bool is_before_ = false; ///< inside `was`
  std::vector<Slot> scope_;
  /// What defines said: for a define now, then for it before, one entry per argument list; 0 stands for not yet asked.
  std::vector<std::vector<signed char>> told_;
  std::map<SortId, std::vector<Alike>> alike_; ///< as far as the states alone say
};

} // namespace chaperone::model
