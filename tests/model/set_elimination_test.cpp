#include "model/steps/set_elimination.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using model::steps::deciding_set;

namespace {

/// The set that decides a rule whose set parameter comes second, with these requirements.
std::optional<model::steps::DecidingSet> deciding(const std::string& requirements) {
  const model::System system =
      tests::rules("system s sort User relation knows(User, User) relation good(User) init empty knows, good "
                   "rule pick(a: User, s: set of User) { " +
                   requirements + " add good(a) } never n = some u: User | good(u)");
  return deciding_set(system.rules[0], system.rules[0].parameters[1]);
}

} // namespace

TEST_CASE("bounds from above are decided by the largest set that they allow") {
  const auto set = deciding("require all u: s | knows(a, u) require some u: s | good(u)");
  REQUIRE(set);
  CHECK(set->is_intersection);
  CHECK(set->bounds.size() == 1);
}

TEST_CASE("requirements that more elements can only help are decided by everybody") {
  const auto set = deciding("require a in s require at least 3 u: s | good(u)");
  REQUIRE(set);
  CHECK(set->is_intersection);
  CHECK(set->bounds.empty());
}

TEST_CASE("requirements that more elements can only hurt are decided by nobody") {
  const auto set = deciding("require at most 2 u: s | good(u) require a not in s");
  REQUIRE(set);
  CHECK_FALSE(set->is_intersection);
  CHECK(set->bounds.empty());
}

TEST_CASE("bounds from below are decided by the smallest set that they allow") {
  const auto set = deciding("require all u: User | good(u) implies u in s require no u: s | knows(u, a)");
  REQUIRE(set);
  CHECK_FALSE(set->is_intersection);
  CHECK(set->bounds.size() == 1);
}

TEST_CASE("whoever must be in the set is in the smallest one, which decides what more elements can only hurt") {
  const auto set = deciding("require a in s require lone u: s | u != a require at most 3 u: s | good(u)");
  REQUIRE(set);
  CHECK_FALSE(set->is_intersection);
  CHECK(set->bounds.empty());
  REQUIRE(set->members.size() == 1);
  CHECK_FALSE(deciding("require a in s require one u: s | good(u)"));
}

TEST_CASE("needing some elements and limiting their number is not decided by one set") {
  CHECK_FALSE(deciding("require one u: s | good(u)"));
  CHECK_FALSE(deciding("require some u: s | good(u) require lone u: s | knows(a, u)"));
}
