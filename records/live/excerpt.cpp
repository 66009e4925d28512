// See excerpt.hpp.
#include "records/live/excerpt.hpp"

namespace chaperone::live {

using namespace model;

Excerpt::Excerpt(const System& system, const Individuals& individuals)
    : system_(&system), individuals_(&individuals), numbers_(system.sorts.size()), indices_(system.sorts.size()) {
  for (std::uint32_t i = 0; i < system.sorts.size(); ++i) {
    const Sort& sort = system.sorts[i];
    const std::size_t given = sort.is_enum ? sort.names.size() : sort.individuals.size();
    for (Number number = 0; number < given; ++number)
      index(SortId{i}, number);
  }
}

std::uint32_t Excerpt::index(SortId sort, Number number) {
  std::vector<Number>& numbers = numbers_[sort.index];
  const auto [at, is_new] = indices_[sort.index].try_emplace(number, static_cast<std::uint32_t>(numbers.size()));
  if (is_new)
    numbers.push_back(number);
  return at->second;
}

bool Excerpt::has(SortId sort, Number number) const {
  return indices_[sort.index].contains(number);
}

Action Excerpt::action(const Action& live) {
  Action made{live.rule, {}};
  const Rule& rule = (*system_)[live.rule];
  for (std::size_t i = 0; i < live.args.size(); ++i) {
    const SortId sort = (*system_)[rule.parameters[i]].sort;
    if (const auto* number = std::get_if<Number>(&live.args[i])) {
      made.args.emplace_back(index(sort, *number));
      continue;
    }
    std::vector<std::uint32_t> set;
    for (const Number number : std::get<std::vector<Number>>(live.args[i]))
      set.push_back(index(sort, number));
    std::ranges::sort(set);
    made.args.emplace_back(std::move(set));
  }
  return made;
}

std::size_t Excerpt::size() const {
  std::size_t sum = 0;
  for (const std::vector<Number>& numbers : numbers_)
    sum += numbers.size();
  return sum;
}

Population Excerpt::population() const {
  Population made;
  for (std::uint32_t i = 0; i < numbers_.size(); ++i) {
    std::vector<std::string>& names = made.names.emplace_back();
    for (const Number number : numbers_[i])
      names.push_back(individuals_->name(SortId{i}, number));
    if (names.empty())
      names.push_back(system_->sorts[i].name + "1");
  }
  return made;
}

} // namespace chaperone::live
