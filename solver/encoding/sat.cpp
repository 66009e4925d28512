// See sat.hpp.
#include "solver/encoding/sat.hpp"

#include <algorithm>
#include <cadical.hpp>

namespace chaperone::solver::encoding {

namespace {

/// Ends a question once the check is to end.
class Interruption : public CaDiCaL::Terminator {
public:
  explicit Interruption(const Interrupt& interrupt) : interrupt_(interrupt) {}
  bool terminate() override { return interrupt_.is_requested(); }

private:
  const Interrupt& interrupt_;
};

} // namespace

struct Sat::Impl {
  explicit Impl(const Interrupt& interrupt) : interruption(interrupt) {}

  CaDiCaL::Solver solver;
  Interruption interruption;
  int last = 0;
};

Sat::Sat(const Circuit& circuit, const Interrupt& interrupt)
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

void Sat::prefer(int wanted) {
  impl_->solver.phase(wanted);
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
  values_.clear();
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
  if (has(bit.node()))
    return value(signed_literal(bit));
  constexpr char is_false = 1, is_true = 2;
  values_.resize(circuit_.size(), 0);
  const auto holds = [this](Bit one) {
    return has(one.node()) ? value(signed_literal(one)) : (values_[one.node()] == is_true) != one.is_negated();
  };
  circuit_.for_each_missing(
      bit.node(), [this](std::uint32_t node) { return has(node) || values_[node] != 0; },
      [&](std::uint32_t node) {
        const std::span<const Bit> parts = circuit_.parts(node);
        values_[node] = !parts.empty() && std::ranges::all_of(parts, holds) ? is_true : is_false;
      });
  return holds(bit);
}

bool Sat::is_needed(int assumption) const {
  return impl_->solver.failed(assumption);
}

} // namespace chaperone::solver::encoding
