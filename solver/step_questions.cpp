// See step_questions.hpp.
#include "solver/step_questions.hpp"

#include "model/meaning/evaluator.hpp"
#include "model/rules/claims.hpp"
#include "model/rules/substitution.hpp"
#include "model/rules/walk.hpp"
#include "solver/check.hpp"
#include "solver/encoding/reply.hpp"
#include "solver/small/remedy.hpp"
#include "solver/small/search.hpp"
#include "solver/warnings/doubt.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <future>
#include <iterator>
#include <mutex>

namespace chaperone::solver {

using namespace model;

namespace {

/// Of growing effort, for one of a suite's many questions: of 3,350 questions, later rounds decided 10 and took half of
/// the time.
constexpr std::uint32_t most_rounds = 2;

/// Most individuals of a sort in the instance that is looked at before Z3 is asked.
constexpr std::uint32_t individuals_looked_at = 3;

/// A rule that may be tried exactly where the question's step is asked about, and does nothing.
RuleId add_probe(System& system, const Rule& asked_about, const StepQuestion& question) {
  Rule probe;
  probe.name = fmt::format("probe{}", system.rules.size());
  probe.parameters = asked_about.parameters;
  probe.requirements = {{question.when, std::nullopt, {}}};
  system.rules.push_back(std::move(probe));
  return {static_cast<std::uint32_t>(system.rules.size() - 1)};
}

/// Stands for the members of one set that somebody may choose: a fixed relation of which nothing is said. Whatever the
/// set is, there is a run with just that relation.
RelationId add_choice(System& system, VariableId parameter) {
  Relation choice;
  choice.name = fmt::format("chosen{}", system.relations.size());
  choice.places = {{"", system[parameter].sort}};
  choice.is_fixed = true;
  system.relations.push_back(std::move(choice));
  return {static_cast<std::uint32_t>(system.relations.size() - 1)};
}

/// Also in the defines that it calls.
bool says_can(const System& system, const Formula& formula) {
  bool result = false;
  walk(*formula, [&](const Node& node) {
    const auto* call = std::get_if<Call>(&node.kind);
    result = result || std::holds_alternative<Can>(node.kind) || (call && says_can(system, system[call->define].body));
  });
  return result;
}

/// Leaves no rule that does anything. Those that a `can` may ask about stay, with their requirements.
void take_steps_away(System& system, bool is_asked_about) {
  if (!is_asked_about)
    system.rules.clear();
  for (Rule& rule : system.rules)
    rule.effects.clear();
}

/// What is asked of check(): the rules with one property for each question.
struct Asked {
  System system;
  std::vector<PropertyId> properties; ///< in the order of the questions
  std::map<VariableId, RelationId> choices;
};

/// "There are arguments for which `when` is true", in this state.
Formula somewhere(Asked& asked, const StepQuestion& question) {
  std::vector<Binder> binders;
  Substitution sets;
  for (const VariableId parameter : asked.system[question.rule].parameters) {
    if (!asked.system[parameter].is_set) {
      binders.push_back({parameter, nullptr});
      continue;
    }
    if (!asked.choices.contains(parameter))
      asked.choices.emplace(parameter, add_choice(asked.system, parameter));
    sets.sets.emplace(parameter, asked.choices.at(parameter));
  }
  Formula when = with_terms(question.when, sets);
  if (binders.empty())
    return when;
  return make_formula(Quantified{Quantifier::some, 0, std::move(binders), when});
}

void add_question(Asked& asked, const StepQuestion& question) {
  Property property;
  property.name = fmt::format("step{}", asked.properties.size());
  property.kind = question.after ? PropertyKind::never : PropertyKind::possible;
  property.is_about_steps = question.after.has_value();
  property.formula = somewhere(asked, question);
  if (question.after) {
    const std::vector<Argument> any(asked.system[*question.after].parameters.size(), Anything{});
    property.formula = conjunction({make_formula(Did{*question.after, any}), property.formula});
  }
  asked.properties.push_back({static_cast<std::uint32_t>(asked.system.properties.size())});
  asked.system.properties.push_back(std::move(property));
}

/// The run of a scenario, with the arguments for which the question's formula is true at its end.
StepFound found_by_solver(const System& system, const StepQuestion& question, const Scenario& shown) {
  StepFound found;
  found.run = shown;
  // The chosen sets are arguments, no facts.
  std::erase_if(found.run.given, [&](const Given& given) {
    const auto* tuple = std::get_if<GivenTuple>(&given);
    return tuple && tuple->relation.index >= system.relations.size();
  });
  for (ScenarioItem& item : found.run.items)
    std::get<ScenarioStep>(item).expected = Outcome::allowed;
  System probed = system;
  const RuleId probe = add_probe(probed, system[question.rule], question);
  const Replay run = replay(probed, found.run);
  const State& last = run.steps.empty() ? run.start : run.steps.back().after;
  const std::optional<Action> possible = some_enabled_step(last, plan_choices(probed, probe));
  if (run.failure || !possible)
    throw InternalError(fmt::format("a run found for a step of `{}` was not confirmed", system[question.rule].name));
  found.action = {question.rule, possible->args};
  if (!small::is_confirmed(system, question, found))
    throw InternalError(fmt::format("a step of `{}` was not confirmed", system[question.rule].name));
  return small::tidied(system, found, [&](const StepFound& it) { return small::is_confirmed(system, question, it); });
}

StepAnswer answer_of(const System& system, const StepQuestion& question, const Verdict& verdict,
                     const std::string& remedy) {
  return std::visit(
      overload{
          [&](const Shown& it) { return StepAnswer(Answered{found_by_solver(system, question, it.scenario)}); },
          [](const Proved&) { return StepAnswer(ProvedImpossible{}); },
          [&](const Bounded& it) {
            return StepAnswer(Undecided{fmt::format("none in small groups, none within {} step{}, and no proof",
                                                    it.steps, it.steps == 1 ? "" : "s"),
                                        remedy});
          },
          [&](const Unknown& it) {
            return StepAnswer(Undecided{it.reason, remedy});
          },
      },
      verdict);
}

class Answering {
public:
  Answering(const System& system, const std::vector<StepQuestion>& questions, const StepOptions& options,
            const StepProgress& progress)
      : system_(system), questions_(questions), options_(options), progress_(progress) {}

  std::vector<StepAnswer> run() {
    small::Progress told;
    if (progress_)
      told = [this](std::size_t answered, std::size_t) { progress_("exploring", answered, questions_.size()); };
    std::vector<std::optional<Answered>> found = small::search(system_, questions_, options_.bounds, told, &extent_);
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      if (!found[i])
        left_.push_back(i);
      answers_.push_back(found[i] ? StepAnswer(*std::move(found[i]))
                                  : StepAnswer(Undecided{"out of time", small::more_time(options_.bounds)}));
    }
    if (left_.empty() || is_out_of_time())
      return std::move(answers_);
    tell("proving");
    if (options_.proved)
      for (const PropertyId promise : options_.proved())
        if (!system_[promise].is_about_steps)
          promises_.push_back(system_[promise]);
    refute_by_promises();
    tell("proving");
    if (!left_.empty() && !is_out_of_time())
      ask_engines();
    return std::move(answers_);
  }

private:
  bool is_out_of_time() const {
    return options_.bounds.until && std::chrono::steady_clock::now() > *options_.bounds.until;
  }

  void tell(const std::string& doing) const {
    if (!progress_)
      return;
    const std::scoped_lock lock(telling_);
    progress_(doing, questions_.size() - left_.size(), questions_.size());
  }

  /// Tells how deep the engines have come.
  class Depths : public Observer {
  public:
    explicit Depths(const Answering& answering) : answering_(answering) {}
    void on_progress(const Progress& at) override {
      answering_.tell(
          at.depth == 0 ? std::string("proving")
                        : fmt::format("proving, or looking at runs of {} step{}", at.depth, at.depth == 1 ? "" : "s"));
    }

  private:
    const Answering& answering_;
  };

  CheckResult checked(const System& system, bool proves_alone) const {
    Options options = options_.check;
    options.rounds = std::min(options.rounds, most_rounds);
    if (proves_alone) { // a proof that is not found at once is rarely found at all
      options.engine = EngineChoice::inductive;
      options.rounds = 1;
    }
    options.jobs = 1; // there are two checks
    options.warns = false;
    options.effort = Effort::some;
    options.proves_first = true; // what is left was looked for in small groups
    options.advises = false;
    options.depth = std::max(std::min(options_.solver_depth, options_.bounds.depth), options_.bounds.depth / 2);
    options.properties.clear();
    if (options_.bounds.until)
      options.timeout = std::max(std::chrono::duration_cast<std::chrono::milliseconds>(
                                     *options_.bounds.until - std::chrono::steady_clock::now()),
                                 std::chrono::milliseconds(1));
    Depths depths(*this);
    return check(system, options, &depths);
  }

  bool asks_about_rules(const std::vector<std::size_t>& asked) const {
    return std::ranges::any_of(asked, [&](std::size_t i) { return says_can(system_, questions_[i].when); });
  }

  /// The verdict on each of these questions, where there is one. They are asked in two halves, side by side where there
  /// may be several threads; the answers do not depend on that. Neighbours are alike, and go into different halves.
  std::vector<std::optional<Verdict>> verdicts(const System& rules, const std::vector<std::size_t>& asked_for,
                                               bool takes_steps, bool proves_alone = false) const {
    std::vector<std::optional<Verdict>> result(asked_for.size());
    const auto ask = [&](std::size_t first) {
      if (first >= asked_for.size())
        return;
      Asked asked{rules, {}, {}};
      for (std::size_t i = first; i < asked_for.size(); i += 2)
        add_question(asked, questions_[asked_for[i]]);
      if (!takes_steps)
        take_steps_away(asked.system, asks_about_rules(asked_for));
      const CheckResult found = checked(asked.system, proves_alone);
      for (const PropertyAnswer& given : found.properties) {
        const auto property = std::ranges::find(asked.properties, given.property);
        if (property != asked.properties.end())
          result[first + 2 * static_cast<std::size_t>(property - asked.properties.begin())] = given.verdict;
      }
    };
    auto others = std::async(options_.check.jobs > 1 ? std::launch::async : std::launch::deferred, ask, 1);
    ask(0);
    others.get();
    return result;
  }

  /// Cheap, since no step is looked at: which questions can be answered in no state at all that keeps the promises?
  void refute_by_promises() {
    System states = system_;
    states.scenarios.clear();
    states.properties.clear();
    states.memories.clear(); // any state may be where it begins, with whatever was remembered so far
    // What speaks of the start alone is true of no other state.
    for (auto list : {&System::assumptions, &System::inits})
      std::erase_if(states.*list, [](const Constraint& it) { return !it.only_fixed; });
    for (const Property& promise : promises_)
      if (!says_can(system_, promise.formula))
        states.inits.push_back({invariant_of(promise), {}, false, std::nullopt});
    tell("ruling out");
    const std::vector<std::size_t> asked_for = in_doubt(states);
    const std::vector<std::optional<Verdict>> given = verdicts(states, asked_for, false);
    for (std::size_t k = 0; k < asked_for.size(); ++k)
      if (given[k] && std::holds_alternative<Proved>(*given[k])) {
        answers_[asked_for[k]] = ProvedImpossible{};
        std::erase(left_, asked_for[k]);
      }
  }

  /// Of the questions that are left and about states, those that no state of a small instance answers.
  std::vector<std::size_t> in_doubt(System states) const {
    std::vector<std::size_t> asked;
    for (const std::size_t i : left_)
      if (!questions_[i].after)
        asked.push_back(i);
    take_steps_away(states, asks_about_rules(asked));
    const std::size_t first_probe = states.rules.size();
    std::vector<Formula> known;
    for (const auto* list : {&states.assumptions, &states.inits})
      for (const Constraint& constraint : *list)
        known.push_back(constraint.formula);
    std::vector<RuleId> probes;
    for (const std::size_t i : asked)
      probes.push_back(add_probe(states, system_[questions_[i].rule], questions_[i]));
    try {
      const Interrupt interrupt;
      std::vector<std::size_t> made;
      for (const RuleId probe : warnings::rules_in_doubt(states, known, probes, individuals_looked_at, interrupt))
        made.push_back(asked[probe.index - first_probe]);
      return made;
    } catch (const encoding::Unsupported&) {
      return asked;
    }
  }

  void ask_engines() {
    System rules = system_;
    rules.scenarios.clear();
    rules.properties = promises_;
    for (const bool proves_alone : {true, false}) {
      std::vector<std::size_t> asked;
      std::ranges::copy_if(left_, std::back_inserter(asked),
                           [&](std::size_t i) { return questions_[i].wants_proof_alone == proves_alone; });
      const std::vector<std::optional<Verdict>> given = verdicts(rules, asked, true, proves_alone);
      extent_.has_time_left = !is_out_of_time();
      const std::string remedy = small::remedy(system_, options_.bounds, extent_);
      for (std::size_t k = 0; k < asked.size(); ++k)
        if (given[k])
          answers_[asked[k]] = answer_of(system_, questions_[asked[k]], *given[k], remedy);
    }
  }

  const System& system_;
  const std::vector<StepQuestion>& questions_;
  const StepOptions& options_;
  const StepProgress& progress_;
  std::vector<StepAnswer> answers_;
  small::Extent extent_;           ///< of the search in small groups
  std::vector<std::size_t> left_;  ///< questions without an answer
  std::vector<Property> promises_; ///< those of the file that are proved
  mutable std::mutex telling_;
};

} // namespace

std::vector<StepAnswer> answer(const System& system, const std::vector<StepQuestion>& questions,
                               const StepOptions& options, const StepProgress& progress) {
  return Answering(system, questions, options, progress).run();
}

} // namespace chaperone::solver
