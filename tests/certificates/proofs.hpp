// The proofs that a check finds, each with what a solver says of its obligations.
#pragma once

#include "generators/certificates/certify.hpp"
#include "model/print/printer.hpp"
#include "model/resolve/front_end.hpp"
#include "solver/certificate/obligations.hpp"
#include "solver/check.hpp"
#include "tests/cli/process.hpp"

#include <csignal>

namespace chaperone::tests {

/// The invariant as a certificate has it: printed, and read back.
inline model::LoadedFormulas read_back(const model::System& system, const std::vector<model::Formula>& invariant) {
  std::vector<model::FormulaText> texts;
  for (const model::Formula& part : solver::certificate::about_one_state(invariant))
    texts.push_back({"part " + std::to_string(texts.size() + 1), model::print(system, part)});
  model::LoadedFormulas loaded = model::load_formulas(system, texts);
  for (const model::Diagnostic& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(model::render(diagnostic, *loaded.sources, false));
  return loaded;
}

/// Asks the solver about the property's proof by this invariant.
inline certificates::Certified certified(const model::System& system, model::PropertyId property,
                                         const std::vector<model::Formula>& invariant, const std::string& solver) {
  std::signal(SIGPIPE, SIG_IGN);
  const TemporaryFolder folder;
  const certificates::OutsideSolver outside(solver);
  certificates::Asking asking;
  asking.solver = &outside;
  asking.is_stopped = [] { return false; };
  return certificates::certify(system, property, invariant, asking, folder.path("question.smt2"));
}

/// Everything that stands in the way of a confirmed proof, one a line; empty for none.
inline std::string objections(const certificates::Certified& result) {
  std::string text = result.broken;
  for (const std::string& shows : result.denied)
    text += "denied: " + shows + "\n";
  for (const std::string& shows : result.open)
    text += "open: " + shows + "\n";
  return result.questions > 0 || !text.empty() ? text : "nothing was asked";
}

} // namespace chaperone::tests
