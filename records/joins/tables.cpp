#include "records/joins/tables.hpp"

#include "records/joins/compiler.hpp"
#include "records/joins/run.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::records {

using model::RelationId;

namespace {

constexpr std::size_t most_pairs = 50'000'000;
/// Where some table of what a step asks is missing, so that most pairs may be reached: what brings many is left unsaid.
constexpr std::size_t most_unsaid_pairs = 1'000'000;

/// Does it ask for others than those of whom it speaks?
bool quantifies(const Condition& condition) {
  const auto any = [](const std::vector<Condition>& parts) { return std::ranges::any_of(parts, quantifies); };
  return std::visit(model::overload{
                        [](const Truth&) { return false; },
                        [](const Fact&) { return false; },
                        [](const Same&) { return false; },
                        [](const Negated& it) { return quantifies(it.body); },
                        [&](const Every& it) { return any(it.parts); },
                        [&](const Either& it) { return any(it.parts); },
                        [](const Exists& it) { return !it.is_value || quantifies(it.body); },
                        [](const AtLeast&) { return true; },
                        [](const Chain&) { return true; },
                    },
                    condition->kind);
}

} // namespace

JoinTables::JoinTables(model::System& system, const Store& store) : system_(system), store_(store) {
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    if (system.sorts[sort].is_enum)
      continue;
    const RelationId id{static_cast<std::uint32_t>(system.relations.size())};
    model::Relation& made = system.relations.emplace_back();
    made.name = "is_new_" + system.sorts[sort].name;
    made.places = {{"", {sort}}};
    newcomers_.emplace(model::SortId{sort}, id);
    FactTable& facts = about_newcomers_.emplace(id, FactTable(1)).first->second;
    facts.add(std::array{store.individuals({sort}).count()});
    facts.settle();
  }
}

void JoinTables::add_closures(const std::function<bool()>& is_cut) {
  for (const RelationId id : system_.closures)
    add_closure(id, is_cut);
}

void JoinTables::add_closure(RelationId id, const std::function<bool()>& is_cut) {
  const ClosureStep step = step_of_closure(system_, id);
  for (const bool with_newcomers : {false, true}) {
    // Of somebody new no tuple holds, but a define may say something of anybody. Whom its quantifiers mean then
    // depends on the step: nothing is known of the closure.
    if (with_newcomers && std::holds_alternative<RelationId>(system_[id].closure_of))
      continue;
    admit_newcomers(with_newcomers);
    if (with_newcomers && quantifies(step.condition) && !joins_newcomers(step, is_cut))
      continue;
    Closure& made = (with_newcomers ? closures_with_newcomers_ : closures_)[id];
    if (!step.obstacle && !(with_newcomers && quantifies(step.condition)))
      made = closure_of(step, is_cut);
  }
  admit_newcomers(false);
}

/// May a step lead from somebody new, or to them?
bool JoinTables::joins_newcomers(const ClosureStep& step, const std::function<bool()>& is_cut) {
  const std::uint32_t newcomer = store_.individuals(system_[step.from].sort).count();
  const Program program = Compiler(system_, *this).compile({}, {step.from, step.to}, step.condition, Reading::possible);
  std::size_t rows = 0;
  return !Run(program, is_cut).each({}, [&](std::span<const std::uint32_t> row) {
    return row[0] != newcomer && row[1] != newcomer && ++rows <= most_unsaid_pairs;
  });
}

JoinTables::Closure JoinTables::closure_of(const ClosureStep& step, const std::function<bool()>& is_cut) {
  bool has_doubts = false;
  bool is_missing = false;
  for_each_fact(step.condition, [&](const Fact& it, bool) {
    has_doubts = has_doubts || this->has_doubts(it.symbol);
    is_missing = is_missing || this->is_missing(it.symbol);
  });
  const std::size_t most = is_missing ? most_unsaid_pairs : most_pairs;
  Closure made{closed(step, Reading::certain, most, is_cut), std::nullopt};
  if (has_doubts)
    made.possible = closed(step, Reading::possible, most, is_cut);
  return made.certain && (!has_doubts || made.possible) ? std::move(made) : Closure{};
}

std::optional<FactTable> JoinTables::closed(const ClosureStep& step, Reading reading, std::size_t most,
                                            const std::function<bool()>& is_cut) {
  FactTable edges(2);
  const Program program = Compiler(system_, *this).compile({}, {step.from, step.to}, step.condition, reading);
  const bool is_whole = Run(program, is_cut).each({}, [&](std::span<const std::uint32_t> row) {
    edges.add(row);
    return edges.count() <= most;
  });
  if (!is_whole)
    return std::nullopt;
  edges.settle();
  FactTable made(2);
  const std::uint32_t individuals = count(system_[step.from].sort);
  std::vector<std::uint32_t> met(individuals, UINT32_MAX), todo;
  for (std::uint32_t start = 0; start < individuals; ++start) {
    todo = {start};
    while (!todo.empty()) {
      const std::uint32_t at = todo.back();
      todo.pop_back();
      const auto [begin, end] = edges.range(edges.order(0), std::array{at});
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t next = edges.tuples()[2 * i + 1];
        if (std::exchange(met[next], start) == start)
          continue;
        made.add(std::array{start, next});
        todo.push_back(next);
      }
    }
    if (made.count() > most || is_cut())
      return std::nullopt;
  }
  made.settle();
  return made;
}

const FactTable* JoinTables::facts(Symbol symbol, Reading reading) const {
  if (const auto* relation = std::get_if<RelationId>(&symbol))
    if (const auto found = about_newcomers_.find(*relation); found != about_newcomers_.end())
      return &found->second;
  if (const auto* relation = std::get_if<RelationId>(&symbol);
      relation != nullptr && system_[*relation].upkeep == model::Upkeep::closure) {
    const auto& closures =
        has_newcomers_ && closures_with_newcomers_.contains(*relation) ? closures_with_newcomers_ : closures_;
    const auto found = closures.find(*relation);
    if (found == closures.end() || !found->second.certain)
      return nullptr;
    const Closure& closure = found->second;
    return reading == Reading::possible && closure.possible ? &*closure.possible : &*closure.certain;
  }
  const Known& known = store_.known(symbol);
  if (known.is_missing)
    return nullptr;
  return reading == Reading::possible && known.possible ? &*known.possible : &known.facts;
}

bool JoinTables::is_missing(Symbol symbol) const {
  return facts(symbol, Reading::certain) == nullptr;
}

bool JoinTables::has_doubts(Symbol symbol) const {
  if (is_missing(symbol))
    return true;
  if (const auto* function = std::get_if<model::FunctionId>(&symbol))
    return store_.known(symbol).is_partial ||
           (has_newcomers_ && std::ranges::any_of(system_[*function].places, [&](const model::Place& place) {
              return !system_[place.sort].is_enum;
            }));
  return facts(symbol, Reading::certain) != facts(symbol, Reading::possible);
}

std::uint32_t JoinTables::count(model::SortId sort) const {
  return store_.individuals(sort).count() + (has_newcomers_ && !system_[sort].is_enum ? 1 : 0);
}

bool JoinTables::holds(Symbol symbol, std::span<const std::uint32_t> tuple, Reading reading) const {
  if (const auto* relation = std::get_if<RelationId>(&symbol);
      relation != nullptr && system_[*relation].upkeep == model::Upkeep::order) {
    const auto& ranks = store_.ranks(system_[*relation].places.front().sort);
    return ranks[tuple[0]] < ranks[tuple[1]];
  }
  const FactTable* it = facts(symbol, reading);
  if (it == nullptr)
    return reading == Reading::possible;
  if (it->holds(tuple))
    return true;
  if (reading == Reading::certain || !std::holds_alternative<model::FunctionId>(symbol))
    return false;
  const auto [from, to] = it->range(it->order(0), tuple.first(tuple.size() - 1));
  return from == to;
}

} // namespace chaperone::records
