// The exchange of proofs between the two threads of a check: each audits, in its own session,
// the proofs of the other, in whose making it had no part, as soon as they are found.
// Covered by tests/solver/check_test.cpp and tests/solver/strategy_test.cpp.
#pragma once

#include "solver/api/answer.hpp"
#include "solver/api/interrupt.hpp"
#include "solver/api/observer.hpp"
#include "solver/evidence/evidence.hpp"
#include "solver/strategy/strategy.hpp"

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace chaperone::solver {

/// What one thread has.
struct CheckPart {
  std::shared_ptr<Interrupt> interrupt = std::make_shared<Interrupt>();
  std::shared_ptr<encoding::Session> session;
  std::optional<strategy::Strategy> strategy;
  std::optional<evidence::ProofAudit> audit; ///< of the other's proofs, in this session
  bool audits_only = false;                  ///< the session takes no notice of `interrupt` any more

private:
  friend class ProofExchange;
  // Seen by both threads, under ProofExchange::mutex_:
  std::vector<PropertyAnswer> proofs_;           ///< this part's, for the other to audit
  std::vector<Proof> evidence_;                  ///< of the same
  std::size_t confirmed_ = 0;                    ///< of these
  std::optional<evidence::Objection> objection_; ///< to the next
  bool is_over_ = false;                         ///< nothing comes any more
};

class ProofExchange {
public:
  /// `audits`: what a proof may cost when it is checked again. `told` hears of each that was confirmed.
  ProofExchange(const model::System& system, const encoding::Settings& audits, Observer& told)
      : system_(system), audits_(audits), told_(told) {}

  /// From any thread: audits end, too.
  void end() { interrupt_->request(); }

  /// Gives the other the proofs that are new, and audits what the other has found.
  void exchange(CheckPart& part, CheckPart& other);
  /// Waits until the other has audited all proofs of `part`, and audits the other's meanwhile. True where there is more
  /// to do: a proof was not confirmed.
  bool await_audits(CheckPart& part, CheckPart& other);
  /// Until the other is done too: its last proofs are audited here, even where the time is up. With `is_alone`, there
  /// is no other thread.
  void conclude(CheckPart& part, CheckPart& other, bool is_alone);
  /// What Z3 gives up on with one seed, it often decides with another. True where proofs had to be withdrawn.
  bool heed_objection(CheckPart& part);

  /// The other learns that nothing comes any more of `part`, however this ends.
  class Ends {
  public:
    Ends(ProofExchange& exchange, CheckPart& part, CheckPart& other)
        : exchange_(exchange), part_(part), other_(other) {}
    ~Ends();
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;

  private:
    ProofExchange& exchange_;
    CheckPart& part_;
    CheckPart& other_;
    int exceptions_ = std::uncaught_exceptions();
  };

private:
  void publish(CheckPart& part);
  bool audit_next(CheckPart& part, CheckPart& judge);
  std::optional<evidence::Objection> object_to(const Proof& proof, CheckPart& judge) const;
  void refute_if_sure(const CheckPart& part) const;

  const model::System& system_;
  encoding::Settings audits_;
  Observer& told_;
  std::shared_ptr<Interrupt> interrupt_ = std::make_shared<Interrupt>();
  std::mutex mutex_;
  std::condition_variable changed_;
};

} // namespace chaperone::solver
