// Searches: in which order facts are followed. The one that is taken to find the fewest assignments comes next.
#include "records/live/planner.hpp"

#include "model/rules/mentions.hpp"

#include <algorithm>

namespace chaperone::live {

using namespace model;

namespace {

// Assignments that are taken to be found, where nothing is known of how many facts there will be.
constexpr double cost_of_assignment = 1;
constexpr double cost_of_set = 5;
constexpr double cost_of_given_rows = 10;
constexpr double cost_of_closure = 30;
constexpr double cost_of_sort_of_facts = 1'000;
/// Above all facts: whoever is in none need not be kept then.
constexpr double cost_of_everybody = 1e9;
/// Where something cheaper is there, several ways at once are not worth to be looked at.
constexpr double worth_gathering = 50;

} // namespace

Planner::Planner(const System& system, Facts& facts) : system_(system), facts_(facts) {
  for (const Variable& variable : system.variables)
    sorts_.push_back(variable.sort.index);
}

bool Planner::is_loose(const Term& term) const {
  Mentions found;
  collect_mentions(term, found);
  return std::ranges::any_of(found.functions, [&](FunctionId each) { return facts_.is_loose(each); });
}

bool Planner::is_loose(const Formula& formula) const {
  Mentions found;
  collect_mentions(system_, formula, found);
  return std::ranges::any_of(found.functions, [&](FunctionId each) { return facts_.is_loose(each); }) ||
         std::ranges::any_of(found.relations, [&](RelationId each) { return facts_.is_loose(each); });
}

Search Planner::search(const std::vector<VariableId>& variables, const std::vector<Literal>& literals,
                       bool if_unknown) {
  return planned(variables, literals, if_unknown).second;
}

std::pair<double, Search> Planner::planned(const std::vector<VariableId>& variables,
                                           const std::vector<Literal>& literals, bool if_unknown) {
  Search made;
  double cost = 1;
  std::vector<VariableId> open = variables;
  std::vector<Pending> pending;
  for (const Literal& literal : literals)
    pending.push_back({literal, mentioned(literal.formula, {variables.begin(), variables.end()})});
  while (true) {
    add_checks(pending, made, if_unknown);
    if (open.empty())
      return {cost, std::move(made)};
    std::size_t chosen = 0;
    std::optional<Candidate> next = best(pending, if_unknown, chosen);
    const auto is_enum = [&](VariableId variable) { return system_.sorts[sorts_[variable.index]].is_enum; };
    const auto smallest = std::ranges::find_if(open, is_enum);
    const bool is_possible =
        if_unknown && std::ranges::any_of(pending, [&](const Pending& each) { return is_loose(each.literal.formula); });
    const Candidate all = everybody(smallest == open.end() ? open.front() : *smallest, is_possible);
    if (!next || all.cost < next->cost) {
      next = all;
      chosen = pending.size();
    }
    if (next->operation.kind == Operation::Kind::everybody && !system_.sorts[next->operation.symbol].is_enum)
      looked_over_.insert(SortId{next->operation.symbol});
    if (next->operation.kind == Operation::Kind::rows) {
      next->operation.index = facts_.index_over(RelationId{next->operation.symbol}, next->operation.index);
      if (next->operation.is_possible)
        for (const Operation::Bound& bound : next->operation.bound)
          looked_over_.insert(SortId{bound.sort});
    }
    if (next->operation.kind == Operation::Kind::values) {
      const FunctionId function{next->operation.symbol};
      next->operation.index = facts_.index_over(function, next->operation.index);
      if (may_be_usual(function, next->operation))
        for (const Operation::Bound& bound : next->operation.bound)
          looked_over_.insert(SortId{bound.sort});
    }
    cost *= next->cost;
    if (next->is_all)
      pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(chosen));
    for (Pending& each : pending)
      std::erase_if(each.unbound, [&](VariableId variable) { return next->binds.contains(variable); });
    std::erase_if(open, [&](VariableId variable) { return next->binds.contains(variable); });
    made.operations.push_back(std::move(next->operation));
  }
}

// Whatever has the usual value is not in the table.
bool Planner::may_be_usual(FunctionId function, const Operation& operation) const {
  const Number usual = facts_.usual_value(function);
  if (usual == nobody)
    return false;
  const TermPlan& value = operation.terms.back();
  return value.kind != TermPlan::Kind::constant || value.index == usual;
}

// What costs a look at a table comes before what searches.
void Planner::add_checks(std::vector<Pending>& pending, Search& made, bool if_unknown) {
  std::vector<Check> dear;
  for (const Pending& each : pending) {
    if (!each.unbound.empty())
      continue;
    Operation operation;
    operation.check = check(each.literal, if_unknown);
    const Check::Kind kind = operation.check.kind;
    if (kind == Check::Kind::atom || kind == Check::Kind::equal || kind == Check::Kind::member ||
        kind == Check::Kind::less || kind == Check::Kind::truth || kind == Check::Kind::did)
      made.operations.push_back(std::move(operation));
    else
      dear.push_back(std::move(operation.check));
  }
  std::erase_if(pending, [](const Pending& each) { return each.unbound.empty(); });
  for (Check& check : dear) {
    Operation operation;
    operation.check = std::move(check);
    made.operations.push_back(std::move(operation));
  }
}

std::optional<Planner::Candidate> Planner::best(const std::vector<Pending>& pending, bool if_unknown,
                                                std::size_t& chosen) {
  std::optional<Candidate> found;
  const auto consider = [&](std::optional<Candidate> next, std::size_t at) {
    if (!next || (found && found->cost <= next->cost))
      return;
    found = std::move(next);
    chosen = at;
  };
  for (std::size_t i = 0; i < pending.size(); ++i)
    consider(candidate(pending[i], if_unknown), i);
  for (std::size_t i = 0; i < pending.size(); ++i) {
    if (found && found->cost < worth_gathering)
      break;
    const std::set<SortId> before = looked_over_;
    std::optional<Candidate> next = gather(pending[i], if_unknown);
    if (!next || (found && found->cost <= next->cost) || next->cost >= cost_of_everybody)
      looked_over_ = before;
    else
      consider(std::move(next), i);
  }
  return found;
}

std::optional<Planner::Candidate> Planner::candidate(const Pending& pending, bool if_unknown) {
  if (!pending.literal.is_positive)
    return std::nullopt;
  const Node& node = *pending.literal.formula;
  if (const auto* atom = std::get_if<Atom>(&node.kind)) {
    if (system_[atom->relation].upkeep == Upkeep::order)
      return std::nullopt;
    return system_[atom->relation].upkeep == Upkeep::closure ? reach(pending, *atom, if_unknown)
                                                             : rows(pending, *atom, if_unknown);
  }
  if (const auto* it = std::get_if<Equal>(&node.kind)) {
    std::optional<Candidate> one = equal(pending, it->left, it->right, if_unknown);
    std::optional<Candidate> other = equal(pending, it->right, it->left, if_unknown);
    return !other || (one && one->cost <= other->cost) ? one : other;
  }
  if (const auto* member = std::get_if<Member>(&node.kind)) {
    const auto* variable = std::get_if<VariableId>(&member->element);
    if (variable == nullptr || pending.unbound.empty())
      return std::nullopt;
    Candidate made{cost_of_set, {}, {*variable}, true};
    made.operation.kind = Operation::Kind::members;
    made.operation.symbol = member->set.index;
    made.operation.slot = variable->index;
    return made;
  }
  if (const auto* did = std::get_if<Did>(&node.kind))
    return last_step(pending, *did);
  return std::nullopt;
}

bool Planner::sort_columns(const std::vector<Term>& terms, const Variables& unbound, bool is_before,
                           Operation& operation, Columns& given, Variables& binds) const {
  for (std::uint32_t i = 0; i < terms.size(); ++i) {
    if (mentioned(terms[i], unbound).empty()) {
      given |= Columns{1} << i;
      operation.terms.push_back(term(terms[i], is_before));
      continue;
    }
    const auto* variable = std::get_if<VariableId>(&terms[i]);
    if (variable == nullptr)
      return false;
    const Operation::Bound bound{i, variable->index, sorts_[variable->index]};
    (binds.insert(*variable).second ? operation.bound : operation.repeated).push_back(bound);
  }
  return true;
}

// Where some facts are unknown, what is possible stands in the table, in the exceptions, or anywhere.
std::optional<Planner::Candidate> Planner::rows(const Pending& pending, const Atom& atom, bool if_unknown) {
  if (if_unknown && std::ranges::any_of(atom.args, [&](const Term& term) { return is_loose(term); }))
    return std::nullopt;
  Candidate made;
  Columns given = 0;
  made.operation.kind = Operation::Kind::rows;
  made.operation.is_before = pending.literal.is_before;
  made.operation.symbol = atom.relation.index;
  if (!sort_columns(atom.args, pending.unbound, pending.literal.is_before, made.operation, given, made.binds) ||
      made.binds.empty())
    return std::nullopt;
  made.operation.index = made.operation.given = given;
  if (if_unknown && facts_.is_loose(atom.relation)) {
    made.operation.is_possible = true;
    made.operation.check = check(pending.literal, if_unknown);
  }
  made.cost = given == 0 ? cost_of_sort_of_facts : cost_of_given_rows;
  for (std::size_t i = 1; i < made.binds.size(); ++i)
    made.cost *= cost_of_given_rows * (given == 0 ? 10 : 1);
  made.is_all = true;
  return made;
}

std::optional<Planner::Candidate> Planner::reach(const Pending& pending, const Atom& atom, bool if_unknown) {
  const bool is_low_open = !mentioned(atom.args[0], pending.unbound).empty();
  const bool is_high_open = !mentioned(atom.args[1], pending.unbound).empty();
  const auto* variable = std::get_if<VariableId>(&atom.args[is_low_open ? 0 : 1]);
  if (is_low_open == is_high_open || variable == nullptr || (if_unknown && is_loose(pending.literal.formula)))
    return std::nullopt;
  Candidate made{cost_of_closure, {}, {*variable}, true};
  made.operation.kind = Operation::Kind::reach;
  made.operation.is_backward = is_low_open;
  made.operation.is_before = pending.literal.is_before;
  made.operation.slot = variable->index;
  made.operation.terms = {term(atom.args[is_low_open ? 1 : 0], pending.literal.is_before)};
  made.operation.edges = edges(atom.relation, pending.literal.is_before, if_unknown);
  return made;
}

std::optional<Planner::Candidate> Planner::equal(const Pending& pending, const Term& left, const Term& right,
                                                 bool if_unknown) {
  if (if_unknown && is_loose(pending.literal.formula))
    return std::nullopt;
  const auto* variable = std::get_if<VariableId>(&left);
  if (variable != nullptr && pending.unbound.contains(*variable) && mentioned(right, pending.unbound).empty()) {
    Candidate made{cost_of_assignment, {}, {*variable}, true};
    made.operation.kind = Operation::Kind::assign;
    made.operation.slot = variable->index;
    made.operation.terms = {term(right, pending.literal.is_before)};
    return made;
  }
  if (const auto* application = std::get_if<std::shared_ptr<const Application>>(&left))
    return values(pending, **application, right, if_unknown);
  return std::nullopt;
}

std::optional<Planner::Candidate> Planner::values(const Pending& pending, const Application& application,
                                                  const Term& value, bool if_unknown) {
  const bool is_usual_known = facts_.usual_value(application.function) != nobody;
  if (is_usual_known && !mentioned(value, pending.unbound).empty())
    return std::nullopt;
  Candidate made;
  Columns given = 0;
  made.operation.kind = Operation::Kind::values;
  made.operation.is_before = pending.literal.is_before;
  made.operation.symbol = application.function.index;
  std::vector<Term> columns = application.args;
  columns.push_back(value);
  if (!sort_columns(columns, pending.unbound, pending.literal.is_before, made.operation, given, made.binds) ||
      made.binds.empty())
    return std::nullopt;
  made.operation.index = given;
  made.operation.check = check(pending.literal, if_unknown);
  made.cost = given == 0 || given == Columns{1} << application.args.size() ? cost_of_sort_of_facts : cost_of_given_rows;
  for (std::size_t i = 1; i < made.binds.size(); ++i)
    made.cost *= cost_of_given_rows;
  made.is_all = true;
  return made;
}

std::optional<Planner::Candidate> Planner::last_step(const Pending& pending, const Did& did) const {
  Candidate made;
  made.operation.kind = Operation::Kind::last_step;
  made.operation.symbol = did.rule.index;
  for (std::uint32_t i = 0; i < did.args.size(); ++i) {
    const auto* wanted = std::get_if<Term>(&did.args[i]);
    const auto* variable = wanted == nullptr ? nullptr : std::get_if<VariableId>(wanted);
    if (variable != nullptr && pending.unbound.contains(*variable) && made.binds.insert(*variable).second)
      made.operation.bound.push_back({i, variable->index, sorts_[variable->index]});
  }
  if (made.binds.empty())
    return std::nullopt;
  made.cost = cost_of_assignment;
  return made;
}

std::optional<Planner::Candidate> Planner::gather(const Pending& pending, bool if_unknown) {
  if ((if_unknown && is_loose(pending.literal.formula)) || pending.unbound.size() > most_columns)
    return std::nullopt;
  Candidate made;
  made.operation.kind = Operation::Kind::gather;
  const std::vector<VariableId> wanted(pending.unbound.begin(), pending.unbound.end());
  for (const VariableId variable : wanted)
    made.operation.bound.push_back({0, variable.index, sorts_[variable.index]});
  const auto add = [&](const std::vector<VariableId>& variables, const std::vector<Literal>& literals) {
    auto [cost, search] = planned(variables, literals, if_unknown);
    made.cost += cost;
    made.operation.branches.push_back(std::move(search));
  };
  for (const Literal& branch : disjuncts(pending.literal)) {
    std::vector<Literal> literals;
    add_conjuncts(system_, branch, literals);
    add(wanted, literals);
  }
  if (const std::optional<Existence> some = needed_existence(system_, pending.literal)) {
    std::vector<VariableId> variables = wanted;
    for (const Binder& binder : some->binders)
      variables.push_back(binder.variable);
    add(variables, some->parts);
  }
  if (made.operation.branches.empty())
    return std::nullopt;
  made.binds = pending.unbound;
  made.is_all = !disjuncts(pending.literal).empty() || existence(system_, pending.literal);
  return made;
}

Planner::Candidate Planner::everybody(VariableId variable, bool is_possible) {
  Candidate made{cost_of_everybody, {}, {variable}, false};
  made.operation.is_possible = is_possible;
  const Sort& sort = system_.sorts[sorts_[variable.index]];
  if (sort.is_enum)
    made.cost = static_cast<double>(sort.names.size());
  made.operation.kind = Operation::Kind::everybody;
  made.operation.symbol = sorts_[variable.index];
  made.operation.slot = variable.index;
  return made;
}

} // namespace chaperone::live
