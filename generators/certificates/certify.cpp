// See certify.hpp.
#include "generators/certificates/certify.hpp"

#include "solver/certificate/obligations.hpp"

#include <fmt/format.h>

#include <fstream>

namespace chaperone::certificates {

using solver::certificate::NoObligations;
using solver::certificate::Obligation;

namespace {

bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  return file.good();
}

/// Those from `begin` to before `end`, each in a solver that has forgotten the one before. Some solvers say `success`
/// to every command unless they are told not to.
std::string together(const std::vector<Obligation>& obligations, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i)
    text += fmt::format("{}(set-option :print-success false)\n{}", i == begin ? "" : "(reset)\n", obligations[i].text);
  return text;
}

/// Counts the answer to one question.
void note(const Obligation& obligation, const SolverAnswer& answer, bool is_stopped, Certified& result) {
  std::visit(
      model::overload{
          [&](Said said) {
            ++result.questions;
            if (said == Said::sat)
              result.denied.push_back(obligation.shows);
            else if (said == Said::unknown)
              result.open.push_back(obligation.shows + ": it says unknown");
          },
          [&](CutShort) { result.open.push_back(obligation.shows + (is_stopped ? ": cut short" : ": out of time")); },
          [&](const NoAnswer& none) { result.broken = none.why; },
      },
      answer);
}

} // namespace

Certified certify(const model::System& system, model::PropertyId property, const std::vector<model::Formula>& invariant,
                  const Asking& asking, const std::string& file) {
  Certified result;
  const auto made = solver::certificate::obligations(system, property, invariant);
  if (const auto* none = std::get_if<NoObligations>(&made)) {
    result.open.push_back("no question can be written: " + none->why);
    return result;
  }
  const auto& obligations = std::get<std::vector<Obligation>>(made);
  std::optional<SolverRun> run;
  for (std::size_t i = 0; i < obligations.size() && result.broken.empty(); ++i) {
    if (asking.on_progress)
      asking.on_progress(i, obligations.size());
    if (asking.is_stopped()) {
      result.open.push_back(obligations[i].shows + ": cut short");
      break;
    }
    if (!run || run->is_over()) {
      const std::size_t end = asking.solver->takes_several() ? obligations.size() : i + 1;
      if (!write(file, together(obligations, i, end))) {
        result.broken = fmt::format("cannot be asked: {} cannot be written", file);
        break;
      }
      run = asking.solver->start(file, end - i, asking.is_stopped);
    }
    note(obligations[i], run->next(asking.limit), asking.is_stopped(), result);
  }
  return result;
}

} // namespace chaperone::certificates
