// How many of many truth values are true, as circuits: of some by a totaliser (Bailleux and
// Boufkhad, CP 2003), which lets a SAT solver see soon what cannot be; of very many by adding
// them up, which is smaller (Eén and Sörensson, "Translating pseudo-Boolean constraints into
// SAT", JSAT 2006). Covered by tests/solver/circuit_test.cpp.
#pragma once

#include "solver/encoding/circuit.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace chaperone::solver::encoding {

/// In unary: output j is true if at least j + 1 parts are. No more than `most` + 1 outputs.
using Unary = std::vector<Bit>;

/// The sum of two. Cost: the product of their lengths.
Unary sum(Circuit& circuit, const Unary& left, const Unary& right, std::uint32_t most);
/// Cost: the number of parts times `most`, at worst.
Unary totalised(Circuit& circuit, std::span<const Bit> parts, std::uint32_t most);
/// At least `count` of the parts. Cost: the number of parts times a few, or times `count` while that is small.
Bit so_many(Circuit& circuit, std::span<const Bit> parts, std::uint64_t count);

} // namespace chaperone::solver::encoding
