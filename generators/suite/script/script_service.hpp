// What a suite needs of a service and of the facts of its tests, as plain values: one description, from
// which every script language writes its driver. Covered by tests/generators/formats_test.cpp.
#pragma once

#include "generators/suite/script/script_language.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::generators::suite::script {

/// An argument of a call, or a place of a fact. Names are unique in their list.
struct ScriptPlace {
  std::string name;
  model::SortId sort;
  bool is_set = false;
};

/// A method of the driver.
struct ScriptCall {
  enum class Gives { outcome, truth, value, nothing };
  std::string name;
  std::vector<ScriptPlace> parameters;
  Gives gives = Gives::outcome;
  std::optional<model::SortId> result; ///< of Gives::value
  std::string about;                   ///< one line
  bool is_needed = true;               ///< else no test calls it, and a driver may leave it out
};

/// Facts of one kind: a relation, a function, for whom a rule could be tried (`can`), what the last step was (`did`).
struct ScriptTable {
  std::string symbol; ///< in the rules; empty for `can` and `did`, which are no part of a state
  std::string name;
  std::vector<ScriptPlace> places;
  std::optional<model::SortId> result = {}; ///< of a function
  bool is_symmetric = false;
  std::string asked = {}, given = {}; ///< the driver's methods; empty where no test needs them
  bool is_last_step = false;
  bool is_kept = false; ///< by the tests themselves: an order, a closure, what is remembered
};

/// A formula with a name of its own: a define, or that a promise is kept.
struct ScriptPredicate {
  std::string symbol; ///< in the rules; of a memory none
  std::string name;
  std::vector<ScriptPlace> parameters;
  std::string about;
  model::Formula formula;
  std::map<model::VariableId, std::string> bound; ///< its parameters
  bool is_promise = false;
  bool is_negated = false;     ///< a promise of what shall never be
  bool looks_back = false;     ///< also takes the facts before the last step
  bool is_about_steps = false; ///< judged after each step that was done, not at the start
};

/// A table that is computed anew whenever the service was asked.
struct ScriptClosure {
  const ScriptTable* table;
  model::RelationId relation;
  std::string sort_members; ///< everybody of its sort
};

/// A table in which a test remembers what was true.
struct ScriptMemory {
  const ScriptTable* table;
  std::string predicate; ///< whether to remember it from now on
  bool is_about_steps;   ///< noted after each step that was allowed; else before each step
  bool looks_back;       ///< the predicate takes the facts before the step too
};

/// All of them in the order of the rules.
struct ScriptService {
  ScriptService(const model::System& system, const LookedAt& looked_at, const ScriptNames& names);

  std::vector<ScriptCall> calls;
  std::map<model::RelationId, ScriptTable> relations;
  std::map<model::FunctionId, ScriptTable> functions;
  std::map<model::RuleId, ScriptTable> can, did;
  std::vector<ScriptPredicate> predicates;
  std::vector<ScriptClosure> closures; ///< each after those that it reads
  std::vector<ScriptMemory> memories;  ///< likewise

  std::vector<const ScriptTable*> tables() const; ///< relations, functions, `can`, `did`
  bool looks_back() const;
  bool remembers(bool about_steps) const;
  bool remembers_looking_back() const;
  bool asks_for_sets() const; ///< of whom a set of some `can` or `did` may be made
};

} // namespace chaperone::generators::suite::script
