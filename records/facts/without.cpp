// A store without some of its facts. Part of store.hpp; covered by tests/records/repair_agreement_test.cpp.
#include "records/facts/store.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::records {
namespace {

/// May a row with NULL stand for the tuple?
bool fits(const std::vector<std::vector<std::uint32_t>>& holes, std::span<const std::uint32_t> tuple) {
  return std::ranges::any_of(holes, [&](const auto& hole) {
    return std::ranges::equal(hole, tuple, [](std::uint32_t a, std::uint32_t b) { return a == nobody || a == b; });
  });
}

} // namespace

Store Store::without(const std::map<model::RelationId, std::vector<bool>>& taken_out) const {
  Store made = *this;
  for (const auto& [relation, rows] : taken_out) {
    const Known& whole = known(relation);
    const std::size_t arity = whole.facts.arity();
    auto left = std::make_shared<Known>(Known{whole.is_missing, FactTable(arity)});
    left->holes = whole.holes;
    left->columns = whole.columns;
    FactTable gone(arity);
    for (std::size_t row = 0; row < whole.facts.count(); ++row) {
      const auto tuple = whole.facts.tuples().subspan(row * arity, arity);
      (rows[row] ? gone : left->facts).add(tuple);
    }
    left->facts.settle();
    if (whole.possible) {
      left->possible = FactTable(arity);
      gone.settle();
      for (std::size_t row = 0; row < whole.possible->count(); ++row) {
        const auto tuple = whole.possible->tuples().subspan(row * arity, arity);
        if (!gone.holds(tuple) || fits(whole.holes, tuple))
          left->possible->add(tuple);
      }
      left->possible->settle();
    }
    made.relations_[relation.index] = std::move(left);
  }
  return made;
}

} // namespace chaperone::records
