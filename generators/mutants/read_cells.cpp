// See read_cells.hpp.
#include "generators/mutants/read_cells.hpp"

namespace chaperone::generators {

using namespace model;

bool ReadCells::may_be(const std::vector<Term>& terms) const {
  for (std::size_t i = 0; i < terms.size(); ++i)
    if (const auto* value = std::get_if<Value>(&terms[i]); value && args[i] && *args[i] != value->index)
      return false;
  return true;
}

ReadCells read_cells(const System& system, const ReadingPlace& place) {
  ReadCells result{place.symbol, {}, {}};
  const std::vector<Term>& terms =
      std::visit([](const auto* it) -> const std::vector<Term>& { return it->args; }, place.occurrence);
  for (const Term& term : terms) {
    const auto* value = std::get_if<Value>(&term);
    result.args.push_back(value ? std::optional(value->index) : std::nullopt);
  }
  if (const std::set<std::uint32_t> compared = values_compared(system, place); compared.size() == 1)
    result.compared = *compared.begin();
  return result;
}

} // namespace chaperone::generators
