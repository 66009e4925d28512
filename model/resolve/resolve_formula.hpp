// Resolves formulas and terms: what each name means where it stands, whether sorts
// and numbers of arguments fit, and whether `was`, `did` and `can` may stand there.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#pragma once

#include "model/resolve/resolve_names.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chaperone::model {

/// What a formula is part of, which says whether `was`, `did` and `can` may stand in it.
enum class Standing { assume, init, define, rule, never_or_always, possible, undoable, expect, invariant };

/// The individuals of a scenario by name.
using Individuals = std::unordered_map<std::string_view, Value>;

class FormulaResolver {
public:
  FormulaResolver(Resolution& resolution, Standing standing, const Individuals* individuals = nullptr)
      : r_(resolution), standing_(standing), individuals_(individuals) {}

  /// Null where something in it is mistaken, which has then been reported.
  Formula formula(const syntax::Formula& formula);

  struct TypedTerm {
    Term term;
    SortId sort;
  };
  /// `wanted` is the sort that must come out; `any_sort` where any will do. It is wanted by `owner`, if any.
  std::optional<TypedTerm> term(const syntax::Term& term, SortId wanted, const Owner* owner = nullptr);

  /// The arguments of `owner`. `whole` is underlined where their number is wrong.
  std::optional<std::vector<Term>> arguments(std::span<const syntax::Term> args, Owner owner, const syntax::Name& name,
                                             Span whole);
  /// The arguments of a rule in `can`, `did` or a step.
  std::optional<std::vector<Argument>> rule_arguments(RuleId rule, std::span<const syntax::Argument> args,
                                                      const syntax::Name& name, Span whole);

  /// Brings a variable into scope, and complains where its name is taken.
  void bind(const syntax::Name& name, VariableId variable);
  /// Makes the groups' variables and brings them into scope. Empty where something is mistaken; the variables are
  /// in scope all the same.
  std::optional<std::vector<Binder>> open(std::span<const syntax::BinderGroup> groups);
  std::size_t mark() const { return stack_.size(); }
  /// Takes the variables that came into scope since `mark` out again.
  void close(std::size_t mark);

  bool is_about_steps() const { return is_about_steps_; }
  bool asks_past() const { return asks_past_; }
  std::optional<RuleId> rule_named(const syntax::Name& name);

private:
  Formula application(const syntax::Term& term, Span span);
  Formula bare_name(const syntax::Name& name);
  Formula comparison(const syntax::Comparison& comparison, Span span);
  Formula membership(const syntax::Membership& membership, Span span);
  Formula member_of_name(const syntax::Membership& membership, const syntax::Name& set, Span span);
  Formula member_of_list(const syntax::Membership& membership, const syntax::Listed& list, Span span);
  Formula connected(const syntax::Connected& connected, Span span);
  Formula balanced_iff(std::span<const Formula> parts, Span span);
  Formula quantification(const syntax::Quantification& quantification, Span span);
  Formula before(const syntax::Formula& formula, const syntax::Before& before);
  Formula past(const syntax::Formula& formula, const syntax::Past& past);
  /// One side of `once` or `since`: each moment that it speaks of has a step of its own before it.
  Formula at_each_moment(const syntax::Formula& formula, bool& is_about_steps);
  bool may_remember(std::string_view word, Span keyword);
  Formula any_step(Span span, Span keyword);
  Formula acted(const syntax::Term& term, Span span);
  Formula ordering(const syntax::Ordering& ordering, const syntax::Formula& whole);
  Formula rule_query(const syntax::RuleQuery& query, Span span);
  bool may_look_back(std::string_view word, Span keyword);
  bool complain_of_nested(std::string_view word, Span keyword);
  bool may_ask_can(Span keyword);

  std::optional<Argument> rule_argument(RuleId rule, const syntax::Term& it, const Variable& parameter);
  std::optional<Argument> rule_argument(RuleId rule, const syntax::Listed& it, const Variable& parameter);
  std::optional<TypedTerm> applied_function(const syntax::Term& term);
  std::optional<TypedTerm> bare_term(const syntax::Name& name, SortId wanted);
  /// An enum's value, or a named individual; in a scenario that is one of its individuals.
  std::optional<TypedTerm> named_value(const syntax::Name& name, SortId wanted);
  void complain_of_bare_term(const syntax::Name& name, SortId wanted);
  /// The sort that a term shows without being told what is wanted; `any_sort` for an enum value or an unknown name.
  SortId evident_sort(const syntax::Term& term) const;
  /// The sort of two terms that are compared.
  SortId common_sort(const syntax::Term& left, const syntax::Term& right) const;
  std::optional<VariableId> variable(std::string_view name) const;
  /// For the index, where a variable is named.
  void note_variable(const syntax::Name& name);

  struct Domain {
    SortId sort;
    std::optional<VariableId> set;
    std::optional<RelationId> relation;
    std::optional<DefineId> define;
  };
  std::optional<Domain> domain(const syntax::Name& name);
  Binder binder(VariableId variable, const Domain& domain, Span span) const;
  void warn_of_stray_conjunct(const syntax::Quantification& quantification, std::size_t mark);

  Resolution& r_;
  Standing standing_;
  const Individuals* individuals_;
  std::unordered_map<std::string_view, std::size_t> scope_; ///< into stack_
  struct Bound {
    std::string_view name;
    VariableId variable;
    Span span;
    std::size_t last_use = 0; ///< value of `uses_` when it was named last; 0 for never
  };
  std::vector<Bound> stack_;
  std::size_t uses_ = 0;             ///< how often any variable has been named
  std::size_t uses_before_last_ = 0; ///< `uses_` when the last part of the latest `and` began
  bool is_inside_was_ = false;
  bool is_inside_past_ = false;
  bool is_about_steps_ = false;
  bool asks_past_ = false;
};

} // namespace chaperone::model
