// One population's states as bits and its steps as circuits: the finite world
// (encoding/finite_world.hpp) where all are there and arguments are known.
// Covered by tests/solver/search_test.cpp, which holds it against the interpreter.
#pragma once

#include "model/meaning/interpreter.hpp"
#include "solver/encoding/cells.hpp"
#include "solver/encoding/circuit.hpp"

#include <memory>
#include <vector>

namespace chaperone::solver::small {

using encoding::Bit;

/// A bit of a state and what it is after a step.
struct Update {
  std::size_t bit;
  Bit after;
};

/// A rule with arguments: when it is allowed and what it does. A step that conflicts is not allowed.
struct Step {
  model::Action action;
  Bit allowed;
  std::vector<Update> updates; ///< only bits that may change
};

/// The states and steps of one system over one population.
class Instance {
public:
  /// `system` outlives it.
  Instance(const model::System& system, model::Population population);
  /// The same states and circuit for a system that differs in rules only. `variant` outlives it.
  Instance(const Instance& other, const model::System& variant);
  Instance(Instance&&) noexcept;
  Instance& operator=(Instance&&) = delete;
  ~Instance();

  const model::System& system() const { return system_; }
  const model::Layout& layout() const { return layout_; }
  std::size_t bits() const { return places_.size(); }
  const encoding::Circuit& circuit() const;
  encoding::Circuit& circuit();

  /// All arguments for the rule: individuals, values, and every set.
  std::vector<std::vector<model::StepArgument>> arguments(model::RuleId rule) const;
  /// Costs every argument list, and for each the formulas over all individuals.
  std::vector<Step> steps(model::RuleId rule);
  /// The formula before a step with these arguments for the rule's parameters.
  Bit read(const model::Formula& formula, const model::Action& action);
  Bit read(const model::Formula& formula);
  /// The formula after `step`, with `was` and `did` about it.
  Bit read_after(const model::Formula& formula, const Step& step);

  /// A state's bits are its cells.
  const encoding::Cells& cells() const;
  const encoding::Cell& place(std::size_t bit) const { return places_[bit]; }
  /// The bit in the circuit: an input, or a constant where every state has the same.
  Bit input(std::size_t bit) const { return inputs_[bit]; }

private:
  struct Encoding;
  std::vector<std::size_t> written_places(model::RuleId rule);
  std::vector<Update> updates(model::RuleId rule);

  const model::System& system_;
  model::Layout layout_;
  std::unique_ptr<Encoding> encoding_;
  std::vector<encoding::Cell> places_; ///< by bit
  std::vector<Bit> inputs_;
};

} // namespace chaperone::solver::small
