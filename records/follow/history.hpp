// The last events that changed something, for stories: what each changed, so that the states before can be had again.
// Covered by tests/records/follow_test.cpp.
#pragma once

#include "records/live/run.hpp"

#include <vector>

namespace chaperone::follow {

/// A step that was taken.
struct Deed {
  std::uint64_t event = 0;
  model::Action action;
  live::Changes changes;
  bool is_by_rules = true; ///< allowed by them, and with their effects
};

/// Keeps the individuals in its deeds from being forgotten.
class History {
public:
  explicit History(std::size_t capacity) : capacity_(capacity) {}

  void add(live::LiveRun& run, std::uint64_t event, const model::Action& action, const live::Changes& changes,
           bool is_by_rules);
  void clear(live::LiveRun& run);

  std::size_t size() const { return deeds_.size(); }
  /// The last one first.
  const Deed& back(std::size_t behind) const { return deeds_[(first_ + deeds_.size() - 1 - behind) % deeds_.size()]; }

private:
  static void use(live::LiveRun& run, const Deed& deed, bool is_used);

  std::size_t capacity_;
  std::size_t first_ = 0; ///< where the oldest one stands
  std::vector<Deed> deeds_;
};

} // namespace chaperone::follow
