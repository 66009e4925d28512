// See open_steps.hpp.
#include "generators/goals/open_steps.hpp"

#include "solver/small/search.hpp"

#include <algorithm>

namespace chaperone::generators {

using namespace model;

namespace {

/// The rules with fewer steps: those that must be allowed.
System sure_rules(System system) {
  for (Rule& rule : system.rules) {
    for (const MayRefuse& refusable : rule.may_refuse)
      rule.requirements.push_back({refusable.unless, std::nullopt, refusable.span});
    rule.may_refuse.clear();
  }
  return system;
}

class Answering {
public:
  Answering(const System& system, const std::vector<solver::StepQuestion>& questions,
            const solver::StepOptions& options)
      : system_(system), sure_(sure_rules(system)), questions_(questions), options_(options),
        answers_(questions.size()) {}

  std::vector<solver::StepAnswer> run(const solver::StepProgress& progress) {
    search(true);
    search(false);
    std::vector<solver::StepQuestion> left;
    const std::vector<std::size_t> open = list_open();
    for (const std::size_t i : open)
      left.push_back(questions_[i]);
    std::vector<solver::StepAnswer> others = solver::answer(system_, left, options_, progress);
    for (std::size_t k = 0; k < open.size(); ++k)
      answers_[open[k]] = std::move(others[k]);
    std::vector<solver::StepAnswer> result;
    for (auto& answer : answers_)
      result.push_back(*std::move(answer));
    return result;
  }

private:
  std::vector<std::size_t> list_open() const {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < answers_.size(); ++i)
      if (!answers_[i])
        open.push_back(i);
    return open;
  }

  /// By runs of sure steps; and by a last step that, unless a requirement refuses it, is sure as well.
  void search(bool ends_surely) {
    const std::vector<std::size_t> open = list_open();
    std::vector<solver::StepQuestion> asked;
    for (const std::size_t i : open) {
      asked.push_back(questions_[i]);
      const Rule& rule = system_[asked.back().rule];
      if (ends_surely && !rule.may_refuse.empty())
        asked.back().when = conjunction({asked.back().when, must_be_allowed(rule)});
    }
    const auto found = solver::small::search(sure_, asked, options_.bounds);
    for (std::size_t k = 0; k < open.size(); ++k)
      if (found[k])
        answers_[open[k]] = solver::StepAnswer(*found[k]);
  }

  const System& system_;
  const System sure_;
  const std::vector<solver::StepQuestion>& questions_;
  const solver::StepOptions& options_;
  std::vector<std::optional<solver::StepAnswer>> answers_;
};

} // namespace

Formula must_be_allowed(const Rule& rule) {
  std::vector<Formula> parts;
  for (const MayRefuse& refusable : rule.may_refuse)
    parts.push_back(refusable.unless);
  return conjunction(std::move(parts));
}

bool may_always_be_refused(const Rule& rule) {
  return std::ranges::any_of(rule.may_refuse, [](const MayRefuse& refusable) {
    const auto* constant = std::get_if<Constant>(&refusable.unless->kind);
    return constant != nullptr && !constant->value;
  });
}

std::vector<solver::StepAnswer> answer_surely(const System& system, const std::vector<solver::StepQuestion>& questions,
                                              const solver::StepOptions& options,
                                              const solver::StepProgress& progress) {
  if (std::ranges::all_of(system.rules, [](const Rule& rule) { return rule.may_refuse.empty(); }))
    return solver::answer(system, questions, options, progress);
  return Answering(system, questions, options).run(progress);
}

} // namespace chaperone::generators
