// See suite_page.hpp.
#include "generators/page/suite_page.hpp"

#include "generators/page/shell.hpp"
#include "generators/page/story.hpp"

#include "generators/goals/coverage.hpp"
#include "generators/reports/coverage_text.hpp"
#include "generators/story/text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>

#include <map>

namespace chaperone::page {
namespace {

using namespace model;
using generators::suite::TestCase;
using generators::suite::TestStep;
using generators::suite::TestSuite;

/// Of a page so far, in bytes: beyond these, less is shown of a scenario.
constexpr std::size_t most_with_pictures = 1'400'000, most_with_steps = 1'800'000;

/// The test's steps, without what must come of them.
Scenario run_of(const TestCase& test) {
  Scenario run;
  run.name = test.name;
  run.population = test.population;
  run.given = test.given;
  for (const auto& item : test.items)
    if (const auto* step = std::get_if<TestStep>(&item))
      run.items.emplace_back(ScenarioStep{step->action, std::nullopt, std::nullopt, nowhere});
  return run;
}

std::string expectation(const TestStep& step) {
  if (step.may_be_refused)
    return "The service may allow it or refuse it.";
  if (!step.expected)
    return "The test takes whatever the service does here.";
  return *step.expected == Outcome::allowed ? "The service must allow it." : "The service must refuse it.";
}

class SuitePage {
public:
  SuitePage(Writer& page, const TestSuite& suite) : page_(page), suite_(suite) {}

  void write() {
    page_.element("h1", fmt::format("{}: a suite of tests", in_words(suite_.system->name)));
    page_.element("p", {{"class", "file"}}, [&] { page_.element("code", suite_.rules_file); });
    page_.element("p", {{"class", "headline"}}, fmt::format("{}.", reports::counted(suite_.cases.size(), "test")));
    if (!suite_.expect_from.empty())
      page_.element("p", fmt::format("What each step must do is taken from {}.", suite_.expect_from));
    if (suite_.coverage != nullptr)
      coverage(*suite_.coverage);
    page_.element("h2", "Tests");
    for (std::size_t i = 0; i < suite_.cases.size(); ++i)
      test(suite_.cases[i], fmt::format("t{}", i + 1));
  }

private:
  void coverage(const generators::Coverage& coverage) {
    page_.element("h2", "What it covers");
    page_.element("table", [&] {
      page_.element("thead", [&] {
        page_.element("tr", [&] {
          for (const char* title : {"goal", "to cover", "covered", "impossible, proved", "undecided", "left out"})
            page_.element("th", {{"scope", "col"}}, title);
        });
      });
      page_.element("tbody", [&] {
        for (const auto& [kind, count] : reports::count_goals(coverage))
          page_.element("tr", [&, count = count, kind = kind] {
            page_.element("th", {{"scope", "row"}}, generators::name_of(kind));
            for (const std::size_t number : {count.goals, count.covered, count.impossible, count.open, count.left_out})
              page_.element("td", std::to_string(number));
          });
      });
    });
    page_.element("details", [&] {
      page_.element("summary", "In full, with what is not covered");
      page_.element("pre", {{"tabindex", "0"}}, reports::coverage_text(coverage, true));
    });
  }

  /// One for each system: a test may come from a file of its own.
  SourceLines& lines_of(const System& system) { return lines_.try_emplace(&system, system).first->second; }

  void test(const TestCase& test, const std::string& id) {
    page_.element("article", {{"class", "card"}, {"id", id}}, [&] {
      page_.element("h3", test.title.empty() ? in_words(test.name) : test.title);
      page_.element("p", {{"class", "name"}}, [&] { page_.element("code", test.name); });
      for (const std::string& sentence : test.story)
        page_.element("p", sentence);
      if (!test.keeps.empty())
        page_.element("p", "Throughout, the service must keep: " + promises(test) + ".");
      const std::size_t written = page_.str().size();
      if (written > most_with_steps) {
        page_.element("p", {{"class", "note"}}, "Its steps are left out: the page would be too large.");
        return;
      }
      page_.element("details", [&] {
        page_.element("summary", fmt::format("Its steps{}", written > most_with_pictures ? ", without pictures" : ""));
        steps(test, id, written <= most_with_pictures);
      });
    });
  }

  static std::string promises(const TestCase& test) {
    std::vector<std::string> names;
    for (const PropertyId kept : test.keeps)
      names.push_back((*test.system)[kept].name);
    return list_names(names);
  }

  void steps(const TestCase& test, const std::string& id, bool has_pictures) {
    const Scenario run = run_of(test);
    Telling telling{.id = id + "-story", .name = test.name, .has_pictures = has_pictures, .has_rules = false};
    for (const auto& item : test.items)
      if (const auto* step = std::get_if<TestStep>(&item))
        telling.said.push_back(expectation(*step));
    write_story(page_, lines_of(*test.system), *test.system, run, replay(*test.system, run), telling);
    for (const auto& item : test.items)
      if (const auto* expect = std::get_if<generators::suite::TestExpect>(&item))
        page_.element("p", [&] {
          page_.text("Expected of the service: ");
          page_.element("code", print(*test.system, expect->formula, &test.population));
        });
  }

  Writer& page_;
  const TestSuite& suite_;
  std::map<const System*, SourceLines> lines_;
};

} // namespace

std::string suite_page(const TestSuite& suite) {
  return whole_page(in_words(suite.system->name) + ": a suite of tests",
                    [&](Writer& page) { SuitePage(page, suite).write(); });
}

} // namespace chaperone::page
