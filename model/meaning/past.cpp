// See past.hpp.
#include "model/meaning/past.hpp"

#include <fmt/format.h>

namespace chaperone::model {

namespace {

/// The moments of a run: the start, and the state after each step that was taken.
std::vector<Moment> moments_of(const Replay& run) {
  std::vector<Moment> made{Moment{run.start}};
  for (const Played& played : run.steps) {
    const auto* outcome = std::get_if<Outcome>(&played.outcome);
    if (outcome != nullptr && *outcome == Outcome::allowed)
      made.push_back({played.after, &made.back().now, &played.action});
  }
  return made;
}

class Judge {
public:
  Judge(const Memory& memory, const std::vector<Moment>& moments) : memory_(memory), moments_(moments) {}

  /// `once`: it held at this moment or at an earlier one. `since`: at one of them ψ held, and φ at all that followed.
  bool is_true_at(std::size_t moment, std::span<const Assignment> bindings) const {
    return last_cause(moment, bindings).has_value();
  }

  /// The last moment up to this one that makes it true.
  std::optional<std::size_t> last_cause(std::size_t moment, std::span<const Assignment> bindings) const {
    for (std::size_t at = moment + 1; at-- > 0;) {
      if (holds(memory_.stated ? memory_.stated : memory_.held, at, bindings))
        return at;
      if (memory_.stated && !holds(memory_.held, at, bindings))
        return std::nullopt;
    }
    return std::nullopt;
  }

private:
  /// What asks about a step says nothing of the start.
  bool holds(const Formula& formula, std::size_t moment, std::span<const Assignment> bindings) const {
    const bool counts_at_start = !memory_.is_about_steps || (memory_.begins_at_start && formula == memory_.stated);
    return (moment > 0 || counts_at_start) && evaluate(formula, moments_[moment], bindings);
  }

  const Memory& memory_;
  const std::vector<Moment>& moments_;
};

std::vector<Assignment> bindings_of(const Memory& memory, const std::vector<std::uint32_t>& args) {
  std::vector<Assignment> bindings;
  for (std::size_t i = 0; i < args.size(); ++i)
    bindings.push_back({memory.variables[i], args[i]});
  return bindings;
}

} // namespace

std::optional<std::size_t> true_since(const Replay& run, const Memory& memory, const std::vector<std::uint32_t>& args) {
  const std::vector<Moment> moments = moments_of(run);
  const Judge judge(memory, moments);
  const std::vector<Assignment> bindings = bindings_of(memory, args);
  if (memory.since)
    return judge.last_cause(moments.size() - 1, bindings);
  for (std::size_t moment = 0; moment < moments.size(); ++moment)
    if (judge.is_true_at(moment, bindings))
      return moment;
  return std::nullopt;
}

std::optional<std::string> wrong_memory(const Replay& run) {
  const System& system = run.layout->system();
  if (system.memories.empty())
    return std::nullopt;
  const std::vector<Moment> moments = moments_of(run);
  std::optional<std::string> found;
  for (const Memory& memory : system.memories) {
    const Judge judge(memory, moments);
    for (std::size_t moment = 0; moment < moments.size(); ++moment)
      for_each_place(*run.layout, system[memory.relation].places, [&](const std::vector<std::uint32_t>& args) {
        const std::vector<Assignment> bindings = bindings_of(memory, args);
        // What does not ask about steps is remembered of the moment before. Nothing is at the start.
        const bool expected = moment > 0 && judge.is_true_at(memory.is_about_steps ? moment : moment - 1, bindings);
        if (moments[moment].now.holds(memory.relation, args) != expected && !found)
          found = fmt::format("what is remembered after {} steps is wrong", moment);
      });
  }
  return found;
}

} // namespace chaperone::model
