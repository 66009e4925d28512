// Facts that the rules suggest. A tuple that is there was added by a rule, and some of what that
// rule required is still so: `all d: Doc | approved(d) implies some p: Person | reviewed(d, p)`.
// And what can be so no more stays so: what a rule requires is out of reach for ever once each
// tuple that it lacks is one that no rule will add. Covered by tests/solver/origins_test.cpp.
#pragma once

#include "model/rules/substitution.hpp"
#include "solver/invariants/permanence.hpp"

#include <optional>
#include <vector>

namespace chaperone::solver::invariants {

class Origins {
public:
  explicit Origins(const model::System& system);

  /// Closed formulas, maybe true of every reachable state.
  struct Guesses {
    std::vector<model::Formula> decided; ///< see DecidedFacts
    std::vector<model::Formula> others;
  };
  /// That a place of a relation is told by the others; and where its tuples come from, once with what lasts of it and
  /// once with all that the rule itself leaves so. At most 64, in a fixed order; linear in the rules.
  Guesses guesses() const;

  /// About a tuple: what lasts of that which a rule requires for it, where that says `all`; and that this may still
  /// come to be so.
  std::vector<model::Formula> still_possible() const;

private:
  struct Site {
    model::RuleId rule;
    const model::Effect* effect;
    const model::AddTuple* tuple;
  };
  enum class Which { lasting, left_so };

  std::vector<Site> sites_of(model::RelationId relation) const;
  std::vector<model::VariableId> tuple_of(model::RelationId relation, std::size_t from) const;
  void add_assumed(const model::Formula& part, std::vector<model::Formula>& made) const;
  model::Formula from_site(const Site& site, const std::vector<model::Term>& tuple, Which which,
                           bool without_kin = false) const;
  std::vector<model::Formula> required_at(const Site& site, Which which) const;
  std::vector<model::Formula> made_with(const Site& site, Which which) const;
  model::Formula origin(model::RelationId relation, Which which, bool without_kin) const;
  model::Formula told_by_others(model::RelationId relation, std::size_t place) const;
  model::Formula possible(const model::Formula& formula) const;
  model::Formula can_be_added(const model::Atom& atom) const;

  const model::System& system_;
  Permanence permanence_;
};

} // namespace chaperone::solver::invariants
