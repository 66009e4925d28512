// Which engines take part in a check, and in which order a round asks them. An engine joins
// by a row here. Covered by tests/solver/engines_test.cpp.
#pragma once

#include "solver/api/engine.hpp"
#include "solver/api/observer.hpp"
#include "solver/api/options.hpp"
#include "solver/crowd/crowd.hpp"
#include "solver/encoding/session.hpp"

#include <memory>
#include <vector>

namespace chaperone::solver::strategy {

/// Which questions an engine is asked at once.
enum class Asks {
  together,
  one_by_one,
  until_nothing_new, ///< one by one, and all again as long as a proof is new that others may rest on
};

struct Row {
  std::shared_ptr<Engine> engine;
  Asks asks = Asks::together;
  bool makes_proofs = false;        ///< not asked about what is found, nor of a goal before runs were looked for
  bool begins = false;              ///< also asked before all others, about the start alone, where no run is sought
  bool settles = false;             ///< a run that was found is told now, if it is known to be a shortest
  bool is_before_proofs = false;    ///< asked again behind them
  std::uint64_t explicit_share = 1; ///< of the explicit search: so many times the round's steps
  std::uint32_t first_round = 0;
  std::uint32_t last_round = UINT32_MAX;
};

/// Of the engines that `options` chooses. `crowd` may be null. What is referred to must outlive them.
std::vector<Row> engines(encoding::Session& session, const model::System& system, const Options& options,
                         const crowd::Crowd* crowd, Observer& observer);

/// A longer run than this is not looked for, whatever suggests it.
constexpr std::uint32_t longest_run = 40;

} // namespace chaperone::solver::strategy
