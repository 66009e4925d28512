#include "generators/mutants/planted.hpp"

#include "generators/goals/coverage.hpp"
#include "generators/goals/memory_cover.hpp"
#include "generators/goals/value_conditions.hpp"
#include "generators/memory/proofs.hpp"
#include "generators/mutants/telling.hpp"
#include "generators/reports/coverage_text.hpp"
#include "generators/suite/data/coverage_json.hpp"
#include "model/scenarios/scenario_file.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/bench/rule_walk.hpp"
#include "tests/model/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace chaperone;
using namespace chaperone::generators;

namespace {

const char* const family = R"(
  system family
  sort User
  relation approved(User, User)
  relation contact(User, User)
  init empty approved, contact
  rule approve(kid: User, friend: User) {
    require not approved(kid, friend)
    add approved(kid, friend)
  }
  rule revoke(kid: User, friend: User) {
    require approved(kid, friend)
    remove approved(kid, friend), contact(kid, friend)
  }
  rule befriend(kid: User, friend: User) {
    require approved(kid, friend)
    add contact(kid, friend)
  }
  rule greet(kid: User, friend: User) {
    require contact(kid, friend)
    require approved(kid, friend)
    remove contact(kid, friend)
  }
  always approved_contacts = all k, f: User | contact(k, f) implies approved(k, f)
)";

/// What became of each fault, by its description.
std::map<std::string, PlantedFault> planted(const model::System& rules, const std::vector<model::Scenario>& runs) {
  std::map<std::string, PlantedFault> result;
  for (PlantedFault& it : plant_faults(rules, runs, {}))
    result.emplace(describe(rules, it.fault), std::move(it));
  return result;
}

} // namespace

TEST_CASE("a fault is proved never to show where what it misses never happens, or never bears on a request") {
  const auto of = planted(tests::rules(family), {});
  const auto is_proved = [&](const std::string& what) {
    INFO(what);
    REQUIRE(of.contains(what));
    return of.at(what).is_like_the_rules;
  };
  // Nobody is approved twice, and no approval taken back that is not there.
  CHECK(is_proved("`befriend`, requirement 1, counts how often `approved` is added, also where that changes nothing"));
  CHECK(is_proved("`befriend`, requirement 1, misses the change after `approved` is removed once more than needed"));
  // A refused `revoke` would take away what is not there.
  CHECK(is_proved("`befriend`, requirement 1, sees in `approved` what refused requests for `revoke` would have done"));
  // Contacts are approved: what else is remembered as approved does not matter.
  CHECK(is_proved("`greet`, requirement 2, never sees that `approved` is removed"));
  CHECK(is_proved("`greet`, requirement 2, once passed lets whoever asks the same again pass ever after"));
  CHECK_FALSE(is_proved("`befriend`, requirement 1, never sees that `approved` is removed"));
  CHECK_FALSE(is_proved("`greet`, requirement 2, never sees that `approved` is added again"));
  CHECK_FALSE(is_proved("`greet`, requirement 1, never sees that `contact` is removed"));
}

TEST_CASE("faults are played in states whose closures are as the steps left them") {
  const model::System runs = tests::scenarios(tests::rules(R"(
    system shares
    sort User with owner
    relation shared(User, User)
    relation opened(User)
    closure passed of shared
    init empty shared, opened
    rule share(who: User, to: User) { add shared(who, to) }
    rule show(who: User) { add opened(who) }
    rule hide(who: User) { remove opened(who) }
    rule read(who: User) { require passed(owner, who) require opened(who) }
    possible far = some u: User | passed(owner, u)
  )"),
                                              "scenario s { share(owner, Ann) show(Ann) hide(Ann) read(Ann) }");
  const auto of = planted(runs, runs.scenarios);
  CHECK(of.at("`read`, requirement 2, never sees that `opened` is removed").told_by == 0U);
}

TEST_CASE("a fault is told by the first scenario that shows it") {
  const model::System runs = tests::scenarios(tests::rules(family), R"(
    scenario cold { befriend(Ann, Bea) }
    scenario warm { approve(Ann, Bea) revoke(Ann, Bea) approve(Bea, Ann) befriend(Ann, Bea) }
    scenario again { approve(Ann, Bea) revoke(Ann, Bea) approve(Ann, Cal) befriend(Ann, Bea) }
  )");
  const auto of = planted(runs, runs.scenarios);
  CHECK(of.at("`befriend`, requirement 1, never sees that `approved` is removed").told_by == 1U);
  CHECK_FALSE(of.at("`greet`, requirement 1, never sees that `contact` is removed").told_by);
}

TEST_CASE("the score counts faulty services apart from mutants of rules, and what a budget leaves out as left out") {
  const model::System rules = tests::rules(family);
  CoverOptions options{{GoalKind::memory}};
  const Coverage whole = cover(rules, options);
  const MutationScore score = memory_score(whole);
  CHECK(score.told_apart > 40);
  CHECK(score.like_the_rules > 20);
  CHECK(score.left_out == 0);
  const std::string line = "mutation score: memory " + std::to_string(score.told_apart) + " of " +
                           std::to_string(score.different()) + "\nmutants of memory: ";
  CHECK(reports::coverage_text(whole, false).find(line) != std::string::npos);
  const auto json = suite::data::coverage_json(whole);
  CHECK(json["memory_score"]["told_apart"] == score.told_apart);
  CHECK(json["faulty_services"].size() == whole.faulty_services.size());
  options.bounds.budget.scenarios = 1;
  const Coverage part = cover(rules, options);
  CHECK(memory_score(part).told_apart < score.told_apart);
  CHECK(memory_score(part).told_apart + memory_score(part).left_out == score.told_apart);
  CHECK(memory_score(part).like_the_rules == score.like_the_rules);
}

TEST_CASE("what a random walk tells from the rules is never proved to be like them") {
  const std::string folder = std::string(CHAPERONE_SOURCE_DIR) + "/specs/";
  for (const char* file : {"messenger_kids/fixed.chap", "chat_room/invitations.chap", "hospital/hospital.chap"}) {
    auto loaded = model::load_system(folder + file, model::read_from_disk());
    REQUIRE(loaded.system);
    const auto system = std::make_shared<const model::System>(std::move(*loaded.system));
    const std::vector<PlantedFault> proofs = plant_faults(*system, {}, {});
    std::vector<MemoryFault> faults;
    std::vector<std::size_t> proved;
    for (std::size_t i = 0; i < proofs.size(); ++i) {
      faults.push_back(proofs[i].fault);
      if (proofs[i].is_like_the_rules)
        proved.push_back(i);
    }
    CHECK(proved.size() > faults.size() / 20);
    for (const model::Scenario& walk : tests::rule_walks(system, 25))
      for (const std::size_t fault : told_apart_by(*system, faults, proved, walk)) {
        INFO(file << "\n" << model::write_scenario(*system, walk));
        FAIL_CHECK(describe(*system, faults[fault]));
      }
  }
}

namespace {

/// Rules that set a function into an enum, each value from some others.
std::string random_values(std::uint64_t seed) {
  tests::Draw draw(seed);
  const auto value = [&] { return std::string(1, static_cast<char>('a' + draw.below(4))); };
  const auto who = [&] { return std::string(draw.chance(50) ? "x" : "y"); };
  std::string text = "system values\nsort U\nenum E { a, b, c, d }\nfunction f(U): E\nrelation k(U)\n"
                     "init all u: U | f(u) = a\ninit empty k\n";
  for (int rule = 0; rule < 4; ++rule) {
    text += fmt::format("rule r{}(by x: U, y: U) {{\n", rule);
    for (std::uint32_t i = draw.below(3); i > 0; --i) {
      const std::string ways[] = {fmt::format("f({}) = {}", who(), value()),
                                  fmt::format("f({}) in {{{}, {}}}", who(), value(), value()),
                                  fmt::format("f({}) != {}", who(), value()),
                                  fmt::format("k({})", who()),
                                  fmt::format("not k({})", who()),
                                  "f(x) = f(y)",
                                  fmt::format("no z: U | f(z) = {}", value()),
                                  fmt::format("f(x) = {} or f(y) = {}", value(), value())};
      text += "  require " + ways[draw.below(8)] + "\n";
    }
    const std::string effects[] = {"set f(y) = " + value(),
                                   "set f(x) = " + value(),
                                   "set f(y) = f(x)",
                                   fmt::format("set f(z) = {} for z: U where f(z) = {}", value(), value()),
                                   fmt::format("set f(y) = {} where f(x) = {}", value(), value()),
                                   "set f(y) = " + value()};
    text += "  " + effects[draw.below(6)] + "\n";
    if (draw.chance(30))
      text += draw.chance(50) ? "  add k(y)\n" : "  remove k(x)\n";
    text += "}\n";
  }
  return text + "possible p = some u: U | f(u) = b\n";
}

std::vector<bool> ruled_out_by_values(const Catalogue& catalogue) {
  ValueConditions conditions(catalogue);
  std::vector<std::optional<std::vector<ValueWay>>> ways;
  for (const MemoryGoal& goal : catalogue.goals())
    ways.push_back(conditions.ways_of(goal));
  std::set<std::size_t> all;
  for (std::size_t i = 0; i < conditions.questions().size(); ++i)
    all.insert(i);
  const std::set<std::size_t> impossible = proved_impossible(conditions.system(), conditions.questions(), all, {});
  std::vector<bool> result;
  for (const auto& some : ways)
    result.push_back(some && std::ranges::none_of(*some, [&](const ValueWay& way) {
                       return conditions.may_be(way, [&](std::size_t it) { return impossible.contains(it); });
                     }));
  return result;
}

} // namespace

TEST_CASE("what is proved impossible of the values of an enum, no random walk meets or tells from the rules") {
  std::size_t ruled = 0, proved = 0, met = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const std::string text = random_values(seed);
    INFO(text);
    const auto system = std::make_shared<const model::System>(tests::rules(text));
    const Catalogue catalogue(*system);
    const std::vector<bool> is_ruled_out = ruled_out_by_values(catalogue);
    ruled += static_cast<std::size_t>(std::ranges::count(is_ruled_out, true));
    const std::vector<PlantedFault> faults = plant_faults(*system, {}, {});
    std::vector<MemoryFault> of;
    std::vector<std::size_t> like_the_rules;
    for (std::size_t i = 0; i < faults.size(); ++i) {
      of.push_back(faults[i].fault);
      if (faults[i].is_like_the_rules)
        like_the_rules.push_back(i);
    }
    proved += like_the_rules.size();
    for (const model::Scenario& walk : tests::rule_walks(system, 30)) {
      for (const std::size_t goal : memory_goals_met(catalogue, walk)) {
        INFO(catalogue.claim(catalogue.goals()[goal]) << write_scenario(*system, walk));
        CHECK_FALSE(is_ruled_out[goal]);
        ++met;
      }
      for (const std::size_t fault : told_apart_by(*system, of, like_the_rules, walk)) {
        INFO(write_scenario(*system, walk));
        FAIL_CHECK(describe(*system, of[fault]));
      }
    }
  }
  CHECK(ruled > 50);
  CHECK(proved > 50);
  CHECK(met > 500);
}
