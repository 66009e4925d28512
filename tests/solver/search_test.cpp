// The packed search is held against the exhaustive search by the interpreter, on random rules.
#include "model/print/printer.hpp"
#include "solver/explicit_state/exploration.hpp"
#include "solver/small/few_rules.hpp"
#include "solver/small/remedy.hpp"
#include "solver/small/search.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <fmt/format.h>

using namespace chaperone;
using namespace chaperone::model;
using namespace chaperone::solver;

namespace {

constexpr std::uint32_t depth = 3;

SearchBounds bounds_of(const System& system) {
  SearchBounds bounds;
  bounds.depth = depth;
  bounds.states_per_world = 100'000;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    bounds.scope[SortId{sort}] = 2;
  return bounds;
}

/// The system with a rule without parameters and effects that may be tried where the property is broken or reached.
StepQuestion probe(System& system, const Property& property) {
  Rule rule;
  rule.name = "probe";
  system.rules.push_back(rule);
  const Formula when = property.kind == PropertyKind::always ? negation(property.formula) : property.formula;
  return {{static_cast<std::uint32_t>(system.rules.size() - 1)}, when};
}

std::string steps_of(const System& system, const StepFound& found) {
  std::string result;
  for (const ScenarioItem& item : found.run.items)
    result += print(system, std::get<ScenarioStep>(item).action, found.run.population) + " ";
  return result + "> " + print(system, found.action, found.run.population);
}

} // namespace

TEST_CASE("the search reaches what the interpreter's own search reaches, with as few steps") {
  int reached = 0, not_reached = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    System system = tests::rules(tests::random_system(seed));
    const std::size_t properties = system.properties.size();
    for (std::uint32_t i = 0; i < properties; ++i) {
      if (system.properties[i].is_about_steps)
        continue;
      const explicit_state::ExplicitAnswer expected =
          explicit_state::explore(system, {PropertyId{i}}, {.depth = depth, .states = 20'000});
      if (!expected.stopped.empty())
        continue;
      const std::optional<Shown>& shown = expected.found.front().shown;
      System probed = system;
      const StepQuestion question = probe(probed, system.properties[i]);
      const auto found = small::search(probed, {question}, bounds_of(system)).front();
      INFO("seed " << seed << ", property " << system.properties[i].name);
      REQUIRE(found.has_value() == shown.has_value());
      if (found) {
        CHECK(found->found.run.items.size() >= shown->steps);
        CHECK(small::is_confirmed(probed, question, found->found));
      }
      ++(found ? reached : not_reached);
    }
  }
  CHECK(reached > 30);
  CHECK(not_reached > 30);
}

namespace {

const char* const banning_club = R"(
  system club
  sort User named Ann, Bea, Cal
  relation member(User)
  relation banned(User)
  init empty member, banned
  rule join(who: User) { require not member(who) require not banned(who) add member(who) }
  rule ban(by: User, whom: User) { require by != whom require member(by) remove member(whom) add banned(whom) }
  never x = some u: User | member(u) and banned(u)
)";

} // namespace

TEST_CASE(
    "a question is answered with the fewest individuals, and its twin is the nearest state that allows the step") {
  const System system = tests::rules(banning_club);
  const Rule& join = system.rules[0];
  StepQuestion banned{RuleId{0}, conjunction({join.requirements[0].formula, negation(join.requirements[1].formula)})};
  banned.wants_twin = true;
  const auto answer = small::search(system, {banned}, {}).front();
  REQUIRE(answer);
  CHECK(steps_of(system, answer->found) == "join(Ann) ban(Ann, Bea) > join(Bea)");
  REQUIRE(answer->twin);
  CHECK(steps_of(system, *answer->twin) == "join(Ann) > join(Bea)");
}

TEST_CASE("what rules count to is reached, beyond the usual number of individuals") {
  const System system = tests::rules("system s sort P sort Room relation seat(P) init empty seat "
                                     "rule sit(p: P) { require at most 5 q: P | seat(q) add seat(p) } "
                                     "rule close() { require at least 6 q: P | seat(q) } "
                                     "never overfull = at least 7 p: P | seat(p)");
  const StepQuestion closed{RuleId{1}, system.rules[1].requirements[0].formula};
  const auto answer = small::search(system, {closed}, {}).front();
  REQUIRE(answer);
  CHECK(answer->found.run.items.size() == 6);
  CHECK(answer->found.run.population.size(SortId{1}) == 1);
  SearchBounds narrow;
  narrow.scope[SortId{0}] = 4;
  CHECK_FALSE(small::search(system, {closed}, narrow).front());
}

namespace {

/// Rooms with doors of so many kinds, each opened by a rule of its own; whoever is in may be let out again.
std::string many_doors(int doors) {
  std::string text = R"(
    system house
    sort User
    sort Room
    enum Light { off, dim, bright }
    relation inside(Room, User)
    function light(Room): Light
    init empty inside
    init all r: Room | light(r) = off
    rule lighten(r: Room) { require light(r) = dim set light(r) = bright }
    rule begin(r: Room) { require light(r) = off set light(r) = dim }
    rule leave(r: Room, u: User) { require light(r) = bright require inside(r, u) remove inside(r, u) }
    never left = some r: Room, u: User | inside(r, u) and light(r) = off
  )";
  for (int i = 0; i < doors; ++i)
    text += fmt::format("relation open_{0}(Room)\nrelation key_{0}(User)\ninit empty open_{0}, key_{0}\n"
                        "rule find_{0}(u: User) {{ add key_{0}(u) }}\n"
                        "rule open_up_{0}(r: Room, u: User) {{ require key_{0}(u) add open_{0}(r) }}\n"
                        "rule enter_{0}(r: Room, u: User) {{ require open_{0}(r) add inside(r, u) }}\n",
                        i);
  return text;
}

RuleId rule_named(const System& system, const std::string& name) {
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    if (system.rules[rule].name == name)
      return {rule};
  throw std::runtime_error(name);
}

} // namespace

TEST_CASE("a few rules are those that a question reads by, each of what is read written by one") {
  const System system = tests::rules(many_doors(3));
  const auto few = [&](const std::string& rule) {
    const RuleId id = rule_named(system, rule);
    const auto rules = small::few_rules_for(system, {{id, system[id].requirements.back().formula}});
    std::vector<std::string> names;
    for (const RuleId each : rules.front())
      names.push_back(system[each].name);
    return names;
  };
  CHECK(few("enter_1") == std::vector<std::string>{"find_1", "open_up_1", "enter_1"});
  // `off` is set by none; the first of three ways in will do.
  CHECK(few("leave") == std::vector<std::string>{"lighten", "begin", "leave", "find_0", "open_up_0", "enter_0"});
}

TEST_CASE("where all rules together reach too many states, a few of them reach far enough") {
  const System system = tests::rules(many_doors(20));
  SearchBounds bounds;
  bounds.states_per_world = 1'500;
  const RuleId leave = rule_named(system, "leave");
  const StepQuestion question{leave, system[leave].requirements.back().formula};
  StepQuestion lit = question;
  lit.when = conjunction({system[leave].requirements[0].formula, system[leave].requirements[1].formula});
  const auto found = small::search(system, {question, lit}, bounds);
  REQUIRE(found[0]);
  CHECK(found[0]->found.run.items.size() == 3);
  REQUIRE(found[1]);
  CHECK(found[1]->found.run.items.size() == 5);
  CHECK(small::is_confirmed(system, lit, found[1]->found));
}

TEST_CASE("a step that is never allowed has another step of its rule for a twin") {
  const System system = tests::rules(banning_club);
  StepQuestion oneself{RuleId{1}, conjunction({negation(system.rules[1].requirements[0].formula),
                                               system.rules[1].requirements[1].formula})};
  oneself.wants_twin = true;
  const auto answer = small::search(system, {oneself}, {}).front();
  REQUIRE(answer);
  CHECK(steps_of(system, answer->found) == "join(Ann) > ban(Ann, Ann)");
  REQUIRE(answer->twin);
  CHECK(steps_of(system, *answer->twin) == "join(Ann) > ban(Ann, Bea)");
}

TEST_CASE("a step right after another is found on the way that leads there by the other") {
  const System system = tests::rules(banning_club);
  StepQuestion question{
      RuleId{0}, conjunction({system.rules[0].requirements[0].formula, system.rules[0].requirements[1].formula})};
  question.after = RuleId{1};
  const auto answer = small::search(system, {question}, {}).front();
  REQUIRE(answer);
  CHECK(steps_of(system, answer->found) == "join(Ann) ban(Ann, Bea) > join(Cal)");
}

TEST_CASE("`can` for some set is read over any number of individuals, and what every state has is no choice") {
  System system = tests::rules("system s sort P enum Only { sole } relation met(P) fixed relation odd(P) "
                               "function kind(P): Only init empty met, odd "
                               "rule pair(s: set of P) { require at least 2 p: P | p in s "
                               "  require at most 2 p: P | p in s add met(p) for p: P where p in s and not odd(p) } "
                               "never late = (some p: P | met(p) and kind(p) = sole) and can pair(_) "
                               "  and at least 9 p: P | p = p");
  SearchBounds bounds;
  bounds.scope[SortId{0}] = 9;
  const StepQuestion question = probe(system, system.properties[0]);
  const auto answer = small::search(system, {question}, bounds).front();
  REQUIRE(answer);
  CHECK(answer->found.run.population.size(SortId{0}) == 9);
  CHECK(answer->found.run.items.size() == 1);
}

TEST_CASE("a search that is out of time answers nothing and says nothing wrong") {
  const System system = tests::rules(banning_club);
  SearchBounds bounds;
  bounds.until = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  CHECK_FALSE(small::search(system, {{RuleId{0}, make_formula(Constant{true})}}, bounds).front());
}

TEST_CASE("what may decide an open question is the cheapest of what the search was cut by") {
  const System system = tests::rules("system s sort User sort Room relation r(User, Room) init empty r "
                                     "rule go(u: User, p: Room) { add r(u, p) } "
                                     "possible p = some u: User, p: Room | r(u, p)");
  const SearchBounds bounds;
  CHECK(small::remedy(system, bounds, {false, true, true}) == "a longer --timeout");
  CHECK(small::remedy(system, bounds, {true, true, true}) == "--scope Room=1");
  CHECK(small::remedy(system, bounds, {true, true, false}) == "--depth 24");
  CHECK(small::remedy(system, bounds, {true, false, false}) == "--scope User=5");
  SearchBounds narrow;
  narrow.scope[SortId{1}] = 1;
  CHECK(small::remedy(system, narrow, {true, true, true}) == "--depth 24");
}

TEST_CASE("a search tells what it was cut by") {
  const System system = tests::rules("system s sort User relation r(User) init empty r "
                                     "rule go(u: User) { add r(u) } possible p = some u: User | r(u)");
  const StepQuestion nobody{RuleId{0}, negation(system.properties[0].formula), RuleId{0}}; // after a step there is one
  small::Extent extent;
  small::search(system, {nobody}, SearchBounds{}, {}, &extent);
  CHECK((extent.has_time_left && !extent.is_cut_by_depth && !extent.is_cut_by_states));
  SearchBounds shallow;
  shallow.depth = 1;
  small::search(system, {nobody}, shallow, {}, &extent);
  CHECK(extent.is_cut_by_depth);
  SearchBounds few;
  few.states_per_world = 2;
  small::search(system, {nobody}, few, {}, &extent);
  CHECK(extent.is_cut_by_states);
}
