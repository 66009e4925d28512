// Promises in the course of things: since when each is broken, and for whom.
#include "records/follow/course.hpp"

#include <algorithm>

namespace chaperone::follow {

using namespace model;

std::size_t Course::HashNumbers::operator()(const std::vector<live::Number>& numbers) const {
  std::size_t hash = numbers.size();
  for (const live::Number number : numbers)
    hash = (hash ^ number) * 0x9E3779B97F4A7C15U;
  return hash;
}

Exposure Course::exposure(const Watched& watched, const std::vector<live::Number>& who, const Open& open) const {
  Exposure made;
  made.rules = open.rules;
  made.promise = system()[watched.promise.property()].name;
  const std::vector<VariableId>& leading = watched.promise.leading();
  for (std::size_t i = 0; i < leading.size(); ++i)
    made.individuals.emplace_back(system()[leading[i]].name,
                                  run_->individuals().name(system()[leading[i]].sort, who[i]));
  made.from = open.from;
  made.is_of_log = open.is_of_log;
  return made;
}

void Course::begin_open(Watched& watched, const std::vector<live::Number>& who, Open open) {
  counts_.exposures += open.is_of_log ? 1 : 0;
  ++counts_.by_promise[system()[watched.promise.property()].name];
  watched.open.insert_or_assign(who, std::move(open));
}

void Course::end_open(Watched& watched, const std::vector<live::Number>& who, const Moment& moment) {
  const auto found = watched.open.find(who);
  if (found == watched.open.end())
    return;
  Exposure made = exposure(watched, who, found->second);
  made.to = moment;
  observer_.exposed(made);
  watched.open.erase(found);
}

void Course::begin(const Moment& moment, bool is_of_log) {
  for (const auto& watched : promises_) {
    watched->promise.begin();
    for (const std::vector<live::Number>& who : watched->promise.begun())
      begin_open(*watched, who, {moment, edition_, is_of_log});
  }
  run_->forget_changes();
  run_->individuals().forget_added();
}

// A promise about steps is broken at a moment, and not from one to another.
void Course::follow_promises(const Event& event, bool is_step) {
  for (const auto& watched : promises_) {
    live::Promise& promise = watched->promise;
    const bool is_about_steps = system()[promise.property()].is_about_steps;
    if (is_about_steps && !is_step)
      continue;
    promise.go_on(run_->changes(), added_);
    if (promise.begun().empty() && promise.ended().empty() && (!is_about_steps || promise.broken().size() == 0))
      continue;
    const Moment moment{event.number, event.at};
    if (is_about_steps) {
      promise.broken().for_each([&](const live::Number* row) {
        const std::vector<live::Number> who(row, row + promise.leading().size());
        begin_open(*watched, who, {moment, edition_, true});
        end_open(*watched, who, moment);
      });
      continue;
    }
    for (const std::vector<live::Number>& who : promise.ended())
      end_open(*watched, who, moment);
    for (const std::vector<live::Number>& who : promise.begun())
      begin_open(*watched, who, {moment, edition_, true});
  }
}

std::vector<std::string> Course::obstacles() const {
  std::vector<std::string> made;
  for (const auto& watched : promises_)
    if (!watched->promise.obstacle().empty())
      made.push_back(system()[watched->promise.property()].name + ": " + watched->promise.obstacle());
  return made;
}

std::size_t Course::count_open() const {
  std::size_t sum = 0;
  for (const auto& watched : promises_)
    sum += watched->open.size();
  return sum;
}

// In an order that does not depend on a hash.
void Course::for_each_open(const std::function<void(const Exposure&)>& visit) const {
  for (const auto& watched : promises_) {
    std::vector<Exposure> made;
    for (const auto& [who, open] : watched->open)
      made.push_back(exposure(*watched, who, open));
    std::ranges::sort(made, [](const Exposure& left, const Exposure& right) {
      return std::tie(left.from.event, left.individuals) < std::tie(right.from.event, right.individuals);
    });
    std::ranges::for_each(made, visit);
  }
}

bool Course::put_open(const Exposure& exposure) {
  for (const auto& watched : promises_) {
    const std::vector<VariableId>& leading = watched->promise.leading();
    if (system()[watched->promise.property()].name != exposure.promise || leading.size() != exposure.individuals.size())
      continue;
    std::vector<live::Number> who;
    for (std::size_t i = 0; i < leading.size(); ++i)
      who.push_back(run_->individuals().find(system()[leading[i]].sort, exposure.individuals[i].second));
    const auto found = watched->open.find(who);
    if (found == watched->open.end())
      return false;
    found->second = {exposure.from, exposure.rules, exposure.is_of_log};
    return true;
  }
  return false;
}

void Course::tell_open() {
  for_each_open([&](const Exposure& each) { observer_.exposed(each); });
}

} // namespace chaperone::follow
