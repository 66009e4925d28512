// Random rules and random small data: what an audit finds, held against the interpreter. Broken cases are broken
// however the open facts are filled in, and what is broken for some filling is found as broken or possibly broken;
// without open facts both are the same. Each step that an audit names is taken by the interpreter and breaks the
// promise, and where no set is an argument every such step is found. CHAPERONE_AUDIT_COUNT and _FIRST choose other
// seeds.
#include "records/audit/audit.hpp"
#include "records/sql/violation.hpp"

#include "tests/records/random_case.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <set>

namespace chaperone::tests::audits {
namespace {

using namespace chaperone::model;
using records::Cases;
using tests::cases_in;
using tests::number_from;
using tests::People;
using tests::RandomData;

std::set<People> listed(const Cases& cases) {
  std::set<People> made;
  for (std::size_t i = 0; i < cases.count; ++i) {
    const auto tuple = cases.all.tuples().subspan(i * cases.all.arity(), cases.all.arity());
    made.emplace(tuple.begin(), tuple.end());
  }
  return made;
}

struct Tally {
  std::size_t judged = 0, broken = 0, possible = 0, near = 0, steps = 0;
};

class Comparison {
public:
  Comparison(const System& system, RandomData& data, Tally& tally)
      : system_(system), data_(data), tally_(tally), store_(system) {}

  void run(const std::string& told) {
    INFO(told);
    const auto mistake = store_.load(data_.rows);
    INFO((mistake ? records::text_of(*mistake) : ""));
    REQUIRE_FALSE(mistake);
    const records::Audit found = records::audit(store_, {});
    for (const records::PromiseAudit& promise : found.promises) {
      const Property& property = system_[promise.property];
      INFO(property.name << ": " << promise.not_judged.value_or("judged"));
      if (promise.not_judged) {
        CHECK((property.is_about_steps || property.asks_past || property.way_back ||
               promise.not_judged->find("any set at all") != std::string::npos));
        continue;
      }
      System copy = system_;
      const auto violation = records::violation_of(copy, property).violation;
      REQUIRE(violation);
      ++tally_.judged;
      compare_now(property, promise, copy, *violation);
      compare_ahead(promise, copy, *violation);
    }
  }

private:
  void compare_now(const Property& property, const records::PromiseAudit& promise, const System& copy,
                   const records::Violation& violation) {
    const Layout layout(system_, tests::population_of(system_, data_));
    const std::set<People> broken = listed(promise.broken), possible = listed(promise.possibly_broken);
    tally_.broken += broken.size();
    tally_.possible += possible.size();
    std::vector<std::uint32_t> filling, most;
    while (true) {
      std::size_t next = 0;
      most.clear();
      const State state = tests::state_of(layout, data_, [&](std::uint32_t values) {
        most.push_back(values);
        if (next == filling.size())
          filling.push_back(0);
        return filling[next++];
      });
      const std::set<People> right = cases_in(state, copy, violation);
      CHECK(right.empty() != is_violated(property, {state}));
      for (const People& people : broken)
        CHECK(right.contains(people));
      for (const People& people : right)
        CHECK((broken.contains(people) || possible.contains(people)));
      for (const People& people : broken)
        CHECK_FALSE(possible.contains(people));
      if (data_.open.empty())
        CHECK(possible.empty());
      std::size_t place = 0;
      while (place < filling.size() && ++filling[place] == most[place])
        filling[place++] = 0;
      if (place == filling.size())
        return;
    }
  }

  /// Everybody of the data and the newcomers that a step names; where something is open about them, or about others,
  /// some filling of it.
  struct World {
    Layout layout;
    State state;
    std::set<People> before;
  };

  World& world_with(const std::set<SortId>& newcomers, const System& copy, const records::Violation& violation) {
    std::unique_ptr<World>& made = worlds_[newcomers];
    if (made)
      return *made;
    Layout layout(system_, tests::population_of(system_, data_, newcomers));
    made = std::make_unique<World>(World{layout, State(layout), {}});
    tests::Draw draw(7);
    made->state = tests::state_of(made->layout, data_, [&](std::uint32_t values) { return draw.below(values); });
    made->before = cases_in(made->state, copy, violation);
    return *made;
  }

  std::set<SortId> newcomers_in(const Action& action) const {
    std::set<SortId> made;
    for (std::size_t i = 0; i < action.args.size(); ++i) {
      const SortId sort = system_[system_[action.rule].parameters[i]].sort;
      const auto is_new = [&](std::uint32_t person) {
        return !system_[sort].is_enum && person == data_.sizes[sort.index];
      };
      const auto* one = std::get_if<std::uint32_t>(&action.args[i]);
      if (one != nullptr ? is_new(*one)
                         : std::ranges::any_of(std::get<std::vector<std::uint32_t>>(action.args[i]), is_new))
        made.insert(sort);
    }
    return made;
  }

  void compare_ahead(const records::PromiseAudit& promise, const System& copy, const records::Violation& violation) {
    worlds_.clear();
    const std::set<People> found = listed(promise.one_step_away), now = listed(promise.broken);
    tally_.near += found.size();
    for (const records::Case& it : promise.listed) {
      if (it.kind != records::CaseClass::one_step_away)
        continue;
      People people;
      for (const records::Person& person : it.people)
        people.push_back(person.number);
      REQUIRE(it.deed);
      Action action{it.deed->rule, {}};
      for (std::size_t i = 0; i < it.deed->args.size(); ++i) {
        std::vector<std::uint32_t> members;
        for (const records::Person& person : it.deed->args[i])
          members.push_back(person.number);
        if (system_[system_[action.rule].parameters[i]].is_set)
          action.args.emplace_back(members);
        else
          action.args.emplace_back(members.at(0));
      }
      const World& world = world_with(newcomers_in(action), copy, violation);
      CHECK_FALSE(world.before.contains(people));
      const auto after = take_step(world.state, action);
      INFO("step of " << system_[action.rule].name);
      REQUIRE(std::holds_alternative<State>(after));
      CHECK(cases_in(std::get<State>(after), copy, violation).contains(people));
      ++tally_.steps;
    }
    const bool is_open =
        !data_.open.empty() || !promise.not_ahead.empty() ||
        std::ranges::any_of(system_.functions, [](const Function& it) { return !it.places.empty(); }) ||
        std::ranges::any_of(system_.sorts, [](const Sort& it) { return it.is_ordered && !it.is_enum; });
    if (!is_open)
      look_for_missed({}, 0, found, now, copy, violation);
  }

  /// With a newcomer of each choice of sorts.
  void look_for_missed(const std::set<SortId>& newcomers, std::uint32_t sort, const std::set<People>& found,
                       const std::set<People>& now, const System& copy, const records::Violation& violation) {
    if (sort < system_.sorts.size()) {
      look_for_missed(newcomers, sort + 1, found, now, copy, violation);
      std::set<SortId> more = newcomers;
      if (!system_.sorts[sort].is_enum && more.insert({sort}).second)
        look_for_missed(more, sort + 1, found, now, copy, violation);
      return;
    }
    const World& world = world_with(newcomers, copy, violation);
    for (const Action& action : enabled_steps(world.state)) {
      const auto after = take_step(world.state, action);
      if (newcomers_in(action) != newcomers || !std::holds_alternative<State>(after))
        continue;
      for (const People& people : cases_in(std::get<State>(after), copy, violation)) {
        if (world.before.contains(people) || found.contains(people) || now.contains(people))
          continue;
        INFO("missed: a step of " << system_[action.rule].name << " for " << fmt::format("{}", fmt::join(people, " ")));
        FAIL_CHECK("a step that is one away was not found");
      }
    }
  }

  std::map<std::set<SortId>, std::unique_ptr<World>> worlds_;
  const System& system_;
  RandomData& data_;
  Tally& tally_;
  records::Store store_;
};

} // namespace

TEST_CASE("what an audit finds in random data is what the interpreter finds") {
  const std::uint64_t first = number_from("CHAPERONE_AUDIT_FIRST", 1),
                      count = number_from("CHAPERONE_AUDIT_COUNT", 500);
  Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const auto it = tests::random_case(seed);
    if (it)
      Comparison(it->system, it->data, tally).run(it->told);
  }
  WARN(fmt::format("{} promises: {} broken, {} possibly, {} one step away, {} steps replayed", tally.judged,
                   tally.broken, tally.possible, tally.near, tally.steps));
  if (count == 500) {
    CHECK(tally.judged > 300);
    CHECK(tally.broken > 100);
    CHECK(tally.possible > 100);
    CHECK(tally.steps > 100);
  }
}

} // namespace chaperone::tests::audits
