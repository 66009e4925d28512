// See value_conditions.hpp.
#include "generators/goals/value_conditions.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

std::optional<FunctionId> ValueConditions::function_of(const MemoryGoal& goal) const {
  if (!is_of_place(goal.lapse) && goal.lapse != Lapse::redone)
    return std::nullopt;
  return Moves::function_of(system_, goal.lapse == Lapse::redone ? catalogue_.writes()[*goal.write].symbol
                                                                 : catalogue_.places()[goal.place].symbol);
}

std::uint32_t ValueConditions::values_of(FunctionId function) const {
  return static_cast<std::uint32_t>(system_[system_[function].result].names.size());
}

template <class Visit> void ValueConditions::for_each_pair(std::size_t place, FunctionId function, const Visit& visit) {
  const std::set<std::uint32_t>& compared = catalogue_.compared_with(place);
  const std::uint32_t count = values_of(function);
  for (std::uint32_t is = 0; is < count; ++is)
    for (std::uint32_t seems = 0; seems < count; ++seems)
      if (is != seems && (compared.empty() || compared.contains(is) != compared.contains(seems)))
        visit(is, seems);
}

bool ValueConditions::may_make(std::size_t write, std::uint32_t value) const {
  const std::optional<std::uint32_t> made = questions_.after_write(write).first;
  return !made || *made == value;
}

std::vector<std::size_t> ValueConditions::writes_to(FunctionId function, std::uint32_t value) const {
  return generators::writes_to(catalogue_, questions_, function, value);
}

Journey ValueConditions::journey(FunctionId function, std::uint32_t from, std::uint32_t to) {
  moves_.add(function, values_of(function), catalogue_, questions_);
  return {function, from, to};
}

// What Past looks for (generators/memory/past.hpp), for each two values.
std::optional<std::vector<ValueWay>> ValueConditions::ways_of(const MemoryGoal& goal) {
  const std::optional<FunctionId> function = function_of(goal);
  if (!function)
    return std::nullopt;
  Ways result;
  if (goal.lapse == Lapse::redone)
    return ways_to_do_again(goal, *function);
  const auto add_last_moves = [&](std::uint32_t is, std::uint32_t seems, std::vector<std::size_t> questions) {
    questions.push_back(questions_.critical(goal.place, {is, seems}));
    for (const std::size_t last : writes_to(*function, is)) {
      result.push_back({questions});
      result.back().questions.push_back(questions_.moves(last, seems, is));
    }
  };
  bool is_known = true;
  for_each_pair(goal.place, *function, [&](std::uint32_t is, std::uint32_t seems) {
    switch (goal.lapse) {
    case Lapse::stale:
    case Lapse::by_whom:
    case Lapse::at_once:
    case Lapse::first:
    case Lapse::last:
    case Lapse::asked:
      if (may_make(*goal.write, is)) {
        result.push_back({{questions_.critical(goal.place, {is, seems}), questions_.moves(*goal.write, seems, is)}});
        if (goal.lapse == Lapse::asked)
          result.back().questions.push_back(questions_.critical(goal.place, {seems, is}));
      }
      break;
    case Lapse::back:
      if (is == goal.is && may_make(*goal.write, seems))
        add_last_moves(is, seems, {questions_.moves(*goal.write, is, seems)});
      break;
    case Lapse::spared:
    case Lapse::later:
      add_last_moves(is, seems, {});
      break;
    case Lapse::session:
      result.push_back({{questions_.critical(goal.place, {is, seems})}, journey(*function, seems, is)});
      break;
    case Lapse::rewritten:
      for (const std::size_t again : writes_to(*function, seems))
        if (seems == goal.seems)
          add_last_moves(is, seems, {questions_.sets_again(again, seems)});
      break;
    case Lapse::refused:
      for (const std::size_t write : writes_to(*function, seems))
        if (seems == goal.seems)
          result.push_back({{questions_.critical(goal.place, {is, seems}), questions_.would_move(write, is, seems)}});
      break;
    default:
      is_known = false;
    }
  });
  return is_known ? std::optional(std::move(result)) : std::nullopt;
}

// What the same step made is changed, and changed back by the step.
auto ValueConditions::ways_to_do_again(const MemoryGoal& goal, FunctionId function) -> std::optional<Ways> {
  const Write& write = catalogue_.writes()[*goal.write];
  const Effect& effect = system_[write.rule].effects[write.effect];
  const std::optional<std::uint32_t> made = questions_.after_write(*goal.write).first;
  if (!made || effect.where || !effect.binders.empty())
    return std::nullopt;
  Ways result;
  for (std::uint32_t from = 0; from < values_of(function); ++from)
    if (from != *made)
      result.push_back({{questions_.moves(*goal.write, from, *made)}, journey(function, *made, from)});
  return result;
}

} // namespace chaperone::generators
