// See attempt.hpp.
#include "generators/mutants/attempt.hpp"

#include "model/meaning/closure.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

Attempt attempt_of(const State& state, Action action) {
  const System& system = state.layout().system();
  Attempt result{std::move(action), state, {}, false, {}, state};
  const std::vector<Assignment> bindings = bindings_of(system, result.action);
  const std::vector<Requirement>& requirements = system[result.action.rule].requirements;
  for (std::size_t i = 0; i < requirements.size(); ++i)
    if (!evaluate(requirements[i].formula, Moment{state}, bindings))
      result.broken.push_back(i);
  const auto written = writes_of(state, result.action);
  if (const auto* writes = std::get_if<std::vector<Write>>(&written)) {
    for (const Write& it : *writes)
      result.writes.push_back({{it.where, it.args}, it.value});
    // Where a memory drops what tells two cells apart, the addition is what stays.
    std::stable_sort(result.writes.begin(), result.writes.end(), [](const WrittenCell& one, const WrittenCell& other) {
      return one.value == 0 && other.value != 0;
    });
  }
  result.conflicts = std::holds_alternative<Conflict>(written);
  if (result.is_allowed())
    for (const WrittenCell& it : result.writes)
      write(result.after, it.cell, it.value);
  close(result.after);
  return result;
}

} // namespace chaperone::generators
