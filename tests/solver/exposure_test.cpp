// Who can come to something under the new rules, told apart by what is true of them.
#include "solver/comparison/exposure.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>

using namespace chaperone;
using namespace chaperone::model;

namespace {

constexpr const char* meeting_rules = R"(system chat
sort User
fixed relation child(User)
relation contact(User, User) symmetric
relation together(User, User) symmetric
init empty contact, together
define met(a: User, b: User) = a != b and together(a, b)
rule befriend(a: User, b: User) { add contact(a, b) }
rule end(a: User, b: User) { remove contact(a, b) }
rule meet(a: User, b: User) { require contact(a, b) require a != b add together(a, b) }
never children_meet = some a, b: User | met(a, b) and child(a) and child(b)
)";

solver::comparison::ReachComparison reaches_compared(const std::string& old_text, const std::string& new_text) {
  System before = tests::rules(old_text), after = tests::rules(new_text);
  const auto matching = model::comparison::match(before, after);
  CHECK(solver::comparison::defines_asked_about(before, after, matching) == std::vector<std::string>{"met"});
  const auto reach = solver::comparison::reach_of_define(before, after, "met");
  const solver::comparison::Asking asking{[](solver::comparison::Side) { return std::optional(solver::Options{}); },
                                          [](const auto& one, const auto& other) {
                                            one();
                                            other();
                                          }};
  return solver::comparison::compare_reach(before, after, matching, reach, asking);
}

std::string meeting_with(const std::string& from, const std::string& to) {
  std::string text = meeting_rules;
  return text.replace(text.find(from), from.size(), to);
}

} // namespace

TEST_CASE("kinds of people that only the new rules let come to it are told as few as can be, and the old ones proved "
          "to have none") {
  const std::string guarded =
      meeting_with("require contact(a, b)", "require contact(a, b) require not (child(a) and child(b))");
  const auto found = reaches_compared(guarded, meeting_rules);
  CHECK(found.variables == std::vector<std::string>{"a", "b"});
  CHECK(found.no_longer.empty());
  REQUIRE(found.newly.size() == 1);
  const auto& kind = found.newly.front();
  std::vector<std::string> facts;
  for (std::size_t i = 0; i < found.facts.size(); ++i)
    if (kind.facts[i])
      facts.push_back((*kind.facts[i] ? "" : "not ") + found.facts[i]);
  CHECK(facts == std::vector<std::string>{"child(a)", "child(b)"});
  CHECK(kind.run.steps == 2);
  CHECK(kind.who.size() == 2);
  CHECK(std::holds_alternative<solver::Proved>(kind.elsewhere));
  CHECK(found.is_decided());
  const auto back = reaches_compared(meeting_rules, guarded);
  CHECK(back.newly.empty());
  CHECK(back.no_longer.size() == 1);
}

TEST_CASE("nobody can newly come to it where the rules say the same in other words") {
  const auto found = reaches_compared(meeting_rules, meeting_with("require a != b add", "require not (a = b) add"));
  CHECK_FALSE(found.differs());
  CHECK(found.is_decided());
  CHECK(found.on_both_sides > 0);
}
