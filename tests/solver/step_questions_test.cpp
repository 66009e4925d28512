// Questions about single steps that a search of small groups leaves to the solver.
#include "solver/step_questions.hpp"
#include "solver/warnings/doubt.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::model;
using namespace chaperone::solver;

namespace {

/// Nobody is ever inside without being let in, so that `expel` never finds anybody.
System club() {
  return tests::rules("system s sort User relation let_in(User) relation inside(User) init empty let_in, inside "
                      "rule admit(u: User) { add let_in(u) } "
                      "rule enter(u: User) { require let_in(u) add inside(u) } "
                      "rule expel(u: User) { require inside(u) and not let_in(u) remove inside(u) } "
                      "always let_in_first = all u: User | inside(u) implies let_in(u)");
}

constexpr RuleId admit{0}, enter{1}, expel{2};
constexpr PropertyId let_in_first{0};

StepQuestion is_allowed(const System& system, RuleId rule) {
  return {rule,
          system[rule].requirements.empty() ? make_formula(Constant{true}) : system[rule].requirements.front().formula};
}

} // namespace

TEST_CASE("of some rules those are in doubt that no small state takes in which all that is known holds") {
  const System system = club();
  const Interrupt never;
  const auto in_doubt = [&](const std::vector<Formula>& known) {
    return warnings::rules_in_doubt(system, known, {admit, enter, expel}, 2, never);
  };
  CHECK(in_doubt({}).empty());
  CHECK(in_doubt({system[let_in_first].formula}) == std::vector{expel});
  const Formula nothing = make_formula(Constant{false});
  CHECK(in_doubt({nothing}) == std::vector{admit, enter, expel});
}

TEST_CASE("what is proved of a file is asked for where a question is left, and rules a step out") {
  const System system = club();
  int asked = 0;
  StepOptions options;
  options.proved = [&] {
    ++asked;
    return std::vector{let_in_first};
  };
  const auto answer = [&](RuleId rule) { return solver::answer(system, {is_allowed(system, rule)}, options).front(); };
  CHECK(std::holds_alternative<Answered>(answer(enter)));
  CHECK(asked == 0);
  CHECK(std::holds_alternative<ProvedImpossible>(answer(expel)));
  CHECK(asked == 1);
  options.proved = {};
  CHECK(std::holds_alternative<ProvedImpossible>(answer(expel)));
}
