// A Z3 solver that also answers questions about numbers: before it asks, it says what is true
// of the numbers that the question speaks of (ghosts.hpp). Where that does not exclude it, the
// answer is unknown. Only solver/encoding includes this. Covered by tests/solver/counting_test.cpp.
#pragma once

#include "solver/encoding/free_relations.hpp"
#include "solver/encoding/ghosts.hpp"
#include "solver/encoding/session_impl.hpp"
#include "solver/encoding/unbounded_world.hpp"

#include <set>
#include <string>
#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

class CountingSolver {
public:
  using Exprs = Ghosts::Exprs;

  CountingSolver(const Session::Impl& session, const z3::solver& solver, UnboundedWorld& world)
      : session_(session), solver_(solver), ghosts_(world.ghosts()), free_(world.free_relations()) {}

  /// Asserts what is not trivially true.
  void add(const Exprs& formulas);
  void push();
  void pop();
  Reply ask(const Exprs& assumptions = {});
  /// From now on all facts about free relations are said: for a question about one state.
  void say_all() { says_all_ = true; }

  /// For its parameters, models and cores.
  z3::solver& z3() { return solver_; }

private:
  struct Scope {
    Exprs asserted;
    std::vector<std::size_t> tied;
    std::set<std::string> said; ///< free relations
  };
  Ghosts::Facts facts() const;
  void say_of_free_relations();
  void look_for_models(bool wanted);
  void match_terms_of(const z3::expr& formula);

  const Session::Impl& session_;
  z3::solver solver_;
  Ghosts& ghosts_;
  const FreeRelations& free_;
  std::vector<Scope> scopes_{1};
  bool are_facts_said_ = false; ///< in the innermost scope, of all that is asserted
  bool speaks_of_numbers_ = false;
  bool looks_for_models_ = true, matches_terms_ = true;
  bool says_all_ = false;
  Exprs more_; ///< facts that are left for a second try
};

} // namespace chaperone::solver::encoding
