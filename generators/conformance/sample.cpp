// Modulo is even enough for this.
#include "generators/conformance/sample.hpp"

#include <algorithm>

namespace chaperone::conformance {
namespace {

using namespace model;

std::vector<std::uint32_t> random_args(const Layout& layout, const std::vector<Place>& places, Random& random) {
  std::vector<std::uint32_t> args;
  args.reserve(places.size());
  for (const Place& place : places)
    args.push_back(below(random, layout.size(place.sort)));
  return args;
}

/// Another truth for one tuple, or another value in one place.
void flip_something(State& state, Random& random) {
  const Layout& layout = state.layout();
  const System& system = layout.system();
  if (system.relations.empty() && system.functions.empty())
    return;
  const std::uint32_t table = below(random, system.relations.size() + system.functions.size());
  if (table < system.relations.size()) {
    const auto args = random_args(layout, system.relations[table].places, random);
    state.put({table}, args, !state.holds({table}, args));
  } else {
    const FunctionId id{table - static_cast<std::uint32_t>(system.relations.size())};
    const auto args = random_args(layout, system[id].places, random);
    state.set(id, args, below(random, layout.size(system[id].result)));
  }
}

std::size_t broken_constraints(const State& state) {
  const System& system = state.layout().system();
  std::size_t broken = 0;
  for (const auto* constraints : {&system.assumptions, &system.inits})
    broken +=
        static_cast<std::size_t>(std::count_if(constraints->begin(), constraints->end(), [&](const Constraint& each) {
          return !evaluate(each.formula, Moment{state});
        }));
  return broken;
}

} // namespace

std::uint32_t below(Random& random, std::size_t end) {
  return static_cast<std::uint32_t>(random() % end);
}

Action random_action(const Layout& layout, RuleId rule, Random& random) {
  const System& system = layout.system();
  Action action{rule, {}};
  for (const VariableId id : system[rule].parameters) {
    const std::uint32_t size = layout.size(system[id].sort);
    if (!system[id].is_set) {
      action.args.emplace_back(below(random, size));
      continue;
    }
    std::vector<std::uint32_t> set;
    for (std::uint32_t count = below(random, std::min(size, 4U) + 1U); count > 0; --count)
      set.push_back(below(random, size));
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    action.args.emplace_back(std::move(set));
  }
  return action;
}

std::vector<std::size_t> broken_requirements(const State& state, const Action& action) {
  const System& system = state.layout().system();
  const auto bindings = bindings_of(system, action);
  const auto& requirements = system[action.rule].requirements;
  std::vector<std::size_t> broken;
  for (std::size_t at = 0; at < requirements.size(); ++at)
    if (!evaluate(requirements[at].formula, Moment{state}, bindings))
      broken.push_back(at);
  return broken;
}

bool vary_start(State& start, Random& random) {
  std::size_t broken = broken_constraints(start);
  constexpr std::uint32_t most_flips = 1000; // to find a start where there is none yet
  const std::uint32_t wanted_flips = below(random, 16);
  for (std::uint32_t flips = 0; flips < (broken == 0 ? wanted_flips : most_flips); ++flips) {
    State changed = start;
    flip_something(changed, random);
    const std::size_t broken_now = broken_constraints(changed);
    if (broken_now > broken)
      continue;
    broken = broken_now;
    start = std::move(changed);
  }
  return broken == 0;
}

} // namespace chaperone::conformance
