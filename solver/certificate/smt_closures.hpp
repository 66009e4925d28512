// Closures in the text of a certificate: a transitive relation that contains what it is the closure of, and after a
// step what formulas say of it that are exact for certain graphs. These formulas are assumptions, listed in
// docs/certificates.md; tests/solver/closure_formulas_test.cpp compares them with the closure of every small graph.
// Covered by tests/solver/obligations_test.cpp and tests/certificates/.
#pragma once

#include "solver/certificate/smt_formulas.hpp"
#include "solver/certificate/smt_step.hpp"

#include <functional>
#include <vector>

namespace chaperone::solver::certificate {

class SmtClosures {
public:
  /// `closures`: those that the question may speak of, each after those that it reads. All outlive it.
  SmtClosures(const model::System& system, SmtFormulas& formulas, SmtScript& script,
              std::vector<model::RelationId> closures)
      : system_(system), formulas_(formulas), script_(script), closures_(std::move(closures)) {}

  /// What is true of them in the state before the step; more of the start.
  void suppose(bool at_start);
  /// What became of them in the rule's step, whose other changes are written and whose parameters are bound.
  void after_step(model::RuleId rule, SmtFormulas::Scope& scope);

private:
  using Pairs = std::function<Sexpr(const Sexpr&, const Sexpr&)>;
  struct Edge {
    Sexpr from, to;
  };
  /// What the rule's updates name, whatever their `for` variables are.
  struct Named {
    std::vector<Edge> added;               ///< where every edge that is added is named
    std::optional<Sexpr> cut_from, cut_to; ///< all edges that go have this end
    std::optional<Sexpr> added_from, added_to;
    bool names_every_edge = true;
  };

  Sexpr edge(model::RelationId closure, const Sexpr& from, const Sexpr& to, When when);
  Sexpr for_all(model::RelationId closure, std::size_t count,
                const std::function<Sexpr(const std::vector<Sexpr>&)>& body, const char* word = "forall");
  void assert_that(Sexpr claim);
  /// A predicate of two individuals with this body.
  Pairs define(model::RelationId closure, const std::string& name, const Pairs& body);
  Pairs declare(model::RelationId closure, const std::string& name);
  void contains_and_is_transitive(model::RelationId closure, const Pairs& edge, const Pairs& reach);
  Sexpr has_no_circle(model::RelationId closure, const Pairs& reach);
  Sexpr is_forest(model::RelationId closure, const Pairs& edge, const Pairs& reach);
  bool changes(model::RelationId closure) const;
  void cut(model::RelationId closure, const Named& named, const Pairs& before, const Pairs& left, const Pairs& kept,
           SmtFormulas::Scope& scope);
  void grow(model::RelationId closure, const Named& named, const Pairs& left, const Pairs& kept, const Pairs& after,
            SmtFormulas::Scope& scope);
  Named named_by(model::RelationId closure, model::RuleId rule);

  const model::System& system_;
  SmtFormulas& formulas_;
  SmtScript& script_;
  std::vector<model::RelationId> closures_;
};

} // namespace chaperone::solver::certificate
