#include "records/repair/few_people.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace chaperone::records {

using namespace model;

namespace {

std::vector<SortId> sorts_of_places(const std::vector<Place>& places) {
  std::vector<SortId> made;
  for (const Place& place : places)
    made.push_back(place.sort);
  return made;
}

} // namespace

FewPeople::FewPeople(const Store& store) : store_(store), system_(store.system()) {
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
    for (std::uint32_t i = 0; i < system_.sorts[sort].individuals.size(); ++i)
      add({{sort}, i});
}

void FewPeople::add(const Person& person) {
  if (!system_[person.sort].is_enum)
    everybody_.insert(person);
}

template <class Visit>
void FewPeople::for_each_among(const FactTable& table, const std::vector<SortId>& sorts, const Visit& visit) const {
  const auto are_here = [&](std::span<const std::uint32_t> tuple) {
    for (std::size_t i = 0; i < sorts.size(); ++i)
      if (!system_[sorts[i]].is_enum && !everybody_.contains({sorts[i], tuple[i]}))
        return false;
    return true;
  };
  const auto visit_range = [&](std::pair<std::size_t, std::size_t> range) {
    for (std::size_t row = range.first; row < range.second; ++row)
      if (const auto tuple = table.tuples().subspan(row * table.arity(), table.arity()); are_here(tuple))
        visit(tuple);
  };
  if (sorts.empty() || system_[sorts[0]].is_enum)
    return visit_range({0, table.count()});
  const std::set<Person> now = everybody_; // visits may add to it
  for (const Person& person : now)
    if (person.sort == sorts[0])
      visit_range(table.range(table.order(0), std::array{person.number}));
}

void FewPeople::add_values() {
  for (std::size_t before = 0; before != count();) {
    before = count();
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
      const Function& function = system_.functions[i];
      if (function.is_stated() && !system_[function.result].is_enum)
        for_each_among(store_.known(FunctionId{i}).facts, sorts_of_places(function.places),
                       [&](std::span<const std::uint32_t> tuple) {
                         add({function.result, tuple.back()});
                       });
    }
  }
}

std::vector<std::vector<Person>> FewPeople::among(RelationId relation, const FactTable& table) const {
  const auto sorts = sorts_of_places(system_[relation].places);
  std::vector<std::vector<Person>> made;
  for_each_among(table, sorts, [&](std::span<const std::uint32_t> tuple) {
    std::vector<Person>& people = made.emplace_back();
    for (std::size_t i = 0; i < sorts.size(); ++i)
      people.push_back({sorts[i], tuple[i]});
  });
  return made;
}

std::vector<Person> FewPeople::in_order(SortId sort) const {
  std::vector<Person> made;
  for (const Person& person : everybody_)
    if (person.sort == sort)
      made.push_back(person);
  const auto& ranks = store_.ranks(sort);
  const auto named = static_cast<std::ptrdiff_t>(system_[sort].individuals.size());
  if (!ranks.empty())
    std::ranges::sort(made.begin() + named, made.end(), {}, [&](const Person& person) { return ranks[person.number]; });
  return made;
}

std::uint32_t FewPeople::index(const Person& person) const {
  if (system_[person.sort].is_enum)
    return person.number;
  const std::vector<Person> all = in_order(person.sort);
  return static_cast<std::uint32_t>(std::ranges::find(all, person) - all.begin());
}

Population FewPeople::population() const {
  Population made;
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort) {
    std::vector<std::string>& names = made.names.emplace_back();
    if (system_.sorts[sort].is_enum)
      names = system_.sorts[sort].names;
    for (const Person& person : in_order({sort}))
      names.push_back(name_of(store_, person));
    if (names.empty())
      names.push_back(system_.sorts[sort].name + "1");
  }
  return made;
}

std::vector<Given> FewPeople::facts() const {
  std::vector<Given> made;
  const auto indices = [&](const std::vector<SortId>& sorts, std::span<const std::uint32_t> tuple) {
    std::vector<std::uint32_t> args;
    for (std::size_t i = 0; i < sorts.size(); ++i)
      args.push_back(index({sorts[i], tuple[i]}));
    return args;
  };
  for (std::uint32_t i = 0; i < system_.sorts.size(); ++i)
    if (const Sort& sort = system_.sorts[i]; sort.order && !sort.is_enum) {
      const std::vector<Person> all = in_order({i});
      const auto& ranks = store_.ranks({i});
      for (std::uint32_t low = 0; low < all.size(); ++low)
        for (std::uint32_t high = 0; high < all.size(); ++high)
          if (ranks[all[low].number] < ranks[all[high].number])
            made.emplace_back(GivenTuple{*sort.order, {low, high}});
    }
  for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
    const Relation& relation = system_.relations[i];
    const auto sorts = sorts_of_places(relation.places);
    if (relation.is_stated())
      for_each_among(store_.known(RelationId{i}).facts, sorts, [&](std::span<const std::uint32_t> tuple) {
        std::vector<std::uint32_t> args = indices(sorts, tuple);
        if (!relation.is_symmetric || args[0] <= args[1])
          made.emplace_back(GivenTuple{{i}, std::move(args)});
      });
  }
  for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
    const Function& function = system_.functions[i];
    const auto sorts = sorts_of_places(function.places);
    if (function.is_stated())
      for_each_among(store_.known(FunctionId{i}).facts, sorts, [&](std::span<const std::uint32_t> tuple) {
        made.emplace_back(GivenValue{{i}, indices(sorts, tuple), index({function.result, tuple.back()})});
      });
  }
  return made;
}

} // namespace chaperone::records
