// The fewest removals that restore every promise which the data break.
//
//   const Audit found = audit(store, options);
//   const Repair repair = find_repair(store, found, {.from = relations});
//
// Which removals are needed is found out one broken case at a time: a set of facts to remove is chosen that mends all
// that is known to be broken, the promises are judged on what is left, and what is broken then makes new clauses
// (implicit hitting sets: Chandrasekaran, Karp, Moreno-Centeno, Vempala, "Algorithms for implicit hitting set
// problems", SODA 2011). A choice after which nothing is broken is the fewest of all, where each choice was.
// docs/audit.md says what counts as a removal. Covered by tests/records/repair_agreement_test.cpp and
// tests/records/repair_test.cpp.
#pragma once

#include "records/audit/audit.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::records {

/// A fact that is to be removed.
struct Removal {
  model::RelationId relation;
  std::vector<Person> people;
  std::optional<Deed> deed = std::nullopt; ///< a step by which somebody can remove it today
  bool is_looked_for = false;              ///< false: one more removal than those for which a step is looked for
};

/// Cases of a promise that no removals restore.
struct NotRestored {
  model::PropertyId property;
  std::size_t kept_by_others = 0; ///< nothing that they rest on may be removed
  std::size_t in_conflict = 0;    ///< what would restore them breaks others, and so on
  std::vector<std::vector<Person>> listed;
};

struct Repair {
  std::vector<model::RelationId> from;                           ///< may lose facts
  std::vector<std::pair<model::RelationId, FactTable>> removals; ///< of a symmetric pair one order; none is empty
  std::size_t count = 0;                                         ///< of all removals
  std::size_t at_least = 0;                                      ///< fewer than these do not do
  std::vector<NotRestored> not_restored;                         ///< by promise
  std::size_t possibly_broken = 0;                               ///< cases that still may be broken then
  std::vector<std::string> open;                                 ///< what was not found out, and why
  bool is_found = true;                                          ///< false: nothing but `from` and `open` is told
  std::vector<Removal> listed;                                   ///< the first, with their steps

  bool is_fewest() const { return at_least == count; }
};

struct RepairOptions {
  std::vector<model::RelationId> from;
  std::optional<std::size_t> limit;                    ///< of listed removals and cases; none: all
  std::function<bool()> is_cut = [] { return false; }; ///< asked by all threads
  std::function<void(const std::string&)> on_progress = [](const std::string&) {};
  std::size_t threads = 1;
};

/// `found` is what audit() found in the store. Cost: an audit's for each round, of which two are usual.
Repair find_repair(const Store& store, const Audit& found, const RepairOptions& options);

} // namespace chaperone::records
