// See proof_book.hpp.
#include "solver/strategy/proof_book.hpp"

#include <algorithm>

namespace chaperone::solver::strategy {

const Proof& ProofBook::enter(Proof proof) {
  return proofs_.emplace_back(std::move(proof));
}

std::vector<model::Formula> ProofBook::lemmas() const {
  std::vector<model::Formula> made;
  for (const Proof& proof : proofs_)
    for (const model::Formula& formula : proof.evidence.invariant)
      if (std::ranges::find(made, formula) == made.end())
        made.push_back(formula);
  return made;
}

std::vector<model::PropertyId> ProofBook::keep_first(std::size_t confirmed) {
  std::vector<model::PropertyId> lost;
  for (std::size_t i = confirmed; i < proofs_.size(); ++i)
    lost.push_back(proofs_[i].property);
  proofs_.resize(std::min(confirmed, proofs_.size()));
  return lost;
}

} // namespace chaperone::solver::strategy
