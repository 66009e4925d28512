// See story.hpp.
#include "records/follow/story.hpp"

#include "model/scenarios/renumbering.hpp"

#include <algorithm>
#include <array>

namespace chaperone::follow {

using namespace model;

namespace {

/// More individuals than a reader can keep in mind: then the events before are left out.
constexpr std::size_t most_individuals = 40;
/// So far back events are looked at, and so many are taken into the story before it is shortened.
constexpr std::size_t most_deeds = 100'000, most_steps = 60;

class Teller {
public:
  Teller(live::LiveRun& run, const History& history, const Action& action, std::optional<std::size_t> requirement)
      : run_(run), system_(run.system()), history_(history), live_(action), requirement_(requirement),
        cast_(run.system(), run.individuals()) {}

  std::optional<Excerpted> tell() {
    take_reads();
    cast_.action(live_);
    cast_ = in_order(cast_);
    given_.clear();
    take_reads();
    action_ = cast_.action(live_);
    Scenario found = scenario({}, {});
    found.given = given_;
    if (!shows(found))
      return std::nullopt;
    const std::vector<Given> read = found.given;
    shorten(read, [&](std::vector<Given> given) {
      Scenario fewer = scenario(std::move(given), {});
      return shows(fewer) && says_enough(fewer, read) && (found = std::move(fewer), true);
    });
    keep_only(found);
    if (std::optional<Scenario> longer = with_past())
      found = std::move(*longer);
    return finished(std::move(found));
  }

private:
  Scenario scenario(std::vector<Given> given, const std::vector<Action>& before) const {
    Scenario made;
    made.name = "log";
    made.population = cast_.population();
    made.given = std::move(given);
    for (const Action& step : before)
      made.items.emplace_back(ScenarioStep{step, Outcome::allowed, std::nullopt, {}});
    made.items.emplace_back(ScenarioStep{action_, std::nullopt, std::nullopt, {}});
    return made;
  }

  /// The same with the individuals of ordered sorts in their order.
  live::Excerpt in_order(const live::Excerpt& cast) const {
    live::Excerpt made(system_, run_.individuals());
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i) {
      const SortId sort{i};
      std::vector<live::Number> numbers = cast.numbers(sort);
      if (system_[sort].is_ordered)
        std::ranges::sort(numbers, [&](live::Number left, live::Number right) {
          return run_.individuals().is_less(sort, left, right);
        });
      for (const live::Number number : numbers)
        made.index(sort, number);
    }
    return made;
  }

  /// Do the steps go as they did, and does the last one show the finding?
  bool shows(const Scenario& scenario) const {
    const Layout layout(system_, scenario.population);
    State now = initial_state(layout, scenario);
    for (std::size_t i = 0; i + 1 < scenario.items.size(); ++i) {
      auto next = take_step(now, std::get<ScenarioStep>(scenario.items[i]).action);
      auto* state = std::get_if<State>(&next);
      if (state == nullptr)
        return false;
      now = std::move(*state);
    }
    const Action& last = std::get<ScenarioStep>(scenario.items.back()).action;
    const std::optional<Refusal> refusal = why_refused(now, last);
    if (!requirement_)
      return !refusal && may_be_refused(now, last).empty();
    return refusal && refusal->requirement == *requirement_;
  }

  /// A value that no `init` gives need not be the one that a state begins with. It is said where the last step reads
  /// it, unless the deeds set it; else any other must do as well.
  bool says_enough(const Scenario& scenario, const std::vector<Given>& all,
                   const std::vector<const Deed*>& deeds = {}) const {
    const auto is_said_in = [](const std::vector<Given>& list, const Given& given) {
      return std::ranges::any_of(list, [&](const Given& each) { return is_same(each, given); });
    };
    return std::ranges::all_of(all, [&](const Given& given) {
      const auto* value = std::get_if<GivenValue>(&given);
      if (value == nullptr || run_.facts().usual_value(value->function) != live::nobody ||
          is_said_in(scenario.given, given))
        return true;
      if (is_said_in(given_, given) && !is_set_by(deeds, value->function))
        return false;
      Scenario other = scenario;
      other.given.push_back(given);
      auto& told = std::get<GivenValue>(other.given.back());
      const std::size_t values = scenario.population.size(system_[value->function].result);
      for (told.value = 0; told.value < values; ++told.value)
        if (!shows(other))
          return false;
      return true;
    });
  }

  static bool is_set_by(const std::vector<const Deed*>& deeds, FunctionId function) {
    return std::ranges::any_of(deeds, [&](const Deed* deed) {
      return std::ranges::any_of(deed->changes.list,
                                 [&](const live::Change& change) { return change.where == live::Symbol(function); });
    });
  }

  /// Tries to do without parts of a list, large ones first; `accepts` keeps what it accepts.
  template <class Item, class Accepts> static void shorten(std::vector<Item> items, const Accepts& accepts) {
    for (std::size_t size = std::max<std::size_t>(items.size() / 2, 1); !items.empty(); size /= 2) {
      for (std::size_t end = items.size(); end > 0;) {
        const std::size_t begin = end > size ? end - size : 0;
        std::vector<Item> fewer = items;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(begin),
                    fewer.begin() + static_cast<std::ptrdiff_t>(end));
        if (accepts(fewer))
          items = std::move(fewer);
        end = begin;
      }
      if (size == 1)
        break;
    }
    accepts(items);
  }

  std::vector<std::uint32_t> indices(const std::vector<Place>& places, const live::Number* args) {
    std::vector<std::uint32_t> made;
    for (std::size_t i = 0; i < places.size(); ++i)
      made.push_back(cast_.index(places[i].sort, args[i]));
    return made;
  }

  void take_reads() {
    for (const live::Trace::Read& read : run_.reads(live_).reads)
      std::visit(overload{
                     [&](RelationId it) {
                       std::vector<std::uint32_t> args = indices(system_[it].places, read.row.data());
                       if (system_[it].is_symmetric)
                         std::ranges::sort(args);
                       if (system_[it].upkeep == Upkeep::rules)
                         add({GivenTuple{it, std::move(args)}});
                     },
                     [&](FunctionId it) {
                       if (!system_[it].is_individual && read.row.back() != live::nobody)
                         add({GivenValue{it, indices(system_[it].places, read.row.data()),
                                         cast_.index(system_[it].result, read.row.back())}});
                     },
                 },
                 read.where);
  }

  void add(const Given& fact) {
    if (std::ranges::none_of(given_, [&](const Given& each) { return is_same(each, fact); }))
      given_.push_back(fact);
  }

  static bool is_same(const Given& left, const Given& right) {
    const auto *tuple = std::get_if<GivenTuple>(&left), *other_tuple = std::get_if<GivenTuple>(&right);
    if (tuple != nullptr && other_tuple != nullptr)
      return tuple->relation == other_tuple->relation && tuple->args == other_tuple->args;
    const auto *value = std::get_if<GivenValue>(&left), *other_value = std::get_if<GivenValue>(&right);
    return value != nullptr && other_value != nullptr && value->function == other_value->function &&
           value->args == other_value->args;
  }

  /// From now on only those count who are in the step or in these facts.
  void keep_only(Scenario& scenario) {
    const Scenario whole = scenario;
    live::Excerpt fewer(system_, run_.individuals());
    const auto moved = [&](SortId sort, std::uint32_t index) { return fewer.index(sort, cast_.numbers(sort)[index]); };
    fewer.action(live_);
    const auto move = [&](Given& given) {
      std::visit(overload{
                     [&](GivenTuple& it) {
                       for (std::size_t i = 0; i < it.args.size(); ++i)
                         it.args[i] = moved(system_[it.relation].places[i].sort, it.args[i]);
                     },
                     [&](GivenValue& it) {
                       for (std::size_t i = 0; i < it.args.size(); ++i)
                         it.args[i] = moved(system_[it.function].places[i].sort, it.args[i]);
                       it.value = moved(system_[it.function].result, it.value);
                     },
                 },
                 given);
    };
    for (Given given : scenario.given)
      move(given);
    fewer = in_order(fewer);
    const Action action = fewer.action(live_);
    std::ranges::for_each(scenario.given, move);
    const std::vector<Given> given = scenario.given;
    const live::Excerpt all = std::exchange(cast_, std::move(fewer));
    const Action before = std::exchange(action_, action);
    Scenario kept = this->scenario(given, {});
    if (shows(kept)) {
      scenario = std::move(kept);
      given_ = scenario.given;
      return;
    }
    cast_ = all;
    action_ = before;
    scenario = whole;
    given_ = scenario.given;
  }

  bool is_within(const std::vector<Place>& places, const live::Number* args) const {
    for (std::size_t i = 0; i < places.size(); ++i)
      if (!cast_.has(places[i].sort, args[i]))
        return false;
    return true;
  }

  bool touches(const Deed& deed) const {
    return std::ranges::any_of(deed.changes.list, [&](const live::Change& change) {
      return std::visit([&](auto it) { return is_within(system_[it].places, deed.changes.args(change)); },
                        change.where);
    });
  }

  /// The deeds among those concerned, the last one first; those who act in them are concerned as well.
  std::vector<const Deed*> concerned() {
    std::vector<const Deed*> made;
    for (std::size_t i = 0; i < std::min(history_.size(), most_deeds) && made.size() < most_steps; ++i) {
      const Deed& deed = history_.back(i);
      if (!touches(deed))
        continue;
      if (!deed.is_by_rules || cast_.size() > most_individuals)
        break;
      cast_.action(deed.action);
      made.push_back(&deed);
    }
    return made;
  }

  /// The state that the first of these deeds was taken in, among those who are concerned.
  std::vector<Given> before(const std::vector<const Deed*>& deeds) {
    const Layout layout(system_, cast_.population());
    State state = initial_state(layout, scenario({}, {}));
    fill(state);
    const std::uint64_t first = deeds.back()->event;
    for (std::size_t i = 0; i < history_.size() && history_.back(i).event >= first; ++i)
      undo(state, history_.back(i));
    return given_of(state);
  }

  /// The present facts of those concerned.
  void fill(State& state) const {
    const auto numbers = [&](const std::vector<Place>& places, const std::vector<std::uint32_t>& args) {
      std::vector<live::Number> made;
      for (std::size_t i = 0; i < places.size(); ++i) {
        const std::vector<live::Number>& known = cast_.numbers(places[i].sort);
        if (args[i] >= known.size())
          return std::vector<live::Number>();
        made.push_back(known[args[i]]);
      }
      return made;
    };
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const RelationId relation{i};
      const std::vector<Place>& places = system_[relation].places;
      if (system_[relation].upkeep == Upkeep::rules)
        for_each_place(state.layout(), places, [&](const std::vector<std::uint32_t>& args) {
          const std::vector<live::Number> made = numbers(places, args);
          if (made.size() == args.size() && run_.facts().truth(relation, made.data()) == live::Truth::yes)
            state.put(relation, args, true);
        });
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i)
      if (const FunctionId function{i}; !system_[function].is_individual)
        for_each_place(state.layout(), system_[function].places, [&](const std::vector<std::uint32_t>& args) {
          const std::vector<live::Number> made = numbers(system_[function].places, args);
          if (made.size() == args.size())
            put_value(state, function, args, run_.facts().value(function, made.data()));
        });
  }

  void put_value(State& state, FunctionId function, const std::vector<std::uint32_t>& args, live::Number value) const {
    const std::vector<live::Number>& known = cast_.numbers(system_[function].result);
    const auto found = std::ranges::find(known, value);
    if (found != known.end())
      state.set(function, args, static_cast<std::uint32_t>(found - known.begin()));
  }

  void undo(State& state, const Deed& deed) {
    for (std::size_t i = deed.changes.list.size(); i-- > 0;) {
      const live::Change& change = deed.changes.list[i];
      std::visit(overload{
                     [&](RelationId it) {
                       if (is_within(system_[it].places, deed.changes.args(change)) &&
                           system_[it].upkeep == Upkeep::rules)
                         state.put(it, indices(system_[it].places, deed.changes.args(change)),
                                   change.was == static_cast<live::Number>(live::Truth::yes));
                     },
                     [&](FunctionId it) {
                       if (is_within(system_[it].places, deed.changes.args(change)))
                         put_value(state, it, indices(system_[it].places, deed.changes.args(change)), change.was);
                     },
                 },
                 change.where);
    }
  }

  /// The story with the events before, if that is one too.
  std::optional<Scenario> with_past() {
    const live::Excerpt alone = cast_;
    const std::vector<const Deed*> deeds = concerned();
    cast_ = in_order(cast_);
    std::vector<Action> steps;
    for (auto deed = deeds.rbegin(); deed != deeds.rend(); ++deed)
      steps.push_back(cast_.action((*deed)->action));
    action_ = cast_.action(live_);
    if (steps.empty() || cast_.size() > most_individuals)
      return std::nullopt;
    Scenario found = scenario(before(deeds), steps);
    if (!shows(found))
      return std::nullopt;
    const std::vector<Given> all = found.given;
    shorten(found.given, [&](std::vector<Given> given) {
      Scenario next = scenario(std::move(given), steps);
      return shows(next) && says_enough(next, all, deeds) && (found = std::move(next), true);
    });
    shorten(steps, [&](const std::vector<Action>& fewer) {
      Scenario next = scenario(found.given, fewer);
      return shows(next) && (found = std::move(next), true);
    });
    const std::vector<Action> kept = steps_of(found);
    shorten(found.given, [&](std::vector<Given> given) {
      Scenario next = scenario(std::move(given), kept);
      return shows(next) && says_enough(next, all, deeds) && (found = std::move(next), true);
    });
    return found;
  }

  static std::vector<Action> steps_of(const Scenario& scenario) {
    std::vector<Action> made;
    for (std::size_t i = 0; i + 1 < scenario.items.size(); ++i)
      made.push_back(std::get<ScenarioStep>(scenario.items[i]).action);
    return made;
  }

  /// Who is in no fact and no step need not be there.
  Scenario without_others(Scenario scenario) const {
    for (std::uint32_t i = 0; i < system_.sorts.size(); ++i) {
      const SortId sort{i};
      const std::size_t first =
          system_[sort].is_enum ? scenario.population.size(sort) : system_[sort].individuals.size();
      for (std::size_t at = scenario.population.size(sort); at-- > first && scenario.population.size(sort) > 1;) {
        Scenario fewer = scenario;
        const Renumbering gone(system_, sort, static_cast<std::uint32_t>(at));
        fewer.population.names[i].erase(fewer.population.names[i].begin() + static_cast<std::ptrdiff_t>(at));
        bool is_named = false;
        for (Given& given : fewer.given)
          is_named = is_named || !gone.renumber(given);
        for (std::size_t item = 0; item < fewer.items.size() && !is_named; ++item) {
          Action& action = std::get<ScenarioStep>(fewer.items[item]).action;
          is_named = is_in_a_set(action, sort, static_cast<std::uint32_t>(at)) || !gone.renumber(action);
        }
        if (!is_named && shows(fewer))
          scenario = std::move(fewer);
      }
    }
    return scenario;
  }

  bool is_in_a_set(const Action& action, SortId sort, std::uint32_t index) const {
    for (std::size_t i = 0; i < action.args.size(); ++i) {
      const auto* set = std::get_if<std::vector<std::uint32_t>>(&action.args[i]);
      if (set != nullptr && system_[system_[action.rule].parameters[i]].sort == sort &&
          std::ranges::binary_search(*set, index))
        return true;
    }
    return false;
  }

  /// Played from where it begins, which need be no start of the rules.
  Excerpted finished(Scenario scenario) const {
    scenario = without_others(std::move(scenario));
    const auto layout = std::make_shared<const Layout>(system_, scenario.population);
    Replay played{layout, initial_state(*layout, scenario), {}, std::nullopt};
    for (const ScenarioItem& item : scenario.items) {
      const Action& action = std::get<ScenarioStep>(item).action;
      const State before = played.steps.empty() ? played.start : played.steps.back().after;
      auto next = take_step(before, action);
      if (auto* state = std::get_if<State>(&next))
        played.steps.push_back({action, Outcome::allowed, std::nullopt, std::move(*state)});
      else if (const auto* refusal = std::get_if<Refusal>(&next))
        played.steps.push_back({action, Outcome::refused, *refusal, before});
      else
        played.steps.push_back({action, std::get<Conflict>(next), std::nullopt, before});
    }
    return {std::move(scenario), std::move(played)};
  }

  live::LiveRun& run_;
  const System& system_;
  const History& history_;
  const Action& live_; ///< by the live state's numbers
  std::optional<std::size_t> requirement_;
  live::Excerpt cast_;
  Action action_; ///< by the cast's indices
  std::vector<Given> given_;
};

} // namespace

std::optional<Excerpted> story_of(live::LiveRun& run, const History& history, const Action& action,
                                  std::optional<std::size_t> requirement) {
  return Teller(run, history, action, requirement).tell();
}

} // namespace chaperone::follow
