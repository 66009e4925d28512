// See smt_step.hpp. Sections are those of docs/semantics.md.
#include "solver/certificate/smt_step.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::certificate {

using namespace model;

namespace {

/// Blanks and line ends as one blank each: a comment is one line.
std::string on_one_line(std::string_view text) {
  std::string line;
  bool is_in_comment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    is_in_comment = text[i] != '\n' && (is_in_comment || text.substr(i).starts_with("//"));
    const bool is_blank = text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r' || is_in_comment;
    if (!is_blank)
      line += text[i];
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (!line.empty() && line.back() == ' ')
    line.pop_back();
  return line;
}

/// An update with the statement that it is part of.
template <class Kind> struct Written {
  const Effect* effect;
  const Kind* update;
};

/// All updates of one symbol in a rule.
template <class Kind, class Symbol>
std::vector<Written<Kind>> updates_of(const Rule& rule, Symbol Kind::*symbol, Symbol wanted) {
  std::vector<Written<Kind>> found;
  for (const Effect& effect : rule.effects)
    for (const Update& update : effect.updates)
      if (const auto* it = std::get_if<Kind>(&update); it != nullptr && it->*symbol == wanted)
        found.push_back({&effect, it});
  return found;
}

class StepWriter {
public:
  StepWriter(const System& system, RuleId rule, SmtFormulas& formulas, SmtFormulas::Scope& scope, SmtScript& script)
      : system_(system), rule_(system[rule]), formulas_(formulas), scope_(scope), script_(script) {}

  void run() {
    script_.heading(fmt::format("the step: rule `{}`, {}", rule_.name, place_of(system_, rule_.span)));
    for (const Requirement& requirement : rule_.requirements)
      formulas_.prepare(*requirement.formula, When::before);
    for (const VariableId parameter : rule_.parameters)
      declare(parameter);
    for (const Requirement& requirement : rule_.requirements) {
      script_.source("require ", requirement.span);
      script_.assertion(requirement.formula);
    }
    for (const Effect& effect : stated_effects(rule_))
      script_.source("", effect.span);
    if (rule_.effects.size() > stated_effects(rule_).size())
      script_.comment("and what is remembered for `once` and `since`");
    // The state after is read off the state before, so its names come last.
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i)
      change(RelationId{i});
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      change(FunctionId{i});
    for (auto& [symbol, name] : relations_)
      formulas_.set_after(symbol, std::move(name));
    for (auto& [symbol, name] : functions_)
      formulas_.set_after(symbol, std::move(name));
  }

private:
  void declare(VariableId parameter) {
    const Variable& variable = system_[parameter];
    const std::string name = scope_.name(parameter);
    Sexpr places(std::vector<Sexpr>{});
    if (variable.is_set)
      places.items.push_back(formulas_.sort(variable.sort));
    script_.command(
        list("declare-fun", name, std::move(places), variable.is_set ? Sexpr("Bool") : formulas_.sort(variable.sort)));
  }

  /// Variables for the places of a relation or function, with their sorts.
  std::vector<Sexpr> place_variables(const std::vector<Place>& places, SmtFormulas::Scope& scope) {
    std::vector<Sexpr> made;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::string otherwise = i < 3 ? std::string(1, "xyz"[i]) : fmt::format("x{}", i);
      const std::string name = scope.name(places[i].name.empty() ? otherwise : places[i].name);
      made.push_back(scope.variable(name, formulas_.sort(places[i].sort)));
    }
    return made;
  }

  static std::vector<Sexpr> names_of(const std::vector<Sexpr>& variables) {
    std::vector<Sexpr> names;
    for (const Sexpr& variable : variables)
      names.push_back(variable.items.front());
    return names;
  }

  /// The statement's update happens at this place (section 5.2). A `for` variable that stands alone at a place is
  /// that place's value; the others are quantified. With `value`, a `set` must have that value.
  Sexpr happens(const Effect& effect, const std::vector<Term>& args, const std::vector<Sexpr>& place,
                const Term* set_to = nullptr, const Sexpr* value = nullptr) {
    SmtFormulas::Scope scope(formulas_);
    std::vector<bool> is_given(args.size(), false);
    std::vector<Binder> open;
    for (const Binder& binder : effect.binders) {
      const auto at = std::find(args.begin(), args.end(), Term(binder.variable));
      if (at == args.end()) {
        open.push_back(binder);
        continue;
      }
      const auto position = static_cast<std::size_t>(at - args.begin());
      is_given[position] = true;
      scope.bind(binder.variable, place[position]);
    }
    std::vector<Sexpr> variables = scope.open(open);
    std::vector<Sexpr> parts;
    for (std::size_t i = 0; i < args.size(); ++i)
      if (!is_given[i])
        parts.push_back(list("=", place[i], formulas_.term(args[i], When::before)));
    if (value)
      parts.push_back(list("=", *value, formulas_.term(*set_to, When::before)));
    parts.push_back(formulas_.guards(effect.binders, When::before));
    if (effect.where)
      parts.push_back(formulas_.formula(effect.where, When::before));
    return quantifier("exists", std::move(variables), conjunction(std::move(parts)));
  }

  template <class Kind>
  void define_written(const std::string& name, const std::vector<Written<Kind>>& updates, const Relation& relation) {
    SmtFormulas::Scope scope(formulas_);
    std::vector<Sexpr> variables = place_variables(relation.places, scope);
    const std::vector<Sexpr> place = names_of(variables);
    std::vector<Sexpr> cases;
    for (const Written<Kind>& written : updates) {
      cases.push_back(happens(*written.effect, written.update->args, place));
      if (relation.is_symmetric)
        cases.push_back(happens(*written.effect, written.update->args, {place[1], place[0]}));
    }
    script_.command(list("define-fun", name, Sexpr(std::move(variables)), "Bool", disjunction(std::move(cases))));
  }

  void change(RelationId id) {
    const Relation& relation = system_[id];
    const auto added = updates_of(rule_, &AddTuple::relation, id);
    const auto removed = updates_of(rule_, &RemoveTuple::relation, id);
    if (added.empty() && removed.empty())
      return;
    const std::string joins = scope_.name(relation.name + "_added"), goes = scope_.name(relation.name + "_removed");
    if (!added.empty())
      define_written(joins, added, relation);
    if (!removed.empty())
      define_written(goes, removed, relation);
    SmtFormulas::Scope scope(formulas_);
    std::vector<Sexpr> variables = place_variables(relation.places, scope);
    const std::vector<Sexpr> place = names_of(variables);
    const Sexpr is_added = added.empty() ? Sexpr("false") : applied(joins, place);
    const Sexpr is_removed = removed.empty() ? Sexpr("false") : applied(goes, place);
    if (!added.empty() && !removed.empty()) {
      script_.comment("a step that would both add and remove a tuple is no step of any run");
      script_.command(list("assert", quantifier("forall", variables, negation(conjunction({is_added, is_removed})))));
    }
    const std::string name = scope_.name(relation.name + "_after");
    const Sexpr stays = removed.empty() ? Sexpr("true") : negation(is_removed);
    script_.command(list("define-fun", name, Sexpr(std::move(variables)), "Bool",
                         disjunction({is_added, conjunction({formulas_.holds(id, place, When::before), stays})})));
    relations_.emplace_back(id, name);
  }

  void change(FunctionId id) {
    const Function& function = system_[id];
    const auto updates = updates_of(rule_, &SetValue::function, id);
    if (updates.empty())
      return;
    SmtFormulas::Scope scope(formulas_);
    std::vector<Sexpr> variables = place_variables(function.places, scope);
    const std::vector<Sexpr> place = names_of(variables);
    const Sexpr value_sort = formulas_.sort(function.result);
    const std::string value = scope.name(std::string("value")), other = scope.name(std::string("other"));
    scope.variable(value, value_sort);
    scope.variable(other, value_sort);
    const std::string is_set = scope_.name(function.name + "_set");
    std::vector<Sexpr> cases;
    const Sexpr to = value;
    for (const Written<SetValue>& written : updates)
      cases.push_back(happens(*written.effect, written.update->args, place, &written.update->value, &to));
    const auto with = [](std::vector<Sexpr> front, const std::vector<Sexpr>& more) {
      front.insert(front.end(), more.begin(), more.end());
      return front;
    };
    script_.command(list("define-fun", is_set, Sexpr(with(variables, {list(value, value_sort)})), "Bool",
                         disjunction(std::move(cases))));
    if (updates.size() > 1 || !updates.front().effect->binders.empty()) {
      script_.comment("a step that would set a place to two values is no step of any run");
      script_.command(
          list("assert", quantifier("forall", with(variables, {list(value, value_sort), list(other, value_sort)}),
                                    implication(conjunction({applied(is_set, with(place, {value})),
                                                             applied(is_set, with(place, {other}))}),
                                                list("=", value, other)))));
    }
    const std::string name = scope_.name(function.name + "_after");
    const auto ite = as_cases(id, updates, place);
    if (ite) {
      script_.command(list("define-fun", name, Sexpr(variables), value_sort, *ite));
    } else {
      Sexpr places(std::vector<Sexpr>{});
      for (const Sexpr& variable : variables)
        places.items.push_back(variable.items.back());
      script_.command(list("declare-fun", name, std::move(places), value_sort));
      const Sexpr after = applied(name, place);
      const Sexpr changes = quantifier("exists", {list(value, value_sort)}, applied(is_set, with(place, {value})));
      script_.command(list("assert", quantifier("forall", variables,
                                                list("ite", changes, applied(is_set, with(place, {after})),
                                                     list("=", after, formulas_.value(id, place, When::before))))));
    }
    functions_.emplace_back(id, name);
  }

  /// The value after the step, case by case, where each `for` variable stands at a place and so each case names its
  /// value.
  std::optional<Sexpr> as_cases(FunctionId id, const std::vector<Written<SetValue>>& updates,
                                const std::vector<Sexpr>& place) {
    Sexpr value = formulas_.value(id, place, When::before);
    for (const Written<SetValue>& written : updates) {
      SmtFormulas::Scope scope(formulas_);
      for (const Binder& binder : written.effect->binders) {
        const auto& args = written.update->args;
        const auto at = std::find(args.begin(), args.end(), Term(binder.variable));
        if (at == args.end())
          return std::nullopt;
        scope.bind(binder.variable, place[static_cast<std::size_t>(at - args.begin())]);
      }
      Sexpr condition = happens(*written.effect, written.update->args, place);
      Sexpr set_to = formulas_.term(written.update->value, When::before);
      value = list("ite", std::move(condition), std::move(set_to), std::move(value));
    }
    return value;
  }

  const System& system_;
  const Rule& rule_;
  SmtFormulas& formulas_;
  SmtFormulas::Scope& scope_;
  SmtScript& script_;
  std::vector<std::pair<RelationId, std::string>> relations_;
  std::vector<std::pair<FunctionId, std::string>> functions_;
};

} // namespace

void SmtScript::heading(const std::string& words) {
  text_ += fmt::format("\n; ---- {}\n", words);
}

void SmtScript::comment(const std::string& words) {
  text_ += fmt::format("; {}\n", on_one_line(words));
}

void SmtScript::source(const std::string& words, const Span& span) {
  comment(fmt::format("{}: {}{}", place_of(system_, span), words, system_.sources->text(span)));
}

void SmtScript::command(const Sexpr& expression) {
  for (const Sexpr& definition : formulas_.take_definitions())
    text_ += laid_out(definition) + "\n";
  text_ += laid_out(expression) + "\n";
}

void SmtScript::assertion(const Formula& formula, When when) {
  formulas_.prepare(*formula, when);
  command(list("assert", formulas_.formula(formula, when)));
}

void write_step(const System& system, RuleId rule, SmtFormulas& formulas, SmtFormulas::Scope& scope,
                SmtScript& script) {
  formulas.set_step(rule);
  StepWriter(system, rule, formulas, scope, script).run();
}

} // namespace chaperone::solver::certificate
