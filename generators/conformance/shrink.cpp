// Greedy removal, largest things first, until nothing more can go.
#include "generators/conformance/shrink.hpp"

#include "model/scenarios/renumbering.hpp"

#include <algorithm>
#include <utility>

namespace chaperone::conformance {
namespace {

using namespace model;

bool is_same(const Given& left, const Given& right) {
  return std::visit(
      overload{
          [](const GivenTuple& a, const GivenTuple& b) { return a.relation == b.relation && a.args == b.args; },
          [](const GivenValue& a, const GivenValue& b) { return a.function == b.function && a.args == b.args; },
          [](const auto&, const auto&) { return false; },
      },
      left, right);
}

bool plays_a_part(const System& system, const Action& action, SortId sort, std::uint32_t who) {
  for (std::size_t at = 0; at < action.args.size(); ++at) {
    const auto* alone = std::get_if<std::uint32_t>(&action.args[at]);
    const auto* set = std::get_if<std::vector<std::uint32_t>>(&action.args[at]);
    const bool is_there = alone != nullptr ? *alone == who : std::binary_search(set->begin(), set->end(), who);
    if (is_there && system[system[action.rule].parameters[at]].sort == sort)
      return true;
  }
  return false;
}

/// Is it an individual of `sort … with`? Where no value is given, that is the first.
bool is_always_there(const Trial& trial, SortId sort, std::uint32_t index) {
  const System& system = *trial.system;
  for (std::uint32_t id = 0; id < system.functions.size(); ++id) {
    if (!system.functions[id].is_individual || system.functions[id].result != sort)
      continue;
    std::uint32_t value = 0;
    for (const Given& given : trial.given)
      if (const auto* it = std::get_if<GivenValue>(&given); it != nullptr && it->function.index == id)
        value = it->value;
    if (value == index)
      return true;
  }
  return false;
}

/// The trial with two individuals made one. Steps in which both play a part are left out, since they would no longer
/// tell who did what to whom; nothing where the last one is among them.
std::optional<Trial> merged(Trial trial, SortId sort, std::uint32_t index, std::uint32_t other) {
  const auto has_both = [&](const Action& action) {
    return plays_a_part(*trial.system, action, sort, index) && plays_a_part(*trial.system, action, sort, other);
  };
  if (has_both(trial.actions.back()))
    return std::nullopt;
  std::erase_if(trial.actions, has_both);
  return without(trial, sort, index, other);
}

class Shrinker {
public:
  Shrinker(Trial trial, Run run, const Attempt& attempt, std::size_t most_attempts)
      : best_{std::move(trial), std::move(run)}, wanted_(signature_of(best_.run)), attempt_(attempt),
        most_attempts_(most_attempts) {
    cut_after_difference();
  }

  Shrunk shrink() {
    bool got_smaller = true;
    while (got_smaller && best_.attempts < most_attempts_) {
      got_smaller = false;
      for (const auto pass :
           {&Shrinker::fewer_individuals, &Shrinker::fewer_steps, &Shrinker::fewer_facts, &Shrinker::smaller_sets})
        got_smaller = (this->*pass)() || got_smaller;
    }
    return std::move(best_);
  }

private:
  void cut_after_difference() { best_.trial = as_run(std::move(best_.trial), best_.run); }

  /// Keeps the candidate if it shows the same flaw.
  bool takes(std::optional<Trial> candidate) {
    if (!candidate || best_.attempts >= most_attempts_ || !is_runnable(*candidate))
      return false;
    ++best_.attempts;
    auto run = attempt_(*candidate);
    if (!run || !run->difference || !(signature_of(*run) == wanted_))
      return false;
    best_.trial = std::move(*candidate);
    best_.run = std::move(*run);
    cut_after_difference();
    return true;
  }

  bool fewer_individuals() {
    bool any = false;
    const System& system = *best_.trial.system;
    for (std::uint32_t s = 0; s < system.sorts.size(); ++s)
      for (std::uint32_t index = best_.trial.population.size({s}); index-- > 0 && !system.sorts[s].is_enum;)
        any = takes(without(best_.trial, {s}, index)) || takes_merged({s}, index) || any;
    return any;
  }

  bool takes_merged(SortId sort, std::uint32_t index) {
    for (std::uint32_t other = 0; other < index; ++other)
      if (takes(merged(best_.trial, sort, index, other)))
        return true;
    return false;
  }

  /// Each member of the list, from its end.
  template <class Member> bool fewer(Member member, std::size_t kept_at_end) {
    bool any = false;
    for (std::size_t at = (best_.trial.*member).size(); at-- > 0;) {
      if (at + kept_at_end >= (best_.trial.*member).size())
        continue;
      Trial candidate = best_.trial;
      (candidate.*member).erase((candidate.*member).begin() + static_cast<std::ptrdiff_t>(at));
      any = takes(std::move(candidate)) || any;
    }
    return any;
  }
  bool fewer_steps() { return fewer(&Trial::actions, 1); }
  bool fewer_facts() { return fewer(&Trial::given, 0); }

  bool smaller_sets() {
    bool any = false;
    for (std::size_t step = 0; step < best_.trial.actions.size(); ++step)
      for (std::size_t arg = 0; step < best_.trial.actions.size() && arg < best_.trial.actions[step].args.size(); ++arg)
        any = smaller_set(step, arg) || any;
    return any;
  }

  bool smaller_set(std::size_t step, std::size_t arg) {
    bool any = false;
    const auto set = [&](Trial& trial) {
      return std::get_if<std::vector<std::uint32_t>>(&trial.actions[step].args[arg]);
    };
    for (std::size_t at = set(best_.trial) != nullptr ? set(best_.trial)->size() : 0; at-- > 0;) {
      if (step >= best_.trial.actions.size())
        return any;
      if (at >= set(best_.trial)->size())
        continue;
      Trial candidate = best_.trial;
      set(candidate)->erase(set(candidate)->begin() + static_cast<std::ptrdiff_t>(at));
      any = takes(std::move(candidate)) || any;
    }
    return any;
  }

  Shrunk best_;
  Signature wanted_;
  const Attempt& attempt_;
  std::size_t most_attempts_;
};

} // namespace

Signature signature_of(const Run& run) {
  return signature_of(*run.difference, run.steps.back());
}

std::optional<Trial> without(const Trial& trial, SortId sort, std::uint32_t index,
                             std::optional<std::uint32_t> replaced_by) {
  if (trial.population.size(sort) < 2 || is_always_there(trial, sort, index))
    return std::nullopt;
  const Renumbering renumbering(*trial.system, sort, index, replaced_by);
  Trial result = trial;
  auto& names = result.population.names[sort.index];
  names.erase(names.begin() + index);
  result.given.clear();
  for (Given given : trial.given)
    if (renumbering.renumber(given) && std::none_of(result.given.begin(), result.given.end(),
                                                    [&](const Given& other) { return is_same(given, other); }))
      result.given.push_back(std::move(given));
  result.actions.clear();
  for (std::size_t at = 0; at < trial.actions.size(); ++at)
    if (Action action = trial.actions[at]; renumbering.renumber(action))
      result.actions.push_back(std::move(action));
    else if (at + 1 == trial.actions.size())
      return std::nullopt;
  return result;
}

Shrunk shrink(Trial trial, Run run, const Attempt& attempt, std::size_t most_attempts) {
  return Shrinker(std::move(trial), std::move(run), attempt, most_attempts).shrink();
}

} // namespace chaperone::conformance
