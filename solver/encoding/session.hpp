// One Z3 context and how it is run. Engines own sessions; no Z3 type is seen here.
#pragma once

#include "solver/encoding/reply.hpp"

#include <memory>

namespace chaperone::solver::encoding {

/// Owns one Z3 context. Not copied, and used by one thread at a time. Making one costs about 7 ms.
class Session {
public:
  explicit Session(Settings settings);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  struct Impl;
  Impl& impl() { return *impl_; }

private:
  std::unique_ptr<Impl> impl_;
};

/// Makes every question that is being asked, and every later one, come back `unknown`. From any thread.
void interrupt_all_sessions();
/// Takes that back, before a new check.
void clear_interrupt();
bool is_interrupted();

} // namespace chaperone::solver::encoding
