// What a suite of tests needs of a service, and of the rules: which relations are
// asked for, which are set up, which properties and defines are evaluated.
// Covered by tests/generators/suite_test.cpp.
#pragma once

#include "generators/suite/suite.hpp"

#include <set>

namespace chaperone::generators::suite {

/// Ids sort in the file's order, so that what is generated follows the rule file.
struct LookedAt {
  std::set<model::PropertyId> properties; ///< kept by some test
  std::set<model::DefineId> defines;      ///< that those and the `expect`s use
  std::set<model::RelationId> relations;  ///< that those read
  std::set<model::FunctionId> functions;
  std::set<model::RuleId> tried; ///< by some test
  std::set<model::RuleId> can;   ///< rules asked for with `can`
  std::set<model::RuleId> did;
  /// What a test sets up before its first step: all that is fixed, and what some test gives.
  std::set<model::RelationId> given_relations;
  std::set<model::FunctionId> given_functions;
  std::set<model::RelationId> never_given; ///< of the given relations: of no test a tuple is given
  /// What no service is asked for and tests keep for themselves: orders, closures, what is remembered.
  std::set<model::RelationId> kept;
  std::vector<model::Memory> memories; ///< of those, inner ones first
  bool has_properties_about_steps = false;
  bool has_exact_tests = false; ///< then all that is not fixed is asked for

  /// Fixed facts are what the test has set up; only the others are asked of the service.
  bool is_asked(const model::System& system, model::RelationId id) const {
    return relations.contains(id) && !system[id].is_fixed;
  }
  bool is_asked(const model::System& system, model::FunctionId id) const {
    return functions.contains(id) && !system[id].is_fixed;
  }
  /// What a test's facts hold from the start: what is given, and the orders that are kept, pair by pair.
  std::vector<model::Given> at_start(const model::System& system, const TestCase& test) const;
  bool remembers(bool about_steps) const; ///< is there such a memory?
  bool remembers_looking_back() const;    ///< is there one that says `was`?
  /// Closures that tests compute, each after those that it reads.
  std::vector<model::RelationId> closures(const model::System& system) const;
  /// Is there anything to find out anew after each step?
  bool asks(const model::System& system) const;
};

LookedAt look_at(const TestSuite& suite);

/// Does the formula say `was`? Such a formula is read in two states. (What `did` asks is among the later one's facts.)
bool says_was(const model::Formula& formula);

/// Does the test ask what was earlier in the run? Then it has to remember.
bool asks_past(const TestCase& test);
/// What is to be remembered from now on, read in the facts now and what was remembered so far: before the next step is
/// taken or, of a memory about steps, once a step was allowed.
model::Formula to_remember(const model::Memory& memory);

} // namespace chaperone::generators::suite
