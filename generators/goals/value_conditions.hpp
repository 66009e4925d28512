// What must be possible for a goal about a function into an enum, value by value: "once it is a member again after ban"
// takes a way from banned to member. Asked where no run was found for a goal.
// Covered by tests/generators/planted_test.cpp.
#pragma once

#include "generators/memory/journeys.hpp"

#include <optional>
#include <vector>

namespace chaperone::generators {

class ValueConditions {
public:
  /// The catalogue outlives it.
  explicit ValueConditions(const Catalogue& catalogue)
      : catalogue_(catalogue), system_(catalogue.system()), questions_(system_, catalogue) {}
  ValueConditions(const ValueConditions&) = delete;
  ValueConditions& operator=(const ValueConditions&) = delete;

  /// If none of these can be, the goal is impossible. Nothing: that is not known.
  std::optional<std::vector<ValueWay>> ways_of(const MemoryGoal& goal);
  bool may_be(const ValueWay& way, const Moves::IsImpossible& is_impossible) const {
    return moves_.may_be(way, is_impossible);
  }

  /// The rules, with the variables of the questions.
  const model::System& system() const { return system_; }
  const std::vector<solver::StepQuestion>& questions() const { return questions_.all(); }

private:
  using Ways = std::vector<ValueWay>;

  /// The function into an enum that the goal is about, if it is about one.
  std::optional<model::FunctionId> function_of(const MemoryGoal& goal) const;
  std::uint32_t values_of(model::FunctionId function) const;
  /// Visits the pairs of values on which a request may hang at the place: what is, and what is read.
  template <class Visit> void for_each_pair(std::size_t place, model::FunctionId function, const Visit& visit);
  bool may_make(std::size_t write, std::uint32_t value) const;
  std::vector<std::size_t> writes_to(model::FunctionId function, std::uint32_t value) const;
  Journey journey(model::FunctionId function, std::uint32_t from, std::uint32_t to);
  std::optional<Ways> ways_to_do_again(const MemoryGoal& goal, model::FunctionId function);

  const Catalogue& catalogue_;
  model::System system_;
  MemoryQuestions questions_;
  Moves moves_;
};

} // namespace chaperone::generators
