// See lift.hpp.
#include "solver/invariants/lift.hpp"

#include "model/rules/spare_variables.hpp"
#include "model/rules/substitution.hpp"

#include <algorithm>

namespace chaperone::solver::invariants {

using namespace model;

namespace {

class Lift {
public:
  Lift(const Instance& instance, const Cube& cube)
      : instance_(instance), system_(instance.system()), individuals_(instance.individuals(cube)) {}

  bool has_variables() const {
    for (std::size_t sort = 0; sort < individuals_.size(); ++sort)
      if (individuals_[sort].size() > model::most_spoken_of)
        return false;
    return true;
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
    return make_formula(Atom{id, terms(system_[id].places, variable.args)});
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
};

} // namespace

std::optional<Formula> lifted(const Instance& instance, const Cube& cube) {
  const Lift lift(instance, cube);
  return lift.has_variables() ? std::optional(lift.formula(cube)) : std::nullopt;
}

} // namespace chaperone::solver::invariants
