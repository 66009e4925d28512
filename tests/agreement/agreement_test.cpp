// Random rules, two engines that share no code, one answer: what solver::check says within limited sizes is held
// against the exhaustive search by the interpreter. On disagreement the seed and the rules are printed.
//
// CHAPERONE_AGREEMENT_COUNT rules are tried, from seed CHAPERONE_AGREEMENT_FIRST on (scripts/agree sets both).
#include "solver/check.hpp"
#include "solver/engines/explicit.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>

using namespace chaperone;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// How the comparisons went, so that a run that compared nothing cannot pass for agreement.
struct Tally {
  int shown = 0, not_shown = 0, proved = 0, undecided = 0, skipped = 0, impossible = 0;
};

std::uint32_t count_individuals(const model::System& system, const model::Scenario& scenario) {
  std::uint32_t result = 0;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      result += scenario.population.size(model::SortId{sort});
  return result;
}

/// docs/semantics.md, Properties: tuples, and functions into enums that differ from the first value.
std::uint32_t count_facts(const model::System& system, const model::Scenario& scenario) {
  const model::Layout layout(system, scenario.population);
  std::uint32_t result = 0;
  for (const model::Given& given : model::given_of(model::initial_state(layout, scenario))) {
    const auto* value = std::get_if<model::GivenValue>(&given);
    result += value == nullptr || system[system[value->function].result].is_enum ? 1U : 0U;
  }
  return result;
}

std::uint32_t count_elements(const model::Scenario& scenario) {
  std::uint32_t result = 0;
  for (const model::ScenarioItem& item : scenario.items)
    if (const auto* step = std::get_if<model::ScenarioStep>(&item))
      for (const model::StepArgument& argument : step->action.args)
        if (const auto* set = std::get_if<std::vector<std::uint32_t>>(&argument))
          result += static_cast<std::uint32_t>(set->size());
  return result;
}

/// Sizes and depth of one comparison: mostly two of each sort, now and then three of one.
struct Bounds {
  solver::ExplicitBounds searched;
  solver::Options checked;
};

Bounds bounds_for(const model::System& system, std::uint64_t seed) {
  Bounds result;
  result.searched.states = 3000;
  result.searched.depth = seed % 3 == 0 ? 3 : 2;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort)
    if (!system.sorts[sort].is_enum)
      result.searched.sizes[model::SortId{sort}] = sort == 0 && seed % 5 == 0 ? 3 : 2;
  result.checked.depth = result.searched.depth;
  result.checked.scope = result.searched.sizes;
  // Some of these proofs would never end; what the search within the sizes found until then is compared all the same.
  result.checked.timeout = std::chrono::milliseconds(1500);
  return result;
}

/// Did the search end before it came to the depth at which the property is broken?
bool is_cut_short(const solver::Verdict& verdict, const solver::ExplicitAnswer& truth) {
  const auto* bounded = std::get_if<solver::Bounded>(&verdict);
  return bounded != nullptr && bounded->steps < truth.shown->steps;
}

void compare(const model::System& system, const solver::PropertyAnswer& answer, const solver::ExplicitAnswer& truth,
             Tally& tally) {
  INFO("property " << system[answer.property].name);
  const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
  if (shown == nullptr) {
    const bool is_undecided = std::holds_alternative<solver::Unknown>(answer.verdict);
    CHECK((is_undecided || !truth.shown || is_cut_short(answer.verdict, truth)));
    (is_undecided ? tally.undecided : tally.not_shown) += 1;
    tally.proved += std::holds_alternative<solver::Proved>(answer.verdict) ? 1 : 0;
    return;
  }
  REQUIRE(truth.shown);
  if (!shown->is_smallest) {
    ++tally.undecided;
    return;
  }
  ++tally.shown;
  CHECK(shown->steps == truth.shown->steps);
  CHECK(count_individuals(system, shown->scenario) == count_individuals(system, truth.shown->scenario));
  CHECK(count_facts(system, shown->scenario) == truth.given_facts);
  CHECK(count_elements(shown->scenario) == truth.set_elements);
}

void compare(std::uint64_t seed, Tally& tally) {
  const std::string text = tests::random_system(seed);
  const model::System system = tests::rules(text);
  const Bounds bounds = bounds_for(system, seed);
  INFO("seed " << seed << ", depth " << bounds.searched.depth << ", " << bounds.searched.sizes.at(model::SortId{0})
               << " individuals of S\n"
               << text);
  solver::CheckResult result;
  try {
    result = solver::check(system, bounds.checked);
  } catch (const std::exception& failure) {
    FAIL_CHECK(failure.what());
    return;
  }
  if (!result.errors.empty()) {
    ++tally.impossible;
    for (std::uint32_t p = 0; p < system.properties.size(); ++p)
      CHECK(solver::explore(system, model::PropertyId{p}, bounds.searched).states == 0);
    return;
  }
  CHECK(result.properties.size() == system.properties.size());
  for (const solver::PropertyAnswer& answer : result.properties) {
    const solver::ExplicitAnswer truth = solver::explore(system, answer.property, bounds.searched);
    if (truth.is_complete)
      compare(system, answer, truth, tally);
    else
      ++tally.skipped;
  }
}

} // namespace

TEST_CASE("the checker and the exhaustive search agree on random rules", "[agreement]") {
  const std::uint64_t first = setting("CHAPERONE_AGREEMENT_FIRST", 1);
  const std::uint64_t count = setting("CHAPERONE_AGREEMENT_COUNT", 500);
  Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed)
    compare(seed, tally);
  const std::string summary = std::to_string(tally.shown) + " shown, " + std::to_string(tally.not_shown) + " not (" +
                              std::to_string(tally.proved) + " proved), " + std::to_string(tally.undecided) +
                              " undecided, " + std::to_string(tally.skipped) + " too large to search, " +
                              std::to_string(tally.impossible) + " without a start";
  INFO(summary);
  if (std::getenv("CHAPERONE_AGREEMENT_COUNT") != nullptr)
    std::cout << "agreement, seeds " << first << " to " << first + count - 1 << ": " << summary << "\n";
  const int compared = tally.shown + tally.not_shown;
  CHECK(compared > 0);
  CHECK(tally.skipped * 4 <= compared);
  CHECK(tally.undecided * 10 <= compared);
}
