// A circuit as Z3 terms, part by part as they are asked for; what is shared in the
// circuit is shared in Z3. Only solver/encoding includes this.
// Covered by tests/agreement/ through the bounded search.
#pragma once

#include "solver/encoding/circuit.hpp"

#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

class CircuitTerms {
public:
  /// The circuit must outlive it and may grow.
  CircuitTerms(z3::context& context, const Circuit& circuit) : context_(context), circuit_(circuit), terms_(context) {}

  /// Cost: the nodes below that were not asked for before.
  z3::expr term(Bit bit);

private:
  z3::expr made(std::uint32_t node) const { return terms_[static_cast<int>(places_[node] - 1)]; }
  bool has(std::uint32_t node) const { return node < places_.size() && places_[node] != 0; }
  void make(std::uint32_t node);
  z3::expr signed_term(Bit bit) const { return bit.is_negated() ? !made(bit.node()) : made(bit.node()); }

  z3::context& context_;
  const Circuit& circuit_;
  z3::expr_vector terms_;
  std::vector<std::uint32_t> places_; ///< by node: one more than the place in terms_; 0: not made
};

} // namespace chaperone::solver::encoding
