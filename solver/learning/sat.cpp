// See sat.hpp.
#include "solver/learning/sat.hpp"

#include <cadical.hpp>

namespace chaperone::solver::learning {

using encoding::Bit;

namespace {

/// Ends a question once the check is to end.
class Interruption : public CaDiCaL::Terminator {
public:
  explicit Interruption(const encoding::Interrupt& interrupt) : interrupt_(interrupt) {}
  bool terminate() override { return interrupt_.is_requested(); }

private:
  const encoding::Interrupt& interrupt_;
};

} // namespace

struct Sat::Impl {
  explicit Impl(const encoding::Interrupt& interrupt) : interruption(interrupt) {}

  CaDiCaL::Solver solver;
  Interruption interruption;
  int last = 0;
};

Sat::Sat(const encoding::Circuit& circuit, const encoding::Interrupt& interrupt)
    : impl_(std::make_unique<Impl>(interrupt)), circuit_(circuit) {
  CaDiCaL::Solver& solver = impl_->solver;
  solver.configure("plain"); // questions are small: what prepares for large ones costs more than it brings
  solver.set("quiet", 1);
  solver.set("profile", 0); // it asks the system for the time at every question
  solver.connect_terminator(&impl_->interruption);
}

Sat::~Sat() {
  impl_->solver.disconnect_terminator();
}

int Sat::fresh() {
  return ++impl_->last;
}

void Sat::add(std::span<const int> clause) {
  for (const int one : clause)
    impl_->solver.add(one);
  impl_->solver.add(0);
}

void Sat::require(Bit bit) {
  if (!bit.is_true())
    add(std::vector{literal(bit)});
}

int Sat::literal(Bit bit) {
  circuit_.for_each_missing(
      bit.node(), [this](std::uint32_t node) { return has(node); }, [this](std::uint32_t node) { encode(node); });
  return signed_literal(bit);
}

void Sat::encode(std::uint32_t node) {
  if (literals_.size() < circuit_.size())
    literals_.resize(circuit_.size(), 0);
  const int made = fresh();
  literals_[node] = made;
  if (node == 0)
    return add(std::vector{-made});
  if (circuit_.is_input(node))
    return;
  clause_.assign(1, made);
  for (const Bit part : circuit_.parts(node)) {
    const int one = signed_literal(part);
    add(std::vector{-made, one});
    clause_.push_back(-one);
  }
  add(clause_);
}

Sat::Result Sat::solve(std::span<const int> assumptions) {
  if (impl_->interruption.terminate())
    return Result::interrupted;
  ++questions_;
  impl_->solver.limit("conflicts", most_conflicts_);
  for (const int one : assumptions)
    impl_->solver.assume(one);
  switch (impl_->solver.solve()) {
  case 10:
    return Result::satisfiable;
  case 20:
    return Result::unsatisfiable;
  default:
    return impl_->interruption.terminate() ? Result::interrupted : Result::given_up;
  }
}

bool Sat::value(int wanted) const {
  return impl_->solver.val(wanted) > 0;
}

bool Sat::value(Bit bit) const {
  return has(bit.node()) ? value(signed_literal(bit)) : bit.is_negated();
}

bool Sat::is_needed(int assumption) const {
  return impl_->solver.failed(assumption);
}

} // namespace chaperone::solver::learning
