// What `explain` says of each clause of rule files, held against checks of the files without it; and of sets of
// clauses.
#include "model/resolve/front_end.hpp"
#include "solver/check.hpp"
#include "solver/explanation/reliance.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using solver::explanation::Explanation;
using solver::explanation::Reliance;
using solver::explanation::Role;

namespace {

solver::Options plain() {
  solver::Options options;
  options.warns = options.seeks_conflicts = false;
  return options;
}

bool is_proved(const solver::PropertyAnswer& answer) {
  return std::holds_alternative<solver::Proved>(answer.verdict);
}
bool is_shown(const solver::PropertyAnswer& answer) {
  return std::holds_alternative<solver::Shown>(answer.verdict);
}

/// How many roles of each kind there were.
using Counts = std::map<Role, int>;

Counts hold_against_checks(const std::string& file) {
  INFO(file);
  const auto loaded = model::load_system(std::string(CHAPERONE_SOURCE_DIR) + "/specs/" + file, model::read_from_disk());
  REQUIRE(loaded.system);
  const Explanation found = solver::explanation::explain(*loaded.system, plain());
  Counts counts;
  for (std::size_t clause = 0; clause < found.clauses.size(); ++clause) {
    const auto changed = solver::check(model::without(found.system, found.clauses, {clause}), plain());
    for (const Reliance& each : found.reliances) {
      if (each.clause != clause)
        continue;
      ++counts[each.role];
      const bool was_proved = is_proved(found.checked.properties[each.property.index]);
      const solver::PropertyAnswer& without = changed.properties[each.property.index];
      const bool breaks = was_proved ? is_shown(without) : is_proved(without);
      INFO(model::words_of(found.system, found.clauses[clause]) << " for " << found.system[each.property].name);
      CHECK(each.role != Role::undecided);
      CHECK(breaks == (each.role == Role::load_bearing || (!was_proved && each.role == Role::needed_for_use)));
    }
  }
  // Each alternative suffices with what is load-bearing, and without any of its own clauses it does not.
  for (const auto& [property, sets] : found.alternatives)
    for (const model::ClauseSet& set : sets) {
      model::ClauseSet removed;
      for (const Reliance& each : found.reliances)
        if (each.property == property && each.role != Role::load_bearing && !set.contains(each.clause) &&
            found.clauses[each.clause].only_restricts())
          removed.insert(each.clause);
      solver::Options asked = plain();
      asked.properties = {property};
      const auto kept = solver::check(model::without(found.system, found.clauses, removed), asked);
      CHECK(std::holds_alternative<solver::Proved>(kept.properties.front().verdict));
      for (const std::size_t spared : set) {
        model::ClauseSet more = removed;
        more.insert(spared);
        const auto broken = solver::check(model::without(found.system, found.clauses, more), asked);
        CHECK(std::holds_alternative<solver::Shown>(broken.properties.front().verdict));
      }
    }
  return counts;
}

} // namespace

TEST_CASE("a clause is load-bearing exactly where the file without it breaks the property") {
  Counts counts;
  // Those of specs/ whose proofs are quick, also without one of their clauses.
  for (const char* file :
       {"messenger_kids/fixed.chap", "toy_consensus/toy_consensus.chap", "group_limits/limit10_fixed.chap",
        "org_chart/org_chart.chap", "client_server/client_server.chap", "client_server/always_free.chap",
        "client_server/anonymous.chap", "client_server/responses.chap", "mailboxes/shared.chap",
        "store_rights/rights.chap", "members_only_rooms/everybodys_roster.chap", "lock_server/unaided.chap",
        "changes/adding_nobody.chap", "changes/adding_contacts.chap", "changes/invites_admins.chap",
        "changes/api_everyone.chap", "changes/links_approved.chap", "changes/guests_only_join.chap",
        "changes/bands_all.chap"})
    for (const auto& [role, count] : hold_against_checks(file))
      counts[role] += count;
  CHECK(counts[Role::load_bearing] > 15);
  CHECK(counts[Role::shared] > 10);
  CHECK(counts[Role::idle] > 30);
  CHECK(counts[Role::needed_for_use] > 5);
}
