// See covering.hpp.
#include "generators/suite/covering.hpp"

#include "generators/story/text.hpp"

#include <fmt/format.h>

namespace chaperone::generators::suite {

namespace {

/// More reasons than these would be read by nobody.
constexpr std::size_t most_reasons = 5;

} // namespace

std::vector<TestCase> cases_of(const Coverage& coverage) {
  std::vector<TestCase> result;
  for (const BrokenPromise& it : coverage.violations)
    result.push_back(make_regression_case(coverage.goals.system, it.promise, it.scenario));
  for (const SuiteScenario& it : coverage.scenarios) {
    const auto claim = [&](std::size_t goal) { return coverage.goals.goals[goal].claim; };
    std::string title;
    std::vector<std::string> story;
    if (it.twin_of) {
      const Goal& twin = coverage.goals.goals[*it.twin_of];
      title = coverage.goals.system[twin.question.rule].name + " must not be refused where nothing stands in the way";
      story.push_back("The other side of: " + twin.claim + ".");
    } else {
      title = claim(it.own.front());
    }
    for (std::size_t i = 1; i < it.own.size() && i < most_reasons; ++i)
      story.push_back("Also: " + claim(it.own[i]) + ".");
    if (it.own.size() > most_reasons)
      story.push_back(fmt::format("And {} more.", reports::counted(it.own.size() - most_reasons, "reason")));
    result.push_back(make_exact_case(coverage.goals.system, it.scenario, title, std::move(story)));
  }
  return result;
}

} // namespace chaperone::generators::suite
