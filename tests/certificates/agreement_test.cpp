// Whatever is proved of random rules, another solver confirms from text that an encoding
// of its own wrote: the two encodings agree. On disagreement the seed and the rules are printed.
//
// CHAPERONE_AGREEMENT_COUNT rules are tried, from seed CHAPERONE_AGREEMENT_FIRST on (scripts/agree sets both).
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

#include "tests/certificates/proofs.hpp"

#include "solver/certificate/obligations.hpp"

#include <cstdlib>
#include <iostream>

using namespace chaperone;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Tally {
  int confirmed = 0, open = 0, by_more_steps = 0, not_written = 0, not_proved = 0;
};

void certify_proofs(std::uint64_t seed, Tally& tally) {
  const auto shape = seed % 9 == 0   ? tests::Shape::wider
                     : seed % 9 == 4 ? tests::Shape::returning
                     : seed % 2 == 0 ? tests::Shape::anything
                                     : tests::Shape::reaching;
  const tests::Files files = tests::random_system(seed, shape);
  const model::System system = tests::rules(files);
  solver::Options options;
  options.depth = 3;
  options.timeout = std::chrono::seconds(3);
  for (const solver::PropertyAnswer& answer : solver::check(system, options).properties) {
    const auto* proved = std::get_if<solver::Proved>(&answer.verdict);
    if (proved == nullptr || proved->k > 1) {
      ++(proved == nullptr ? tally.not_proved : tally.by_more_steps);
      continue;
    }
    INFO("seed " << seed << ", " << system[answer.property].name << "\n" << tests::told(files));
    const model::LoadedFormulas invariant = tests::read_back(system, proved->invariant);
    CHECK(invariant.system);
    if (!invariant.system)
      continue;
    const auto made = solver::certificate::obligations(*invariant.system, answer.property, invariant.formulas);
    if (std::holds_alternative<solver::certificate::NoObligations>(made)) { // some `can R(_)` has no text for any set
      ++tally.not_written;
      continue;
    }
    const auto certified = tests::certified(*invariant.system, answer.property, invariant.formulas, "cvc5");
    if (certified.broken.empty() && certified.denied.empty() && !certified.open.empty()) {
      ++tally.open; // the solver does not say within its time
      continue;
    }
    CHECK(tests::objections(certified) == "");
    ++tally.confirmed;
  }
}

} // namespace

TEST_CASE("another solver confirms whatever is proved of random rules", "[agreement]") {
  const std::uint64_t first = setting("CHAPERONE_AGREEMENT_FIRST", 1);
  const std::uint64_t count = setting("CHAPERONE_AGREEMENT_COUNT", 200);
  Tally tally;
  for (std::uint64_t seed = first; seed < first + count; ++seed)
    certify_proofs(seed, tally);
  const std::string summary = std::to_string(tally.confirmed) + " confirmed, " + std::to_string(tally.open) +
                              " left open, " + std::to_string(tally.by_more_steps) + " by more steps than one, " +
                              std::to_string(tally.not_written) + " that cannot be written, " +
                              std::to_string(tally.not_proved) + " not proved";
  INFO(summary);
  if (std::getenv("CHAPERONE_AGREEMENT_COUNT") != nullptr)
    std::cout << "certificates, seeds " << first << " to " << first + count - 1 << ": " << summary << "\n";
  CHECK(tally.confirmed > 0);
  CHECK(tally.open <= 1 + tally.confirmed / 50); // none is denied, and few are left open
}
