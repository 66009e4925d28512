// See interrupt.hpp.
#include "solver/api/interrupt.hpp"

#include <set>

namespace chaperone::solver {
namespace {

struct Registry {
  std::mutex mutex;
  std::set<Interrupt*> all;
};

/// Never destroyed: a signal's thread may look at it while the process ends.
Registry& registry() {
  static Registry& only = *new Registry;
  return only;
}

} // namespace

Interrupt::Interrupt() {
  const std::scoped_lock lock(registry().mutex);
  registry().all.insert(this);
}

Interrupt::~Interrupt() {
  const std::scoped_lock lock(registry().mutex);
  registry().all.erase(this);
}

void Interrupt::request() {
  is_requested_ = true;
  const std::scoped_lock lock(mutex_);
  for (const std::function<void()>& stop : stops_)
    stop();
}

void Interrupt::request_all() {
  const std::scoped_lock lock(registry().mutex);
  for (Interrupt* each : registry().all)
    each->request();
}

Interrupt::Listener::Listener(Interrupt& interrupt, std::function<void()> stop) : interrupt_(interrupt) {
  const std::scoped_lock lock(interrupt.mutex_);
  at_ = interrupt.stops_.insert(interrupt.stops_.end(), std::move(stop));
}

Interrupt::Listener::~Listener() {
  const std::scoped_lock lock(interrupt_.mutex_);
  interrupt_.stops_.erase(at_);
}

} // namespace chaperone::solver
