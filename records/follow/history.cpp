// See history.hpp.
#include "records/follow/history.hpp"

namespace chaperone::follow {

using namespace model;

void History::use(live::LiveRun& run, const Deed& deed, bool is_used) {
  live::Individuals& individuals = run.individuals();
  const System& system = run.system();
  const auto count = [&](SortId sort, live::Number number) {
    if (number != live::nobody)
      is_used ? individuals.use(sort, number) : individuals.release(sort, number);
  };
  const Rule& rule = system[deed.action.rule];
  for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
    const SortId sort = system[rule.parameters[i]].sort;
    if (const auto* number = std::get_if<live::Number>(&deed.action.args[i]))
      count(sort, *number);
    else
      for (const live::Number member : std::get<std::vector<live::Number>>(deed.action.args[i]))
        count(sort, member);
  }
  for (const live::Change& change : deed.changes.list) {
    const auto* function = std::get_if<FunctionId>(&change.where);
    const std::vector<Place>& places =
        function != nullptr ? system[*function].places : system[std::get<RelationId>(change.where)].places;
    for (std::size_t i = 0; i < places.size(); ++i)
      count(places[i].sort, deed.changes.args(change)[i]);
    if (function != nullptr) {
      count(system[*function].result, change.was);
      count(system[*function].result, change.now);
    }
  }
}

void History::add(live::LiveRun& run, std::uint64_t event, const Action& action, const live::Changes& changes,
                  bool is_by_rules) {
  if (capacity_ == 0)
    return;
  if (deeds_.size() < capacity_) {
    deeds_.emplace_back();
  } else {
    use(run, deeds_[first_], false);
    first_ = (first_ + 1) % capacity_;
  }
  Deed& deed = deeds_[(first_ + deeds_.size() - 1) % deeds_.size()];
  deed.event = event;
  deed.action = action;
  deed.changes = changes;
  deed.is_by_rules = is_by_rules;
  use(run, deed, true);
}

void History::clear(live::LiveRun& run) {
  for (const Deed& deed : deeds_)
    use(run, deed, false);
  deeds_.clear();
  first_ = 0;
}

} // namespace chaperone::follow
