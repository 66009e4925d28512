// See spare_variables.hpp.
#include "model/rules/spare_variables.hpp"

#include "model/rules/walk.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace chaperone::model {
namespace {

constexpr std::size_t spare = most_spoken_of + most_bound_inside;

/// Those that properties bind, and then the rules' parameters.
std::vector<VariableId> known_variables(const System& system) {
  std::vector<VariableId> found;
  for (const Property& property : system.properties)
    walk(*property.formula, [&](const Node& node) {
      if (const auto* quantified = std::get_if<Quantified>(&node.kind))
        for (const Binder& binder : quantified->binders)
          found.push_back(binder.variable);
    });
  for (const Rule& rule : system.rules)
    found.insert(found.end(), rule.parameters.begin(), rule.parameters.end());
  return found;
}

} // namespace

void add_spare_variables(System& system) {
  const std::vector<VariableId> known = known_variables(system);
  std::set<std::string> taken; // of different sorts, too: they stand side by side in one formula
  system.spare_variables.resize(system.sorts.size());
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    std::vector<std::string> names;
    for (const VariableId id : known)
      if (const Variable& variable = system[id];
          variable.sort.index == sort && !variable.is_set && names.size() < spare && taken.insert(variable.name).second)
        names.push_back(variable.name);
    std::string letter = system.sorts[sort].name.substr(0, 1);
    for (char& one : letter)
      one = static_cast<char>(std::tolower(static_cast<unsigned char>(one)));
    for (int number = 1; names.size() < spare; ++number)
      if (std::string name = letter + std::to_string(number); taken.insert(name).second)
        names.push_back(std::move(name));
    for (std::string& name : names) {
      system.spare_variables[sort].push_back(VariableId{static_cast<std::uint32_t>(system.variables.size())});
      system.variables.push_back({std::move(name), SortId{sort}, false});
    }
  }
}

} // namespace chaperone::model
