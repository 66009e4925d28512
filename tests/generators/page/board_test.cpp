// Who stands where, and what a picture shows.
#include "generators/page/board.hpp"
#include "generators/page/drawing.hpp"
#include "tests/generators/rules_in_text.hpp"

#include <cmath>

using namespace chaperone;
using tests::rules;

namespace {

struct Drawn {
  explicit Drawn(const std::string& text, std::size_t scenario = 0)
      : system(rules(text)), replay(model::replay(system, system.scenarios[scenario])),
        board(page::lay_out(system, replay)) {}
  model::System system;
  model::Replay replay;
  std::optional<page::Board> board;

  std::string picture(std::size_t step) const {
    page::Writer into;
    page::draw(into, *board,
               {.before = step == 0 ? nullptr : page::states_of(replay)[step - 1],
                .now = page::states_of(replay)[step],
                .in_words = "a picture"});
    return into.str();
  }
};

std::size_t count(const std::string& text, const std::string& words) {
  std::size_t found = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
    ++found;
  return found;
}

} // namespace

TEST_CASE("everybody has a place of their own within the picture") {
  const Drawn drawn(tests::chat_among_contacts());
  REQUIRE(drawn.board);
  REQUIRE(drawn.board->stands.size() == 4); // three people, a group
  for (const page::Stand& one : drawn.board->stands) {
    CHECK(one.at.x - one.width / 2 >= 0);
    CHECK(one.at.x + one.width / 2 <= drawn.board->width);
    CHECK(one.at.y - 16 >= 0);
    CHECK(one.at.y + 16 <= drawn.board->height);
    for (const page::Stand& other : drawn.board->stands)
      CHECK((&one == &other || std::hypot(one.at.x - other.at.x, one.at.y - other.at.y) > 40));
  }
}

TEST_CASE("places are the same for the same run") {
  const Drawn first(tests::chat_among_contacts()), second(tests::chat_among_contacts());
  for (std::size_t i = 0; i < first.board->stands.size(); ++i) {
    CHECK(first.board->stands[i].at.x == second.board->stands[i].at.x);
    CHECK(first.board->stands[i].at.y == second.board->stands[i].at.y);
  }
}

TEST_CASE("a picture marks by sign what a step adds and takes away, and shows nothing that does not hold") {
  const Drawn flaw(tests::chat_among_contacts());
  CHECK(flaw.picture(0).find("contact") == std::string::npos);
  CHECK(count(flaw.picture(1), ">+ contact<") == 1);
  CHECK(count(flaw.picture(2), ">+ contact<") == 1);
  CHECK(count(flaw.picture(2), ">contact<") == 1);
  CHECK(count(flaw.picture(3), ">+ member<") == 3);
  const Drawn fine(tests::chat_among_contacts(), 1);
  CHECK(count(fine.picture(4), ">− member<") == 1);
  CHECK(count(fine.picture(2), ">+ owner<") == 1);
  CHECK(count(fine.picture(2), ">− owner<") == 1);
  CHECK(count(fine.picture(0), ">mood = calm<") == 3);
}

TEST_CASE("a fact about three has a knot, and one about somebody twice stands under the name") {
  const Drawn drawn(R"(system s
sort User
relation told(User, User, User)
relation likes(User, User)
rule tell(a, b, c: User) {
  add told(a, b, c)
  add likes(a, a)
}
never nothing = some u: User | u != u
scenario once {
  tell(Ann, Bea, Cal)
}
)");
  REQUIRE(drawn.board);
  CHECK(drawn.board->stands.size() == 4);
  CHECK(count(drawn.picture(1), "class=\"knot new\"") == 1);
  CHECK(count(drawn.picture(1), ">+ likes (itself)<") == 1);
}

TEST_CASE("a crowd is not drawn, and hostile or very long names are text that fits") {
  std::string names;
  for (int i = 0; i < 40; ++i)
    names += (i > 0 ? ", u" : "u") + std::to_string(i);
  const std::string head = "system s\nsort User\nrelation inside(User)\nrule all_in(who: set of User) {\n"
                           "  add inside(u) for u: who\n}\nnever nothing = some u: User | u != u\n";
  CHECK_FALSE(Drawn(head + "scenario many {\n  all_in({" + names + "})\n}\n").board);
  const Drawn drawn(head + "scenario long {\n  all_in({" + std::string(500, 'x') + "})\n}\n");
  REQUIRE(drawn.board);
  CHECK(drawn.board->width < 400);
  CHECK(drawn.picture(0).find("<title>" + std::string(500, 'x') + "</title>") != std::string::npos);
}

TEST_CASE("graphs on which springs swing for ever end, too") {
  // Thirteen of whom any two are friends, and twelve who have nothing to do with each other.
  std::string all, names;
  for (int i = 0; i < 9; ++i)
    for (int j = 0; j < i; ++j)
      all += "  meet(u" + std::to_string(i) + ", u" + std::to_string(j) + ")\n";
  for (int i = 0; i < 12; ++i)
    names += (i > 0 ? ", v" : "v") + std::to_string(i);
  const std::string head = "system s\nsort User\nrelation met(User, User) symmetric\nrelation inside(User)\n"
                           "rule meet(a, b: User) {\n  add met(a, b)\n}\nrule all_in(who: set of User) {\n"
                           "  add inside(u) for u: who\n}\nnever nothing = some u: User | u != u\n";
  CHECK(Drawn(head + "scenario friends {\n" + all + "}\n").board);
  CHECK(Drawn(head + "scenario strangers {\n  all_in({" + names + "})\n}\n").board);
}
