// The struct `Facts` of a generated test file: who is in a test, what was given and
// what the service answered, with the functions of cpp_formula.hpp over it. No test
// framework is named here. Covered by tests/generated/.
#pragma once

#include "generators/suite/cpp/cpp_formula.hpp"

namespace chaperone::generators::suite::cpp {

/// A place of a relation or a parameter of a rule, with a variable for it.
struct CppPlace {
  std::string variable;
  model::SortId sort;
  bool is_set = false;
};
std::vector<CppPlace> places_of(const CppNames& names, const model::System& system,
                                const std::vector<model::Place>& places);
std::vector<CppPlace> places_of(const CppNames& names, const model::System& system, const model::Rule& rule);
/// `const User &adult`, `const User &kid`.
std::vector<std::string> parameters_of(const model::System& system, const CppNames& names,
                                       const std::vector<CppPlace>& places);
/// `adult, kid`.
std::string arguments_of(const std::vector<CppPlace>& places);

/// The templates that `Facts` is made of and the struct itself, ending in `methods` (of a FormulaWriter).
void write_facts(CppText& out, const model::System& system, const LookedAt& looked_at, const CppNames& names,
                 const std::string& methods);

} // namespace chaperone::generators::suite::cpp
