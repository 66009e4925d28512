// See faulty_service.hpp.
#include "generators/mutants/faulty_service.hpp"

#include "generators/memory/ways.hpp"
#include "model/meaning/closure.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::generators {

using namespace model;

namespace {

State with(State state, const std::vector<WrittenCell>& writes) {
  for (const WrittenCell& it : writes)
    write(state, it.cell, it.value);
  close(state);
  return state;
}

bool is_in(const std::vector<std::size_t>& list, std::size_t what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

} // namespace

FaultyService::FaultyService(const MemoryFault& fault, const State& start)
    : fault_(&fault), system_(&start.layout().system()) {
  const auto* place = std::get_if<ReadingPlace>(&fault.place);
  if (place == nullptr)
    return;
  const std::vector<Place>& places = places_of(*system_, place->symbol);
  for (const Place& it : places)
    sizes_.push_back(start.layout().size(it.sort));
  for_each_place(start.layout(), places, [&](const std::vector<std::uint32_t>& args) {
    real_.push_back(value_of(start, {place->symbol, args}));
  });
  seen_ = start_ = real_;
  const auto* relation = std::get_if<RelationId>(&place->symbol);
  is_closure_ = relation != nullptr && (*system_)[*relation].upkeep == Upkeep::closure;
  marks_.assign(real_.size(), 0);
  if (const auto* counts = std::get_if<CountsUpdates>(&fault.kind))
    for (std::size_t rank = 0; rank < real_.size(); ++rank)
      marks_[rank] = real_[rank] == counts->value ? 1 : 0;
}

std::optional<State> FaultyService::ask(const Attempt& request) {
  std::optional<State> odd;
  const auto actor = actor_of(*system_, request.action.rule);
  asker_ = actor ? std::optional(std::get<std::uint32_t>(request.action.args[*actor])) : std::nullopt;
  if (request.action.rule == rule_of(*fault_))
    odd = std::visit(overload{
                         [&](const ReadingPlace& place) { return ask_reading(place, request); },
                         [&](const WholeRequirement& place) { return ask_whole(place, request); },
                     },
                     fault_->place);
  if (!odd) {
    learn(request, request.is_allowed(), request.writes);
    return odd;
  }
  std::vector<WrittenCell> done;
  for (Cell& cell : changed_cells(request.before, *odd)) {
    const std::uint32_t value = value_of(*odd, cell);
    done.push_back({std::move(cell), value});
  }
  learn(request, has_allowed_, has_allowed_ ? done : request.writes);
  return odd;
}

std::optional<State> FaultyService::ask_whole(const WholeRequirement& place, const Attempt& request) {
  if (!request.broken.empty() && request.broken.front() < place.requirement)
    return std::nullopt; // refused before this is looked at
  const bool holds = !is_in(request.broken, place.requirement);
  const auto* refusal = std::get_if<RemembersRefusal>(&fault_->kind);
  const bool only_same =
      refusal != nullptr ? refusal->only_same_request : std::get<RemembersPass>(fault_->kind).only_same_request;
  const std::vector<std::uint32_t> key = key_of(request.action, only_same);
  const bool is_known = remembered_.contains(key);
  if (holds == (refusal == nullptr))
    remembered_.insert(key);
  if (!is_known || holds == (refusal == nullptr))
    return std::nullopt;
  if (refusal != nullptr && request.is_allowed()) {
    has_allowed_ = false;
    return request.before;
  }
  if (refusal == nullptr && request.broken.size() == 1 && !request.conflicts) {
    has_allowed_ = true;
    return with(request.before, request.writes);
  }
  return std::nullopt;
}

std::optional<State> FaultyService::ask_reading(const ReadingPlace& place, const Attempt& request) {
  const bool reads_itself =
      std::holds_alternative<MixesValues>(fault_->kind) || std::holds_alternative<IgnoresArgument>(fault_->kind) ||
      std::holds_alternative<CachesFirstRead>(fault_->kind) || std::holds_alternative<KeptSince>(fault_->kind);
  if (wrong_ == 0 && !reads_itself)
    return std::nullopt;
  auto after =
      take_step(request.before, request.action, place, [&](std::span<const std::uint32_t> args, std::uint32_t value) {
        return read(args, value, request.before);
      });
  if ((request.broken.empty() && request.conflicts) || std::holds_alternative<Conflict>(after))
    return std::nullopt;
  if (std::holds_alternative<Refusal>(after)) {
    has_allowed_ = false;
    return request.is_allowed() ? std::optional(request.before) : std::nullopt;
  }
  has_allowed_ = true;
  State& state = std::get<State>(after);
  return request.is_allowed() && state == request.after ? std::nullopt : std::optional(std::move(state));
}

std::uint32_t FaultyService::read(std::span<const std::uint32_t> args, std::uint32_t value, const State& now) {
  const auto elsewhere = [&](std::size_t position, std::uint32_t other) {
    std::vector<std::uint32_t> asked(args.begin(), args.end());
    asked[position] = other;
    return value_of(now, {std::get<ReadingPlace>(fault_->place).symbol, asked});
  };
  if (const auto* mixes = std::get_if<MixesValues>(&fault_->kind)) {
    if (!mixes->position)
      return value == mixes->taken ? mixes->other : value;
    return args[*mixes->position] == mixes->other ? std::max(value, elsewhere(*mixes->position, mixes->taken)) : value;
  }
  if (const auto* ignores = std::get_if<IgnoresArgument>(&fault_->kind))
    return value != 0 || holds_elsewhere(args, ignores->position, now) ? 1 : 0;
  const std::size_t rank = rank_of(args);
  if (std::holds_alternative<CachesFirstRead>(fault_->kind))
    marks_[rank] = 1;
  if (std::holds_alternative<KeptSince>(fault_->kind)) {
    const auto kept = asker_ ? kept_.find(*asker_) : kept_.end();
    return kept == kept_.end() ? value : kept->second[rank];
  }
  return seen_[rank];
}

bool FaultyService::holds_elsewhere(std::span<const std::uint32_t> args, std::size_t position, const State& now) const {
  const Symbol symbol = std::get<ReadingPlace>(fault_->place).symbol;
  std::vector<std::uint32_t> asked(args.begin(), args.end());
  for (asked[position] = 0; asked[position] < sizes_[position]; ++asked[position])
    if (value_of(now, {symbol, asked}) != 0)
      return true;
  return false;
}

void FaultyService::learn(const Attempt& request, bool is_allowed, const std::vector<WrittenCell>& writes) {
  const auto* place = std::get_if<ReadingPlace>(&fault_->place);
  if (place == nullptr)
    return;
  if (!is_allowed) {
    const auto* keeps = std::get_if<KeepsRefused>(&fault_->kind);
    for (const WrittenCell& it : writes)
      if (keeps != nullptr && keeps->rule == request.action.rule && it.cell.symbol == place->symbol)
        see(rank_of(it.cell.args), it.value);
  }
  if (is_closure_) {
    if (is_allowed)
      learn_ways(request, writes);
    return;
  }
  std::vector<Change> written, changed;
  for (const WrittenCell& it : writes)
    if (is_allowed && it.cell.symbol == place->symbol) {
      const std::size_t rank = rank_of(it.cell.args);
      written.push_back({rank, real_[rank], it.value, &it.cell});
      if (real_[rank] != it.value)
        changed.push_back(written.back());
    }
  for (const Change& it : changed)
    become(it.rank, it.after);
  learn(request, changed, written);
  const RuleId rule = request.action.rule;
  if (const auto* since = std::get_if<KeptSince>(&fault_->kind); since && is_allowed && since->rule == rule && asker_)
    kept_[*asker_] = real_;
  if (const auto* wiped = std::get_if<WipedBy>(&fault_->kind); wiped && is_allowed && wiped->rule == rule)
    wipe(request.action);
}

void FaultyService::learn_ways(const Attempt& request, const std::vector<WrittenCell>& writes) {
  const auto closure = std::get<RelationId>(std::get<ReadingPlace>(fault_->place).symbol);
  const State after = with(request.before, writes);
  const auto* near = std::get_if<SeesNearChanges>(&fault_->kind);
  for (const WayChange& way : changed_ways(request.before, after, closure)) {
    const std::size_t rank = rank_of(way.ends);
    become(rank, way.after);
    const bool is_seen = near != nullptr                                         ? way.distances[near->end] == 0
                         : std::holds_alternative<CachesFirstRead>(fault_->kind) ? marks_[rank] == 0
                                                                                 : way.after != 0;
    if (is_seen)
      see(rank, way.after);
  }
}

/// Nothing is left of it: what is about these individuals is as it was at the start, and of a relation does not hold.
void FaultyService::wipe(const Action& action) {
  const Symbol symbol = std::get<ReadingPlace>(fault_->place).symbol;
  std::vector<std::uint32_t> args(sizes_.size());
  for (std::size_t rank = 0; rank < real_.size(); ++rank) {
    std::size_t rest = rank;
    for (std::size_t i = args.size(); i-- > 0; rest /= sizes_[i])
      args[i] = static_cast<std::uint32_t>(rest % sizes_[i]);
    if (is_about(*system_, action, {symbol, args}))
      see(rank, std::holds_alternative<RelationId>(symbol) ? 0 : start_[rank]);
  }
}

void FaultyService::learn(const Attempt& request, const std::vector<Change>& changes,
                          const std::vector<Change>& writes) {
  const auto for_each = [&](const auto& learn_one) {
    for (const Change& it : changes)
      learn_one(it);
  };
  const RuleId rule = request.action.rule;
  std::visit(
      overload{
          [&](const MissesUpdates& kind) {
            for_each([&](const Change& it) {
              const bool is_missed = (!kind.value || *kind.value == it.after) && (!kind.by || *kind.by == rule);
              if (!is_missed)
                see(it.rank, it.after);
            });
          },
          [&](const MissesReturn& kind) { for_each([&](const Change& it) { learn_return(it, kind.value); }); },
          [&](const SeesLate&) {
            for (const Change& it : std::exchange(late_, changes))
              see(it.rank, it.after);
          },
          [&](const DropsArgument& kind) { for_each([&](const Change& it) { learn_siblings(it, kind.position); }); },
          [&](const CachesFirstRead&) {
            for_each([&](const Change& it) {
              if (marks_[it.rank] == 0)
                see(it.rank, it.after);
            });
          },
          [&](const RefreshedByGrants&) {
            if (std::any_of(changes.begin(), changes.end(), [](const Change& it) { return it.after != 0; }))
              for (std::size_t rank = 0; rank < real_.size(); ++rank)
                see(rank, real_[rank]);
          },
          [](const MixesValues&) {},
          [](const IgnoresArgument&) {},
          [&](const SeesOneRemoval& kind) { learn_one_of(changes, true, kind.sees_last); },
          [&](const SeesOneGrant& kind) { learn_one_of(changes, false, kind.sees_last); },
          [&](const CountsUpdates& kind) { learn_counts(writes, kind.value); },
          [&](const HoldsOnTo& kind) { learn_repeats(writes, kind.value); },
          [&](const KeepsRefused&) { for_each([&](const Change& it) { see(it.rank, it.after); }); },
          [&](const MissesChangesByOthers&) { for_each([&](const Change& it) { learn_own(request, it); }); },
          [&](const KeepsGrantsOf& kind) {
            for_each([&](const Change& it) {
              if (it.after != 0)
                marks_[it.rank] = rule.index + 1;
              if (it.after != 0 || marks_[it.rank] != kind.rule.index + 1)
                see(it.rank, it.after);
            });
          },
          [](const KeptSince&) {},
          [&](const WipedBy&) { for_each([&](const Change& it) { see(it.rank, it.after); }); },
          [](const SeesNearChanges&) {},
          [](const RemembersPass&) {},
          [](const RemembersRefusal&) {},
      },
      fault_->kind);
}

void FaultyService::learn_counts(const std::vector<Change>& writes, std::uint32_t value) {
  for (const Change& it : writes) {
    std::uint64_t& count = marks_[it.rank];
    count = it.after == value ? count + 1 : count - std::min<std::uint64_t>(count, 1);
    see(it.rank, count > 0 ? value : 1 - value);
  }
}

void FaultyService::learn_repeats(const std::vector<Change>& writes, const std::optional<std::uint32_t>& value) {
  for (const Change& it : writes)
    if (it.before == it.after)
      marks_[it.rank] |= !value || *value == it.after ? 1U : 0U;
    else if (std::exchange(marks_[it.rank], 0) == 0)
      see(it.rank, it.after);
}

/// Marks the values that the cell has lost, as far as there are bits for them.
void FaultyService::learn_return(const Change& change, const std::optional<std::uint32_t>& value) {
  const auto bit = [](std::uint32_t of) { return of < 64 ? std::uint64_t(1) << of : 0; };
  marks_[change.rank] |= bit(change.before);
  const bool returns = (marks_[change.rank] & bit(change.after)) != 0;
  if (!returns || (value && *value != change.after))
    see(change.rank, change.after);
}

void FaultyService::learn_siblings(const Change& change, std::size_t position) {
  std::vector<std::uint32_t> args = change.cell->args;
  if (is_symmetric(*system_, change.cell->symbol)) {
    for (const std::uint32_t kept : change.cell->args)
      for (std::uint32_t other = 0; other < sizes_[0]; ++other)
        see(rank_of(std::array{std::min(kept, other), std::max(kept, other)}), change.after);
    return;
  }
  for (args[position] = 0; args[position] < sizes_[position]; ++args[position])
    see(rank_of(args), change.after);
}

/// Of a function every change counts as a removal of what was there.
void FaultyService::learn_one_of(const std::vector<Change>& changes, bool of_removals, bool sees_last) {
  const bool is_function = std::holds_alternative<FunctionId>(std::get<ReadingPlace>(fault_->place).symbol);
  std::vector<Change> several;
  for (const Change& it : changes)
    if (is_function || (it.after == 0) == of_removals)
      several.push_back(it);
    else
      see(it.rank, it.after);
  if (several.empty())
    return;
  const auto order = [](const Change& one, const Change& other) { return one.rank < other.rank; };
  const Change& arrives = sees_last ? *std::max_element(several.begin(), several.end(), order)
                                    : *std::min_element(several.begin(), several.end(), order);
  see(arrives.rank, arrives.after);
}

void FaultyService::learn_own(const Attempt& request, const Change& change) {
  const auto actor = actor_of(*system_, request.action.rule);
  bool is_own = !actor;
  const std::vector<Place>& places = places_of(*system_, change.cell->symbol);
  for (std::size_t i = 0; i < places.size() && actor; ++i)
    is_own = is_own || (places[i].sort == (*system_)[(*system_)[request.action.rule].parameters[*actor]].sort &&
                        change.cell->args[i] == std::get<std::uint32_t>(request.action.args[*actor]));
  if (is_own)
    see(change.rank, change.after);
}

void FaultyService::see(std::size_t rank, std::uint32_t value) {
  wrong_ -= seen_[rank] != real_[rank] ? 1 : 0;
  seen_[rank] = value;
  wrong_ += seen_[rank] != real_[rank] ? 1 : 0;
}

void FaultyService::become(std::size_t rank, std::uint32_t value) {
  wrong_ -= seen_[rank] != real_[rank] ? 1 : 0;
  real_[rank] = value;
  wrong_ += seen_[rank] != real_[rank] ? 1 : 0;
}

std::size_t FaultyService::rank_of(std::span<const std::uint32_t> args) const {
  std::size_t result = 0;
  for (std::size_t i = 0; i < args.size(); ++i)
    result = result * sizes_[i] + args[i];
  return result;
}

std::vector<std::uint32_t> FaultyService::key_of(const Action& action, bool only_same_request) const {
  std::vector<std::uint32_t> key;
  const auto add = [&](const StepArgument& argument) {
    std::visit(overload{
                   [&](std::uint32_t value) { key.push_back(value); },
                   [&](const std::vector<std::uint32_t>& set) {
                     key.insert(key.end(), set.begin(), set.end());
                     key.push_back(std::uint32_t(-1)); // where the set ends
                   },
               },
               argument);
  };
  if (only_same_request)
    std::for_each(action.args.begin(), action.args.end(), add);
  else if (const auto actor = actor_of(*system_, action.rule))
    add(action.args[*actor]);
  return key;
}

} // namespace chaperone::generators
