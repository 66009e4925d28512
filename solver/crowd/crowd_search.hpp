// Shortest runs of a system with a crowd (solver/crowd/crowd.hpp): only by rules that a shortest
// run can have taken at that distance from its end (model/facts/useful_rules.hpp), and over so
// many individuals as witness the run (model/facts/witnesses.hpp); the answer then holds for any
// number of them. Covered by tests/agreement/crowd_test.cpp.
#pragma once

#include "solver/bounded/bounded.hpp"
#include "solver/crowd/crowd.hpp"
#include "solver/encoding/session.hpp"

#include <optional>

namespace chaperone::solver::crowd {

class CrowdSearch {
public:
  /// For one property that is not about steps.
  CrowdSearch(encoding::Session& session, const model::System& system, const Crowd& crowd, model::PropertyId property);

  /// NoneOfAnySize or a run that the interpreter confirms, as BoundedSearch::search of this length; nothing where the
  /// crowd does not tell, nor of any greater length then. To be asked for 0, 1, 2, … steps in turn.
  /// Cost: a run's encoding anew for each length, of the useful rules alone.
  std::optional<bounded::SearchAnswer> search(std::uint32_t steps);

private:
  std::optional<std::uint32_t> individuals(std::uint32_t steps);
  std::optional<bounded::SearchAnswer> find(std::uint32_t steps, std::uint32_t individuals);

  encoding::Session& session_;
  const model::System& system_;
  const Crowd& crowd_;
  model::PropertyId property_;
  model::Formula end_;
  model::UsefulRules useful_;
  bool is_silent_ = false;
};

} // namespace chaperone::solver::crowd
