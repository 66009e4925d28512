// See journeys.hpp.
#include "generators/memory/journeys.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

std::optional<FunctionId> Moves::function_of(const System& system, const Symbol& symbol) {
  const auto* function = std::get_if<FunctionId>(&symbol);
  if (function == nullptr)
    return std::nullopt;
  const Sort& sort = system[system[*function].result];
  return sort.is_enum && sort.names.size() <= most_paired_values ? std::optional(*function) : std::nullopt;
}

void Moves::add(FunctionId function, std::uint32_t values, const Catalogue& catalogue, MemoryQuestions& questions) {
  const auto [known, is_new] = moves_.try_emplace(function);
  if (!is_new)
    return;
  for (std::size_t i = 0; i < catalogue.writes().size(); ++i) {
    if (catalogue.writes()[i].symbol != Symbol(function))
      continue;
    const std::optional<std::uint32_t> made = questions.after_write(i).first;
    for (std::uint32_t value = 0; value < values; ++value)
      if (made != value)
        known->second.push_back({value, made, questions.moves(i, value)});
  }
}

bool Moves::may_be(const ValueWay& way, const IsImpossible& is_impossible) const {
  if (std::ranges::any_of(way.questions, is_impossible))
    return false;
  if (!way.journey)
    return true;
  std::set<std::uint32_t> reached;
  std::vector<std::uint32_t> open{way.journey->from};
  while (!open.empty()) {
    const std::uint32_t now = open.back();
    open.pop_back();
    for (const Move& move : moves_.at(way.journey->function)) {
      if (move.from != now || is_impossible(move.question))
        continue;
      if (!move.to || *move.to == way.journey->to)
        return true;
      if (reached.insert(*move.to).second)
        open.push_back(*move.to);
    }
  }
  return false;
}

std::vector<std::size_t> writes_to(const Catalogue& catalogue, const MemoryQuestions& questions, FunctionId function,
                                   std::uint32_t value) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < catalogue.writes().size(); ++i)
    if (catalogue.writes()[i].symbol == Symbol(function) && questions.after_write(i).first.value_or(value) == value)
      result.push_back(i);
  return result;
}

} // namespace chaperone::generators
