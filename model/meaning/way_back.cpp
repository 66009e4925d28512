// See way_back.hpp.
#include "model/meaning/way_back.hpp"

#include "model/meaning/evaluator.hpp"

namespace chaperone::model {

namespace {

std::optional<std::vector<Action>> shortest(const State& state, const WayBack& way,
                                            std::span<const Assignment> bindings, std::size_t most) {
  if (evaluate(way.to, Moment{state}, bindings))
    return std::vector<Action>();
  std::optional<std::vector<Action>> best;
  for (const RuleId rule : way.rules) {
    if (most == 0)
      break;
    for (const Action& action : enabled_steps(state, plan_can(state.layout().system(), rule))) {
      const auto after = take_step(state, action);
      const auto* next = std::get_if<State>(&after);
      if (next == nullptr || !may_be_refused(state, action).empty())
        continue;
      const std::size_t left = best ? best->size() - 1 : most;
      if (left == 0)
        return best;
      auto rest = shortest(*next, way, bindings, left - 1);
      if (!rest)
        continue;
      rest->insert(rest->begin(), action);
      best = std::move(rest);
    }
  }
  return best;
}

} // namespace

std::optional<std::vector<Action>> way_back(const State& state, const WayBack& way,
                                            std::span<const Assignment> bindings) {
  return shortest(state, way, bindings, way.within);
}

std::optional<std::vector<Assignment>> without_way_back(const State& state, const WayBack& way) {
  std::optional<std::vector<Assignment>> found;
  Evaluator evaluator(Moment{state});
  evaluator.for_each(way.binders, [&] {
    if (!evaluator.holds(way.from))
      return true;
    std::vector<Assignment> bindings;
    for (const Binder& binder : way.binders)
      bindings.push_back({binder.variable, evaluator.value(Term(binder.variable))});
    if (way_back(state, way, bindings))
      return true;
    found = std::move(bindings);
    return false;
  });
  return found;
}

} // namespace chaperone::model
