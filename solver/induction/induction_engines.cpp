// See induction_engines.hpp.
#include "solver/induction/induction_engines.hpp"

#include "model/rules/mentions.hpp"
#include "solver/api/stopwatch.hpp"
#include "solver/induction/count_lemmas.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chaperone::solver::induction {

using model::Formula;
using model::PropertyId;

namespace {

/// Beyond this, k-induction costs more than it has been seen to bring.
constexpr std::uint32_t largest_k = 4;

bool is_goal(const model::System& system, const Question& question) {
  return system[*question.property()].kind == model::PropertyKind::possible;
}

} // namespace

bool OneStep::is_new(const Question& question, const Budget& budget) const {
  const auto last = tries_.find(*question.property());
  return last == tries_.end() || (!last->second.fails && last->second.round != budget.number);
}

bool OneStep::takes(const Question& question, const Budget& budget) const {
  return question.property() && question.runs.excluded >= 1 &&
         (is_new(question, budget) || tries_.at(*question.property()).proofs != question.known.proofs());
}

std::vector<Standing> OneStep::run(const std::vector<Question>& questions, const Budget& budget) {
  const Question& question = questions.front();
  std::vector<Standing> made(1);
  Standing& standing = made.front();
  if (!question.known.has_base(1))
    return made;
  const Stopwatch watch;
  observer_.on_progress({"induction", question.name, 1});
  const bool is_first = is_new(question, budget);
  std::vector<Formula> used;
  if (is_first || tries_.at(*question.property()).proofs != question.known.proofs())
    if (follows(question, used)) {
      standing.verdict = Proved{std::move(used), 1};
      standing.follows = true;
      return made;
    }
  const InductionAnswer answer = ask(question, is_first, used, standing);
  const std::string& alone = standing.undecided_alone ? *standing.undecided_alone : question.undecided_alone;
  tries_[*question.property()] = {budget.number, question.known.proofs(),
                                  answer.result == Induction::fails && alone.empty()};
  standing.has_given_up = answer.result == Induction::undecided;
  standing.seconds = watch.seconds();
  if (answer.result == Induction::holds) {
    if (!question.known.is_of_crowd() && !used.empty())
      used = needed_->of(*question.property(), used);
    standing.verdict = Proved{std::move(used), 1};
  } else if (answer.result == Induction::undecided) {
    standing.verdict = Unknown{answer.reason};
  } else if (answer.rule) {
    standing.verdict = Unknown{fmt::format("it is not inductive by itself (rule `{}`)", system_[*answer.rule].name)};
  }
  return made;
}

// What a rule keeps of what steps would lead to is hard to say; that there always is a way often needs no more than
// what is proved of all states.
bool OneStep::follows(const Question& question, std::vector<Formula>& used) {
  const model::Property& property = system_[*question.property()];
  if (!property.way_back || !model::has_made_part(property.formula) || question.known.is_of_crowd())
    return false;
  if (implied(session_, system_, *question.property(), {}).result == Induction::holds)
    return true;
  used = question.known.lemmas();
  if (!used.empty() && implied(session_, system_, *question.property(), used).result == Induction::holds)
    return true;
  used.clear();
  return false;
}

InductionAnswer OneStep::ask(const Question& question, bool is_first, std::vector<Formula>& used, Standing& standing) {
  const PropertyId property = *question.property();
  const Known& known = question.known;
  InductionAnswer answer{Induction::fails, std::nullopt, {}};
  // Most properties stand alone; a lemma that is not needed only clutters the proof.
  if (is_first) {
    answer = one_step(session_, known.system(), property, {});
    standing.undecided_alone = answer.result == Induction::undecided ? answer.reason : "";
  }
  if (answer.result != Induction::holds && known.proofs() > 0) {
    used = known.lemmas();
    answer = one_step(session_, known.system(), property, known.of_system(used));
  }
  if (answer.result != Induction::holds && !known.is_of_crowd()) {
    const std::vector<Formula> counted = count_lemmas(session_, system_, property, used);
    used.insert(used.end(), counted.begin(), counted.end());
    if (!counted.empty() && one_step(session_, system_, property, used).result == Induction::holds)
      answer = {Induction::holds, std::nullopt, {}};
  }
  return answer;
}

bool Together::takes(const Question& question, const Budget&) const {
  return question.property() && question.runs.excluded >= 1 && !is_goal(system_, question);
}

std::vector<Standing> Together::run(const std::vector<Question>& questions, const Budget&) {
  std::vector<Standing> made(questions.size());
  std::vector<PropertyId> candidates;
  for (const Question& question : questions)
    if (question.known.has_base(1))
      candidates.push_back(*question.property());
  if (candidates.size() < 2)
    return made;
  std::vector<Formula> hypotheses = questions.front().known.lemmas();
  const std::vector<PropertyId> together = inductive_subset(session_, system_, candidates, hypotheses);
  const auto is_among = [&](const Question& question) {
    return std::ranges::find(together, *question.property()) != together.end();
  };
  for (const Question& question : questions)
    if (is_among(question) && question.invariant)
      hypotheses.push_back(question.invariant);
  for (std::size_t i = 0; i < questions.size(); ++i)
    if (is_among(questions[i]))
      made[i].verdict = Proved{questions[i].known.is_of_crowd() || hypotheses.empty()
                                   ? hypotheses
                                   : needed_->of(*questions[i].property(), hypotheses),
                               1};
  return made;
}

std::uint32_t ManySteps::next(const Question& question) const {
  const auto decided = decided_.find(*question.property());
  return decided == decided_.end() ? 2 : decided->second + 1;
}

bool ManySteps::takes(const Question& question, const Budget&) const {
  return question.property() && !is_goal(system_, question) && next(question) <= largest_k &&
         question.runs.excluded >= next(question);
}

/// Nothing is shown within k - 1 steps.
std::vector<Standing> ManySteps::run(const std::vector<Question>& questions, const Budget&) {
  const Question& question = questions.front();
  std::vector<Standing> made(1);
  Standing& standing = made.front();
  const std::uint32_t k = next(question);
  if (!question.known.has_base(k))
    return made;
  const Stopwatch watch;
  observer_.on_progress({"induction", question.name, k});
  std::vector<Formula> used = question.known.lemmas();
  const InductionAnswer answer =
      many_steps(session_, question.known.system(), *question.property(), k, question.known.of_system(used));
  standing.has_given_up = answer.result == Induction::undecided;
  if (answer.result != Induction::undecided)
    decided_[*question.property()] = k;
  if (answer.result == Induction::holds)
    standing.verdict = Proved{std::move(used), k};
  else if (answer.result == Induction::fails)
    standing.verdict = Unknown{fmt::format("it is not {}-inductive", k)};
  standing.seconds = watch.seconds();
  return made;
}

bool NoConflict::takes(const Question& question, const Budget&) const {
  return question.is_conflict();
}

std::vector<Standing> NoConflict::run(const std::vector<Question>& questions, const Budget&) {
  std::vector<Standing> made(questions.size());
  try {
    const std::vector<Formula> lemmas = questions.front().known.lemmas();
    encoding::UnboundedRun any(session_, system_, encoding::StartsIn::any_state);
    for (const Formula& lemma : lemmas)
      any.assume(lemma);
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const encoding::RunsIntoConflict conflict{std::get<ConflictOf>(questions[i].about).rule};
      if (any.find(conflict).answer == encoding::Answer::unsatisfiable)
        made[i].verdict = Proved{lemmas, 1};
    }
  } catch (const encoding::Unsupported& why) {
    observer_.on_note(fmt::format("conflicts are only searched for: {}", why.what()));
  }
  return made;
}

} // namespace chaperone::solver::induction
