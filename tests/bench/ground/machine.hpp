// A rule file's instance of exactly the sizes given as a sequential circuit, for hardware checkers: one frame a step,
// whose inputs choose a rule and its arguments. Covered by tests/bench/generators_test.py.
#pragma once

#include "symbolic.hpp"

#include <map>
#include <optional>

namespace chaperone::bench {

/// What a bit of the state is at first and becomes. `now` is an input of the circuit, or its negation where the bit
/// is true at first: the input itself is false at first.
struct Latch {
  Bit now, next;
};

class Machine {
public:
  /// Throws Unsupported where the property is not about single states, or where there is no start.
  Machine(const Shape& shape, const model::Property& property);

  const Circuit& circuit() const { return circuit_; }
  const std::vector<Bit>& inputs() const { return inputs_; }
  const std::vector<Latch>& latches() const { return latches_; }
  /// True in a state that breaks the property, or shows it if it is a `possible`.
  Bit bad() const { return bad_; }
  /// 1 where the first frame chooses the start, 0 where there is one start only.
  int frames_before() const { return has_free_start_ ? 1 : 0; }

private:
  /// What makes a bit of the state true, and what makes it false.
  struct Change {
    std::vector<Bit> added, removed;
  };
  using Changes = std::map<std::size_t, Change>; // by number of the state's bit

  StateBits make_state(const std::function<Bit(std::size_t)>& bit) const;
  std::size_t number(model::RelationId relation, std::size_t rank) const;
  std::size_t number(model::FunctionId function, std::size_t rank) const;
  Bit is_start(Circuit& circuit, const StateBits& state) const;
  void find_start();
  void make_latches();
  Bit new_input();
  Choice decoder(std::size_t size);
  std::vector<std::vector<model::VariableId>> bind_parameters(Symbolic& symbolic, const model::Rule& rule,
                                                              std::vector<Bit>& required);
  Bit some(Symbolic& symbolic, const model::Formula& formula, std::span<const model::VariableId> chosen);
  Changes changes(Symbolic& symbolic, const model::Rule& rule);
  void add_update(Symbolic& symbolic, Bit happens, const model::Update& update, Changes& made);
  Bit take_step(const model::Rule& rule, Bit selected, std::map<std::size_t, std::pair<Bit, Bit>>& done);
  void take_steps();
  Bit both(Bit a, Bit b) { return circuit_.conjunction({a, b}); }

  const Shape& shape_;
  const model::System& system_;
  std::vector<std::size_t> first_of_relation_, first_of_function_;
  std::map<std::size_t, bool> known_at_start_; ///< by number of the state's bit
  bool has_free_start_ = false;

  Circuit circuit_;
  std::vector<Bit> inputs_;
  std::vector<Latch> latches_;
  std::map<std::size_t, std::size_t> latch_of_; ///< number of the state's bit -> latch
  std::map<std::size_t, Bit> chosen_;           ///< what the first frame chooses, where the start is free
  Bit started_ = Bit(true), good_ = Bit(true), bad_;
  StateBits state_;
  std::map<std::pair<std::uint32_t, std::size_t>, Choice> arguments_; ///< by sort and turn; rules share them
};

} // namespace chaperone::bench
