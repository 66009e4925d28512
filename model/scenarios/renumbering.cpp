// See renumbering.hpp.
#include "model/scenarios/renumbering.hpp"

#include <algorithm>

namespace chaperone::model {

std::optional<std::uint32_t> Renumbering::renumbered(SortId sort, std::uint32_t index) const {
  if (sort != sort_)
    return index;
  if (index == gone_ && !replaced_by_)
    return std::nullopt;
  const std::uint32_t kept = index == gone_ ? *replaced_by_ : index;
  return kept > gone_ ? kept - 1 : kept;
}

bool Renumbering::renumber(const std::vector<Place>& places, std::vector<std::uint32_t>& args) const {
  for (std::size_t at = 0; at < args.size(); ++at) {
    const auto index = renumbered(places[at].sort, args[at]);
    if (!index)
      return false;
    args[at] = *index;
  }
  return true;
}

bool Renumbering::renumber(Given& given) const {
  return std::visit(overload{
                        [&](GivenTuple& tuple) { return renumber(system_[tuple.relation].places, tuple.args); },
                        [&](GivenValue& value) {
                          const auto index = renumbered(system_[value.function].result, value.value);
                          value.value = index.value_or(0);
                          return index && renumber(system_[value.function].places, value.args);
                        },
                    },
                    given);
}

bool Renumbering::renumber(Action& action) const {
  const Rule& rule = system_[action.rule];
  for (std::size_t at = 0; at < action.args.size(); ++at) {
    const SortId sort = system_[rule.parameters[at]].sort;
    if (auto* set = std::get_if<std::vector<std::uint32_t>>(&action.args[at])) {
      std::vector<std::uint32_t> kept;
      for (const std::uint32_t index : *set)
        if (const auto to = renumbered(sort, index))
          kept.push_back(*to);
      std::sort(kept.begin(), kept.end());
      kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
      *set = std::move(kept);
    } else {
      const auto index = renumbered(sort, std::get<std::uint32_t>(action.args[at]));
      if (!index)
        return false;
      action.args[at] = *index;
    }
  }
  return true;
}

} // namespace chaperone::model
