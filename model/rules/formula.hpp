// Resolved formulas: immutable, shared, with ids in place of names. What each
// node means is stated in docs/semantics.md; the interpreter
// (model/meaning/interpreter.hpp) follows it and the encoding answers to that.
#pragma once

#include "model/text/ids.hpp"
#include "model/text/source.hpp"

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace chaperone::model {

/// An enum's value, or within a scenario an individual: the index-th of its sort.
struct Value {
  SortId sort;
  std::uint32_t index = 0;
  auto operator<=>(const Value&) const = default;
};

struct Application;

/// A variable or individual parameter, a value, or a function applied to terms.
using Term = std::variant<VariableId, Value, std::shared_ptr<const Application>>;

struct Application {
  FunctionId function;
  std::vector<Term> args;
};

struct Node;
/// A formula; never null unless a member's comment says what null means.
using Formula = std::shared_ptr<const Node>;

struct Constant {
  bool value = false;
};
/// r(t, …). A symmetric relation's atom is true in either order.
struct Atom {
  RelationId relation;
  std::vector<Term> args;
};
struct Equal {
  Term left, right;
};
/// `element in set`, for a set parameter.
struct Member {
  Term element;
  VariableId set;
};
struct Not {
  Formula body;
};
/// All of `parts`; two or more.
struct And {
  std::vector<Formula> parts;
};
/// Any of `parts`; two or more.
struct Or {
  std::vector<Formula> parts;
};
struct Implies {
  Formula left, right;
};
struct Iff {
  Formula left, right;
};

/// A bound variable. `guard` is null for a whole sort or enum; otherwise it is `variable in s`
/// (Member), `r(variable)` (Atom) or `d(variable)` (Call), as the file's `x: s` says.
struct Binder {
  VariableId variable;
  Formula guard;
};

enum class Quantifier { all, some, no, one, lone, at_least, at_most };

/// `kind` over the assignments of `binders` that satisfy every guard; `count` is N of `at least N`, `at most N`.
struct Quantified {
  Quantifier kind = Quantifier::all;
  std::uint64_t count = 0;
  std::vector<Binder> binders;
  Formula body;
};

/// A define applied to individuals.
struct Call {
  DefineId define;
  std::vector<Term> args;
};

/// `_` in `can` and `did`.
struct Anything {};
/// An argument of `can` or `did`: `_`, an individual, or a set written out.
using Argument = std::variant<Anything, Term, std::vector<Term>>;

/// The rule's requirements hold now for these arguments (`_`: for some).
struct Can {
  RuleId rule;
  std::vector<Argument> args;
};
/// The last step was this rule with these arguments, read in the state after the step.
struct Did {
  RuleId rule;
  std::vector<Argument> args;
};
/// `body` in the state before the last step.
struct Was {
  Formula body;
};

/// One or more steps lead from `from` to `to`, where `step` says whether there is one from `tail` to `head`: what
/// `closure` is in a state that is spoken of in the present one. Formulas that are made have it
/// (model/steps/after.hpp); no file says it.
struct Reached {
  RelationId closure;
  VariableId tail, head; ///< bound in `step`
  Formula step;
  Term from, to;
};
/// For some set of individuals, the empty one included. Formulas that are made have it (model/steps/upkeep.hpp); no
/// file says it.
struct SomeSet {
  VariableId set; ///< bound in `body`
  Formula body;
};

struct Node {
  Span span; ///< the words in the rule file; empty (begin == end) for a formula that was made
  std::variant<Constant, Atom, Equal, Member, Not, And, Or, Implies, Iff, Quantified, Call, Can, Did, Was, Reached,
               SomeSet>
      kind;
};

/// For std::visit with one lambda per case and no catch-all.
template <class... Cases> struct overload : Cases... { using Cases::operator()...; };
template <class... Cases> overload(Cases...) -> overload<Cases...>;

/// Makes a node.
template <class Kind> Formula make_formula(Kind kind, Span span = {}) {
  return std::make_shared<const Node>(Node{span, std::move(kind)});
}

Formula negation(const Formula& formula);                        ///< `not formula`, removing a double negation
Formula conjunction(std::vector<Formula> parts, Span span = {}); ///< `true` for none, the part itself for one
/// Of the parts that are not the constant `false`: `false` for none, the part itself for one.
Formula disjunction(std::vector<Formula> parts, Span span = {});
bool is_constant(const Formula& formula, bool value);

} // namespace chaperone::model
