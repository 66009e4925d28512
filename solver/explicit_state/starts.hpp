// All starting states of one population, up to renaming, for the explicit search.
// Covered by tests/solver/explicit_test.cpp.
#pragma once

#include "model/meaning/renaming.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

namespace chaperone::solver::explicit_state {

/// When the listing ends early.
struct StartsLimit {
  std::uint64_t most = 0;                  ///< partial states kept
  const std::function<bool()>& is_stopped; ///< asked now and then; may be empty
};

/// The keys (model::Renamings::canonical) of all states that satisfy every `assume` and `init`; nothing where a limit
/// was met. Relations and functions are chosen one after another and each constraint is read as soon as all that it
/// mentions is chosen, so that what it excludes is never multiplied out.
std::optional<std::set<std::string>> list_starts(const model::Layout& layout, const model::Renamings& renamings,
                                                 const StartsLimit& limit);

} // namespace chaperone::solver::explicit_state
