// A run as formulas: what holds after each step, written in terms of the
// state at its start by substitution, so that there are no frame axioms. Follows
// docs/semantics.md ("Formulas", "Steps", "Runs"); the interpreter is its judge.
//
// World says what a value is and how quantifiers are expressed: over sorts of any
// size (unbounded_world.hpp) or over finitely many optional individuals
// (finite_world.hpp), where it is also the one step of solver/search and solver/learning.
// Covered by tests/agreement/ (random rules, every engine, one answer).
#pragma once

#include "model/rules/system.hpp"
#include "model/steps/set_elimination.hpp"
#include "solver/encoding/clashes.hpp"
#include "solver/encoding/reply.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace chaperone::solver::encoding {

/// A bound variable's identity: unique among those that can be nested, see Unrolling::bound.
struct BoundName {
  model::VariableId variable;
  std::uint32_t state = 0;
  std::uint32_t copy = 0;
  model::SortId sort;
};

/// Where a parameter's value of one step is kept: parameters of one sort share slots across rules.
struct Slot {
  std::uint32_t step = 0;
  model::SortId sort;
  std::uint32_t index = 0;
};

/// One of the `set` statements that may change a function in one step.
struct SetStatement {
  model::FunctionId function;
  std::uint32_t step = 0;
  std::size_t number = 0;
};

/// Hash of a memo key.
struct KeyHash {
  std::size_t operator()(const std::vector<std::uint32_t>& key) const noexcept {
    std::size_t hash = 1469598103934665603U;
    for (const std::uint32_t part : key)
      hash = (hash ^ part) * 1099511628211U;
    return hash;
  }
};

template <class World> class Unrolling {
public:
  using Value = typename World::Value;
  using Truth = typename World::Truth;

  Unrolling(const model::System& system, World& world)
      : system_(system), world_(world), environment_(system.variables.size()), writers_(find_writers(system)) {}

  /// Adds a step after the last state, by any rule.
  void add_step() {
    std::vector<model::RuleId> all;
    for (std::uint32_t rule = 0; rule < system_.rules.size(); ++rule)
      all.push_back(model::RuleId{rule});
    add_step(all);
  }
  /// Adds a step after the last state, by one of these rules.
  void add_step(const std::vector<model::RuleId>& rules) {
    const auto step = static_cast<std::uint32_t>(selectors_.size());
    std::vector<Truth> chosen(system_.rules.size(), truth(false));
    for (const model::RuleId rule : rules)
      chosen[rule.index] = rules.size() == 1 ? truth(true) : world_.proposition("rule", step, rule.index);
    selectors_.push_back(std::move(chosen));
  }
  /// What is known of the state before them stays known. Cost: the calls of defines that are known.
  void forget_steps() {
    selectors_.clear();
    holds_.clear(); // and neither holds anything of the first state
    functions_.clear();
    std::erase_if(paths_, [](const auto& known) { return known.first.second > 0; });
    std::erase_if(calls_, [](const auto& known) { return known.first[1] > 0; });
    std::erase_if(reached_, [](const auto& known) { return known.first.second[0] > 0; });
  }
  std::uint32_t steps() const { return static_cast<std::uint32_t>(selectors_.size()); }
  const Truth& selector(std::uint32_t step, model::RuleId rule) const { return selectors_[step][rule.index]; }

  /// A closed formula in the state-th state; `was` and `did` look at the step before it.
  Truth formula(const model::Formula& node, std::uint32_t state);

  /// A tuple's truth, and a function's value, in the state-th state.
  Truth holds(model::RelationId relation, const std::vector<Value>& args, std::uint32_t state);
  Value function(model::FunctionId function, const std::vector<Value>& args, std::uint32_t state);

  /// The requirements of a rule at a step, without its selector.
  Truth requirements(model::RuleId rule, std::uint32_t step);
  /// The rule at this step would add and remove one tuple, or set one place to two values.
  Truth conflict(model::RuleId rule, std::uint32_t step);
  /// Some tuple of the relation holds in the state-th state.
  Truth is_not_empty(model::RelationId relation, std::uint32_t state);
  /// Where the values of a rule's parameters are kept.
  std::vector<Slot> slots(model::RuleId rule, std::uint32_t step) const;
  /// One requirement of a rule at a step.
  Truth requirement(model::RuleId rule, std::size_t index, std::uint32_t step) {
    return formula_with(rule, system_[rule].requirements[index].formula, step);
  }
  /// A formula about the rule's parameters, in the state before a step.
  Truth formula_with(model::RuleId rule, const model::Formula& node, std::uint32_t step);
  /// An update and where it writes; the value at a place that a `for` variable decides is left open.
  struct Written {
    const model::Update* update;
    std::vector<std::pair<model::SortId, std::optional<Value>>> args;
  };
  std::vector<Written> written(model::RuleId rule, std::uint32_t step);
  /// What is true of closures at the start; more where it is one that the rules give.
  enum class Start { given, any };
  std::vector<Truth> closure_axioms(Start start);
  enum class Requirements { included, left_out };
  /// Exactly one rule is taken at `step`, its requirements hold, and it is in no conflict with itself.
  std::vector<Truth> step_constraints(std::uint32_t step, Requirements requirements = Requirements::included);

private:
  /// A set parameter's value: of a step, written out, or the one that decides `can R(_)`.
  using SetValue = std::variant<Slot, std::vector<Value>, model::steps::DecidingSet>;
  using Set = std::shared_ptr<const SetValue>;
  using Binding = std::variant<std::monostate, Value, Set>;
  static Set make_set(SetValue value) { return std::make_shared<const SetValue>(std::move(value)); }

  /// Binds a variable for a scope. Rules' parameters are bound again while an earlier step is looked at, hence the
  /// restoring.
  class Bound {
  public:
    Bound(Unrolling& owner, model::VariableId variable, Binding binding)
        : owner_(owner), variable_(variable),
          saved_(std::exchange(owner.environment_[variable.index], std::move(binding))) {}
    ~Bound() { owner_.environment_[variable_.index] = std::move(saved_); }
    Bound(const Bound&) = delete;
    Bound& operator=(const Bound&) = delete;

  private:
    Unrolling& owner_;
    model::VariableId variable_;
    Binding saved_;
  };
  /// Binds several, none twice.
  class Scope {
  public:
    explicit Scope(Unrolling& owner, std::size_t most = 0) : owner_(owner) { saved_.reserve(most); }
    Scope(Scope&& other) noexcept : owner_(other.owner_), saved_(std::exchange(other.saved_, {})) {}
    ~Scope() {
      for (auto& [variable, binding] : saved_)
        owner_.environment_[variable.index] = std::move(binding);
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    void bind(model::VariableId variable, Binding binding) {
      saved_.emplace_back(variable, std::exchange(owner_.environment_[variable.index], std::move(binding)));
    }

  private:
    Unrolling& owner_;
    std::vector<std::pair<model::VariableId, Binding>> saved_;
  };

  /// An update that writes a relation or function, and where it stands.
  struct Writer {
    model::RuleId rule;
    const model::Effect* effect;
    const model::Update* update;
  };
  struct Writers {
    std::vector<std::vector<Writer>> of_relation, of_function;
  };
  static Writers find_writers(const model::System& system);

  Truth truth(bool value) { return world_.truth(value); }
  Truth all_of(const std::vector<Truth>& parts) { return world_.all_of(parts); }
  Truth any_of(const std::vector<Truth>& parts) { return world_.any_of(parts); }
  Truth negation(const Truth& formula) { return world_.negation(formula); }
  Truth implication(const Truth& left, const Truth& right) { return world_.any_of({world_.negation(left), right}); }
  Truth equivalence(const Truth& left, const Truth& right) { return world_.equivalence(left, right); }

  Scope bind_parameters(model::RuleId rule, std::uint32_t step);

  Value term(const model::Term& term, std::uint32_t state);
  /// What `make` cannot encode is said with the place of these words.
  template <class Make> auto located(model::Span span, Make make) const {
    try {
      return make();
    } catch (const Unsupported& why) {
      throw why.at(place_of(system_, span));
    }
  }
  std::vector<Value> terms(const std::vector<model::Term>& list, std::uint32_t state);
  Truth member(const SetValue& set, const Value& element, std::uint32_t state);
  Truth quantified(const model::Quantified& node, std::uint32_t state);
  /// Of a `some` over many variables, see unrolling_elimination.hpp.
  struct Factor;
  bool eliminates(const model::Quantified& node) const;
  std::uint64_t choices_within(const model::Formula& formula) const;
  std::uint64_t choices_of(const model::Quantified& node) const;
  Truth some_one_by_one(const std::vector<model::Binder>& binders, const model::Formula& body, bool is_denied,
                        std::uint32_t state);
  Truth call(const model::Call& node, std::uint32_t state);
  Truth can(const model::Can& node, std::uint32_t state);
  Truth can_with(const model::Rule& rule, const std::vector<model::Argument>& args, std::size_t next,
                 std::uint32_t state);
  Truth can_for_some_set(const model::Rule& rule, const std::vector<model::Argument>& args, std::size_t next,
                         std::uint32_t state);
  Truth did(const model::Did& node, std::uint32_t state);
  using Reach = std::function<Truth(const Value& from, const Value& to)>;
  // What is said of other states and of sets, see unrolling_reached.hpp.
  using Paths = std::vector<std::vector<Truth>>;
  Truth reached(const model::Reached& node, std::uint32_t state);
  Truth reached_freely(const model::Reached& node, std::uint32_t state);
  Truth some_set(const model::SomeSet& node, std::uint32_t state);
  /// That ways have ends is said in some questions only: Z3 may look for the next step without an end, or crash.
  enum class Sure { of_all, of_ends };
  Truth facts_of(const model::Reached& node, const std::string& name, const std::vector<model::VariableId>& around,
                 std::uint32_t state, Sure which);
  void add_ends(model::RelationId closure, std::uint32_t state, const Reach& step, const Reach& now,
                std::vector<Truth>& facts);
  void add_difference(model::RelationId closure, std::uint32_t state, const Reach& step, const Reach& now,
                      std::vector<Truth>& facts);
  /// The variables that are bound around the node and mentioned in it.
  std::vector<model::VariableId> bound_around(const model::Reached& node) const;
  std::optional<std::vector<std::uint32_t>> key_of(const std::vector<model::VariableId>& variables,
                                                   std::uint32_t state);
  Paths all_paths(model::SortId sort, const Reach& leads);
  Truth guards(const std::vector<model::Binder>& binders, std::uint32_t state);
  std::vector<BoundName> names(const std::vector<model::Binder>& binders, std::uint32_t state,
                               std::uint32_t copy) const;
  template <class Body>
  Truth with_bound(const std::vector<model::Binder>& binders, std::span<const Value> values, Body body);

  Truth holds_after_step(model::RelationId relation, const std::vector<Value>& args, std::uint32_t step);
  /// Is the value that this `set` takes at a place not known from the place?
  static bool takes_any(const Writer& writer);
  void constrain_taken(std::uint32_t step, const std::vector<Truth>& chosen, std::vector<Truth>& made);
  /// For a quantifier over all places.
  static std::vector<BoundName> place_names(const std::vector<model::Place>& places, std::uint32_t state);
  Truth writes(const Writer& writer, const std::vector<Value>& place, std::uint32_t step);
  Truth writes_exactly(const Writer& writer, const std::vector<Value>& place, std::uint32_t step, const Value* value);
  Truth clash(const Writer& one, const Writer& other, std::uint32_t step);
  Truth clash_of(const Writer& one, const Writer& other, std::uint32_t step, std::span<const Value> ones,
                 std::span<const Value> others);
  struct Place {
    std::vector<Value> args;
    std::optional<Value> value;
  };
  Place place(const Writer& writer, std::span<const Value> values, std::uint32_t step);
  Truth happens(const Writer& writer, std::span<const Value> values, std::uint32_t step);

  // Closures, see unrolling_closures.hpp.
  /// Of a closure in one step: what is left when edges have gone, and after the step.
  enum class Stage : std::uint32_t { cut, after };
  struct BaseChanges {
    std::vector<const Writer*> added, removed;
    bool adds_sets = false;  ///< edges for all values of some variables
    bool is_unclear = false; ///< something changes that its define reads
    bool is_any() const { return is_unclear || !added.empty() || !removed.empty(); }
  };
  Truth closed(model::RelationId closure, const std::vector<Value>& args, std::uint32_t state);
  Truth leads(model::RelationId closure, const Value& from, const Value& to, std::uint32_t state);
  const std::vector<std::vector<Truth>>& closed_by_paths(model::RelationId closure, std::uint32_t state);
  Truth is_or_reaches(const Reach& reach, const Value& from, const Value& to);
  BaseChanges base_changes(model::RelationId closure, model::RuleId rule) const;
  Truth closed_after_step(model::RelationId closure, const std::vector<Value>& args, std::uint32_t step);
  Reach reach_after(model::RelationId closure, model::RuleId rule, const BaseChanges& changes, std::uint32_t step);
  template <class Body>
  Truth for_all_ends(model::RelationId closure, std::uint32_t count, std::uint32_t state, Body body);
  void add_closure_axioms(model::RelationId closure, std::uint32_t state, const Reach& edge, const Reach& reach,
                          std::vector<Truth>& made);
  Truth is_forest(model::RelationId closure, std::uint32_t state);
  Truth has_no_circle(model::RelationId closure, std::uint32_t state);
  /// Speaks of a closure's individuals for closure_formulas.hpp.
  struct Ends {
    using Value = typename World::Value;
    using Truth = typename World::Truth;
    Unrolling& owner;
    model::SortId sort;
    std::uint32_t state;
    Truth all_of(std::initializer_list<Truth> parts) { return owner.all_of(std::vector<Truth>(parts)); }
    Truth any_of(std::initializer_list<Truth> parts) { return owner.any_of(std::vector<Truth>(parts)); }
    Truth negation(const Truth& part) { return owner.negation(part); }
    Truth equal(const Value& left, const Value& right) { return owner.world_.equal(left, right); }
    template <class Body> Truth some_pair(Body body) {
      constexpr model::VariableId no_variable{UINT32_MAX};
      return owner.world_.some({BoundName{no_variable, state, 3, sort}, BoundName{no_variable, state, 4, sort}},
                               [&](std::span<const Value> pair) { return body(pair[0], pair[1]); });
    }
  };
  Ends ends(model::RelationId closure, std::uint32_t state) { return {*this, system_[closure].places[0].sort, state}; }
  /// The end of the edges that an update makes or takes away, if it is one for all values of its `for` variables.
  std::optional<Value> common_end(const Writer& writer, std::size_t end, std::uint32_t step);
  void add_cut_at_one(model::RelationId closure, const Writer& writer, std::uint32_t step, const Reach& before,
                      const Reach& left, const Reach& edge, const Reach& over, std::vector<Truth>& facts);
  void add_defined_growth(model::RelationId closure, model::RuleId rule, std::uint32_t step, const Reach& grown,
                          std::vector<Truth>& facts);
  void add_first_steps(model::RelationId closure, std::vector<Truth>& made);
  void constrain_closures(std::uint32_t step, std::vector<Truth>& made);
  void add_cut(model::RelationId closure, model::RuleId rule, const BaseChanges& changes, std::uint32_t step,
               std::vector<Truth>& facts);
  void add_growth(model::RelationId closure, model::RuleId rule, const BaseChanges& changes, std::uint32_t step,
                  std::vector<Truth>& facts);

  std::vector<std::uint32_t> key(std::uint32_t what, std::uint32_t state, const std::vector<Value>& args) {
    std::vector<std::uint32_t> made{what, state};
    for (const Value& arg : args)
      made.push_back(world_.key(arg));
    return made;
  }

  const model::System& system_;
  World& world_;
  std::uint32_t number_ = world_.next_unrolling(); ///< tells apart what several unrollings over one world leave open
  std::vector<Binding> environment_;
  Writers writers_;
  std::vector<std::vector<Truth>> selectors_;
  std::unordered_map<std::vector<std::uint32_t>, Truth, KeyHash> holds_, calls_;
  std::unordered_map<std::vector<std::uint32_t>, Value, KeyHash> functions_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Paths> paths_; ///< by closure and state
  /// By what a step is, the state, and what the variables stand for that are bound around it.
  std::map<std::pair<model::Formula, std::vector<std::uint32_t>>, Paths> reached_;
  std::map<std::pair<model::Formula, std::vector<std::uint32_t>>, std::uint32_t> relations_; ///< with numbers
};

} // namespace chaperone::solver::encoding

#include "solver/encoding/unrolling_closures.hpp"
#include "solver/encoding/unrolling_elimination.hpp"
#include "solver/encoding/unrolling_formulas.hpp"
#include "solver/encoding/unrolling_reached.hpp"
#include "solver/encoding/unrolling_steps.hpp"
