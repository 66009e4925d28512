#include "records/repair/removal_scenarios.hpp"

#include "records/audit/auditor.hpp"
#include "records/repair/few_people.hpp"

#include "generators/story/instantiate.hpp"
#include "model/scenarios/scenario_file.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::records {

using namespace model;

namespace {

/// More people than a reader can keep in mind.
constexpr std::size_t most_people = 40;
/// Broken cases of one promise that are tried.
constexpr std::size_t most_cases_tried = 200;

class Telling {
public:
  Telling(const Store& store, const Repair& repair)
      : store_(store), system_(store.system()), repair_(repair), today_(store, usual_) {}

  /// From now on other people may be told of again.
  void forget() { seen_.clear(); }

  std::optional<Scenario> tell(const PromiseAudit& promise, const Case& it) {
    FewPeople few(store_);
    for (const Person& person : it.people)
      few.add(person);
    if (!gather(few) || !seen_.insert(few.everybody()).second)
      return std::nullopt;
    Scenario made;
    made.population = few.population();
    made.given = few.facts();
    std::vector<Assignment> bindings;
    for (std::size_t i = 0; i < it.people.size(); ++i)
      bindings.push_back({promise.leading[i], few.index(it.people[i])});
    made.items.emplace_back(ScenarioExpect{reports::instantiate(system_, promise.told, bindings), {}});
    for (const Deed& deed : chosen_)
      made.items.emplace_back(ScenarioStep{action(few, deed), Outcome::allowed, std::nullopt, {}});
    const Property& property = system_[promise.property];
    made.items.emplace_back(ScenarioExpect{kept(property), {}});
    return chosen_.empty() ? std::nullopt : finished(std::move(made), property);
  }

  /// The run that leads to where the promise is broken, and a step after which it is not.
  std::optional<Scenario> mend_run(const PromiseAudit& promise) const {
    if (!promise.origin || !promise.origin->run)
      return std::nullopt;
    const Property& property = system_[promise.property];
    Scenario made = *promise.origin->run;
    const Replay played = replay(system_, made);
    if (played.failure)
      return std::nullopt;
    for (ScenarioItem& item : made.items)
      if (auto* step = std::get_if<ScenarioStep>(&item))
        step->expected = Outcome::allowed;
    const State& broken = played.steps.empty() ? played.start : played.steps.back().after;
    const auto mends = [&](const Action& action) {
      const auto after = take_step(broken, action);
      return is_used(action.rule) && std::holds_alternative<State>(after) &&
             !is_violated(property, {std::get<State>(after)});
    };
    const std::vector<Action> steps = enabled_steps(broken);
    const auto step = std::ranges::find_if(steps, mends);
    if (step == steps.end())
      return std::nullopt;
    made.items.emplace_back(ScenarioExpect{negation(kept(property)), {}});
    made.items.emplace_back(ScenarioStep{*step, Outcome::allowed, std::nullopt, {}});
    made.items.emplace_back(ScenarioExpect{kept(property), {}});
    return finished(std::move(made), property);
  }

private:
  static Formula kept(const Property& property) {
    return property.kind == PropertyKind::never ? negation(property.formula) : property.formula;
  }

  bool is_used(RuleId rule) const {
    return std::ranges::any_of(repair_.listed,
                               [&](const Removal& removal) { return removal.deed && removal.deed->rule == rule; });
  }

  std::optional<Scenario> finished(Scenario made, const Property& property) const {
    made.name = scenario_name(system_, made, "mend_" + property.name);
    made.doc = property.doc;
    return replay(system_, made).failure ? std::nullopt : std::optional(std::move(made));
  }

  /// Those who act, and whose removals are among these people, until there are no more. False: they are too many.
  bool gather(FewPeople& few) {
    for (std::size_t before = 0; before != few.count();) {
      before = few.count();
      chosen_.clear();
      few.add_values();
      for (const auto& [relation, facts] : repair_.removals)
        for (const std::vector<Person>& people : few.among(relation, facts)) {
          if (few.count() > most_people)
            return false;
          std::vector<std::uint32_t> tuple;
          for (const Person& person : people)
            tuple.push_back(person.number);
          const auto deed = today_.deed_removing(relation, tuple);
          if (!deed) // another promise may ask for it
            continue;
          chosen_.push_back(*deed);
          for (const auto& arg : deed->args)
            for (const Person& person : arg)
              few.add(person);
        }
    }
    return few.count() <= most_people;
  }

  Action action(FewPeople& few, const Deed& deed) const {
    Action made{deed.rule, {}};
    for (std::size_t i = 0; i < deed.args.size(); ++i) {
      std::vector<std::uint32_t> numbers;
      for (const Person& person : deed.args[i])
        numbers.push_back(few.index(person));
      std::ranges::sort(numbers);
      if (system_[system_[deed.rule].parameters[i]].is_set)
        made.args.emplace_back(std::move(numbers));
      else
        made.args.emplace_back(numbers.front());
    }
    return made;
  }

  const Store& store_;
  const System& system_;
  const Repair& repair_;
  const AuditOptions usual_;
  Auditor today_;
  std::vector<Deed> chosen_;
  std::set<std::set<Person>> seen_;
};

} // namespace

std::vector<Scenario> removal_scenarios(const Store& store, const Audit& found, const Repair& repair,
                                        std::size_t most) {
  std::vector<Scenario> made;
  std::set<std::string> names;
  Telling telling(store, repair);
  for (const PromiseAudit& promise : found.promises) {
    telling.forget();
    std::size_t tried = 0, told = 0;
    for (const Case& it : promise.listed) {
      if (it.kind != CaseClass::broken || told == most || ++tried > most_cases_tried)
        continue;
      auto scenario = telling.tell(promise, it);
      if (!scenario || !names.insert(scenario->name).second)
        continue;
      made.push_back(std::move(*scenario));
      ++told;
    }
    if (told > 0 || promise.broken.count == 0)
      continue;
    if (auto scenario = telling.mend_run(promise); scenario && names.insert(scenario->name).second)
      made.push_back(std::move(*scenario));
  }
  return made;
}

} // namespace chaperone::records
