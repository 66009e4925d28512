// A rule file as it is written: names are still text and nothing is checked.
// Made by model/syntax/parser.hpp, read by model/resolve*.hpp, and gone after that.
//
// Everything below lives in its File's arena and owns nothing, so a tree of any
// shape is freed at once and without recursion. Names are views of the source text.
#pragma once

#include "model/rules/formula.hpp"
#include "model/text/source.hpp"

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chaperone::model::syntax {

struct Name {
  std::string_view text;
  Span span;
};

/// A string literal: what stands between the quotes, and its span without them.
struct Text {
  std::string_view text;
  Span span;
  bool is_closed = true; ///< false: the lexer has complained, and the text is all that was left of the line
};

/// `x`, `open` or `f(x)`; also the shape of `r(x)`, which only the resolver can tell from a function.
struct Term {
  Name name;
  bool has_brackets = false;
  std::span<const Term> args;
  Span span;
};

/// `x, y: D`.
struct BinderGroup {
  std::span<const Name> names;
  Name domain;
};

struct Wildcard {
  Span span;
};
/// `{a, b}`.
struct Listed {
  std::span<const Term> terms;
  Span span;
};
using Argument = std::variant<Wildcard, Term, Listed>;

struct Formula;
using FormulaRef = const Formula*;

struct Truth {
  bool value = false;
};
/// A term where a formula stands.
struct Application {
  Term term;
};
struct Comparison {
  Term left, right;
  bool is_negated = false;
};
/// `left < right` and its kin.
struct Ordering {
  Term left, right;
  bool is_strict = true;
  bool is_reversed = false; ///< `>` or `>=`
};
struct Membership {
  Term element;
  std::variant<Name, Listed> set;
  bool is_negated = false;
};
struct Negation {
  FormulaRef body = nullptr;
};
struct Before {
  FormulaRef body = nullptr;
};
/// `once φ`, where `since` is null, or `φ since ψ`.
struct Past {
  FormulaRef held = nullptr, since = nullptr;
};
enum class Connective { and_, or_, implies, iff };
/// Two or more parts, exactly two for `implies`.
struct Connected {
  Connective connective = Connective::and_;
  std::span<const FormulaRef> parts;
};
struct Quantification {
  Quantifier quantifier = Quantifier::all;
  std::uint64_t count = 0;
  std::span<const BinderGroup> binders;
  FormulaRef body = nullptr;
  Span keyword;
};
/// `can RULE(…)` or `did RULE(…)`.
struct RuleQuery {
  bool is_did = false;
  Name rule;
  std::span<const Argument> args;
  Span keyword;
};

/// `did _`: there was a step.
struct AnyStep {};

struct Formula {
  Span span;
  std::variant<Truth, Application, Comparison, Ordering, Membership, Negation, Before, Past, Connected, Quantification,
               RuleQuery, AnyStep>
      kind;
  Span keyword = {};         ///< of `was`, `once`, `since`, `did _` and `<`; empty elsewhere
  bool is_bracketed = false; ///< stands in brackets of its own; `span` is what is between them
};

struct Require {
  FormulaRef formula = nullptr;
  std::optional<Text> reason;
};
struct MayRefuse {
  FormulaRef where = nullptr; ///< null: none
  std::optional<Text> reason;
};
struct Scope {
  std::span<const BinderGroup> binders;
  FormulaRef where = nullptr; ///< null: none
};
struct Change {
  bool is_add = true;
  std::span<const Term> tuples;
  Scope scope;
};
struct Set {
  Term place, value;
  Scope scope;
};
struct Statement {
  Span span;
  Span keyword;
  std::variant<Require, MayRefuse, Change, Set> kind;
};

struct Fact {
  Term tuple;
  std::optional<Term> value;
  std::optional<Term> greater; ///< `tuple < greater`, of individuals of an ordered sort
};
struct Given {
  std::span<const Fact> facts;
};
struct Expect {
  FormulaRef formula = nullptr;
};
struct Keeps {
  std::span<const Name> properties;
};
struct Step {
  Name rule;
  std::span<const Argument> args;
  Span call; ///< of the rule and its arguments
  enum class Outcome { open, allowed, refused } outcome = Outcome::open;
  std::optional<Text> reason;
};
struct Item {
  Span span;
  std::variant<Given, Expect, Keeps, Step> kind;
};

struct SystemName {};
struct Use {
  Text path;
};
struct SortDeclaration {
  std::span<const Name> individuals; ///< after `with`: these exist and differ
  std::span<const Name> told_names;
  bool is_ordered = false;
};
struct EnumDeclaration {
  std::span<const Name> values;
  bool is_ordered = false;
};
struct Place {
  std::optional<Name> name;
  Name sort;
};
struct RelationDeclaration {
  std::span<const Place> places;
  bool is_fixed = false;
  std::optional<Span> symmetric;
};
struct FunctionDeclaration {
  std::span<const Place> places;
  Name result;
  bool is_fixed = false;
};
/// The name is that of the closure.
struct ClosureDeclaration {
  Name base;
};
struct Assume {
  FormulaRef formula = nullptr;
};
struct Init {
  FormulaRef formula = nullptr;
};
struct InitEmpty {
  std::span<const Name> relations;
};
struct DefineDeclaration {
  std::span<const BinderGroup> parameters;
  FormulaRef body = nullptr;
};
struct Parameter {
  std::span<const Name> names;
  bool is_set = false;
  Name sort;
  std::optional<Span> by; ///< of the word `by`: the one parameter is who acts
};
struct RuleDeclaration {
  std::span<const Parameter> parameters;
  std::optional<Text> told_as;
  std::span<const Statement> statements;
};
/// `extend rule`; the name is that of the rule.
struct Extension {
  std::span<const Statement> statements;
};
enum class PropertyWord { never, always, possible };
struct PropertyDeclaration {
  PropertyWord word = PropertyWord::never;
  FormulaRef formula = nullptr;
};
struct UndoableDeclaration {
  std::span<const BinderGroup> binders;
  FormulaRef from = nullptr, to = nullptr;
  std::span<const Name> rules;
  std::uint64_t within = 1;
  Span within_span = {}; ///< of the number, where it is written
};
struct ScenarioDeclaration {
  std::span<const Item> items;
};
enum class DropWord { define, rule, never, always, possible, undoable, scenario };
struct Drop {
  DropWord word = DropWord::rule;
};

using DeclarationKind =
    std::variant<SystemName, Use, SortDeclaration, EnumDeclaration, RelationDeclaration, FunctionDeclaration,
                 ClosureDeclaration, Assume, Init, InitEmpty, DefineDeclaration, RuleDeclaration, Extension,
                 PropertyDeclaration, UndoableDeclaration, ScenarioDeclaration, Drop>;

struct Declaration {
  Span span;                   ///< the whole of it
  Name name;                   ///< empty for `use`, `assume` and `init`
  std::string doc;             ///< its `///` lines
  std::optional<Span> replace; ///< of the word `replace`
  DeclarationKind kind;
};

/// One parsed file. `broken_names` are the names in what could not be parsed: whatever they would have
/// declared is missing, so nobody should complain that it is unknown.
struct File {
  FileId id;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> arena;
  std::vector<Declaration> declarations;
  std::vector<std::string_view> broken_names;
  bool is_text = true;                         ///< false for bytes that are not UTF-8
  bool has_bad_system = false;                 ///< a `system` whose name could not be read
  std::set<std::uint32_t> doubtful_lines = {}; ///< where a reserved word stands that is used as a name somewhere
};

} // namespace chaperone::model::syntax
