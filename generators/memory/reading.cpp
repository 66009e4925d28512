// See reading.hpp.
#include "generators/memory/reading.hpp"

#include "model/meaning/evaluator.hpp"
#include "model/rules/walk.hpp"

#include <algorithm>
#include <set>

namespace chaperone::generators {

using namespace model;

namespace {

using Part = Misreading::Part;

/// Goes through one part of a rule.
class PlaceLister {
public:
  PlaceLister(const System& system, ReadingPlace pattern, std::vector<ReadingPlace>& found)
      : system_(system), pattern_(pattern), found_(found) {}

  void list(const Formula& formula) {
    walk(*formula, [&](const Node& node) {
      if (node.span.begin != node.span.end)
        pattern_.span = node.span;
      if (const auto* atom = std::get_if<Atom>(&node.kind);
          atom && !system_[atom->relation].is_fixed &&
          (system_[atom->relation].is_stated() || system_[atom->relation].upkeep == Upkeep::closure))
        add(atom->relation, atom);
      for_each_term(node, [&](const Term& term) { list(term); });
      if (const auto* call = std::get_if<Call>(&node.kind); call && entered_.insert(call->define).second)
        list(system_[call->define].body);
    });
  }

  void list(const Term& whole) {
    walk_term(whole, [&](const Term& term) {
      if (const auto* it = std::get_if<std::shared_ptr<const Application>>(&term);
          it && !system_[(*it)->function].is_fixed && system_[(*it)->function].is_stated())
        add((*it)->function, it->get());
    });
  }

  void list(const std::vector<Term>& terms) {
    for (const Term& term : terms)
      list(term);
  }

private:
  void add(Symbol symbol, std::variant<const Atom*, const Application*> occurrence) {
    // `f(x) in {a, b}` holds one term twice.
    if (std::any_of(found_.begin(), found_.end(), [&](const ReadingPlace& it) {
          return it.occurrence == occurrence && it.rule == pattern_.rule && it.part == pattern_.part &&
                 it.index == pattern_.index;
        }))
      return;
    found_.push_back(pattern_);
    found_.back().symbol = symbol;
    found_.back().occurrence = occurrence;
  }

  const System& system_;
  ReadingPlace pattern_;
  std::vector<ReadingPlace>& found_;
  std::set<DefineId> entered_;
};

void list_places(const Effect& effect, PlaceLister lister) {
  for (const Binder& binder : effect.binders)
    if (binder.guard)
      lister.list(binder.guard);
  if (effect.where)
    lister.list(effect.where);
  for (const Update& update : effect.updates)
    std::visit(overload{
                   [&](const AddTuple& it) { lister.list(it.args); },
                   [&](const RemoveTuple& it) { lister.list(it.args); },
                   [&](const SetValue& it) {
                     lister.list(it.args);
                     lister.list(it.value);
                   },
               },
               update);
}

void bind_arguments(Evaluator& evaluator, const Rule& rule, const Action& action) {
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    evaluator.bind(rule.parameters[i], action.args[i]);
}

void read_all(Evaluator& evaluator, const Effect& effect) {
  evaluator.for_each(effect.binders, [&] {
    if (effect.where && !evaluator.holds(effect.where))
      return true;
    for (const Update& update : effect.updates)
      std::visit(overload{
                     [&](const AddTuple& it) { static_cast<void>(evaluator.values(it.args)); },
                     [&](const RemoveTuple& it) { static_cast<void>(evaluator.values(it.args)); },
                     [&](const SetValue& it) {
                       static_cast<void>(evaluator.values(it.args));
                       static_cast<void>(evaluator.value(it.value));
                     },
                 },
                 update);
    return true;
  });
}

} // namespace

const std::vector<Place>& places_of(const System& system, const Symbol& symbol) {
  return std::visit([&](auto id) -> const std::vector<Place>& { return system[id].places; }, symbol);
}

bool is_symmetric(const System& system, const Symbol& symbol) {
  const auto* relation = std::get_if<RelationId>(&symbol);
  return relation != nullptr && system[*relation].is_symmetric;
}

Symbol symbol_of(const Update& update) {
  return std::visit(overload{
                        [](const AddTuple& it) { return Symbol(it.relation); },
                        [](const RemoveTuple& it) { return Symbol(it.relation); },
                        [](const SetValue& it) { return Symbol(it.function); },
                    },
                    update);
}

const std::vector<Term>& args_of(const Update& update) {
  return std::visit([](const auto& it) -> const std::vector<Term>& { return it.args; }, update);
}

std::uint32_t value_of(const State& state, const Cell& cell) {
  return std::visit(overload{
                        [&](RelationId relation) { return state.holds(relation, cell.args) ? 1U : 0U; },
                        [&](FunctionId function) { return state.value(function, cell.args); },
                    },
                    cell.symbol);
}

void write(State& state, const Cell& cell, std::uint32_t value) {
  std::visit(overload{
                 [&](RelationId relation) { state.put(relation, cell.args, value != 0); },
                 [&](FunctionId function) { state.set(function, cell.args, value); },
             },
             cell.symbol);
}

std::vector<Cell> changed_cells(const State& before, const State& after) {
  const System& system = before.layout().system();
  std::vector<Cell> result;
  const auto look_at = [&](Symbol symbol, const std::vector<Place>& places, bool is_symmetric) {
    for_each_place(before.layout(), places, [&](const std::vector<std::uint32_t>& args) {
      Cell cell{symbol, args};
      if ((!is_symmetric || args[0] <= args[1]) && value_of(before, cell) != value_of(after, cell))
        result.push_back(std::move(cell));
    });
  };
  for (std::uint32_t index = 0; index < system.relations.size(); ++index)
    if (const Relation& it = system.relations[index]; !it.is_fixed && it.is_stated())
      look_at(RelationId{index}, it.places, it.is_symmetric);
  for (std::uint32_t index = 0; index < system.functions.size(); ++index)
    if (const Function& it = system.functions[index]; !it.is_fixed)
      look_at(FunctionId{index}, it.places, false);
  return result;
}

std::vector<ReadingPlace> list_reading_places(const System& system) {
  std::vector<ReadingPlace> result;
  for (std::uint32_t id = 0; id < system.rules.size(); ++id) {
    const Rule& rule = system.rules[id];
    for (std::size_t i = 0; i < rule.requirements.size(); ++i)
      PlaceLister(system, {{id}, Part::requirement, i, {}, {}, rule.requirements[i].span}, result)
          .list(rule.requirements[i].formula);
    for (std::size_t i = 0; i < stated_effects(rule).size(); ++i)
      list_places(rule.effects[i], PlaceLister(system, {{id}, Part::effect, i, {}, {}, rule.effects[i].span}, result));
  }
  return result;
}

std::variant<State, Refusal, Conflict> take_step(const State& state, const Action& action, const ReadingPlace& place,
                                                 Reading reading) {
  if (action.rule != place.rule)
    return model::take_step(state, action);
  return model::take_step(state, action, Misreading{place.part, place.index, place.occurrence, std::move(reading)});
}

namespace {

std::set<std::vector<std::uint32_t>> arguments_read(const State& state, const Action& action, const ReadingPlace& place,
                                                    bool has_order_of_text) {
  std::set<std::vector<std::uint32_t>> read;
  const Misreading noting{place.part, place.index, place.occurrence,
                          [&](std::span<const std::uint32_t> args, std::uint32_t value) {
                            read.emplace(args.begin(), args.end());
                            return value;
                          },
                          has_order_of_text};
  const Rule& rule = state.layout().system()[action.rule];
  Evaluator evaluator(Moment{state}, &noting);
  bind_arguments(evaluator, rule, action);
  if (place.part == Part::requirement)
    static_cast<void>(evaluator.holds(rule.requirements[place.index].formula));
  else
    read_all(evaluator, rule.effects[place.index]);
  return read;
}

} // namespace

std::vector<Cell> cells_read(const State& state, const Action& action, const ReadingPlace& place) {
  std::vector<Cell> result;
  for (const std::vector<std::uint32_t>& args : arguments_read(state, action, place, false))
    result.push_back({place.symbol, args});
  return result;
}

std::set<std::vector<std::uint32_t>> pairs_read(const State& state, const Action& action, const ReadingPlace& place) {
  return arguments_read(state, action, place, true);
}

namespace {

Reading reading_as(const Cell& cell, std::uint32_t value) {
  return [&cell, value](std::span<const std::uint32_t> args, std::uint32_t really) {
    return std::equal(args.begin(), args.end(), cell.args.begin(), cell.args.end()) ? value : really;
  };
}

bool is_requirement_critical(const State& state, const Action& action, const ReadingPlace& place,
                             const Reading& reading) {
  const Rule& rule = state.layout().system()[action.rule];
  const Formula& formula = rule.requirements[place.index].formula;
  const Misreading otherwise{place.part, place.index, place.occurrence, reading};
  Evaluator right(Moment{state}), wrong(Moment{state}, &otherwise);
  bind_arguments(right, rule, action);
  bind_arguments(wrong, rule, action);
  return right.holds(formula) != wrong.holds(formula);
}

} // namespace

bool is_critical_there(const State& state, const Action& action, const ReadingPlace& place, const Cell& cell,
                       std::uint32_t value) {
  if (place.part == Part::effect)
    return is_critical(state, action, place, cell, value);
  return action.rule == place.rule && cell.symbol == place.symbol && value_of(state, cell) != value &&
         is_requirement_critical(state, action, place, reading_as(cell, value));
}

bool is_critical(const State& state, const Action& action, const ReadingPlace& place, const Cell& cell,
                 std::uint32_t value) {
  if (action.rule != place.rule || cell.symbol != place.symbol || value_of(state, cell) == value)
    return false;
  const Reading reading = reading_as(cell, value);
  // Whether the requirement itself changes is much cheaper to say than what comes of the step.
  if (place.part == Part::requirement && !is_requirement_critical(state, action, place, reading))
    return false;
  const auto right = model::take_step(state, action);
  const auto wrong = take_step(state, action, place, reading);
  if (std::holds_alternative<Conflict>(right) || std::holds_alternative<Conflict>(wrong))
    return false;
  const auto *one = std::get_if<State>(&right), *other = std::get_if<State>(&wrong);
  return one && other ? *one != *other : one != nullptr || other != nullptr;
}

std::set<std::uint32_t> values_compared(const System& system, const ReadingPlace& place) {
  const auto* application = std::get_if<const Application*>(&place.occurrence);
  if (application == nullptr)
    return {};
  std::set<std::uint32_t> result;
  bool is_read_otherwise = false; // as `f(x) in {a, f(y)}` does
  std::set<DefineId> entered;
  const auto is_it = [&](const Term& term) {
    const auto* it = std::get_if<std::shared_ptr<const Application>>(&term);
    return it != nullptr && it->get() == *application;
  };
  const std::function<void(const Formula&)> look = [&](const Formula& formula) {
    walk(*formula, [&](const Node& node) {
      if (const auto* equal = std::get_if<Equal>(&node.kind))
        for (const auto& [one, other] : {std::pair(equal->left, equal->right), std::pair(equal->right, equal->left)})
          if (is_it(one)) {
            if (const auto* value = std::get_if<Value>(&other))
              result.insert(value->index);
            else
              is_read_otherwise = true;
          }
      if (const auto* call = std::get_if<Call>(&node.kind); call && entered.insert(call->define).second)
        look(system[call->define].body);
    });
  };
  const Rule& rule = system[place.rule];
  if (place.part == Misreading::Part::requirement)
    look(rule.requirements[place.index].formula);
  else if (rule.effects[place.index].where)
    look(rule.effects[place.index].where);
  return is_read_otherwise ? std::set<std::uint32_t>() : result;
}

} // namespace chaperone::generators
