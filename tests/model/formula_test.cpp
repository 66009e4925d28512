#include "model/rules/formula.hpp"
#include "model/rules/mentions.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using chaperone::tests::rules;

TEST_CASE("negating twice gives the formula back") {
  const Formula atom = make_formula(Atom{RelationId{0}, {}});
  CHECK(negation(negation(atom)) == atom);
  CHECK_FALSE(std::get<Constant>(negation(make_formula(Constant{true}))->kind).value);
}

TEST_CASE("a conjunction of nothing is true, of one part that part") {
  CHECK(std::get<Constant>(conjunction({})->kind).value);
  const Formula atom = make_formula(Atom{RelationId{0}, {}});
  CHECK(conjunction({atom}) == atom);
  CHECK(std::get<And>(conjunction({atom, atom})->kind).parts.size() == 2);
}

TEST_CASE("a formula mentions what its defines and rules read") {
  const System system = rules(R"(
    system mentions
    sort S
    relation r(S)
    relation hidden(S)
    relation asked(S)
    function f(S): S
    init empty r, hidden, asked
    define d(x: S) = hidden(x)
    rule go(x: S) { require asked(x) add r(x) }
    never p = some x: S | r(f(x)) and d(x) and can go(x)
  )");
  Mentions found;
  collect_mentions(system, system.properties[0].formula, found);
  CHECK(found.relations == std::set<RelationId>{RelationId{0}, RelationId{1}, RelationId{2}});
  CHECK(found.functions == std::set<FunctionId>{FunctionId{0}});
  CHECK(found.defines.size() == 1);
}

TEST_CASE("a term's sort is its variable's, its value's or its function's") {
  const System system = rules(R"(
    system sorts
    sort S
    enum E { a, b }
    function f(S): E
    init all x: S | f(x) = a
    rule go(x: S) { set f(x) = b }
    never p = some x: S | f(x) = b
  )");
  const auto& some = std::get<Quantified>(system.properties[0].formula->kind);
  const auto& equal = std::get<Equal>(some.body->kind);
  CHECK(sort_of(system, equal.left) == SortId{1});
  CHECK(sort_of(system, equal.right) == SortId{1});
  CHECK(sort_of(system, some.binders[0].variable) == SortId{0});
}
