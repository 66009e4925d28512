// See memory_conditions.hpp.
#include "generators/goals/memory_conditions.hpp"

#include "generators/goals/effect_formulas.hpp"
#include "generators/goals/misread.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace chaperone::generators {

using namespace model;

namespace {

using Part = Misreading::Part;

/// Values of a cell, or of its argument: what is, and what is read in its place.
using Values = std::pair<std::optional<std::uint32_t>, std::optional<std::uint32_t>>;

std::optional<std::uint32_t> constant_of(const Term& term) {
  const auto* value = std::get_if<Value>(&term);
  return value ? std::optional(value->index) : std::nullopt;
}

class ConditionLister {
public:
  ConditionLister(System& system, const Catalogue& catalogue) : system_(system), catalogue_(catalogue), effects_(system) {}

  MemoryConditions list() {
    for (const MemoryGoal& goal : catalogue_.goals())
      result_.needs.push_back(needs_of(goal));
    return std::move(result_);
  }

private:
  using Needs = std::vector<std::vector<std::size_t>>;

  Needs needs_of(const MemoryGoal& goal) {
    switch (goal.lapse) {
    case Lapse::stale:
    case Lapse::at_once:
    case Lapse::first:
    case Lapse::last:
      return {{critical(goal.place, after_write(*goal.write))}, {changes(*goal.write)}};
    case Lapse::asked:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})},
              {critical(goal.place, {goal.seems, opposite(goal.seems)})}};
    case Lapse::back:
    case Lapse::sibling:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})}};
    case Lapse::rewritten:
    case Lapse::refused:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})}, idle_writes(goal)};
    case Lapse::value:
      return {{critical_value(goal)}};
    case Lapse::passed:
    case Lapse::passed_same:
      return {{refused(goal.rule, goal.place)}};
    case Lapse::failed_same:
      return {};
    }
    return {};
  }

  static std::optional<std::uint32_t> opposite(const std::optional<std::uint32_t>& truth) {
    return truth ? std::optional(1 - *truth) : std::nullopt;
  }

  const Update& update_of(std::size_t write) const {
    const Write& it = catalogue_.writes()[write];
    return system_[it.rule].effects[it.effect].updates[it.update];
  }

  Values after_write(std::size_t write) const {
    return std::visit(overload{
                          [](const AddTuple&) { return Values{1, 0}; },
                          [](const RemoveTuple&) { return Values{0, 1}; },
                          [](const SetValue& it) { return Values{constant_of(it.value), std::nullopt}; },
                      },
                      update_of(write));
  }

  /// The questions of the writes that could have done nothing, there or because they were refused.
  std::vector<std::size_t> idle_writes(const MemoryGoal& goal) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < catalogue_.writes().size(); ++i) {
      if (catalogue_.writes()[i].symbol != catalogue_.places()[goal.place].symbol)
        continue;
      if (goal.seems && after_write(i).first != goal.seems)
        continue;
      result.push_back(goal.lapse == Lapse::rewritten ? writes_again(i) : refused_write(i));
    }
    return result;
  }

  VariableId variable(SortId sort) {
    const VariableId id{static_cast<std::uint32_t>(system_.variables.size())};
    system_.variables.push_back({"cell" + std::to_string(id.index), sort, false});
    return id;
  }

  template <class Key> std::size_t asked(std::map<Key, std::size_t>& known, const Key& key, auto make) {
    const auto found = known.find(key);
    if (found != known.end())
      return found->second;
    result_.questions.push_back(make());
    return known.emplace(key, result_.questions.size() - 1).first->second;
  }

  static Formula some(const std::vector<VariableId>& variables, Formula body) {
    std::vector<Binder> binders;
    for (const VariableId variable : variables)
      binders.push_back({variable, nullptr});
    return binders.empty() ? body : make_formula(Quantified{Quantifier::some, 0, std::move(binders), std::move(body)});
  }

  std::vector<Formula> requirements(RuleId rule, std::size_t but = std::size_t(-1)) const {
    std::vector<Formula> result;
    for (std::size_t i = 0; i < system_[rule].requirements.size(); ++i)
      if (i != but)
        result.push_back(system_[rule].requirements[i].formula);
    return result;
  }

  std::vector<VariableId> cell_variables(const Symbol& symbol) {
    std::vector<VariableId> result;
    for (const Place& place : std::visit([&](auto id) { return system_[id].places; }, symbol))
      result.push_back(variable(place.sort));
    return result;
  }

  /// The step hangs on what is read of one cell at that place.
  Formula hangs_on(const ReadingPlace& place, const MisreadCell& cell) {
    if (place.part == Part::effect) {
      std::vector<Formula> parts = requirements(place.rule);
      parts.push_back(effects_.differ(system_[place.rule].effects, misread_effects(system_, place, cell)));
      return conjunction(std::move(parts));
    }
    const Formula& formula = system_[place.rule].requirements[place.index].formula;
    std::vector<Formula> parts = requirements(place.rule, place.index);
    parts.push_back(make_formula(Not{make_formula(Iff{formula, misread(system_, formula, place, cell)})}));
    return conjunction(std::move(parts));
  }

  std::size_t critical(std::size_t index, Values values) {
    return asked(critical_, std::tuple(index, values.first, values.second, std::size_t{0}), [&] {
      const ReadingPlace& place = catalogue_.places()[index];
      const std::vector<VariableId> args = cell_variables(place.symbol);
      const std::vector<Term> terms(args.begin(), args.end());
      if (const auto* relation = std::get_if<RelationId>(&place.symbol)) {
        const Formula tuple = make_formula(Atom{*relation, terms});
        const bool seems = values.second != 0U;
        return question(place.rule, some(args, conjunction({seems ? negation(tuple) : tuple,
                                                            hangs_on(place, {args, seems})})));
      }
      return of_function(place, args, values);
    });
  }

  solver::StepQuestion of_function(const ReadingPlace& place, std::vector<VariableId> variables, const Values& values) {
    const FunctionId function = std::get<FunctionId>(place.symbol);
    const SortId sort = system_[function].result;
    const Term now = std::make_shared<const Application>(
        Application{function, std::vector<Term>(variables.begin(), variables.end())});
    MisreadCell cell{variables, Term(Value{sort, values.second.value_or(0)})};
    if (!values.second) {
      variables.push_back(variable(sort));
      cell.seems = Term(variables.back());
    }
    std::vector<Formula> parts;
    if (values.first)
      parts.push_back(make_formula(Equal{now, Term(Value{sort, *values.first})}));
    parts.push_back(make_formula(Not{make_formula(Equal{now, std::get<Term>(cell.seems)})}));
    parts.push_back(hangs_on(place, cell));
    return question(place.rule, some(variables, conjunction(std::move(parts))));
  }

  std::size_t critical_value(const MemoryGoal& goal) {
    const ReadingPlace& place = catalogue_.places()[goal.place];
    const auto* relation = std::get_if<RelationId>(&place.symbol);
    if (relation == nullptr)
      return critical(goal.place, {goal.is, goal.seems});
    return asked(critical_, std::tuple(goal.place, goal.is, goal.seems, goal.argument + 1), [&] {
      const std::vector<VariableId> args = cell_variables(place.symbol);
      const SortId sort = system_[*relation].places[goal.argument].sort;
      std::vector<Term> terms(args.begin(), args.end());
      std::vector<Formula> parts{negation(make_formula(Atom{*relation, terms}))};
      if (goal.seems)
        parts.push_back(make_formula(Equal{terms[goal.argument], Term(Value{sort, *goal.seems})}));
      terms[goal.argument] = Value{sort, *goal.is};
      parts.push_back(make_formula(Atom{*relation, terms}));
      parts.push_back(hangs_on(place, {args, true}));
      return question(place.rule, some(args, conjunction(std::move(parts))));
    });
  }

  solver::StepQuestion question(RuleId rule, Formula when) const {
    solver::StepQuestion result;
    result.rule = rule;
    result.when = std::move(when);
    return result;
  }

  /// Only this requirement is false.
  std::size_t refused(RuleId rule, std::size_t requirement) {
    return asked(refused_, std::pair(rule, requirement), [&] {
      std::vector<Formula> parts = requirements(rule, requirement);
      parts.push_back(negation(system_[rule].requirements[requirement].formula));
      return question(rule, conjunction(std::move(parts)));
    });
  }

  /// Where the update's cell is, or is not, as the update makes it.
  Formula writes(std::size_t write, bool is_there) {
    const Update& update = update_of(write);
    const Formula there = std::visit(
        overload{
            [](const AddTuple& it) { return make_formula(Atom{it.relation, it.args}); },
            [](const RemoveTuple& it) { return negation(make_formula(Atom{it.relation, it.args})); },
            [](const SetValue& it) {
              return make_formula(
                  Equal{Term(std::make_shared<const Application>(Application{it.function, it.args})), it.value});
            },
        },
        update);
    const Write& it = catalogue_.writes()[write];
    const Effect& effect = system_[it.rule].effects[it.effect];
    Formula body = is_there ? there : negation(there);
    if (effect.where)
      body = conjunction({effect.where, body});
    return effect.binders.empty() ? body
                                  : make_formula(Quantified{Quantifier::some, 0, effect.binders, std::move(body)});
  }

  std::size_t allowed_write(std::size_t write, bool is_there) {
    return asked(writes_, std::tuple(write, is_there, true), [&] {
      const RuleId rule = catalogue_.writes()[write].rule;
      std::vector<Formula> parts = requirements(rule);
      parts.push_back(writes(write, is_there));
      return question(rule, conjunction(std::move(parts)));
    });
  }
  std::size_t changes(std::size_t write) { return allowed_write(write, false); }
  std::size_t writes_again(std::size_t write) { return allowed_write(write, true); }
  std::size_t refused_write(std::size_t write) {
    return asked(writes_, std::tuple(write, false, false), [&] {
      const RuleId rule = catalogue_.writes()[write].rule;
      return question(rule, conjunction({negation(conjunction(requirements(rule))), writes(write, false)}));
    });
  }

  System& system_;
  const Catalogue& catalogue_;
  EffectFormulas effects_;
  MemoryConditions result_;
  std::map<std::tuple<std::size_t, std::optional<std::uint32_t>, std::optional<std::uint32_t>, std::size_t>,
           std::size_t>
      critical_;
  std::map<std::pair<RuleId, std::size_t>, std::size_t> refused_;
  std::map<std::tuple<std::size_t, bool, bool>, std::size_t> writes_;
};

} // namespace

MemoryConditions list_memory_conditions(System& system, const Catalogue& catalogue) {
  return ConditionLister(system, catalogue).list();
}

} // namespace chaperone::generators
