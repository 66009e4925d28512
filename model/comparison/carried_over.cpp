// See carried_over.hpp.
#include "model/comparison/carried_over.hpp"

#include "model/comparison/carried_arguments.hpp"

#include <algorithm>

namespace chaperone::model::comparison {
namespace {

class Crossing {
public:
  Crossing(Side from, const System& own, const System& other, const Matching& matching)
      : from_(from), own_(own), other_(other), matching_(matching) {}

  Population population(const Population& old) const {
    Population made;
    for (std::uint32_t sort = 0; sort < other_.sorts.size(); ++sort) {
      const auto& counterpart = matching_.sorts.of(comparison::other(from_))[sort];
      if (other_.sorts[sort].is_enum)
        made.names.push_back(other_.sorts[sort].names);
      else if (counterpart)
        made.names.push_back(old.names[counterpart->index]);
      else
        made.names.push_back({other_.sorts[sort].name + "1"}); // no sort is empty
    }
    return made;
  }

  std::optional<Given> given(const Given& old) const {
    return std::visit(overload{
                          [&](const GivenTuple& it) -> std::optional<Given> {
                            const auto& counterpart = matching_.relations.of(from_)[it.relation.index];
                            const auto args = values(own_[it.relation].places, it.args);
                            if (!counterpart || !args)
                              return std::nullopt;
                            return GivenTuple{*counterpart, *args};
                          },
                          [&](const GivenValue& it) -> std::optional<Given> {
                            const auto& counterpart = matching_.functions.of(from_)[it.function.index];
                            const auto args = values(own_[it.function].places, it.args);
                            const auto result = value(own_[it.function].result, it.value);
                            if (!counterpart || !args || !result)
                              return std::nullopt;
                            return GivenValue{*counterpart, *args, *result};
                          },
                      },
                      old);
  }

  std::optional<Action> action(const Action& old) const {
    const auto& counterpart = matching_.rules.of(from_)[old.rule.index];
    if (!counterpart)
      return std::nullopt;
    auto args = carried_arguments(own_, old.rule, old.args,
                                  [&](SortId sort, std::uint32_t index) { return value(sort, index); });
    return args ? std::optional(Action{*counterpart, std::move(*args)}) : std::nullopt;
  }

private:
  std::optional<std::uint32_t> value(SortId sort, std::uint32_t index) const {
    if (!own_[sort].is_enum)
      return index;
    const auto& counterpart = matching_.sorts.of(from_)[sort.index];
    if (!counterpart)
      return std::nullopt;
    if (from_ == Side::before)
      return matching_.values[sort.index][index];
    const auto& olds = matching_.values[counterpart->index]; // the new value of each old one
    const auto known = std::ranges::find(olds, std::optional(index));
    return known == olds.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(known - olds.begin()));
  }

  std::optional<std::vector<std::uint32_t>> values(const std::vector<Place>& places,
                                                   const std::vector<std::uint32_t>& args) const {
    std::vector<std::uint32_t> made;
    for (std::size_t i = 0; i < args.size(); ++i)
      if (const auto mine = value(places[i].sort, args[i]))
        made.push_back(*mine);
      else
        return std::nullopt;
    return made;
  }

  const Side from_;
  const System& own_;
  const System& other_;
  const Matching& matching_;
};

} // namespace

std::optional<Scenario> carried_over(Side from, const System& own, const System& other, const Matching& matching,
                                     const Scenario& scenario) {
  const Crossing crossing(from, own, other, matching);
  Scenario made;
  made.name = scenario.name;
  made.doc = scenario.doc;
  made.population = crossing.population(scenario.population);
  for (const Given& given : scenario.given)
    if (auto mine = crossing.given(given))
      made.given.push_back(std::move(*mine));
  for (const ScenarioItem& item : scenario.items) {
    const auto* step = std::get_if<ScenarioStep>(&item);
    if (step == nullptr)
      continue;
    auto action = crossing.action(step->action);
    if (!action)
      return std::nullopt;
    made.items.emplace_back(ScenarioStep{std::move(*action), step->expected, std::nullopt, {}});
  }
  return made;
}

} // namespace chaperone::model::comparison
