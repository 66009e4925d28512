// What a closure is after edges have come or gone, as formulas over the closure before: in any logic, so that the
// encoding (unrolling_closures.hpp) and a test that tries every small graph say the same. U is the closure before,
// U*(x, y) means that x is y or U(x, y).
// Sources: Dong and Su, "Incremental maintenance of recursive views using relational calculus/SQL", SIGMOD Record 2000,
// for what is added and for cuts in graphs without circles; for forests the prototype that docs/trust.md names.
// Covered by tests/solver/closure_formulas_test.cpp.
#pragma once

namespace chaperone::solver::encoding::closures {

/// `Logic` has types Value and Truth, and all_of, any_of and negation over lists of truths, equal(x, y), and
/// some_pair(body): for some u and v, body(u, v). `Edges` and `Reach` are called with two values.
template <class Logic, class Reach>
auto is_or_reaches(Logic& logic, const Reach& reach, const typename Logic::Value& x, const typename Logic::Value& y) {
  return logic.any_of({logic.equal(x, y), reach(x, y)});
}

/// An edge a→b came: exact in any graph.
template <class Logic, class Reach>
auto with_edge(Logic& logic, const Reach& before, const typename Logic::Value& a, const typename Logic::Value& b,
               const typename Logic::Value& x, const typename Logic::Value& y) {
  return logic.any_of(
      {before(x, y), logic.all_of({is_or_reaches(logic, before, x, a), is_or_reaches(logic, before, b, y)})});
}

/// Some way from x to y takes an edge of `gone`.
template <class Logic, class Reach, class Edges>
auto goes_over(Logic& logic, const Reach& before, const Edges& gone, const typename Logic::Value& x,
               const typename Logic::Value& y) {
  return logic.some_pair([&](const typename Logic::Value& u, const typename Logic::Value& v) {
    return logic.all_of({gone(u, v), is_or_reaches(logic, before, x, u), is_or_reaches(logic, before, v, y)});
  });
}

/// Edges went from a forest, that is, without a circle and with at most one edge from each individual, or at most one
/// to each: `over` says whether some way from x to y took one of them. In any graph whoever this holds of still
/// reaches.
template <class Logic, class Reach>
auto without_edges_of_forest(Logic& logic, const Reach& before, const typename Logic::Truth& over,
                             const typename Logic::Value& x, const typename Logic::Value& y) {
  return logic.all_of({before(x, y), logic.negation(over)});
}

/// Edges from one individual w went, in a graph without circles; `left` are those that stay. Whoever has another way
/// takes it at the last individual from which w is still to be reached.
template <class Logic, class Reach, class Edges>
auto without_edges_from(Logic& logic, const Reach& before, const typename Logic::Truth& over, const Edges& left,
                        const typename Logic::Value& w, const typename Logic::Value& x,
                        const typename Logic::Value& y) {
  const auto other_way = logic.some_pair([&](const typename Logic::Value& u, const typename Logic::Value& v) {
    return logic.all_of({left(u, v), is_or_reaches(logic, before, x, u), is_or_reaches(logic, before, u, w),
                         logic.negation(is_or_reaches(logic, before, v, w)), is_or_reaches(logic, before, v, y)});
  });
  return logic.all_of({before(x, y), logic.any_of({logic.negation(over), other_way})});
}

/// The same of edges to one individual w: at the first individual that is still to be reached from w.
template <class Logic, class Reach, class Edges>
auto without_edges_to(Logic& logic, const Reach& before, const typename Logic::Truth& over, const Edges& left,
                      const typename Logic::Value& w, const typename Logic::Value& x, const typename Logic::Value& y) {
  const auto other_way = logic.some_pair([&](const typename Logic::Value& u, const typename Logic::Value& v) {
    return logic.all_of({left(u, v), is_or_reaches(logic, before, x, u),
                         logic.negation(is_or_reaches(logic, before, w, u)), is_or_reaches(logic, before, w, v),
                         is_or_reaches(logic, before, v, y)});
  });
  return logic.all_of({before(x, y), logic.any_of({logic.negation(over), other_way})});
}

} // namespace chaperone::solver::encoding::closures
