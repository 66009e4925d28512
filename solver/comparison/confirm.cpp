// See confirm.hpp.
#include "solver/comparison/confirm.hpp"

#include "model/comparison/projection.hpp"
#include "solver/api/errors.hpp"

#include <fmt/format.h>

#include <memory>

namespace chaperone::solver::comparison {

using namespace model;
using model::comparison::Course;
using model::comparison::Lockstep;
using model::comparison::Probe;
using model::comparison::Projection;
using model::comparison::Question;

namespace {

/// Whose run it is.
Side taker_of(const Probe& probe, Course course) {
  if (probe.question == Question::own_start)
    return course == Course::before ? Side::before : Side::after;
  return probe.question == Question::newly_refused || probe.question == Question::may_be_refused ? Side::before
                                                                                                 : Side::after;
}

/// Is the question about a state, and not about a step that leads on from it?
bool is_about_state(Question question) {
  return question == Question::other_state || question == Question::own_start;
}

/// Are they one, whatever is remembered for `once` and `since`? No side remembers for the other.
bool are_same_now(const State& reached, const State& seen) {
  const System& system = seen.layout().system();
  State made = seen;
  for (std::uint32_t i = 0; i < system.relations.size(); ++i)
    if (system.relations[i].upkeep == Upkeep::past)
      for_each_place(seen.layout(), system.relations[i].places, [&](const std::vector<std::uint32_t>& args) {
        made.put(RelationId{i}, args, reached.holds(RelationId{i}, args));
      });
  return reached == made;
}

class Confirmation {
public:
  Confirmation(const Sides& sides, const Lockstep& made, const Probe& probe, const Scenario& run)
      : sides_(sides), made_(made), probe_(probe), run_(run), replayed_(replay(made.system, run)) {}

  Shown run() {
    if (replayed_.failure || replayed_.steps.size() != run_.items.size())
      fail("its steps are not taken");
    const Side taker = taker_of(probe_, made_.course);
    Shown shown;
    shown.side = taker;
    shown.run = Projection(taker, sides_.of(taker), made_).run(run_);
    shown.beside = Projection(other(taker), sides_.of(other(taker)), made_).run(run_);
    shown.steps = static_cast<std::uint32_t>(run_.items.size());
    const std::size_t common = run_.items.size() - (is_about_state(probe_.question) ? 0 : 1);
    const Side driver =
        made_.course == Course::before || made_.course == Course::left_behind ? Side::before : Side::after;
    follow(driver, common);
    if (!is_about_state(probe_.question))
      differ(shown);
    else if (probe_.question == Question::other_state)
      differ_in_states();
    else
      start_elsewhere(other(taker));
    return shown;
  }

private:
  [[noreturn]] void fail(const std::string& why) const {
    throw InternalError(
        fmt::format("the run found for `{}` was not confirmed: {}", made_.system[probe_.property].name, why));
  }

  const State& combined(std::size_t after_steps) const {
    return after_steps == 0 ? replayed_.start : replayed_.steps[after_steps - 1].after;
  }

  /// The driving side's own rules take every step of the common part, to the states that the combined run has.
  void follow(Side side, std::size_t count) const {
    const System& own = sides_.of(side);
    const Projection seen(side, own, made_);
    const Layout layout(own, seen.population(run_.population));
    if (broken_constraint(seen.state(combined(0), layout)) != nullptr)
      fail("it does not start as the rules do");
    for (std::size_t i = 0; i < count; ++i) {
      const std::optional<Action> action = seen.action(replayed_.steps[i].action);
      const auto next = action ? take_step(seen.state(combined(i), layout), *action)
                               : std::variant<State, Refusal, Conflict>(Refusal{});
      const auto* reached = std::get_if<State>(&next);
      if (reached == nullptr || !are_same_now(*reached, seen.state(combined(i + 1), layout)))
        fail(fmt::format("step {} leads elsewhere", i + 1));
    }
  }

  /// The last step, by each side's own rules.
  void differ(Shown& shown) const {
    const bool is_effect = probe_.question == Question::other_effect;
    const Side taker = shown.side;
    // Where the old rules take all other steps, both read what they have left; so do both where effects are compared.
    const bool taker_sees_other = probe_.course == Course::left_behind;
    const bool refuser_sees_other = is_effect;
    const Seen one = see(taker, taker_sees_other);
    const Seen two = see(other(taker), refuser_sees_other);
    if (!std::holds_alternative<State>(one.outcome))
      fail("the last step is not taken");
    if (is_effect) {
      const auto* theirs = std::get_if<State>(&two.outcome);
      if (theirs == nullptr)
        fail("the last step is not taken by both");
      if (are_alike(sides_.matching, *theirs, std::get<State>(one.outcome)))
        fail("the last step leads to one state");
      return;
    }
    if (probe_.question == Question::may_be_refused || probe_.question == Question::must_be_taken)
      return differ_in_choice(shown, one, two);
    if (std::holds_alternative<State>(two.outcome))
      fail("the last step is taken by both");
    if (const auto* refusal = std::get_if<Refusal>(&two.outcome); refusal != nullptr && two.layout)
      shown.refused_by = refusal->requirement;
    shown.conflicts = std::holds_alternative<Conflict>(two.outcome);
  }

  /// What comes of the last step for one side; the layout is that of the state. None: it has no such rule or value.
  struct Seen {
    std::unique_ptr<const Layout> layout;
    std::variant<State, Refusal, Conflict> outcome;
    std::vector<std::size_t> may_refuse = {}; ///< where it takes the step: what lets it refuse
  };
  /// Both take the last step; the one whose run it is must, and the other need not.
  void differ_in_choice(Shown& shown, const Seen& one, const Seen& two) const {
    if (!std::holds_alternative<State>(two.outcome))
      fail("the last step is not taken by both");
    if (!one.may_refuse.empty() || two.may_refuse.empty())
      fail("the last step is left open by both or by none");
    shown.left_open = two.may_refuse.front();
  }

  void start_elsewhere(Side side) const {
    const Projection seen(side, sides_.of(side), made_);
    const Layout layout(sides_.of(side), seen.population(run_.population));
    if (broken_constraint(seen.state(combined(0), layout)) == nullptr)
      fail("both start so");
  }

  void differ_in_states() const {
    const std::size_t last = run_.items.size();
    const Projection old_side(Side::before, sides_.before, made_);
    const Projection new_side(Side::after, sides_.after, made_);
    const Layout old_layout(sides_.before, old_side.population(run_.population));
    const Layout new_layout(sides_.after, new_side.population(run_.population));
    if (are_alike(sides_.matching, old_side.state(combined(last), old_layout),
                  new_side.state(combined(last), new_layout)))
      fail("the states are one");
  }

  bool has_rule(Side side) const { return side == Side::before ? probe_.before.has_value() : probe_.after.has_value(); }

  Seen see(Side side, bool sees_other) const {
    if (!has_rule(side))
      return {nullptr, Refusal{}};
    const System& own = sides_.of(side);
    Projection seen(side, own, made_);
    if (sees_other)
      seen.seeing_the_other(sides_.matching);
    auto layout = std::make_unique<const Layout>(own, seen.population(run_.population));
    const std::size_t last = replayed_.steps.size() - 1;
    const std::optional<Action> action = seen.action(replayed_.steps[last].action);
    if (!action)
      return {nullptr, Refusal{}};
    const State state = seen.state(combined(last), *layout);
    auto outcome = take_step(state, *action);
    return {std::move(layout), std::move(outcome), may_be_refused(state, *action)};
  }

  const Sides& sides_;
  const Lockstep& made_;
  const Probe& probe_;
  const Scenario& run_;
  Replay replayed_;
};

} // namespace

Shown confirmed(const Sides& sides, const Lockstep& made, const Probe& probe, const solver::Shown& found) {
  Shown shown = Confirmation(sides, made, probe, found.scenario).run();
  shown.is_smallest = found.is_smallest;
  return shown;
}

} // namespace chaperone::solver::comparison
