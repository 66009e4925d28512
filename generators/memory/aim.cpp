// See aim.hpp.
#include "generators/memory/aim.hpp"

#include "generators/memory/requests.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

constexpr std::size_t most_choices = 4;   ///< requests that are what has to happen next, of one state
constexpr std::size_t most_detours = 10;  ///< requests that may make it possible, of one state
constexpr std::size_t of_a_detour = 24;   ///< requests of one rule that are looked at for it
constexpr std::size_t most_attempts = 16; ///< states from which it is tried
constexpr std::size_t most_looks = 180;   ///< states, for one goal

/// The library's shuffle differs between libraries.
template <class Value> void mix(std::vector<Value>& values, std::mt19937_64& random) {
  for (std::size_t i = values.size(); i > 1; --i)
    std::swap(values[i - 1], values[static_cast<std::size_t>(random() % i)]);
}

/// Of those that differ from it in the goal's argument alone, the cell is the first, or the last, and not the only one.
bool is_end_of(std::vector<Cell> cells, const Cell& cell, const MemoryGoal& goal) {
  std::erase_if(cells, [&](const Cell& other) {
    Cell alike = other;
    alike.args[goal.argument] = cell.args[goal.argument];
    return alike != cell;
  });
  return cells.size() > 1 && (goal.lapse == Lapse::first ? cells.front() : cells.back()) == cell;
}

/// Does the goal say what the cell is when the request is made?
bool names_value_there(Lapse lapse) {
  return lapse != Lapse::overwritten && lapse != Lapse::later && lapse != Lapse::by_whom;
}

std::size_t differences(const Cell& left, const Cell& right) {
  std::size_t result = 0;
  for (std::size_t i = 0; i < left.args.size(); ++i)
    result += left.args[i] != right.args[i] ? 1U : 0U;
  return result;
}

} // namespace

Aim::Aim(const Catalogue& catalogue, std::size_t most_requests, std::mt19937_64& random)
    : catalogue_(catalogue), most_requests_(most_requests), random_(random) {
  for (std::uint32_t rule = 0; rule < catalogue.system().rules.size(); ++rule)
    all_.push_back({rule});
}

/// First from where the run is; then from states that are some steps further, since the next one in which a request
/// hangs on the place may be one in which nothing changes any more.
std::optional<std::vector<Action>> Aim::at(const Past& past, std::size_t goal) {
  only_.emplace(catalogue_, std::vector{goal});
  asked_ = catalogue_.goals()[goal].rule;
  looks_ = most_looks;
  for (std::size_t attempt = 0; attempt < most_attempts && looks_ > 0; ++attempt) {
    path_.clear();
    Past from = past;
    for (std::size_t steps = attempt % 4; steps > 0; --steps)
      wander(from);
    const std::size_t detours = is_of_place(catalogue_.goals()[goal].lapse) ? attempt % 2 : attempt % 4;
    for (const Plan& plan : plans(from, catalogue_.goals()[goal]))
      if (reach(from, plan, 0, detours))
        return path_;
  }
  return std::nullopt;
}

void Aim::wander(Past& past) {
  std::vector<RuleId> rules = all_;
  mix(rules, random_);
  for (const RuleId rule : rules)
    for (const Request& request : requests_of(past, {rule}, of_a_detour))
      if (request.is_allowed() && past.make(request)) {
        path_.push_back(request.action);
        return;
      }
}

/// One of each rule, then a second one of each, and so on: a rule with more parameters is not more likely.
std::vector<Request> Aim::requests_of(const Past& past, const std::vector<RuleId>& rules, std::size_t most) {
  std::vector<std::pair<std::size_t, Request>> by_number;
  for (const RuleId rule : rules) {
    std::vector<Request> requests = list_requests(past.now(), rule, most, random_() % 4099);
    mix(requests, random_);
    std::size_t allowed = 0, refused = 0;
    for (Request& request : requests)
      by_number.emplace_back(request.is_allowed() ? allowed++ : refused++, std::move(request));
  }
  std::stable_sort(by_number.begin(), by_number.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  std::vector<Request> result;
  for (auto& [number, request] : by_number)
    result.push_back(std::move(request));
  return result;
}

std::vector<RuleId> Aim::writers_of(const Symbol& symbol) const {
  std::vector<RuleId> result;
  for (const Write& write : catalogue_.writes())
    if (catalogue_.may_change(static_cast<std::size_t>(&write - catalogue_.writes().data()), symbol) &&
        (result.empty() || result.back() != write.rule))
      result.push_back(write.rule);
  return result;
}

std::vector<Aim::Plan> Aim::plans(const Past& past, const MemoryGoal& goal) {
  if (is_of_requirement(goal.lapse))
    return plans_of_requirement(past, goal);
  if (!is_of_place(goal.lapse))
    return plans_of_step(goal);
  std::vector<Plan> result;
  // What the request hangs on after such steps is seldom what a request hangs on now.
  if (goal.lapse == Lapse::overwritten || goal.lapse == Lapse::later) {
    const Event changes = changes_what_is_read(goal, true), turns = changes_what_is_read(goal, false);
    if (std::holds_alternative<FunctionId>(catalogue_.places()[goal.place].symbol))
      result.push_back({changes, changed_again(), turns});
    else
      result.push_back({changes, turns});
  }
  for (const Target& target : targets(past, goal))
    plan_for(past, goal, target, result);
  if (goal.lapse == Lapse::far)
    for (const Target& target : far_targets(past, goal))
      plan_for(past, goal, target, result);
  if (goal.write)
    result.push_back({happens(*goal.write)});
  return result;
}

/// How many values a cell that the place reads may have.
std::uint32_t Aim::values_at(const Past& past, std::size_t place) const {
  const auto* function = std::get_if<FunctionId>(&catalogue_.places()[place].symbol);
  return function == nullptr ? 2 : past.now().layout().size(catalogue_.system()[*function].result);
}

std::vector<Aim::Target> Aim::targets(const Past& past, const MemoryGoal& goal) {
  const bool is_function = std::holds_alternative<FunctionId>(catalogue_.places()[goal.place].symbol);
  std::vector<Target> result;
  for (const Request& request : requests_of(past, {goal.rule}, most_requests_))
    add_targets(past, request.action, goal.place, result, [&](std::uint32_t is, std::uint32_t seems) {
      return (!goal.seems || goal.seems == seems) &&
             (!goal.is || !names_value_there(goal.lapse) || !is_function || goal.is == is);
    });
  return result;
}

/// The cells on which the request hangs at that place, of those that fit, until there are as many as are wanted.
void Aim::add_targets(const Past& past, const Action& action, std::size_t place, std::vector<Target>& targets,
                      const std::function<bool(std::uint32_t is, std::uint32_t seems)>& fits) const {
  if (targets.size() == most_targets)
    return;
  for (const Cell& cell : cells_read(past.now(), action, catalogue_.places()[place]))
    for (std::uint32_t seems = 0; seems < values_at(past, place); ++seems) {
      const std::uint32_t is = value_of(past.now(), cell);
      if (seems == is || !fits(is, seems) || !is_critical(past.now(), action, catalogue_.places()[place], cell, seems))
        continue;
      targets.push_back({action, cell, is, seems});
      if (targets.size() == most_targets)
        return;
    }
}

void Aim::plan_for(const Past& past, const MemoryGoal& goal, const Target& target, std::vector<Plan>& result) {
  const Event away = becomes(target.cell, target.seems), here = becomes(target.cell, target.is);
  switch (goal.lapse) {
  case Lapse::stale:
  case Lapse::at_once:
  case Lapse::by_whom:
    result.push_back({away, becomes(target.cell, target.is, goal.write)});
    result.push_back({becomes(target.cell, target.seems, goal.write)});
    return;
  case Lapse::first:
  case Lapse::last:
    result.push_back({away, one_of_several(goal, target.cell)});
    result.push_back(
        {away, neighbour_becomes(goal.lapse, target.cell, target.seems), one_of_several(goal, target.cell)});
    return;
  case Lapse::asked:
    for (Plan& plan : plans_of_asked(goal, target))
      result.push_back(std::move(plan));
    return;
  case Lapse::back:
  case Lapse::turned:
    result.push_back({becomes(target.cell, target.seems, goal.write), here});
    return;
  case Lapse::overwritten:
  case Lapse::later:
    result.push_back({away, here});
    return;
  case Lapse::rewritten:
    result.push_back({away, written(target, true), here});
    return;
  case Lapse::refused:
    result.push_back({written(target, false)});
    return;
  case Lapse::sibling:
    plan_siblings(past, goal, target, result);
    return;
  case Lapse::session:
    result.push_back({away, other_step(goal, target), here});
    return;
  case Lapse::spared:
    result.push_back({other_step(goal, target)});
    result.push_back({other_step(goal, target), changes_what_else_is_read(goal)});
    return;
  case Lapse::far:
    if (catalogue_.is_closure(target.cell.symbol))
      return plan_ways(past, goal, target, result);
    return plan_over_way(past, goal, target, result);
  case Lapse::beyond:
  case Lapse::way_left:
  case Lapse::circle:
    plan_ways(past, goal, target, result);
    return;
  case Lapse::value:
    result.emplace_back();
    return;
  case Lapse::passed:
  case Lapse::passed_same:
  case Lapse::failed_same:
  case Lapse::failed_often:
  case Lapse::redone:
  case Lapse::crowded:
  case Lapse::kept:
  case Lapse::left:
  case Lapse::revived:
    return; // plans() has those
  }
}

Aim::Event Aim::asked(const MemoryGoal& goal, const Target& target) {
  return {{goal.rule},
          [action = target.action](const Past&, const Request& request) { return request.action.args == action.args; }};
}

/// What is asked may itself change what it reads: then that is changed back first.
std::vector<Aim::Plan> Aim::plans_of_asked(const MemoryGoal& goal, const Target& target) const {
  const Event same = asked(goal, target), changed = becomes(target.cell, target.is, goal.write),
              left = becomes(target.cell, target.seems, goal.write);
  const Event away = becomes(target.cell, target.seems), here = becomes(target.cell, target.is);
  return {{away, same, changed}, {same, here, left}, {away, same, away, changed}};
}

void Aim::plan_siblings(const Past& past, const MemoryGoal& goal, const Target& target,
                        std::vector<Plan>& result) const {
  const auto places = std::visit([&](auto id) { return catalogue_.system()[id].places; }, target.cell.symbol);
  const auto* relation = std::get_if<RelationId>(&target.cell.symbol);
  const std::uint32_t end = past.now().layout().size(places[goal.argument].sort);
  for (std::uint32_t other = 0; other < end; ++other) {
    Cell sibling = target.cell;
    sibling.args[goal.argument] = other;
    if (relation != nullptr && catalogue_.system()[*relation].is_symmetric)
      std::sort(sibling.args.begin(), sibling.args.end());
    if (sibling == target.cell)
      continue;
    const Event changed = becomes(sibling, target.seems);
    if (value_of(past.now(), sibling) == target.seems)
      result.push_back({becomes(sibling, target.is), changed});
    else
      result.push_back({changed});
  }
}

/// A step of one of the rules changes something by a write that fits.
Aim::Event Aim::changes(std::vector<RuleId> rules,
                        std::function<bool(const Past& past, const WouldWrite& it)> fits) const {
  return {std::move(rules), [this, fits = std::move(fits)](const Past& past, const Request& request) {
            const std::vector<WouldWrite> written = list_written(catalogue_, past.now(), request.action);
            return request.is_allowed() && std::ranges::any_of(written, [&](const WouldWrite& it) {
                     return value_of(past.now(), it.cell) != it.value && fits(past, it);
                   });
          }};
}

Aim::Event Aim::happens(std::size_t write) const {
  return changes({catalogue_.writes()[write].rule},
                 [write](const Past&, const WouldWrite& it) { return it.write == write; });
}

/// A step changes what the place reads, or something else that is read along with it.
Aim::Event Aim::changes_what_is_read(const MemoryGoal& goal, bool is_at_place) const {
  const ReadingPlace& own = catalogue_.places()[goal.place];
  std::set<Symbol> symbols;
  for (const std::size_t place : catalogue_.places_of(own.rule, own.part, own.index))
    if ((catalogue_.places()[place].symbol == own.symbol) == is_at_place)
      symbols.insert(catalogue_.places()[place].symbol);
  return changes_one_of(std::move(symbols));
}

/// A step changes something else that the goal's rule reads.
Aim::Event Aim::changes_what_else_is_read(const MemoryGoal& goal) const {
  std::set<Symbol> symbols;
  for (const ReadingPlace& place : catalogue_.places())
    if (place.rule == goal.rule && place.symbol != catalogue_.places()[goal.place].symbol)
      symbols.insert(place.symbol);
  return changes_one_of(std::move(symbols));
}

Aim::Event Aim::changes_one_of(std::set<Symbol> symbols) const {
  std::vector<RuleId> rules;
  for (const Symbol& symbol : symbols)
    for (const RuleId rule : writers_of(symbol))
      if (std::find(rules.begin(), rules.end(), rule) == rules.end())
        rules.push_back(rule);
  return changes(std::move(rules), [symbols = std::move(symbols)](const Past&, const WouldWrite& it) {
    return symbols.contains(it.cell.symbol);
  });
}

/// A step changes once more what the last one changed.
Aim::Event Aim::changed_again() const {
  return {all_, [this](const Past& past, const Request& request) {
            if (!request.is_allowed() || past.requests().empty())
              return false;
            const std::vector<WouldWrite> done = list_written(catalogue_, past.now(), past.requests().back().action);
            const std::vector<WouldWrite> written = list_written(catalogue_, past.now(), request.action);
            return std::any_of(written.begin(), written.end(), [&](const WouldWrite& it) {
              return value_of(past.now(), it.cell) != it.value &&
                     std::any_of(done.begin(), done.end(), [&](const WouldWrite& one) { return one.cell == it.cell; });
            });
          }};
}

Aim::Event Aim::becomes(Cell cell, std::uint32_t value, std::optional<std::size_t> write) const {
  return {write ? std::vector{catalogue_.writes()[*write].rule} : writers_of(cell.symbol),
          [this, cell, value, write](const Past& past, const Request& request) {
            if (!request.is_allowed() || value_of(past.now(), cell) == value)
              return false;
            if (catalogue_.is_closure(cell.symbol)) {
              const auto after = model::take_step(past.now(), request.action);
              return std::holds_alternative<State>(after) && value_of(std::get<State>(after), cell) == value;
            }
            const std::vector<WouldWrite> written = list_written(catalogue_, past.now(), request.action);
            return std::any_of(written.begin(), written.end(), [&](const WouldWrite& it) {
              return it.cell == cell && it.value == value && (!write || it.write == *write);
            });
          }};
}

/// The target's cell is written as it seems there: once more, or by a request that is refused.
Aim::Event Aim::written(const Target& target, bool is_allowed) const {
  return {writers_of(target.cell.symbol),
          [this, cell = target.cell, value = target.seems, is_allowed](const Past& past, const Request& request) {
            if (request.is_allowed() != is_allowed)
              return false;
            const std::vector<WouldWrite> would = list_written(catalogue_, past.now(), request.action);
            return std::any_of(would.begin(), would.end(),
                               [&](const WouldWrite& it) { return it.cell == cell && it.value == value; });
          }};
}

Aim::Event Aim::one_of_several(const MemoryGoal& goal, Cell cell) const {
  return {{catalogue_.writes()[*goal.write].rule},
          [this, goal, cell = std::move(cell)](const Past& past, const Request& request) {
            if (!request.is_allowed())
              return false;
            std::vector<Cell> changed;
            for (const WouldWrite& it : list_written(catalogue_, past.now(), request.action))
              if (it.write == *goal.write && value_of(past.now(), it.cell) != it.value)
                changed.push_back(it.cell);
            std::sort(changed.begin(), changed.end());
            changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
            return is_end_of(changed, cell, goal);
          }};
}

/// One that an effect for many may write together with the cell, on the side where the cell stays the first, or last.
Aim::Event Aim::neighbour_becomes(Lapse lapse, Cell cell, std::uint32_t value) const {
  std::vector<RuleId> rules = writers_of(cell.symbol);
  return changes(std::move(rules), [lapse, cell = std::move(cell), value](const Past&, const WouldWrite& it) {
    return it.cell.symbol == cell.symbol && it.value == value && differences(it.cell, cell) == 1 &&
           (lapse == Lapse::first ? cell < it.cell : it.cell < cell);
  });
}

/// From the plan's event `at` on, with so many other requests in between.
bool Aim::reach(const Past& past, const Plan& plan, std::size_t at, std::size_t detours) {
  if (looks_ == 0)
    return false;
  --looks_;
  std::size_t choices = 0;
  for (const Request& request :
       requests_of(past, at == plan.size() ? std::vector{asked_} : plan[at].rules, most_requests_)) {
    if (at == plan.size()) {
      if (!past.met_by(request, *only_).empty()) {
        path_.push_back(request.action);
        return true;
      }
    } else if (choices < most_choices && plan[at].is(past, request)) {
      ++choices;
      if (go_on(past, request, plan, at + 1, detours))
        return true;
    }
  }
  if (detours == 0)
    return false;
  std::size_t tried = 0;
  for (const Request& request : requests_of(past, all_, of_a_detour))
    if (request.is_allowed() && tried++ < most_detours && go_on(past, request, plan, at, detours - 1))
      return true;
  return false;
}

bool Aim::go_on(const Past& past, const Request& request, const Plan& plan, std::size_t at, std::size_t detours) {
  Past next = past;
  if (!next.make(request))
    return false;
  path_.push_back(request.action);
  if (reach(next, plan, at, detours))
    return true;
  path_.pop_back();
  return false;
}

} // namespace chaperone::generators
