// See naming.hpp.
#include "model/scenarios/naming.hpp"

#include <set>
#include <string>

namespace chaperone::model {

using namespace model;

Population name_individuals(const System& system, const std::vector<std::uint32_t>& sizes) {
  std::set<std::string> taken;
  const auto take_all = [&](const auto& declarations) {
    for (const auto& declared : declarations)
      taken.insert(declared.name);
  };
  take_all(system.sorts);
  take_all(system.relations);
  take_all(system.functions);
  take_all(system.defines);
  take_all(system.variables);
  for (const Sort& sort : system.sorts)
    if (sort.is_enum)
      taken.insert(sort.names.begin(), sort.names.end());
  Population population;
  for (std::size_t i = 0; i < system.sorts.size(); ++i) {
    const Sort& sort = system.sorts[i];
    std::vector<std::string>& names = population.names.emplace_back();
    if (sort.is_enum) {
      names = sort.names;
      continue;
    }
    for (const std::string& name : sort.names)
      if (names.size() < sizes[i] && taken.insert(name).second)
        names.push_back(name);
    for (std::uint32_t number = 1; names.size() < sizes[i]; ++number) {
      std::string name = sort.name + std::to_string(number);
      if (taken.insert(name).second)
        names.push_back(std::move(name));
    }
  }
  return population;
}

} // namespace chaperone::model
