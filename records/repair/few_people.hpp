// Some people of the data with all that is known among them, as the start of a scenario.
// Covered by tests/records/repair_test.cpp.
#pragma once

#include "records/audit/audit.hpp"

#include "model/rules/scenario.hpp"

#include <set>
#include <vector>

namespace chaperone::records {

class FewPeople {
public:
  /// With the individuals that the rules name.
  explicit FewPeople(const Store& store);

  void add(const Person& person);
  /// Those who are values of functions of these people, and of these, and so on.
  void add_values();
  /// The tuples of a relation's table that are about these people alone.
  std::vector<std::vector<Person>> among(model::RelationId relation, const FactTable& table) const;
  std::size_t count() const { return everybody_.size(); }
  const std::set<Person>& everybody() const { return everybody_; }

  /// In a scenario: the index of one of them. Somebody more changes the indices of others.
  std::uint32_t index(const Person& person) const;
  /// Of an ordered sort in its order, behind those that the rules name.
  model::Population population() const;
  /// What certainly holds among them, a symmetric pair once, with the order of ordered sorts.
  std::vector<model::Given> facts() const;

private:
  std::vector<Person> in_order(model::SortId sort) const;
  /// Visits the tuples of a table in whose first places, one for each sort, only these people stand.
  template <class Visit>
  void for_each_among(const FactTable& table, const std::vector<model::SortId>& sorts, const Visit& visit) const;

  const Store& store_;
  const model::System& system_;
  std::set<Person> everybody_; ///< but the values of enums
};

} // namespace chaperone::records
