// See superfluous.hpp.
#include "solver/explanation/superfluous.hpp"

#include "model/rules/claims.hpp"
#include "model/steps/upkeep.hpp"
#include "solver/check.hpp"
#include "solver/small/search.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace chaperone::solver::explanation {

using namespace model;

namespace {

/// Formulas about some individuals: can all of them be true at once?
struct Together {
  std::vector<VariableId> parameters;
  std::vector<Formula> formulas;

  Together without(std::size_t index) const {
    Together made = *this;
    made.formulas.erase(made.formulas.begin() + static_cast<std::ptrdiff_t>(index));
    return made;
  }
};

/// Takes a formula apart into individuals that are there and what is true of them: through `some`, `and` and what
/// denies `all`, `or` and `implies`.
void take_apart(const Formula& formula, bool is_true, Together& into) {
  if (const auto* it = std::get_if<Not>(&formula->kind))
    return take_apart(it->body, !is_true, into);
  const auto* both = std::get_if<And>(&formula->kind);
  const auto* any = std::get_if<Or>(&formula->kind);
  if ((both && is_true) || (any && !is_true)) {
    for (const Formula& part : both ? both->parts : any->parts)
      take_apart(part, is_true, into);
    return;
  }
  if (const auto* it = std::get_if<Implies>(&formula->kind); it && !is_true) {
    take_apart(it->left, true, into);
    return take_apart(it->right, false, into);
  }
  const auto* it = std::get_if<Quantified>(&formula->kind);
  if (it && it->kind == (is_true ? Quantifier::some : Quantifier::all)) {
    for (const Binder& binder : it->binders) {
      into.parameters.push_back(binder.variable);
      if (binder.guard)
        into.formulas.push_back(binder.guard);
    }
    return take_apart(it->body, is_true, into);
  }
  if (it && it->kind == Quantifier::no && !is_true)
    return take_apart(make_formula(Quantified{Quantifier::some, 0, it->binders, it->body}, formula->span), true, into);
  into.formulas.push_back(is_true ? formula : negation(formula));
}

/// Small groups show of most what can be.
SearchBounds small_groups(const Options& options) {
  SearchBounds bounds;
  bounds.scope = options.scope;
  bounds.depth = 6;
  bounds.worlds = 6;
  bounds.states_per_world = 1'000;
  return bounds;
}
constexpr std::uint32_t rounds_of_effort = 1;
constexpr std::uint32_t solver_depth = 2;
/// More questions than this would take longer than everything else.
constexpr std::size_t most_questions = 400;

class Asking {
public:
  Asking(const System& system, const Options& options, const std::shared_ptr<const Interrupt>& interrupt)
      : system_(system), options_(options), interrupt_(interrupt) {
    system_.properties.clear();
    system_.scenarios.clear();
    for (Rule& rule : system_.rules) // so that `can` asks for the requirements alone
      rule.may_refuse.clear();
    options_.properties.clear();
    options_.depth = std::min(options_.depth, solver_depth);
    options_.effort = Effort::some;
    options_.rounds = rounds_of_effort;
    options_.engine = EngineChoice::inductive; // runs have been looked for
    options_.proves_first = true;
    options_.warns = options_.explains = options_.seeks_conflicts = false;
  }

  /// Of each: is it proved that it never is? What small groups show is asked of no solver.
  std::vector<bool> never(const std::vector<Together>& asked) const {
    std::vector<bool> answers(asked.size(), false);
    System probed = system_;
    std::vector<StepQuestion> questions;
    for (const Together& each : asked)
      questions.push_back({add_probe(probed, each), conjunction(each.formulas)});
    SearchBounds bounds = small_groups(options_);
    if (options_.timeout)
      bounds.until = started_ + *options_.timeout;
    const auto shown = small::search(probed, questions, bounds);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (!shown[i])
        open.push_back(i);
    Options options = options_;
    if (options.timeout)
      *options.timeout -=
          std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_);
    if (open.empty() || interrupt_->is_requested() || (options.timeout && options.timeout->count() <= 0))
      return answers;
    System left = system_;
    for (const std::size_t i : open) {
      const RuleId probe = add_probe(left, asked[i]);
      Property goal;
      goal.kind = PropertyKind::possible;
      goal.name = fmt::format("goal{}", i);
      goal.formula = make_formula(Can{probe, std::vector<Argument>(asked[i].parameters.size(), Anything{})});
      left.properties.push_back(std::move(goal));
    }
    for (const PropertyAnswer& answer : check(left, options).properties)
      answers[open[answer.property.index]] = std::holds_alternative<Proved>(answer.verdict);
    return answers;
  }

  /// Of parts that never come together those that never do, none of which can be spared as far as is proved.
  std::vector<std::size_t> smallest(const Together& whole) const {
    std::vector<std::size_t> left(whole.formulas.size());
    for (std::size_t i = 0; i < left.size(); ++i)
      left[i] = i;
    for (std::size_t at = left.size(); at-- > 0 && left.size() > 1;) {
      Together fewer{whole.parameters, {}};
      for (std::size_t i = 0; i < left.size(); ++i)
        if (i != at)
          fewer.formulas.push_back(whole.formulas[left[i]]);
      if (never({fewer}).front())
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return left;
  }

private:
  /// A rule that can be taken where all of it is true, and changes nothing.
  static RuleId add_probe(System& system, const Together& together) {
    Rule probe;
    probe.name = fmt::format("probe{}", system.rules.size());
    probe.parameters = together.parameters;
    for (const Formula& formula : together.formulas)
      probe.requirements.push_back({formula, std::nullopt, {}});
    system.rules.push_back(std::move(probe));
    return RuleId{static_cast<std::uint32_t>(system.rules.size() - 1)};
  }

  System system_;
  Options options_;
  std::shared_ptr<const Interrupt> interrupt_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

/// What is asked of a rule or of a property: all of its parts, or all but one; of a rule, also with that one denied.
struct Asked {
  enum class What { rule, implied, property };
  What what = What::rule;
  std::uint32_t of = 0; ///< the rule or the property
  std::size_t part = 0; ///< of implied, and of property
};

Together requirements_of(const Rule& rule) {
  Together made{rule.parameters, {}};
  for (const Requirement& requirement : rule.requirements)
    made.formulas.push_back(requirement.formula);
  return made;
}

/// `a = b` or `a != b`.
bool is_about_identity(const Formula& formula) {
  const auto* denied = std::get_if<Not>(&formula->kind);
  return std::holds_alternative<Equal>((denied ? denied->body : formula)->kind);
}

/// Nothing of a property about steps or runs, or about what rules require.
std::optional<Together> parts_of(const System& system, const PropertyAnswer& answer) {
  const Property& property = system[answer.property];
  Together made;
  if (property.is_about_steps || steps::looks_at_runs(property) || !std::holds_alternative<Proved>(answer.verdict))
    return std::nullopt;
  take_apart(shown_where(property), true, made);
  return made.formulas.size() > 1 ? std::optional(std::move(made)) : std::nullopt;
}

} // namespace

Superfluous superfluous(const System& system, const CheckResult& checked, const Options& options,
                        const std::shared_ptr<const Interrupt>& interrupt) {
  const Asking asking(system, options, interrupt);
  std::vector<Asked> asked;
  std::vector<Together> questions;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule) {
    const Together whole = requirements_of(system.rules[rule]);
    if (whole.formulas.empty())
      continue;
    asked.push_back({Asked::What::rule, rule, 0});
    questions.push_back(whole);
    for (std::size_t i = 0; i < whole.formulas.size(); ++i) {
      asked.push_back({Asked::What::implied, rule, i});
      questions.push_back(whole);
      questions.back().formulas[i] = negation(whole.formulas[i]);
    }
  }
  for (const PropertyAnswer& answer : checked.properties)
    if (const auto whole = parts_of(system, answer))
      for (std::size_t i = 0; i < whole->formulas.size(); ++i) {
        if (is_about_identity(whole->formulas[i])) // that it can be left out is no empty reason
          continue;
        asked.push_back({Asked::What::property, answer.property.index, i});
        questions.push_back(whole->without(i));
      }
  if (questions.size() > most_questions)
    return {};
  Superfluous made;
  const std::vector<bool> never = asking.never(questions);
  std::vector<bool> is_dead(system.rules.size(), false), is_told(system.properties.size(), false);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto [what, of, part] = asked[i];
    if (!never[i])
      continue;
    if (what == Asked::What::rule) {
      is_dead[of] = true;
      made.contradictions.push_back({RuleId{of}, asking.smallest(questions[i])});
    } else if (what == Asked::What::implied) {
      if (!is_dead[of])
        made.implied.push_back({RuleId{of}, part});
    } else if (!is_told[of]) {
      is_told[of] = true;
      EmptyReason reason{PropertyId{of}, {}};
      for (const std::size_t each : asking.smallest(questions[i]))
        reason.never.push_back(questions[i].formulas[each]);
      made.empty_reasons.push_back(std::move(reason));
    }
  }
  return made;
}

} // namespace chaperone::solver::explanation
