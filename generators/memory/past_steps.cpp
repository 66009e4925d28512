// What a run has behind it for goals about requirements and steps as a whole. See past.hpp.
#include "generators/memory/other_steps.hpp"
#include "generators/memory/past.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

/// Refusals after which many a service locks somebody out.
constexpr std::size_t often = 3;

/// Is there an individual that both are about, of a sort other than `but`? Where one has no such sort, nothing is
/// asked.
bool share(const System& system, const Cell& left, const Cell& right, std::optional<SortId> but) {
  const std::vector<Place>&one = places_of(system, left.symbol), &other = places_of(system, right.symbol);
  const auto counts = [&](const Place& place) { return !system[place.sort].is_enum && place.sort != but; };
  if (but && (std::ranges::none_of(one, counts) || std::ranges::none_of(other, counts)))
    return true;
  for (std::size_t i = 0; i < one.size(); ++i)
    for (std::size_t j = 0; j < other.size(); ++j)
      if (counts(one[i]) && one[i].sort == other[j].sort && left.args[i] == right.args[j])
        return true;
  return false;
}

bool is_about(const System& system, const Cell& cell, SortId sort, std::uint32_t individual) {
  const std::vector<Place>& places = places_of(system, cell.symbol);
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i].sort == sort && cell.args[i] == individual)
      return true;
  return false;
}

} // namespace

std::size_t count_beside(const State& state, const Cell& cell, std::uint32_t value, std::size_t argument,
                         const std::set<Cell>& but) {
  const System& system = state.layout().system();
  const bool is_pair = is_symmetric(system, cell.symbol);
  const SortId sort = places_of(system, cell.symbol)[argument].sort;
  std::size_t most = 0;
  for (std::size_t at = argument; at < (is_pair ? 2 : argument + 1); ++at) {
    std::size_t count = 0;
    for (std::uint32_t each = 0; each < state.layout().size(sort); ++each) {
      Cell other = cell;
      other.args[at] = each;
      if (is_pair)
        std::sort(other.args.begin(), other.args.end());
      count += other != cell && !but.contains(other) && value_of(state, other) == value ? 1 : 0;
    }
    most = std::max(most, count);
  }
  return most;
}

void Past::look_at_requirements(const Request& request, const Wanted& wanted, std::vector<std::size_t>& met) const {
  const System& system = catalogue_.system();
  if (!actor_of(system, request.action.rule))
    return;
  const auto add = [&](Lapse lapse, std::size_t requirement) {
    if (const auto goal = catalogue_.find({lapse, request.action.rule, requirement}); goal && wanted.has(*goal))
      met.push_back(*goal);
  };
  std::vector<std::size_t> failed(system[request.action.rule].requirements.size());
  for (const Request& earlier : requests_) {
    if (earlier.action.rule != request.action.rule || !has_same_actor(system, earlier.action, request.action))
      continue;
    const bool is_alike = is_same(earlier.action, request.action);
    if (request.is_allowed()) {
      if (earlier.broken.size() != 1)
        continue;
      if (is_alike)
        add(Lapse::failed_same, earlier.broken.front());
      if (++failed[earlier.broken.front()] == often)
        add(Lapse::failed_often, earlier.broken.front());
    } else if (earlier.is_allowed() || earlier.broken.front() > request.broken.front()) {
      add(Lapse::passed, request.broken.front());
      if (is_alike)
        add(Lapse::passed_same, request.broken.front());
    }
  }
}

bool Past::was_made(const Request& request) const {
  return std::ranges::any_of(requests_, [&](const Request& earlier) {
    return earlier.is_allowed() && is_same(earlier.action, request.action);
  });
}

/// Was what the write makes there before, and then lost?
bool Past::was_undone(const WouldWrite& made) const {
  const CellPast* past = past_of(made.cell);
  return past != nullptr &&
         std::ranges::any_of(past->changes, [&](const Change& change) { return change.from == made.value; });
}

/// What the step changes, beside what earlier steps made and took. Whether it would be in conflict is not asked.
void Past::look_at_step(const Request& request, const Wanted& wanted, std::vector<std::size_t>& met) const {
  const RuleId rule = request.action.rule;
  if (!request.is_allowed() || wanted.of_steps(rule) == 0)
    return;
  const std::vector<WouldWrite> would = list_written(catalogue_, now(), request.action);
  std::set<Cell> written;
  for (const WouldWrite& it : would)
    written.insert(it.cell);
  look_at_left(request, written, wanted, met);
  const bool is_made_again = was_made(request);
  for (const WouldWrite& it : would) {
    if (value_of(now(), it.cell) == it.value)
      continue;
    MemoryGoal goal{Lapse::redone, rule, 0, it.write};
    const auto add = [&] {
      if (const auto found = catalogue_.find(goal); found && wanted.has(*found))
        met.push_back(*found);
    };
    if (is_made_again && was_undone(it))
      add();
    goal.lapse = Lapse::crowded;
    for (goal.argument = 0; goal.argument < it.cell.args.size(); ++goal.argument)
      for (std::uint32_t beside = 2; beside <= count_beside(now(), it.cell, it.value, goal.argument, written);
           ++beside) {
        goal.is = beside;
        add();
      }
    goal = {Lapse::kept, rule, 0, it.write};
    for (const auto& [cell, past] : cells_) {
      if (past.changes.empty() || written.contains(cell))
        continue;
      goal.other = catalogue_.writes()[past.changes.back().write].rule;
      goal.lapse = Lapse::kept;
      if (is_kept_of(it.cell, cell, past))
        add();
      goal.lapse = Lapse::revived;
      if (stays_lost(it.cell, it.value, cell, past))
        add();
    }
  }
}

void Past::look_at_left(const Request& request, const std::set<Cell>& written, const Wanted& wanted,
                        std::vector<std::size_t>& met) const {
  for (const auto& [goal, symbol, naming] : catalogue_.goals_about_left(request.action.rule)) {
    Cell cell{symbol, std::vector<std::uint32_t>(naming.size())};
    if (wanted.has(goal) && leaves_one(request.action, naming, 0, written, cell))
      met.push_back(goal);
  }
}

/// Is there such a cell that is not written? It holds, or is no longer an enum's first value, with which most begin.
bool Past::leaves_one(const Action& action, const Naming& naming, std::size_t place, const std::set<Cell>& written,
                      Cell& cell) const {
  const System& system = catalogue_.system();
  if (place == naming.size()) {
    Cell ordered = cell;
    if (is_symmetric(system, cell.symbol))
      std::sort(ordered.args.begin(), ordered.args.end());
    const auto* function = std::get_if<FunctionId>(&cell.symbol);
    const bool may_be_any = function != nullptr && !system[system[*function].result].is_enum;
    return (may_be_any || value_of(now(), ordered) != 0) && !written.contains(ordered);
  }
  if (naming[place]) {
    cell.args[place] = std::get<std::uint32_t>(action.args[*naming[place]]);
    return leaves_one(action, naming, place + 1, written, cell);
  }
  for (std::uint32_t each = 0; each < now().layout().size(places_of(system, cell.symbol)[place].sort); ++each) {
    cell.args[place] = each;
    if (leaves_one(action, naming, place + 1, written, cell))
      return true;
  }
  return false;
}

/// Who asked for the step that made it.
std::optional<std::uint32_t> Past::maker_of(const Change& change) const {
  const Action& action = requests_[change.time].action;
  const auto actor = actor_of(catalogue_.system(), action.rule);
  return actor ? std::optional(std::get<std::uint32_t>(action.args[*actor])) : std::nullopt;
}

bool Past::is_about_maker(const Cell& cell, const Change& change) const {
  const System& system = catalogue_.system();
  const auto actor = actor_of(system, requests_[change.time].action.rule);
  const auto maker = maker_of(change);
  return maker &&
         is_about(system, cell, system[system[requests_[change.time].action.rule].parameters[*actor]].sort, *maker);
}

/// Is `taken` something of who made the cell what it is, which is not about them?
bool Past::is_kept_of(const Cell& taken, const Cell& cell, const CellPast& past) const {
  const Change& last = past.changes.back();
  const auto maker = maker_of(last);
  if (!maker || (std::holds_alternative<RelationId>(cell.symbol) && last.to == 0))
    return false;
  const System& system = catalogue_.system();
  const Action& made = requests_[last.time].action;
  const SortId sort = system[system[made.rule].parameters[*actor_of(system, made.rule)]].sort;
  return is_about(system, taken, sort, *maker) && !is_about(system, cell, sort, *maker) &&
         share(system, taken, cell, sort);
}

/// Was the cell lost when what is given now was, or since then, and is it about the same?
bool Past::stays_lost(const Cell& given, std::uint32_t value, const Cell& cell, const CellPast& past) const {
  const CellPast* own = past_of(given);
  if (own == nullptr || own->changes.empty() || own->changes.back().from != value)
    return false;
  const Change& lost = past.changes.back();
  return lost.time >= own->changes.back().time && (std::holds_alternative<FunctionId>(cell.symbol) || lost.to == 0) &&
         share(catalogue_.system(), given, cell, std::nullopt);
}

} // namespace chaperone::generators
