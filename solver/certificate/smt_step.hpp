// One step as SMT-LIB commands: the rule's parameters, what it requires, and each
// relation and function after it as a definition over the state before. Follows
// docs/semantics.md, sections 5 and 6. Covered by tests/solver/obligations_test.cpp.
#pragma once

#include "solver/certificate/smt_formulas.hpp"

#include <string>
#include <vector>

namespace chaperone::solver::certificate {

/// Commands and comments in the order of a file.
class SmtScript {
public:
  SmtScript(const model::System& system, SmtFormulas& formulas) : system_(system), formulas_(formulas) {}

  void heading(const std::string& words);
  void comment(const std::string& words);
  /// "FILE:LINE: WORDS the source's words", on one line.
  void source(const std::string& words, const model::Span& span);
  /// First the definitions that it needs.
  void command(const Sexpr& expression);
  void assertion(const model::Formula& formula, When when = When::before);
  const std::string& text() const { return text_; }

private:
  const model::System& system_;
  SmtFormulas& formulas_;
  std::string text_;
};

/// Writes the step and binds the rule's parameters in `scope`; formulas after it can then be written. Declarations of
/// relations and functions are not among the commands.
void write_step(const model::System& system, model::RuleId rule, SmtFormulas& formulas, SmtFormulas::Scope& scope,
                SmtScript& script);

} // namespace chaperone::solver::certificate
