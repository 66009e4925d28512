// How many individuals of a sort a true formula rests on: with so many of them, and any
// others, it is true of the part of the state that they make up. This is why a question in
// the decidable fragment has a small model if it has one (Piskac, de Moura, Bjørner,
// "Deciding effectively propositional logic using DPLL and substitution sets", JAR 2010).
// Covered by tests/model/witnesses_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <optional>

namespace chaperone::model {

/// So many individuals of `sort` witness that the formula is true; nothing where no number does for all states. Only
/// individuals of `sort` are left out of the part: the others stay, and so do those that functions without places name.
std::optional<std::uint32_t> witnesses(const System& system, const Formula& formula, SortId sort);

/// The same for a step by the rule, its own arguments among them: the part's step leads to the part of the state that
/// the step leads to, and is in no conflict where the whole is in none.
std::optional<std::uint32_t> witnesses(const System& system, const Rule& rule, SortId sort);

} // namespace chaperone::model
