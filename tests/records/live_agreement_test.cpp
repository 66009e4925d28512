// A live state against the interpreter, over random rules and runs: the same outcomes, the same states, the same
// promises broken for the same individuals.
#include "model/meaning/closure.hpp"
#include "records/live/promise.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

#include <memory>

using namespace chaperone;
using namespace chaperone::model;

namespace {

/// One random run of one random rule file, on both sides. With half_told() the live side is not told all of a step.
class Twins {
public:
  Twins(const System& system, tests::Draw& draw) : system_(system), draw_(draw), run_(system, start()) {
    Scenario scenario;
    for (std::uint32_t i = 0; i < system.sorts.size(); ++i)
      scenario.population.names.push_back(names(SortId{i}));
    layout_ = std::make_unique<Layout>(system, scenario.population);
    state_ = std::make_unique<State>(initial_state(*layout_, scenario));
    for (std::uint32_t i = 0; i < system.properties.size(); ++i)
      if (system.properties[i].kind != PropertyKind::possible)
        promises_.push_back(std::make_unique<live::Promise>(run_, PropertyId{i}));
    run_.keep_before();
    give_facts();
    run_.individuals().forget_added();
    run_.forget_changes();
    for (const auto& promise : promises_)
      promise->begin();
    compare_promises(Moment{*state_});
  }

  void step() {
    const Action action = any_action();
    const State before = *state_;
    const std::optional<Refusal> refusal = why_refused(before, action);
    const live::Judgement judged = run_.judge(action);
    if (is_half_told_)
      return half_told_step(action, judged, refusal.has_value());
    REQUIRE((judged.is_allowed == live::Truth::yes) == !refusal);
    if (refusal)
      REQUIRE(judged.requirement == refusal->requirement);
    else
      REQUIRE((judged.may_be_refused == live::Truth::yes) == !may_be_refused(before, action).empty());
    // What a service did although the rules forbid it has its effects too.
    if (refusal && draw_.chance(60))
      return;
    const auto writes = writes_of(before, action);
    const std::optional<live::LiveConflict> conflict = run_.take(action);
    REQUIRE(conflict.has_value() == std::holds_alternative<Conflict>(writes));
    if (conflict)
      return;
    write(std::get<std::vector<Write>>(writes));
    compare_states();
    for (const auto& promise : promises_)
      promise->go_on(run_.changes(), {});
    run_.forget_changes();
    compare_promises(Moment{*state_, &before, &action});
    ++taken;
  }

  /// From now on what the live side knows is not everything, and must all be so.
  void half_told() { is_half_told_ = true; }

  int taken = 0, broken = 0, known = 0, unknown = 0;

private:
  void half_told_step(const Action& action, const live::Judgement& judged, bool is_refused) {
    if (judged.is_allowed != live::Truth::unknown)
      REQUIRE((judged.is_allowed == live::Truth::no) == is_refused);
    const State before = *state_;
    const auto writes = writes_of(before, action);
    if ((is_refused && draw_.chance(60)) || std::holds_alternative<Conflict>(writes))
      return;
    const bool is_done = !draw_.chance(15);
    tell_some_of(action, is_done);
    if (is_done || draw_.chance(50))
      write(std::get<std::vector<Write>>(writes));
    for (const auto& promise : promises_)
      if (!system_[promise->property()].is_about_steps)
        promise->go_on(run_.changes(), run_.individuals().added());
    run_.individuals().forget_added();
    run_.forget_changes();
    compare_known();
    ++taken;
  }

  void tell_some_of(const Action& action, bool is_done) {
    Action told = action;
    std::vector<Action> steps{action};
    switch (draw_.below(4)) {
    case 0: // all of it
      loosen(is_done ? std::set<live::Symbol>() : run_.changed_by_rule(action.rule));
      is_done ? static_cast<void>(run_.take(action)) : run_.take_partly(action, false);
      run_.forget_what_changed();
      return;
    case 1: // one of several steps
      for (std::uint32_t i = draw_.below(3); i > 0; --i)
        steps.insert(steps.begin() + draw_.below(2), any_action());
      for (const Action& each : steps)
        loosen(run_.changed_by_rule(each.rule));
      run_.take_one_of(steps, is_done);
      return;
    default: // some arguments
      for (StepArgument& argument : told.args)
        if (draw_.chance(40))
          argument = live::nobody;
      loosen(is_done ? run_.changed_partly(told) : run_.changed_by_rule(told.rule));
      run_.take_partly(told, is_done);
    }
  }

  void loosen(const std::set<live::Symbol>& symbols) {
    if (run_.loosen(symbols))
      for (const auto& promise : promises_)
        promise->plan();
  }

  void write(const std::vector<Write>& writes) {
    for (const Write& write : writes)
      std::visit(overload{
                     [&](RelationId it) { state_->put(it, write.args, write.value != 0); },
                     [&](FunctionId it) { state_->set(it, write.args, write.value); },
                 },
                 write.where);
    close(*state_);
  }

  void compare_known() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const RelationId relation{i};
      if (system_[relation].upkeep != Upkeep::closure)
        for_each_place(*layout_, system_[relation].places, [&](const std::vector<std::uint32_t>& args) {
          INFO(system_[relation].name);
          const live::Truth truth = run_.facts().truth(relation, args.data());
          truth == live::Truth::unknown ? ++unknown : ++known;
          if (truth != live::Truth::unknown)
            REQUIRE((truth == live::Truth::yes) == state_->holds(relation, args));
        });
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (const FunctionId function{i}; !system_[function].is_individual)
        for_each_place(*layout_, system_[function].places, [&](const std::vector<std::uint32_t>& args) {
          INFO(system_[function].name);
          const live::Number value = run_.facts().value(function, args.data());
          REQUIRE((value == live::nobody || value == state_->value(function, args)));
        });
    for (const auto& promise : promises_) {
      const Property& property = system_[promise->property()];
      if (property.is_about_steps)
        continue;
      INFO(property.name);
      const live::Broken by = live::broken_by(system_, property);
      promise->broken().for_each([&](const live::Number* row) {
        std::vector<Assignment> values;
        for (std::size_t i = 0; i < by.leading.size(); ++i)
          values.push_back({by.leading[i], row[i]});
        REQUIRE(is_broken(by, Moment{*state_}, values));
        ++broken;
      });
    }
  }

  live::Start start() const {
    live::Start made;
    made.relations.assign(system_.relations.size(), live::Start::Relation::empty);
    made.functions.assign(system_.functions.size(), 0);
    return made;
  }

  std::vector<std::string> names(SortId sort) {
    if (system_[sort].is_enum)
      return system_[sort].names;
    std::vector<std::string> made;
    for (const FunctionId individual : system_[sort].individuals)
      made.push_back(system_[individual].name);
    const std::size_t size = std::max<std::size_t>(1, made.size()) + draw_.below(3);
    while (made.size() < size)
      made.push_back("n" + std::to_string(made.size()));
    for (const std::string& name : made)
      run_.individuals().found_or_added(sort, name);
    return made;
  }

  void give_facts() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const RelationId relation{i};
      if (system_[relation].upkeep == Upkeep::rules)
        for_each_place(*layout_, system_[relation].places, [&](const std::vector<std::uint32_t>& args) {
          if (draw_.chance(35))
            state_->put(relation, args, true);
        });
      if (system_[relation].upkeep != Upkeep::closure)
        for (const std::vector<std::uint32_t>& args : state_->tuples(relation))
          run_.put(relation, args.data(), live::Truth::yes);
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (const FunctionId function{i}; !system_[function].is_individual)
        for_each_place(*layout_, system_[function].places, [&](const std::vector<std::uint32_t>& args) {
          state_->set(function, args, draw_.below(layout_->size(system_[function].result)));
          run_.set(function, args.data(), state_->value(function, args));
        });
    close(*state_);
  }

  Action any_action() {
    Action made{RuleId{draw_.below(static_cast<std::uint32_t>(system_.rules.size()))}, {}};
    for (const VariableId parameter : system_[made.rule].parameters) {
      const std::uint32_t size = layout_->size(system_[parameter].sort);
      if (!system_[parameter].is_set) {
        made.args.emplace_back(draw_.below(size));
        continue;
      }
      std::vector<std::uint32_t> set;
      for (std::uint32_t i = 0; i < size; ++i)
        if (draw_.chance(40))
          set.push_back(i);
      made.args.emplace_back(std::move(set));
    }
    return made;
  }

  void compare_states() const {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const RelationId relation{i};
      if (system_[relation].upkeep != Upkeep::closure)
        for_each_place(*layout_, system_[relation].places, [&](const std::vector<std::uint32_t>& args) {
          INFO(system_[relation].name);
          REQUIRE((run_.facts().truth(relation, args.data()) == live::Truth::yes) == state_->holds(relation, args));
        });
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (const FunctionId function{i}; !system_[function].is_individual)
        for_each_place(*layout_, system_[function].places, [&](const std::vector<std::uint32_t>& args) {
          INFO(system_[function].name);
          REQUIRE(run_.facts().value(function, args.data()) == state_->value(function, args));
        });
  }

  bool is_broken(const live::Broken& by, const Moment& moment, const std::vector<Assignment>& values) const {
    return std::ranges::all_of(by.parts, [&](const live::Literal& part) {
      const Formula formula = part.is_before ? make_formula(Was{part.formula}) : part.formula;
      return evaluate(formula, moment, values) == part.is_positive;
    });
  }

  void compare_promises(const Moment& moment) {
    for (const auto& promise : promises_) {
      const Property& property = system_[promise->property()];
      INFO(property.name);
      REQUIRE(promise->obstacle().empty());
      if (property.is_about_steps && moment.before == nullptr)
        continue;
      const live::Broken by = live::broken_by(system_, property);
      std::vector<Place> places;
      for (const VariableId variable : by.leading)
        places.push_back({"", system_[variable].sort});
      std::size_t count = 0;
      for_each_place(*layout_, places, [&](const std::vector<std::uint32_t>& args) {
        std::vector<Assignment> values;
        for (std::size_t i = 0; i < args.size(); ++i)
          values.push_back({by.leading[i], args[i]});
        const bool expected = is_broken(by, moment, values);
        count += expected ? 1 : 0;
        REQUIRE(promise->broken().has(args.data()) == expected);
      });
      REQUIRE(promise->broken().size() == count);
      REQUIRE(is_violated(property, moment) == (count > 0));
      broken += count > 0 ? 1 : 0;
    }
  }

  const System& system_;
  tests::Draw& draw_;
  live::LiveRun run_;
  std::unique_ptr<Layout> layout_;
  std::unique_ptr<State> state_;
  std::vector<std::unique_ptr<live::Promise>> promises_;
  bool is_half_told_ = false;
};

void agree(tests::Shape shape, std::uint64_t first, std::uint64_t count) {
  int taken = 0, broken = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const tests::Files files = tests::random_system(seed, shape);
    INFO("seed " << seed << "\n" << tests::told(files));
    const System system = tests::rules(files);
    tests::Draw draw(seed);
    Twins twins(system, draw);
    for (int i = 0; i < 12; ++i) {
      INFO("step " << i);
      twins.step();
    }
    taken += twins.taken;
    broken += twins.broken;
  }
  if (count > 1) {
    CHECK(taken > static_cast<int>(count));
    CHECK(broken > static_cast<int>(count));
  }
}

/// Of steps of which not all is told, what is known afterwards is so; and much is known.
void know(tests::Shape shape, std::uint64_t first, std::uint64_t count) {
  int taken = 0, broken = 0, known = 0, unknown = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const tests::Files files = tests::random_system(seed, shape);
    INFO("seed " << seed << "\n" << tests::told(files));
    const System system = tests::rules(files);
    tests::Draw draw(seed);
    Twins twins(system, draw);
    twins.half_told();
    for (int i = 0; i < 12; ++i) {
      INFO("step " << i);
      twins.step();
    }
    taken += twins.taken;
    broken += twins.broken;
    known += twins.known;
    unknown += twins.unknown;
  }
  if (count > 1) {
    CHECK(taken > static_cast<int>(count));
    CHECK(broken > static_cast<int>(count) / 2);
    CHECK(unknown > static_cast<int>(count));
    CHECK(known > unknown);
  }
}

} // namespace

TEST_CASE("what a live state knows after steps of which not all is told is so") {
  know(tests::Shape::anything, 5001, 300);
}

TEST_CASE("what a live state knows after half-told steps is so with closures, orders, named individuals and the past") {
  know(tests::Shape::wider, 5001, 300);
}

TEST_CASE("a live state agrees with the interpreter over random rules and runs") {
  agree(tests::Shape::anything, 1, 300);
}

TEST_CASE("a live state agrees with the interpreter over closures, orders, named individuals and the past") {
  agree(tests::Shape::wider, 1, 300);
}

TEST_CASE("a live state agrees with the interpreter where promises speak of patterns of facts") {
  agree(tests::Shape::reaching, 1, 200);
}

TEST_CASE("a fact within `some` within `all` is followed, though nothing says for whom") {
  agree(tests::Shape::anything, 559, 1);
}

TEST_CASE("what a rule keeps of whether it can be taken leaves its arguments alone") {
  agree(tests::Shape::wider, 1636, 1);
}
