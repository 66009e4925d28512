// See count_lemmas.hpp.
#include "solver/induction/count_lemmas.hpp"

#include "model/facts/counts.hpp"
#include "model/print/printer.hpp"
#include "model/rules/mentions.hpp"
#include "model/rules/walk.hpp"
#include "solver/induction/induction.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>

namespace chaperone::solver::induction {

using namespace model;

namespace {

/// Smaller numbers are listed in full by every question.
constexpr std::uint32_t small_number = 3;
constexpr std::size_t most_candidates = 12;

/// What a rule file requires of numbers, said of all individuals.
class Candidates {
public:
  explicit Candidates(const System& system) : system_(system) {}

  std::vector<Formula> take() {
    for (const Rule& rule : system_.rules)
      for (const Requirement& requirement : rule.requirements)
        look(requirement.formula, rule);
    return std::move(found_);
  }

private:
  void look(const Formula& formula, const Rule& rule) {
    if (const auto* all = std::get_if<And>(&formula->kind))
      for (const Formula& part : all->parts)
        look(part, rule);
    if (const auto* call = std::get_if<Call>(&formula->kind); call != nullptr)
      look(system_[call->define].body, rule);
    if (const auto* counted = std::get_if<Quantified>(&formula->kind);
        counted != nullptr && counted->kind == Quantifier::at_most)
      add(*counted, counted->count);
    if (const auto* denied = std::get_if<Not>(&formula->kind))
      if (const auto* counted = std::get_if<Quantified>(&denied->body->kind);
          counted != nullptr && counted->kind == Quantifier::at_least && counted->count > 0)
        add(*counted, counted->count - 1);
  }

  /// The body without those cases that only the rule's arguments tell; null where nothing is left.
  Formula about_state(const Formula& body, const std::set<VariableId>& counted) const {
    const auto is_of_the_step = [&](const Formula& part) {
      const auto* equal = std::get_if<Equal>(&part->kind);
      const auto is_counted = [&](const Term& term) {
        const auto* variable = std::get_if<VariableId>(&term);
        return variable != nullptr && counted.contains(*variable);
      };
      return std::holds_alternative<Member>(part->kind) ||
             (equal != nullptr && (is_counted(equal->left) || is_counted(equal->right)));
    };
    const auto* any = std::get_if<Or>(&body->kind);
    if (any == nullptr)
      return is_of_the_step(body) ? Formula() : body;
    std::vector<Formula> kept;
    std::ranges::copy_if(any->parts, std::back_inserter(kept),
                         [&](const Formula& part) { return !is_of_the_step(part); });
    if (kept.empty())
      return nullptr;
    return kept.size() == 1 ? kept.front() : make_formula(Or{std::move(kept)});
  }

  void add(const Quantified& required, std::uint64_t number) {
    std::set<VariableId> counted;
    for (const Binder& binder : required.binders)
      counted.insert(binder.variable);
    const Formula body = about_state(required.body, counted);
    if (number < small_number || body == nullptr)
      return;
    for (const std::uint64_t most : {number, number + 1}) {
      Formula fact = make_formula(Quantified{Quantifier::at_most, most, required.binders, body});
      Mentions mentions;
      collect_mentions(system_, fact, mentions);
      std::vector<Binder> others;
      for (const VariableId variable : mentions.variables)
        if (is_free(variable, *body, counted))
          others.push_back({variable, nullptr});
      if (std::ranges::any_of(others, [&](const Binder& binder) { return system_[binder.variable].is_set; }))
        return;
      if (!others.empty())
        fact = make_formula(Quantified{Quantifier::all, 0, std::move(others), fact});
      if (found_.size() < most_candidates && texts_.insert(print(system_, fact)).second)
        found_.push_back(std::move(fact));
    }
  }

  /// Is it an argument of the rule or of a define, and not bound within?
  bool is_free(VariableId variable, const Node& body, const std::set<VariableId>& counted) const {
    bool is_bound = counted.contains(variable);
    walk(body, [&](const Node& node) {
      if (const auto* quantified = std::get_if<Quantified>(&node.kind))
        for (const Binder& binder : quantified->binders)
          is_bound = is_bound || binder.variable == variable;
    });
    return !is_bound;
  }

  const System& system_;
  std::vector<Formula> found_;
  std::set<std::string> texts_;
};

} // namespace

std::vector<Formula> count_lemmas(encoding::Session& session, const System& system, PropertyId property,
                                  const std::vector<Formula>& lemmas) {
  const std::vector<std::uint32_t> counted = counts(system, system[property].formula);
  if (std::ranges::all_of(counted, [](std::uint32_t most) { return most <= small_number; }))
    return {};
  return kept_together(session, system, Candidates(system).take(), lemmas);
}

} // namespace chaperone::solver::induction
