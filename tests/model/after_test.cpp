// A formula after a step, read in the state before it, is true exactly where the step makes it true: over every state
// of two individuals a sort and every step.
#include "model/meaning/closure.hpp"
#include "model/meaning/evaluator.hpp"
#include "model/steps/after.hpp"
#include "tests/model/rules.hpp"

#include <array>

using namespace chaperone;
using namespace chaperone::model;

namespace {

const std::string after_rules = R"(
system after
sort User
sort Group
enum Role { guest, boss }
relation member(Group, User)
relation friend(User, User) symmetric
function owner(Group): User
function role(User): Role
define runs(u: User, g: Group) = owner(g) = u and role(u) = boss
rule join(by u: User, g: Group) { require not member(g, u) add member(g, u) }
rule hand_over(g: Group, u: User) { set owner(g) = u set role(owner(g)) = guest where owner(g) != u }
rule clear(g: Group) { remove member(g, v) for v: User where v != owner(g) }
rule befriend(a: User, b: User) { add friend(a, b) remove friend(c, c) for c: User where c != a }
rule promote(u: User) { set role(v) = boss for v: User where v = u or friend(u, v) add member(h, u) for h: Group }
never p1 = some g: Group, u: User | member(g, u) and not was member(g, u)
never p2 = some g: Group | member(g, owner(g)) and role(owner(g)) = boss
never p3 = all a, b: User | friend(a, b) implies role(a) = role(b)
never p4 = some u: User, g: Group | runs(u, g) and (no v: User | member(g, v) and v != u)
never p5 = some u: User | did join(u, _) or did promote(u) and role(u) = boss
never p6 = one u: User | can join(u, _)
never p7 = at least 2 u: User | some g: Group | owner(g) = u
)";

/// Every state over these individuals.
template <class Visit> void for_each_state(const Layout& layout, Visit visit) {
  const RelationId member{0}, friends{1};
  const FunctionId owner{0}, role{1};
  for (std::uint32_t bits = 0; bits < (1U << 11U); ++bits) {
    State state(layout);
    std::uint32_t next = 0;
    const auto bit = [&] { return (bits >> next++) & 1U; };
    for (std::uint32_t g = 0; g < 2; ++g)
      for (std::uint32_t u = 0; u < 2; ++u)
        state.put(member, std::array{g, u}, bit() != 0);
    for (const auto& pair : {std::array{0U, 0U}, std::array{0U, 1U}, std::array{1U, 1U}})
      state.put(friends, pair, bit() != 0);
    for (std::uint32_t i = 0; i < 2; ++i) {
      state.set(owner, std::array{i}, bit());
      state.set(role, std::array{i}, bit());
    }
    visit(state);
  }
}

} // namespace

TEST_CASE("what is true after a step is said of the state before it", "[slow]") {
  System system = tests::rules({{"rules.chap", after_rules}});
  std::vector<std::vector<Formula>> made; // by property and rule
  for (const Property& property : std::vector<Property>(system.properties))
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
      if (rule == 0)
        made.emplace_back();
      steps::After after(system, RuleId{rule}, system.rules[rule].parameters);
      made.back().push_back(after.of(property.formula));
    }
  const Layout layout(system, {{{"Ann", "Bea"}, {"G", "H"}, {"guest", "boss"}}});
  std::size_t wrong = 0, compared = 0;
  for_each_state(layout, [&](const State& before) {
    for (const Action& action : enabled_steps(before)) {
      const auto taken = take_step(before, action);
      const auto* now = std::get_if<State>(&taken);
      if (now == nullptr)
        continue;
      for (std::size_t p = 0; p < made.size(); ++p) {
        ++compared;
        const bool expected = evaluate(system.properties[p].formula, Moment{*now, &before, &action});
        if (evaluate(made[p][action.rule.index], Moment{before}, bindings_of(system, action)) != expected)
          ++wrong;
      }
    }
  });
  CHECK(compared > 50000);
  CHECK(wrong == 0);
}

namespace {

const char* const closure_rules = R"(
system graph
sort Node
relation leads(Node, Node)
relation near(Node, Node) symmetric
relation marked(Node)
closure over of leads
closure around of near
define marked_step(x: Node, y: Node) = leads(x, y) and not marked(y)
closure within of marked_step
init empty leads, near, marked
rule cut(a: Node, b: Node) { remove leads(a, b), near(a, b) }
rule move(a: Node, b: Node) { remove leads(a, x) for x: Node where x != b add leads(a, b) }
rule connect(s: set of Node) { add leads(a, b), near(a, b) for a, b: s where a != b }
rule out(s: set of Node) { remove leads(a, b), near(a, b) for a: s, b: Node add marked(a) for a: s }
rule turn(a: Node, b: Node) { require leads(a, b) and a != b remove leads(a, b) add leads(b, a) }
rule some_time(a: Node, b: Node) { add leads(a, b) where marked(a) remove marked(a) }
always over_same = all x, y: Node | over(x, y) and (did cut(x, _) or around(x, y) or within(y, x))
always within_same = all x, y: Node | within(x, y) implies was within(x, y)
always over_alone = all x, y: Node | x = y or over(x, y)
always around_alone = no x, y: Node | around(x, y)
)";

} // namespace

TEST_CASE("what a closure is after a step is said of the state before it, whatever edges come and go", "[slow]") {
  System system = tests::rules({{"rules.chap", closure_rules}});
  std::vector<std::vector<Formula>> made; // by property and rule
  for (const Property& property : std::vector<Property>(system.properties)) {
    made.emplace_back();
    for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
      made.back().push_back(steps::After(system, RuleId{rule}, system.rules[rule].parameters).of(property.formula));
  }
  const Layout layout(system, {{{"A", "B", "C"}}});
  std::size_t wrong = 0, compared = 0;
  for (std::uint32_t bits = 0; bits < (1U << 18U); bits += 37) { // of all graphs so many
    State before(layout);
    for (std::uint32_t i = 0; i < 9; ++i)
      before.put(RelationId{0}, std::array{i / 3, i % 3}, ((bits >> i) & 1U) != 0);
    for (std::uint32_t i = 0; i < 6; ++i)
      before.put(RelationId{1}, std::array{i / 3, (i + 1) % 3}, ((bits >> (9 + i)) & 1U) != 0);
    for (std::uint32_t i = 0; i < 3; ++i)
      before.put(RelationId{2}, std::array{i}, ((bits >> (15 + i)) & 1U) != 0);
    close(before);
    for (const Action& action : enabled_steps(before)) {
      const auto taken = take_step(before, action);
      const auto* now = std::get_if<State>(&taken);
      for (std::size_t p = 0; now != nullptr && p < made.size(); ++p) {
        ++compared;
        const bool expected = evaluate(system.properties[p].formula, Moment{*now, &before, &action});
        wrong += evaluate(made[p][action.rule.index], Moment{before}, bindings_of(system, action)) != expected ? 1 : 0;
      }
    }
  }
  CHECK(compared > 100000);
  CHECK(wrong == 0);
}
