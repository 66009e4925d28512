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
  Symbol where;
  std::size_t args = 0;    ///< where they begin in Changes::cells
  Number was = 0, now = 0; ///< of a relation a Truth
};

struct Changes {
  std::vector<Change> list;
  std::vector<Number> cells;
  std::set<Symbol> forgotten; ///< more of them may have become unknown than is listed
  const Number* args(const Change& change) const { return cells.data() + change.args; }
  void clear() {
    list.clear();
    cells.clear();
    forgotten.clear();
  }
};

/// What the rules say of a step in the present state.
struct Judgement {
  Truth is_allowed = Truth::yes;
  std::size_t requirement = 0;      ///< the first that is false, or unknown where none is false
  Truth may_be_refused = Truth::no; ///< the service may refuse what the requirements allow
};

struct LiveConflict {
  Symbol where;
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
  /// What the requirements look at that holds, up to the first that does not; then what decides whether the rule may be
  /// refused.
  Trace reads(const model::Action& action);
  /// Values of one individual parameter for which the rule's requirements may hold, the others being as in `action`; at
  /// most `most`. None where it may be somebody of whom no fact is known, too.
  std::vector<Number> possible_values(const model::Action& action, std::size_t parameter, std::size_t most);
  /// Does what the effects say, whether the step is refused or not; nothing where they conflict. What they do to
  /// somebody who is not known is left to forget_what_changed().
  std::optional<LiveConflict> take(const model::Action& action);
  /// Did an effect of the last step speak of somebody who is not known?
  bool is_somebody_unknown() const { return !vague_.empty(); }
  /// Whatever these effects may have changed is unknown from now on. Not taken back by undo().
  void forget_what_changed();
  /// A step of which some arguments are `nobody`, sets too: what it may have changed is unknown from then on. With
  /// `is_done` false it may not have been done at all. loosen() first what it changes.
  void take_partly(const model::Action& action, bool is_done);
  /// Some one of these steps, one at least; or none, with `is_done` false. loosen() first what they change.
  void take_one_of(const std::vector<model::Action>& steps, bool is_done);
  /// What take_partly() may make unknown, if the step was done.
  std::set<Symbol> changed_partly(const model::Action& action) const;
  std::set<Symbol> changed_by_rule(model::RuleId rule) const;
  /// A fact that is seen or given. Of a symmetric relation one order; no step.
  void put(model::RelationId relation, const Number* args, Truth truth);
  void set(model::FunctionId function, const Number* args, Number value);
  /// Nothing is known of these places, unless it is said afterwards; `nobody` stands for anybody. Of a symmetric
  /// relation either order. loosen() it first.
  void forget(const Symbol& where, const std::vector<Number>& pattern) {
    forget({where, pattern, unknown_value(where)});
  }
  /// Whoever is new has what the start gives to everybody. Then they are no more new.
  void start_for_added();

  /// What changed since forget_changes().
  const Changes& changes() const { return changes_; }
  void forget_changes() { changes_.clear(); }
  /// Takes back all changes but the first so many of those that are not forgotten.
  void undo(std::size_t kept);

  /// From now on the state before the last step is kept too, for `was`.
  void keep_before();
  /// From now on something of these may be unknown. True where plans that others made are to be made again.
  bool loosen(const std::set<Symbol>& symbols);
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
    Symbol where;
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
    Symbol where;
    std::size_t args;
    std::uint32_t count;
    Number value;
    bool is_certain;
  };
  /// A write to a place that is not known in full: `nobody` stands for anybody.
  struct Vague {
    Symbol where;
    std::vector<Number> args;
    Number value; ///< of a relation a Truth; nobody: any
  };

  void plan_rules();
  RulePlan plan(const model::Rule& rule);
  RequirementPlan plan(const model::Formula& formula);
  EffectPlan plan(const model::Rule& rule, const model::Effect& effect);
  std::optional<model::Formula> removed_alone(const model::Rule& rule, const model::Effect& effect) const;
  Truth truth(const RequirementPlan& plan, Trace* trace = nullptr);
  void gather(const EffectPlan& effect, bool is_certain);
  void gather(const EffectPlan& effect, const Search& search, bool is_certain);
  void write(const UpdatePlan& update, bool is_certain, Evaluation& evaluation);
  void gather_vague(const EffectPlan& effect, const model::Effect& rule_effect);
  void begin_step();
  void write_all(const model::Action& action);
  static void put_back(const Changes& changes, const Change& change, Number value, Facts& facts);
  bool names(const Literal& literal, model::VariableId variable) const;
  void forget(const Vague& vague);
  void forget(Facts& facts, const Vague& vague);
  std::optional<LiveConflict> settle();
  void apply(const Written& written);
  bool is_same_place(const Written& left, const Written& right) const;
  bool is_before(const Written& left, const Written& right) const;
  static Number unknown_value(const Symbol& where);
  void use(const std::vector<model::Place>& places, const Number* args, bool is_used);
  void fill(model::RelationId relation, std::size_t place, Number added);

  const model::System& system_;
  Start start_;
  Individuals individuals_;
  Facts facts_;
  std::optional<Facts> before_;
  Changes last_changes_; ///< of the last step, which `before_` lacks
  std::vector<Vague> last_vague_;
  Planner planner_;
  std::vector<RulePlan> rules_;
  Bindings bindings_;
  Changes changes_;
  std::vector<Written> written_;
  std::vector<Number> cells_;
  model::Action last_step_;
  bool is_stepped_ = false;
  std::vector<Vague> vague_;
  std::set<model::SortId> looked_over_;
};

} // namespace chaperone::live
