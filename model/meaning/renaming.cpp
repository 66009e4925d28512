// See renaming.hpp.
#include "model/meaning/renaming.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace chaperone::model {

namespace {
/// Beyond this, looking for a state's renaming costs more than merging saves.
constexpr std::size_t most_renamings = 1000;
constexpr std::size_t most_targets = 1U << 20U;
} // namespace

Renaming inverse(const Renaming& renaming) {
  Renaming result = renaming;
  for (std::size_t sort = 0; sort < renaming.size(); ++sort)
    for (std::uint32_t i = 0; i < renaming[sort].size(); ++i)
      result[sort][renaming[sort][i]] = i;
  return result;
}

Renaming composed(const Renaming& first, const Renaming& second) {
  Renaming result = first;
  for (std::size_t sort = 0; sort < first.size(); ++sort)
    for (std::uint32_t& target : result[sort])
      target = second[sort][target];
  return result;
}

Action renamed(const System& system, const Action& action, const Renaming& renaming) {
  Action result = action;
  const std::vector<VariableId>& parameters = system[action.rule].parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::vector<std::uint32_t>& targets = renaming[system[parameters[i]].sort.index];
    std::visit(overload{
                   [&](std::uint32_t& index) { index = targets[index]; },
                   [&](std::vector<std::uint32_t>& set) {
                     for (std::uint32_t& index : set)
                       index = targets[index];
                     std::sort(set.begin(), set.end());
                   },
               },
               result.args[i]);
  }
  return result;
}

Renamings::Renamings(const Layout& layout) : layout_(&layout) {
  list_places();
  list_renamings();
  for (const Renaming& renaming : renamings_)
    targets_.push_back(targets(renaming));
}

void Renamings::list_places() {
  const System& system = layout_->system();
  const auto list = [&](bool is_relation, const auto& declarations) {
    for (std::uint32_t symbol = 0; symbol < declarations.size(); ++symbol)
      for_each_place(*layout_, declarations[symbol].places, [&](const std::vector<std::uint32_t>& args) {
        places_.push_back({is_relation, symbol, args});
      });
  };
  list(true, system.relations);
  list(false, system.functions);
}

void Renamings::list_renamings() {
  const System& system = layout_->system();
  renamings_.emplace_back();
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    std::vector<std::uint32_t> order(layout_->size(SortId{sort}));
    std::iota(order.begin(), order.end(), 0U);
    std::size_t renamed = 1;
    for (std::size_t all = renamings_.size(); renamed < order.size(); ++renamed) {
      all *= renamed + 1;
      if (all > most_renamings || all * places_.size() > most_targets)
        break;
    }
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(renamed, order.size()));
    std::vector<Renaming> longer;
    do {
      for (const Renaming& renaming : renamings_) {
        longer.push_back(renaming);
        longer.back().push_back(order);
      }
    } while (!system.sorts[sort].is_enum && std::next_permutation(order.begin(), end));
    renamings_ = std::move(longer);
  }
}

std::vector<std::uint32_t> Renamings::targets(const Renaming& renaming) const {
  const System& system = layout_->system();
  std::map<std::tuple<bool, std::uint32_t, std::vector<std::uint32_t>>, std::uint32_t> positions;
  for (std::uint32_t i = 0; i < places_.size(); ++i)
    positions[{places_[i].is_relation, places_[i].symbol, places_[i].args}] = i;
  std::vector<std::uint32_t> result;
  for (const Cell& place : places_) {
    const std::vector<Place>& declared =
        place.is_relation ? system.relations[place.symbol].places : system.functions[place.symbol].places;
    std::vector<std::uint32_t> args = place.args;
    for (std::size_t i = 0; i < args.size(); ++i)
      args[i] = renaming[declared[i].sort.index][args[i]];
    result.push_back(positions.at({place.is_relation, place.symbol, args}));
  }
  return result;
}

Renamings::Canonical Renamings::canonical(const State& state) const {
  const System& system = layout_->system();
  std::vector<std::uint32_t> values;
  values.reserve(places_.size());
  for (const Cell& place : places_)
    values.push_back(place.is_relation ? std::uint32_t{state.holds(RelationId{place.symbol}, place.args)}
                                       : state.value(FunctionId{place.symbol}, place.args));
  Canonical best;
  std::string key(places_.size(), '\0');
  for (std::size_t r = 0; r < renamings_.size(); ++r) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      std::uint32_t value = values[i];
      if (!places_[i].is_relation)
        value = renamings_[r][system.functions[places_[i].symbol].result.index][value];
      key[targets_[r][i]] = static_cast<char>(value);
    }
    if (r == 0 || key < best.key)
      best = {key, r};
  }
  return best;
}

State Renamings::unpacked(const std::string& key) const {
  State state(*layout_);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const auto value = static_cast<unsigned char>(key[i]);
    if (!places_[i].is_relation)
      state.set(FunctionId{places_[i].symbol}, places_[i].args, value);
    else if (value != 0)
      state.put(RelationId{places_[i].symbol}, places_[i].args, true);
  }
  return state;
}

} // namespace chaperone::model
