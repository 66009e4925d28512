// See catalogue.hpp.
#include "generators/memory/catalogue.hpp"

#include "generators/memory/other_steps.hpp"

#include "model/meaning/evaluator.hpp"
#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

using Part = Misreading::Part;

/// The arguments in which tuples may differ that one effect writes at once.
std::vector<std::size_t> arguments_of_several(const Effect& effect, const Update& update) {
  std::vector<std::size_t> result;
  const std::vector<Term>& args = args_of(update);
  for (std::size_t i = 0; i < args.size(); ++i) {
    Mentions mentions;
    collect_mentions(args[i], mentions);
    if (std::any_of(effect.binders.begin(), effect.binders.end(),
                    [&](const Binder& it) { return mentions.variables.contains(it.variable); }))
      result.push_back(i);
  }
  return result;
}

const std::vector<Term>& args_of(const ReadingPlace& place) {
  return std::visit([](const auto* it) -> const std::vector<Term>& { return it->args; }, place.occurrence);
}

std::set<VariableId> variables_of(const ReadingPlace& place) {
  Mentions mentions;
  for (const Term& term : args_of(place))
    collect_mentions(term, mentions);
  return {mentions.variables.begin(), mentions.variables.end()};
}

/// What a cell may seem to be in a goal: of a relation both truths are goals of their own.
std::vector<std::optional<std::uint32_t>> seeming(const Symbol& symbol) {
  if (std::holds_alternative<RelationId>(symbol))
    return {0U, 1U};
  return {std::nullopt};
}

} // namespace

std::size_t MemoryGoalHash::operator()(const MemoryGoal& goal) const {
  std::size_t result = static_cast<std::size_t>(goal.lapse);
  const auto add = [&](std::size_t part) { result = result * 1000003U ^ part; };
  add(goal.rule.index);
  add(goal.place);
  add(goal.argument);
  add(goal.write ? *goal.write + 1 : 0);
  for (const std::optional<std::uint32_t>& value : {goal.is, goal.seems})
    add(value ? std::size_t{*value} + 1 : 0);
  add(goal.other ? std::size_t{goal.other->index} + 1 : 0);
  return result;
}

Catalogue::Catalogue(const System& system) : system_(system), places_(list_reading_places(system)) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    compared_.push_back(values_compared(system, places_[i]));
    by_part_[{places_[i].rule, places_[i].part, places_[i].index}].push_back(i);
    by_symbol_[places_[i].symbol].push_back(i);
  }
  list_writes();
  list_sources();
  std::size_t place = 0;
  for (std::uint32_t id = 0; id < system.rules.size(); ++id) {
    for (; place < places_.size() && places_[place].rule.index == id; ++place)
      list_goals_of(place);
    list_goals_of(system.rules[id], {id});
  }
  for (std::size_t i = 0; i < goals_.size(); ++i)
    numbers_.emplace(goals_[i], i);
  left_.resize(system.rules.size());
  for (std::size_t i = 0; i < goals_.size(); ++i)
    if (const MemoryGoal& goal = goals_[i]; goal.lapse == Lapse::left) {
      const Symbol& symbol = writes_[*goal.write].symbol;
      left_[goal.rule.index].push_back({i, symbol, namings(goal.rule, symbol)[goal.argument]});
    }
}

/// Truths, or values of an enum; one for all individuals.
std::size_t Catalogue::values_of(const Symbol& symbol) const {
  const auto* function = std::get_if<FunctionId>(&symbol);
  if (function == nullptr)
    return 2;
  const Sort& result = system_[system_[*function].result];
  return result.is_enum ? result.names.size() : 1;
}

MemoryGoal Catalogue::goal_of(Lapse lapse, std::size_t place, std::uint32_t is, std::uint32_t seems,
                              std::optional<std::size_t> write) const {
  MemoryGoal goal{lapse, places_[place].rule, place, write};
  const auto* function = std::get_if<FunctionId>(&places_[place].symbol);
  if (function == nullptr ||
      ((lapse == Lapse::refused || lapse == Lapse::rewritten) && system_[system_[*function].result].is_enum))
    goal.seems = seems;
  else if (lapse == Lapse::back && system_[system_[*function].result].is_enum)
    goal.is = is;
  return goal;
}

std::optional<std::size_t> Catalogue::find(const MemoryGoal& goal) const {
  const auto found = numbers_.find(goal);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

const std::vector<std::size_t>& Catalogue::places_of(const Symbol& symbol) const {
  static const std::vector<std::size_t> none;
  const auto found = by_symbol_.find(symbol);
  return found == by_symbol_.end() ? none : found->second;
}

const std::vector<std::size_t>& Catalogue::places_of(RuleId rule, Part part, std::size_t index) const {
  static const std::vector<std::size_t> none;
  const auto found = by_part_.find({rule, part, index});
  return found == by_part_.end() ? none : found->second;
}

void Catalogue::list_writes() {
  for (std::uint32_t id = 0; id < system_.rules.size(); ++id) {
    first_writes_.push_back(writes_.size());
    const std::span<const Effect> effects = stated_effects(system_.rules[id]);
    for (std::size_t effect = 0; effect < effects.size(); ++effect)
      for (std::size_t update = 0; update < effects[effect].updates.size(); ++update)
        writes_.push_back({{id}, effect, update, symbol_of(effects[effect].updates[update])});
  }
}

/// Closures follow those that they read.
void Catalogue::list_sources() {
  for (const RelationId closure : system_.closures) {
    std::set<Symbol>& sources = sources_[closure];
    const auto add = [&](RelationId id) {
      const auto known = sources_.find(id);
      if (known == sources_.end())
        sources.insert(id);
      else
        sources.insert(known->second.begin(), known->second.end());
    };
    const Relation& it = system_[closure];
    if (const auto* base = std::get_if<RelationId>(&it.closure_of))
      add(*base);
    if (const auto* base = std::get_if<DefineId>(&it.closure_of)) {
      Mentions mentions;
      collect_mentions(system_, system_[*base].body, mentions);
      std::for_each(mentions.relations.begin(), mentions.relations.end(), add);
      sources.insert(mentions.functions.begin(), mentions.functions.end());
    }
  }
}

bool Catalogue::is_closure(const Symbol& symbol) const {
  return sources_.contains(symbol);
}

std::vector<std::size_t> Catalogue::closures_beside(std::size_t index) const {
  const ReadingPlace& place = places_[index];
  const auto is_of_define = [&](VariableId variable) {
    return std::any_of(system_.defines.begin(), system_.defines.end(), [&](const Define& define) {
      return std::find(define.parameters.begin(), define.parameters.end(), variable) != define.parameters.end();
    });
  };
  const std::set<VariableId> own = variables_of(place);
  const auto is_shared = [&](VariableId variable) { return own.contains(variable) && !is_of_define(variable); };
  std::vector<std::size_t> result;
  for (const std::size_t other : places_of(place.rule, place.part, place.index))
    if (const std::set<VariableId> variables = variables_of(places_[other]);
        other != index && is_closure(places_[other].symbol) &&
        std::any_of(variables.begin(), variables.end(), is_shared))
      result.push_back(other);
  return result;
}

bool Catalogue::may_change(std::size_t write, const Symbol& read) const {
  const auto sources = sources_.find(read);
  return sources == sources_.end() ? writes_[write].symbol == read : sources->second.contains(writes_[write].symbol);
}

/// Of a relation `value` is what the write makes, of a function into an enum what it leaves: a goal names no more.
bool Catalogue::may_lead_away(std::size_t write, const Symbol& read, std::uint32_t value) const {
  const std::size_t values = values_of(read);
  if (std::holds_alternative<RelationId>(read) || values == 1)
    return may_make(write, read, value);
  for (std::uint32_t made = 0; made < values; ++made)
    if (made != value && may_make(write, read, made))
      return true;
  return false;
}

bool Catalogue::may_make(std::size_t write, const Symbol& read, std::uint32_t value) const {
  const Update& update = update_of(write);
  if (is_closure(read))
    return true;
  if (const auto* set = std::get_if<SetValue>(&update)) {
    const auto* constant = std::get_if<Value>(&set->value);
    return constant == nullptr || values_of(read) == 1 || constant->index == value;
  }
  return std::holds_alternative<AddTuple>(update) == (value != 0);
}

/// May both be about one cell? Not where both name an enum's value and these differ.
bool Catalogue::may_meet(std::size_t place, const Write& write) const {
  if (is_closure(places_[place].symbol))
    return may_change(static_cast<std::size_t>(&write - writes_.data()), places_[place].symbol);
  if (places_[place].symbol != write.symbol)
    return false;
  const std::vector<Term>& read = args_of(places_[place]);
  const std::vector<Term>& written = args_of(system_[write.rule].effects[write.effect].updates[write.update]);
  for (std::size_t i = 0; i < read.size(); ++i) {
    const auto *one = std::get_if<Value>(&read[i]), *other = std::get_if<Value>(&written[i]);
    if (one && other && one->index != other->index)
      return false;
  }
  return true;
}

void Catalogue::list_goals_of(std::size_t index) {
  const ReadingPlace& place = places_[index];
  const auto add = [&](MemoryGoal goal) {
    goal.rule = place.rule;
    goal.place = index;
    goals_.push_back(goal);
  };
  for (std::size_t i = 0; i < writes_.size(); ++i) {
    const Write& write = writes_[i];
    if (!may_meet(index, write))
      continue;
    for (const Lapse lapse : {Lapse::stale, Lapse::at_once, Lapse::asked})
      add({lapse, {}, 0, i});
    for (const std::uint32_t is_own : {0U, 1U})
      if (!is_closure(place.symbol) && may_be_of_both(i))
        add({Lapse::by_whom, {}, 0, i, 0, is_own});
    if (is_closure(place.symbol))
      for (const std::size_t end : {0U, 1U})
        add({Lapse::far, {}, 0, i, end});
    else if (!closures_beside(index).empty())
      add({Lapse::far, {}, 0, i});
    const Effect& effect = system_[write.rule].effects[write.effect];
    const Update& update = effect.updates[write.update];
    if (std::holds_alternative<AddTuple>(update) || effect.binders.empty() || is_closure(place.symbol))
      continue;
    for (const std::size_t argument : arguments_of_several(effect, update))
      for (const Lapse lapse : {Lapse::first, Lapse::last})
        add({lapse, {}, 0, i, argument});
  }
  const auto add_of_values = [&](Lapse lapse, std::optional<std::size_t> write, auto may_be) {
    std::set<MemoryGoal> goals;
    for (std::uint32_t value = 0; value < values_of(place.symbol); ++value)
      if (may_be(value))
        goals.insert(goal_of(lapse, index, value, value, write));
    goals_.insert(goals_.end(), goals.begin(), goals.end());
  };
  for (std::size_t i = 0; i < writes_.size(); ++i)
    if (may_meet(index, writes_[i]))
      add_of_values(Lapse::back, i, [&](std::uint32_t value) { return may_lead_away(i, place.symbol, value); });
  for (const Lapse lapse : {Lapse::rewritten, Lapse::refused})
    if (!is_closure(place.symbol))
      add_of_values(lapse, std::nullopt, [](std::uint32_t) { return true; });
  if (is_symmetric(system_, place.symbol))
    for (const std::uint32_t seems : {0U, 1U}) {
      add({Lapse::turned, {}, 0, std::nullopt, 0, std::nullopt, seems});
      for (std::size_t i = 0; i < writes_.size(); ++i)
        if (may_meet(index, writes_[i]) && may_make(i, place.symbol, seems))
          add({Lapse::turned, {}, 0, i, 0, std::nullopt, seems});
    }
  const std::size_t arguments = is_symmetric(system_, place.symbol) ? 1 : args_of(place).size();
  for (std::size_t argument = 0; argument < arguments; ++argument)
    for (const std::optional<std::uint32_t>& seems : seeming(place.symbol))
      add({Lapse::sibling, {}, 0, std::nullopt, argument, std::nullopt, seems});
  list_other_steps(index);
  const bool changes =
      std::any_of(writes_.begin(), writes_.end(), [&](const Write& it) { return may_meet(index, it); });
  if (changes && is_closure(place.symbol))
    list_ways(index);
  for (const std::uint32_t is_allowed : {0U, 1U})
    if (changes && reads_more(place))
      add({Lapse::later, {}, 0, std::nullopt, 0, is_allowed});
  if (const auto* function = std::get_if<FunctionId>(&place.symbol);
      function != nullptr && !system_[system_[*function].result].is_enum)
    for (const std::uint32_t is_allowed : {0U, 1U})
      add({Lapse::overwritten, {}, 0, std::nullopt, 0, is_allowed});
  list_values(index);
}

/// Does the same requirement or effect read anything else that changes?
bool Catalogue::reads_more(const ReadingPlace& place) const {
  const std::vector<std::size_t>& of_part = places_of(place.rule, place.part, place.index);
  return std::any_of(of_part.begin(), of_part.end(),
                     [&](std::size_t other) { return places_[other].symbol != place.symbol; });
}

void Catalogue::list_other_steps(std::size_t index) {
  const ReadingPlace& place = places_[index];
  const bool changes =
      std::any_of(writes_.begin(), writes_.end(), [&](const Write& it) { return may_meet(index, it); });
  for (std::uint32_t rule = 0; changes && rule < system_.rules.size(); ++rule) {
    MemoryGoal goal{Lapse::session, place.rule, index};
    goal.other = RuleId{rule};
    if (may_begin(system_, {rule}, place))
      for (const std::optional<std::uint32_t>& seems : seeming(place.symbol)) {
        goal.seems = seems;
        goals_.push_back(goal);
      }
    goal.lapse = Lapse::spared;
    goal.seems = seeming(place.symbol).front();
    if (!is_closure(place.symbol) && may_seem_to_end(system_, {rule}, place))
      goals_.push_back(goal);
  }
}

void Catalogue::list_ways(std::size_t index) {
  MemoryGoal goal{Lapse::way_left, places_[index].rule, index};
  goal.seems = 0;
  goals_.push_back(goal);
  goal.lapse = Lapse::circle;
  goal.seems = 1;
  goals_.push_back(goal);
  goal.lapse = Lapse::beyond;
  for (const std::uint32_t seems : {0U, 1U})
    for (goal.argument = 0; goal.argument < 2; ++goal.argument)
      for (const std::uint32_t edges : {1U, 2U}) {
        goal.seems = seems;
        goal.is = edges;
        goals_.push_back(goal);
      }
}

/// Of a function its values; of a relation the values in a place for them.
void Catalogue::list_values(std::size_t index) {
  const ReadingPlace& place = places_[index];
  const auto list = [&](SortId sort, std::size_t argument, const std::optional<std::uint32_t>& only_read,
                        const std::set<std::uint32_t>& compared) {
    const std::size_t count = system_[sort].names.size();
    if (!system_[sort].is_enum)
      return;
    for (std::uint32_t is = 0; is < count; ++is)
      for (std::uint32_t seems = 0; seems < count; ++seems) {
        if (is == seems || (only_read && seems != *only_read) ||
            (!compared.empty() && compared.contains(is) == compared.contains(seems)))
          continue;
        const bool is_pair = count <= most_paired_values || only_read;
        MemoryGoal goal{
            Lapse::value, place.rule, index, std::nullopt, argument, is, is_pair ? std::optional(seems) : std::nullopt};
        if (goals_.empty() || goals_.back() != goal)
          goals_.push_back(goal);
      }
  };
  if (const auto* function = std::get_if<FunctionId>(&place.symbol)) {
    list(system_[*function].result, 0, std::nullopt, compared_[index]);
    return;
  }
  const std::vector<Term>& read = args_of(place);
  const std::vector<Place>& sorts = generators::places_of(system_, place.symbol);
  for (std::size_t argument = 0; argument < read.size(); ++argument) {
    const auto* value = std::get_if<Value>(&read[argument]);
    list(sorts[argument].sort, argument, value ? std::optional(value->index) : std::nullopt, {});
  }
}

const Update& Catalogue::update_of(std::size_t write) const {
  const Write& it = writes_[write];
  return system_[it.rule].effects[it.effect].updates[it.update];
}

std::vector<WouldWrite> list_written(const Catalogue& catalogue, const State& state, const Action& action) {
  const System& system = catalogue.system();
  const Rule& rule = system[action.rule];
  Evaluator evaluator(Moment{state});
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    evaluator.bind(rule.parameters[i], action.args[i]);
  std::size_t first = catalogue.first_write(action.rule);
  std::vector<WouldWrite> result;
  for (const Effect& effect : stated_effects(rule)) {
    evaluator.for_each(effect.binders, [&] {
      if (effect.where && !evaluator.holds(effect.where))
        return true;
      for (std::size_t i = 0; i < effect.updates.size(); ++i) {
        const Update& update = effect.updates[i];
        Cell cell{symbol_of(update), evaluator.values(args_of(update))};
        std::vector<std::uint32_t> pair;
        if (is_symmetric(system, cell.symbol)) {
          pair = cell.args;
          std::sort(cell.args.begin(), cell.args.end());
        }
        const auto* set = std::get_if<SetValue>(&update);
        const std::uint32_t value = set                                        ? evaluator.value(set->value)
                                    : std::holds_alternative<AddTuple>(update) ? 1
                                                                               : 0;
        result.push_back({first + i, std::move(cell), value, std::move(pair)});
      }
      return true;
    });
    first += effect.updates.size();
  }
  return result;
}

} // namespace chaperone::generators
