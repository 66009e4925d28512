// Formulas of the rule language as SMT-LIB text, in one of the two states of a single
// step. Made from the model alone and without Z3: a second encoding beside that of
// solver/encoding/, for proofs that others check. Follows docs/semantics.md, sections 1 to 3
// and 8 to 9. Covered by tests/solver/obligations_test.cpp and tests/agreement/.
#pragma once

#include "model/rules/system.hpp"
#include "model/steps/set_elimination.hpp"
#include "solver/certificate/sexpr.hpp"
#include "solver/certificate/smt_counts.hpp"
#include "solver/certificate/smt_names.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace chaperone::solver::certificate {

/// The state before the step (or the only one there is), and the one after it.
enum class When { before, after };

/// A formula that no text is written for; says why. Caught in obligations.cpp.
struct NotWritten {
  std::string why;
};

/// A set parameter's value: a predicate's name, the members written out, or what decides `can R(_)`.
struct NamedSet {
  std::string predicate;
};
using SetMeaning = std::variant<NamedSet, std::vector<Sexpr>, model::steps::DecidingSet>;
/// What a variable stands for; nothing where it is not in scope.
using Meaning = std::variant<std::monostate, Sexpr, SetMeaning>;

class SmtFormulas {
public:
  explicit SmtFormulas(const model::System& system);

  Sexpr formula(const model::Formula& formula, When when);
  /// Writes the defines that the formula calls now, while no variable has taken a name that their parameters could
  /// have.
  void prepare(const model::Node& node, When when);
  Sexpr term(const model::Term& term, When when);
  std::vector<Sexpr> terms(const std::vector<model::Term>& list, When when);

  /// Bindings and names that end with it.
  class Scope {
  public:
    explicit Scope(SmtFormulas& owner) : owner_(owner) {}
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    void bind(model::VariableId variable, Meaning meaning);
    /// A name of its own for the variable, which then stands for it.
    std::string name(model::VariableId variable);
    /// A name that stands for nothing of the rule file.
    std::string name(const std::string& wanted);
    /// The name with its sort, as a variable that something around what is written now binds.
    Sexpr variable(std::string name, Sexpr sort);
    /// Names all binders' variables, and gives them with their sorts.
    std::vector<Sexpr> open(const std::vector<model::Binder>& binders);

  private:
    SmtFormulas& owner_;
    std::vector<std::pair<model::VariableId, Meaning>> saved_;
    std::vector<std::string> names_, locals_;
  };
  Sexpr guards(const std::vector<model::Binder>& binders, When when);

  /// The step that leads from one state to the other. The rule's parameters must be bound while formulas are written.
  void set_step(model::RuleId rule) { step_ = rule; }
  /// From now on what the symbol is after the step has this name; without one it is what it was.
  void set_after(model::RelationId relation, std::string name) { relations_after_[relation] = std::move(name); }
  void set_after(model::FunctionId function, std::string name) { functions_after_[function] = std::move(name); }

  /// Does the step change anything that the define reads, or the relation?
  bool changes(model::DefineId id) const;
  bool changes(model::RelationId id) const { return relations_after_.contains(id); }
  /// What the define is called, in one of the states; written first, where it is not yet.
  std::string define_name(model::DefineId id, When when);

  Sexpr sort(model::SortId id);
  Sexpr holds(model::RelationId relation, std::vector<Sexpr> args, When when);
  Sexpr value(model::FunctionId function, std::vector<Sexpr> args, When when);
  SmtNames& names() { return names_; }
  SmtCounts& counts() { return counts_; }
  /// Is some number so large that not so many individuals are listed?
  bool counts_far() const { return counts_far_; }

  /// The define-funs that the formulas since the last call need, called ones first.
  std::vector<Sexpr> take_definitions() { return std::exchange(definitions_, {}); }
  const std::set<model::SortId>& sorts() const { return sorts_; }
  const std::set<model::RelationId>& relations() const { return relations_; }
  const std::set<model::FunctionId>& functions() const { return functions_; }

private:
  Sexpr member(const model::Member& node, When when);
  Sexpr member_of(const SetMeaning& set, const Sexpr& element, When when);
  Sexpr quantified(const model::Quantified& node, When when);
  Sexpr at_least(const model::Quantified& node, std::uint64_t count, When when);
  Sexpr copies(const model::Quantified& node, std::uint64_t count, When when);
  Sexpr number_at_least(const model::Quantified& node, std::uint64_t count, When when);
  template <class Visit>
  void for_each_value_of_enums(const std::vector<model::Binder>& binders, std::size_t next, Visit& visit);
  Sexpr call(const model::Call& node, When when);
  Sexpr can(const model::Can& node, When when);
  Sexpr can_with_sets(const model::Rule& rule, std::span<const model::Argument> args, std::size_t next, When when);
  Sexpr did(const model::Did& node, When when);
  // In smt_reached.cpp.
  Sexpr reached(const model::Reached& node, When when);
  std::vector<model::VariableId> meant_around(const model::Reached& node, std::string& sets) const;
  void say_of_reached(const model::Reached& node, const std::string& name, const std::vector<model::VariableId>& around,
                      When when);
  Sexpr listed(const std::vector<Sexpr>& members, const Sexpr& element) const;

  const model::System& system_;
  SmtNames names_;
  SmtCounts counts_{names_};
  const bool counts_far_;
  std::map<std::string, Sexpr> locals_; ///< variables that are bound around what is written now, with their sorts
  std::vector<Meaning> meanings_;
  std::optional<model::RuleId> step_;
  std::map<model::RelationId, std::string> relations_after_;
  std::map<model::FunctionId, std::string> functions_after_;
  std::map<std::pair<model::DefineId, When>, std::string> defined_;
  /// The predicates that stand for closures in other states: by what a step is, when that is read, and the sets meant.
  std::map<std::tuple<model::Formula, When, std::string>, std::string> reached_;
  std::vector<Sexpr> definitions_;
  std::set<model::SortId> sorts_;
  std::set<model::RelationId> relations_;
  std::set<model::FunctionId> functions_;
};

} // namespace chaperone::solver::certificate
