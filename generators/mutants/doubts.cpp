// See doubts.hpp.
#include "generators/mutants/doubts.hpp"

#include "generators/mutants/attempt.hpp"
#include "generators/mutants/happenings.hpp"
#include "generators/mutants/rereading.hpp"
#include "model/rules/mentions.hpp"

#include <fmt/format.h>

#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

/// How what is read can differ from what is: it holds of more, of fewer, or neither is known.
enum class Lean { more, fewer, any };

Lean lean_of(const System& system, const MemoryFaultKind& kind, const Symbol& symbol) {
  if (!std::holds_alternative<RelationId>(symbol))
    return Lean::any;
  constexpr auto more = Lean::more, fewer = Lean::fewer, any = Lean::any;
  return std::visit(overload{
                        [](const MissesUpdates&) { return more; },
                        [](const MissesReturn&) { return fewer; },
                        [](const SeesLate&) { return any; },
                        [](const DropsArgument&) { return any; },
                        [](const CachesFirstRead&) { return any; },
                        [](const RefreshedByGrants&) { return more; },
                        [](const MixesValues&) { return more; },
                        [](const SeesOneRemoval&) { return more; },
                        [](const RemembersPass&) { return any; },
                        [](const CountsUpdates& it) { return it.value == 1 ? more : fewer; },
                        [](const HoldsOnTo& it) { return it.value == 1U ? more : fewer; },
                        [&](const KeepsRefused& it) {
                          bool adds = false, removes = false;
                          for (const Effect& effect : system[it.rule].effects)
                            for (const Update& update : effect.updates) {
                              const auto* add = std::get_if<AddTuple>(&update);
                              const auto* remove = std::get_if<RemoveTuple>(&update);
                              adds = adds || (add != nullptr && Symbol(add->relation) == symbol);
                              removes = removes || (remove != nullptr && Symbol(remove->relation) == symbol);
                            }
                          return adds && removes ? any : adds ? more : fewer;
                        },
                        [](const SeesOneGrant&) { return fewer; },
                        [](const MissesChangesByOthers&) { return any; },
                        [](const KeepsGrantsOf&) { return more; },
                        [](const IgnoresArgument&) { return more; },
                        [](const KeptSince&) { return any; },
                        [](const WipedBy&) { return fewer; },
                        [](const SeesNearChanges&) { return any; },
                        [](const RemembersRefusal&) { return any; },
                    },
                    kind);
}

std::string text_of(std::optional<std::size_t> value) {
  return value ? std::to_string(*value) : "any";
}

std::string text_of(const ReadCells& cells) {
  std::string result = std::visit([](auto id) { return std::to_string(id.index); }, cells.symbol) +
                       (std::holds_alternative<RelationId>(cells.symbol) ? " r" : " f");
  for (const auto& arg : cells.args)
    result += " " + text_of(arg);
  return result + " = " + text_of(cells.compared) + " ";
}

/// Does the requirement depend on no other parameter than who asks?
bool asks_about_actor_alone(const System& system, const WholeRequirement& place) {
  const Rule& rule = system[place.rule];
  const auto actor = actor_of(system, place.rule);
  Mentions mentions;
  collect_mentions(system, rule.requirements[place.requirement].formula, mentions);
  for (std::size_t i = 0; i < rule.parameters.size(); ++i)
    if (i != actor && mentions.variables.contains(rule.parameters[i]))
      return false;
  return true;
}

/// Cells that differ from these at that argument, whatever they have.
ReadCells siblings(const System& system, ReadCells cells, std::size_t position) {
  const auto* relation = std::get_if<RelationId>(&cells.symbol);
  for (std::size_t i = 0; i < cells.args.size(); ++i)
    if (i == position || (relation != nullptr && system[*relation].is_symmetric))
      cells.args[i].reset();
  cells.compared.reset();
  return cells;
}

/// `read = other`, where one value is taken for another in what is read.
Formula mixed(const Term& read, const Term& other, const MixesValues& values, SortId sort) {
  const Formula is_taken = make_formula(Equal{read, Value{sort, values.taken}});
  return disjunction({conjunction({is_taken, make_formula(Equal{Value{sort, values.other}, other})}),
                      conjunction({negation(is_taken), make_formula(Equal{read, other})})});
}

} // namespace

std::vector<Doubts::Doubt> Doubts::of(const MemoryFault& fault) {
  return std::visit([&](const auto& place) { return of(fault, place); }, fault.place);
}

std::vector<Doubts::Doubt> Doubts::of(const MemoryFault& fault, const ReadingPlace& place) {
  std::vector<Doubt> doubts = misses(fault.kind, read_cells(system_, place));
  if (Doubt shown = shows(fault, place); !shown.empty())
    doubts.push_back(std::move(shown));
  return doubts;
}

/// Does what the service misses ever happen?
std::vector<Doubts::Doubt> Doubts::misses(const MemoryFaultKind& kind, const ReadCells& cells) {
  const auto* relation = std::get_if<RelationId>(&cells.symbol);
  const bool is_relation = relation != nullptr;
  if (is_relation && system_[*relation].upkeep == Upkeep::closure)
    return {}; // what changes it are steps that write something else
  const std::optional<std::uint32_t> removal = is_relation ? std::optional(0U) : std::nullopt;
  ReadCells all_told = cells; // a value may be lost long before the place can tell
  all_told.compared.reset();
  using List = std::vector<Doubt>;
  const auto both = [](Doubt one, Doubt other) { return List{std::move(one), std::move(other)}; };
  return std::visit(
      overload{
          [&](const MissesUpdates& it) { return List{changes(cells, it.value, it.by)}; },
          [&](const MissesReturn& it) { return both(changes(cells, it.value), loses(all_told, it.value)); },
          [&](const SeesLate&) { return List{changes(cells)}; },
          [&](const DropsArgument& it) { return List{changes(siblings(system_, cells, it.position))}; },
          [&](const CachesFirstRead&) { return List{changes(cells)}; },
          [&](const RefreshedByGrants&) { return List{changes(cells, 0)}; },
          [](const MixesValues&) { return List{}; },
          [&](const SeesOneRemoval&) { return both(changes_several(cells, 0), changes(cells, removal)); },
          [](const RemembersPass&) { return List{}; },
          [&](const CountsUpdates& it) { return both(repeats(cells, it.value), changes(cells, 1 - it.value)); },
          [&](const HoldsOnTo& it) { return both(repeats(cells, it.value), loses(cells, it.value)); },
          [&](const KeepsRefused& it) { return List{is_refused(cells, it.rule)}; },
          [&](const SeesOneGrant&) { return List{changes_several(cells, 1)}; },
          [&](const MissesChangesByOthers&) { return List{changes_by_others(cells)}; },
          [&](const KeepsGrantsOf& it) { return both(changes(cells, 1, it.rule), changes(cells, 0)); },
          [](const IgnoresArgument&) { return List{}; },
          [&](const KeptSince& it) { return both(changes(cells), takes(it.rule)); },
          [&](const WipedBy& it) { return List{takes(it.rule)}; },
          [](const SeesNearChanges&) { return List{}; },
          [](const RemembersRefusal&) { return List{}; },
      },
      kind);
}

Doubts::Doubt Doubts::changes(const ReadCells& cells, std::optional<std::uint32_t> value, std::optional<RuleId> by) {
  return happens("changes " + text_of(cells) + text_of(value), by, true,
                 [&](RuleId rule) { return Happenings(system_).changes(rule, cells, value); });
}

Doubts::Doubt Doubts::loses(const ReadCells& cells, std::optional<std::uint32_t> value) {
  return happens("loses " + text_of(cells) + text_of(value), {}, true,
                 [&](RuleId rule) { return Happenings(system_).loses(rule, cells, value); });
}

Doubts::Doubt Doubts::repeats(const ReadCells& cells, std::optional<std::uint32_t> value) {
  return happens("repeats " + text_of(cells) + text_of(value), {}, true,
                 [&](RuleId rule) { return Happenings(system_).repeats(rule, cells, value); });
}

Doubts::Doubt Doubts::takes(RuleId rule) {
  return happens("takes", rule, true, [](RuleId) { return make_formula(Constant{true}); });
}

Doubts::Doubt Doubts::changes_several(const ReadCells& cells, std::uint32_t value) {
  return happens("several " + text_of(cells) + text_of(value), {}, true,
                 [&](RuleId rule) { return Happenings(system_).changes_several(rule, cells, value); });
}

Doubts::Doubt Doubts::changes_by_others(const ReadCells& cells) {
  return happens("others " + text_of(cells), {}, true, [&](RuleId rule) {
    const auto actor = actor_of(system_, rule);
    return actor ? Happenings(system_).changes_of_others(rule, cells, *actor) : make_formula(Constant{false});
  });
}

Doubts::Doubt Doubts::is_refused(const ReadCells& cells, RuleId rule) {
  return happens("refused " + text_of(cells), rule, false,
                 [&](RuleId it) { return Happenings(system_).changes(it, cells); });
}

std::vector<Doubts::Doubt> Doubts::of(const MemoryFault& fault, const WholeRequirement& place) {
  const Formula own = system_[place.rule].requirements[place.requirement].formula;
  const std::string key = fmt::format("{}.{}", place.rule.index, place.requirement);
  std::vector<Formula> before;
  for (std::size_t i = 0; i < place.requirement; ++i)
    before.push_back(system_[place.rule].requirements[i].formula);
  const bool passes_wrongly = std::holds_alternative<RemembersPass>(fault.kind);
  before.push_back(passes_wrongly ? own : negation(own));
  std::vector<Formula> shown{requirements(place.rule, place.requirement), passes_wrongly ? negation(own) : own};
  std::vector<Doubt> doubts{
      ask((passes_wrongly ? "passed" : "failed") + key, place.rule, conjunction(std::move(before))),
      ask((passes_wrongly ? "alone" : "allowed") + key, place.rule, conjunction(std::move(shown)))};
  // Where nothing changes that is read, the answer to the same question stays the same.
  const bool only_same = std::visit(overload{
                                        [](const RemembersPass& it) { return it.only_same_request; },
                                        [](const RemembersRefusal& it) { return it.only_same_request; },
                                        [](const auto&) { return false; },
                                    },
                                    fault.kind);
  if (only_same || asks_about_actor_alone(system_, place))
    doubts.push_back(changes_what_is_read(place));
  return doubts;
}

Doubts::Doubt Doubts::changes_what_is_read(const WholeRequirement& place) {
  Doubt doubt;
  for (const ReadingPlace& read : list_reading_places(system_)) {
    if (read.rule != place.rule || read.part != Misreading::Part::requirement || read.index != place.requirement)
      continue;
    const Doubt of_place = changes(read_cells(system_, read));
    doubt.insert(doubt.end(), of_place.begin(), of_place.end());
  }
  return doubt;
}

/// Does a step of that rule, or of any, do this in some state?
Doubts::Doubt Doubts::happens(const std::string& what, std::optional<RuleId> by, bool is_allowed,
                              const Happens& formula) {
  Doubt doubt;
  for (std::uint32_t rule = 0; rule < rules_; ++rule) {
    if (by && by->index != rule)
      continue;
    const Formula happening = formula({rule});
    if (const auto* never = std::get_if<Constant>(&happening->kind); never != nullptr && !never->value)
      continue;
    const Formula allowed = requirements({rule});
    const Doubt asked = ask(fmt::format("{}.{}", what, rule), {rule},
                            conjunction({is_allowed ? allowed : negation(allowed), happening}));
    doubt.insert(doubt.end(), asked.begin(), asked.end());
  }
  return doubt;
}

/// Is there a request whose outcome differs if the memory leans so far from what is? No question where that is not
/// written: then nothing is settled.
Doubts::Doubt Doubts::shows(const MemoryFault& fault, const ReadingPlace& place) {
  const auto* function = std::get_if<FunctionId>(&place.symbol);
  std::string key =
      fmt::format("{}.{}.{}.", place.rule.index, static_cast<int>(place.part), place.index) +
      std::visit([](const auto* it) { return fmt::format("{}", static_cast<const void*>(it)); }, place.occurrence);
  if (const auto* mixes = std::get_if<MixesValues>(&fault.kind))
    key += fmt::format("mixed {}.{}.{}", text_of(mixes->position), mixes->taken, mixes->other);
  else if (const auto* ignores = std::get_if<IgnoresArgument>(&fault.kind))
    key += fmt::format("ignored{}", ignores->position);
  else
    key += fmt::format("lean{}", static_cast<int>(lean_of(system_, fault.kind, place.symbol)));
  if (const auto known = numbers_.find(key); known != numbers_.end())
    return {known->second};
  const auto* mixes = std::get_if<MixesValues>(&fault.kind);
  Rereading::OfEqual equal;
  if (function != nullptr && mixes != nullptr)
    equal = [&](const Term& read, const Term& other) { return mixed(read, other, *mixes, system_[*function].result); };
  Rereading reread = function != nullptr
                         ? Rereading(system_, place, std::get<FunctionId>(remembered(*function)), equal)
                         : Rereading(system_, place, [&](const Atom& atom) { return rereading(fault, place, atom); });
  const Formula shown = differs(place, reread);
  return shown ? ask(key, place.rule, shown) : Doubt{};
}

Formula Doubts::rereading(const MemoryFault& fault, const ReadingPlace& place, const Atom& atom) {
  const Formula is = make_formula(atom);
  const auto with = [&](std::size_t position, const Term& term) {
    std::vector<Term> args = atom.args;
    args[position] = term;
    return make_formula(Atom{atom.relation, std::move(args)});
  };
  const SortId* sort = nullptr;
  if (const auto* mixes = std::get_if<MixesValues>(&fault.kind)) {
    sort = &system_[atom.relation].places[*mixes->position].sort;
    return disjunction({is, conjunction({make_formula(Equal{atom.args[*mixes->position], Value{*sort, mixes->other}}),
                                         with(*mixes->position, Value{*sort, mixes->taken})})});
  }
  if (const auto* ignores = std::get_if<IgnoresArgument>(&fault.kind)) {
    sort = &system_[atom.relation].places[ignores->position].sort;
    const VariableId any{static_cast<std::uint32_t>(system_.variables.size())};
    system_.variables.push_back({fmt::format("any{}", any.index), *sort, false});
    return disjunction({is, some_of({{any, nullptr}}, with(ignores->position, any))});
  }
  Formula seems = make_formula(Atom{std::get<RelationId>(remembered(atom.relation)), atom.args});
  switch (lean_of(system_, fault.kind, place.symbol)) {
  case Lean::more:
    return disjunction({is, seems});
  case Lean::fewer:
    return conjunction({is, seems});
  case Lean::any:
    return seems;
  }
  return seems;
}

/// The step is allowed but for the place, and what is read there bears on the outcome: for an effect, on an update that
/// changes something. Null where a term of an update is what is read.
Formula Doubts::differs(const ReadingPlace& place, Rereading& rereading) {
  const Rule rule = system_[place.rule];
  const auto unlike = [](const Formula& one, const Formula& other) {
    return make_formula(Not{make_formula(Iff{one, other})});
  };
  if (place.part == Misreading::Part::requirement) {
    const Formula& own = rule.requirements[place.index].formula;
    return conjunction({requirements(place.rule, place.index), unlike(own, rereading.of(own))});
  }
  const Effect& effect = rule.effects[place.index];
  std::vector<Binder> binders = effect.binders;
  std::vector<Formula> conditions, changes;
  for (Binder& binder : binders)
    if (binder.guard)
      conditions.push_back(std::exchange(binder.guard, nullptr));
  if (effect.where)
    conditions.push_back(effect.where);
  const Formula condition = conjunction(std::move(conditions));
  if (!rereading.is_in(condition))
    return nullptr;
  for (const Update& update : effect.updates)
    changes.push_back(
        std::visit(overload{
                       [](const AddTuple& it) {
                         return negation(make_formula(Atom{it.relation, it.args}));
                       },
                       [](const RemoveTuple& it) {
                         return make_formula(Atom{it.relation, it.args});
                       },
                       [](const SetValue& it) {
                         const Term present = std::make_shared<const Application>(Application{it.function, it.args});
                         return negation(make_formula(Equal{present, it.value}));
                       },
                   },
                   update));
  return conjunction(
      {requirements(place.rule), some_of(std::move(binders), conjunction({unlike(condition, rereading.of(condition)),
                                                                          disjunction(std::move(changes))}))});
}

Doubts::Doubt Doubts::ask(const std::string& key, RuleId rule, Formula when) {
  const auto [number, is_new] = numbers_.emplace(key, questions_.size());
  if (is_new)
    questions_.push_back({rule, std::move(when)});
  return {number->second};
}

Formula Doubts::requirements(RuleId rule, std::size_t but) const {
  std::vector<Formula> result;
  for (std::size_t i = 0; i < system_[rule].requirements.size(); ++i)
    if (i != but)
      result.push_back(system_[rule].requirements[i].formula);
  return conjunction(std::move(result));
}

/// What a memory may hold: anything, so a fixed relation or function of which nothing is said.
Symbol Doubts::remembered(const Symbol& symbol) {
  if (const auto known = remembered_.find(symbol); known != remembered_.end())
    return known->second;
  const Symbol made =
      std::visit(overload{
                     [&](RelationId id) {
                       Relation relation = system_[id];
                       relation.name += "_remembered";
                       relation.is_fixed = true;
                       relation.upkeep = Upkeep::rules;
                       relation.closure_of = {};
                       system_.relations.push_back(std::move(relation));
                       return Symbol(RelationId{static_cast<std::uint32_t>(system_.relations.size() - 1)});
                     },
                     [&](FunctionId id) {
                       Function function = system_[id];
                       function.name += "_remembered";
                       function.is_fixed = true;
                       system_.functions.push_back(std::move(function));
                       return Symbol(FunctionId{static_cast<std::uint32_t>(system_.functions.size() - 1)});
                     },
                 },
                 symbol);
  remembered_.emplace(symbol, made);
  return made;
}

} // namespace chaperone::generators
