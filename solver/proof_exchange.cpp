// See proof_exchange.hpp.
#include "solver/proof_exchange.hpp"

#include "solver/api/errors.hpp"

#include <chrono>
#include <fmt/format.h>

namespace chaperone::solver {

namespace {

using Objection = std::optional<evidence::Objection>;

bool may_audit(const CheckPart& judge) {
  return judge.audits_only || !judge.interrupt->is_requested();
}

} // namespace

ProofExchange::Ends::~Ends() {
  const std::scoped_lock lock(exchange_.mutex_);
  part_.is_over_ = true;
  if (std::uncaught_exceptions() > exceptions_)
    other_.interrupt->request();
  exchange_.changed_.notify_all();
}

void ProofExchange::exchange(CheckPart& part, CheckPart& other) {
  publish(part);
  while (audit_next(other, part)) {
  }
}

void ProofExchange::publish(CheckPart& part) {
  const std::vector<Proof>& found = part.strategy->proofs();
  const std::scoped_lock lock(mutex_);
  for (std::size_t i = part.proofs_.size(); i < found.size(); ++i) {
    part.proofs_.push_back({found[i].property, found[i].evidence, part.strategy->seconds_of(found[i].property)});
    part.evidence_.push_back(found[i]);
  }
  changed_.notify_all();
}

/// Audits one proof of `part` in the session of `judge`, which is this thread's. False where there is none.
bool ProofExchange::audit_next(CheckPart& part, CheckPart& judge) {
  std::optional<Proof> proof;
  std::size_t at = 0;
  {
    const std::scoped_lock lock(mutex_);
    at = part.confirmed_;
    if (at == part.evidence_.size() || part.objection_ || !judge.audit || !may_audit(judge))
      return false;
    proof = part.evidence_[at];
  }
  Objection objection = object_to(*proof, judge);
  if (!may_audit(judge))
    return false; // cut short: it is asked again
  std::optional<PropertyAnswer> told;
  {
    const std::scoped_lock lock(mutex_);
    if (objection)
      part.objection_ = std::move(objection);
    else
      told = part.proofs_[part.confirmed_++];
    changed_.notify_all();
  }
  if (told)
    told_.on_answer(*told);
  return true;
}

Objection ProofExchange::object_to(const Proof& proof, CheckPart& judge) const {
  const encoding::Settings before = judge.session->settings();
  judge.session->limit(audits_);
  Objection objection;
  try {
    objection = judge.audit->object_to(proof);
  } catch (const encoding::Interrupted& why) {
    objection = evidence::Objection{proof.property, why.what(), true};
  }
  judge.session->limit(before);
  return objection;
}

bool ProofExchange::await_audits(CheckPart& part, CheckPart& other) {
  for (;;) {
    exchange(part, other);
    std::unique_lock lock(mutex_);
    const auto is_settled = [&] { return part.objection_ || part.confirmed_ == part.evidence_.size(); };
    if (is_settled() || part.interrupt->is_requested() || other.is_over_)
      break;
    changed_.wait_for(lock, std::chrono::milliseconds(20),
                      [&] { return is_settled() || other.confirmed_ < other.evidence_.size() || other.is_over_; });
  }
  return heed_objection(part) && !part.interrupt->is_requested();
}

void ProofExchange::conclude(CheckPart& part, CheckPart& other, bool is_alone) {
  if (!part.session)
    return;
  for (bool is_over = false; !is_over;) {
    if (part.interrupt->is_requested() && !part.audits_only) {
      part.session->heed(interrupt_);
      part.audits_only = true;
    }
    while (audit_next(other, part)) {
    }
    std::unique_lock lock(mutex_);
    if (!is_alone)
      changed_.wait_for(lock, std::chrono::milliseconds(20), [&] { return other.is_over_; });
    is_over = (other.is_over_ || is_alone) && (other.confirmed_ == other.evidence_.size() || other.objection_);
  }
}

bool ProofExchange::heed_objection(CheckPart& part) {
  constexpr std::uint32_t tries = 3;
  for (std::uint32_t i = 1; i <= tries; ++i) {
    {
      const std::scoped_lock lock(mutex_);
      if (!part.objection_)
        return false;
      refute_if_sure(part);
      if (interrupt_->is_requested())
        break;
      part.objection_.reset();
    }
    encoding::Settings settings = audits_;
    settings.seed += i;
    CheckPart judge;
    judge.session = std::make_shared<encoding::Session>(settings, interrupt_);
    judge.audit.emplace(*judge.session, system_);
    judge.audits_only = true;
    while (audit_next(part, judge)) {
    }
  }
  const std::scoped_lock lock(mutex_);
  if (!part.objection_)
    return false;
  refute_if_sure(part);
  part.strategy->withdraw_proofs(part.confirmed_,
                                 "a proof was found, but could not be checked again: " + part.objection_->what);
  part.proofs_.resize(part.confirmed_);
  part.evidence_.resize(part.confirmed_);
  part.objection_.reset();
  return true;
}

void ProofExchange::refute_if_sure(const CheckPart& part) const {
  if (!part.objection_->is_undecided)
    throw InternalError(fmt::format("the proof of `{}` was not confirmed: {}", system_[part.objection_->property].name,
                                    part.objection_->what));
}

} // namespace chaperone::solver
