// Names of the rule language as C++ identifiers: no keyword, no macro, nothing
// taken twice. A name that is fine in C++ stays as it is, so that a driver reads
// like the rules. Covered by tests/generators/cpp_names_test.cpp.
#pragma once

#include "generators/suite/looked_at.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::generators::suite::cpp {

/// A C++ identifier as near to `name` as can be: letters outside ASCII become their code point (`u00e9`), keywords,
/// the macros of Catch2 and the C library and what a generated file names itself get a `_` behind.
std::string cpp_identifier(std::string_view name);
/// `BobSmith` -> `bob_smith`: for a variable that holds the individual of that name.
std::string cpp_variable(std::string_view name);
/// `a + "quoted"` as a C++ string literal, in quotes.
std::string cpp_string(std::string_view text);

/// The identifiers of one scope.
class NameTable {
public:
  explicit NameTable(std::set<std::string> taken = {}) : taken_(std::move(taken)) {}
  /// The identifier itself or, where it is taken, with a number behind; taken from now on.
  std::string take(const std::string& identifier);
  const std::set<std::string>& taken() const { return taken_; }

private:
  std::set<std::string> taken_;
};

/// What everything in the generated files is called. Depends on the rules alone and on what the suite looks at, never
/// on the order of its tests.
struct CppNames {
  CppNames(const model::System& system, const LookedAt& looked_at);

  std::string name_space;
  std::vector<std::string> sorts;               ///< by SortId
  std::vector<std::vector<std::string>> values; ///< by SortId, for enums
  std::vector<std::string> all_of;              ///< by SortId: everybody in a test, `users`

  // Members of the driver and of the facts alike.
  std::vector<std::string> rules, relations, functions, defines;
  std::vector<std::string> given_relations, given_functions;
  std::map<model::RuleId, std::string> can, did;
  std::map<model::RuleId, std::string> unused_can;     ///< that a property asks about, and no test
  std::map<model::RelationId, std::string> remembered; ///< of a memory: whether to remember it from now on
  std::map<model::PropertyId, std::string> where;      ///< the function that finds where a property is broken

  std::set<std::string> taken; ///< all of those: what no variable may be called
};

} // namespace chaperone::generators::suite::cpp
