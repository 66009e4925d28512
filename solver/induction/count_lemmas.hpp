// Facts that rules ask about numbers: a rule that requires `at most N x | φ` of its arguments suggests that so many, or
// one more, is the most at any time, for all individuals. Which of them the rules keep is asked as for properties that
// need each other (Houdini: Flanagan, Leino, FME 2001). Covered by tests/solver/counting_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "solver/encoding/session.hpp"

#include <vector>

namespace chaperone::solver::induction {

/// Those that hold at the start and that every rule keeps, together and given the lemmas; nothing where the property
/// does not count so far that they could be of use. Cost: for each rule a question for each fact, a few times.
std::vector<model::Formula> count_lemmas(encoding::Session& session, const model::System& system,
                                         model::PropertyId property, const std::vector<model::Formula>& lemmas);

} // namespace chaperone::solver::induction
