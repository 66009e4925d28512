// See unbounded_run.hpp.
#include "solver/encoding/unbounded_run.hpp"

#include "solver/encoding/counting_solver.hpp"
#include "solver/encoding/targets.hpp"
#include "solver/encoding/unbounded_world.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace chaperone::solver::encoding {

using namespace model;

namespace {

/// What every start satisfies; from the initial state, the inits too.
std::vector<z3::expr> start_constraints(const System& system, Unrolling<UnboundedWorld>& unrolling, StartsIn start) {
  std::vector<z3::expr> made;
  for (const Constraint& assumption : system.assumptions)
    if (start == StartsIn::initial_state || assumption.only_fixed)
      made.push_back(unrolling.formula(assumption.formula, 0));
  for (const Constraint& init : system.inits)
    if (!init.empty_relation && (start == StartsIn::initial_state || init.only_fixed))
      made.push_back(unrolling.formula(init.formula, 0));
  using Start = Unrolling<UnboundedWorld>::Start;
  for (const z3::expr& axiom : unrolling.closure_axioms(start == StartsIn::initial_state ? Start::given : Start::any))
    made.push_back(axiom);
  return made;
}

/// Each sort's number of individuals in a model.
std::vector<std::uint32_t> sizes_in(const System& system, z3::context& context, const z3::model& model) {
  std::vector<std::uint32_t> sizes(system.sorts.size(), 1);
  for (unsigned i = 0; i < Z3_model_get_num_sorts(context, model); ++i) {
    const Z3_sort sort = Z3_model_get_sort(context, model, i);
    const z3::expr_vector universe(context, Z3_model_get_sort_universe(context, model, sort));
    const std::string name = z3::sort(context, sort).name().str();
    for (std::size_t s = 0; s < sizes.size(); ++s)
      if (system.sorts[s].name == name)
        sizes[s] = std::max(1U, universe.size());
  }
  return sizes;
}

} // namespace

struct UnboundedRun::Impl {
  Impl(Session::Impl& used, const System& given, StartsIn start, const std::map<SortId, std::uint32_t>& most,
       Enums enums)
      : session(used), system(given), context(session.context),
        world(context, system, start == StartsIn::initial_state, enums, *session.interrupt), unrolling(system, world),
        solver(session,
               session.quantified_solver(start == StartsIn::initial_state ? session.settings.search_resources
                                                                          : session.settings.proof_resources),
               world) {
    solver.add(world.axioms());
    solver.add(start_constraints(system, unrolling, start));
    for (const auto& [sort, size] : most)
      solver.add({world.has_at_most(sort, size)});
  }

  Session::Impl& session;
  const System& system;
  z3::context& context;
  UnboundedWorld world;
  Unrolling<UnboundedWorld> unrolling;
  CountingSolver solver;
  std::uint32_t steps = 0;
  bool keeps_sizes = false;
  std::vector<std::uint32_t> sizes;
};

UnboundedRun::UnboundedRun(Session& session, const System& system, StartsIn start,
                           const std::map<SortId, std::uint32_t>& most, Enums enums)
    : impl_(session.impl().translated(
          [&] { return std::make_unique<Impl>(session.impl(), system, start, most, enums); })) {}
UnboundedRun::~UnboundedRun() = default;
UnboundedRun::UnboundedRun(UnboundedRun&&) noexcept = default;
UnboundedRun& UnboundedRun::operator=(UnboundedRun&&) noexcept = default;

std::uint32_t UnboundedRun::steps() const {
  return impl_->steps;
}
const std::vector<std::uint32_t>& UnboundedRun::sizes() const {
  return impl_->sizes;
}

void UnboundedRun::limit_resources(std::uint32_t most) {
  impl_->session.translated([&] { Session::Impl::limit_resources(impl_->solver.z3(), most); });
}

void UnboundedRun::keep_sizes() {
  impl_->keeps_sizes = true;
}

void UnboundedRun::extend() {
  return impl_->session.translated([&] {
    if (impl_->unrolling.steps() == impl_->steps)
      impl_->unrolling.add_step();
    impl_->solver.add(impl_->unrolling.step_constraints(impl_->steps));
    ++impl_->steps;
  });
}

void UnboundedRun::assume(const Formula& formula) {
  return impl_->session.translated([&] { impl_->solver.add({impl_->unrolling.formula(formula, impl_->steps)}); });
}

void UnboundedRun::assume_not_shown(PropertyId property) {
  return impl_->session.translated([&] {
    impl_->solver.add({negation(shows(impl_->unrolling, impl_->world, impl_->system[property], impl_->steps))});
  });
}

void UnboundedRun::assume_empty(RelationId relation) {
  return impl_->session.translated(
      [&] { impl_->solver.add({negation(impl_->unrolling.is_not_empty(relation, impl_->steps))}); });
}

Reply UnboundedRun::find(const Target& target) {
  return impl_->session.translated([&] {
    if (needs_another_step(target) && impl_->unrolling.steps() == impl_->steps)
      impl_->unrolling.add_step();
    const std::vector<z3::expr> wanted =
        target_constraints(impl_->system, impl_->unrolling, impl_->world, target, impl_->steps);
    impl_->solver.push();
    impl_->solver.add(wanted);
    Reply reply = impl_->solver.ask();
    if (reply.answer == Answer::satisfiable && impl_->keeps_sizes)
      impl_->sizes = sizes_in(impl_->system, impl_->context, impl_->solver.z3().get_model());
    impl_->solver.pop();
    return reply;
  });
}

Reply UnboundedRun::breaks(const Formula& formula) {
  return impl_->session.translated([&] {
    const z3::expr bad = negation(impl_->unrolling.formula(formula, impl_->steps));
    if (bad.is_false())
      return Reply{Answer::unsatisfiable, {}};
    impl_->solver.push();
    impl_->solver.add({bad});
    Reply reply = impl_->solver.ask();
    impl_->solver.pop();
    return reply;
  });
}

struct InductiveStep::Impl {
  using Step = Unrolling<UnboundedWorld>;
  struct Taken {
    RuleId rule;
    Step step;
  };

  Impl(Session::Impl& used, const System& given, Enums enums)
      : session(used), system(given), context(session.context),
        world(context, system, false, enums, *session.interrupt),
        solver(session, session.quantified_solver(session.settings.proof_resources), world), before(system, world) {
    solver.add(world.axioms());
    solver.add(start_constraints(system, before, StartsIn::any_state));
  }

  /// Asserts a step of the rule, until another is taken or left.
  void take(RuleId rule) {
    if (taken && taken->rule == rule)
      return;
    leave();
    Step step(system, world);
    step.add_step({rule});
    const std::vector<z3::expr> constraints = step.step_constraints(0);
    taken.emplace(Taken{rule, std::move(step)});
    solver.push();
    solver.add(constraints);
  }

  void leave() {
    if (taken)
      solver.pop();
    taken.reset();
  }

  template <class Broken> Reply step_breaks(RuleId rule, Broken broken) {
    take(rule);
    const z3::expr bad = broken(taken->step);
    if (bad.is_false())
      return {Answer::unsatisfiable, {}};
    solver.push();
    solver.add({bad});
    for (const auto& [sort, size] : most)
      solver.add({world.has_at_most(sort, size)});
    Reply reply = solver.ask();
    if (reply.answer == Answer::satisfiable && keeps_sizes)
      sizes = sizes_in(system, context, solver.z3().get_model());
    solver.pop();
    return reply;
  }

  std::optional<Grounds> grounds(std::optional<PropertyId> property, const std::vector<Formula>& formulas, RuleId rule,
                                 Step::Requirements requirements) {
    leave();
    Step unrolling(system, world);
    unrolling.add_step({rule});
    const std::vector<z3::expr> step = unrolling.step_constraints(0, requirements);
    std::vector<z3::expr> bad;
    for (const Formula& formula : formulas)
      bad.push_back(negation(unrolling.formula(formula, 1)));
    if (property)
      bad.push_back(shows(unrolling, world, system[*property], 1));
    solver.push();
    solver.add(step);
    solver.add({disjunction(context, bad)});
    std::vector<z3::expr> named = names;
    for (std::size_t i = 0; requirements == Step::Requirements::left_out && i < system[rule].requirements.size(); ++i) {
      named.push_back(context.bool_const(("requirement!" + std::to_string(i)).c_str()));
      solver.add({z3::implies(named.back(), unrolling.requirement(rule, i, 0))});
    }
    const auto core = minimal_core(named);
    solver.pop();
    if (!core)
      return std::nullopt;
    Grounds made;
    for (const std::size_t each : *core)
      if (each < names.size())
        made.hypotheses.push_back(each);
      else
        made.requirements.push_back(each - names.size());
    return made;
  }

  /// Of some assumptions so many as it takes for a contradiction, ascending; the first are spared where there is a
  /// choice. None where there is no contradiction.
  std::optional<std::vector<std::size_t>> minimal_core(const std::vector<z3::expr>& assumptions) {
    std::vector<std::size_t> core(assumptions.size());
    std::iota(core.begin(), core.end(), 0);
    if (!shrink(assumptions, core))
      return std::nullopt;
    for (std::size_t next = 0; next < core.size();) {
      std::vector<std::size_t> without = core;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(next));
      // What was needed stays needed in less.
      if (shrink(assumptions, without))
        core = std::move(without);
      else
        ++next;
    }
    return core;
  }

  /// Leaves those that Z3 made use of. False where there is no contradiction.
  bool shrink(const std::vector<z3::expr>& assumptions, std::vector<std::size_t>& chosen) {
    std::vector<z3::expr> asked;
    for (const std::size_t each : chosen)
      asked.push_back(assumptions[each]);
    if (solver.ask(asked).answer != Answer::unsatisfiable)
      return false;
    const z3::expr_vector used = solver.z3().unsat_core();
    std::erase_if(chosen, [&](std::size_t each) {
      for (unsigned i = 0; i < used.size(); ++i)
        if (z3::eq(used[static_cast<int>(i)], assumptions[each]))
          return false;
      return true;
    });
    return true;
  }

  Session::Impl& session;
  const System& system;
  z3::context& context;
  UnboundedWorld world;
  CountingSolver solver;
  Step before;
  std::optional<Taken> taken;
  std::vector<z3::expr> names; ///< of the hypotheses that have one
  std::map<SortId, std::uint32_t> most;
  bool keeps_sizes = false;
  std::vector<std::uint32_t> sizes;
};

InductiveStep::InductiveStep(Session& session, const System& system, Enums enums)
    : impl_(session.impl().translated([&] { return std::make_unique<Impl>(session.impl(), system, enums); })) {}
InductiveStep::~InductiveStep() = default;

void InductiveStep::suppose(const Formula& formula) {
  return impl_->session.translated([&] {
    impl_->leave();
    impl_->solver.add({impl_->before.formula(formula, 0)});
  });
}

void InductiveStep::suppose_not_shown(PropertyId property) {
  return impl_->session.translated([&] {
    impl_->leave();
    impl_->solver.add({negation(shows(impl_->before, impl_->world, impl_->system[property], 0))});
  });
}

Reply InductiveStep::breaks(PropertyId property, RuleId rule) {
  return impl_->session.translated([&] {
    return impl_->step_breaks(rule, [&](Unrolling<UnboundedWorld>& unrolling) {
      return shows(unrolling, impl_->world, impl_->system[property], 1);
    });
  });
}

Reply InductiveStep::breaks(const Formula& formula, RuleId rule) {
  return impl_->session.translated([&] {
    return impl_->step_breaks(
        rule, [&](Unrolling<UnboundedWorld>& unrolling) { return negation(unrolling.formula(formula, 1)); });
  });
}

void InductiveStep::suppose_by_name(const Formula& formula) {
  return impl_->session.translated([&] {
    impl_->leave();
    impl_->names.push_back(impl_->context.bool_const(("hypothesis!" + std::to_string(impl_->names.size())).c_str()));
    impl_->solver.add({z3::implies(impl_->names.back(), impl_->before.formula(formula, 0))});
  });
}

std::optional<Grounds> InductiveStep::grounds(std::optional<PropertyId> property, const std::vector<Formula>& formulas,
                                              RuleId rule) {
  return impl_->session.translated(
      [&] { return impl_->grounds(property, formulas, rule, Impl::Step::Requirements::left_out); });
}

std::optional<std::vector<std::size_t>>
InductiveStep::hypotheses_for(std::optional<PropertyId> property, const std::vector<Formula>& formulas, RuleId rule) {
  return impl_->session.translated([&]() -> std::optional<std::vector<std::size_t>> {
    auto found = impl_->grounds(property, formulas, rule, Impl::Step::Requirements::included);
    return found ? std::optional(std::move(found->hypotheses)) : std::nullopt;
  });
}

void InductiveStep::limit_resources(std::uint32_t most) {
  impl_->session.translated([&] { Session::Impl::limit_resources(impl_->solver.z3(), most); });
}

void InductiveStep::limit_sizes(std::map<SortId, std::uint32_t> most) {
  impl_->most = std::move(most);
}

void InductiveStep::keep_sizes() {
  impl_->keeps_sizes = true;
}
const std::vector<std::uint32_t>& InductiveStep::sizes() const {
  return impl_->sizes;
}

Reply InductiveStep::allows(PropertyId property) {
  return impl_->session.translated([&] {
    impl_->leave();
    impl_->solver.push();
    impl_->solver.add({shows(impl_->before, impl_->world, impl_->system[property], 0)});
    impl_->solver.say_all();
    Reply reply = impl_->solver.ask();
    impl_->solver.pop();
    return reply;
  });
}

} // namespace chaperone::solver::encoding
