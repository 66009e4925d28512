// One Z3 context and how it is run. Engines own sessions; no Z3 type is seen here.
#pragma once

#include "solver/api/interrupt.hpp"
#include "solver/encoding/reply.hpp"

#include <memory>

namespace chaperone::solver::encoding {

/// Owns one Z3 context. Not copied, and used by one thread at a time. The context is made when it is first needed; that
/// takes about 7 ms, of memory that was not used before. Once `interrupt` is requested, no question is answered any
/// more.
class Session {
public:
  explicit Session(Settings settings, std::shared_ptr<Interrupt> interrupt = std::make_shared<Interrupt>());
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  const Settings& settings() const { return settings_; }
  /// From now on the questions of what is made with this session cost so much at most.
  void limit(const Settings& settings);
  const Interrupt& interrupt() const { return *interrupt_; }
  /// From now on that one ends its questions.
  void heed(std::shared_ptr<Interrupt> interrupt);

  struct Impl;
  Impl& impl();

private:
  Settings settings_;
  std::shared_ptr<Interrupt> interrupt_;
  std::unique_ptr<Impl> impl_;
};

} // namespace chaperone::solver::encoding
