// Runs of a given length over any number of individuals, and the inductive
// step: the questions whose answers hold for every population.
// Covered by tests/agreement/ and tests/solver/.
#pragma once

#include "solver/encoding/session.hpp"
#include "solver/encoding/target.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace chaperone::solver::encoding {

/// A large enum can be taken for a sort with so many different individuals, and maybe more: what holds then, holds of
/// the enum, and quantifiers need not be written out. What does not hold then proves nothing.
enum class Enums { closed, open };
/// Is there an enum that Enums::open makes a difference for?
bool has_large_enum(const model::System& system);

enum class StartsIn {
  initial_state,
  any_state, ///< that satisfies what `assume` says of fixed relations and functions
};

class UnboundedRun {
public:
  /// `most` limits the named sorts' sizes; all others have any size.
  UnboundedRun(Session& session, const model::System& system, StartsIn start,
               const std::map<model::SortId, std::uint32_t>& most = {}, Enums enums = Enums::closed);
  ~UnboundedRun();
  UnboundedRun(UnboundedRun&&) noexcept;
  UnboundedRun& operator=(UnboundedRun&&) noexcept;

  /// Adds one step, by any rule. Throws Unsupported.
  void extend();
  std::uint32_t steps() const;
  /// From now on, only runs whose last state holds `formula`.
  void assume(const model::Formula& formula);
  /// From now on, only runs whose last state does not break (for `possible`: show) the property.
  void assume_not_shown(model::PropertyId property);
  /// From now on, only runs in whose last state no tuple of the relation holds.
  void assume_empty(model::RelationId relation);
  /// Is there a run of exactly `steps()` steps that hits the target? Throws Unsupported.
  Reply find(const Target& target);
  /// From now on a question may cost so much, in Z3's own units.
  void limit_resources(std::uint32_t most);
  /// From now on sizes() is kept, at the cost of a model for each run found.
  void keep_sizes();
  /// Can `formula` be false in the last state? Unsatisfiable: it cannot. Throws Unsupported.
  Reply breaks(const model::Formula& formula);
  /// Each sort's number of individuals in the last run found.
  const std::vector<std::uint32_t>& sizes() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What it takes for a rule to keep something: none of these can be spared.
struct Grounds {
  std::vector<std::size_t> requirements; ///< of the rule
  std::vector<std::size_t> hypotheses;   ///< of those supposed by name, counted from 0
};

/// One step from any state that satisfies some hypotheses: is a conclusion kept, rule by rule?
class InductiveStep {
public:
  InductiveStep(Session& session, const model::System& system, Enums enums = Enums::closed);
  ~InductiveStep();

  /// Hypotheses about the state before the step, on top of what `assume` says of fixed relations.
  void suppose(const model::Formula& formula);
  void suppose_not_shown(model::PropertyId property);
  /// The same, and grounds() and hypotheses_for() tell whether it is needed.
  void suppose_by_name(const model::Formula& formula);
  /// Can `rule` lead from such a state to one that breaks (shows) the property? Unsatisfiable: it cannot. Throws
  /// Unsupported.
  Reply breaks(model::PropertyId property, model::RuleId rule);
  /// Can `rule` lead to a state where `formula` is false? One formula at a time: Z3 may take a hundred times as long to
  /// see that one of three cannot be as that each cannot. Questions about one rule are best asked one after the other.
  Reply breaks(const model::Formula& formula, model::RuleId rule);
  /// From now on a question may cost so much, in Z3's own units.
  void limit_resources(std::uint32_t most);
  /// From now on, only steps with at most so many individuals of each sort named here.
  void limit_sizes(std::map<model::SortId, std::uint32_t> most);
  /// Why `rule` can do neither of the two; none where it can, or where Z3 does not know. Cost: a question for each
  /// requirement and hypothesis. Throws Unsupported.
  std::optional<Grounds> grounds(std::optional<model::PropertyId> property, const std::vector<model::Formula>& formulas,
                                 model::RuleId rule);
  /// The same with all of the rule's requirements given: the hypotheses that it takes.
  std::optional<std::vector<std::size_t>> hypotheses_for(std::optional<model::PropertyId> property,
                                                         const std::vector<model::Formula>& formulas,
                                                         model::RuleId rule);
  /// Is the property broken (shown) in such a state itself?
  Reply allows(model::PropertyId property);
  /// From now on sizes() is kept, at the cost of a model for each step found.
  void keep_sizes();
  /// Each sort's number of individuals in the last step found.
  const std::vector<std::uint32_t>& sizes() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace chaperone::solver::encoding
