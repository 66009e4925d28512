// See invariant_engine.hpp.
#include "solver/invariants/invariant_engine.hpp"

#include "model/print/printer.hpp"
#include "solver/api/stopwatch.hpp"

#include <fmt/format.h>

namespace chaperone::solver::invariants {

bool InvariantEngine::takes(const solver::Question& question, const Budget& budget) const {
  if (!question.property() || question.runs.excluded < 1)
    return false;
  // The first way is cheap, and tells how long a run may be.
  const bool is_first = !way_.is_whole && way_.facts == Facts::none;
  if (!is_first && !question.is_searched_enough)
    return false;
  if (way_.facts >= Facts::lasting && budget.number == 0)
    return false;
  const auto learning = learnings_.find(*question.property());
  return learning == learnings_.end() ||
         (!learning->second.is_exhausted && learning->second.too_large_for != session_.settings().learning_work);
}

const RuleFacts& RuleFactsOnce::get() {
  if (!found_) {
    const Stopwatch watch;
    found_ = rule_facts(session_, system_);
    observer_.on_note(fmt::format("rules: {} facts that they suggest are kept ({:.1f} ms)",
                                  found_->decided.size() + found_->others.size(), watch.milliseconds()));
    for (const auto* facts : {&found_->decided, &found_->others})
      for (const model::Formula& fact : *facts)
        observer_.on_note(fmt::format("rules: {}{}", model::print(system_, fact),
                                      facts == &found_->decided ? "" : " (not decided by itself)"));
  }
  return *found_;
}

/// What is proved, and what the rules are found to keep.
std::vector<model::Formula> InvariantEngine::known_facts(const solver::Question& question) {
  if (way_.facts != Facts::lasting || question.known.is_of_crowd())
    return {};
  std::vector<model::Formula> known = question.known.lemmas();
  const RuleFacts& facts = rule_facts_->get();
  known.insert(known.end(), facts.decided.begin(), facts.decided.end());
  if (!way_.is_whole) // where the whole state is learned about, they take too long
    known.insert(known.end(), facts.others.begin(), facts.others.end());
  return known;
}

std::vector<Standing> InvariantEngine::run(const std::vector<solver::Question>& questions, const Budget& budget) {
  const solver::Question& question = questions.front();
  std::vector<Standing> made(1);
  Standing& standing = made.front();
  if (!question.known.has_base(1))
    return made;
  const Stopwatch watch;
  observer_.on_progress({"invariants", question.name, question.runs.searched});
  Learning& learning = learnings_[*question.property()];
  const auto tell = [&](const std::string& line) {
    observer_.on_note(fmt::format("invariants: `{}`: {}", question.name, line));
  };
  const InvariantSearch search{
      .property = *question.property(),
      .seed = seed_ + learning.given_up,
      .is_whole = way_.is_whole,
      .facts = way_.facts,
      .note = tell,
      .questions = budget.learning_questions,
      .conflicts = budget.learning_conflicts,
      .undecided_alone = question.undecided_alone,
      .known = known_facts(question),
      .progress = &learning.progress,
  };
  InvariantFound found = find_invariant(session_, question.known.system(), search);
  standing.has_given_up = found.has_given_up;
  const std::uint64_t allowed = session_.settings().learning_work;
  learning.is_exhausted = !found.wants_more && !(found.is_too_large && allowed > 0);
  learning.too_large_for = found.is_too_large ? std::optional(allowed) : std::nullopt;
  if (found.has_given_up) { // other facts may be easier for Z3
    ++learning.given_up;
    learning.progress = {};
  }
  standing.chain = found.chain;
  if (found.is_found)
    standing.verdict = Proved{question.known.of_file(std::move(found.formulas)), 1};
  else
    standing.verdict = Unknown{std::move(found.reason)};
  standing.seconds = watch.seconds();
  return made;
}

} // namespace chaperone::solver::invariants
