// The checked model: sorts, relations, initial states, rules, properties. It is the
// input of every engine, writer and report. model/resolve/front_end.hpp builds it; nothing
// changes it afterwards.
#pragma once

#include "model/rules/formula.hpp"
#include "model/rules/scenario.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::model {

/// What every declaration has: its name, the span of that name, and its `///` documentation (may be empty).
struct Declared {
  std::string name;
  Span span;
  std::string doc;
};

/// A sort of individuals, finite and never empty, or an enum.
struct Sort : Declared {
  bool is_enum = false;
  std::vector<std::string> names; ///< an enum's values, in order; a sort's names for telling (may be empty)
  /// Of `with`: functions without places whose values are these individuals. They exist, differ, and come first in
  /// every population.
  std::vector<FunctionId> individuals = {};
  bool is_ordered = false;
  std::optional<RelationId> order = {}; ///< of an ordered sort: `<`, an irreflexive total order
};

struct Place {
  std::string name; ///< empty where the file gives none
  SortId sort;
};

/// Who keeps a relation as it should be.
enum class Upkeep {
  rules,   ///< it changes as the rules say; services and tests can see it
  order,   ///< the order of a sort: never changes
  closure, ///< recomputed in every state
  past,    ///< what a property asks about earlier moments: updated by every rule
};

struct Relation : Declared {
  std::vector<Place> places;
  bool is_fixed = false;
  bool is_symmetric = false; ///< then there are two places of one sort
  Upkeep upkeep = Upkeep::rules;
  std::variant<std::monostate, RelationId, DefineId> closure_of = {}; ///< only of a closure
  /// Do rules, scenarios and services speak of its tuples, one by one?
  bool is_stated() const { return upkeep == Upkeep::rules; }
};

struct Function : Declared {
  std::vector<Place> places;
  SortId result;
  bool is_fixed = false;
  bool is_individual = false; ///< stands for a named individual of `sort … with`
  /// Do scenarios and services speak of its values?
  bool is_stated() const { return !is_individual; }
};

/// A bound variable, a define's or a rule's parameter. Every binding in a System has a VariableId of its own.
struct Variable {
  std::string name;
  SortId sort;
  bool is_set = false;
};

struct Define : Declared {
  std::vector<VariableId> parameters;
  Formula body;
};

/// One `assume` or `init` line. `init empty r, s` is `no x | r(x)` for each, as one Constraint per relation.
struct Constraint {
  Formula formula;
  Span span;
  bool only_fixed = false;                  ///< names only fixed relations and functions: holds in every state
  std::optional<RelationId> empty_relation; ///< of `init empty`
};

struct Requirement {
  Formula formula;
  std::optional<std::string> reason; ///< of `else "reason"`, with its {x} still in it
  Span span;                         ///< of the formula
};

struct AddTuple {
  RelationId relation;
  std::vector<Term> args;
};
struct RemoveTuple {
  RelationId relation;
  std::vector<Term> args;
};
struct SetValue {
  FunctionId function;
  std::vector<Term> args;
  Term value;
};
using Update = std::variant<AddTuple, RemoveTuple, SetValue>;

/// One `may refuse`: if it applies, the service may do or refuse a step that the requirements allow.
struct MayRefuse {
  /// `not φ` of `where φ`, or false where there is no condition: the step must be allowed only where this is true.
  Formula unless;
  std::optional<std::string> reason; ///< with its {x} still in it
  Span span;                         ///< of the condition, or of the whole statement
};

/// One `add`, `remove` or `set` statement: its updates happen for every assignment of `binders` that
/// satisfies their guards and `where`.
struct Effect {
  std::vector<Update> updates;
  std::vector<Binder> binders;
  Formula where; ///< null: true
  Span span;     ///< of the whole statement
  /// Keeps a relation of Upkeep::past; no statement of the file. Such effects come last in their rule, and never
  /// conflict.
  bool is_upkeep = false;
};

struct Rule : Declared {
  std::vector<VariableId> parameters;
  std::optional<std::size_t> actor = {}; ///< of `by`: an index into parameters
  std::optional<std::string> told_as;    ///< with its {x} still in it
  std::vector<Requirement> requirements;
  std::vector<MayRefuse> may_refuse; ///< the service may refuse if any of them applies
  std::vector<Effect> effects;
};

/// The effects that stand in the file.
std::span<const Effect> stated_effects(const Rule& rule);

/// What must be true of a rule's arguments for `can` (docs/semantics.md, section 8): all requirements, and that no
/// `may refuse` applies.
std::vector<Formula> asked_by_can(const Rule& rule);

enum class PropertyKind { never, always, possible };

/// `undoable NAME for … = from to to by rules within N`.
struct WayBack {
  std::vector<Binder> binders;
  Formula from, to;
  std::vector<RuleId> rules;
  std::size_t within = 1;
};

struct Property : Declared {
  PropertyKind kind = PropertyKind::never; ///< of an `undoable`: always
  Formula formula;                         ///< what engines read; of an `undoable` made from `way_back`
  bool is_about_steps = false;             ///< uses `was` or `did`: judged after each step, not at the start
  std::optional<WayBack> way_back = {};    ///< of an `undoable`
  bool asks_past = false;                  ///< uses `once` or `since`
};

/// What `once` or `since` remembers: a relation of Upkeep::past, over the variables that are free in it. Its meaning is
/// stated in docs/semantics.md, "The past".
struct Memory {
  RelationId relation;
  std::vector<VariableId> variables; ///< of its places
  Formula held;                      ///< φ of `once φ` and `φ since ψ`
  Formula since;                     ///< ψ as it is kept; null for `once`
  Formula stated;                    ///< ψ as it is written
  /// It asks about the step itself: then the relation holds the answer of the present moment, else that of the moment
  /// before.
  bool is_about_steps = false;
  /// φ asks about the step and ψ does not. So ψ counts at the start too, where there is no step to be remembered at: it
  /// is kept as `ψ or (φ and was ψ)`, and what is asked is the relation or ψ.
  bool begins_at_start = false;
};

/// A whole rule file, with all that it uses.
struct System {
  std::string name;
  Span name_span;
  std::shared_ptr<const SourceSet> sources; ///< file 0 is the one that was named

  std::vector<Sort> sorts;
  std::vector<Relation> relations;
  std::vector<Function> functions;
  std::vector<Define> defines;
  std::vector<Variable> variables;
  /// By sort: variables that nothing in the file binds, for formulas that are made. Their names look like the others.
  std::vector<std::vector<VariableId>> spare_variables;
  std::vector<RelationId> closures; ///< of Upkeep::closure; those that another one's define reads come before it
  std::vector<Constraint> assumptions;
  std::vector<Constraint> inits;
  std::vector<Rule> rules;
  std::vector<Property> properties;
  std::vector<Memory> memories; ///< inner ones first
  std::vector<Scenario> scenarios;

  const Sort& operator[](SortId id) const { return sorts[id.index]; }
  const Relation& operator[](RelationId id) const { return relations[id.index]; }
  const Function& operator[](FunctionId id) const { return functions[id.index]; }
  const Define& operator[](DefineId id) const { return defines[id.index]; }
  const Variable& operator[](VariableId id) const { return variables[id.index]; }
  const Rule& operator[](RuleId id) const { return rules[id.index]; }
  const Property& operator[](PropertyId id) const { return properties[id.index]; }
};

/// The sort of a well-formed term.
SortId sort_of(const System& system, const Term& term);

/// Does this span lie in some rule file? False for what was made, not written.
bool is_written(const System& system, Span span);
/// `rules.chap:12`, or an empty text if the span is not written.
std::string place_of(const System& system, Span span);

} // namespace chaperone::model
