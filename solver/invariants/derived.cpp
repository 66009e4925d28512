// See derived.hpp.
#include "solver/invariants/derived.hpp"

#include "model/rules/spare_variables.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"
#include "solver/invariants/decided_facts.hpp"
#include "solver/invariants/origins.hpp"

#include <algorithm>
#include <set>

namespace chaperone::solver::invariants {

using namespace model;

namespace {

/// A fact about more individuals would only slow learning down.
constexpr std::size_t most_about = 3;
/// So would more facts than these.
constexpr std::size_t most_facts = 32;

class Collection {
public:
  explicit Collection(const System& system) : system_(system) {}

  void add_parts(const Node& node) {
    walk(node, [&](const Node& part) {
      if (std::holds_alternative<Quantified>(part.kind))
        add(make_formula(part.kind));
      if (const auto* call = std::get_if<Call>(&part.kind); call != nullptr && seen_.insert(call->define).second)
        add_parts(*system_[call->define].body);
    });
  }

  /// What stands behind the outermost quantifiers.
  void add_inner_parts(const Node& node) {
    if (const auto* negated = std::get_if<Not>(&node.kind))
      return add_inner_parts(*negated->body);
    if (const auto* quantified = std::get_if<Quantified>(&node.kind))
      return add_parts(*quantified->body);
    add_parts(node);
  }

  void add_origins(const Rule& rule) {
    for (const Effect& effect : rule.effects)
      for (const Update& update : effect.updates)
        if (const auto* tuple = std::get_if<AddTuple>(&update))
          add_origin(rule, tuple->args);
  }

  /// The quantified parts with a variable in place of a function without places.
  void add_replaced(const Node& whole) {
    walk(whole, [&](const Node& node) {
      if (std::holds_alternative<Quantified>(node.kind) && &node != &whole)
        for (std::uint32_t function = 0; function < system_.functions.size(); ++function)
          if (const SortId sort = system_.functions[function].result;
              system_.functions[function].places.empty() && !system_[sort].is_enum) {
            Substitution replaced;
            replaced.constants.emplace(FunctionId{function}, system_.spare_variables[sort.index][most_spoken_of]);
            const Formula part = make_formula(node.kind);
            if (Formula other = with_terms(part, replaced); other != part)
              add(other);
          }
    });
  }

  /// `some y: S | r(x, y)`: of each relation, for each choice of its places.
  void add_projections() {
    for (std::uint32_t relation = 0; relation < system_.relations.size(); ++relation) {
      const std::vector<Place>& places = system_.relations[relation].places;
      if (places.size() < 2 || places.size() > most_bound_inside)
        continue;
      std::vector<Term> args;
      std::vector<Binder> binders;
      std::vector<std::size_t> used(system_.sorts.size());
      bool is_of_sorts = true;
      for (const Place& place : places) {
        is_of_sorts = is_of_sorts && !system_[place.sort].is_enum;
        args.emplace_back(system_.spare_variables[place.sort.index][most_spoken_of + used[place.sort.index]++]);
        binders.push_back({std::get<VariableId>(args.back()), nullptr});
      }
      for (std::uint32_t kept = 1; is_of_sorts && kept + 1 < (1U << places.size()); ++kept) {
        std::vector<Binder> bound;
        for (std::size_t i = 0; i < places.size(); ++i)
          if ((kept >> i & 1U) == 0)
            bound.push_back(binders[i]);
        add(make_formula(
            Quantified{Quantifier::some, 0, std::move(bound), make_formula(Atom{RelationId{relation}, args})}));
      }
    }
  }

  /// From now on only facts that Z3 decides questions about.
  void add_lasting() {
    decided_.emplace(system_);
    for (const Formula& fact : Origins(system_).still_possible())
      add(fact);
  }

  std::vector<Derived> take() { return std::move(made_); }

private:
  void add(const Formula& formula) {
    Derived fact{formula, {}, {}};
    if (made_.size() < most_facts && describe(*formula, {}, fact) && fact.variables.size() <= most_about &&
        (!decided_ || decided_->take(formula)))
      made_.push_back(std::move(fact));
  }

  void add_origin(const Rule& rule, const std::vector<Term>& args) {
    std::vector<Binder> rest;
    for (const VariableId parameter : rule.parameters)
      if (!system_[parameter].is_set && std::ranges::find(args, Term(parameter)) == args.end())
        rest.push_back({parameter, nullptr});
    std::vector<Formula> parts;
    bool is_quantified = false;
    for (const Requirement& requirement : rule.requirements) {
      parts.push_back(requirement.formula);
      walk(*requirement.formula,
           [&](const Node& part) { is_quantified = is_quantified || std::holds_alternative<Quantified>(part.kind); });
    }
    if (!rest.empty() && is_quantified)
      add(make_formula(Quantified{Quantifier::some, 0, std::move(rest), conjunction(parts)}));
  }

  /// Notes the free variables; false where the formula is about more than individuals and one state.
  bool describe(const Node& node, std::vector<VariableId> bound, Derived& fact) const {
    if (std::holds_alternative<Member>(node.kind) || std::holds_alternative<Can>(node.kind) ||
        std::holds_alternative<Did>(node.kind) || std::holds_alternative<Was>(node.kind) ||
        std::holds_alternative<Reached>(node.kind) || std::holds_alternative<SomeSet>(node.kind))
      return false;
    if (const auto* quantified = std::get_if<Quantified>(&node.kind))
      for (const Binder& binder : quantified->binders)
        bound.push_back(binder.variable);
    for_each_term(node, [&](const Term& term) {
      walk_term(term, [&](const Term& part) {
        const auto* variable = std::get_if<VariableId>(&part);
        if (variable == nullptr || std::ranges::find(bound, *variable) != bound.end() ||
            std::ranges::find(fact.variables, *variable) != fact.variables.end())
          return;
        fact.variables.push_back(*variable);
        fact.about.push_back({{}, system_[*variable].sort});
      });
    });
    bool is_fine = true;
    for_each_part(node, [&](const Node& part) { is_fine = is_fine && describe(part, bound, fact); });
    return is_fine;
  }

  const System& system_;
  std::set<DefineId> seen_;
  std::vector<Derived> made_;
  std::optional<DecidedFacts> decided_;
};

} // namespace

std::vector<Derived> derived_facts(const System& system, PropertyId property, const std::vector<RuleId>& rules,
                                   Facts wanted) {
  if (wanted == Facts::none)
    return {};
  Collection made(system);
  if (wanted == Facts::lasting)
    made.add_lasting();
  if (wanted == Facts::all)
    made.add_replaced(*system[property].formula);
  made.add_inner_parts(*system[property].formula);
  for (const RuleId rule : rules)
    for (const Requirement& requirement : system[rule].requirements)
      made.add_parts(*requirement.formula);
  for (const RuleId rule : rules)
    made.add_origins(system[rule]);
  if (wanted == Facts::all) {
    for (const Constraint& init : system.inits)
      if (!init.empty_relation)
        made.add_parts(*init.formula);
    for (const Constraint& assumption : system.assumptions)
      made.add_inner_parts(*assumption.formula);
    made.add_projections();
  }
  return made.take();
}

} // namespace chaperone::solver::invariants
