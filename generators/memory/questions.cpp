// See questions.hpp.
#include "generators/memory/questions.hpp"

#include "generators/memory/other_steps.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace chaperone::generators {

using namespace model;

namespace {

using Part = Misreading::Part;

std::optional<std::uint32_t> constant_of(const Term& term) {
  const auto* value = std::get_if<Value>(&term);
  return value ? std::optional(value->index) : std::nullopt;
}

std::string text(const std::optional<std::uint32_t>& value) {
  return value ? std::to_string(*value) : "any";
}

std::string text(const Symbol& symbol) {
  return fmt::format("{}-{}", symbol.index(), std::visit([](auto id) { return id.index; }, symbol));
}

Term cell_of(const SetValue& set) {
  return std::make_shared<const Application>(Application{set.function, set.args});
}

Formula equal(const Term& left, const Term& right) {
  return make_formula(Equal{left, right});
}

Formula any_of(std::vector<Formula> ways) {
  if (ways.empty())
    return make_formula(Constant{false});
  return ways.size() == 1 ? ways.front() : make_formula(Or{std::move(ways)});
}

Formula some(const std::vector<VariableId>& variables, Formula body) {
  std::vector<Binder> binders;
  for (const VariableId variable : variables)
    binders.push_back({variable, nullptr});
  return binders.empty() ? body : make_formula(Quantified{Quantifier::some, 0, std::move(binders), std::move(body)});
}

} // namespace

template <class Make> std::size_t MemoryQuestions::asked(std::string key, const Make& make) {
  const auto [known, is_new] = numbers_.try_emplace(std::move(key), questions_.size());
  if (is_new)
    questions_.push_back(make());
  return known->second;
}

const Update& MemoryQuestions::update_of(std::size_t write) const {
  const Write& it = catalogue_.writes()[write];
  return system_[it.rule].effects[it.effect].updates[it.update];
}

CellValues MemoryQuestions::after_write(std::size_t write) const {
  return std::visit(overload{
                        [](const AddTuple&) {
                          return CellValues{1, 0};
                        },
                        [](const RemoveTuple&) {
                          return CellValues{0, 1};
                        },
                        [](const SetValue& it) {
                          return CellValues{constant_of(it.value), std::nullopt};
                        },
                    },
                    update_of(write));
}

Formula MemoryQuestions::edge(RelationId closure, const Term& tail, const Term& head) const {
  const auto& base = system_[closure].closure_of;
  if (const auto* relation = std::get_if<RelationId>(&base))
    return make_formula(Atom{*relation, {tail, head}});
  return make_formula(Call{std::get<DefineId>(base), {tail, head}});
}

std::size_t MemoryQuestions::critical_tuple_of(std::size_t index, std::size_t edges) {
  return asked(fmt::format("over ways {} {}", index, edges), [&] {
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

std::size_t MemoryQuestions::taken(RuleId rule) {
  return asked(fmt::format("taken {}", rule.index), [&] { return question(rule, conjunction(requirements(rule))); });
}

VariableId MemoryQuestions::variable(SortId sort) {
  const VariableId id{static_cast<std::uint32_t>(system_.variables.size())};
  system_.variables.push_back({"cell" + std::to_string(id.index), sort, false});
  return id;
}

std::vector<Formula> MemoryQuestions::requirements(RuleId rule, std::size_t but) const {
  std::vector<Formula> result;
  for (std::size_t i = 0; i < system_[rule].requirements.size(); ++i)
    if (i != but)
      result.push_back(system_[rule].requirements[i].formula);
  return result;
}

std::vector<VariableId> MemoryQuestions::cell_variables(const Symbol& symbol) {
  std::vector<VariableId> result;
  for (const Place& place : std::visit([&](auto id) { return system_[id].places; }, symbol))
    result.push_back(variable(place.sort));
  return result;
}

// The step hangs on what is read of one cell at that place.
Formula MemoryQuestions::hangs_on(const ReadingPlace& place, const MisreadCell& cell) {
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

std::size_t MemoryQuestions::critical(std::size_t index, CellValues values) {
  return asked(fmt::format("critical {} {} {}", index, text(values.first), text(values.second)), [&] {
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

solver::StepQuestion MemoryQuestions::of_function(const ReadingPlace& place, std::vector<VariableId> variables,
                                                  const CellValues& values) {
  const FunctionId function = std::get<FunctionId>(place.symbol);
  const SortId sort = system_[function].result;
  const Term now =
      std::make_shared<const Application>(Application{function, std::vector<Term>(variables.begin(), variables.end())});
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

std::size_t MemoryQuestions::critical_value(const MemoryGoal& goal) {
  const ReadingPlace& place = catalogue_.places()[goal.place];
  const auto* relation = std::get_if<RelationId>(&place.symbol);
  if (relation == nullptr)
    return critical(goal.place, {goal.is, goal.seems});
  return asked(fmt::format("critical {} {} {} {}", goal.place, text(goal.is), text(goal.seems), goal.argument), [&] {
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

// A run for a condition is only a place to start from, and small groups have most.
solver::StepQuestion MemoryQuestions::question(RuleId rule, Formula when) const {
  solver::StepQuestion result;
  result.rule = rule;
  result.when = std::move(when);
  result.wants_proof_alone = true;
  return result;
}

std::size_t MemoryQuestions::refused(RuleId rule, std::size_t requirement) {
  return asked(fmt::format("refused {} {}", rule.index, requirement), [&] {
    std::vector<Formula> parts = requirements(rule, requirement);
    parts.push_back(negation(system_[rule].requirements[requirement].formula));
    return question(rule, conjunction(std::move(parts)));
  });
}

// An allowed step in which the update happens where `body` is true.
solver::StepQuestion MemoryQuestions::of_write(std::size_t write, Formula body) const {
  const RuleId rule = catalogue_.writes()[write].rule;
  std::vector<Formula> parts = requirements(rule);
  parts.push_back(happens(write, std::move(body)));
  return question(rule, conjunction(std::move(parts)));
}

Formula MemoryQuestions::happens(std::size_t write, Formula body) const {
  const Write& it = catalogue_.writes()[write];
  const Effect& effect = system_[it.rule].effects[it.effect];
  if (effect.where)
    body = conjunction({effect.where, body});
  return effect.binders.empty() ? body : make_formula(Quantified{Quantifier::some, 0, effect.binders, std::move(body)});
}

// The update's cell is as the update makes it.
Formula MemoryQuestions::is_written(std::size_t write) const {
  return std::visit(overload{
                        [](const AddTuple& it) {
                          return make_formula(Atom{it.relation, it.args});
                        },
                        [](const RemoveTuple& it) {
                          return negation(make_formula(Atom{it.relation, it.args}));
                        },
                        [](const SetValue& it) {
                          return make_formula(Equal{
                              Term(std::make_shared<const Application>(Application{it.function, it.args})), it.value});
                        },
                    },
                    update_of(write));
}

std::size_t MemoryQuestions::allowed_write(std::size_t write, bool is_there) {
  return asked(fmt::format("write {} {}", write, is_there), [&] {
    const Formula there = is_written(write);
    return of_write(write, is_there ? there : negation(there));
  });
}

std::size_t MemoryQuestions::changes_for(std::size_t write, bool is_for_asker) {
  return asked(fmt::format("write for {} {}", write, is_for_asker), [&] {
    const RuleId rule = catalogue_.writes()[write].rule;
    const VariableId asks = system_[rule].parameters[*actor_of(system_, rule)];
    const std::vector<Place>& places = places_of(system_, catalogue_.writes()[write].symbol);
    std::vector<Formula> parts{negation(is_written(write))}, is_asker;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i].sort == system_[asks].sort)
        is_asker.push_back(equal(args_of(update_of(write))[i], asks));
    const Formula is_any = any_of(std::move(is_asker));
    parts.push_back(is_for_asker ? is_any : negation(is_any));
    return of_write(write, conjunction(std::move(parts)));
  });
}

std::size_t MemoryQuestions::leaves(RuleId rule, const Symbol& symbol, std::size_t naming) {
  return asked(fmt::format("left {} {} {}", rule.index, text(symbol), naming), [&] {
    const Naming named = catalogue_.namings(rule, symbol)[naming];
    std::vector<VariableId> cell = cell_variables(symbol), open;
    for (std::size_t i = 0; i < cell.size(); ++i)
      if (named[i])
        cell[i] = system_[rule].parameters[*named[i]];
      else
        open.push_back(cell[i]);
    const std::vector<Effect>& effects = system_[rule].effects;
    const std::vector<Term> args(cell.begin(), cell.end());
    const Formula is_there =
        std::visit(overload{
                       [&](RelationId it) {
                         return make_formula(Atom{it, args});
                       },
                       [&](FunctionId it) {
                         if (!system_[system_[it].result].is_enum)
                           return make_formula(Constant{true});
                         const Value first{system_[it].result, 0};
                         return negation(equal(std::make_shared<const Application>(Application{it, args}), first));
                       },
                   },
                   symbol);
    const Formula is_written = std::visit([&](auto it) { return effects_.names(effects, it, cell); }, symbol);
    std::vector<Formula> all = requirements(rule);
    all.push_back(some(open, conjunction({is_there, negation(is_written)})));
    return question(rule, conjunction(std::move(all)));
  });
}

std::size_t MemoryQuestions::leaves_beside(std::size_t write, const Symbol& symbol, bool holds,
                                           std::optional<SortId> maker) {
  const std::string sort = maker ? std::to_string(maker->index) : "";
  return asked(fmt::format("leaves {} {} {} {}", write, text(symbol), holds, sort), [&] {
    const std::vector<VariableId> cell = cell_variables(symbol);
    const RuleId rule = catalogue_.writes()[write].rule;
    std::vector<Formula> parts;
    const std::vector<Effect>& effects = system_[rule].effects;
    parts.push_back(negation(std::visit([&](auto it) { return effects_.names(effects, it, cell); }, symbol)));
    if (const auto* relation = std::get_if<RelationId>(&symbol)) {
      const Formula tuple = make_formula(Atom{*relation, {cell.begin(), cell.end()}});
      parts.push_back(holds ? tuple : negation(tuple));
    }
    parts.push_back(
        happens(write, conjunction({negation(is_written(write)), is_about_same(write, symbol, cell, maker)})));
    std::vector<Formula> all = requirements(rule);
    all.push_back(some(cell, conjunction(std::move(parts))));
    return question(rule, conjunction(std::move(all)));
  });
}

/// See Past: which cells share an individual, and whom a cell is not about.
Formula MemoryQuestions::is_about_same(std::size_t write, const Symbol& symbol, const std::vector<VariableId>& cell,
                                       std::optional<SortId> maker) const {
  const std::vector<Term>& args = args_of(update_of(write));
  const std::vector<Place>&own = places_of(system_, catalogue_.writes()[write].symbol),
        &others = places_of(system_, symbol);
  const auto counts = [&](const Place& place) { return !system_[place.sort].is_enum && place.sort != maker; };
  std::vector<Formula> shared, made;
  for (std::size_t i = 0; i < own.size(); ++i) {
    std::vector<Formula> differ;
    for (std::size_t j = 0; j < others.size(); ++j) {
      if (own[i].sort != others[j].sort)
        continue;
      if (counts(own[i]))
        shared.push_back(equal(args[i], cell[j]));
      differ.push_back(negation(equal(args[i], cell[j])));
    }
    if (own[i].sort == maker)
      made.push_back(conjunction(std::move(differ)));
  }
  std::vector<Formula> parts;
  if (!maker || (std::ranges::any_of(own, counts) && std::ranges::any_of(others, counts)))
    parts.push_back(any_of(std::move(shared)));
  if (maker)
    parts.push_back(any_of(std::move(made)));
  return conjunction(std::move(parts));
}

std::size_t MemoryQuestions::crowds(std::size_t write, std::size_t argument, std::uint32_t others) {
  return asked(fmt::format("crowds {} {} {}", write, argument, others), [&] {
    const Symbol& symbol = catalogue_.writes()[write].symbol;
    std::vector<Formula> ways{has_beside(write, argument, others)};
    if (is_symmetric(system_, symbol))
      ways.push_back(has_beside(write, 1 - argument, others));
    return of_write(write, conjunction({negation(is_written(write)), any_of(std::move(ways))}));
  });
}

/// So many others are already what the write makes of its cell, and differ from it in this argument alone.
Formula MemoryQuestions::has_beside(std::size_t write, std::size_t argument, std::uint32_t others) {
  const Update& update = update_of(write);
  std::vector<Term> args = args_of(update);
  const VariableId other = variable(places_of(system_, catalogue_.writes()[write].symbol)[argument].sort);
  const Formula differs = negation(equal(other, args[argument]));
  args[argument] = other;
  const Formula is_alike =
      std::visit(overload{
                     [&](const SetValue& it) {
                       return equal(std::make_shared<const Application>(Application{it.function, args}), it.value);
                     },
                     [&](const auto& it) {
                       return make_formula(Atom{it.relation, args});
                     },
                 },
                 update);
  return make_formula(Quantified{Quantifier::at_least, others, {{other, nullptr}}, conjunction({differs, is_alike})});
}

std::size_t MemoryQuestions::changes(std::size_t write, std::size_t place) {
  const std::set<std::uint32_t>& compared = catalogue_.compared_with(place);
  const auto* set = std::get_if<SetValue>(&update_of(write));
  if (compared.empty() || set == nullptr)
    return allowed_write(write, false);
  return asked(fmt::format("crossing {} {}", write, fmt::join(compared, " ")), [&] {
    const SortId sort = system_[set->function].result;
    const auto is_one = [&](const Term& term) {
      std::vector<Formula> ways;
      for (const std::uint32_t value : compared)
        ways.push_back(make_formula(Equal{term, Term(Value{sort, value})}));
      return any_of(std::move(ways));
    };
    const Term now = std::make_shared<const Application>(Application{set->function, set->args});
    return of_write(write, make_formula(Not{make_formula(Iff{is_one(now), is_one(set->value)})}));
  });
}

std::size_t MemoryQuestions::refused_write(std::size_t write) {
  return asked(fmt::format("refused write {}", write),
               [&] { return of_refused_write(write, negation(is_written(write))); });
}

solver::StepQuestion MemoryQuestions::of_refused_write(std::size_t write, Formula body) const {
  const RuleId rule = catalogue_.writes()[write].rule;
  return question(rule, conjunction({negation(conjunction(requirements(rule))), happens(write, std::move(body))}));
}

std::size_t MemoryQuestions::moves(std::size_t write, std::uint32_t from, std::optional<std::uint32_t> to) {
  return asked(fmt::format("moves {} {} {}", write, from, text(to)), [&] {
    const SetValue& set = std::get<SetValue>(update_of(write));
    const SortId sort = system_[set.function].result;
    const Formula other = to ? equal(set.value, Value{sort, *to}) : negation(equal(set.value, Value{sort, from}));
    return of_write(write, conjunction({equal(cell_of(set), Value{sort, from}), other}));
  });
}

std::size_t MemoryQuestions::sets_again(std::size_t write, std::uint32_t value) {
  return asked(fmt::format("sets again {} {}", write, value), [&] {
    const SetValue& set = std::get<SetValue>(update_of(write));
    const Value term{system_[set.function].result, value};
    return of_write(write, conjunction({equal(cell_of(set), term), equal(set.value, term)}));
  });
}

std::size_t MemoryQuestions::would_move(std::size_t write, std::uint32_t from, std::uint32_t to) {
  return asked(fmt::format("would move {} {} {}", write, from, to), [&] {
    const SetValue& set = std::get<SetValue>(update_of(write));
    const SortId sort = system_[set.function].result;
    return of_refused_write(write,
                            conjunction({equal(cell_of(set), Value{sort, from}), equal(set.value, Value{sort, to})}));
  });
}

} // namespace chaperone::generators
