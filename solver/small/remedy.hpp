// What may decide a question about a step that stays undecided. Covered by tests/solver/search_test.cpp.
#pragma once

#include "solver/small/search.hpp"

#include <string>

namespace chaperone::solver::small {

/// "a longer --timeout".
std::string more_time(const SearchBounds& bounds);

/// The cheapest, as an option of the command line. More time, where it ran out; else, where some population has more
/// states than were kept, fewer individuals of all sorts but the first ("--scope Room=1"); longer runs ("--depth 24");
/// and where all that there is was looked at, more individuals.
std::string remedy(const model::System& system, const SearchBounds& bounds, const Extent& extent);

} // namespace chaperone::solver::small
