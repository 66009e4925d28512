// Rules with one rule changed are held against a search of those rules from the beginning.
#include "generators/goals/goals.hpp"
#include "solver/small/search.hpp"
#include "solver/small/variants.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <numeric>

using namespace chaperone;
using namespace chaperone::model;
using namespace chaperone::solver;

TEST_CASE("a variant answers what a search of its rules answers, whichever rule is changed and however") {
  std::size_t answered = 0, not_answered = 0, otherwise = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const System system = tests::rules(tests::random_system(seed));
    const System probed =
        generators::with_probe(generators::list_goals(system, {generators::GoalKind::mutants}).system);
    std::vector<StepQuestion> questions;
    for (const Property& property : probed.properties)
      if (!property.is_about_steps)
        questions.push_back({{static_cast<std::uint32_t>(probed.rules.size() - 1)},
                             property.kind == PropertyKind::always ? negation(property.formula) : property.formula});
    SearchBounds bounds;
    bounds.depth = 3;
    bounds.worlds = 4;
    const small::Variants variants(probed, questions, bounds);
    std::vector<std::size_t> all(questions.size());
    std::iota(all.begin(), all.end(), std::size_t(0));
    const std::vector<bool> of_the_rules = variants.are_answered(probed, RuleId{0}, all);
    const generators::Goals goals = generators::list_goals(system, {generators::GoalKind::mutants});
    for (std::size_t goal = 0; goal < goals.goals.size(); goal += 7) {
      INFO("seed " << seed << ": " << goals.goals[goal].claim);
      System variant = probed;
      const RuleId changed = goals.goals[goal].question.rule;
      variant.rules[changed.index] = *goals.goals[goal].mutant;
      const std::vector<bool> found = variants.are_answered(variant, changed, all);
      const auto expected = small::search(variant, questions, bounds);
      for (std::size_t i = 0; i < questions.size(); ++i) {
        REQUIRE(found[i] == expected[i].has_value());
        ++(found[i] ? answered : not_answered);
        otherwise += found[i] != of_the_rules[i] ? 1U : 0U;
      }
    }
  }
  CHECK(answered > 100);
  CHECK(not_answered > 100);
  CHECK(otherwise > 2);
}

TEST_CASE("what a promise says of `can` is read anew where the rule is changed") {
  const System system = generators::with_probe(tests::rules(R"(
    system hall
    sort User
    relation inside(User)
    init empty inside
    define stuck(u: User) = inside(u) and not can leave(u)
    rule enter(who: User) { add inside(who) }
    rule leave(who: User) { require inside(who) remove inside(who) }
    never trapped = some u: User | stuck(u)
  )"));
  const small::Variants variants(system, {{{2}, system.properties[0].formula}}, {});
  CHECK(variants.are_answered(system, RuleId{0}, {0}) == std::vector<bool>{false});
  System variant = system;
  variant.rules[1].requirements[0].formula = negation(variant.rules[1].requirements[0].formula);
  CHECK(variants.are_answered(variant, RuleId{1}, {0}) == std::vector<bool>{true});
}
