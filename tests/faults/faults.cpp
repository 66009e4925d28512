// Switches on one fault after the other and looks who notices: a test of the encoder, or on random rules the audit (the
// command would end with exit code 70), the exhaustive search by the interpreter, or z3 asked about the certificate.
// Prints a table. Exit code 1 if a fault went unnoticed, or if something was noticed without one.
//
//   faults [SEEDS] [NAME] [SHAPE]
//       at most SEEDS rule files for each fault (500); only the fault NAME (or none); only files of that shape: wider,
//       reaching, anything or returning
#include "tests/faults/fault.hpp"

#include "generators/certificates/certify.hpp"
#include "model/resolve/front_end.hpp"
#include "solver/certificate/obligations.hpp"
#include "solver/check.hpp"
#include "tests/agreement/comparison.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/cli/process.hpp"

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <regex>

using namespace chaperone;

namespace {

struct Row {
  const char* name;
  const char* what;
};
constexpr Row rows[] = {
#include "faults.inc"
};

/// Nothing where a file asks what no formula says.
std::optional<model::System> rules_of(const std::map<std::string, std::string>& files) {
  auto loaded = model::load_system("rules.chap", [&](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? model::FileBytes{std::nullopt, "no such file"} : model::FileBytes{found->second, {}};
  });
  return std::move(loaded.system);
}

/// Does z3 accept every proof by single steps?
bool are_certified(const model::System& system, const solver::CheckResult& result, const std::string& question) {
  const certificates::OutsideSolver z3("z3");
  certificates::Asking asking;
  asking.solver = &z3;
  asking.is_stopped = [] { return false; };
  for (const solver::PropertyAnswer& answer : result.properties)
    if (const auto* proved = std::get_if<solver::Proved>(&answer.verdict); proved && proved->k == 1)
      if (!certificates::certify(system, answer.property, solver::certificate::about_one_state(proved->invariant),
                                 asking, question)
               .denied.empty())
        return false;
  return true;
}

constexpr std::pair<const char*, tests::Shape> shapes[] = {{"wider", tests::Shape::wider},
                                                           {"reaching", tests::Shape::reaching},
                                                           {"anything", tests::Shape::anything},
                                                           {"returning", tests::Shape::returning}};

/// Who notices something in the rule file of this seed; empty for nobody.
std::string noticed_by(std::uint64_t seed, const std::string& only_shape, const std::string& question) {
  const auto& [name, shape] = shapes[seed % std::size(shapes)];
  if (!only_shape.empty() && only_shape != name)
    return "";
  const std::optional<model::System> loaded = rules_of(tests::random_system(seed, shape));
  if (!loaded)
    return "";
  const model::System& system = *loaded;
  const tests::Bounds bounds = tests::bounds_for(system, seed);
  tests::Tally tally;
  try {
    if (!tests::disagreements(system, bounds, tally).empty())
      return "exhaustive search";
    return are_certified(system, solver::check(system, bounds.checked), question) ? "" : "certificate";
  } catch (const std::exception&) {
    return "audit";
  }
}

/// The first test of the encoder that fails, `file.cpp:line`; empty where all pass.
std::string failing_test(const std::string& fault) {
  const std::string command =
      fmt::format("CHAPERONE_FAULT={} '{}' --abort --reporter compact 2>&1", fault, FAULT_TESTS);
  const std::unique_ptr<FILE, int (*)(FILE*)> run(popen(command.c_str(), "r"), pclose);
  std::string told;
  std::array<char, 4096> buffer{};
  while (run && std::fgets(buffer.data(), buffer.size(), run.get()) != nullptr)
    told += buffer.data();
  std::smatch place;
  return std::regex_search(told, place, std::regex(R"((\w+\.cpp:\d+): failed)")) ? place.str(1) : "";
}

/// The first seed at which somebody notices, and who.
std::string first_notice(std::uint64_t seeds, const std::string& only_shape, const std::string& question) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    if (const std::string by = noticed_by(seed, only_shape, question); !by.empty())
      return fmt::format("{}, file {}", by, seed);
  return "";
}

} // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const tests::TemporaryFolder folder;
  const std::string question = folder.path("question.smt2");
  const std::uint64_t seeds = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 500;
  const std::string only = argc > 2 ? argv[2] : "";
  const std::string only_shape = argc > 3 ? argv[3] : "";
  int unnoticed = 0;
  std::cout << "| fault | what the encoder does | noticed by |\n| --- | --- | --- |\n" << std::flush;
  for (const Row& row : rows) {
    if (!only.empty() && only != row.name)
      continue;
    tests::switched_on = row.name;
    const std::string test = only_shape.empty() ? failing_test(row.name) : "";
    const std::string notice = test.empty() ? first_notice(seeds, only_shape, question) : "test, " + test;
    tests::switched_on = nullptr;
    unnoticed += notice.empty() ? 1 : 0;
    std::cout << fmt::format("| `{}` | {} | {} |\n", row.name, row.what, notice.empty() ? "**nobody**" : notice)
              << std::flush;
  }
  const std::string without = only.empty() || only == "none" ? first_notice(seeds, only_shape, question) : "";
  if (!without.empty())
    std::cout << "without a fault: " << without << "\n";
  std::cout << std::flush;
  return unnoticed == 0 && without.empty() ? 0 : 1;
}
