// See telling.hpp.
#include "generators/mutants/telling.hpp"

#include "generators/mutants/attempt.hpp"
#include "generators/mutants/faulty_service.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

std::vector<std::size_t> told_apart_by(const System& system, const std::vector<MemoryFault>& faults,
                                       const std::vector<std::size_t>& open, const Scenario& scenario) {
  const Layout layout(system, scenario.population);
  State now = initial_state(layout, scenario);
  struct Asked {
    std::size_t fault;
    FaultyService service;
  };
  std::vector<Asked> asked;
  asked.reserve(open.size());
  for (const std::size_t fault : open)
    asked.push_back({fault, FaultyService(faults[fault], now)});
  std::vector<std::size_t> told;
  for (const ScenarioItem& item : scenario.items) {
    const auto* step = std::get_if<ScenarioStep>(&item);
    if (step == nullptr)
      continue;
    Attempt request = attempt_of(now, step->action);
    if (request.broken.empty() && request.conflicts)
      continue;
    std::erase_if(asked, [&](Asked& it) {
      const bool differs = it.service.ask(request).has_value();
      if (differs)
        told.push_back(it.fault);
      return differs;
    });
    now = std::move(request.after);
  }
  std::sort(told.begin(), told.end());
  return told;
}

} // namespace chaperone::generators
