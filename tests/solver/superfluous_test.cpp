// What rules say in vain.
#include "solver/explanation/reliance.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::explanation::Superfluous;

namespace {

const std::string vain_club = "system vain sort P relation invited(P) relation inside(P) relation banned(P) "
                              "init empty invited, inside, banned "
                              "rule invite(p: P) { require not invited(p) add invited(p) } "
                              "rule enter(p: P) { require not inside(p) require invited(p) add inside(p) } "
                              "rule serve(p: P) { require inside(p) require invited(p) } "
                              "rule never_done(p, q: P) { require inside(p) and p != q and not invited(p) } "
                              "never quiet = some p, q: P | inside(p) and banned(q) and not invited(q) "
                              "never outsider = some p: P | inside(p) and not invited(p) ";

Superfluous in_vain(const std::string& text) {
  return solver::explanation::explain(tests::rules(text), {}).superfluous;
}

} // namespace

TEST_CASE("a rule that no run takes is told with the smallest contradicting set") {
  const Superfluous found = in_vain(vain_club);
  REQUIRE(found.contradictions.size() == 1);
  CHECK(found.contradictions[0].rule == model::RuleId{3});
  CHECK(found.contradictions[0].requirements == std::vector<std::size_t>{0, 2});
}

TEST_CASE("a requirement that the others imply is told, and none of a rule that no run takes") {
  const Superfluous found = in_vain(vain_club);
  REQUIRE(found.implied.size() == 1);
  CHECK(found.implied[0].rule == model::RuleId{2});
  CHECK(found.implied[0].requirement == 1);
}

TEST_CASE("a promise that holds for a smaller reason than it states is told with it, and no other") {
  const Superfluous found = in_vain(vain_club);
  REQUIRE(found.empty_reasons.size() == 1);
  CHECK(found.empty_reasons[0].property == model::PropertyId{0});
  CHECK(found.empty_reasons[0].never.size() == 1);
}

TEST_CASE("of the promises of a sound file nothing is said to be in vain") {
  const Superfluous found = in_vain("system s sort P relation known(P) relation inside(P) init empty known, inside "
                                    "rule meet(p: P) { add known(p) } "
                                    "rule enter(p: P) { require known(p) add inside(p) } "
                                    "never stranger = some p, q: P | p != q and inside(p) and not known(p)");
  CHECK(found.contradictions.empty());
  CHECK(found.implied.empty());
  CHECK(found.empty_reasons.empty());
}
