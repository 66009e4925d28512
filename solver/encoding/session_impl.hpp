// The inside of a Session. Only solver/encoding includes this.
#pragma once

#include "solver/encoding/session.hpp"

#include <optional>
#include <vector>
#include <z3++.h>

namespace chaperone::solver::encoding {

struct Session::Impl {
  Impl(Settings given, std::shared_ptr<Interrupt> interrupt);
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// Incremental, with quantifiers: Z3's core without the tactics whose start-up costs more than our questions.
  z3::solver quantified_solver(std::uint32_t resources);
  /// From now on a question may cost so much, in Z3's own units.
  static void limit_resources(z3::solver& solver, std::uint32_t most);

  /// solver.check() with interruption, the resource bound and Z3's exceptions turned into a Reply.
  Reply ask(z3::solver& solver, const std::vector<z3::expr>& assumptions = {}) const;
  /// Runs `work` with Z3's exceptions turned into Interrupted or Unsupported.
  template <class Work> auto translated(Work work) const -> decltype(work()) {
    try {
      return work();
    } catch (const z3::exception& error) {
      if (interrupt->is_requested())
        throw Interrupted();
      throw Unsupported(error.msg());
    }
  }

  void heed(std::shared_ptr<Interrupt> from_now_on);

  Settings settings;
  z3::context context;
  std::shared_ptr<Interrupt> interrupt;

  std::optional<Interrupt::Listener> stop; ///< the last member: it speaks to the context

private:
  std::string reason_for(const std::string& words) const;
};

/// Asserts what is not trivially true.
void assert_all(z3::solver& solver, const std::vector<z3::expr>& formulas);

} // namespace chaperone::solver::encoding
