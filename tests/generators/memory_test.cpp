#include "generators/memory/reading.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone;
using namespace chaperone::generators;
using model::Misreading;

namespace {

const char* const door = R"(
  system door
  sort User
  enum Standing { stranger, guest, banned }
  fixed relation child(User)
  relation member(User)
  relation inside(User)
  relation friend(User, User) symmetric
  function standing(User): Standing
  define known(u: User) = member(u) or standing(u) = guest
  rule enter(who: User, host: User) {
    require not child(who) and known(who)
    require friend(who, host)
    add inside(who)
    set standing(who) = guest where standing(who) = stranger
  }
  rule admit(who: User) { add member(who) }
  possible company = some u: User | inside(u)
)";

} // namespace

TEST_CASE("every occurrence that can change is a reading place, through defines and in conditions of effects") {
  const model::System system = tests::rules(door);
  const std::vector<ReadingPlace> places = list_reading_places(system);
  REQUIRE(places.size() == 4);
  const Symbol member = model::RelationId{1}, friends = model::RelationId{3}, standing = model::FunctionId{0};
  CHECK(places[0].symbol == member);
  CHECK(places[1].symbol == standing);
  CHECK(places[2].symbol == friends);
  CHECK(places[2].index == 1);
  CHECK(places[3].symbol == standing);
  CHECK(places[3].part == Misreading::Part::effect);
  CHECK(places[3].index == 1);
}

TEST_CASE("a cell is critical where reading it otherwise in that place alone shows in the step") {
  const model::System system = tests::rules(door);
  const std::vector<ReadingPlace> places = list_reading_places(system);
  model::Population population{{{"Ann", "Bea"}, system.sorts[1].names}};
  const model::Layout layout(system, population);
  model::State state(layout);
  const Cell member{places[0].symbol, {0}}, contact{places[2].symbol, {0, 1}}, standing{places[3].symbol, {0}};
  const model::Action enter{{0}, {0U, 1U}};
  CHECK_FALSE(is_critical(state, enter, places[0], member, 1)); // the other requirement refuses it all the same
  write(state, contact, 1);
  CHECK(is_critical(state, enter, places[0], member, 1));
  CHECK_FALSE(is_critical(state, enter, places[0], member, 0));
  CHECK_FALSE(is_critical(state, enter, places[0], Cell{member.symbol, {1}}, 1));
  CHECK_FALSE(is_critical(state, enter, places[3], standing, 2)); // refused: no effect shows
  write(state, member, 1);
  CHECK(is_critical(state, enter, places[3], standing, 2));
  CHECK_FALSE(is_critical(state, enter, places[1], standing, 1)); // member is enough
  CHECK(is_critical(state, enter, places[2], contact, 0));
}

TEST_CASE("changed cells are those of both states, a symmetric pair once") {
  const model::System system = tests::rules(door);
  const model::Layout layout(system, model::Population{{{"Ann", "Bea"}, system.sorts[1].names}});
  model::State state(layout), other(layout);
  write(other, {model::RelationId{3}, {0, 1}}, 1);
  write(other, {model::FunctionId{0}, {1}}, 2);
  CHECK(changed_cells(state, other) == std::vector<Cell>{{model::RelationId{3}, {0, 1}}, {model::FunctionId{0}, {1}}});
  CHECK(value_of(other, {model::FunctionId{0}, {1}}) == 2);
}
