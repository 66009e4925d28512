// Rules without some of their clauses.
#include "model/facts/clauses.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using model::Clause;

namespace {

const std::string clause_door = "system door sort P relation invited(P) relation inside(P) relation banned(P) "
                                "init empty invited, inside "
                                "rule invite(p: P) { require not invited(p) and not banned(p) add invited(p) } "
                                "rule enter(p: P) { require invited(p) add inside(p) remove invited(p) } "
                                "always guests = all p: P | invited(p) implies can enter(p)";

std::vector<std::string> words_of_all(const model::System& system) {
  std::vector<std::string> made;
  for (const Clause& clause : model::clauses_of(system))
    made.push_back(model::words_of(system, clause));
  return made;
}

} // namespace

TEST_CASE("what a requirement joins by `and` is so many clauses") {
  const model::System system = model::with_clauses_apart(tests::rules(clause_door));
  CHECK(words_of_all(system) == std::vector<std::string>{"init empty invited", "init empty inside",
                                                         "require not invited(p)", "require not banned(p)",
                                                         "add invited(p)", "require invited(p)", "add inside(p)",
                                                         "remove invited(p)"});
}

TEST_CASE("rules without a clause keep all others") {
  const model::System system = model::with_clauses_apart(tests::rules(clause_door));
  const std::vector<Clause> clauses = model::clauses_of(system);
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    std::vector<std::string> expected = words_of_all(system);
    expected.erase(expected.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(words_of_all(model::without(system, clauses, {i})) == expected);
  }
  CHECK(words_of_all(model::without(system, clauses, {0, 2, 3, 7})) ==
        std::vector<std::string>{"init empty inside", "add invited(p)", "require invited(p)", "add inside(p)"});
}

TEST_CASE("a run of rules without some clauses says which of them it does not keep") {
  const model::System system = model::with_clauses_apart(tests::rules(
      clause_door + " scenario late { given banned(Ann), inside(Ann) invite(Ann) allowed enter(Bea) allowed }"));
  const std::vector<Clause> clauses = model::clauses_of(system);
  const model::ClauseSet removed{1, 2, 3, 5};
  const model::System changed = model::without(system, clauses, removed);
  CHECK(model::broken_by(system, clauses, changed, system.scenarios.front()) == model::ClauseSet{1, 3, 5});
}

TEST_CASE("the rules that a promise asks about are found through defines") {
  const model::System system = tests::rules(clause_door);
  CHECK(model::rules_asked_by(system, system.properties.front().formula) == std::set{model::RuleId{1}});
}
