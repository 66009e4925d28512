// See closure.hpp.
#include "model/meaning/closure.hpp"

#include "model/meaning/evaluator.hpp"

#include <algorithm>
#include <array>

namespace chaperone::model {

std::vector<std::vector<std::uint32_t>> closure_edges(const State& state, RelationId closure) {
  const System& system = state.layout().system();
  const Relation& it = system[closure];
  const std::uint32_t size = state.layout().size(it.places[0].sort);
  std::vector<std::vector<std::uint32_t>> made(size);
  Evaluator evaluator(Moment{state});
  for (std::uint32_t from = 0; from < size; ++from)
    for (std::uint32_t to = 0; to < size; ++to)
      if (std::visit(overload{
                         [](std::monostate) { return false; },
                         [&](RelationId base) {
                           return state.holds(base, std::array{from, to});
                         },
                         [&](DefineId base) {
                           const Define& define = system[base];
                           evaluator.bind(define.parameters[0], from);
                           evaluator.bind(define.parameters[1], to);
                           const bool holds = evaluator.holds(define.body);
                           evaluator.unbind(2);
                           return holds;
                         },
                     },
                     it.closure_of))
        made[from].push_back(to);
  return made;
}

void close(State& state) {
  for (const RelationId closure : state.layout().system().closures) {
    const auto next = closure_edges(state, closure);
    for (std::uint32_t from = 0; from < next.size(); ++from) {
      std::vector<bool> is_reached(next.size());
      std::vector<std::uint32_t> open(next[from]);
      while (!open.empty()) {
        const std::uint32_t at = open.back();
        open.pop_back();
        if (is_reached[at])
          continue;
        is_reached[at] = true;
        open.insert(open.end(), next[at].begin(), next[at].end());
      }
      for (std::uint32_t to = 0; to < next.size(); ++to)
        state.put(closure, std::array{from, to}, is_reached[to]);
    }
  }
}

std::vector<std::uint32_t> path(const State& state, RelationId closure, std::uint32_t from, std::uint32_t to) {
  const auto next = closure_edges(state, closure);
  std::vector<std::vector<std::uint32_t>> open;
  std::vector<bool> is_reached(next.size());
  open.push_back({from});
  for (std::size_t i = 0; i < open.size(); ++i)
    for (const std::uint32_t at : next[open[i].back()]) {
      std::vector<std::uint32_t> longer = open[i];
      longer.push_back(at);
      if (at == to)
        return longer;
      if (!is_reached[at])
        open.push_back(std::move(longer));
      is_reached[at] = true;
    }
  return {};
}

} // namespace chaperone::model
