// See past.hpp.
#include "generators/memory/past.hpp"

#include "generators/memory/other_steps.hpp"

#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

using Part = Misreading::Part;

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

/// Edges between what changed and where it matters, where a service that looks at the next ones alone is wrong.
constexpr std::uint32_t far_edges = 2;

/// Does the request hang there on a tuple of a closure that holds by so many edges and by no fewer?
bool is_over_way(const State& state, const Action& action, const ReadingPlace& place) {
  const RelationId closure = std::get<RelationId>(place.symbol);
  const std::vector<Cell> cells = cells_read(state, action, place);
  return std::any_of(cells.begin(), cells.end(), [&](const Cell& cell) {
    return value_of(state, cell) != 0 && edges_between(state, closure, cell.args[0], cell.args[1]) >= far_edges &&
           is_critical(state, action, place, cell, 0);
  });
}

} // namespace

bool is_same(const Action& left, const Action& right) {
  return left.rule == right.rule && left.args == right.args;
}

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

Wanted::Wanted(const Catalogue& catalogue, bool has_all)
    : catalogue_(catalogue), flags_(catalogue.goals().size(), has_all), by_place_(catalogue.places().size()),
      by_lapse_(by_place_.size() * place_lapses), by_write_(catalogue.writes().size()),
      of_steps_(catalogue.system().rules.size()) {}

Wanted::Wanted(const Catalogue& catalogue) : Wanted(catalogue, true) {
  for (std::size_t goal = 0; goal < flags_.size(); ++goal)
    count(goal, true);
}

Wanted::Wanted(const Catalogue& catalogue, const std::vector<std::size_t>& goals) : Wanted(catalogue, false) {
  for (const std::size_t goal : goals)
    if (!flags_[goal]) {
      flags_[goal] = true;
      count(goal, true);
    }
}

bool Wanted::has(const MemoryGoal& goal) const {
  const auto number = catalogue_.find(goal);
  return number && flags_[*number];
}

std::size_t Wanted::count(Lapse lapse, const Symbol& symbol, std::uint32_t is, std::uint32_t seems,
                          std::optional<std::size_t> write) const {
  const std::vector<std::size_t>& places = catalogue_.places_of(symbol);
  return static_cast<std::size_t>(std::count_if(places.begin(), places.end(), [&](std::size_t place) {
    return has(catalogue_.goal_of(lapse, place, is, seems, write));
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
  if (is_of_place(it.lapse)) {
    change(by_place_[it.place]);
    change(by_lapse_[it.place * place_lapses + static_cast<std::size_t>(it.lapse)]);
  } else if (!is_of_requirement(it.lapse))
    change(of_steps_[it.rule.index]);
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
  std::vector<std::size_t> of_whole;
  look_at_requirements(request, wanted, of_whole);
  look_at_step(request, wanted, of_whole);
  if (!of_whole.empty() &&
      !(request.is_allowed() && std::holds_alternative<Conflict>(model::take_step(now(), request.action))))
    met.insert(met.end(), of_whole.begin(), of_whole.end());
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
  if (wanted.by_place(place, Lapse::session) + wanted.by_place(place, Lapse::spared) > 0)
    look_at_other_steps(pattern, cell, request, wanted, chances);
  if (wanted.by_place(place, Lapse::sibling) > 0)
    look_at_siblings(pattern, cell, wanted, chances);
  if (wanted.by_place(place, Lapse::value) > 0)
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
  look_at_ways(pattern, past, wanted, chances);
  if (past.changes.empty())
    return;
  const Change& last = past.changes.back();
  const Change* before = past.changes.size() < 2 ? nullptr : &past.changes[past.changes.size() - 2];
  of_write(Lapse::stale, last);
  add({Lapse::by_whom, pattern.rule, pattern.place, last.write, 0, is_about_maker(cell, last) ? 1U : 0U}, last.from,
      wanted, chances);
  if (last.time + 1 == length())
    of_write(Lapse::at_once, last);
  for (const auto& [lapse, arguments] : {std::pair(Lapse::first, &last.first_in), {Lapse::last, &last.last_in}})
    for (const std::size_t argument : *arguments)
      add({lapse, pattern.rule, pattern.place, last.write, argument}, last.from, wanted, chances);
  if (before)
    add({Lapse::overwritten, pattern.rule, pattern.place, std::nullopt, 0, request.is_allowed() ? 1U : 0U}, last.from,
        wanted, chances);
  if (before && before->from == last.to)
    add(catalogue_.goal_of(Lapse::back, pattern.place, is, last.from, before->write), last.from, wanted, chances);
  if (std::any_of(past.written_again.begin(), past.written_again.end(), [&](const Idle& idle) {
        return idle.time < last.time && (!before || idle.time > before->time) && idle.value == last.from;
      }))
    of_value(Lapse::rewritten, last.from);
  const MemoryGoal asked{Lapse::asked, pattern.rule, pattern.place, last.write};
  const std::array far{MemoryGoal{Lapse::far, pattern.rule, pattern.place, last.write},
                       MemoryGoal{Lapse::far, pattern.rule, pattern.place, last.write, 1}};
  if (wanted.has(asked) || wanted.has(far[0]) || wanted.has(far[1]))
    if (const auto time = when_asked(pattern.place, cell, request, last, before ? before->time + 1 : 0)) {
      add(asked, last.from, wanted, chances);
      for (std::size_t end = 0; end < 2; ++end)
        if (wanted.has(far[end]) &&
            (last.way ? last.way->distances[end] >= far_edges : hangs_on_way(pattern.place, request, *time)))
          add(far[end], last.from, wanted, chances);
    }
  look_at_turns(pattern, past, request, wanted, chances);
  const MemoryGoal later{Lapse::later, pattern.rule, pattern.place, std::nullopt, 0, request.is_allowed() ? 1U : 0U};
  const bool was_set = before || std::holds_alternative<RelationId>(cell.symbol);
  if (was_set && last.time + 1 < length() && wanted.has(later) &&
      !is_critical_there(states_[last.time + 1], request.action, catalogue_.places()[pattern.place], cell, last.from))
    add(later, last.from, wanted, chances);
}

/// A service may keep a pair in both orders, and change it in one only.
void Past::look_at_turns(MemoryGoal pattern, const CellPast& past, const Request& request, const Wanted& wanted,
                         std::vector<Chance>& chances) const {
  const Change& last = past.changes.back();
  if (last.pair.empty() || last.pair[0] == last.pair[1])
    return;
  pattern.lapse = Lapse::turned;
  pattern.seems = last.from;
  MemoryGoal back = pattern;
  if (past.changes.size() > 1)
    back.write = past.changes[past.changes.size() - 2].write;
  if (!wanted.has(pattern) && !wanted.has(back))
    return;
  const auto pairs = pairs_read(now(), request.action, catalogue_.places()[pattern.place]);
  if (pairs.contains(last.pair) || !pairs.contains({last.pair[1], last.pair[0]}))
    return;
  add(pattern, last.from, wanted, chances);
  add(back, last.from, wanted, chances);
}

void Past::look_at_ways(MemoryGoal pattern, const CellPast& past, const Wanted& wanted,
                        std::vector<Chance>& chances) const {
  const bool was_cut = past.way_cut && (past.changes.empty() || past.changes.back().time < *past.way_cut);
  if (was_cut) {
    pattern.lapse = Lapse::way_left;
    pattern.seems = 0;
    add(pattern, 0, wanted, chances);
  }
  if (past.changes.empty() || !past.changes.back().way)
    return;
  const WayChange& way = *past.changes.back().way;
  pattern.seems = way.before;
  pattern.lapse = Lapse::circle;
  if (way.is_led_to && way.before != 0)
    add(pattern, way.before, wanted, chances);
  // Many a service works all out anew at the next change.
  if (std::any_of(requests_.begin() + static_cast<std::ptrdiff_t>(past.changes.back().time) + 1, requests_.end(),
                  [](const Request& later) { return later.is_allowed(); }))
    return;
  pattern.lapse = Lapse::beyond;
  for (pattern.argument = 0; pattern.argument < 2; ++pattern.argument)
    for (std::uint32_t edges = 1; edges <= std::min(way.distances[pattern.argument], 2U); ++edges) {
      pattern.is = edges;
      add(pattern, way.before, wanted, chances);
    }
}

/// Of the steps by which who asks may have begun, the last of each rule counts.
void Past::look_at_other_steps(MemoryGoal pattern, const Cell& cell, const Request& request, const Wanted& wanted,
                               std::vector<Chance>& chances) const {
  const System& system = catalogue_.system();
  const std::uint32_t is = value_of(now(), cell);
  const auto* relation = std::get_if<RelationId>(&cell.symbol);
  const CellPast* past = past_of(cell);
  const std::size_t since = past == nullptr || past->changes.empty() ? 0 : past->changes.back().time + 1;
  std::set<RuleId> began;
  for (std::size_t time = length(); time-- > 0;) {
    const Request& earlier = requests_[time];
    if (!earlier.is_allowed())
      continue;
    pattern.other = earlier.action.rule;
    if (has_same_actor(system, earlier.action, request.action) && began.insert(earlier.action.rule).second &&
        begins(system, earlier.action, request.action))
      if (const std::uint32_t was = value_of(states_[time + 1], cell); was != is) {
        pattern.lapse = Lapse::session;
        pattern.seems = relation != nullptr ? std::optional(was) : std::nullopt;
        add(pattern, was, wanted, chances);
      }
    const bool is_written_since = past != nullptr && std::any_of(past->written_again.begin(), past->written_again.end(),
                                                                 [&](const Idle& idle) { return idle.time > time; });
    if (time < since || is_written_since || (relation != nullptr && is == 0) || !is_about(system, earlier.action, cell))
      continue;
    pattern.lapse = Lapse::spared;
    pattern.seems = relation != nullptr ? std::optional(0U) : std::nullopt;
    if (relation == nullptr && past != nullptr && !past->changes.empty())
      add(pattern, past->changes.back().from, wanted, chances);
    else if (relation != nullptr)
      add(pattern, 0, wanted, chances);
  }
}

/// Does the request hang on a way of a closure now, or did it when it was asked before?
bool Past::hangs_on_way(std::size_t index, const Request& request, std::size_t asked) const {
  const std::vector<std::size_t> closures = catalogue_.closures_beside(index);
  return std::any_of(closures.begin(), closures.end(), [&](std::size_t closure) {
    const ReadingPlace& place = catalogue_.places()[closure];
    return is_over_way(now(), request.action, place) || is_over_way(states_[asked], request.action, place);
  });
}

std::optional<std::size_t> Past::when_asked(std::size_t place, const Cell& cell, const Request& request,
                                            const Change& change, std::size_t since) const {
  for (std::size_t time = since; time <= change.time; ++time)
    if (is_same(requests_[time].action, request.action) &&
        is_critical(states_[time], request.action, catalogue_.places()[place], cell, change.to))
      return time;
  return std::nullopt;
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

bool Past::make(const Request& request) {
  const State& before = now();
  auto result = model::take_step(before, request.action);
  if (std::holds_alternative<Conflict>(result))
    return false;
  const std::vector<WouldWrite> written = list_written(catalogue_, before, request.action);
  const std::size_t time = length();
  if (auto* after = std::get_if<State>(&result)) {
    remember_changes(written, before);
    remember_ways(written, before, *after);
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
    const bool has_one_order = std::none_of(written.begin(), written.end(), [&](const WouldWrite& other) {
      return other.cell == it.cell && other.pair != it.pair;
    });
    cells_[it.cell].changes.push_back({time, from, it.value, it.write, {}, {}});
    if (has_one_order)
      cells_[it.cell].changes.back().pair = it.pair;
    by_write[it.write].push_back(it.cell);
  }
  for (const auto& [write, cells] : by_write)
    remember_several(cells);
}

/// Cells that one effect changed: in each argument, the first and the last of those that differ in nothing else.
void Past::remember_several(const std::vector<Cell>& cells) {
  for (const Cell& cell : cells)
    for (std::size_t argument = 0; argument < cell.args.size(); ++argument) {
      bool has_lower = false, has_higher = false;
      for (const Cell& other : cells) {
        Cell alike = other;
        alike.args[argument] = cell.args[argument];
        has_lower = has_lower || (alike == cell && other.args[argument] < cell.args[argument]);
        has_higher = has_higher || (alike == cell && other.args[argument] > cell.args[argument]);
      }
      if (has_higher && !has_lower)
        cells_[cell].changes.back().first_in.insert(argument);
      if (has_lower && !has_higher)
        cells_[cell].changes.back().last_in.insert(argument);
    }
}

void Past::remember_ways(const std::vector<WouldWrite>& written, const State& before, const State& after) {
  for (const RelationId closure : catalogue_.system().closures) {
    const auto cause = std::find_if(written.begin(), written.end(), [&](const WouldWrite& it) {
      return catalogue_.may_change(it.write, closure) && value_of(before, it.cell) != it.value;
    });
    if (cause == written.end())
      continue;
    for (const WayChange& way : changed_ways(before, after, closure)) {
      CellPast& past = cells_[{closure, {way.ends[0], way.ends[1]}}];
      if (way.before == way.after)
        past.way_cut = length();
      else
        past.changes.push_back({length(), way.before, way.after, cause->write, {}, {}, way});
    }
  }
}

} // namespace chaperone::generators
