// See obligations.hpp. Sections are those of docs/semantics.md.
#include "solver/certificate/obligations.hpp"

#include "model/print/printer.hpp"
#include "model/rules/claims.hpp"
#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"
#include "solver/certificate/smt_closures.hpp"
#include "solver/certificate/smt_step.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace chaperone::solver::certificate {

using namespace model;

namespace {

bool looks_back(const Formula& formula) {
  bool found = false;
  walk(*formula, [&](const Node& node) {
    found = found || std::holds_alternative<Was>(node.kind) || std::holds_alternative<Did>(node.kind);
  });
  return found;
}

const char* word_for(const Property& property) {
  if (property.way_back)
    return "undoable";
  switch (property.kind) {
  case PropertyKind::never:
    return "never";
  case PropertyKind::always:
    return "always";
  case PropertyKind::possible:
    break;
  }
  return "impossible: possible";
}

/// The closures that the proof may speak of.
std::vector<RelationId> closures_read(const System& system, PropertyId property,
                                      const std::vector<Formula>& invariant) {
  Mentions read;
  collect_mentions(system, system[property].formula, read);
  for (const Formula& formula : invariant)
    collect_mentions(system, formula, read);
  for (const Rule& rule : system.rules) {
    for (const Requirement& requirement : rule.requirements)
      collect_mentions(system, requirement.formula, read);
    for (const Effect& effect : rule.effects) {
      collect_mentions(system, effect.binders, read);
      if (effect.where)
        collect_mentions(system, effect.where, read);
    }
  }
  std::vector<RelationId> found;
  std::ranges::copy_if(system.closures, std::back_inserter(found),
                       [&](RelationId closure) { return read.relations.contains(closure); });
  return found;
}

/// One file while it is written: what is said, and then what that needs declared.
class Question {
public:
  Question(const System& system, PropertyId property, const std::vector<RelationId>& closures)
      : system_(system), property_(system[property]), formulas_(system), script_(system, formulas_), scope_(formulas_),
        closures_(system, formulas_, script_, closures) {}

  /// Section 4: the assumptions that hold in every state or, of the start, all there is.
  void suppose_constraints(bool at_start) {
    closures_.suppose(at_start);
    script_.heading(at_start ? "the start" : "what holds in every state");
    for (const auto* constraints : {&system_.assumptions, &system_.inits})
      for (const Constraint& constraint : *constraints)
        if (at_start || constraint.only_fixed) {
          script_.source(constraint.empty_relation ? "init empty " : "", constraint.span);
          script_.assertion(constraint.formula);
        }
  }

  void suppose(const std::vector<Formula>& invariant) {
    script_.heading("the invariant");
    for (const Formula& part : invariant) {
      script_.comment(print(system_, part));
      script_.assertion(part);
    }
  }

  void step(RuleId rule) {
    write_step(system_, rule, formulas_, scope_, script_);
    closures_.after_step(rule, scope_);
    rule_ = rule;
  }

  /// What must not be: that some part fails.
  void refute(const std::vector<Formula>& claims, const std::string& words, When when) {
    script_.heading(words);
    std::vector<Sexpr> parts;
    formulas_.counts().begin_claim();
    for (const Formula& claim : claims) {
      script_.comment(print(system_, claim));
      formulas_.prepare(*claim, when);
      // Of whom it fails has a name where numbers are spoken of: of named individuals facts are told.
      parts.push_back(formulas_.counts_far() ? opened(claim, false, when) : negation(formulas_.formula(claim, when)));
    }
    script_.command(list("assert", disjunction(std::move(parts))));
    say_of_numbers();
  }

  Obligation finish(std::string name, std::string shows, std::optional<RuleId> rule) {
    std::string text = fmt::format("; {} `{}` of {}: {}.\n", word_for(property_), property_.name, system_.name, shows);
    text += fmt::format("; The property: {}\n", place_of(system_, property_.span));
    text += "; Any solver that reads SMT-LIB 2.6 must answer `unsat`: no number of individuals, no state makes this "
            "fail.\n";
    text += declarations() + script_.text() + "\n(check-sat)\n";
    return {std::move(name), std::move(shows), rule, std::move(text)};
  }

private:
  std::string declarations() {
    for (const RelationId id : formulas_.relations())
      for (const Place& place : system_[id].places)
        formulas_.sort(place.sort);
    for (const FunctionId id : formulas_.functions()) {
      for (const Place& place : system_[id].places)
        formulas_.sort(place.sort);
      formulas_.sort(system_[id].result);
    }
    SmtScript made(system_, formulas_);
    bool has_enum = false;
    for (const SortId id : formulas_.sorts())
      has_enum = has_enum || system_[id].is_enum;
    made.command(list("set-logic", has_enum ? "ALL" : formulas_.counts().are_used() ? "UFLIA" : "UF"));
    made.heading("sorts, of any size, and the state before any step");
    for (const SortId id : formulas_.sorts())
      declare(id, made);
    for (const RelationId id : formulas_.relations())
      declare(id, made);
    for (const FunctionId id : formulas_.functions())
      made.command(list("declare-fun", formulas_.names().of(id), sorts_of(system_[id].places),
                        formulas_.sort(system_[id].result)));
    if (!formulas_.counts().are_used())
      return made.text();
    made.heading("numbers of individuals");
    for (const Sexpr& declaration : formulas_.counts().declarations())
      made.command(declaration);
    return made.text();
  }

  /// The formula, or that it is false; individuals that it says there are have names of their own.
  Sexpr opened(const Formula& formula, bool is_positive, When when) {
    const auto parts = [&](const std::vector<Formula>& list, bool is_and) {
      std::vector<Sexpr> made;
      for (const Formula& part : list)
        made.push_back(opened(part, is_positive, when));
      return is_and == is_positive ? conjunction(std::move(made)) : disjunction(std::move(made));
    };
    if (const auto* node = std::get_if<Not>(&formula->kind))
      return opened(node->body, !is_positive, when);
    if (const auto* node = std::get_if<And>(&formula->kind))
      return parts(node->parts, true);
    if (const auto* node = std::get_if<Or>(&formula->kind))
      return parts(node->parts, false);
    if (const auto* node = std::get_if<Quantified>(&formula->kind)) {
      const bool says_some =
          is_positive ? node->kind == Quantifier::some : node->kind == Quantifier::all || node->kind == Quantifier::no;
      if (says_some)
        return opened(*node, when);
    }
    const Sexpr written = formulas_.formula(formula, when);
    return is_positive ? written : negation(written);
  }

  /// Somebody whom the guards admit makes the body true (false, where it is said of all).
  Sexpr opened(const Quantified& node, When when) {
    for (const Binder& binder : node.binders) {
      const std::string name = scope_.name(binder.variable);
      script_.command(
          list("declare-fun", name, Sexpr(std::vector<Sexpr>{}), formulas_.sort(system_[binder.variable].sort)));
      somebody_.emplace_back(system_[binder.variable].sort, name);
    }
    Sexpr admitted = formulas_.guards(node.binders, when);
    return conjunction({std::move(admitted), opened(node.body, node.kind != Quantifier::all, when)});
  }

  /// The individuals that the step and the refutation name, by their sort.
  std::map<std::string, std::vector<Sexpr>> named_individuals() {
    std::map<std::string, std::vector<Sexpr>> named;
    const auto add = [&](SortId sort, const Term& term) {
      std::vector<Sexpr>& here = named[formulas_.sort(sort).word];
      const Sexpr written = formulas_.term(term, When::before);
      if (std::find(here.begin(), here.end(), written) == here.end())
        here.push_back(written);
    };
    for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
      for (std::uint32_t value = 0; system_.sorts[sort].is_enum && value < system_.sorts[sort].names.size(); ++value)
        named[formulas_.names().of(SortId{sort})].emplace_back(formulas_.names().of(Value{SortId{sort}, value}));
    if (rule_) {
      for (const VariableId parameter : system_[*rule_].parameters)
        if (!system_[parameter].is_set)
          add(system_[parameter].sort, parameter);
      for (const Effect& effect : system_[*rule_].effects)
        for (const Update& update : effect.updates)
          std::visit(
              [&](const auto& it) {
                for (const Term& arg : it.args)
                  if (std::holds_alternative<std::shared_ptr<const Application>>(arg) && binds_nothing(effect, arg))
                    add(sort_of(system_, arg), arg);
              },
              update);
    }
    for (const auto& [sort, name] : somebody_)
      named[formulas_.sort(sort).word].emplace_back(name);
    return named;
  }

  static bool binds_nothing(const Effect& effect, const Term& term) {
    Mentions found;
    collect_mentions(term, found);
    return std::none_of(effect.binders.begin(), effect.binders.end(),
                        [&](const Binder& binder) { return found.variables.contains(binder.variable); });
  }

  void say_of_numbers() {
    if (!formulas_.counts().are_used())
      return;
    script_.heading("numbers: what is true of those of the members of any finite sets");
    for (const SmtCounts::Fact& fact : formulas_.counts().facts(named_individuals())) {
      if (!fact.comment.empty())
        script_.comment(fact.comment);
      script_.command(fact.command);
    }
  }

  Sexpr sorts_of(const std::vector<Place>& places) {
    std::vector<Sexpr> sorts;
    for (const Place& place : places)
      sorts.push_back(formulas_.sort(place.sort));
    return Sexpr(std::move(sorts));
  }

  /// Section 1: an enum has exactly its values, all different, which is what a datatype of constants is.
  void declare(SortId id, SmtScript& made) {
    const std::string& name = formulas_.names().of(id);
    if (!system_[id].is_enum) {
      made.command(list("declare-sort", name, "0"));
      return;
    }
    std::vector<Sexpr> values;
    for (std::uint32_t i = 0; i < system_[id].names.size(); ++i)
      values.push_back(list(formulas_.names().of(Value{id, i})));
    made.command(list("declare-datatypes", list(list(name, "0")), list(Sexpr(std::move(values)))));
  }

  void declare(RelationId id, SmtScript& made) {
    const Relation& relation = system_[id];
    const std::string& name = formulas_.names().of(id);
    made.command(list("declare-fun", name, sorts_of(relation.places), "Bool"));
    if (!relation.is_symmetric)
      return;
    SmtFormulas::Scope scope(formulas_);
    const std::string one = scope.name(std::string("x")), other = scope.name(std::string("y"));
    const Sexpr sort = formulas_.sort(relation.places.front().sort);
    made.comment(relation.name + " is symmetric");
    made.command(list("assert", quantifier("forall", {list(one, sort), list(other, sort)},
                                           list("=", list(name, one, other), list(name, other, one)))));
  }

  const System& system_;
  const Property& property_;
  SmtFormulas formulas_;
  SmtScript script_;
  SmtFormulas::Scope scope_; ///< of the rule's parameters, and of whom a claim fails
  SmtClosures closures_;
  std::optional<RuleId> rule_;
  std::vector<std::pair<SortId, std::string>> somebody_;
};

/// The rule, and where it stands.
std::string told(const System& system, RuleId rule) {
  return fmt::format("rule `{}` ({})", system[rule].name, place_of(system, system[rule].span));
}

std::vector<Obligation> write_all(const System& system, PropertyId id, const std::vector<Formula>& invariant) {
  const Property& property = system[id];
  const std::vector<RelationId> closures = closures_read(system, id, invariant);
  std::vector<Obligation> made;
  const auto each_rule = [&](const char* prefix, const char* shows, const char* heading, const Formula* claim) {
    for (std::uint32_t i = 0; i < system.rules.size(); ++i) {
      Question question(system, id, closures);
      question.suppose_constraints(false);
      question.suppose(invariant);
      question.step(RuleId{i});
      question.refute(claim ? std::vector{*claim} : invariant, heading, When::after);
      made.push_back(question.finish(fmt::format("{}_{}", prefix, system.rules[i].name),
                                     fmt::format("{} {}", told(system, RuleId{i}), shows), RuleId{i}));
    }
  };
  if (!invariant.empty()) {
    Question start(system, id, closures);
    start.suppose_constraints(true);
    start.refute(invariant, "the invariant fails here", When::before);
    made.push_back(start.finish("start", "every start satisfies the invariant", std::nullopt));
    each_rule("rule", "keeps the invariant", "the invariant fails after the step", nullptr);
  }
  const Formula claim = invariant_of(property);
  if (property.is_about_steps) {
    each_rule("step", "does not break the property", "the step breaks the property", &claim);
    return made;
  }
  Question last(system, id, closures);
  last.suppose_constraints(false);
  last.suppose(invariant);
  last.refute({claim}, "and yet the property fails", When::before);
  made.push_back(last.finish("property", "the invariant implies the property", std::nullopt));
  return made;
}

} // namespace

std::variant<std::vector<Obligation>, NoObligations> obligations(const System& system, PropertyId property,
                                                                 const std::vector<Formula>& invariant) {
  try {
    return write_all(system, property, invariant);
  } catch (const NotWritten& not_written) {
    return NoObligations{not_written.why};
  }
}

std::vector<Formula> about_one_state(const std::vector<Formula>& formulas) {
  std::vector<Formula> kept;
  std::copy_if(formulas.begin(), formulas.end(), std::back_inserter(kept),
               [](const Formula& formula) { return !looks_back(formula); });
  return kept;
}

} // namespace chaperone::solver::certificate
