// One population's states as bits and its steps as circuits: what docs/semantics.md
// says of formulas and steps, written out over finitely many individuals.
// Covered by tests/solver/search_test.cpp, which holds it against the interpreter.
#pragma once

#include "model/interpreter.hpp"
#include "solver/small/gates.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace chaperone::solver::small {

/// A bit of a state and what it is after a step.
struct Update {
  std::size_t bit;
  Gate after;
};

/// A rule with arguments: when it is allowed and what it does. A step that conflicts is not allowed.
struct Step {
  model::Action action;
  Gate allowed;
  std::vector<Update> updates; ///< only bits that may change
};

/// The states and steps of one system over one population.
class Instance {
public:
  /// `system` outlives it.
  Instance(const model::System& system, model::Population population);
  /// The same states and gates for a system that differs in rules only. `variant` outlives it.
  Instance(const Instance& other, const model::System& variant);

  const model::System& system() const { return system_; }
  const model::Layout& layout() const { return layout_; }
  std::size_t bits() const { return places_.size(); }
  const Gates& gates() const { return gates_; }
  Gates& gates() { return gates_; }

  /// All arguments for the rule: individuals, values, and every set.
  std::vector<std::vector<model::StepArgument>> arguments(model::RuleId rule) const;
  /// Costs every argument list, and for each the formulas over all individuals.
  std::vector<Step> steps(model::RuleId rule);
  /// The formula before a step with these arguments for the rule's parameters.
  Gate read(const model::Formula& formula, const model::Action& action);
  Gate read(const model::Formula& formula);
  /// The formula after `step`, with `was` and `did` about it.
  Gate read_after(const model::Formula& formula, const Step& step);

  /// Which bit stands for what: a tuple (of a symmetric relation in either order), or that a function has a value.
  std::size_t bit_of(model::RelationId relation, const std::vector<std::uint32_t>& args) const;
  std::size_t bit_of(model::FunctionId function, const std::vector<std::uint32_t>& args, std::uint32_t value) const;
  /// A bit's meaning. `value` is there for functions.
  struct Place {
    bool is_relation;
    std::uint32_t symbol;
    std::vector<std::uint32_t> args;
    std::uint32_t value = 0;
  };
  const Place& place(std::size_t bit) const { return places_[bit]; }
  Gate input(std::size_t bit) const { return inputs_[bit]; }

private:
  class Reader;
  struct Moment {
    const std::vector<Gate>* now;
    const std::vector<Gate>* before;
    const model::Action* last_step;
  };
  void add_symbol(bool is_relation, std::uint32_t symbol, const std::vector<model::Place>& places,
                  std::vector<std::size_t>& offsets);
  std::size_t flat(const std::vector<model::Place>& places, const std::vector<std::uint32_t>& args) const;
  void write_updates(Reader& reader, Step& step);

  const model::System& system_;
  model::Layout layout_;
  Gates gates_;
  std::vector<Place> places_;
  std::vector<Gate> inputs_;
  std::vector<std::vector<std::size_t>> relation_bits_, function_bits_; ///< by symbol and flat argument list
  /// Defines before a step, read once for each argument list.
  std::map<std::pair<model::DefineId, std::vector<std::uint32_t>>, Gate> told_;
};

} // namespace chaperone::solver::small
