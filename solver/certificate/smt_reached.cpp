// What a closure is in another state than the one that is read, as a new predicate with what is true of it. Implements
// part of smt_formulas.hpp, without code of solver/encoding/. Sections "The past" and "A way back" of
// docs/semantics.md. Covered by tests/solver/obligations_test.cpp.
#include "solver/certificate/smt_formulas.hpp"

#include "model/rules/mentions.hpp"

#include <functional>

namespace chaperone::solver::certificate {

using namespace model;

namespace {

using Pairs = std::function<Sexpr(const Sexpr&, const Sexpr&)>;

Sexpr same_or(const Pairs& reach, const Sexpr& x, const Sexpr& y) {
  return disjunction({list("=", x, y), reach(x, y)});
}

} // namespace

/// The variables around the node that it mentions. Sets that have no name of their own are not said.
std::vector<VariableId> SmtFormulas::meant_around(const Reached& node, std::string& sets) const {
  Mentions mentions;
  collect_mentions(system_, node.step, mentions);
  std::vector<VariableId> found;
  for (const VariableId variable : mentions.variables) {
    const Meaning& meaning = meanings_[variable.index];
    if (variable == node.tail || variable == node.head || std::holds_alternative<std::monostate>(meaning))
      continue;
    if (const auto* set = std::get_if<SetMeaning>(&meaning)) {
      const auto* named = std::get_if<NamedSet>(set);
      if (named == nullptr)
        throw NotWritten{"it asks what `" + system_[node.closure].name + "` is in another state, for some set"};
      sets += named->predicate + " ";
    } else {
      found.push_back(variable);
    }
  }
  return found;
}

Sexpr SmtFormulas::reached(const Reached& node, When when) {
  std::string sets;
  const std::vector<VariableId> around = meant_around(node, sets);
  const auto [known, is_new] = reached_.try_emplace({node.step, when, sets});
  if (is_new) {
    known->second = names_.take(system_[node.closure].name + "_then");
    std::vector<Sexpr> sorts;
    for (const VariableId variable : around)
      sorts.push_back(sort(system_[variable].sort));
    for (int end = 0; end < 2; ++end)
      sorts.push_back(sort(system_[node.tail].sort));
    definitions_.push_back(list("declare-fun", known->second, Sexpr(std::move(sorts)), "Bool"));
    say_of_reached(node, known->second, around, when);
  }
  std::vector<Sexpr> args;
  for (const VariableId variable : around)
    args.push_back(std::get<Sexpr>(meanings_[variable.index]));
  args.push_back(term(node.from, when));
  args.push_back(term(node.to, when));
  return applied(known->second, std::move(args));
}

/// It holds each step and leads on, and where steps went or came what is sure of it.
void SmtFormulas::say_of_reached(const Reached& node, const std::string& name, const std::vector<VariableId>& around,
                                 When when) {
  Scope scope(*this);
  std::vector<Sexpr> variables, outer;
  for (const VariableId variable : around) {
    outer.emplace_back(scope.name(variable));
    variables.push_back(scope.variable(outer.back().word, sort(system_[variable].sort)));
  }
  const Pairs now = [&](const Sexpr& x, const Sexpr& y) {
    std::vector<Sexpr> args = outer;
    args.push_back(x);
    args.push_back(y);
    return applied(name, std::move(args));
  };
  const Pairs step = [&](const Sexpr& x, const Sexpr& y) {
    Scope ends(*this);
    ends.bind(node.tail, x);
    ends.bind(node.head, y);
    return formula(node.step, when);
  };
  const Pairs before = [&](const Sexpr& x, const Sexpr& y) { return holds(node.closure, {x, y}, when); };
  const Pairs old_step = [&](const Sexpr& x, const Sexpr& y) {
    if (const auto* base = std::get_if<RelationId>(&system_[node.closure].closure_of))
      return holds(*base, {x, y}, when);
    return applied(define_name(std::get<DefineId>(system_[node.closure].closure_of), when), {x, y});
  };
  const auto of_all = [&](std::size_t count, const auto& body, const char* word = "forall") {
    Scope inner(*this);
    std::vector<Sexpr> names, bound;
    for (std::size_t i = 0; i < count; ++i) {
      names.emplace_back(inner.name(std::string(1, "xyz"[i])));
      bound.push_back(inner.variable(names.back().word, sort(system_[node.tail].sort)));
    }
    return quantifier(word, std::move(bound), body(names));
  };
  const auto say = [&](Sexpr claim) {
    definitions_.push_back(list("assert", quantifier("forall", variables, std::move(claim))));
  };
  say(of_all(2, [&](const auto& v) { return implication(step(v[0], v[1]), now(v[0], v[1])); }));
  if (system_[node.closure].is_symmetric)
    say(of_all(2, [&](const auto& v) { return list("=", now(v[0], v[1]), now(v[1], v[0])); }));
  say(of_all(3, [&](const auto& v) {
    return implication(conjunction({now(v[0], v[1]), now(v[1], v[2])}), now(v[0], v[2]));
  }));
  for (const bool is_turned : {false, true})
    say(of_all(1, [&](const auto& v) {
      const auto some_other = [&](const Pairs& pairs) {
        return of_all(
            1, [&](const auto& w) { return is_turned ? pairs(w[0], v[0]) : pairs(v[0], w[0]); }, "exists");
      };
      return disjunction({some_other(step), negation(some_other(now))});
    }));
  const auto goes_over = [&](const Sexpr& x, const Sexpr& y) {
    return of_all(
        2,
        [&](const auto& v) {
          return conjunction(
              {old_step(v[0], v[1]), negation(step(v[0], v[1])), same_or(before, x, v[0]), same_or(before, v[1], y)});
        },
        "exists");
  };
  say(of_all(2, [&](const auto& v) {
    return implication(conjunction({before(v[0], v[1]), negation(goes_over(v[0], v[1]))}), now(v[0], v[1]));
  }));
  const Sexpr none_came = of_all(2, [&](const auto& v) { return implication(step(v[0], v[1]), old_step(v[0], v[1])); });
  say(implication(none_came,
                  of_all(2, [&](const auto& v) { return implication(now(v[0], v[1]), before(v[0], v[1])); })));
  const auto is_single = [&](bool is_turned) {
    return of_all(3, [&](const auto& v) {
      const auto leads = [&](const Sexpr& x, const Sexpr& y) { return is_turned ? old_step(y, x) : old_step(x, y); };
      return implication(conjunction({leads(v[0], v[1]), leads(v[0], v[2])}), list("=", v[1], v[2]));
    });
  };
  const Sexpr has_no_circle = of_all(1, [&](const auto& v) { return negation(before(v[0], v[0])); });
  say(implication(
      conjunction({none_came, disjunction({is_single(false), is_single(true)}), has_no_circle}),
      of_all(2, [&](const auto& v) { return implication(now(v[0], v[1]), negation(goes_over(v[0], v[1]))); })));
}

} // namespace chaperone::solver::certificate
