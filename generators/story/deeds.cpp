// Looks for the update that writes a fact's place.
#include "generators/story/deeds.hpp"

#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <optional>

namespace chaperone::reports {
namespace {

using namespace model;
using Args = std::vector<std::uint32_t>;

/// A place of a relation or function, and what the fact says is there.
struct Written {
  std::variant<RelationId, FunctionId> symbol;
  Args args;
  std::uint32_t value = 0; ///< of a relation: 0 or 1
  bool is_denied = false;  ///< of a function: another value is there
};

std::optional<Args> ground(const std::vector<Term>& terms) {
  Args args;
  for (const Term& term : terms) {
    const auto* value = std::get_if<Value>(&term);
    if (value == nullptr)
      return std::nullopt;
    args.push_back(value->index);
  }
  return args;
}

std::optional<Written> written(const Reason& fact) {
  const auto* denied = std::get_if<Not>(&fact.statement->kind);
  const Formula& plain = denied ? denied->body : fact.statement;
  if (const auto* atom = std::get_if<Atom>(&plain->kind)) {
    const auto args = ground(atom->args);
    return args ? std::optional(Written{atom->relation, *args, denied ? 0U : 1U, false}) : std::nullopt;
  }
  const auto* equal = std::get_if<Equal>(&plain->kind);
  if (equal == nullptr)
    return std::nullopt;
  const auto* application = std::get_if<std::shared_ptr<const Application>>(&equal->left);
  const auto* value = std::get_if<Value>(&equal->right);
  const auto args = application && value ? ground((*application)->args) : std::nullopt;
  return args ? std::optional(Written{(*application)->function, *args, value->index, denied != nullptr}) : std::nullopt;
}

/// Reads one step's effects in the state before it.
class Deeds {
public:
  Deeds(const State& before, const Action& action)
      : before_(before), system_(before.layout().system()), bindings_(bindings_of(system_, action)),
        rule_(system_[action.rule]), evaluator_(Moment{before}) {
    for (const Assignment& binding : bindings_)
      evaluator_.bind(binding.variable, binding.value);
  }

  void look_for(const Reason& fact, std::vector<Deed>& into) {
    const auto wanted = written(fact);
    if (!wanted)
      return;
    const bool was_so = evaluate(fact.statement, Moment{before_});
    for (std::size_t i = 0; i < stated_effects(rule_).size(); ++i)
      look_at(i, *wanted, fact, was_so, into);
  }

private:
  /// The first assignment under which the effect would write that place, and did or was kept from it.
  void look_at(std::size_t index, const Written& wanted, const Reason& fact, bool was_so, std::vector<Deed>& into) {
    const Effect& effect = rule_.effects[index];
    evaluator_.for_each(effect.binders, [&] {
      const bool is_done = !effect.where || evaluator_.holds(effect.where);
      if (is_done == was_so || !writes_any(effect, wanted, !was_so))
        return true;
      Deed deed{index, fact, is_done, {}};
      if (effect.where)
        deed.because = explain(effect.where, Moment{before_}, bound(effect)).reasons;
      const bool is_selection = std::ranges::all_of(deed.because, is_trivial); // of whom the effect is about
      if (is_selection)
        deed.because.clear();
      if (!is_done && is_selection)
        return true;
      into.push_back(std::move(deed));
      return false;
    });
  }

  bool writes_any(const Effect& effect, const Written& wanted, bool makes_so) {
    return std::ranges::any_of(effect.updates, [&](const Update& update) {
      return std::visit(overload{
                            [&](const AddTuple& a) { return puts(a.relation, a.args, 1, wanted, makes_so); },
                            [&](const RemoveTuple& r) { return puts(r.relation, r.args, 0, wanted, makes_so); },
                            [&](const SetValue& s) {
                              const auto* function = std::get_if<FunctionId>(&wanted.symbol);
                              return function != nullptr && *function == s.function &&
                                     evaluator_.values(s.args) == wanted.args &&
                                     ((evaluator_.value(s.value) == wanted.value) != wanted.is_denied) == makes_so;
                            },
                        },
                        update);
    });
  }

  bool puts(RelationId relation, const std::vector<Term>& terms, std::uint32_t value, const Written& wanted,
            bool makes_so) {
    const auto* same = std::get_if<RelationId>(&wanted.symbol);
    if (same == nullptr || *same != relation || (value == wanted.value) != makes_so)
      return false;
    Args args = evaluator_.values(terms);
    if (args == wanted.args)
      return true;
    std::ranges::reverse(args);
    return system_[relation].is_symmetric && args == wanted.args;
  }

  /// The rule's arguments and what the effect's `for` binds at the moment.
  std::vector<Assignment> bound(const Effect& effect) {
    std::vector<Assignment> all = bindings_;
    for (const Binder& binder : effect.binders)
      all.push_back({binder.variable, evaluator_.value(Term(binder.variable))});
    return all;
  }

  const State& before_;
  const System& system_;
  std::vector<Assignment> bindings_; ///< outlives the evaluator's
  const Rule& rule_;
  Evaluator evaluator_;
};

} // namespace

std::vector<Deed> deeds_of(const State& before, const Action& action, const std::vector<Reason>& facts) {
  std::vector<Deed> made;
  Deeds deeds(before, action);
  for (const Reason& fact : facts)
    if (!fact.was_before)
      deeds.look_for(fact, made);
  std::ranges::stable_sort(made, {}, &Deed::effect);
  return made;
}

} // namespace chaperone::reports
