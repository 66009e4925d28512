// Formulas over a state whose bits are a circuit's: docs/semantics.md once more, for instances of exactly the sizes
// given. Shares the circuit's data structure with solver/encoding/, and no meaning with it.
// Covered by tests/bench/generators_test.py.
#pragma once

#include "model/rules/system.hpp"
#include "solver/encoding/circuit.hpp"

#include <functional>
#include <span>
#include <stdexcept>
#include <vector>

namespace chaperone::bench {

using solver::encoding::Bit;
using solver::encoding::Circuit;

/// One bit for each element of a sort: which one it is, or for a set, who is in it.
using Choice = std::vector<Bit>;

/// What cannot be said about one state of a fixed size; the message says what.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The bits of one state, by relation and function, and then by the rank of the argument list.
struct StateBits {
  std::vector<std::vector<Bit>> relations;
  std::vector<std::vector<Choice>> functions;
};

/// How many argument lists there are, and where each stands.
class Shape {
public:
  Shape(const model::System& system, std::vector<std::uint32_t> sizes) : system_(system), sizes_(std::move(sizes)) {}

  const model::System& system() const { return system_; }
  std::uint32_t size(model::SortId sort) const { return sizes_[sort.index]; }
  std::size_t count(const std::vector<model::Place>& places) const;
  /// Calls `visit` with the rank of every argument list that `args` may choose, and the bit that says that they do.
  void for_each(Circuit& circuit, const std::vector<Choice>& args,
                const std::function<void(std::size_t, Bit)>& visit) const;
  /// A symmetric pair has one place in the state, whichever order it is asked in.
  std::size_t canonical(model::RelationId relation, std::size_t rank) const;

private:
  const model::System& system_;
  std::vector<std::uint32_t> sizes_;
};

class Symbolic {
public:
  Symbolic(Circuit& circuit, const Shape& shape, const StateBits& state)
      : circuit_(circuit), shape_(shape), state_(state), scope_(shape.system().variables.size()) {}

  void bind(model::VariableId variable, Choice choice) { scope_[variable.index] = std::move(choice); }
  Choice value(const model::Term& term);
  std::vector<Choice> values(const std::vector<model::Term>& terms);
  /// Throws Unsupported for `was` and `did`. Quantifiers are written out.
  Bit holds(const model::Formula& formula);
  /// Every assignment of the binders, with the bit that says that it satisfies every guard.
  void for_each(std::span<const model::Binder> binders, const std::function<void(Bit)>& visit);
  Choice constant(model::SortId sort, std::uint32_t index) const;

private:
  Bit holds(const model::Quantified& quantified);
  Bit holds(const model::Can& can);
  void for_each_choice(const model::Can& can, std::size_t first, const std::function<void()>& visit);
  Bit both(Bit a, Bit b) { return circuit_.conjunction({a, b}); }

  Circuit& circuit_;
  const Shape& shape_;
  const StateBits& state_;
  std::vector<Choice> scope_;
};

} // namespace chaperone::bench
