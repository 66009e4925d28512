// How formulas are read in a live state; see plan.hpp. Sections "Terms and formulas", "Quantifiers" and "Can" of
// docs/semantics.md. Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "records/live/facts.hpp"
#include "records/live/literals.hpp"
#include "records/live/plan.hpp"

#include <map>
#include <utility>

namespace chaperone::live {

class Planner {
public:
  /// Adds to the tables of `facts` the indexes that its plans ask for.
  Planner(const model::System& system, Facts& facts);

  /// What it answers where facts are unknown: `if_unknown`. So the formula certainly holds where a check that answers
  /// false holds, and possibly where one that answers true does.
  Check check(const Literal& literal, bool if_unknown);
  /// Assignments of these variables that satisfy all of these; every other variable is bound already.
  Search search(const std::vector<model::VariableId>& variables, const std::vector<Literal>& literals, bool if_unknown);
  TermPlan term(const model::Term& term, bool is_before) const;

  /// How many slots the plans need.
  std::size_t slots() const { return sorts_.size(); }
  /// What may be unknown has become more: plans made before are not used any more.
  void forget_plans() { edges_.clear(); }
  /// The sorts over all of which plans look that were made since the last call.
  std::set<model::SortId> take_looked_over() { return std::exchange(looked_over_, {}); }
  /// May its value be unknown?
  bool is_loose(const model::Term& term) const;
  bool is_loose(const model::Formula& formula) const;

private:
  using Variables = std::set<model::VariableId>;
  struct Candidate {
    double cost = 0; ///< how many assignments it is taken to find
    Operation operation;
    Variables binds;
    bool is_all = false; ///< it finds what the literal says, no more and no less
  };
  struct Pending {
    Literal literal;
    Variables unbound;
  };

  Check check_quantified(const Literal& literal, const model::Quantified& quantified, bool if_unknown);
  Check counted(Check::Kind kind, std::uint64_t count, const model::Quantified& quantified, bool is_before,
                bool if_unknown);
  Check check_can(const Literal& literal, const model::Can& can, bool if_unknown);
  Check check_atom(const Literal& literal, const model::Atom& atom, bool if_unknown);
  Check check_iff(const Literal& literal, const model::Iff& both, bool if_unknown);
  Check check_did(const Literal& literal, const model::Did& did, bool if_unknown) const;
  Check check_reached(const Literal& literal, const model::Reached& it, bool if_unknown);
  Check check_some_set(const Literal& literal, const model::SomeSet& it, bool if_unknown);
  Operation any_set(model::VariableId set);
  Check check_call(const Literal& literal, const model::Call& call, bool if_unknown);
  Check all_or_any(Check::Kind kind, const std::vector<Literal>& literals, bool if_unknown);
  std::vector<TermPlan> terms(const std::vector<model::Term>& terms, bool is_before) const;
  std::shared_ptr<const EdgePlan> edges(model::RelationId closure, bool is_before, bool if_unknown);

  void add_checks(std::vector<Pending>& pending, Search& made, bool if_unknown);
  std::optional<Candidate> best(const std::vector<Pending>& pending, bool if_unknown, std::size_t& chosen);
  std::optional<Candidate> candidate(const Pending& pending, bool if_unknown);
  std::optional<Candidate> rows(const Pending& pending, const model::Atom& atom, bool if_unknown);
  std::optional<Candidate> reach(const Pending& pending, const model::Atom& atom, bool if_unknown);
  std::optional<Candidate> equal(const Pending& pending, const model::Term& left, const model::Term& right,
                                 bool if_unknown);
  std::optional<Candidate> values(const Pending& pending, const model::Application& application,
                                  const model::Term& value, bool if_unknown);
  std::optional<Candidate> last_step(const Pending& pending, const model::Did& did) const;
  std::optional<Candidate> gather(const Pending& pending, bool if_unknown);
  /// With `is_possible`, also somebody whom nothing names.
  Candidate everybody(model::VariableId variable, bool is_possible);
  bool may_be_usual(model::FunctionId function, const Operation& operation) const;
  /// The same with the number of assignments that it is taken to find.
  std::pair<double, Search> planned(const std::vector<model::VariableId>& variables,
                                    const std::vector<Literal>& literals, bool if_unknown);
  bool sort_columns(const std::vector<model::Term>& terms, const Variables& unbound, bool is_before,
                    Operation& operation, Columns& given, Variables& binds) const;

  const model::System& system_;
  Facts& facts_;
  std::vector<std::uint32_t> sorts_; ///< by slot
  std::set<model::SortId> looked_over_;
  std::map<std::tuple<model::RelationId, bool, bool>, std::shared_ptr<const EdgePlan>> edges_;
};

} // namespace chaperone::live
