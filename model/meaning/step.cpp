// Refusing and taking one step: section "Steps" of docs/semantics.md.
// Covered by tests/model/step_test.cpp.
#include "model/meaning/closure.hpp"
#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <map>

namespace chaperone::model {
namespace {

using Args = std::vector<std::uint32_t>;

/// What the step does, gathered before anything changes; the first clash ends the gathering.
class Changes {
public:
  explicit Changes(const System& system) : system_(system) {}

  void gather(std::size_t effect, const Update& update, Evaluator& evaluator) {
    std::visit(
        overload{
            [&](const AddTuple& add) { put(effect, add.relation, evaluator.values(add.args), true); },
            [&](const RemoveTuple& remove) { put(effect, remove.relation, evaluator.values(remove.args), false); },
            [&](const SetValue& change) {
              record(values_, effect, change.function, evaluator.values(change.args), evaluator.value(change.value));
            },
        },
        update);
  }

  const std::optional<Conflict>& conflict() const { return conflict_; }

  State applied_to(State state) const {
    for (const auto& [place, change] : tuples_)
      state.put(place.first, place.second, change.value);
    for (const auto& [place, change] : values_)
      state.set(place.first, place.second, change.value);
    close(state);
    return state;
  }

  std::vector<Write> writes() const {
    std::vector<Write> result;
    for (const auto& [place, change] : tuples_)
      result.push_back({place.first, place.second, change.value ? 1U : 0U});
    for (const auto& [place, change] : values_)
      result.push_back({place.first, place.second, change.value});
    return result;
  }

private:
  template <class Value> struct Change {
    std::size_t effect;
    Value value;
  };
  template <class Symbol, class Value> using ByPlace = std::map<std::pair<Symbol, Args>, Change<Value>>;

  // Both orders of a symmetric pair are one place.
  void put(std::size_t effect, RelationId relation, Args args, bool holds) {
    if (system_[relation].is_symmetric)
      std::sort(args.begin(), args.end());
    record(tuples_, effect, relation, std::move(args), holds);
  }

  template <class Symbol, class Value>
  void record(ByPlace<Symbol, Value>& changes, std::size_t effect, Symbol symbol, Args args, Value value) {
    const auto [place, is_new] = changes.try_emplace({symbol, args}, Change<Value>{effect, value});
    if (!is_new && place->second.value != value && !conflict_)
      conflict_ = Conflict{place->second.effect, effect, symbol, std::move(args)};
  }

  const System& system_;
  ByPlace<RelationId, bool> tuples_;
  ByPlace<FunctionId, std::uint32_t> values_;
  std::optional<Conflict> conflict_;
};

void bind_arguments(Evaluator& evaluator, const Rule& rule, const Action& action) {
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    evaluator.bind(rule.parameters[i], action.args[i]);
}

/// Who reads each part of a rule in this step: one part perhaps otherwise than the rest.
class Readers {
public:
  Readers(const State& state, const Rule& rule, const Action& action, const Misreading* otherwise)
      : plain_(Moment{state}), otherwise_(otherwise) {
    bind_arguments(plain_, rule, action);
    if (otherwise != nullptr) {
      mistaken_.emplace(Moment{state}, otherwise);
      bind_arguments(*mistaken_, rule, action);
    }
  }
  Evaluator& of(Misreading::Part part, std::size_t index) {
    return otherwise_ != nullptr && otherwise_->part == part && otherwise_->index == index ? *mistaken_ : plain_;
  }

private:
  Evaluator plain_;
  const Misreading* otherwise_;
  std::optional<Evaluator> mistaken_;
};

Changes gathered(const System& system, const Rule& rule, Readers& readers) {
  Changes changes(system);
  for (std::size_t i = 0; i < rule.effects.size(); ++i) {
    const Effect& effect = rule.effects[i];
    Evaluator& evaluator = readers.of(Misreading::Part::effect, i);
    evaluator.for_each(effect.binders, [&] {
      if (!effect.where || evaluator.holds(effect.where))
        for (const Update& update : effect.updates)
          changes.gather(i, update, evaluator);
      return true;
    });
  }
  return changes;
}

std::variant<State, Refusal, Conflict> take(const State& state, const Action& action, const Misreading* otherwise) {
  const System& system = state.layout().system();
  const Rule& rule = system[action.rule];
  Readers readers(state, rule, action, otherwise);
  for (std::size_t i = 0; i < rule.requirements.size(); ++i)
    if (!readers.of(Misreading::Part::requirement, i).holds(rule.requirements[i].formula))
      return Refusal{i};
  const Changes changes = gathered(system, rule, readers);
  if (changes.conflict())
    return *changes.conflict();
  return changes.applied_to(state);
}

} // namespace

std::optional<Refusal> why_refused(const State& state, const Action& action) {
  const Rule& rule = state.layout().system()[action.rule];
  Evaluator evaluator(Moment{state});
  bind_arguments(evaluator, rule, action);
  for (std::size_t i = 0; i < rule.requirements.size(); ++i)
    if (!evaluator.holds(rule.requirements[i].formula))
      return Refusal{i};
  return std::nullopt;
}

std::vector<std::size_t> may_be_refused(const State& state, const Action& action) {
  const Rule& rule = state.layout().system()[action.rule];
  std::vector<std::size_t> result;
  if (rule.may_refuse.empty())
    return result;
  Evaluator evaluator(Moment{state});
  bind_arguments(evaluator, rule, action);
  for (std::size_t i = 0; i < rule.may_refuse.size(); ++i)
    if (!evaluator.holds(rule.may_refuse[i].unless))
      result.push_back(i);
  return result;
}

std::variant<State, Refusal, Conflict> take_step(const State& state, const Action& action) {
  return take(state, action, nullptr);
}

std::variant<State, Refusal, Conflict> take_step(const State& state, const Action& action,
                                                 const Misreading& otherwise) {
  return take(state, action, &otherwise);
}

std::variant<std::vector<Write>, Conflict> writes_of(const State& state, const Action& action) {
  const System& system = state.layout().system();
  const Rule& rule = system[action.rule];
  Readers readers(state, rule, action, nullptr);
  const Changes changes = gathered(system, rule, readers);
  if (changes.conflict())
    return *changes.conflict();
  return changes.writes();
}

} // namespace chaperone::model
