// A run of which one state at a time is kept: what the rules say of each step, and what it changes. Sections "Steps"
// and "Conflicts" of docs/semantics.md; where facts are unknown, so may the answer be.
//
//   LiveRun run(system, start_of(system));
//   model::Action action{rule, {run.individuals().found_or_added(user, "Ann"), …}};
//   if (run.judge(action).is_allowed == Truth::yes) run.take(action);
//
// Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "records/live/evaluation.hpp"
#include "records/live/planner.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::live {

/// One place that became otherwise. Of a symmetric relation each order is a place.
struct Change {
  std::variant<model::RelationId, model::FunctionId> where;
  std::size_t args = 0;    ///< where they begin in Changes::cells
  Number was = 0, now = 0; ///< of a relation a Truth
};

struct Changes {
  std::vector<Change> list;
  std::vector<Number> cells;
  const Number* args(const Change& change) const { return cells.data() + change.args; }
  void clear() {
    list.clear();
    cells.clear();
  }
};

/// What the rules say of a step in the present state.
struct Judgement {
  Truth is_allowed = Truth::yes;
  std::size_t requirement = 0;      ///< the first that is false, or unknown where none is false
  Truth may_be_refused = Truth::no; ///< the service may refuse what the requirements allow
};

struct LiveConflict {
  std::variant<model::RelationId, model::FunctionId> where;
  std::vector<Number> args;
};

/// The first relation, function or rule with more places or parameters than a live state has columns; nothing where
/// there is none.
std::optional<std::string> too_wide(const model::System& system);

class LiveRun {
public:
  /// The system outlives it, and nothing of it is too wide.
  LiveRun(const model::System& system, const Start& start);
  LiveRun(const LiveRun&) = delete;
  LiveRun& operator=(const LiveRun&) = delete;

  const model::System& system() const { return system_; }
  Individuals& individuals() { return individuals_; }
  const Individuals& individuals() const { return individuals_; }
  const Facts& facts() const { return facts_; }
  /// Makes further plans over the same facts. Slots are added to: bindings() grows with them.
  Planner& planner() { return planner_; }
  Bindings& bindings();

  /// Cost: what the requirements have to look at.
  Judgement judge(const model::Action& action);
  /// What the requirements look at that holds, up to the first that does not.
  Trace reads(const model::Action& action);
  /// Values of one individual parameter for which the rule's requirements may hold, the others being as in `action`; at
  /// most `most`. None where it may be somebody of whom no fact is known, too.
  std::vector<Number> possible_values(const model::Action& action, std::size_t parameter, std::size_t most);
  /// Does what the effects say, whether the step is refused or not; nothing where they conflict.
  std::optional<LiveConflict> take(const model::Action& action);
  /// A fact that is seen or given. Of a symmetric relation one order; no step.
  void put(model::RelationId relation, const Number* args, Truth truth);
  void set(model::FunctionId function, const Number* args, Number value);
  /// Data say all there is of it.
  void close(model::RelationId relation) { facts_.close(relation); }
  /// Whoever is new has what the start gives to everybody. Then they are no more new.
  void start_for_added();

  /// What changed since forget_changes().
  const Changes& changes() const { return changes_; }
  void forget_changes() { changes_.clear(); }
  /// Takes back all changes but the first so many of those that are not forgotten.
  void undo(std::size_t kept);
  /// Did an effect speak of somebody unknown? Then the state is not known in full.
  bool is_somebody_unknown() const { return is_somebody_unknown_; }

  /// From now on the state before the last step is kept too, for `was`.
  void keep_before() { before_.emplace(facts_); }
  /// The moment after the last step.
  LiveMoment moment() const;
  /// Binds a step's arguments to the parameters of its rule.
  void bind(const model::Action& action);

  /// The sorts over all of which rules look.
  const std::set<model::SortId>& looked_over() const { return looked_over_; }

private:
  struct RequirementPlan {
    Check certain;
    std::optional<Check> possible; ///< where facts may be unknown
  };
  struct UpdatePlan {
    std::variant<model::RelationId, model::FunctionId> where;
    std::vector<TermPlan> terms;
    std::optional<TermPlan> value; ///< of a function
    Number truth = 0;              ///< of a relation
  };
  struct EffectPlan {
    Search certain;
    std::optional<Search> possible;
    std::vector<UpdatePlan> updates;
  };
  struct RulePlan {
    std::vector<RequirementPlan> requirements;
    std::vector<RequirementPlan> must_allow; ///< `may refuse`: what must hold for it not to apply
    std::vector<EffectPlan> effects;
  };
  struct Written {
    std::variant<model::RelationId, model::FunctionId> where;
    std::size_t args;
    std::uint32_t count;
    Number value;
    bool is_certain;
  };

  RulePlan plan(const model::Rule& rule);
  RequirementPlan plan(const model::Formula& formula);
  EffectPlan plan(const model::Effect& effect);
  Truth truth(const RequirementPlan& plan, Trace* trace = nullptr);
  void gather(const EffectPlan& effect, const Search& search, bool is_certain);
  void write(const UpdatePlan& update, bool is_certain, Evaluation& evaluation);
  std::optional<LiveConflict> settle();
  void apply(const Written& written);
  bool is_same_place(const Written& left, const Written& right) const;
  void use(const std::vector<model::Place>& places, const Number* args, bool is_used);
  void fill(model::RelationId relation, std::size_t place, Number added);

  const model::System& system_;
  Start start_;
  Individuals individuals_;
  Facts facts_;
  std::optional<Facts> before_;
  Changes last_changes_; ///< of the last step, which `before_` lacks
  Planner planner_;
  std::vector<RulePlan> rules_;
  Bindings bindings_;
  Changes changes_;
  std::vector<Written> written_;
  std::vector<Number> cells_;
  model::Action last_step_;
  bool is_stepped_ = false;
  bool is_somebody_unknown_ = false;
  std::set<model::SortId> looked_over_;
};

} // namespace chaperone::live
