// See rule_facts.hpp.
#include "solver/invariants/rule_facts.hpp"

#include "solver/induction/induction.hpp"
#include "solver/invariants/origins.hpp"
#include "solver/invariants/pdr.hpp"

#include <algorithm>
#include <iterator>

namespace chaperone::solver::invariants {

using namespace model;

namespace {

/// Most guesses that are wrong are wrong of two.
constexpr std::uint32_t individuals = 2;
/// A larger instance takes longer than Z3.
constexpr std::uint64_t most_conjunctions = 1'000'000;

/// Without those that a small instance refutes.
std::vector<Formula> kept_by_few(encoding::Session& session, const System& system,
                                 const std::vector<Formula>& guesses) try {
  Question question;
  for (std::uint32_t rule = 0; rule < system.rules.size(); ++rule)
    question.rules.push_back(RuleId{rule});
  question.known = guesses;
  std::vector<std::uint32_t> sizes;
  for (const Sort& sort : system.sorts)
    sizes.push_back(sort.is_enum ? static_cast<std::uint32_t>(sort.names.size()) : individuals);
  const Instance instance(system, question, sizes, most_conjunctions, &session.interrupt());
  std::vector<Formula> made;
  for (const std::size_t each : Pdr(instance, {}, session.interrupt()).known_kept_together())
    made.push_back(guesses[each]);
  return made;
} catch (const encoding::TooLarge&) {
  return guesses;
} catch (const encoding::Unsupported&) {
  return guesses;
}

} // namespace

RuleFacts rule_facts(encoding::Session& session, const System& system) {
  const Origins::Guesses guesses = Origins(system).guesses();
  std::vector<Formula> all = guesses.decided;
  all.insert(all.end(), guesses.others.begin(), guesses.others.end());
  if (all.empty())
    return {};
  const std::vector<Formula> likely = kept_by_few(session, system, all);
  const auto of = [&](const std::vector<Formula>& some) {
    std::vector<Formula> made;
    std::ranges::copy_if(likely, std::back_inserter(made),
                         [&](const Formula& each) { return std::ranges::find(some, each) != some.end(); });
    return made;
  };
  // What Z3 does not decide must not stand in the way of what it does.
  RuleFacts kept;
  kept.decided = induction::kept_together(session, system, of(guesses.decided), {});
  kept.others = induction::kept_together(session, system, of(guesses.others), kept.decided);
  return kept;
}

} // namespace chaperone::solver::invariants
