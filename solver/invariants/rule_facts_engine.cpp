// See rule_facts_engine.hpp.
#include "solver/invariants/rule_facts_engine.hpp"

#include "solver/api/stopwatch.hpp"

#include <fmt/format.h>

namespace chaperone::solver::invariants {

using model::Formula;

bool RuleFactsEngine::takes(const solver::Question& question, const Budget& budget) const {
  if (!question.property() || question.runs.excluded < 1 || !question.is_searched_enough ||
      question.known.is_of_crowd())
    return false;
  const auto last = tries_.find(*question.property());
  return last == tries_.end() || last->second.proofs != question.known.proofs() ||
         (!last->second.is_decided && last->second.round != budget.number);
}

std::vector<Standing> RuleFactsEngine::run(const std::vector<solver::Question>& questions, const Budget& budget) {
  const solver::Question& question = questions.front();
  std::vector<Standing> made(1);
  Standing& standing = made.front();
  if (!question.known.has_base(1))
    return made;
  const Stopwatch watch;
  Try& tried = tries_[*question.property()];
  tried = {budget.number, question.known.proofs(), true};
  observer_.on_progress({"induction", question.name, 1});
  const RuleFacts& facts = rule_facts_->get();
  std::vector<Formula> lemmas = question.known.lemmas();
  for (const std::vector<Formula>* more : {&facts.decided, &facts.others}) {
    if (more->empty())
      continue;
    lemmas.insert(lemmas.end(), more->begin(), more->end());
    const induction::InductionAnswer answer = induction::one_step(session_, system_, *question.property(), lemmas);
    standing.has_given_up = answer.result == induction::Induction::undecided;
    tried.is_decided = !standing.has_given_up;
    if (answer.result == induction::Induction::holds) {
      standing.verdict = Proved{needed_->of(*question.property(), lemmas), 1};
      break;
    }
    observer_.on_note(fmt::format("rules: `{}`: with {} facts: {}", question.name, lemmas.size(),
                                  standing.has_given_up ? answer.reason : "not kept"));
  }
  standing.seconds = watch.seconds();
  return made;
}

} // namespace chaperone::solver::invariants
