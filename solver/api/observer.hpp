// Is told what happens while a check runs: for progress lines and --verbose.
#pragma once

#include "solver/api/answer.hpp"

#include <cstdint>
#include <string>

namespace chaperone::solver {

/// What an engine is doing right now, for a progress line and --verbose.
struct Progress {
  std::string engine;
  std::string property; ///< or a rule; empty: all that are open
  std::uint32_t depth = 0;
  std::uint32_t decided = 0; ///< properties, of so many
  std::uint32_t all = 0;
};

/// Told what happens while a check runs; called on the thread that called check().
class Observer {
public:
  virtual ~Observer() = default;
  virtual void on_progress(const Progress&) {}
  virtual void on_note(const std::string& /*line*/) {}                    ///< one line of --verbose
  virtual void on_excluded(model::PropertyId, std::uint32_t /*steps*/) {} ///< runs of so many steps
  virtual void on_answer(const PropertyAnswer&) {
  } ///< called for a run or proof when it is audited, and once more with all answers
};

} // namespace chaperone::solver
