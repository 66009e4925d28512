// See origins.hpp.
#include "solver/invariants/origins.hpp"

#include "model/print/printer.hpp"
#include "model/rules/mentions.hpp"
#include "model/rules/spare_variables.hpp"
#include "model/rules/walk.hpp"
#include "solver/invariants/decided_facts.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace chaperone::solver::invariants {

using namespace model;

namespace {

/// More would take longer than they are worth.
constexpr std::size_t most_guesses = 64;

Formula any_of(std::vector<Formula> parts) {
  return parts.size() == 1 ? parts.front() : make_formula(Or{std::move(parts)});
}

/// The parts that are all so where `formula` is so.
void add_conjuncts(const System& system, const Formula& formula, std::vector<Formula>& made) {
  if (const auto* all = std::get_if<And>(&formula->kind)) {
    for (const Formula& part : all->parts)
      add_conjuncts(system, part, made);
    return;
  }
  if (const auto* negated = std::get_if<Not>(&formula->kind))
    if (const auto* any = std::get_if<Or>(&negated->body->kind)) {
      for (const Formula& part : any->parts)
        add_conjuncts(system, negation(part), made);
      return;
    }
  if (const auto* call = std::get_if<Call>(&formula->kind)) {
    Substitution arguments;
    const Define& define = system[call->define];
    for (std::size_t i = 0; i < call->args.size(); ++i)
      arguments.terms.emplace(define.parameters[i], call->args[i]);
    std::vector<Formula> parts;
    add_conjuncts(system, with_terms(define.body, arguments), parts);
    if (parts.size() > 1) {
      made.insert(made.end(), parts.begin(), parts.end());
      return;
    }
  }
  made.push_back(formula);
}

/// About one state and individuals alone.
bool is_about_individuals(const System& system, const Formula& formula) {
  bool is_fine = true;
  walk(*formula, [&](const Node& node) {
    is_fine = is_fine && !std::holds_alternative<Member>(node.kind) && !std::holds_alternative<Can>(node.kind) &&
              !std::holds_alternative<Did>(node.kind) && !std::holds_alternative<Was>(node.kind) &&
              !std::holds_alternative<Reached>(node.kind) && !std::holds_alternative<SomeSet>(node.kind);
  });
  Mentions mentions;
  collect_mentions(system, formula, mentions);
  return is_fine && std::ranges::none_of(mentions.variables, [&](VariableId one) { return system[one].is_set; });
}

/// Is there an `all` in it, or a `no`?
bool says_of_all(const Node& formula) {
  bool is_so = false;
  walk(formula, [&](const Node& node) {
    const auto* quantified = std::get_if<Quantified>(&node.kind);
    is_so =
        is_so || (quantified != nullptr && (quantified->kind == Quantifier::all || quantified->kind == Quantifier::no));
  });
  return is_so;
}

} // namespace

Origins::Origins(const System& system) : system_(system), permanence_(system) {}

std::vector<Origins::Site> Origins::sites_of(RelationId relation) const {
  std::vector<Site> made;
  for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule)
    for (const Effect& effect : system_.rules[rule].effects)
      for (const Update& update : effect.updates)
        if (const auto* tuple = std::get_if<AddTuple>(&update); tuple != nullptr && tuple->relation == relation)
          made.push_back({RuleId{rule}, &effect, tuple});
  return made;
}

/// A variable for each place; `from`: so many of each sort are taken.
std::vector<VariableId> Origins::tuple_of(RelationId relation, std::size_t from) const {
  std::vector<std::size_t> used(system_.sorts.size(), from);
  std::vector<VariableId> made;
  for (const Place& place : system_[relation].places)
    made.push_back(system_.spare_variables[place.sort.index][used[place.sort.index]++]);
  return made;
}

std::vector<Formula> Origins::required_at(const Site& site, Which which) const {
  std::vector<Formula> parts;
  for (const Requirement& requirement : system_[site.rule].requirements)
    add_conjuncts(system_, requirement.formula, parts);
  if (site.effect->where)
    add_conjuncts(system_, site.effect->where, parts);
  for (const Binder& binder : site.effect->binders)
    if (binder.guard)
      parts.push_back(binder.guard);
  const Permanence permanence = which == Which::lasting ? permanence_ : Permanence(system_, {site.rule});
  std::erase_if(parts, [&](const Formula& part) {
    return !is_about_individuals(system_, part) || !permanence.stays_true(*part);
  });
  return parts;
}

/// What the same step does besides.
std::vector<Formula> Origins::made_with(const Site& site, Which which) const {
  std::vector<Formula> made;
  for (const Effect& effect : system_[site.rule].effects)
    for (const Update& update : effect.updates) {
      const auto* tuple = std::get_if<AddTuple>(&update);
      if (tuple == nullptr || tuple == site.tuple ||
          (which == Which::lasting && !permanence_.only_grows(tuple->relation)))
        continue;
      Formula formula = make_formula(Atom{tuple->relation, tuple->args});
      if (&effect != site.effect && (!effect.binders.empty() || effect.where)) {
        const Formula where = effect.where ? effect.where : make_formula(Constant{true});
        const Permanence permanence = which == Which::lasting ? permanence_ : Permanence(system_, {site.rule});
        if (!permanence.stays_false(*where))
          continue;
        formula = make_formula(Implies{where, formula});
        if (!effect.binders.empty())
          formula = make_formula(Quantified{Quantifier::all, 0, effect.binders, formula});
      }
      if (is_about_individuals(system_, formula))
        made.push_back(std::move(formula));
    }
  return made;
}

/// What an assumption says of every tuple such as this one: `all p, k: User | parent(p, k) implies child(k)`.
void Origins::add_assumed(const Formula& part, std::vector<Formula>& made) const {
  const auto* tuple = std::get_if<Atom>(&part->kind);
  if (tuple == nullptr)
    return;
  for (const Constraint& assumption : system_.assumptions) {
    const auto* all = std::get_if<Quantified>(&assumption.formula->kind);
    const auto* implied =
        all != nullptr && all->kind == Quantifier::all ? std::get_if<Implies>(&all->body->kind) : nullptr;
    const auto* left = implied != nullptr ? std::get_if<Atom>(&implied->left->kind) : nullptr;
    if (left == nullptr || left->relation != tuple->relation)
      continue;
    Substitution known;
    for (std::size_t i = 0; i < left->args.size(); ++i)
      if (const auto* variable = std::get_if<VariableId>(&left->args[i]))
        known.terms.emplace(*variable, tuple->args[i]);
    const bool is_told = std::ranges::all_of(
        all->binders, [&](const Binder& binder) { return !binder.guard && known.terms.contains(binder.variable); });
    if (is_told && known.terms.size() == left->args.size())
      add_conjuncts(system_, with_terms(implied->right, known), made);
  }
}

/// What is so of a tuple that was added here; null where nothing is.
Formula Origins::from_site(const Site& site, const std::vector<Term>& tuple, Which which, bool without_kin) const {
  Substitution known;
  std::vector<Formula> parts;
  std::vector<VariableId> rest;
  for (const VariableId parameter : system_[site.rule].parameters)
    if (!system_[parameter].is_set)
      rest.push_back(parameter);
  for (const Binder& binder : site.effect->binders)
    rest.push_back(binder.variable);
  for (std::size_t i = 0; i < tuple.size(); ++i) {
    const auto* variable = std::get_if<VariableId>(&site.tuple->args[i]);
    if (variable != nullptr && std::erase(rest, *variable) > 0)
      known.terms.emplace(*variable, tuple[i]);
    else
      parts.push_back(make_formula(Equal{site.tuple->args[i], tuple[i]}));
  }
  for (const auto& list : {required_at(site, which), made_with(site, which)})
    parts.insert(parts.end(), list.begin(), list.end());
  if (without_kin) {
    const auto is_kin = [&](const Formula& part) {
      Mentions mentions;
      collect_mentions(system_, part, mentions);
      return std::ranges::any_of(rest, [&](VariableId one) {
        return mentions.variables.contains(one) &&
               std::ranges::any_of(system_[site.tuple->relation].places,
                                   [&](const Place& place) { return place.sort == system_[one].sort; });
      });
    };
    for (std::size_t i = 0, size = parts.size(); i < size; ++i)
      if (is_kin(parts[i]))
        add_assumed(parts[i], parts);
    std::erase_if(parts, is_kin);
  }
  if (parts.empty())
    return nullptr;
  const Formula all = with_terms(conjunction(std::move(parts)), known);
  Mentions mentions;
  collect_mentions(system_, all, mentions);
  std::vector<Binder> binders;
  for (const VariableId variable : rest)
    if (mentions.variables.contains(variable))
      binders.push_back({variable, nullptr});
  return binders.empty() ? all : make_formula(Quantified{Quantifier::some, 0, std::move(binders), all});
}

Formula Origins::origin(RelationId relation, Which which, bool without_kin) const {
  const std::vector<VariableId> tuple = tuple_of(relation, 0);
  std::vector<std::vector<Term>> orders{{tuple.begin(), tuple.end()}};
  if (system_[relation].is_symmetric)
    orders.emplace_back(tuple.rbegin(), tuple.rend());
  std::vector<Formula> from;
  for (const Site& site : sites_of(relation))
    for (const std::vector<Term>& order : orders) {
      from.push_back(from_site(site, order, which, without_kin));
      if (!from.back())
        return nullptr;
    }
  if (from.empty())
    return nullptr;
  Formula body =
      make_formula(Implies{make_formula(Atom{relation, {tuple.begin(), tuple.end()}}), any_of(std::move(from))});
  if (tuple.empty())
    return body;
  std::vector<Binder> binders;
  for (const VariableId variable : tuple)
    binders.push_back({variable, nullptr});
  return make_formula(Quantified{Quantifier::all, 0, std::move(binders), body});
}

Formula Origins::told_by_others(RelationId relation, std::size_t place) const {
  const std::vector<VariableId> tuple = tuple_of(relation, 0);
  std::vector<VariableId> other = tuple;
  other[place] = tuple_of(relation, tuple.size())[place];
  std::vector<Binder> binders;
  for (const VariableId variable : tuple)
    binders.push_back({variable, nullptr});
  binders.push_back({other[place], nullptr});
  const Formula both = make_formula(And{{make_formula(Atom{relation, {tuple.begin(), tuple.end()}}),
                                         make_formula(Atom{relation, {other.begin(), other.end()}})}});
  return make_formula(Quantified{Quantifier::all, 0, std::move(binders),
                                 make_formula(Implies{both, make_formula(Equal{tuple[place], other[place]})})});
}

Origins::Guesses Origins::guesses() const {
  std::vector<RelationId> relations;
  for (std::uint32_t relation = 0; relation < system_.relations.size(); ++relation)
    if (!sites_of(RelationId{relation}).empty() && system_.relations[relation].places.size() <= most_bound_inside)
      relations.push_back(RelationId{relation});
  Guesses made;
  std::set<std::string> texts;
  DecidedFacts decided(system_);
  const auto add = [&](const Formula& fact, bool is_last) {
    if (!fact || texts.size() == most_guesses)
      return false;
    const bool is_decided = decided.take(fact);
    if ((is_decided || is_last) && texts.insert(print(system_, fact)).second)
      (is_decided ? made.decided : made.others).push_back(fact);
    return is_decided;
  };
  for (const RelationId relation : relations)
    for (std::size_t place = 0; place < system_[relation].places.size(); ++place)
      add(told_by_others(relation, place), true);
  for (const Which which : {Which::lasting, Which::left_so})
    for (const RelationId relation : relations)
      if (!add(origin(relation, which, false), false) && !add(origin(relation, which, true), false))
        add(origin(relation, which, false), true);
  return made;
}

/// That a tuple which is not there may still be added; null where nothing says that it may not.
Formula Origins::can_be_added(const Atom& atom) const {
  std::vector<Formula> ways;
  for (const Site& site : sites_of(atom.relation)) {
    Substitution known;
    std::vector<VariableId> rest = system_[site.rule].parameters;
    for (const Binder& binder : site.effect->binders)
      rest.push_back(binder.variable);
    for (std::size_t i = 0; i < atom.args.size(); ++i)
      if (const auto* variable = std::get_if<VariableId>(&site.tuple->args[i]);
          variable != nullptr && std::erase(rest, *variable) > 0)
        known.terms.emplace(*variable, atom.args[i]);
    std::vector<Formula> parts;
    for (const Requirement& requirement : system_[site.rule].requirements)
      add_conjuncts(system_, requirement.formula, parts);
    std::erase_if(parts, [&](const Formula& part) {
      Mentions mentions;
      collect_mentions(system_, part, mentions);
      return !is_about_individuals(system_, part) || says_of_all(*part) || !permanence_.stays_false(*part) ||
             std::ranges::any_of(rest, [&](VariableId one) { return mentions.variables.contains(one); });
    });
    if (parts.empty())
      return nullptr;
    ways.push_back(with_terms(conjunction(std::move(parts)), known));
  }
  return ways.empty() ? nullptr : any_of(std::move(ways));
}

/// `formula`, with what may still be added taken for added; itself where that changes nothing.
Formula Origins::possible(const Formula& formula) const {
  const auto all = [&](std::vector<Formula> parts) {
    for (Formula& part : parts)
      part = possible(part);
    return parts;
  };
  if (const auto* atom = std::get_if<Atom>(&formula->kind)) {
    if (system_[atom->relation].is_fixed || sites_of(atom->relation).empty())
      return formula;
    const Formula added = can_be_added(*atom);
    return added ? make_formula(Or{{formula, added}}) : make_formula(Constant{true});
  }
  if (const auto* both = std::get_if<And>(&formula->kind))
    return make_formula(And{all(both->parts)});
  if (const auto* any = std::get_if<Or>(&formula->kind))
    return make_formula(Or{all(any->parts)});
  if (const auto* implication = std::get_if<Implies>(&formula->kind))
    return make_formula(Implies{implication->left, possible(implication->right)});
  if (const auto* quantified = std::get_if<Quantified>(&formula->kind);
      quantified != nullptr && (quantified->kind == Quantifier::all || quantified->kind == Quantifier::some))
    return make_formula(Quantified{quantified->kind, 0, quantified->binders, possible(quantified->body)});
  return formula;
}

std::vector<Formula> Origins::still_possible() const {
  std::vector<Formula> made;
  for (std::uint32_t relation = 0; relation < system_.relations.size(); ++relation)
    for (const Site& site : sites_of(RelationId{relation})) {
      const std::vector<VariableId> tuple = tuple_of(RelationId{relation}, most_spoken_of);
      if (tuple.size() > most_bound_inside)
        continue;
      const Formula from = from_site(site, {tuple.begin(), tuple.end()}, Which::lasting);
      if (from == nullptr)
        continue;
      if (says_of_all(*from)) {
        made.push_back(from);
        made.push_back(possible(from));
      }
    }
  return made;
}

} // namespace chaperone::solver::invariants
