// See one_sided.hpp.
#include "generators/differences/one_sided.hpp"

#include <algorithm>
#include <optional>

namespace chaperone::differences {
namespace {

using namespace model;
using model::comparison::Matching;
using model::comparison::Side;

bool has_counterpart(const Matching& matching, Side side, SortId sort, std::uint32_t value) {
  if (side == Side::before)
    return matching.values[sort.index][value].has_value();
  const auto& values = matching.values[matching.sorts.of_after[sort.index]->index];
  return std::ranges::find(values, std::optional(value)) != values.end();
}

} // namespace

std::vector<OneSided> list_one_sided(const DiffReport& report, Side side) {
  const System& system = report.system(side);
  const Matching& matching = *report.matching;
  std::vector<OneSided> made;
  for (std::uint32_t i = 0; i < system.sorts.size(); ++i) {
    const Sort& sort = system.sorts[i];
    if (!matching.sorts.of(side)[i])
      made.push_back({"sort", sort.name, sort.span});
    else if (sort.is_enum)
      for (std::uint32_t value = 0; value < sort.names.size(); ++value)
        if (!has_counterpart(matching, side, SortId{i}, value))
          made.push_back({"value", sort.name + "." + sort.names[value], sort.span});
  }
  for (std::uint32_t i = 0; i < system.relations.size(); ++i)
    if (const Relation& it = system.relations[i]; !matching.relations.of(side)[i] && is_written(system, it.span)) {
      if (it.is_stated())
        made.push_back({"relation", it.name, it.span});
      else if (it.upkeep == Upkeep::closure)
        made.push_back({"closure", it.name, it.span});
    }
  for (std::uint32_t i = 0; i < system.functions.size(); ++i)
    if (const Function& it = system.functions[i]; !matching.functions.of(side)[i])
      made.push_back({it.is_individual ? "individual" : "function", it.name, it.span});
  return made;
}

} // namespace chaperone::differences
