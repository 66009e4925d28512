// Numbers a few people as a population, for what prints runs. Part of audit_report.hpp.
#pragma once

#include "records/reports/audit_report.hpp"

#include <algorithm>

namespace chaperone::records {

class Few {
public:
  Few(const model::System& system, Naming& names) : system_(system), names_(names) {
    population_.names.resize(system.sorts.size());
    for (std::size_t i = 0; i < system.sorts.size(); ++i)
      if (system.sorts[i].is_enum)
        population_.names[i] = system.sorts[i].names;
  }

  std::uint32_t operator()(const Person& person) {
    if (system_[person.sort].is_enum)
      return person.number;
    std::vector<std::string>& all = population_.names[person.sort.index];
    const std::string name = names_(person);
    const auto known = std::ranges::find(all, name);
    if (known != all.end())
      return static_cast<std::uint32_t>(known - all.begin());
    all.push_back(name);
    return static_cast<std::uint32_t>(all.size() - 1);
  }
  const model::Population& population() const { return population_; }

private:
  const model::System& system_;
  Naming& names_;
  model::Population population_;
};

} // namespace chaperone::records
