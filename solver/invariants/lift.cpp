// See lift.hpp.
#include "solver/invariants/lift.hpp"

#include "model/rules/spare_variables.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>
#include <array>

namespace chaperone::solver::invariants {

using namespace model;

namespace {

/// A closure is of a relation whose tuples tell, at these places, from whom to whom one step leads. A define that reads
/// a relation there may have fewer steps, or more: what is made of it is tried.
struct Base {
  RelationId relation;
  RelationId closure;
  std::array<std::size_t, 2> ends;
};

std::vector<Base> bases_of(const System& system) {
  std::vector<Base> made;
  for (const RelationId closure : system.closures) {
    if (const auto* relation = std::get_if<RelationId>(&system[closure].closure_of))
      made.push_back({*relation, closure, {0, 1}});
    const auto* define = std::get_if<DefineId>(&system[closure].closure_of);
    if (define == nullptr)
      continue;
    const std::vector<VariableId>& ends = system[*define].parameters;
    walk(*system[*define].body, [&](const Node& node) {
      const auto* atom = std::get_if<Atom>(&node.kind);
      if (atom == nullptr)
        return;
      const auto from = std::ranges::find(atom->args, Term(ends[0])), to = std::ranges::find(atom->args, Term(ends[1]));
      if (from != atom->args.end() && to != atom->args.end())
        made.push_back(
            {atom->relation,
             closure,
             {static_cast<std::size_t>(from - atom->args.begin()), static_cast<std::size_t>(to - atom->args.begin())}});
    });
  }
  return made;
}

class Lift {
public:
  /// `base`: its closure is spoken of in place of it; may be null.
  Lift(const Instance& instance, const Cube& cube, const Base* base = nullptr)
      : instance_(instance), system_(instance.system()), individuals_(instance.individuals(cube)), base_(base) {}

  bool has_variables() const {
    return std::ranges::all_of(individuals_,
                               [](const auto& of_sort) { return of_sort.size() <= model::most_spoken_of; });
  }

  Formula formula(const Cube& cube) const {
    std::vector<Formula> parts = equalities();
    for (const Literal one : cube) {
      const Variable& variable = instance_.variables()[variable_of(one)];
      if (variable.kind == Variable::Kind::presence)
        continue; // whoever is quantified over is there
      const Formula atom = statement(variable);
      parts.push_back(is_true(one) ? negation(atom) : atom);
    }
    Formula body = parts.empty()       ? make_formula(Constant{false})
                   : parts.size() == 1 ? parts.front()
                                       : make_formula(Or{std::move(parts)});
    std::vector<Binder> binders;
    for (std::size_t sort = 0; sort < individuals_.size(); ++sort)
      for (std::size_t i = 0; i < individuals_[sort].size(); ++i)
        binders.push_back({system_.spare_variables[sort][i], nullptr});
    if (binders.empty())
      return body;
    return make_formula(Quantified{Quantifier::all, 0, std::move(binders), std::move(body)});
  }

private:
  Term term(SortId sort, std::uint32_t element) const {
    if (system_[sort].is_enum)
      return Value{sort, element};
    const auto& those = individuals_[sort.index];
    const auto at = std::lower_bound(those.begin(), those.end(), element) - those.begin();
    return system_.spare_variables[sort.index][static_cast<std::size_t>(at)];
  }

  std::vector<Term> terms(const std::vector<Place>& places, const std::vector<std::uint32_t>& args) const {
    std::vector<Term> made;
    for (std::size_t i = 0; i < places.size(); ++i)
      made.push_back(term(places[i].sort, args[i]));
    return made;
  }

  Formula statement(const Variable& variable) const {
    if (variable.kind == Variable::Kind::derived)
      return derived(variable);
    return variable.kind == Variable::Kind::relation ? relation(variable) : function(variable);
  }

  Formula derived(const Variable& variable) const {
    const Derived& fact = instance_.derived(variable);
    const std::vector<Term> args = terms(fact.about, variable.args);
    Substitution individuals;
    for (std::size_t i = 0; i < args.size(); ++i)
      individuals.terms.emplace(fact.variables[i], args[i]);
    return with_terms(fact.formula, individuals);
  }

  Formula relation(const Variable& variable) const {
    const RelationId id{variable.symbol};
    std::vector<Term> args = terms(system_[id].places, variable.args);
    if (base_ != nullptr && base_->relation == id)
      return make_formula(Atom{base_->closure, {args[base_->ends[0]], args[base_->ends[1]]}});
    return make_formula(Atom{id, std::move(args)});
  }

  Formula function(const Variable& variable) const {
    const FunctionId id{variable.symbol};
    const auto applied = std::make_shared<const Application>(Application{id, terms(system_[id].places, variable.args)});
    return make_formula(Equal{applied, term(system_[id].result, variable.value)});
  }

  std::vector<Formula> equalities() const {
    std::vector<Formula> made;
    for (std::size_t sort = 0; sort < individuals_.size(); ++sort)
      for (std::size_t i = 0; i < individuals_[sort].size(); ++i)
        for (std::size_t j = i + 1; j < individuals_[sort].size(); ++j)
          made.push_back(make_formula(Equal{system_.spare_variables[sort][i], system_.spare_variables[sort][j]}));
    return made;
  }

  const Instance& instance_;
  const System& system_;
  std::vector<std::vector<std::uint32_t>> individuals_;
  const Base* base_;
};

} // namespace

std::optional<Formula> lifted(const Instance& instance, const Cube& cube) {
  const Lift lift(instance, cube);
  return lift.has_variables() ? std::optional(lift.formula(cube)) : std::nullopt;
}

std::vector<Formula> lifted_to_closures(const Instance& instance, const std::vector<Cube>& cubes) {
  std::vector<Formula> made;
  for (const Base& base : bases_of(instance.system())) {
    const auto is_of_base = [&](Literal literal) {
      const Variable& variable = instance.variables()[variable_of(literal)];
      return variable.kind == Variable::Kind::relation && RelationId{variable.symbol} == base.relation;
    };
    for (const Cube& cube : cubes)
      if (const Lift lift(instance, cube, &base); std::ranges::any_of(cube, is_of_base) && lift.has_variables())
        made.push_back(lift.formula(cube));
  }
  return made;
}

} // namespace chaperone::solver::invariants
