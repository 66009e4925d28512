// What a round may spend.
#include "solver/strategy/rounds.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::solver;
using strategy::Round;
using strategy::round_of;

TEST_CASE("each round doubles what a question may cost, until the last") {
  for (const Effort effort : {Effort::full, Effort::some}) {
    Options options;
    options.effort = effort;
    Round before = round_of(options, 0);
    CHECK(before.explicit_steps > 0);
    CHECK(before.limits.finite_choices > 0); // 0 would be without an end
    CHECK(before.depth < options.depth);
    for (std::uint32_t number = 1; !before.is_last; ++number) {
      REQUIRE(number < 20);
      const Round next = round_of(options, number);
      CHECK(next.limits.proof_resources > before.limits.proof_resources);
      CHECK(next.limits.proof_resources <= 2 * before.limits.proof_resources);
      CHECK(next.limits.finite_choices >= before.limits.finite_choices);
      CHECK(next.limits.finite_conflicts >= before.limits.finite_conflicts);
      CHECK(next.learning_questions >= before.learning_questions);
      CHECK(next.depth >= before.depth);
      CHECK(next.explicit_steps >= before.explicit_steps);
      before = next;
    }
    CHECK(before.depth == options.depth);
  }
}

TEST_CASE("one of a suite's many questions may cost less than a verdict") {
  Options one, many;
  many.effort = Effort::some;
  CHECK(round_of(many, 30).limits.proof_resources < round_of(one, 30).limits.proof_resources);
  CHECK(round_of(many, 30).learning_questions < round_of(one, 30).learning_questions);
}
