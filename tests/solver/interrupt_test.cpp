// What ends one check ends no other.
#include "solver/api/interrupt.hpp"
#include "solver/check.hpp"
#include "tests/model/rules.hpp"
#include "tests/solver/verdicts.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <future>

using namespace chaperone;
using solver::Interrupt;

namespace {

/// An even number of things is lit, which no universal invariant says: it is looked for until the end.
model::System endless() {
  return tests::rules("system s sort Thing relation lit(Thing) init empty lit "
                      "rule flip(a, b: Thing) { require a != b "
                      "add lit(a) where not lit(a) remove lit(a) where lit(a) "
                      "add lit(b) where not lit(b) remove lit(b) where lit(b) } "
                      "possible alone = one t: Thing | lit(t)");
}

} // namespace

TEST_CASE("an interrupt tells who listens, and stays") {
  Interrupt one, other;
  int heard = 0;
  {
    const Interrupt::Listener listener(one, [&] { ++heard; });
    one.request();
    one.request();
  }
  one.request();
  CHECK(heard == 2);
  CHECK(one.is_requested());
  CHECK_FALSE(other.is_requested());
  Interrupt::request_all();
  CHECK(other.is_requested());
  CHECK_FALSE(Interrupt().is_requested());
}

TEST_CASE("a check that runs out of time neither ends nor revives one beside it") {
  const model::System ends = tests::rules("system s sort User relation inside(User) relation friend(User, User) "
                                          "init empty inside, friend "
                                          "rule meet(a, b: User) { require a != b add friend(a, b) } "
                                          "rule enter(u, by: User) { require friend(u, by) add inside(u) } "
                                          "never strangers = some u: User | inside(u) and no v: User | friend(u, v) "
                                          "possible two = at least 2 u: User | inside(u)");
  const model::System never_ends = endless();
  for (int round = 0; round < 20; ++round) {
    auto cut = std::async(std::launch::async, [&] {
      solver::Options options;
      options.depth = 1'000'000;
      options.timeout = std::chrono::milliseconds(5 + 3 * round);
      return solver::check(never_ends, options);
    });
    for (int i = 0; i < 3; ++i) {
      const solver::CheckResult whole = solver::check(ends, {});
      CHECK_FALSE(whole.was_interrupted);
      tests::verdict<solver::Proved>(whole, 0);
      CHECK(tests::verdict<solver::Shown>(whole, 1).steps == 4);
    }
    const solver::CheckResult stopped = cut.get();
    CHECK_FALSE(stopped.was_interrupted);
    const solver::Verdict& verdict = stopped.properties.at(0).verdict;
    const auto* bounded = std::get_if<solver::Bounded>(&verdict); // small sizes were all seen by then
    const std::string& reason = bounded ? bounded->reason : tests::verdict<solver::Unknown>(stopped).reason;
    CHECK(reason.find("out of time") != std::string::npos);
  }
}
