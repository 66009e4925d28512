#include "generators/goals/coverage.hpp"
#include "generators/goals/memory_cover.hpp"
#include "generators/memory/aim.hpp"
#include "generators/memory/misread.hpp"
#include "generators/memory/reading.hpp"
#include "generators/memory/search.hpp"
#include "generators/memory/starts.hpp"
#include "model/scenarios/naming.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "tests/model/rules.hpp"

#include <deque>
#include <random>
#include <set>

using namespace chaperone;
using namespace chaperone::generators;
using model::Misreading;

namespace {

const char* const memory_door = R"(
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

/// A service of it may go by an old membership.
const char* const stale = R"(
  system stale
  sort User
  relation member(User)
  relation inside(User)
  init empty member, inside
  rule admit(whom: User) { add member(whom) }
  rule dismiss(whom: User) { remove member(whom), inside(whom) }
  rule enter(who: User) { require member(who) else "members only" add inside(who) }
  never outsider = some u: User | inside(u) and not member(u)
)";

/// With an operator only those who are there can act; with the last of them a room's bans and invitations go.
const char* const rooms = R"(
    system rooms
    sort Person
    sort Room
    relation on(Room, Person)
    relation op(Room, Person)
    relation banned(Room, Person)
    relation invited(Room, Person)
    init empty on, op, banned, invited
    define last(r: Room, who: Person) = on(r, who) and no p: Person | on(r, p) and p != who
    rule join(who: Person, r: Room) {
      require not on(r, who)
      require not banned(r, who) or invited(r, who)
      add on(r, who)
      add op(r, who) where no p: Person | on(r, p)
      remove invited(r, who)
    }
    rule quit(who: Person) {
      remove on(r, who), op(r, who), invited(r, who) for r: Room
      remove banned(r, p), invited(r, p) for r: Room, p: Person where last(r, who)
    }
    rule invite(by: Person, r: Room, who: Person) { require on(r, by) and not on(r, who) add invited(r, who) where op(r, by) }
    rule ban(by: Person, r: Room, who: Person) { require op(r, by) add banned(r, who) }
    rule take(by: Person, r: Room, who: Person) { require op(r, by) and on(r, who) remove op(r, who) }
    possible company = some r: Room, p: Person | on(r, p)
)";

model::State state_of(const model::System& system, const std::vector<std::uint32_t>& sizes) {
  model::Scenario scenario;
  scenario.population = model::name_individuals(system, sizes);
  static std::deque<model::Layout> layouts; // states refer to them
  return initial_state(layouts.emplace_back(system, scenario.population), scenario);
}

std::set<std::size_t> goals_met(const Catalogue& catalogue, const model::State& start,
                                const std::vector<model::Action>& actions) {
  std::set<std::size_t> result;
  const Wanted all(catalogue);
  Past past(catalogue, start);
  for (const model::Action& action : actions) {
    const auto request = request_of(past.now(), action);
    REQUIRE(request);
    for (const std::size_t goal : past.met_by(*request, all))
      result.insert(goal);
    past.make(*request);
  }
  return result;
}

Coverage covered_memory(const model::System& system) {
  CoverOptions options;
  options.kinds = {GoalKind::memory};
  return cover(system, options);
}

std::vector<std::string> claims(const Coverage& coverage, auto has_status) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < coverage.status.size(); ++i)
    if (has_status(coverage.status[i]))
      result.push_back(coverage.goals.goals[i].claim);
  return result;
}

std::vector<std::string> texts(const Coverage& coverage) {
  std::vector<std::string> result;
  for (const SuiteScenario& it : coverage.scenarios)
    result.push_back(write_scenario(coverage.goals.system, it.scenario));
  return result;
}

} // namespace

TEST_CASE("every occurrence that can change is a reading place, through defines and in conditions of effects") {
  const model::System system = tests::rules(memory_door);
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
  const model::System system = tests::rules(memory_door);
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
  const model::System system = tests::rules(memory_door);
  const model::Layout layout(system, model::Population{{{"Ann", "Bea"}, system.sorts[1].names}});
  model::State state(layout), other(layout);
  write(other, {model::RelationId{3}, {0, 1}}, 1);
  write(other, {model::FunctionId{0}, {1}}, 2);
  CHECK(changed_cells(state, other) == std::vector<Cell>{{model::RelationId{3}, {0, 1}}, {model::FunctionId{0}, {1}}});
  CHECK(value_of(other, {model::FunctionId{0}, {1}}) == 2);
}

TEST_CASE("what a place misreads is the same as a formula and by the interpreter") {
  model::System system = tests::rules(memory_door);
  const std::vector<ReadingPlace> places = list_reading_places(system);
  std::vector<MisreadCell> cells;
  for (const ReadingPlace& place : places) {
    MisreadCell cell;
    for (const model::Place& it : std::visit([&](auto id) { return system[id].places; }, place.symbol)) {
      cell.args.push_back({static_cast<std::uint32_t>(system.variables.size())});
      system.variables.push_back({"cell", it.sort, false});
    }
    cells.push_back(cell);
  }
  const model::Layout layout(system, model::Population{{{"Ann", "Bea"}, system.sorts[1].names}});
  for (std::uint32_t bits = 0; bits < 256; ++bits) {
    model::State state(layout);
    write(state, {model::RelationId{1}, {0}}, bits & 1U);
    write(state, {model::RelationId{1}, {1}}, (bits >> 1U) & 1U);
    write(state, {model::RelationId{3}, {0, 1}}, (bits >> 2U) & 1U);
    write(state, {model::RelationId{3}, {0, 0}}, (bits >> 3U) & 1U);
    write(state, {model::FunctionId{0}, {0}}, (bits >> 4U) % 3);
    write(state, {model::FunctionId{0}, {1}}, (bits >> 6U) % 3);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i].part != Misreading::Part::requirement)
        continue;
      const model::Formula& formula = system[places[i].rule].requirements[places[i].index].formula;
      for (std::uint32_t who = 0; who < 2; ++who)
        for (std::uint32_t seems = 0; seems < 2; ++seems) {
          const model::Action enter{{0}, {who, 1U}};
          const Cell cell{places[i].symbol, cells[i].args.size() == 2 ? std::vector{0U, 1U} : std::vector{0U}};
          MisreadCell misread_cell = cells[i];
          if (std::holds_alternative<model::RelationId>(places[i].symbol))
            misread_cell.seems = seems != 0;
          else
            misread_cell.seems = model::Term(model::Value{{1}, seems});
          std::vector<model::Assignment> bindings = bindings_of(system, enter);
          for (std::size_t k = 0; k < cell.args.size(); ++k)
            bindings.push_back({misread_cell.args[k], cell.args[k]});
          const bool right = evaluate(formula, model::Moment{state}, bindings);
          const bool wrong =
              evaluate(misread(system, formula, places[i], misread_cell), model::Moment{state}, bindings);
          const auto taken = take_step(state, enter, places[i], [&](auto args, std::uint32_t value) {
            return std::equal(args.begin(), args.end(), cell.args.begin(), cell.args.end()) ? seems : value;
          });
          const auto* refusal = std::get_if<model::Refusal>(&taken);
          INFO(bits << " " << i << " " << who << " " << seems);
          if (right != wrong && value_of(state, cell) == seems)
            FAIL("misread as it is");
          if (refusal == nullptr)
            CHECK(wrong);
          else if (refusal->requirement == places[i].index)
            CHECK_FALSE(wrong);
        }
    }
  }
}

TEST_CASE("goals about memory are met by the runs that are said to meet them, or proved impossible") {
  const model::System system = tests::rules(stale);
  const Coverage coverage = covered_memory(system);
  const Catalogue catalogue(coverage.goals.system);
  CHECK(count_open(coverage) == 0);
  for (std::size_t goal = 0; goal < coverage.status.size(); ++goal)
    if (const auto* it = std::get_if<Covered>(&coverage.status[goal])) {
      const model::Scenario& scenario = coverage.scenarios.at(it->scenario).scenario;
      INFO(coverage.goals.goals[goal].claim << write_scenario(system, scenario));
      const std::vector<std::size_t> met = memory_goals_met(catalogue, scenario);
      CHECK(std::binary_search(met.begin(), met.end(), goal));
      CHECK_FALSE(replay(system, scenario).failure);
    }
  // No step that writes memberships is ever refused.
  CHECK(claims(coverage, [](const GoalStatus& it) { return std::holds_alternative<Impossible>(it); }) ==
        std::vector<std::string>{
            "enter must go by `member(who)` while it is true, whatever a refused step would have made of it",
            "enter must go by `member(who)` while it is false, whatever a refused step would have made of it",
            "enter must not undo what dismiss did since this was last so: `add inside(who)`"});
}

TEST_CASE("runs for memory are packed: one serves many goals, and the same seed gives the same") {
  const model::System system = tests::rules(stale);
  const Coverage coverage = covered_memory(system);
  CHECK(coverage.scenarios.size() <= 3);
  CHECK(coverage.status.size() == 30);
  CHECK(texts(coverage) == texts(covered_memory(system)));
}

TEST_CASE("what luck does not find is worked back from a request that hangs on the place") {
  const model::System system = tests::rules(rooms);
  const Catalogue catalogue(system);
  const model::State start = state_of(system, {3, 2});
  // One operates a room from which another is banned.
  const std::vector<model::Action> before{{{0}, {0U, 0U}}, {{3}, {0U, 0U, 1U}}};
  Past past(catalogue, start);
  for (const model::Action& action : before)
    REQUIRE(past.make(request_of(past.now(), action).value()));
  for (const char* claim :
       {"join must go by `invited(r, who)` as quit left it",
        "join must go by `invited(r, who)` once it is true again after quit",
        "join must go by `banned(r, who)` where it is the last Person of several that quit changed at once",
        "ban must go by `op(r, by)` as take left it right before"}) {
    INFO(claim);
    bool is_found = false;
    std::mt19937_64 random(1);
    for (std::size_t goal = 0; goal < catalogue.goals().size(); ++goal) {
      if (catalogue.claim(catalogue.goals()[goal]) != claim)
        continue;
      const auto found = Aim(catalogue, 400, random).at(past, goal);
      is_found = is_found || found;
      if (!found)
        continue;
      std::vector<model::Action> run = before;
      run.insert(run.end(), found->begin(), found->end());
      CHECK(goals_met(catalogue, start, run).contains(goal));
    }
    CHECK(is_found);
  }
}

TEST_CASE("one start has those whom nothing places spread over several") {
  const model::System system = tests::rules(R"(
    system tracker
    sort Project
    sort Issue
    fixed function home(Issue): Project
    relation open(Issue)
    init empty open
    rule file(i: Issue, p: Project) { require home(i) = p add open(i) }
    never two = some i, j: Issue | open(i) and open(j) and home(i) != home(j)
  )");
  solver::StepFound found;
  found.run.population = model::name_individuals(system, {1, 1});
  const auto starts = memory_starts(system, found, {});
  REQUIRE(starts.size() == 3);
  std::set<std::uint32_t> homes;
  for (const model::Given& given : starts.back().given)
    homes.insert(std::get<model::GivenValue>(given).value);
  CHECK(homes == std::set<std::uint32_t>{0, 1});
  CHECK(starts.front().given.empty());
}

TEST_CASE("a run for memory meets each goal that it was kept for") {
  const model::System system = tests::rules(rooms);
  const Catalogue catalogue(system);
  MemoryStarts starts;
  starts.starts.push_back({model::name_individuals(system, {3, 2}), {}, {}});
  starts.by_goal.assign(catalogue.goals().size(), {0});
  Wanted wanted(catalogue);
  MemoryBounds bounds;
  bounds.aims = 0;
  const std::vector<MemoryRun> runs = find_memory_runs(catalogue, starts, bounds, wanted);
  CHECK(runs.size() > 3);
  for (const MemoryRun& run : runs) {
    const std::set<std::size_t> met = goals_met(catalogue, state_of(system, {3, 2}), run.requests);
    for (const std::size_t goal : run.goals)
      CHECK(met.contains(goal));
  }
}

TEST_CASE("each value of an enum is tried in place of each other that could be taken for it") {
  const model::System system = tests::rules(R"(
    system standing
    sort User
    enum Standing { stranger, guest, boss, banned }
    function standing(User): Standing
    init all u: User | standing(u) = stranger
    rule appoint(whom: User) { set standing(whom) = boss }
    rule ban(whom: User) { set standing(whom) = banned }
    rule invite(whom: User) { set standing(whom) = guest where standing(whom) = stranger }
    possible company = some u: User | standing(u) = guest
  )");
  const Coverage coverage = covered_memory(system);
  const auto is_covered = [](const GoalStatus& it) { return std::holds_alternative<Covered>(it); };
  std::vector<std::string> found = claims(coverage, is_covered);
  for (const char* value : {"boss", "banned"}) {
    const std::string wanted = std::string("invite must not take ") + value + " for stranger in `standing(whom)`";
    INFO(wanted);
    CHECK(std::find(found.begin(), found.end(), wanted) != found.end());
  }
  // A guest who is invited stays a guest, so that taking one for a stranger shows nowhere.
  found = claims(coverage, [](const GoalStatus& it) { return std::holds_alternative<Impossible>(it); });
  CHECK(std::find(found.begin(), found.end(), "invite must not take guest for stranger in `standing(whom)`") !=
        found.end());
}
