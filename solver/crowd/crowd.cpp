// See crowd.hpp.
#include "solver/crowd/crowd.hpp"

#include "model/meaning/state.hpp"
#include "model/rules/claims.hpp"
#include "model/rules/walk.hpp"
#include "model/scenarios/naming.hpp"
#include "solver/api/errors.hpp"
#include "solver/encoding/finite_world.hpp"
#include "solver/encoding/unrolling.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace chaperone::solver::crowd {

using namespace model;
using encoding::Bit;
using encoding::Circuit;
using encoding::FiniteWorld;
using encoding::Unrolling;

namespace {

/// Of fewer values that nobody names, each by itself costs little.
constexpr std::size_t many = 6;
/// With more constants, a crowd costs more than it spares.
constexpr std::size_t most_named = 8;
/// A start that is said by way of other relations, each by way of the next, is followed so far.
constexpr int most_ways = 4;

/// Calls `visit` for each formula that is no constraint of the start, and for each term of an update.
template <class VisitFormula, class VisitTerm>
void for_each_part_of_rules(const System& system, VisitFormula formula, VisitTerm term) {
  for (const Define& define : system.defines)
    formula(define.body);
  for (const Property& property : system.properties)
    formula(property.formula);
  for (const Rule& rule : system.rules) {
    for (const Requirement& requirement : rule.requirements)
      formula(requirement.formula);
    for (const MayRefuse& refusable : rule.may_refuse)
      formula(refusable.unless);
    for (const Effect& effect : rule.effects) {
      for (const Binder& binder : effect.binders)
        if (binder.guard)
          formula(binder.guard);
      if (effect.where)
        formula(effect.where);
      for (const Update& update : effect.updates) {
        std::visit([&](const auto& it) { std::ranges::for_each(it.args, term); }, update);
        if (const auto* change = std::get_if<SetValue>(&update))
          term(change->value);
      }
    }
  }
}

void collect_values(const Term& term, SortId sort, std::set<std::uint32_t>& found) {
  walk_term(term, [&](const Term& part) {
    if (const auto* value = std::get_if<Value>(&part); value != nullptr && value->sort == sort)
      found.insert(value->index);
  });
}

bool is_of(const std::vector<Place>& places, SortId sort) {
  return std::ranges::any_of(places, [&](const Place& place) { return place.sort == sort; });
}

} // namespace

std::optional<Crowd> Crowd::of(const System& system) {
  std::optional<Crowd> largest;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    if (!system.sorts[sort].is_enum)
      return std::nullopt;
    Crowd candidate(system, SortId{sort});
    if (candidate.is_anonymous() && (!largest || system.sorts[sort].names.size() > system[largest->sort_].names.size()))
      largest = std::move(candidate);
  }
  if (!largest || !largest->reads_start())
    return std::nullopt;
  largest->widen();
  return largest;
}

/// Are many values named by nothing but the start, and is none a function's value? Where steps have set arguments, a
/// smallest run has few elements in them, which a crowd's search does not look for.
bool Crowd::is_anonymous() {
  const System& system = *system_;
  if (std::ranges::any_of(system.functions, [&](const Function& it) { return it.result == sort_; }))
    return false;
  for (const Rule& rule : system.rules)
    for (const VariableId parameter : rule.parameters)
      if (system[parameter].is_set)
        return false;
  std::set<std::uint32_t> named;
  const auto look = [&](const Term& term) { collect_values(term, sort_, named); };
  for_each_part_of_rules(
      system, [&](const Formula& formula) { walk(*formula, [&](const Node& node) { for_each_term(node, look); }); },
      look);
  named_.assign(named.begin(), named.end());
  return named_.size() <= most_named && system[sort_].names.size() >= named_.size() + many;
}

/// The system as far as the start has no part in it.
void Crowd::widen() {
  wide_ = *system_;
  wide_.sorts[sort_.index].is_enum = false;
  wide_.sorts[sort_.index].names.clear();
  wide_.scenarios.clear();
  for (auto list : {&System::assumptions, &System::inits})
    std::erase_if(wide_.*list, [&](const Constraint& constraint) {
      return !constraint.empty_relation && mentions_crowd(constraint);
    });
  for (const std::uint32_t value : named_) {
    const FunctionId constant{static_cast<std::uint32_t>(wide_.functions.size())};
    Function function;
    function.name = (*system_)[sort_].names[value] + "!"; // no file can name it so
    function.result = sort_;
    function.is_fixed = true;
    wide_.functions.push_back(std::move(function));
    widening_.values.emplace(Value{sort_, value}, std::make_shared<const Application>(Application{constant, {}}));
    narrowing_.constants.emplace(constant, Value{sort_, value});
  }
  if (!named_.empty())
    widen_rules(wide_);
}

void Crowd::widen_rules(System& wide) const {
  const auto widen_formula = [&](Formula& formula) {
    if (formula)
      formula = widened(formula);
  };
  for (Define& define : wide.defines)
    widen_formula(define.body);
  for (Property& property : wide.properties)
    widen_formula(property.formula);
  for (Rule& rule : wide.rules) {
    for (Requirement& requirement : rule.requirements)
      widen_formula(requirement.formula);
    for (MayRefuse& refusable : rule.may_refuse)
      widen_formula(refusable.unless);
    for (Effect& effect : rule.effects) {
      for (Binder& binder : effect.binders)
        widen_formula(binder.guard);
      widen_formula(effect.where);
      for (Update& update : effect.updates)
        std::visit(
            [&](auto& it) { std::ranges::for_each(it.args, [&](Term& term) { term = with_terms(term, widening_); }); },
            update);
    }
  }
}

Formula Crowd::widened(const Formula& formula) const {
  return with_terms(formula, widening_);
}

Formula Crowd::narrowed(const Formula& formula) const {
  return with_terms(formula, narrowing_);
}

const std::vector<Place>& Crowd::places(const Cell& cell) const {
  return cell.is_relation ? system_->relations[cell.symbol].places : system_->functions[cell.symbol].places;
}

/// Reads the whole start, as far as it follows from the constraints without a search. False where something is open, or
/// does not come by single values.
bool Crowd::reads_start() {
  const System& system = *system_;
  std::vector<std::uint32_t> sizes;
  for (const Sort& sort : system.sorts)
    sizes.push_back(static_cast<std::uint32_t>(sort.names.size()));
  Circuit circuit;
  FiniteWorld world(circuit, system, sizes);
  const auto constraints = [&] {
    std::vector<Bit> made;
    Unrolling<FiniteWorld> start(system, world);
    for (const auto* list : {&system.assumptions, &system.inits})
      for (const Constraint& constraint : *list)
        if (!constraint.empty_relation)
          made.push_back(start.formula(constraint.formula, 0));
    return made;
  };
  const auto all_hold = [](const std::vector<Bit>& made) { return std::ranges::all_of(made, &Bit::is_true); };
  std::vector<Bit> made = constraints();
  for (int way = 0; way < most_ways && !all_hold(made) && world.settle(made); ++way)
    made = constraints();
  if (!all_hold(made))
    return false;

  std::set<RelationId> empty;
  for (const Constraint& init : system.inits)
    if (init.empty_relation)
      empty.insert(*init.empty_relation);
  const Layout layout(system, name_individuals(system, sizes));
  bool is_decided = true;
  std::map<std::vector<std::uint32_t>, std::size_t> known; // cells of the symbol last looked at
  /// The value at a place goes into its cell, if it is of the crowd.
  const auto keep = [&](bool is_relation, std::uint32_t symbol, const std::vector<Place>& declared,
                        const std::vector<std::uint32_t>& args, std::uint32_t value) {
    const auto at = std::ranges::find(declared, sort_, &Place::sort) - declared.begin();
    if (at == static_cast<std::ptrdiff_t>(declared.size()))
      return;
    std::vector<std::uint32_t> others = args;
    others[static_cast<std::size_t>(at)] = 0;
    const auto [found, is_new] = known.emplace(others, cells_.size());
    if (is_new)
      cells_.push_back({is_relation, symbol, static_cast<std::size_t>(at), others,
                        std::vector<std::uint32_t>(sizes[sort_.index], 0)});
    cells_[found->second].of_value[args[static_cast<std::size_t>(at)]] = value;
  };
  const auto is_by_single_values = [&](const std::vector<Place>& declared) {
    return std::ranges::count(declared, sort_, &Place::sort) <= 1;
  };
  for (std::uint32_t symbol = 0; symbol < system.relations.size(); ++symbol) {
    const Relation& relation = system.relations[symbol];
    if (empty.contains(RelationId{symbol}))
      continue;
    is_decided = is_decided && is_by_single_values(relation.places);
    known.clear();
    const auto& tuples = world.start_tuples(RelationId{symbol});
    for_each_place(layout, relation.places, [&](const std::vector<std::uint32_t>& args) {
      if (relation.is_symmetric && args[1] < args[0])
        return;
      const auto found = tuples.find(args);
      is_decided = is_decided && found != tuples.end() && found->second.is_constant();
      if (!is_decided)
        return;
      keep(true, symbol, relation.places, args, found->second.is_true() ? 1 : 0);
      if (found->second.is_true())
        given_.emplace_back(GivenTuple{RelationId{symbol}, args});
    });
  }
  for (std::uint32_t symbol = 0; symbol < system.functions.size(); ++symbol) {
    const Function& function = system.functions[symbol];
    is_decided = is_decided && is_by_single_values(function.places);
    known.clear();
    const auto& values = world.start_values(FunctionId{symbol});
    for_each_place(layout, function.places, [&](const std::vector<std::uint32_t>& args) {
      const auto found = values.find(args);
      const auto value =
          found == values.end() ? 0 : std::ranges::find_if(found->second, &Bit::is_true) - found->second.begin();
      is_decided = is_decided && found != values.end() && value < static_cast<std::ptrdiff_t>(found->second.size());
      if (!is_decided)
        return;
      keep(false, symbol, function.places, args, static_cast<std::uint32_t>(value));
      if (value != 0)
        given_.emplace_back(GivenValue{FunctionId{symbol}, args, static_cast<std::uint32_t>(value)});
    });
  }
  return is_decided;
}

bool Crowd::mentions_crowd(const Constraint& constraint) const {
  const System& system = *system_;
  bool found = false;
  const auto look = [&](const Term& term) {
    walk_term(term, [&](const Term& part) {
      found = found || sort_of(system, part) == sort_;
      if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&part))
        found = found || is_of(system[(*application)->function].places, sort_);
    });
  };
  const std::function<void(const Node&)> visit = [&](const Node& node) {
    for_each_term(node, look);
    if (const auto* quantified = std::get_if<Quantified>(&node.kind))
      for (const Binder& binder : quantified->binders)
        found = found || system[binder.variable].sort == sort_;
    if (const auto* call = std::get_if<Call>(&node.kind))
      walk(*system[call->define].body, visit);
    found = found || std::holds_alternative<Can>(node.kind);
  };
  walk(*constraint.formula, visit);
  return found;
}

bool Crowd::is_wanted(const Cell& cell, const Wants& wants) const {
  if (!cell.is_relation)
    return wants.functions.contains(FunctionId{cell.symbol});
  return std::ranges::any_of(wants.tuples, [&](const Wants::Tuple& wanted) {
    if (wanted.relation.index != cell.symbol)
      return false;
    for (std::size_t i = 0; i < cell.args.size(); ++i)
      if (i != cell.at && wanted.args[i] && wanted.args[i]->index != cell.args[i])
        return false;
    return true;
  });
}

std::vector<const Crowd::Cell*> Crowd::wanted_cells(const Wants& wants) const {
  std::vector<const Cell*> made;
  for (const Cell& cell : cells_)
    if (is_wanted(cell, wants))
      made.push_back(&cell);
  return made;
}

/// `who` has at these cells what `value` has.
Formula Crowd::row(const std::vector<const Cell*>& cells, std::uint32_t value, const Term& who) const {
  std::vector<Formula> parts;
  for (const Cell* cell : cells) {
    std::vector<Term> args;
    for (std::size_t i = 0; i < cell->args.size(); ++i)
      args.push_back(i == cell->at ? who : Term(Value{places(*cell)[i].sort, cell->args[i]}));
    const std::uint32_t here = cell->of_value[value];
    if (cell->is_relation) {
      Formula atom = make_formula(Atom{RelationId{cell->symbol}, std::move(args)});
      parts.push_back(here != 0 ? std::move(atom) : negation(atom));
      continue;
    }
    const FunctionId function{cell->symbol};
    parts.push_back(make_formula(Equal{std::make_shared<const Application>(Application{function, std::move(args)}),
                                       Value{(*system_)[function].result, here}}));
  }
  return conjunction(std::move(parts));
}

Crowd::Rows Crowd::rows(const std::vector<const Cell*>& cells) const {
  Rows made;
  for (std::uint32_t value = 0; value < (*system_)[sort_].names.size(); ++value) {
    std::vector<std::uint32_t> here;
    for (const Cell* cell : cells)
      here.push_back(cell->of_value[value]);
    made[std::move(here)].push_back(value);
  }
  return made;
}

/// `body` is about the first spare variable.
Formula Crowd::of_everybody(Quantifier kind, std::uint64_t count, Formula body) const {
  return make_formula(
      Quantified{kind, count, {{system_->spare_variables[sort_.index].front(), nullptr}}, std::move(body)});
}

/// Everybody has one of the rows that the values have at these cells, rare ones no more than have them; and the named
/// have their own.
std::vector<Formula> Crowd::start(const std::vector<const Cell*>& cells, std::uint32_t individuals) const {
  std::vector<Formula> all, made;
  for (const auto& [key, values] : rows(cells)) {
    all.push_back(row(cells, values.front(), system_->spare_variables[sort_.index].front()));
    if (values.size() < individuals)
      made.push_back(of_everybody(Quantifier::at_most, values.size(), all.back()));
  }
  made.push_back(of_everybody(Quantifier::all, 0, all.size() == 1 ? all.front() : make_formula(Or{std::move(all)})));
  for (const std::uint32_t value : named_)
    made.push_back(row(cells, value, widening_.values.at({sort_, value})));
  return made;
}

std::vector<Formula> Crowd::named_differ() const {
  std::vector<Formula> made;
  for (const auto& [value, term] : widening_.values)
    for (const auto& [other, other_term] : widening_.values)
      if (value < other)
        made.push_back(negation(make_formula(Equal{term, other_term})));
  return made;
}

System Crowd::system(const Wants& wants, std::uint32_t individuals) const {
  return system(wanted_cells(wants), individuals);
}

System Crowd::system_about(PropertyId property) const {
  UsefulRules useful(wide_, shown_where(wide_[property]));
  return system(useful.wants_at_any_distance());
}

System Crowd::system() const {
  std::vector<const Cell*> all;
  for (const Cell& cell : cells_)
    all.push_back(&cell);
  return system(all, 0);
}

System Crowd::system(const std::vector<const Cell*>& cells, std::uint32_t individuals) const {
  System made = wide_;
  std::vector<const Cell*> fixed = cells;
  std::erase_if(fixed, [&](const Cell* cell) {
    return cell->is_relation ? !system_->relations[cell->symbol].is_fixed : !system_->functions[cell->symbol].is_fixed;
  });
  const auto add = [&](const std::vector<Formula>& formulas, bool only_fixed) {
    for (const Formula& formula : formulas)
      made.inits.push_back({formula, {}, only_fixed, std::nullopt});
  };
  add(named_differ(), true);
  add(start(fixed, 0), true);
  add(start(cells, individuals), false);
  return made;
}

Scenario Crowd::told(const Scenario& run, const Wants& wants) const {
  const std::vector<const Cell*> cells = wanted_cells(wants);
  std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, std::uint32_t> tuples, functions;
  for (const Given& given : run.given)
    std::visit(overload{
                   [&](const GivenTuple& it) {
                     tuples[{it.relation.index, it.args}] = 1;
                   },
                   [&](const GivenValue& it) {
                     functions[{it.function.index, it.args}] = it.value;
                   },
               },
               given);
  std::map<std::uint32_t, std::uint32_t> named; // values by individual
  for (const std::uint32_t value : named_) {
    const auto constant = std::get<std::shared_ptr<const Application>>(widening_.values.at({sort_, value}));
    if (const auto found = functions.find({constant->function.index, {}}); found != functions.end())
      named.emplace(found->second, value);
  }
  Rows values = rows(cells); // that are free; the next comes last
  for (auto& [row, those] : values) {
    std::erase_if(those, [&](std::uint32_t value) {
      return std::ranges::any_of(named, [&](const auto& known) { return known.second == value; });
    });
    std::ranges::reverse(those);
  }
  std::vector<std::uint32_t> value_of;
  for (std::uint32_t individual = 0; individual < run.population.size(sort_); ++individual) {
    std::vector<std::uint32_t> here;
    for (const Cell* cell : cells) {
      std::vector<std::uint32_t> args = cell->args;
      args[cell->at] = individual;
      const auto& known = cell->is_relation ? tuples : functions;
      const auto found = known.find({cell->symbol, args});
      here.push_back(found == known.end() ? 0 : found->second);
    }
    if (const auto known = named.find(individual); known != named.end()) {
      value_of.push_back(known->second);
      continue;
    }
    std::vector<std::uint32_t>& left = values.at(here);
    if (left.empty())
      throw InternalError("a crowd's run has more of a row than there are");
    value_of.push_back(left.back());
    left.pop_back();
  }
  Scenario made = run;
  for (std::size_t sort = 0; sort < made.population.names.size(); ++sort)
    made.population.names[sort] = system_->sorts[sort].names;
  made.given = given_;
  for (ScenarioItem& item : made.items) {
    Action& action = std::get<ScenarioStep>(item).action;
    const std::vector<VariableId>& parameters = (*system_)[action.rule].parameters;
    for (std::size_t i = 0; i < action.args.size(); ++i)
      if ((*system_)[parameters[i]].sort == sort_)
        action.args[i] = value_of[std::get<std::uint32_t>(action.args[i])];
  }
  return made;
}

} // namespace chaperone::solver::crowd
