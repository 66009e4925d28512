#include "model/scenarios/naming.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace chaperone;

TEST_CASE("individuals get the declared names first, then numbered ones") {
  const model::System system = tests::rules("system s sort User named Ann, Bea sort Group relation r(User, Group) "
                                            "init empty r never n = some u: User, g: Group | r(u, g)");
  const model::Population people = model::name_individuals(system, {3, 2});
  CHECK(people.names[0] == std::vector<std::string>{"Ann", "Bea", "User1"});
  CHECK(people.names[1] == std::vector<std::string>{"Group1", "Group2"});
}

TEST_CASE("no individual shares its name with a declaration, a variable or another individual") {
  const model::System system = tests::rules(
      "system s enum E { Bea } sort User named Ann, Bea sort Other named Ann, Cal relation User1(User, Other) "
      "init empty User1 never n = some u: User, o: Other, e: E | User1(u, o) and e = Bea");
  const model::Population people = model::name_individuals(system, {1, 3, 2});
  CHECK(people.names[0] == std::vector<std::string>{"Bea"});
  CHECK(people.names[1] == std::vector<std::string>{"Ann", "User2", "User3"});
  CHECK(people.names[2] == std::vector<std::string>{"Cal", "Other1"});
}
