// One step of a system over finitely many optional individuals, as circuits from the
// state before it, and only what the property can feel. Every set of individuals
// is closed under renaming here: nothing tells one individual from another but
// what holds of them. Covered by tests/solver/learning_test.cpp.
#pragma once

#include "model/rules/system.hpp"
#include "solver/encoding/cells.hpp"
#include "solver/encoding/circuit.hpp"
#include "solver/encoding/finite_world.hpp"
#include "solver/encoding/unrolling.hpp"
#include "solver/invariants/cube.hpp"
#include "solver/invariants/derived.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace chaperone::solver::invariants {

/// What is to be shown unreachable, and what is known already.
struct Question {
  std::optional<model::PropertyId> property; ///< none: nothing; the step alone is asked about
  std::vector<model::RuleId> rules;          ///< those that can touch the property
  std::vector<model::Formula> known;         ///< state formulas that hold in every reachable state
  /// Also what the property cannot feel: an invariant may need to speak of what the rules only note down.
  bool is_whole = false;
  std::vector<Derived> derived; ///< what may be said beside tuples and values
};

class Instance {
public:
  /// `sizes` gives each sort's most individuals; an enum's is the number of its values. Throws encoding::Unsupported,
  /// and encoding::TooLarge where the circuit is asked for more than it may be. Cost: the places that requirements ask
  /// for, times the updates that may write them. Throws encoding::Interrupted once `interrupt`, if it is not null, is
  /// requested.
  Instance(const model::System& system, const Question& question, std::vector<std::uint32_t> sizes,
           std::uint64_t most_conjunctions = 0, const Interrupt* interrupt = nullptr);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const model::System& system() const { return system_; }
  const encoding::Circuit& circuit() const { return circuit_; }
  const std::vector<std::uint32_t>& sizes() const { return sizes_; }
  const Derived& derived(const Variable& variable) const { return question_.derived[variable.symbol]; }

  const std::vector<Variable>& variables() const { return variables_; }
  encoding::Bit now(Literal one) const { return signed_bit(now_[variable_of(one)], one); }
  encoding::Bit next(Literal one) const { return signed_bit(next_[variable_of(one)], one); }
  /// Of the question's known facts, before and after the step.
  const std::vector<encoding::Bit>& known_now() const { return known_now_; }
  const std::vector<encoding::Bit>& known_next() const { return known_next_; }
  /// Must hold of every state and step: what is assumed, and that choices are choices.
  const std::vector<encoding::Bit>& axioms() const { return axioms_; }
  const std::vector<encoding::Bit>& start() const { return start_; }
  encoding::Bit takes(model::RuleId rule) const { return unrolling_.selector(0, rule); }
  /// Exactly one rule is taken, allowed, and in no conflict.
  const std::vector<encoding::Bit>& step() const { return step_; }
  /// The state after the step shows the property.
  encoding::Bit bad() const { return bad_; }
  /// The state before it does; never, for a property about steps.
  encoding::Bit bad_before() const { return bad_before_; }

  /// The number of a variable, if the property can feel it.
  std::optional<std::uint32_t> find(const Variable& variable) const;
  /// What a cube speaks of: for each sort the individuals, ascending.
  std::vector<std::vector<std::uint32_t>> individuals(const Cube& cube) const;
  /// What it says of all but this individual.
  Cube without(const Cube& cube, model::SortId sort, std::uint32_t element) const;
  /// All sorts of individuals, those first that derived facts bind most often.
  std::vector<model::SortId> most_bound() const;
  /// With the presence of all whom it speaks of; ascending and without repetition.
  Cube complete(Cube cube) const;
  /// Other cubes that differ in who is who only, itself among them; nothing where there are more than `most`.
  std::optional<std::vector<Cube>> renamings(const Cube& cube, std::size_t most) const;

  /// States, at least the one in the model that `value` gives, from which one step leads to `wanted`, which is about
  /// `target`. Of a whole question, all that is so among those whom the step needs; else only what it rests on.
  Cube generalised(const std::function<bool(encoding::Bit)>& value, std::span<const encoding::Bit> wanted,
                   const Cube& target) const;

private:
  /// What a node of the circuit stands for, where that depends on who is there.
  struct Role {
    std::vector<std::pair<model::SortId, std::uint32_t>> needs; ///< not true without these individuals
    std::optional<std::uint32_t> variable;
  };
  struct Valuation;
  /// Who may stand for a rule's individual parameters.
  struct Arguments {
    model::RuleId rule;
    std::vector<std::pair<model::SortId, encoding::FiniteWorld::Choice>> choices;
  };

  static encoding::Bit signed_bit(encoding::Bit bit, Literal one) { return is_true(one) ? bit : !bit; }
  void add_variable(Variable variable, encoding::Bit bit);
  bool add_new_variables();
  void add_presence();
  void add_derived();
  void encode();
  void encode_property(const model::Property& property);
  void ask_for_all();
  void encode_start();
  void keep_touching(encoding::Bit bit, const std::vector<char>& is_ours, std::vector<encoding::Bit>& kept) const;
  void assign_roles();
  encoding::Bit present(model::SortId sort, std::uint32_t element) const { return world_.is_there(sort, element); }
  const std::vector<model::Place>& places_of(const Variable& variable) const;
  std::vector<std::pair<model::SortId, std::uint32_t>> mentioned(const Variable& variable) const;
  std::size_t place(const Variable& variable) const;
  Valuation valuation_of(const std::function<bool(encoding::Bit)>& value) const;
  void evaluate(Valuation& valuation) const;
  bool holds_without(Valuation& valuation, std::span<const encoding::Bit> roots) const;
  std::optional<std::vector<encoding::Bit>> values_there(const Valuation& valuation) const;
  void require_arguments(Valuation& valuation) const;
  bool is_said(const Valuation& valuation, std::uint32_t node) const;
  bool keeps_derived(const Valuation& valuation) const;
  Cube diagram(const Valuation& valuation) const;
  Cube justification(const Valuation& valuation, std::span<const encoding::Bit> roots) const;

  const model::System& system_;
  const Question question_;
  std::vector<std::uint32_t> sizes_;
  encoding::Circuit circuit_;
  encoding::FiniteWorld world_;
  encoding::Unrolling<encoding::FiniteWorld> unrolling_;
  std::vector<Variable> variables_;
  std::vector<encoding::Bit> now_, next_;
  /// Assumed or known of every state. What needs a witness does not hold of part of the individuals by itself.
  struct Fact {
    encoding::Bit bit;
    bool needs_witness = false;
  };
  std::vector<Fact> facts_;
  std::vector<encoding::Bit> axioms_, start_, step_, known_now_, known_next_;
  encoding::Bit bad_, bad_before_;
  encoding::Cells cells_;
  std::vector<std::size_t> first_place_; ///< after the cells: of each sort, derived fact
  std::vector<std::uint32_t> at_place_;  ///< one more than the variable's number; 0: none
  std::vector<Role> roles_;              ///< by node
  std::vector<Arguments> arguments_;
};

} // namespace chaperone::solver::invariants
