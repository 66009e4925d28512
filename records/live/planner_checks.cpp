// Checks: formulas whose variables are all bound.
#include "records/live/planner.hpp"

#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>

namespace chaperone::live {

using namespace model;

TermPlan Planner::term(const Term& term, bool is_before) const {
  return std::visit(
      overload{
          [](VariableId it) {
            return TermPlan{TermPlan::Kind::slot, false, it.index, {}};
          },
          [](const Value& it) {
            return TermPlan{TermPlan::Kind::constant, false, it.index, {}};
          },
          [&](const std::shared_ptr<const Application>& it) {
            return TermPlan{TermPlan::Kind::value_of, is_before, it->function.index, terms(it->args, is_before)};
          },
      },
      term);
}

std::vector<TermPlan> Planner::terms(const std::vector<Term>& terms, bool is_before) const {
  std::vector<TermPlan> made;
  for (const Term& each : terms)
    made.push_back(term(each, is_before));
  return made;
}

Check Planner::check(const Literal& literal, bool if_unknown) {
  Check made;
  made.is_positive = literal.is_positive;
  made.is_before = literal.is_before;
  made.if_unknown = if_unknown;
  const auto denied = [&](const Formula& formula, bool is_positive) {
    return Literal{formula, is_positive, literal.is_before};
  };
  return std::visit(
      overload{
          [&](const Constant& it) {
            made.is_positive = it.value == literal.is_positive;
            return made;
          },
          [&](const Atom& it) { return check_atom(literal, it, if_unknown); },
          [&](const Equal& it) {
            made.kind = Check::Kind::equal;
            made.terms = terms({it.left, it.right}, literal.is_before);
            return made;
          },
          [&](const Member& it) {
            made.kind = Check::Kind::member;
            made.symbol = it.set.index;
            made.terms = {term(it.element, literal.is_before)};
            return made;
          },
          [&](const Not& it) { return check(denied(it.body, !literal.is_positive), if_unknown); },
          [&](const And& it) {
            std::vector<Literal> parts;
            for (const Formula& part : it.parts)
              parts.push_back(denied(part, literal.is_positive));
            return all_or_any(literal.is_positive ? Check::Kind::all_of : Check::Kind::any_of, parts, if_unknown);
          },
          [&](const Or& it) {
            std::vector<Literal> parts;
            for (const Formula& part : it.parts)
              parts.push_back(denied(part, literal.is_positive));
            return all_or_any(literal.is_positive ? Check::Kind::any_of : Check::Kind::all_of, parts, if_unknown);
          },
          [&](const Implies& it) {
            return all_or_any(literal.is_positive ? Check::Kind::any_of : Check::Kind::all_of,
                              {denied(it.left, !literal.is_positive), denied(it.right, literal.is_positive)},
                              if_unknown);
          },
          [&](const Iff& it) { return check_iff(literal, it, if_unknown); },
          [&](const Quantified& it) { return check_quantified(literal, it, if_unknown); },
          [&](const Call& it) { return check_call(literal, it, if_unknown); },
          [&](const Can& it) { return check_can(literal, it, if_unknown); },
          [&](const Did& it) { return check_did(literal, it, if_unknown); },
          [&](const Was& it) {
            return check({it.body, literal.is_positive, true}, if_unknown);
          },
          [&](const Reached& it) { return check_reached(literal, it, if_unknown); },
          [&](const SomeSet& it) { return check_some_set(literal, it, if_unknown); },
      },
      literal.formula->kind);
}

Check Planner::all_or_any(Check::Kind kind, const std::vector<Literal>& literals, bool if_unknown) {
  Check made;
  made.kind = kind;
  for (const Literal& literal : literals)
    made.parts.push_back(check(literal, if_unknown));
  return made;
}

Check Planner::check_atom(const Literal& literal, const Atom& atom, bool if_unknown) {
  Check made;
  made.is_positive = literal.is_positive;
  made.is_before = literal.is_before;
  made.if_unknown = if_unknown;
  made.kind = Check::Kind::atom;
  made.symbol = atom.relation.index;
  made.terms = terms(atom.args, literal.is_before);
  const Relation& relation = system_[atom.relation];
  if (relation.upkeep == Upkeep::order) {
    made.kind = Check::Kind::less;
    made.sort = relation.places[0].sort;
  }
  if (relation.upkeep == Upkeep::closure) {
    made.kind = Check::Kind::reached;
    // Whoever is not certainly reached is possibly not.
    made.edges = edges(atom.relation, literal.is_before, literal.is_positive == if_unknown);
  }
  return made;
}

// Where facts may be unknown, both directions are read by themselves.
Check Planner::check_iff(const Literal& literal, const Iff& both, bool if_unknown) {
  const auto part = [&](const Formula& formula, bool is_positive) {
    return Literal{formula, is_positive, literal.is_before};
  };
  if (!is_loose(literal.formula)) {
    Check made = all_or_any(Check::Kind::same, {part(both.left, true), part(both.right, true)}, if_unknown);
    made.is_positive = literal.is_positive;
    return made;
  }
  Check made;
  made.kind = Check::Kind::any_of;
  for (const bool side : {true, false})
    made.parts.push_back(all_or_any(
        Check::Kind::all_of, {part(both.left, side), part(both.right, side == literal.is_positive)}, if_unknown));
  return made;
}

Check Planner::counted(Check::Kind kind, std::uint64_t count, const Quantified& quantified, bool is_before,
                       bool if_unknown) {
  Check made;
  made.kind = kind;
  made.count = count;
  std::vector<VariableId> variables;
  for (const Binder& binder : quantified.binders)
    variables.push_back(binder.variable);
  const bool is_bounded_above = kind == Check::Kind::at_most;
  made.search = std::make_shared<Search>(
      search(variables, parts_of(system_, quantified, is_before), is_bounded_above ? !if_unknown : if_unknown));
  return made;
}

Check Planner::check_quantified(const Literal& literal, const Quantified& quantified, bool if_unknown) {
  const auto least = [&](std::uint64_t count) {
    return counted(Check::Kind::at_least, count, quantified, literal.is_before, if_unknown);
  };
  const auto most = [&](std::uint64_t count) {
    return counted(Check::Kind::at_most, count, quantified, literal.is_before, if_unknown);
  };
  Check constant;
  constant.is_positive = literal.is_positive;
  const bool is_so = literal.is_positive;
  switch (quantified.kind) {
  case Quantifier::all:
  case Quantifier::no:
    return is_so ? most(0) : least(1);
  case Quantifier::some:
    return is_so ? least(1) : most(0);
  case Quantifier::lone:
    return is_so ? most(1) : least(2);
  case Quantifier::one: {
    Check made;
    made.kind = is_so ? Check::Kind::all_of : Check::Kind::any_of;
    made.parts = is_so ? std::vector{least(1), most(1)} : std::vector{most(0), least(2)};
    return made;
  }
  case Quantifier::at_least:
    if (quantified.count == 0)
      return constant;
    return is_so ? least(quantified.count) : most(quantified.count - 1);
  case Quantifier::at_most:
    return is_so ? most(quantified.count) : least(quantified.count + 1);
  }
  throw std::logic_error("no such quantifier");
}

// A define that is too large to be written out: its parameters are bound, then its body is read.
Check Planner::check_call(const Literal& literal, const Call& call, bool if_unknown) {
  const Define& define = system_[call.define];
  if (const Formula formula = written_out(system_, call))
    return check({formula, literal.is_positive, literal.is_before}, if_unknown);
  std::vector<Formula> parts;
  std::vector<Binder> binders;
  for (std::size_t i = 0; i < define.parameters.size(); ++i) {
    binders.push_back({define.parameters[i], nullptr});
    parts.push_back(make_formula(Equal{define.parameters[i], call.args[i]}));
  }
  parts.push_back(define.body);
  const Quantified some{Quantifier::some, 0, std::move(binders), conjunction(std::move(parts))};
  return check_quantified(literal, some, if_unknown);
}

// Sets are chosen last, and judged by what is said of them alone.
Check Planner::check_can(const Literal& literal, const Can& can, bool if_unknown) {
  const Rule& rule = system_[can.rule];
  Check made;
  made.kind = literal.is_positive ? Check::Kind::at_least : Check::Kind::at_most;
  made.count = literal.is_positive ? 1 : 0;
  const bool inner = literal.is_positive ? if_unknown : !if_unknown;
  std::vector<VariableId> variables;
  std::vector<Literal> early, late;
  std::set<VariableId> open_sets;
  Search search;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    const VariableId parameter = rule.parameters[i];
    if (!system_[parameter].is_set)
      variables.push_back(parameter);
    else if (std::holds_alternative<Anything>(can.args[i]))
      open_sets.insert(parameter);
    if (const auto* wanted = std::get_if<Term>(&can.args[i]))
      early.push_back({make_formula(Equal{parameter, *wanted}), true, literal.is_before});
    if (const auto* set = std::get_if<std::vector<Term>>(&can.args[i])) {
      Operation assign;
      assign.kind = Operation::Kind::assign_set;
      assign.slot = parameter.index;
      assign.terms = terms(*set, literal.is_before);
      search.operations.push_back(std::move(assign));
    }
  }
  for (const Formula& asked : asked_by_can(rule)) {
    bool is_late = false;
    walk(*asked, [&](const Node& node) {
      const auto* member = std::get_if<Member>(&node.kind);
      is_late = is_late || (member != nullptr && open_sets.contains(member->set));
    });
    add_conjuncts(system_, {asked, true, literal.is_before}, is_late ? late : early);
  }
  const auto append = [&](Search part) { std::ranges::move(part.operations, std::back_inserter(search.operations)); };
  append(this->search(variables, early, inner));
  for (const VariableId set : open_sets)
    search.operations.push_back(any_set(set));
  append(this->search({}, late, inner));
  made.search = std::make_shared<Search>(std::move(search));
  return made;
}

// Whoever is not certainly reached is possibly not, as of a closure's atom.
Check Planner::check_reached(const Literal& literal, const Reached& it, bool if_unknown) {
  Check made;
  made.kind = Check::Kind::reached;
  made.is_positive = literal.is_positive;
  made.is_before = literal.is_before;
  made.if_unknown = if_unknown;
  made.terms = terms({it.from, it.to}, literal.is_before);
  std::vector<Literal> literals;
  add_conjuncts(system_, {it.step, true, literal.is_before}, literals);
  const auto edges = std::make_shared<EdgePlan>();
  edges->low = it.tail.index;
  edges->high = it.head.index;
  const bool inner = literal.is_positive == if_unknown;
  edges->forward = search({it.head}, literals, inner);
  edges->backward = search({it.tail}, literals, inner);
  made.edges = edges;
  return made;
}

Check Planner::check_some_set(const Literal& literal, const SomeSet& it, bool if_unknown) {
  Check made;
  made.kind = literal.is_positive ? Check::Kind::at_least : Check::Kind::at_most;
  made.count = literal.is_positive ? 1 : 0;
  Search search;
  search.operations.push_back(any_set(it.set));
  std::vector<Literal> literals;
  add_conjuncts(system_, {it.body, true, literal.is_before}, literals);
  std::ranges::move(this->search({}, literals, literal.is_positive ? if_unknown : !if_unknown).operations,
                    std::back_inserter(search.operations));
  made.search = std::make_shared<Search>(std::move(search));
  return made;
}

Operation Planner::any_set(VariableId set) {
  Operation subsets;
  subsets.kind = Operation::Kind::subsets;
  subsets.slot = set.index;
  subsets.symbol = sorts_[set.index];
  looked_over_.insert(SortId{subsets.symbol});
  return subsets;
}

Check Planner::check_did(const Literal& literal, const Did& did, bool if_unknown) const {
  Check made;
  made.if_unknown = if_unknown;
  made.kind = Check::Kind::did;
  made.is_positive = literal.is_positive;
  made.symbol = did.rule.index;
  for (const Argument& argument : did.args)
    made.wanted.push_back(std::visit(overload{
                                         [](const Anything&) { return WantedArgument{}; },
                                         [&](const Term& it) {
                                           return WantedArgument{WantedArgument::Kind::individual, {term(it, false)}};
                                         },
                                         [&](const std::vector<Term>& it) {
                                           return WantedArgument{WantedArgument::Kind::set, terms(it, false)};
                                         },
                                     },
                                     argument));
  return made;
}

std::shared_ptr<const EdgePlan> Planner::edges(RelationId closure, bool is_before, bool if_unknown) {
  std::shared_ptr<const EdgePlan>& known = edges_[{closure, is_before, if_unknown}];
  if (known)
    return known;
  const Relation& relation = system_[closure];
  const auto made = std::make_shared<EdgePlan>();
  for (Slot* slot : {&made->low, &made->high}) {
    *slot = static_cast<Slot>(sorts_.size());
    sorts_.push_back(relation.places[0].sort.index);
  }
  const VariableId low{made->low}, high{made->high};
  const Formula edge = std::visit(
      overload{
          [](std::monostate) { return make_formula(Constant{false}); },
          [&](RelationId base) {
            return make_formula(Atom{base, {low, high}});
          },
          [&](DefineId base) {
            return with_terms(system_[base].body,
                              {{{system_[base].parameters[0], low}, {system_[base].parameters[1], high}}, {}, {}, {}});
          },
      },
      relation.closure_of);
  std::vector<Literal> literals;
  add_conjuncts(system_, {edge, true, is_before}, literals);
  made->forward = search({high}, literals, if_unknown);
  made->backward = search({low}, literals, if_unknown);
  known = made;
  return known;
}

} // namespace chaperone::live
