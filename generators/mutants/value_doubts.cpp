// See value_doubts.hpp.
#include "generators/mutants/value_doubts.hpp"

#include "model/rules/mentions.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

/// One whose arguments the request gives.
std::optional<std::size_t> ValueDoubts::place_of_one_cell(const MemoryFault& fault) const {
  const auto* place = std::get_if<ReadingPlace>(&fault.place);
  if (place == nullptr || !std::holds_alternative<const Application*>(place->occurrence))
    return std::nullopt;
  const Rule& rule = system_[place->rule];
  Mentions mentions;
  for (const Term& arg : std::get<const Application*>(place->occurrence)->args)
    collect_mentions(arg, mentions);
  const auto is_given = [&](VariableId variable) {
    return std::ranges::find(rule.parameters, variable) != rule.parameters.end();
  };
  if (!std::ranges::all_of(mentions.variables, is_given))
    return std::nullopt;
  const auto found = std::ranges::find_if(catalogue_.places(), [&](const ReadingPlace& each) {
    return each.rule == place->rule && each.part == place->part && each.index == place->index &&
           each.occurrence == place->occurrence;
  });
  return static_cast<std::size_t>(found - catalogue_.places().begin());
}

// The memory is right until a value comes that it misses, and then has the one that was before.
std::optional<std::vector<ValueWay>> ValueDoubts::ways_of(const MemoryFault& fault) {
  const std::optional<std::size_t> place = place_of_one_cell(fault);
  if (!place)
    return std::nullopt;
  const std::optional<FunctionId> function = Moves::function_of(system_, catalogue_.places()[*place].symbol);
  const auto* misses = std::get_if<MissesUpdates>(&fault.kind);
  const auto* misses_return = std::get_if<MissesReturn>(&fault.kind);
  const bool is_return_of_one = misses_return != nullptr && misses_return->value;
  if (!function || (!misses && !is_return_of_one) || (misses && !misses->value && !misses->by))
    return std::nullopt;
  const auto values = static_cast<std::uint32_t>(system_[system_[*function].result].names.size());
  const std::optional<std::uint32_t> missed = misses ? misses->value : misses_return->value;
  std::vector<ValueWay> result;
  for (std::uint32_t is = 0; is < values; ++is)
    for (std::uint32_t seems = 0; seems < values; ++seems) {
      if (is == seems || is != missed.value_or(is))
        continue;
      for (const std::size_t write : writes_to(catalogue_, questions_, *function, is)) {
        if (misses && misses->by && catalogue_.writes()[write].rule != *misses->by)
          continue;
        ValueWay& way = result.emplace_back(
            ValueWay{{questions_.critical(*place, {is, seems}), questions_.moves(write, seems, is)}});
        if (misses)
          continue;
        moves_.add(*function, values, catalogue_, questions_);
        way.journey = Journey{*function, is, seems};
      }
    }
  return result;
}

} // namespace chaperone::generators
