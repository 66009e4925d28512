// See memory_conditions.hpp.
#include "generators/goals/memory_conditions.hpp"

#include "generators/memory/questions.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

class ConditionLister {
public:
  ConditionLister(System& system, const Catalogue& catalogue) : catalogue_(catalogue), ask_(system, catalogue) {}

  MemoryConditions list() {
    for (const MemoryGoal& goal : catalogue_.goals())
      result_.needs.push_back(needs_of(goal));
    result_.questions = ask_.all();
    return std::move(result_);
  }

private:
  using Needs = std::vector<std::vector<std::size_t>>;

  Needs needs_of(const MemoryGoal& goal) {
    switch (goal.lapse) {
    case Lapse::stale:
    case Lapse::at_once:
    case Lapse::first:
    case Lapse::last:
      return {critical_after(goal.place, *goal.write), {ask_.changes(*goal.write, goal.place)}};
    case Lapse::by_whom:
      return {critical_after(goal.place, *goal.write), {ask_.changes_for(*goal.write, *goal.is != 0)}};
    case Lapse::far:
      return needs_of_far(goal);
    case Lapse::asked:
      return {critical_after(goal.place, *goal.write),
              critical_before(goal.place, *goal.write),
              {ask_.changes(*goal.write, goal.place)}};
    case Lapse::back:
      return {{ask_.critical(goal.place, {goal.is ? goal.is : opposite(goal.seems), goal.seems})},
              {ask_.changes(*goal.write, goal.place)},
              changing_writes(goal, goal.is ? goal.is : opposite(goal.seems))};
    case Lapse::sibling:
      return {{ask_.critical(goal.place, {opposite(goal.seems), goal.seems})}, changing_writes(goal, goal.seems)};
    case Lapse::session:
      return {{ask_.critical(goal.place, {opposite(goal.seems), goal.seems})},
              changing_writes(goal, opposite(goal.seems)),
              {ask_.taken(*goal.other)}};
    case Lapse::spared:
      return {{ask_.critical(goal.place, {opposite(goal.seems), goal.seems})}, {ask_.taken(*goal.other)}};
    case Lapse::turned:
      return {{ask_.critical(goal.place, {opposite(goal.seems), goal.seems})},
              goal.write ? std::vector{ask_.changes(*goal.write, goal.place)} : changing_writes(goal, std::nullopt),
              changing_writes(goal, opposite(goal.seems))};
    case Lapse::overwritten:
    case Lapse::later:
      return {{ask_.critical(goal.place, {std::nullopt, std::nullopt})}, changing_writes(goal, std::nullopt)};
    case Lapse::beyond:
    case Lapse::way_left:
    case Lapse::circle:
      return {{ask_.critical(goal.place, {opposite(goal.seems), goal.seems})}, changing_writes(goal, std::nullopt)};
    case Lapse::redone:
      return {{ask_.allowed_write(*goal.write, false)}, undoing(*goal.write)};
    case Lapse::rewritten:
      return {{ask_.critical(goal.place, {other_than_seems(goal), goal.seems})},
              idle_writes(goal),
              changing_writes(goal, other_than_seems(goal))};
    case Lapse::refused:
      return {{ask_.critical(goal.place, {other_than_seems(goal), goal.seems})}, idle_writes(goal)};
    case Lapse::value:
      return {{ask_.critical_value(goal)}};
    case Lapse::passed:
    case Lapse::passed_same:
      return {{ask_.refused(goal.rule, goal.place)}};
    case Lapse::failed_same:
    case Lapse::failed_often:
      return {{ask_.refused(goal.rule, goal.place)}, {ask_.taken(goal.rule)}};
    case Lapse::crowded:
      return {{ask_.crowds(*goal.write, goal.argument, *goal.is)}};
    case Lapse::left:
      return {{ask_.leaves(goal.rule, catalogue_.writes()[*goal.write].symbol, goal.argument)}};
    case Lapse::kept:
      return {leaving(goal), writes_by(*goal.other, true)};
    case Lapse::revived:
      return {leaving(goal), undoing(*goal.write), writes_by(*goal.other, false)};
    }
    return {};
  }

  static std::optional<std::uint32_t> opposite(const std::optional<std::uint32_t>& truth) {
    return truth ? std::optional(1 - *truth) : std::nullopt;
  }

  /// Of a closure both truths: what the write does to it depends on what it is of.
  std::vector<std::size_t> critical_after(std::size_t place, std::size_t write) {
    if (catalogue_.is_closure(catalogue_.places()[place].symbol))
      return {ask_.critical(place, {1, 0}), ask_.critical(place, {0, 1})};
    return {ask_.critical(place, ask_.after_write(write))};
  }

  /// Those of `asked`, and first where a search does best to begin: where the request hangs on a tuple of a closure
  /// that no edge is. Beside a closure that must be possible; at one, the tuple may have had a shorter way when it
  /// mattered.
  Needs needs_of_far(const MemoryGoal& goal) {
    MemoryGoal near = goal;
    near.lapse = Lapse::asked;
    Needs result = needs_of(near);
    if (catalogue_.is_closure(catalogue_.places()[goal.place].symbol)) {
      result.front().insert(result.front().begin(), ask_.critical_tuple_of(goal.place, 3));
      return result;
    }
    std::vector<std::size_t> over_ways;
    for (const std::size_t closure : catalogue_.closures_beside(goal.place))
      over_ways.push_back(ask_.critical_tuple_of(closure, 2));
    result.insert(result.begin(), std::move(over_ways));
    return result;
  }

  std::vector<std::size_t> critical_before(std::size_t place, std::size_t write) {
    if (catalogue_.is_closure(catalogue_.places()[place].symbol))
      return critical_after(place, write);
    const auto [is, was] = ask_.after_write(write);
    return {ask_.critical(place, {was, is})};
  }

  /// Something changes what the write made.
  std::vector<std::size_t> undoing(std::size_t write) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < catalogue_.writes().size(); ++i)
      if (catalogue_.writes()[i].symbol == catalogue_.writes()[write].symbol &&
          (i != write || (catalogue_.may_take(i) && !ask_.after_write(i).first)))
        result.push_back(ask_.allowed_write(i, false));
    return result;
  }

  /// The rule changes something: adds or sets it (`gives`), or removes or sets it.
  std::vector<std::size_t> writes_by(RuleId rule, bool gives) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < catalogue_.writes().size(); ++i)
      if (catalogue_.writes()[i].rule == rule && (gives ? catalogue_.may_give(i) : catalogue_.may_take(i)))
        result.push_back(ask_.allowed_write(i, false));
    return result;
  }

  /// The step leaves something that the other rule gave, or took.
  std::vector<std::size_t> leaving(const MemoryGoal& goal) {
    std::set<std::size_t> result;
    const bool is_kept = goal.lapse == Lapse::kept;
    for (std::size_t i = 0; i < catalogue_.writes().size(); ++i)
      if (catalogue_.writes()[i].rule == *goal.other &&
          (is_kept ? catalogue_.may_give(i) && !catalogue_.is_always_about_asker(i) : catalogue_.may_take(i)))
        result.insert(ask_.leaves_beside(*goal.write, catalogue_.writes()[i].symbol, is_kept,
                                         is_kept ? catalogue_.sort_of_actor(*goal.other) : std::nullopt));
    return {result.begin(), result.end()};
  }

  /// Of a relation. What a function has in place of one value is not said.
  std::optional<std::uint32_t> other_than_seems(const MemoryGoal& goal) const {
    const bool is_tuple = std::holds_alternative<RelationId>(catalogue_.places()[goal.place].symbol);
    return is_tuple ? opposite(goal.seems) : std::nullopt;
  }

  /// The writes of what the place reads, where a value is given those that may make it so.
  std::vector<std::size_t> writes_of(const MemoryGoal& goal, const std::optional<std::uint32_t>& value) const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < catalogue_.writes().size(); ++i)
      if (const Symbol& read = catalogue_.places()[goal.place].symbol;
          catalogue_.may_change(i, read) &&
          (!value || catalogue_.is_closure(read) || !ask_.after_write(i).first || ask_.after_write(i).first == value))
        result.push_back(i);
    return result;
  }

  /// The questions of the writes that could have done nothing, there or because they were refused.
  std::vector<std::size_t> idle_writes(const MemoryGoal& goal) {
    std::vector<std::size_t> result;
    for (const std::size_t write : writes_of(goal, goal.seems))
      result.push_back(goal.lapse == Lapse::rewritten ? ask_.allowed_write(write, true) : ask_.refused_write(write));
    return result;
  }

  std::vector<std::size_t> changing_writes(const MemoryGoal& goal, const std::optional<std::uint32_t>& value) {
    std::vector<std::size_t> result;
    for (const std::size_t write : writes_of(goal, value))
      result.push_back(ask_.allowed_write(write, false));
    return result;
  }

  const Catalogue& catalogue_;
  MemoryQuestions ask_;
  MemoryConditions result_;
};

} // namespace

MemoryConditions list_memory_conditions(System& system, const Catalogue& catalogue) {
  return ConditionLister(system, catalogue).list();
}

std::vector<bool> ruled_out(const MemoryConditions& conditions, const std::vector<solver::StepAnswer>& answers) {
  const auto has_no_run = [&](const std::vector<std::size_t>& any) {
    return std::ranges::all_of(
        any, [&](std::size_t question) { return std::holds_alternative<solver::ProvedImpossible>(answers[question]); });
  };
  std::vector<bool> result;
  for (const auto& needs : conditions.needs)
    result.push_back(std::ranges::any_of(needs, has_no_run));
  return result;
}

} // namespace chaperone::generators
