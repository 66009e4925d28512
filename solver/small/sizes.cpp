// See sizes.hpp.
#include "solver/small/sizes.hpp"

#include "model/facts/counts.hpp"
#include "model/scenarios/naming.hpp"

#include <algorithm>
#include <functional>

namespace chaperone::solver::small {

using namespace model;

namespace {

constexpr std::uint32_t most_counted = 8; ///< of one that is counted
constexpr std::size_t most_bits = 512;

std::size_t count_bits(const System& system, const std::vector<std::uint32_t>& sizes) {
  const Population population = model::name_individuals(system, sizes);
  const auto product = [&](const std::vector<Place>& places, std::size_t values) {
    for (const Place& place : places)
      values *= population.size(place.sort);
    return values;
  };
  std::size_t bits = 0;
  for (const Relation& relation : system.relations)
    bits += product(relation.places, 1);
  for (const Function& function : system.functions)
    bits += product(function.places, population.size(function.result));
  return bits;
}

/// Of a sort that is counted beyond what was looked at: populations with enough of it for one more than the count, and
/// as few others as can be.
void add_counted(const System& system, const SearchBounds& bounds, std::vector<std::vector<std::uint32_t>>& list) {
  const std::vector<std::uint32_t> counted = counts(system);
  for (std::uint32_t sort = 0; sort < counted.size(); ++sort) {
    if (system.sorts[sort].is_enum || bounds.scope.contains(SortId{sort}))
      continue;
    for (std::uint32_t size = most_individuals + 1; size <= std::min(counted[sort] + 1, most_counted); ++size) {
      list.emplace_back(counted.size(), 1);
      list.back()[sort] = size;
    }
  }
}

} // namespace

std::vector<std::vector<std::uint32_t>> list_sizes(const System& system, const SearchBounds& bounds) {
  std::vector<std::vector<std::uint32_t>> result;
  std::vector<std::vector<std::uint32_t>> present{std::vector<std::uint32_t>(system.sorts.size(), 1)};
  while (!present.empty() && result.size() + present.size() <= bounds.worlds) {
    result.insert(result.end(), present.begin(), present.end());
    std::vector<std::vector<std::uint32_t>> larger;
    for (const std::vector<std::uint32_t>& sizes : present)
      for (std::uint32_t sort = 0; sort < sizes.size(); ++sort) {
        const auto scope = bounds.scope.find(SortId{sort});
        const std::uint32_t most = scope == bounds.scope.end() ? most_individuals : scope->second;
        if (system.sorts[sort].is_enum || sizes[sort] >= most)
          continue;
        larger.push_back(sizes);
        ++larger.back()[sort];
      }
    // The first sorts grow first: they are those that rules are about.
    std::sort(larger.begin(), larger.end(), std::greater<>());
    larger.erase(std::unique(larger.begin(), larger.end()), larger.end());
    present = std::move(larger);
  }
  add_counted(system, bounds, result);
  std::erase_if(result, [&](const auto& sizes) { return count_bits(system, sizes) > most_bits; });
  return result;
}

} // namespace chaperone::solver::small
