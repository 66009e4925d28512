// Modulo is even enough for this.
#include "generators/conformance/sample.hpp"

#include "model/meaning/evaluator.hpp"

#include <algorithm>

namespace chaperone::conformance {

using namespace model;

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

bool is_decided_by(const State& state, const Action& action, std::optional<std::size_t> alone) {
  const System& system = state.layout().system();
  const Rule& rule = system[action.rule];
  Evaluator evaluator(Moment{state});
  for (std::size_t at = 0; at < rule.parameters.size(); ++at)
    evaluator.bind(rule.parameters[at], action.args[at]);
  if (alone && evaluator.holds(rule.requirements[*alone].formula))
    return false;
  for (std::size_t at = 0; at < rule.requirements.size(); ++at)
    if (at != alone && !evaluator.holds(rule.requirements[at].formula))
      return false;
  return true;
}

} // namespace chaperone::conformance
