// See remedy.hpp.
#include "solver/small/remedy.hpp"

#include "solver/small/sizes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace chaperone::solver::small {

using namespace model;

namespace {

std::uint32_t most_of(const std::map<SortId, std::uint32_t>& scope, SortId sort) {
  const auto limit = scope.find(sort);
  return limit == scope.end() ? most_individuals : limit->second;
}

/// "Room=1": of the sorts that may have several, all but the first with one individual. Empty where that says nothing
/// new.
std::string fewer_individuals(const System& system, const SearchBounds& bounds) {
  std::vector<std::string> limits;
  bool is_first = true;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    if (system.sorts[sort].is_enum || most_of(bounds.scope, {sort}) == 1)
      continue;
    if (!is_first)
      limits.push_back(fmt::format("{}=1", system.sorts[sort].name));
    is_first = false;
  }
  return fmt::format("{}", fmt::join(limits, ","));
}

/// "--scope User=5": one more individual of the first sort that is no enum.
std::string more_individuals(const System& system, const SearchBounds& bounds) {
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      return fmt::format("--scope {}={}", system.sorts[sort].name, most_of(bounds.scope, {sort}) + 1);
  return more_time(bounds); // nobody can be added
}

} // namespace

std::string more_time(const SearchBounds& bounds) {
  return fmt::format("a longer {}", bounds.time_option);
}

std::string remedy(const System& system, const SearchBounds& bounds, const Extent& extent) {
  if (!extent.has_time_left)
    return more_time(bounds);
  const std::string fewer = extent.is_cut_by_states ? fewer_individuals(system, bounds) : std::string();
  if (!fewer.empty())
    return "--scope " + fewer;
  if (extent.is_cut_by_states || extent.is_cut_by_depth)
    return fmt::format("--depth {}", 2 * std::max(bounds.depth, 1u));
  return more_individuals(system, bounds);
}

} // namespace chaperone::solver::small
