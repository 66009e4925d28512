// What is told of a check that never comes back.
#include "cli/recorder.hpp"
#include "tests/model/rules.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;

TEST_CASE("of a check that does not come back, what was excluded until then is told") {
  const model::System system = tests::rules("system s\nsort User\nrelation here(User)\n"
                                            "rule come(u: User) { add here(u) }\n"
                                            "never first = some u: User | here(u)\n"
                                            "never second = some u: User | here(u)\n"
                                            "never third = some u: User | here(u)\n");
  cli::Console console;
  cli::Recorder recorder(console, false);
  recorder.on_excluded({0}, 0);
  recorder.on_excluded({1}, 0);
  recorder.on_excluded({1}, 1);
  const auto reasons = [&] {
    std::vector<std::string> result;
    for (const solver::PropertyAnswer& answer : recorder.best_known(system, {}, "out of time").properties)
      result.push_back(std::get<solver::Unknown>(answer.verdict).reason);
    return result;
  };
  CHECK(reasons() == std::vector<std::string>{"out of time; nothing found within 0 steps",
                                              "out of time; nothing found within 1 step",
                                              "out of time; no run was excluded yet"});
  recorder.start();
  CHECK(reasons() == std::vector<std::string>(3, "out of time; no run was excluded yet"));
}
