// See smt_closures.hpp.
#include "solver/certificate/smt_closures.hpp"

#include "model/rules/walk.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::certificate {

using namespace model;

namespace {

/// x is y or reaches it.
template <class Pairs> Sexpr is_or_reaches(const Pairs& reach, const Sexpr& x, const Sexpr& y) {
  return disjunction({list("=", x, y), reach(x, y)});
}

Sexpr iff(Sexpr left, Sexpr right) {
  return list("=", std::move(left), std::move(right));
}

/// Does the term stand for one individual, whatever the statement's `for` variables are?
bool is_one(const Effect& effect, const Term& term) {
  bool is_open = false;
  walk_term(term, [&](const Term& part) {
    is_open = is_open ||
              std::ranges::any_of(effect.binders, [&](const Binder& binder) { return part == Term(binder.variable); });
  });
  return !is_open;
}

} // namespace

Sexpr SmtClosures::edge(RelationId closure, const Sexpr& from, const Sexpr& to, When when) {
  return std::visit(overload{
                        [](std::monostate) { return Sexpr("false"); },
                        [&](RelationId base) {
                          return formulas_.holds(base, {from, to}, when);
                        },
                        [&](DefineId base) {
                          return applied(formulas_.define_name(base, when), {from, to});
                        },
                    },
                    system_[closure].closure_of);
}

Sexpr SmtClosures::for_all(RelationId closure, std::size_t count,
                           const std::function<Sexpr(const std::vector<Sexpr>&)>& body, const char* word) {
  SmtFormulas::Scope scope(formulas_);
  const Sexpr sort = formulas_.sort(system_[closure].places[0].sort);
  std::vector<Sexpr> names, variables;
  for (std::size_t i = 0; i < count; ++i) {
    names.emplace_back(scope.name(std::string(1, "xyz"[i])));
    variables.push_back(scope.variable(names.back().word, sort));
  }
  return quantifier(word, std::move(variables), body(names));
}

void SmtClosures::assert_that(Sexpr claim) {
  script_.command(list("assert", std::move(claim)));
}

SmtClosures::Pairs SmtClosures::define(RelationId closure, const std::string& name, const Pairs& body) {
  SmtFormulas::Scope scope(formulas_);
  const Sexpr sort = formulas_.sort(system_[closure].places[0].sort);
  const std::string x = scope.name(std::string("x")), y = scope.name(std::string("y"));
  Sexpr variables(std::vector<Sexpr>{scope.variable(x, sort), scope.variable(y, sort)});
  script_.command(list("define-fun", name, std::move(variables), "Bool", body(x, y)));
  return [name](const Sexpr& from, const Sexpr& to) { return list(name, from, to); };
}

SmtClosures::Pairs SmtClosures::declare(RelationId closure, const std::string& name) {
  const Sexpr sort = formulas_.sort(system_[closure].places[0].sort);
  script_.command(list("declare-fun", name, list(sort, sort), "Bool"));
  Pairs made = [name](const Sexpr& from, const Sexpr& to) { return list(name, from, to); };
  if (system_[closure].is_symmetric)
    assert_that(for_all(closure, 2, [&](const auto& v) { return list("=", made(v[0], v[1]), made(v[1], v[0])); }));
  return made;
}

void SmtClosures::contains_and_is_transitive(RelationId closure, const Pairs& edge, const Pairs& reach) {
  assert_that(for_all(closure, 2, [&](const auto& v) { return implication(edge(v[0], v[1]), reach(v[0], v[1])); }));
  assert_that(for_all(closure, 3, [&](const auto& v) {
    return implication(conjunction({reach(v[0], v[1]), reach(v[1], v[2])}), reach(v[0], v[2]));
  }));
}

Sexpr SmtClosures::has_no_circle(RelationId closure, const Pairs& reach) {
  return for_all(closure, 1, [&](const auto& v) { return negation(reach(v[0], v[0])); });
}

Sexpr SmtClosures::is_forest(RelationId closure, const Pairs& edge, const Pairs& reach) {
  const Sexpr one_up = for_all(closure, 3, [&](const auto& v) {
    return implication(conjunction({edge(v[0], v[1]), edge(v[0], v[2])}), list("=", v[1], v[2]));
  });
  const Sexpr one_down = for_all(closure, 3, [&](const auto& v) {
    return implication(conjunction({edge(v[1], v[0]), edge(v[2], v[0])}), list("=", v[1], v[2]));
  });
  return conjunction({disjunction({one_up, one_down}), has_no_circle(closure, reach)});
}

void SmtClosures::suppose(bool at_start) {
  for (const RelationId closure : closures_) {
    const std::string& name = system_[closure].name;
    script_.heading(fmt::format("assumed of `{}`, as of every closure", name));
    const Pairs one = [&](const Sexpr& x, const Sexpr& y) { return edge(closure, x, y, When::before); };
    const Pairs reach = [&](const Sexpr& x, const Sexpr& y) { return formulas_.holds(closure, {x, y}, When::before); };
    script_.comment("it contains each step, and leads on from where it leads to");
    contains_and_is_transitive(closure, one, reach);
    script_.comment("without any step it leads nowhere");
    assert_that(implication(for_all(closure, 2, [&](const auto& v) { return negation(one(v[0], v[1])); }),
                            for_all(closure, 2, [&](const auto& v) { return negation(reach(v[0], v[1])); })));
    for (const bool is_turned : {false, true}) {
      script_.comment(is_turned ? "where at most one step leads to each, all before it are in one line"
                                : "where at most one step leads from each, all behind it are in one line");
      const Pairs step = [&](const Sexpr& x, const Sexpr& y) { return is_turned ? one(y, x) : one(x, y); };
      const Pairs way = [&](const Sexpr& x, const Sexpr& y) { return is_turned ? reach(y, x) : reach(x, y); };
      const Sexpr is_single = for_all(closure, 3, [&](const auto& v) {
        return implication(conjunction({step(v[0], v[1]), step(v[0], v[2])}), list("=", v[1], v[2]));
      });
      const Sexpr in_line = for_all(closure, 3, [&](const auto& v) {
        return implication(conjunction({way(v[0], v[1]), way(v[0], v[2])}),
                           disjunction({list("=", v[1], v[2]), way(v[1], v[2]), way(v[2], v[1])}));
      });
      const Sexpr over_the_next = for_all(closure, 3, [&](const auto& v) {
        return implication(conjunction({step(v[0], v[1]), way(v[0], v[2])}), is_or_reaches(way, v[1], v[2]));
      });
      assert_that(implication(is_single, conjunction({in_line, over_the_next})));
      if (at_start) {
        script_.comment(is_turned ? "and some last step" : "whoever reaches somebody takes some first step");
        assert_that(for_all(closure, 2, [&](const auto& v) {
          return implication(way(v[0], v[1]),
                             for_all(
                                 closure, 1, [&](const auto& next) { return step(v[0], next[0]); }, "exists"));
        }));
      }
    }
  }
}

bool SmtClosures::changes(RelationId closure) const {
  return std::visit(overload{
                        [](std::monostate) { return false; },
                        [&](const auto& base) { return formulas_.changes(base); },
                    },
                    system_[closure].closure_of);
}

SmtClosures::Named SmtClosures::named_by(RelationId closure, RuleId rule) {
  Named named;
  const auto* base = std::get_if<RelationId>(&system_[closure].closure_of);
  std::vector<Sexpr> individuals;
  std::size_t cuts = 0, additions = 0;
  const auto term = [&](const Term& it) { return formulas_.term(it, When::before); };
  const auto note = [&](const Effect& effect, const Term& it) {
    if (!is_one(effect, it) || sort_of(system_, it) != system_[closure].places[0].sort)
      return;
    Sexpr written = term(it);
    if (std::ranges::find(individuals, written) == individuals.end())
      individuals.push_back(std::move(written));
  };
  for (const Effect& effect : stated_effects(system_[rule]))
    for (const Update& update : effect.updates) {
      if (base == nullptr) {
        std::visit(
            [&](const auto& it) {
              for (const Term& arg : it.args)
                note(effect, arg);
            },
            update);
        if (const auto* set = std::get_if<SetValue>(&update))
          note(effect, set->value);
      } else if (const auto* add = std::get_if<AddTuple>(&update); add != nullptr && add->relation == *base) {
        ++additions;
        const bool is_from = is_one(effect, add->args[0]), is_to = is_one(effect, add->args[1]);
        if (is_from && is_to) {
          named.added.push_back({term(add->args[0]), term(add->args[1])});
          if (system_[*base].is_symmetric)
            named.added.push_back({term(add->args[1]), term(add->args[0])});
          continue;
        }
        named.names_every_edge = false;
        if (additions == 1 && is_from)
          named.added_from = term(add->args[0]);
        if (additions == 1 && is_to)
          named.added_to = term(add->args[1]);
      } else if (const auto* remove = std::get_if<RemoveTuple>(&update);
                 remove != nullptr && remove->relation == *base && ++cuts == 1) {
        if (is_one(effect, remove->args[0]))
          named.cut_from = term(remove->args[0]);
        else if (is_one(effect, remove->args[1]))
          named.cut_to = term(remove->args[1]);
      }
    }
  if (cuts > 1)
    named.cut_from = named.cut_to = std::nullopt;
  if (base == nullptr)
    for (const Sexpr& from : individuals)
      for (const Sexpr& to : individuals)
        if (!(from == to))
          named.added.push_back({from, to});
  return named;
}

void SmtClosures::after_step(RuleId rule, SmtFormulas::Scope& scope) {
  for (const RelationId closure : closures_) {
    if (!changes(closure))
      continue;
    const std::string& name = system_[closure].name;
    script_.heading(fmt::format("assumed of `{}` after the step", name));
    const Pairs before = [&](const Sexpr& x, const Sexpr& y) { return formulas_.holds(closure, {x, y}, When::before); };
    const Named named = named_by(closure, rule);
    script_.comment("the steps that stay, and the closure of those");
    const Pairs kept = define(closure, scope.name(name + "_steps_left"), [&](const Sexpr& x, const Sexpr& y) {
      return conjunction({edge(closure, x, y, When::before), edge(closure, x, y, When::after)});
    });
    const Pairs left = declare(closure, scope.name(name + "_left"));
    contains_and_is_transitive(closure, kept, left);
    cut(closure, named, before, left, kept, scope);
    const std::string after = scope.name(name + "_after");
    script_.comment("the closure after the step");
    grow(closure, named, left, kept, declare(closure, after), scope);
    formulas_.set_after(closure, after);
  }
}

void SmtClosures::cut(RelationId closure, const Named& named, const Pairs& before, const Pairs& left, const Pairs& kept,
                      SmtFormulas::Scope& scope) {
  const Pairs one = [&](const Sexpr& x, const Sexpr& y) { return edge(closure, x, y, When::before); };
  const Pairs is_cut = define(closure, scope.name(system_[closure].name + "_cut"), [&](const Sexpr& x, const Sexpr& y) {
    return for_all(
        closure, 2,
        [&](const auto& v) {
          return conjunction({one(v[0], v[1]), negation(kept(v[0], v[1])), is_or_reaches(before, x, v[0]),
                              is_or_reaches(before, v[1], y)});
        },
        "exists");
  });
  script_.comment("nothing new is reached, and whoever took no step that goes still reaches");
  assert_that(for_all(closure, 2, [&](const auto& v) { return implication(left(v[0], v[1]), before(v[0], v[1])); }));
  assert_that(for_all(closure, 2, [&](const auto& v) {
    return implication(conjunction({before(v[0], v[1]), negation(is_cut(v[0], v[1]))}), left(v[0], v[1]));
  }));
  script_.comment("in a forest nobody else does");
  assert_that(implication(is_forest(closure, one, before), for_all(closure, 2, [&](const auto& v) {
                            return implication(left(v[0], v[1]), negation(is_cut(v[0], v[1])));
                          })));
  if (!named.cut_from && !named.cut_to)
    return;
  const Sexpr& end = named.cut_from ? *named.cut_from : *named.cut_to;
  const Sexpr at_one = for_all(closure, 2, [&](const auto& v) {
    return implication(conjunction({one(v[0], v[1]), negation(kept(v[0], v[1]))}),
                       list("=", named.cut_from ? v[0] : v[1], end));
  });
  script_.comment("without circles, where all steps that go are at one individual: whoever has another way");
  assert_that(implication(
      conjunction({has_no_circle(closure, before), at_one}), for_all(closure, 2, [&](const auto& v) {
        const Sexpr other_way = for_all(
            closure, 2,
            [&](const auto& w) {
              std::vector<Sexpr> parts{kept(w[0], w[1]), is_or_reaches(before, v[0], w[0]),
                                       is_or_reaches(before, w[1], v[1])};
              if (named.cut_from) {
                parts.push_back(is_or_reaches(before, w[0], end));
                parts.push_back(negation(is_or_reaches(before, w[1], end)));
              } else {
                parts.push_back(negation(is_or_reaches(before, end, w[0])));
                parts.push_back(is_or_reaches(before, end, w[1]));
              }
              return conjunction(std::move(parts));
            },
            "exists");
        return iff(left(v[0], v[1]),
                   conjunction({before(v[0], v[1]), disjunction({negation(is_cut(v[0], v[1])), other_way})}));
      })));
}

void SmtClosures::grow(RelationId closure, const Named& named, const Pairs& left, const Pairs& kept, const Pairs& after,
                       SmtFormulas::Scope& scope) {
  const Pairs one = [&](const Sexpr& x, const Sexpr& y) { return edge(closure, x, y, When::after); };
  contains_and_is_transitive(closure, one, after);
  assert_that(for_all(closure, 2, [&](const auto& v) { return implication(left(v[0], v[1]), after(v[0], v[1])); }));
  const auto exact_if = [&](const std::function<Sexpr(const Sexpr&, const Sexpr&)>& may_be_new, const Pairs& formula) {
    assert_that(implication(
        for_all(closure, 2,
                [&](const auto& v) {
                  return implication(one(v[0], v[1]), disjunction({kept(v[0], v[1]), may_be_new(v[0], v[1])}));
                }),
        for_all(closure, 2, [&](const auto& v) { return iff(after(v[0], v[1]), formula(v[0], v[1])); })));
  };
  const auto with_edge = [&](const Pairs& reach, const Edge& added) -> Pairs {
    return [&, reach, added](const Sexpr& x, const Sexpr& y) {
      return disjunction({reach(x, y), conjunction({one(added.from, added.to), is_or_reaches(reach, x, added.from),
                                                    is_or_reaches(reach, added.to, y)})});
    };
  };
  script_.comment("if no step comes");
  exact_if([](const Sexpr&, const Sexpr&) { return Sexpr("false"); }, left);
  const bool is_by_define = std::holds_alternative<DefineId>(system_[closure].closure_of);
  const auto is_edge = [](const Edge& added, const Sexpr& x, const Sexpr& y) {
    return conjunction({list("=", x, added.from), list("=", y, added.to)});
  };
  if (is_by_define) {
    for (const Edge& added : named.added) {
      script_.comment("if just one comes, between individuals that the rule names");
      exact_if([&](const Sexpr& x, const Sexpr& y) { return is_edge(added, x, y); }, with_edge(left, added));
    }
    return;
  }
  if (named.names_every_edge && !named.added.empty()) {
    script_.comment("the steps that the rule names come one after the other");
    Pairs reach = left;
    for (std::size_t i = 0; i < named.added.size(); ++i)
      reach = define(closure, scope.name(fmt::format("{}_with_{}", system_[closure].name, i + 1)),
                     with_edge(reach, named.added[i]));
    exact_if(
        [&](const Sexpr& x, const Sexpr& y) {
          std::vector<Sexpr> ways;
          for (const Edge& added : named.added)
            ways.push_back(is_edge(added, x, y));
          return disjunction(std::move(ways));
        },
        reach);
  }
  if ((named.added_from || named.added_to) && named.added.empty()) {
    script_.comment("if all that come are at one individual, no way takes two of them");
    const Sexpr& end = named.added_from ? *named.added_from : *named.added_to;
    exact_if([&](const Sexpr& x, const Sexpr& y) { return list("=", named.added_from ? x : y, end); },
             [&](const Sexpr& x, const Sexpr& y) {
               return disjunction({left(x, y), for_all(
                                                   closure, 2,
                                                   [&](const auto& v) {
                                                     return conjunction({one(v[0], v[1]), negation(kept(v[0], v[1])),
                                                                         is_or_reaches(left, x, v[0]),
                                                                         is_or_reaches(left, v[1], y)});
                                                   },
                                                   "exists")});
             });
  }
}

} // namespace chaperone::solver::certificate
