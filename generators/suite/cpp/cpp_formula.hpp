// Formulas as C++ functions over a test's facts: members of the struct `Facts`
// (cpp_facts.hpp). A quantifier becomes loops over everybody in the test; where one
// stands inside a formula it becomes a function of its own, told by a comment. No
// test framework is named here.
// Covered by tests/generated/: compiled, run, and compared with the interpreter.
#pragma once

#include "generators/suite/cpp/cpp_layout.hpp"
#include "generators/suite/cpp/cpp_names.hpp"

#include <map>
#include <string>
#include <vector>

namespace chaperone::generators::suite::cpp {

/// `User`, `std::set<User>`.
std::string value_type(const CppNames& names, model::SortId sort, bool is_set = false);
/// `const User &user`, `Role role`, `const std::set<User> &users`; without a variable the type alone.
std::string parameter(const model::System& system, const CppNames& names, model::SortId sort, bool is_set,
                      const std::string& variable);
/// `User{"Ann"}`, `Role::owner`.
std::string value_text(const model::System& system, const CppNames& names, model::SortId sort, std::uint32_t index,
                       const model::Population& population);

/// What the names in a formula stand for where it is written out.
struct CppScope {
  std::map<model::VariableId, std::string> variables;
  std::map<model::Value, std::string> individuals; ///< a test's own constants; empty inside `Facts`
  const model::Population* population = nullptr;   ///< of an `expect`, whose values are individuals
  std::string facts;                               ///< whose facts: empty (these), `before.` or `now.`
};

class FormulaWriter {
public:
  FormulaWriter(const model::System& system, const CppNames& names);

  /// `bool stranger(const User &kid, const User &other) const`.
  void write_define(model::DefineId id);
  /// `bool past_1_from_now(const User &kid) const`: is it to be remembered? Takes the facts before the step where it
  /// says `was`.
  void write_memory(const model::Memory& memory);
  /// `std::string NAME() const`: for whom `formula` is `sought`, as "g = Group1, kid = Bea", or `nowhere`. Takes the
  /// facts before the step where the formula says `was`.
  /// The formula's variables are those of `system`, which otherwise equals the writer's own.
  void write_where(const model::System& system, const std::string& name, const std::string& comment,
                   const model::Formula& formula, bool sought, const model::Population* population);
  /// `bool NAME() const`: does `formula` hold? For a formula that has nobody to name when it fails.
  void write_whether(const model::System& system, const std::string& name, const std::string& comment,
                     const model::Formula& formula, const model::Population* population);
  /// A formula where it is used. Its quantifiers go into functions that `methods` then has.
  CppExpression expression(const model::Formula& formula, const CppScope& scope);

  /// All functions so far, each after those it uses.
  const std::string& methods() const { return methods_; }

private:
  /// The loops and conditions that find for whom a formula has a truth value.
  struct Search {
    CppText text{1};
    CppScope scope;
    NameTable locals;
    std::vector<std::pair<std::string, bool>> told; ///< loop variables, and whether an enum's
    std::vector<CppExpression> conditions;
    std::size_t depth = 0;
  };

  void write_predicate(const std::string& owner, const std::string& name, const std::string& comment,
                       const std::vector<model::VariableId>& variables, const model::Formula& formula);
  std::string term(const model::Term& term, const CppScope& scope) const;
  std::vector<std::string> terms(const std::vector<model::Term>& all, const CppScope& scope) const;
  CppExpression equal(const model::Equal& equal, const CppScope& scope) const;
  CppExpression quantified(const model::Quantified& quantified, const model::Formula& formula, const CppScope& scope);
  CppExpression steps(const std::string& relation, model::RuleId rule, const std::vector<model::Argument>& args,
                      const CppScope& scope);
  std::string argument(const model::Argument& arg, const model::Variable& parameter, const CppScope& scope) const;
  CppExpression part(const model::Formula& formula, const CppScope& scope);
  void write_part(const model::Quantified& quantified, Search& search);
  void loop(const std::vector<model::Binder>& binders, Search& search);
  void find(const model::Formula& formula, bool sought, Search& search);

  const model::System* system_; ///< has the variables of what is being written
  const CppNames& names_;
  NameTable members_;
  std::string owner_;   ///< what is being written, for the names of its parts
  std::string methods_; ///< finished functions
};

/// The conjuncts of a formula; for all but `and` itself.
std::vector<model::Formula> conjuncts_of(const model::Formula& formula);
/// Has it somebody to name for whom it fails: is it an `all` or a `no`, or the negation of a `some`?
bool fails_for_somebody(const model::Formula& formula);
/// An atom, an equality, a define applied, a `can`, or the negation of one: a test can state it in one line.
bool is_literal(const model::Formula& formula);

} // namespace chaperone::generators::suite::cpp
