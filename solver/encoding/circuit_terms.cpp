// See circuit_terms.hpp.
#include "solver/encoding/circuit_terms.hpp"

namespace chaperone::solver::encoding {

z3::expr CircuitTerms::term(Bit bit) {
  if (bit.is_constant())
    return context_.bool_val(bit.is_true());
  open_.push_back(bit.node());
  while (!open_.empty()) { // no recursion: circuits are as deep as runs are long
    const std::uint32_t node = open_.back();
    const std::size_t before = open_.size();
    if (!has(node))
      for (const Bit part : circuit_.parts(node))
        if (!has(part.node()))
          open_.push_back(part.node());
    if (open_.size() > before)
      continue;
    if (!has(node))
      make(node);
    open_.pop_back();
  }
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
