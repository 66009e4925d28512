// See reliance.hpp.
#include "solver/explanation/reliance.hpp"

#include "model/facts/rule_graph.hpp"
#include "model/rules/claims.hpp"
#include "solver/api/deadline.hpp"
#include "solver/api/in_threads.hpp"
#include "solver/check.hpp"
#include "solver/evidence/evidence.hpp"
#include "solver/explanation/proof_clauses.hpp"
#include "solver/explanation/removals.hpp"
#include "solver/explanation/sufficient_sets.hpp"
#include "solver/strategy/rounds.hpp"

#include <algorithm>
#include <iterator>

namespace chaperone::solver::explanation {

using model::Clause;
using model::ClauseSet;
using model::PropertyId;
using model::RuleId;

namespace {

/// Of one promise, where not all that its proof rests on is load-bearing.
constexpr std::size_t most_sets_asked = 60;

encoding::Settings limits_of(const Options& options) {
  return strategy::round_of(options, 2).limits;
}

/// What is known of one proved property before the rules are changed.
struct Proven {
  PropertyId property;
  std::set<RuleId> asked;        ///< by `can`: what they require is part of the promise itself
  std::optional<ClauseSet> used; ///< suffices; none: not known
  ClauseSet empties;             ///< effects without which the promise speaks of nothing
  ClauseSet kept;                ///< clauses without which it was seen to be kept
};

class Explaining {
public:
  Explaining(const model::System& system, const Options& options, Observer* observer)
      : options_(options), observer_(observer) {
    made_.system = model::with_clauses_apart(system);
    made_.system.scenarios.clear(); // they are no part of what is explained
    made_.clauses = model::clauses_of(made_.system);
    empty_ = model::always_empty_relations(made_.system);
  }

  Explanation run() {
    made_.checked = check(made_.system, options_, observer_);
    if (!made_.checked.errors.empty())
      return std::move(made_);
    Options left = options_;
    if (left.timeout)
      left.timeout = std::max(*left.timeout - elapsed(), std::chrono::milliseconds(1));
    removals_.emplace(made_.system, made_.clauses, left, interrupt_, observer_);
    const Deadline deadline(left.timeout, [this] { interrupt_->request(); });
    look_at_proofs();
    ask_alone();
    if (left.timeout)
      left.timeout = std::max(*options_.timeout - elapsed(), std::chrono::milliseconds(1));
    judge_all(left);
    made_.was_interrupted = interrupt_->is_requested() && !deadline.has_passed();
    return std::move(made_);
  }

private:
  std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
  }

  // ---- what the proofs tell

  void look_at_proofs() {
    for (const PropertyAnswer& answer : made_.checked.properties)
      if (std::holds_alternative<Proved>(answer.verdict)) {
        const model::Property& property = made_.system[answer.property];
        Proven& proven = proven_[answer.property];
        proven.property = answer.property;
        proven.asked = model::rules_asked_by(made_.system, property);
        proven.empties = effects_that_fill(property);
      }
    std::vector<std::function<void()>> tasks;
    for (const PropertyAnswer& answer : made_.checked.properties)
      if (const auto* proved = std::get_if<Proved>(&answer.verdict))
        tasks.emplace_back([this, &answer, proved] { look_at({answer.property, *proved}); });
    in_threads(options_.jobs, tasks);
  }

  /// In sessions of its own: what is found does not depend on which proofs were looked at before.
  void look_at(const Proof& proof) try {
    encoding::Session finding(limits_of(options_), interrupt_), auditing(limits_of(options_), interrupt_);
    const Sessions sessions{finding, auditing};
    Proven& proven = proven_.at(proof.property);
    proven.used = clauses_used(sessions, made_.system, made_.clauses, proof);
    ClauseSet asked;
    for (std::size_t i = 0; i < made_.clauses.size(); ++i)
      if (made_.clauses[i].is_in_rule() && may_matter(proven, i) && !proven.empties.contains(i))
        asked.insert(i);
    proven.kept = goes_through_without(sessions, made_.system, made_.clauses, asked, proof);
  } catch (const encoding::Interrupted&) {
    // What is not known of a proof is asked of a check, or stays open.
  }

  /// Effects without which a relation stays empty for ever that the promise is about: no solver has to be asked.
  ClauseSet effects_that_fill(const model::Property& property) const {
    ClauseSet found;
    const model::Formula shown = model::shown_where(property);
    if (property.is_about_steps || !model::can_ever_hold(made_.system, shown, empty_))
      return found;
    for (std::size_t i = 0; i < made_.clauses.size(); ++i)
      if (made_.clauses[i].kind == Clause::Kind::effect) {
        const model::System changed = model::without(made_.system, made_.clauses, {i});
        if (!model::can_ever_hold(changed, shown, model::always_empty_relations(changed)))
          found.insert(i);
      }
    return found;
  }

  /// Do the questions about sets of clauses range over it?
  bool is_ordered(const Proven& proven, std::size_t i) const {
    const Clause& clause = made_.clauses[i];
    return clause.only_restricts() && !(clause.kind == Clause::Kind::requirement && proven.asked.contains(clause.rule));
  }

  bool may_matter(const Proven& proven, std::size_t i) const {
    return !is_ordered(proven, i) || !proven.used || proven.used->contains(i);
  }

  // ---- one clause left out

  void ask_alone() {
    Removals::Questions questions;
    for (const auto& [property, proven] : proven_)
      for (std::size_t i = 0; i < made_.clauses.size(); ++i)
        if (may_matter(proven, i) && !proven.empties.contains(i) && !proven.kept.contains(i))
          questions[{i}].insert(property);
    for (const PropertyAnswer& answer : made_.checked.properties) {
      for (const std::size_t effect : effects_that_may_serve(answer))
        if (!removals_->is_still_possible({effect}, answer.property))
          serving_[answer.property].insert(effect);
      for (const std::size_t effect : serving_[answer.property])
        questions[{effect}].insert(answer.property);
    }
    removals_->ask(questions);
  }

  /// Of a `possible` that is witnessed: the effects without which that run does not show it.
  ClauseSet effects_that_may_serve(const PropertyAnswer& answer) const {
    ClauseSet found;
    const auto* shown = std::get_if<Shown>(&answer.verdict);
    const model::Property& property = made_.system[answer.property];
    if (!shown || property.kind != model::PropertyKind::possible)
      return found;
    for (std::size_t i = 0; i < made_.clauses.size(); ++i)
      if (made_.clauses[i].kind == Clause::Kind::effect &&
          evidence::object_to(model::without(made_.system, made_.clauses, {i}), property, shown->scenario))
        found.insert(i);
    return found;
  }

  // ---- roles

  /// Of one property.
  struct Roles {
    std::vector<Reliance> reliances;
    std::vector<ClauseSet> alternatives;
  };

  /// Property by property, and what is said in vain.
  void judge_all(const Options& left) {
    std::vector<Roles> roles(made_.checked.properties.size());
    std::vector<std::function<void()>> tasks{
        [&] { made_.superfluous = superfluous(made_.system, made_.checked, left, interrupt_); }};
    for (std::size_t i = 0; i < roles.size(); ++i)
      tasks.emplace_back([this, &roles, i] { roles[i] = judged(made_.checked.properties[i]); });
    in_threads(options_.jobs, tasks);
    for (std::size_t i = 0; i < roles.size(); ++i) {
      std::ranges::move(roles[i].reliances, std::back_inserter(made_.reliances));
      if (!roles[i].alternatives.empty())
        made_.alternatives[made_.checked.properties[i].property] = std::move(roles[i].alternatives);
    }
  }

  Roles judged(const PropertyAnswer& answer) {
    const auto proven = proven_.find(answer.property);
    if (proven != proven_.end())
      return judged(proven->second);
    if (std::holds_alternative<Shown>(answer.verdict) &&
        made_.system[answer.property].kind == model::PropertyKind::possible)
      return used(answer);
    if (std::holds_alternative<Bounded>(answer.verdict) || std::holds_alternative<Unknown>(answer.verdict))
      return open(answer.property);
    return {};
  }

  /// Where the verdict of the rules as they are is open, so is what becomes of it without a clause.
  Roles open(PropertyId property) const {
    Roles made;
    for (std::size_t i = 0; i < made_.clauses.size(); ++i)
      made.reliances.push_back(Reliance{i, property, Role::undecided});
    return made;
  }

  Roles used(const PropertyAnswer& answer) {
    Roles made;
    const ClauseSet& may_serve = serving_.at(answer.property);
    for (std::size_t i = 0; i < made_.clauses.size(); ++i) {
      if (made_.clauses[i].kind != Clause::Kind::effect)
        continue;
      Reliance& each = made.reliances.emplace_back(Reliance{i, answer.property, Role::no_change});
      if (!may_serve.contains(i))
        continue;
      const Verdict& verdict = removals_->verdict({i}, answer.property);
      if (std::holds_alternative<Proved>(verdict))
        each.role = Role::needed_for_use;
      else
        leave_open(each, verdict);
    }
    return made;
  }

  static void leave_open(Reliance& each, const Verdict& verdict) {
    std::visit(model::overload{
                   [](const Shown&) {},
                   [](const Proved&) {},
                   [&](const Bounded& it) {
                     each.role = Role::undecided;
                     each.reason = it.reason;
                   },
                   [&](const Unknown& it) {
                     each.role = Role::undecided;
                     each.reason = it.reason;
                   },
               },
               verdict);
  }

  Roles judged(const Proven& proven) {
    Roles made;
    ClauseSet load_bearing;
    for (std::size_t i = 0; i < made_.clauses.size(); ++i) {
      Reliance& each = made.reliances.emplace_back(Reliance{i, proven.property, Role::no_change});
      if (proven.empties.contains(i)) {
        each.role = Role::needed_for_use;
        continue;
      }
      if (proven.kept.contains(i) || !may_matter(proven, i))
        continue;
      const Verdict& verdict = removals_->verdict({i}, proven.property);
      leave_open(each, verdict);
      if (const auto* shown = std::get_if<Shown>(&verdict)) {
        each.role = Role::load_bearing;
        each.permits = *shown;
        load_bearing.insert(i);
      }
    }
    const SufficientSets sets = sufficient_sets(proven, load_bearing);
    for (Reliance& each : made.reliances)
      if (is_ordered(proven, each.clause) && each.role == Role::no_change)
        judge_by_sets(each, sets);
    if (sets.sets.size() > 1)
      for (const ClauseSet& set : sets.sets) {
        ClauseSet rest;
        std::ranges::set_difference(set, load_bearing, std::inserter(rest, rest.end()));
        made.alternatives.push_back(std::move(rest));
      }
    return made;
  }

  void judge_by_sets(Reliance& each, const SufficientSets& sets) const {
    if (std::ranges::any_of(sets.sets, [&](const ClauseSet& set) { return set.contains(each.clause); })) {
      each.role = Role::shared;
    } else if (!sets.is_complete) {
      each.role = Role::undecided;
      each.reason = "not every set of clauses that suffices was found";
    } else if (made_.clauses[each.clause].kind == Clause::Kind::requirement) {
      each.role = Role::idle;
    }
  }

  // ---- several clauses left out

  SufficientSets sufficient_sets(const Proven& proven, const ClauseSet& load_bearing) {
    ClauseSet all;
    std::vector<ClauseSet> breaking;
    for (std::size_t i = 0; i < made_.clauses.size(); ++i)
      if (is_ordered(proven, i)) {
        all.insert(i);
        if (load_bearing.contains(i))
          breaking.push_back({i});
      }
    return minimal_sufficient_sets(
        all, breaking, [&](const ClauseSet& removed) { return leave_out(proven, removed); }, most_sets_asked);
  }

  Consequence leave_out(const Proven& proven, const ClauseSet& removed) {
    const auto is_left = [&](std::size_t clause) { return !removed.contains(clause); };
    if (removed.empty() || (proven.used && std::ranges::all_of(*proven.used, is_left)))
      return StillKept{};
    const Verdict& verdict = removals_->verdict(removed, proven.property);
    if (std::holds_alternative<Proved>(verdict))
      return StillKept{};
    if (const auto* shown = std::get_if<Shown>(&verdict))
      return NoLongerKept{model::broken_by(made_.system, made_.clauses,
                                           model::without(made_.system, made_.clauses, removed), shown->scenario)};
    return NotKnown{};
  }

  const Options& options_;
  Observer* observer_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const std::shared_ptr<Interrupt> interrupt_ = std::make_shared<Interrupt>(); ///< hears Ctrl-C from the beginning
  Explanation made_;
  std::vector<model::RelationId> empty_;
  std::map<PropertyId, Proven> proven_;
  std::map<PropertyId, ClauseSet> serving_; ///< effects without which a `possible` may be impossible
  std::optional<Removals> removals_;
};

} // namespace

Explanation explain(const model::System& system, const Options& options, Observer* observer) {
  return Explaining(system, options, observer).run();
}

} // namespace chaperone::solver::explanation
