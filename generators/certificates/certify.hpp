// Checks a saved proof again from the rules. It takes only the invariant from the certificate
// and derives every question to the solver anew.
// Covered by tests/cli/certify_test.cpp and tests/certificates/.
#pragma once

#include "generators/certificates/outside_solver.hpp"
#include "model/rules/system.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace chaperone::certificates {

/// How the questions are asked.
struct Asking {
  const OutsideSolver* solver = nullptr;
  std::chrono::milliseconds limit{60'000};                            ///< for one question
  std::function<bool()> is_stopped;                                   ///< asked about ten times a second
  std::function<void(std::size_t done, std::size_t all)> on_progress; ///< may be empty
};

/// The result for one property. It is confirmed if nothing is denied, open or broken.
struct Certified {
  std::size_t questions = 0;
  std::vector<std::string> denied; ///< what the solver says is not so: "rule `approve` (…) keeps the invariant"
  std::vector<std::string> open;   ///< what it does not know or had no time for, with the reason
  std::string broken;              ///< why the solver is of no use, after its name; then nothing more was asked
  bool is_confirmed() const { return questions > 0 && denied.empty() && open.empty() && broken.empty(); }
};

/// Asks whether the invariant proves the property. `system` holds the invariant's variables. The questions are written
/// to `file`, which is left behind; where it cannot be, that is `broken`. A solver that takes several questions is
/// started once, and again after each that it does not decide in time; another one for each question.
Certified certify(const model::System& system, model::PropertyId property, const std::vector<model::Formula>& invariant,
                  const Asking& asking, const std::string& file);

} // namespace chaperone::certificates
