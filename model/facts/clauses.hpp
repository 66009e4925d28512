// What a rule file says clause by clause, and the same rules without some of it: a part of a
// requirement, `assume` or `init`, or an effect. `explain` asks of each what rests on it.
//
//   const System apart = with_clauses_apart(system);
//   const std::vector<Clause> clauses = clauses_of(apart);
//   const System changed = without(apart, clauses, {3});
//
// Covered by tests/model/clauses_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"
#include "model/rules/system.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace chaperone::model {

struct Clause {
  enum class Kind { requirement, effect, assumption, init };
  Kind kind = Kind::requirement;
  RuleId rule;           ///< of a requirement or an effect
  std::size_t index = 0; ///< into Rule::requirements or effects, System::assumptions or inits
  Span span;             ///< of its words

  bool is_in_rule() const { return kind == Kind::requirement || kind == Kind::effect; }
  /// Without it there are more runs, and none is lost.
  bool only_restricts() const { return kind != Kind::effect; }
};

/// Clauses by their index.
using ClauseSet = std::set<std::size_t>;

/// The same rules with each `and` that a requirement, an `assume` or an `init` consists of written as so many of them.
System with_clauses_apart(System system);

/// In the order of the file's `assume`s, `init`s and rules; of a rule first what it requires.
std::vector<Clause> clauses_of(const System& system);

/// The rules without some of their clauses. All ids stay what they are. Linear in the system, but for what rules keep
/// for `once` and `since` and the formulas of ways back, which are made anew.
System without(const System& system, const std::vector<Clause>& clauses, const ClauseSet& removed);

/// The rule of a clause that stands in one, without it; what it keeps for `once` and `since` stays as it was.
Rule rule_without(const System& system, const Clause& clause);

/// Do its properties look at the run, so that they say more of the rules than their own words do?
bool looks_at_runs(const System& system);

/// Rules in which some clauses can be switched off.
struct Switched {
  System system; ///< its properties, and all ids of the rules as they were, stay what they are
  /// By clause: a fixed relation without places, behind all others. Where it holds, the clause is left out.
  std::map<std::size_t, RelationId> off;
};

/// `switched`: requirements and effects. Linear in the system.
Switched with_switches(const System& system, const std::vector<Clause>& clauses, const ClauseSet& switched);

/// Those that `run`, a run of the rules without some clauses that are no effects, does not keep: with just these left
/// out it is a run as well.
ClauseSet broken_by(const System& system, const std::vector<Clause>& clauses, const System& changed,
                    const Scenario& run);

/// "require member(group, adder)", "add member(group, newcomer)", "init empty member".
std::string words_of(const System& system, const Clause& clause);

/// The rules that the formula asks about with `can`, through defines as well.
std::set<RuleId> rules_asked_by(const System& system, const Formula& formula);
/// The same of a property, with what it asks of the past and the rules that are its ways back.
std::set<RuleId> rules_asked_by(const System& system, const Property& property);

} // namespace chaperone::model
