// See circuit_terms.hpp.
#include "solver/encoding/circuit_terms.hpp"

namespace chaperone::solver::encoding {

z3::expr CircuitTerms::term(Bit bit) {
  if (bit.is_constant())
    return context_.bool_val(bit.is_true());
  circuit_.for_each_missing(
      bit.node(), [this](std::uint32_t node) { return has(node); }, [this](std::uint32_t node) { make(node); });
  return signed_term(bit);
}

void CircuitTerms::make(std::uint32_t node) {
  if (places_.size() < circuit_.size())
    places_.resize(circuit_.size(), 0);
  if (circuit_.is_input(node)) {
    terms_.push_back(
        z3::expr(context_, Z3_mk_const(context_, context_.int_symbol(static_cast<int>(node)), context_.bool_sort())));
  } else {
    z3::expr_vector parts(context_);
    for (const Bit part : circuit_.parts(node))
      parts.push_back(signed_term(part));
    terms_.push_back(z3::mk_and(parts));
  }
  places_[node] = terms_.size();
}

} // namespace chaperone::solver::encoding
