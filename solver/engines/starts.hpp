// All starting states of one population, up to renaming, for the explicit search.
// Covered by tests/solver/explicit_test.cpp.
#pragma once

#include "solver/engines/renaming.hpp"

#include <optional>
#include <set>
#include <string>

namespace chaperone::solver {

/// The keys (Renamings::canonical) of all states that satisfy every `assume` and `init`; nothing where more than
/// `most` partial states would have to be kept. Relations and functions are chosen one after another and each
/// constraint is read as soon as all that it mentions is chosen, so that what it excludes is never multiplied out.
std::optional<std::set<std::string>> list_starts(const model::Layout& layout, const Renamings& renamings,
                                                 std::uint64_t most);

} // namespace chaperone::solver
