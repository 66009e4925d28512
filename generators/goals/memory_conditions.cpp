// See memory_conditions.hpp.
#include "generators/goals/memory_conditions.hpp"

#include "generators/goals/effect_formulas.hpp"
#include "generators/goals/misread.hpp"

#include <algorithm>
#include <map>
#include <set>
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
  ConditionLister(System& system, const Catalogue& catalogue)
      : system_(system), catalogue_(catalogue), effects_(system) {}

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
      return {critical_after(goal.place, *goal.write), {changes(*goal.write, goal.place)}};
    case Lapse::far:
      return needs_of_far(goal);
    case Lapse::asked:
      return {critical_after(goal.place, *goal.write),
              critical_before(goal.place, *goal.write),
              {changes(*goal.write, goal.place)}};
    case Lapse::back:
      return {{critical(goal.place, {goal.is ? goal.is : opposite(goal.seems), goal.seems})},
              {changes(*goal.write, goal.place)},
              changing_writes(goal, goal.is ? goal.is : opposite(goal.seems))};
    case Lapse::sibling:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})}, changing_writes(goal, goal.seems)};
    case Lapse::session:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})},
              changing_writes(goal, opposite(goal.seems)),
              {taken(*goal.other)}};
    case Lapse::spared:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})}, {taken(*goal.other)}};
    case Lapse::turned:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})},
              goal.write ? std::vector{changes(*goal.write, goal.place)} : changing_writes(goal, std::nullopt),
              changing_writes(goal, opposite(goal.seems))};
    case Lapse::overwritten:
    case Lapse::later:
      return {{critical(goal.place, {std::nullopt, std::nullopt})}, changing_writes(goal, std::nullopt)};
    case Lapse::beyond:
    case Lapse::way_left:
    case Lapse::circle:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})}, changing_writes(goal, std::nullopt)};
    case Lapse::redone:
      return {{allowed_write(*goal.write, false)}, others_changing(*goal.write)};
    case Lapse::rewritten:
      return {{critical(goal.place, {opposite(goal.seems), goal.seems})},
              idle_writes(goal),
              changing_writes(goal, opposite(goal.seems))};
    case Lapse::refused:
      return {{critical(goal.place, {is_tuple(goal) ? opposite(goal.seems) : std::nullopt, goal.seems})},
              idle_writes(goal)};
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
                          [](const AddTuple&) {
                            return Values{1, 0};
                          },
                          [](const RemoveTuple&) {
                            return Values{0, 1};
                          },
                          [](const SetValue& it) {
                            return Values{constant_of(it.value), std::nullopt};
                          },
                      },
                      update_of(write));
  }

  /// Of a closure both truths: what the write does to it depends on what it is of.
  std::vector<std::size_t> critical_after(std::size_t place, std::size_t write) {
    if (catalogue_.is_closure(catalogue_.places()[place].symbol))
      return {critical(place, {1, 0}), critical(place, {0, 1})};
    return {critical(place, after_write(write))};
  }

  /// Those of `asked`, and first where a search does best to begin: where the request hangs on a tuple of a closure
  /// that no edge is. Beside a closure that must be possible; at one, the tuple may have had a shorter way when it
  /// mattered.
  Needs needs_of_far(const MemoryGoal& goal) {
    MemoryGoal near = goal;
    near.lapse = Lapse::asked;
    Needs result = needs_of(near);
    if (catalogue_.is_closure(catalogue_.places()[goal.place].symbol)) {
      result.front().insert(result.front().begin(), critical_tuple_of(goal.place, 3));
      return result;
    }
    std::vector<std::size_t> over_ways;
    for (const std::size_t closure : catalogue_.closures_beside(goal.place))
      over_ways.push_back(critical_tuple_of(closure, 2));
    result.insert(result.begin(), std::move(over_ways));
    return result;
  }

  Formula edge(RelationId closure, const Term& tail, const Term& head) const {
    const auto& base = system_[closure].closure_of;
    if (const auto* relation = std::get_if<RelationId>(&base))
      return make_formula(Atom{*relation, {tail, head}});
    return make_formula(Call{std::get<DefineId>(base), {tail, head}});
  }

  /// Of a tuple that holds by so many edges and by no fewer; 2 or 3. Small groups seldom have such a run.
  std::size_t critical_tuple_of(std::size_t index, std::size_t edges) {
    return asked(over_ways_, std::pair(index, edges), [&] {
      const ReadingPlace& place = catalogue_.places()[index];
      const RelationId closure = std::get<RelationId>(place.symbol);
      const std::vector<VariableId> ends = cell_variables(place.symbol);
      std::vector<Formula> parts{make_formula(Atom{closure, {ends[0], ends[1]}}),
                                 negation(edge(closure, ends[0], ends[1]))};
      if (edges > 2) {
        const VariableId middle = variable(system_[closure].places[0].sort);
        parts.push_back(
            negation(some({middle}, conjunction({edge(closure, ends[0], middle), edge(closure, middle, ends[1])}))));
      }
      parts.push_back(hangs_on(place, {ends, false}));
      solver::StepQuestion result = question(place.rule, some(ends, conjunction(std::move(parts))));
      result.wants_proof_alone = false;
      return result;
    });
  }

  std::vector<std::size_t> critical_before(std::size_t place, std::size_t write) {
    if (catalogue_.is_closure(catalogue_.places()[place].symbol))
      return critical_after(place, write);
    const auto [is, was] = after_write(write);
    return {critical(place, {was, is})};
  }

  /// Another rule changes what the write writes.
  std::vector<std::size_t> others_changing(std::size_t write) {
    std::vector<std::size_t> result;
    const Write& own = catalogue_.writes()[write];
    for (std::size_t i = 0; i < catalogue_.writes().size(); ++i)
      if (const Write& it = catalogue_.writes()[i]; it.rule != own.rule && it.symbol == own.symbol)
        result.push_back(allowed_write(i, false));
    return result;
  }

  std::size_t taken(RuleId rule) {
    return asked(taken_, rule, [&] { return question(rule, conjunction(requirements(rule))); });
  }

  bool is_tuple(const MemoryGoal& goal) const {
    return std::holds_alternative<RelationId>(catalogue_.places()[goal.place].symbol);
  }

  /// The writes of what the place reads, where a value is given those that may make it so.
  std::vector<std::size_t> writes_of(const MemoryGoal& goal, const std::optional<std::uint32_t>& value) const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < catalogue_.writes().size(); ++i)
      if (const Symbol& read = catalogue_.places()[goal.place].symbol;
          catalogue_.may_change(i, read) &&
          (!value || catalogue_.is_closure(read) || !after_write(i).first || after_write(i).first == value))
        result.push_back(i);
    return result;
  }

  /// The questions of the writes that could have done nothing, there or because they were refused.
  std::vector<std::size_t> idle_writes(const MemoryGoal& goal) {
    std::vector<std::size_t> result;
    for (const std::size_t write : writes_of(goal, goal.seems))
      result.push_back(goal.lapse == Lapse::rewritten ? allowed_write(write, true) : refused_write(write));
    return result;
  }

  std::vector<std::size_t> changing_writes(const MemoryGoal& goal, const std::optional<std::uint32_t>& value) {
    std::vector<std::size_t> result;
    for (const std::size_t write : writes_of(goal, value))
      result.push_back(allowed_write(write, false));
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
        return question(place.rule,
                        some(args, conjunction({seems ? negation(tuple) : tuple, hangs_on(place, {args, seems})})));
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

  /// A run for a condition is only a place to start from, and small groups have most.
  solver::StepQuestion question(RuleId rule, Formula when) const {
    solver::StepQuestion result;
    result.rule = rule;
    result.when = std::move(when);
    result.wants_proof_alone = true;
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

  /// An allowed step in which the update happens where `body` is true.
  solver::StepQuestion of_write(std::size_t write, Formula body) const {
    const RuleId rule = catalogue_.writes()[write].rule;
    std::vector<Formula> parts = requirements(rule);
    parts.push_back(happens(write, std::move(body)));
    return question(rule, conjunction(std::move(parts)));
  }

  Formula happens(std::size_t write, Formula body) const {
    const Write& it = catalogue_.writes()[write];
    const Effect& effect = system_[it.rule].effects[it.effect];
    if (effect.where)
      body = conjunction({effect.where, body});
    return effect.binders.empty() ? body
                                  : make_formula(Quantified{Quantifier::some, 0, effect.binders, std::move(body)});
  }

  /// The update's cell is as the update makes it.
  Formula is_written(std::size_t write) const {
    return std::visit(
        overload{
            [](const AddTuple& it) {
              return make_formula(Atom{it.relation, it.args});
            },
            [](const RemoveTuple& it) {
              return negation(make_formula(Atom{it.relation, it.args}));
            },
            [](const SetValue& it) {
              return make_formula(
                  Equal{Term(std::make_shared<const Application>(Application{it.function, it.args})), it.value});
            },
        },
        update_of(write));
  }

  std::size_t allowed_write(std::size_t write, bool is_there) {
    return asked(writes_, std::tuple(write, is_there, true), [&] {
      const Formula there = is_written(write);
      return of_write(write, is_there ? there : negation(there));
    });
  }
  /// Where the place compares with some values only, the change has to be between these and others.
  std::size_t changes(std::size_t write, std::size_t place) {
    const std::set<std::uint32_t>& compared = catalogue_.compared_with(place);
    const auto* set = std::get_if<SetValue>(&update_of(write));
    if (compared.empty() || set == nullptr)
      return allowed_write(write, false);
    return asked(crossings_, std::pair(write, compared), [&] {
      const SortId sort = system_[set->function].result;
      const auto is_one = [&](const Term& term) {
        std::vector<Formula> ways;
        for (const std::uint32_t value : compared)
          ways.push_back(make_formula(Equal{term, Term(Value{sort, value})}));
        return ways.size() == 1 ? ways.front() : make_formula(Or{std::move(ways)});
      };
      const Term now = std::make_shared<const Application>(Application{set->function, set->args});
      return of_write(write, make_formula(Not{make_formula(Iff{is_one(now), is_one(set->value)})}));
    });
  }
  std::size_t refused_write(std::size_t write) {
    return asked(writes_, std::tuple(write, false, false), [&] {
      const RuleId rule = catalogue_.writes()[write].rule;
      return question(
          rule, conjunction({negation(conjunction(requirements(rule))), happens(write, negation(is_written(write)))}));
    });
  }

  System& system_;
  const Catalogue& catalogue_;
  EffectFormulas effects_;
  MemoryConditions result_;
  std::map<std::tuple<std::size_t, std::optional<std::uint32_t>, std::optional<std::uint32_t>, std::size_t>,
           std::size_t>
      critical_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> over_ways_;
  std::map<std::pair<RuleId, std::size_t>, std::size_t> refused_;
  std::map<RuleId, std::size_t> taken_;
  std::map<std::tuple<std::size_t, bool, bool>, std::size_t> writes_;
  std::map<std::pair<std::size_t, std::set<std::uint32_t>>, std::size_t> crossings_;
};

} // namespace

MemoryConditions list_memory_conditions(System& system, const Catalogue& catalogue) {
  return ConditionLister(system, catalogue).list();
}

} // namespace chaperone::generators
