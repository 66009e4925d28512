// Random runs as logs, changed in one event: the findings and exposures are those that the interpreter gives, event by
// event.
#include "model/meaning/closure.hpp"
#include "model/print/printer.hpp"
#include "records/follow/follower.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <memory>

using namespace chaperone;
using namespace chaperone::model;
using follow::LoggedOutcome;

namespace {

/// Keeps what is found, as lines that can be compared.
class Kept : public follow::Observer {
public:
  void found(const follow::Finding& finding) override {
    findings.push_back(fmt::format("{} {}", finding.moment.event, follow::word_for(finding.kind)));
    if (!finding.story)
      return;
    ++stories;
    const System& system = *finding.rules->system;
    const Replay& replay = finding.story->replay;
    REQUIRE(replay.steps.size() == finding.story->scenario.items.size());
    for (std::size_t i = 0; i + 1 < replay.steps.size(); ++i)
      REQUIRE(std::get<Outcome>(replay.steps[i].outcome) == Outcome::allowed);
    REQUIRE(replay.steps.back().action.rule == finding.rule);
    REQUIRE(replay.steps.back().refusal.has_value() == finding.requirement.has_value());
    if (finding.requirement)
      REQUIRE(replay.steps.back().refusal->requirement == *finding.requirement);
    REQUIRE(print(system, replay.steps.back().action, finding.story->scenario.population) ==
            print(system, finding.action, finding.population));
    steps += replay.steps.size();
  }
  void unclear(const follow::Unclear&) override { ++unclear_events; }
  void exposed(const follow::Exposure& exposure) override {
    std::string line = exposure.promise;
    for (const auto& [variable, name] : exposure.individuals)
      line += " " + name;
    exposures.push_back(fmt::format("{} {} {}", line, exposure.from.event, exposure.to ? exposure.to->event : 0));
  }
  void remark(const std::string&) override {}

  std::vector<std::string> findings, exposures;
  std::size_t stories = 0, steps = 0, unclear_events = 0;

private:
  static std::string print(const System& system, const Action& action, const Population& population) {
    return model::print(system, action, population);
  }
};

struct Entry {
  Action action;
  bool is_allowed = true;
};

class LogTwins {
public:
  LogTwins(std::shared_ptr<const System> system, tests::Draw& draw) : system_(std::move(system)), draw_(draw) {
    for (std::uint32_t i = 0; i < system_->sorts.size(); ++i)
      scenario_.population.names.push_back(names(SortId{i}));
    layout_ = std::make_unique<Layout>(*system_, scenario_.population);
    start_ = std::make_unique<State>(initial_state(*layout_, scenario_));
    for (std::uint32_t i = 0; i < system_->relations.size(); ++i)
      if (system_->relations[i].upkeep == Upkeep::rules)
        for_each_place(*layout_, system_->relations[i].places, [&](const std::vector<std::uint32_t>& args) {
          if (draw_.chance(35))
            start_->put(RelationId{i}, args, true);
        });
    close(*start_);
  }

  /// A run by the rules, and then something that may not be.
  std::vector<Entry> changed_log() {
    std::vector<Entry> log;
    State now = *start_;
    for (int i = 0; i < 60 && log.size() < 12; ++i) {
      const Action action = any_action();
      auto next = take_step(now, action);
      if (auto* state = std::get_if<State>(&next)) {
        log.push_back({action, true});
        now = std::move(*state);
      } else if (std::holds_alternative<Refusal>(next) && draw_.chance(20)) {
        log.push_back({action, false});
      }
    }
    if (log.empty())
      return log;
    const std::size_t at = draw_.below(static_cast<std::uint32_t>(log.size()));
    const auto here = log.begin() + static_cast<std::ptrdiff_t>(at);
    switch (draw_.below(4)) {
    case 0:
      log.erase(here); // dropped
      break;
    case 1:
      if (at + 1 < log.size()) // swapped
        std::swap(log[at], log[at + 1]);
      break;
    case 2:
      log.insert(here, {any_action(), draw_.chance(70)}); // forged
      break;
    default:
      std::rotate(here, here + 1, log.end()); // late
    }
    return log;
  }

  void follow(const std::vector<Entry>& log) {
    Kept kept;
    follow::Follower follower({{std::nullopt, std::make_shared<const follow::Edition>(follow::Edition{"r", system_})}},
                              start(), {}, kept);
    give(follower.course().run());
    follower.begin();
    expect(Moment{*start_}, 0);
    State now = *start_;
    for (std::size_t i = 0; i < log.size(); ++i) {
      follower.take(event(log[i], i + 1));
      take(now, log[i], i + 1);
    }
    follower.finish(true);
    for (const auto& [who, since] : open_)
      exposures_.push_back(fmt::format("{} {} 0", who, since));
    REQUIRE(kept.findings == findings_);
    std::ranges::sort(kept.exposures);
    std::ranges::sort(exposures_);
    REQUIRE(kept.exposures == exposures_);
    REQUIRE(kept.unclear_events == 0);
    findings += findings_.size();
    exposures += exposures_.size();
    stories += kept.stories;
    steps += kept.steps;
  }

  std::size_t findings = 0, exposures = 0, stories = 0, steps = 0;

private:
  std::vector<std::string> names(SortId sort) {
    const Sort& it = (*system_)[sort];
    if (it.is_enum)
      return it.names;
    std::vector<std::string> made;
    for (const FunctionId individual : it.individuals)
      made.push_back((*system_)[individual].name);
    const std::size_t size = std::max<std::size_t>(1, made.size()) + draw_.below(3);
    while (made.size() < size)
      made.push_back(fmt::format("n{}", made.size()));
    return made;
  }

  live::Start start() const {
    live::Start made;
    made.relations.assign(system_->relations.size(), live::Start::Relation::empty);
    made.functions.assign(system_->functions.size(), 0);
    return made;
  }

  void give(live::LiveRun& run) const {
    // Whoever is in no fact may be forgotten, and comes back with the next event.
    for (std::uint32_t i = 0; i < system_->sorts.size(); ++i) {
      for (const std::string& name : scenario_.population.names[i])
        run.individuals().found_or_added(SortId{i}, name);
      run.individuals().use(SortId{i}, 0); // the value that functions have everywhere
    }
    for (std::uint32_t i = 0; i < system_->relations.size(); ++i)
      if (system_->relations[i].upkeep != Upkeep::closure)
        for (const std::vector<std::uint32_t>& args : start_->tuples(RelationId{i}))
          run.put(RelationId{i}, args.data(), live::Truth::yes);
  }

  Action any_action() {
    Action made{RuleId{draw_.below(static_cast<std::uint32_t>(system_->rules.size()))}, {}};
    for (const VariableId parameter : (*system_)[made.rule].parameters) {
      const std::uint32_t size = layout_->size((*system_)[parameter].sort);
      std::vector<std::uint32_t> set;
      for (std::uint32_t i = 0; i < size; ++i)
        if (draw_.chance(40))
          set.push_back(i);
      if ((*system_)[parameter].is_set)
        made.args.emplace_back(std::move(set));
      else
        made.args.emplace_back(draw_.below(size));
    }
    return made;
  }

  follow::Event event(const Entry& entry, std::uint64_t number) const {
    follow::Event made;
    made.number = made.line = number;
    made.file = std::make_shared<const std::string>("log");
    made.kind = (*system_)[entry.action.rule].name;
    made.outcome = entry.is_allowed ? LoggedOutcome::allowed : LoggedOutcome::refused;
    for (std::size_t i = 0; i < entry.action.args.size(); ++i) {
      const Variable& parameter = (*system_)[(*system_)[entry.action.rule].parameters[i]];
      const std::vector<std::string>& names = scenario_.population.names[parameter.sort.index];
      follow::LoggedArgument argument{parameter.name, {}};
      if (const auto* index = std::get_if<std::uint32_t>(&entry.action.args[i]))
        argument.values = {names[*index]};
      else
        for (const std::uint32_t member : std::get<std::vector<std::uint32_t>>(entry.action.args[i]))
          argument.values.push_back(names[member]);
      made.args.push_back(std::move(argument));
    }
    return made;
  }

  /// The same by the interpreter.
  void take(State& now, const Entry& entry, std::uint64_t number) {
    const std::optional<Refusal> refusal = why_refused(now, entry.action);
    if (!entry.is_allowed) {
      if (!refusal && may_be_refused(now, entry.action).empty())
        findings_.push_back(fmt::format("{} refused_what_the_rules_allow", number));
      return;
    }
    if (refusal)
      findings_.push_back(fmt::format("{} allowed_what_the_rules_refuse", number));
    const auto writes = writes_of(now, entry.action);
    if (std::holds_alternative<Conflict>(writes)) {
      findings_.push_back(fmt::format("{} effects_conflict", number));
      return;
    }
    const State before = now;
    for (const Write& write : std::get<std::vector<Write>>(writes))
      std::visit(overload{[&](RelationId it) { now.put(it, write.args, write.value != 0); },
                          [&](FunctionId it) { now.set(it, write.args, write.value); }},
                 write.where);
    close(now);
    expect(Moment{now, &before, &entry.action}, number);
  }

  void expect(const Moment& moment, std::uint64_t number) {
    for (const Property& property : system_->properties) {
      if (property.kind == PropertyKind::possible || (property.is_about_steps && moment.before == nullptr))
        continue;
      const live::Broken by = live::broken_by(*system_, property);
      std::vector<Place> places;
      for (const VariableId variable : by.leading)
        places.push_back({"", (*system_)[variable].sort});
      for_each_place(*layout_, places, [&](const std::vector<std::uint32_t>& args) {
        std::string who = property.name;
        std::vector<Assignment> values;
        for (std::size_t i = 0; i < args.size(); ++i) {
          values.push_back({by.leading[i], args[i]});
          who += " " + scenario_.population.names[places[i].sort.index][args[i]];
        }
        const bool is_broken = std::ranges::all_of(by.parts, [&](const live::Literal& part) {
          return evaluate(part.is_before ? make_formula(Was{part.formula}) : part.formula, moment, values) ==
                 part.is_positive;
        });
        note(property, who, is_broken, number);
      });
    }
  }

  void note(const Property& property, const std::string& who, bool is_broken, std::uint64_t number) {
    const auto found = open_.find(who);
    if (property.is_about_steps) {
      if (is_broken)
        exposures_.push_back(fmt::format("{} {} {}", who, number, number));
    } else if (is_broken && found == open_.end()) {
      open_.emplace(who, number);
    } else if (!is_broken && found != open_.end()) {
      exposures_.push_back(fmt::format("{} {} {}", who, found->second, number));
      open_.erase(found);
    }
  }

  std::shared_ptr<const System> system_;
  tests::Draw& draw_;
  Scenario scenario_;
  std::unique_ptr<Layout> layout_;
  std::unique_ptr<State> start_;
  std::vector<std::string> findings_, exposures_;
  std::map<std::string, std::uint64_t> open_;
};

void agree_on_logs(tests::Shape shape, std::uint64_t first, std::uint64_t count) {
  std::size_t findings = 0, exposures = 0, stories = 0, steps = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const tests::Files files = tests::random_system(seed, shape);
    INFO("seed " << seed << "\n" << tests::told(files));
    tests::Draw draw(seed);
    LogTwins twins(std::make_shared<const System>(tests::rules(files)), draw);
    twins.follow(twins.changed_log());
    findings += twins.findings;
    exposures += twins.exposures;
    stories += twins.stories;
    steps += twins.steps;
  }
  INFO(findings << " findings, " << exposures << " exposures, " << stories << " stories of " << steps << " steps");
  CHECK(findings > count / 10);
  CHECK(exposures > count);
  CHECK(stories * 10 >= findings * 8);
  CHECK(steps > stories);
}

} // namespace

TEST_CASE("a log of random rules that is changed in one event deviates where the interpreter says") {
  agree_on_logs(tests::Shape::anything, 1, 300);
}

TEST_CASE("a log over closures, orders and the past deviates where the interpreter says") {
  agree_on_logs(tests::Shape::wider, 1, 200);
}

TEST_CASE("a log of rules about patterns of facts deviates where the interpreter says") {
  agree_on_logs(tests::Shape::reaching, 1, 300);
}
