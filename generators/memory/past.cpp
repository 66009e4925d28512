// See past.hpp.
#include "generators/memory/past.hpp"

#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

using Part = Misreading::Part;

bool is_same(const Action& left, const Action& right) {
  return left.rule == right.rule && left.args == right.args;
}

/// Whom a session would belong to: the first individual that the rule names.
std::optional<std::size_t> actor_of(const System& system, const Rule& rule) {
  if (rule.actor)
    return rule.actor;
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    if (!system[rule.parameters[i]].is_set && !system[system[rule.parameters[i]].sort].is_enum)
      return i;
  return std::nullopt;
}

/// The argument in which two cells of a symbol differ, where it is one.
std::optional<std::size_t> only_difference(const std::vector<std::uint32_t>& left,
                                           const std::vector<std::uint32_t>& right, bool is_symmetric) {
  if (is_symmetric) {
    const bool shares = left[0] == right[0] || left[0] == right[1] || left[1] == right[0] || left[1] == right[1];
    return shares && left != right ? std::optional<std::size_t>(0) : std::nullopt;
  }
  std::optional<std::size_t> result;
  for (std::size_t i = 0; i < left.size(); ++i)
    if (left[i] != right[i]) {
      if (result)
        return std::nullopt;
      result = i;
    }
  return result;
}

} // namespace

std::optional<Request> request_of(const State& state, Action action) {
  Request result{std::move(action), {}};
  const Rule& rule = state.layout().system()[result.action.rule];
  const std::vector<Assignment> bindings = bindings_of(state.layout().system(), result.action);
  for (std::size_t i = 0; i < rule.requirements.size() && result.broken.size() < 2; ++i)
    if (!evaluate(rule.requirements[i].formula, Moment{state}, bindings))
      result.broken.push_back(i);
  if (result.is_allowed() && std::holds_alternative<Conflict>(model::take_step(state, result.action)))
    return std::nullopt;
  return result;
}

Wanted::Wanted(const Catalogue& catalogue)
    : catalogue_(catalogue), flags_(catalogue.goals().size(), true), by_place_(catalogue.places().size()),
      by_write_(catalogue.writes().size()) {
  for (std::size_t goal = 0; goal < flags_.size(); ++goal)
    count(goal, true);
}

Wanted::Wanted(const Catalogue& catalogue, const std::vector<std::size_t>& goals) : Wanted(catalogue) {
  std::vector<bool> kept(flags_.size());
  for (const std::size_t goal : goals)
    kept[goal] = true;
  for (std::size_t goal = 0; goal < kept.size(); ++goal)
    if (!kept[goal])
      remove(goal);
}

bool Wanted::has(const MemoryGoal& goal) const {
  const auto number = catalogue_.find(goal);
  return number && flags_[*number];
}

std::size_t Wanted::count(Lapse lapse, const Symbol& symbol, std::uint32_t is, std::uint32_t seems) const {
  const std::vector<std::size_t>& places = catalogue_.places_of(symbol);
  return static_cast<std::size_t>(std::count_if(places.begin(), places.end(), [&](std::size_t place) {
    return has(catalogue_.goal_of(lapse, place, is, seems));
  }));
}

void Wanted::remove(std::size_t goal) {
  if (!flags_[goal])
    return;
  flags_[goal] = false;
  count(goal, false);
}

void Wanted::count(std::size_t goal, bool is_added) {
  const auto change = [&](std::size_t& number) { number = is_added ? number + 1 : number - 1; };
  const MemoryGoal& it = catalogue_.goals()[goal];
  change(count_);
  if (it.lapse < Lapse::passed)
    change(by_place_[it.place]);
  if (!it.write)
    return;
  change(by_write_[*it.write]);
}

Past::Past(const Catalogue& catalogue, const State& start) : catalogue_(catalogue), states_{start} {}

const Past::CellPast* Past::past_of(const Cell& cell) const {
  const auto found = cells_.find(cell);
  return found == cells_.end() ? nullptr : &found->second;
}

std::vector<std::size_t> Past::met_by(const Request& request, const Wanted& wanted) const {
  std::vector<std::size_t> met;
  if (request.broken.size() > 1 || (request.is_allowed() && !may_be_refused(now(), request.action).empty()))
    return met;
  const Rule& rule = catalogue_.system()[request.action.rule];
  for (std::size_t i = 0; i < rule.requirements.size(); ++i)
    if (request.is_allowed() || request.broken.front() == i)
      for (const std::size_t place : catalogue_.places_of(request.action.rule, Part::requirement, i))
        look_at_place(place, request, wanted, met);
  for (std::size_t i = 0; request.is_allowed() && i < stated_effects(rule).size(); ++i)
    for (const std::size_t place : catalogue_.places_of(request.action.rule, Part::effect, i))
      look_at_place(place, request, wanted, met);
  look_at_passes(request, wanted, met);
  std::sort(met.begin(), met.end());
  met.erase(std::unique(met.begin(), met.end()), met.end());
  return met;
}

void Past::look_at_place(std::size_t index, const Request& request, const Wanted& wanted,
                         std::vector<std::size_t>& met) const {
  if (wanted.by_place(index) == 0)
    return;
  const ReadingPlace& place = catalogue_.places()[index];
  for (const Cell& cell : cells_read(now(), request.action, place)) {
    std::vector<Chance> chances = chances_of(index, cell, request, wanted);
    std::sort(chances.begin(), chances.end());
    for (auto chance = chances.begin(); chance != chances.end();) {
      const std::uint32_t seems = chance->seems;
      const bool is_met = is_critical(now(), request.action, place, cell, seems);
      for (; chance != chances.end() && chance->seems == seems; ++chance)
        if (is_met)
          met.push_back(chance->goal);
    }
  }
}

void Past::add(const MemoryGoal& pattern, std::uint32_t seems, const Wanted& wanted,
               std::vector<Chance>& chances) const {
  if (const auto goal = catalogue_.find(pattern); goal && wanted.has(*goal))
    chances.push_back({seems, *goal});
}

std::vector<Past::Chance> Past::chances_of(std::size_t place, const Cell& cell, const Request& request,
                                           const Wanted& wanted) const {
  std::vector<Chance> chances;
  const MemoryGoal pattern{Lapse::stale, request.action.rule, place};
  if (const CellPast* past = past_of(cell))
    look_at_changes(pattern, cell, *past, request, wanted, chances);
  look_at_siblings(pattern, cell, wanted, chances);
  look_at_values(pattern, cell, wanted, chances);
  return chances;
}

void Past::look_at_changes(const MemoryGoal& pattern, const Cell& cell, const CellPast& past, const Request& request,
                           const Wanted& wanted, std::vector<Chance>& chances) const {
  const std::uint32_t is = value_of(now(), cell);
  const auto of_write = [&](Lapse lapse, const Change& change) {
    add({lapse, pattern.rule, pattern.place, change.write}, change.from, wanted, chances);
  };
  const auto of_value = [&](Lapse lapse, std::uint32_t seems) {
    add(catalogue_.goal_of(lapse, pattern.place, is, seems), seems, wanted, chances);
  };
  for (const Idle& idle : past.refused)
    if (past.changes.empty() || idle.time > past.changes.back().time)
      of_value(Lapse::refused, idle.value);
  if (past.changes.empty())
    return;
  const Change& last = past.changes.back();
  const Change* before = past.changes.size() < 2 ? nullptr : &past.changes[past.changes.size() - 2];
  of_write(Lapse::stale, last);
  if (last.time + 1 == length())
    of_write(Lapse::at_once, last);
  if (last.is_first)
    of_write(Lapse::first, last);
  if (last.is_last)
    of_write(Lapse::last, last);
  if (before && before->from == last.to)
    of_value(Lapse::back, last.from);
  if (std::any_of(past.written_again.begin(), past.written_again.end(), [&](const Idle& idle) {
        return idle.time < last.time && (!before || idle.time > before->time) && idle.value == last.from;
      }))
    of_value(Lapse::rewritten, last.from);
  const MemoryGoal asked = catalogue_.goal_of(Lapse::asked, pattern.place, is, last.from);
  if (wanted.has(asked) && was_asked(pattern.place, cell, request, last, before ? before->time + 1 : 0))
    add(asked, last.from, wanted, chances);
}

bool Past::was_asked(std::size_t place, const Cell& cell, const Request& request, const Change& change,
                     std::size_t since) const {
  for (std::size_t time = since; time < change.time; ++time)
    if (is_same(requests_[time].action, request.action) &&
        is_critical(states_[time], request.action, catalogue_.places()[place], cell, change.to))
      return true;
  return false;
}

void Past::look_at_siblings(MemoryGoal pattern, const Cell& cell, const Wanted& wanted,
                            std::vector<Chance>& chances) const {
  const System& system = catalogue_.system();
  const CellPast* own = past_of(cell);
  const std::uint32_t value = value_of(now(), cell);
  const auto* relation = std::get_if<RelationId>(&cell.symbol);
  const bool is_symmetric = relation != nullptr && system[*relation].is_symmetric;
  pattern.lapse = Lapse::sibling;
  for (auto it = cells_.lower_bound({cell.symbol, {}}); it != cells_.end() && it->first.symbol == cell.symbol; ++it) {
    const std::vector<Change>& changes = it->second.changes;
    if (changes.empty() || changes.back().to == value ||
        (own && !own->changes.empty() && own->changes.back().time >= changes.back().time))
      continue;
    const std::optional<std::size_t> argument = only_difference(cell.args, it->first.args, is_symmetric);
    if (!argument)
      continue;
    pattern.argument = *argument;
    if (relation)
      pattern.seems = changes.back().to;
    add(pattern, changes.back().to, wanted, chances);
  }
}

void Past::look_at_values(MemoryGoal pattern, const Cell& cell, const Wanted& wanted,
                          std::vector<Chance>& chances) const {
  const System& system = catalogue_.system();
  pattern.lapse = Lapse::value;
  const auto chance = [&](std::uint32_t is, std::uint32_t seems, std::uint32_t read) {
    pattern.is = is;
    pattern.seems = seems;
    add(pattern, read, wanted, chances);
    pattern.seems.reset();
    add(pattern, read, wanted, chances);
  };
  const std::uint32_t value = value_of(now(), cell);
  if (const auto* function = std::get_if<FunctionId>(&cell.symbol)) {
    const SortId sort = system[*function].result;
    for (std::uint32_t seems = 0; system[sort].is_enum && seems < now().layout().size(sort); ++seems)
      if (seems != value)
        chance(value, seems, seems);
    return;
  }
  const std::vector<Place>& places = system[std::get<RelationId>(cell.symbol)].places;
  for (std::size_t argument = 0; value == 0 && argument < places.size(); ++argument) {
    if (!system[places[argument].sort].is_enum)
      continue;
    pattern.argument = argument;
    Cell other = cell;
    for (std::uint32_t is = 0; is < now().layout().size(places[argument].sort); ++is) {
      other.args[argument] = is;
      if (is != cell.args[argument] && value_of(now(), other) != 0)
        chance(is, cell.args[argument], 1);
    }
  }
}

void Past::look_at_passes(const Request& request, const Wanted& wanted, std::vector<std::size_t>& met) const {
  const System& system = catalogue_.system();
  const Rule& rule = system[request.action.rule];
  const auto actor = actor_of(system, rule);
  const auto add = [&](Lapse lapse, std::size_t requirement) {
    if (const auto goal = catalogue_.find({lapse, request.action.rule, requirement}); goal && wanted.has(*goal))
      met.push_back(*goal);
  };
  for (const Request& earlier : requests_) {
    if (earlier.action.rule != request.action.rule || !actor ||
        earlier.action.args[*actor] != request.action.args[*actor])
      continue;
    const bool is_alike = is_same(earlier.action, request.action);
    if (request.is_allowed()) {
      if (is_alike && !earlier.is_allowed())
        add(Lapse::failed_same, earlier.broken.front());
    } else if (earlier.is_allowed() || earlier.broken.front() > request.broken.front()) {
      add(Lapse::passed, request.broken.front());
      if (is_alike)
        add(Lapse::passed_same, request.broken.front());
    }
  }
}

bool Past::make(const Request& request) {
  const State& before = now();
  auto result = model::take_step(before, request.action);
  if (std::holds_alternative<Conflict>(result))
    return false;
  const std::vector<WouldWrite> written = list_written(catalogue_, before, request.action);
  const std::size_t time = length();
  if (auto* after = std::get_if<State>(&result)) {
    remember_changes(written, before);
    states_.push_back(std::move(*after));
  } else {
    for (const WouldWrite& it : written)
      if (value_of(before, it.cell) != it.value)
        cells_[it.cell].refused.push_back({time, it.value});
    states_.push_back(before);
  }
  requests_.push_back(request);
  return true;
}

void Past::remember_changes(const std::vector<WouldWrite>& written, const State& before) {
  const std::size_t time = length();
  std::set<Cell> known;
  std::map<std::size_t, std::vector<Cell>> by_write;
  for (const WouldWrite& it : written) {
    if (!known.insert(it.cell).second)
      continue;
    const std::uint32_t from = value_of(before, it.cell);
    if (from == it.value) {
      cells_[it.cell].written_again.push_back({time, it.value});
      continue;
    }
    cells_[it.cell].changes.push_back({time, from, it.value, it.write, false, false});
    by_write[it.write].push_back(it.cell);
  }
  for (auto& [write, cells] : by_write)
    if (cells.size() > 1) {
      cells_[*std::min_element(cells.begin(), cells.end())].changes.back().is_first = true;
      cells_[*std::max_element(cells.begin(), cells.end())].changes.back().is_last = true;
    }
}

} // namespace chaperone::generators
