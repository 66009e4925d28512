// New rules take over a state: facts of the same names go on.
#include "records/follow/course.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::follow {

using namespace model;

namespace {

/// Are the places of the same sorts, by their names?
bool fits(const System& old_system, const std::vector<Place>& old_places, const System& system,
          const std::vector<Place>& places) {
  return std::ranges::equal(old_places, places, [&](const Place& left, const Place& right) {
    return old_system[left.sort].name == system[right.sort].name;
  });
}

template <class Symbols> auto named(const Symbols& symbols, const std::string& name) {
  return std::ranges::find_if(symbols, [&](const auto& each) { return each.name == name; });
}

} // namespace

// An individual that is there from the start: a value of an enum, or one of `with`.
live::Number Course::number_in(const System& next, SortId sort, SortId old_sort, live::Number number) const {
  return number == live::nobody ? number
                                : live::Individuals(next).find(sort, run_->individuals().name(old_sort, number));
}

std::optional<FunctionId> Course::old_function(const System& next, FunctionId id) const {
  const Function& function = next[id];
  const auto old = named(system().functions, function.name);
  if (function.is_individual || old == system().functions.end() || old->is_individual ||
      !fits(system(), old->places, next, function.places) || system()[old->result].name != next[function.result].name)
    return std::nullopt;
  return FunctionId{static_cast<std::uint32_t>(old - system().functions.begin())};
}

live::Start Course::start_of_next(const System& next) const {
  live::Start made = live::start_of(next);
  for (std::uint32_t i = 0; i < next.relations.size(); ++i) {
    const auto old = named(system().relations, next.relations[i].name);
    if (old == system().relations.end() || !fits(system(), old->places, next, next.relations[i].places))
      continue;
    made.relations[i] = live::Start::Relation::empty; // carry_over() says what holds, and what is unknown
  }
  for (std::uint32_t i = 0; i < next.functions.size(); ++i) {
    const auto old = old_function(next, FunctionId{i});
    if (old)
      made.functions[i] =
          number_in(next, next.functions[i].result, system()[*old].result, run_->facts().usual_value(*old));
  }
  return made;
}

void Course::carry_over(Course& from, const Moment& moment) {
  const System& old_system = from.system();
  live::LiveRun& old_run = from.run();
  const auto moved = [&](SortId sort, const SortId old_sort, live::Number number) {
    return number == live::nobody
               ? live::nobody
               : run_->individuals().found_or_added(sort, old_run.individuals().name(old_sort, number));
  };
  std::vector<live::Number> args;
  const auto move_row = [&](const std::vector<Place>& places, const std::vector<Place>& old_places,
                            const live::Number* row) {
    args.clear();
    for (std::size_t i = 0; i < places.size(); ++i)
      args.push_back(moved(places[i].sort, old_places[i].sort, row[i]));
    return std::ranges::find(args, live::nobody) == args.end();
  };
  for (std::uint32_t i = 0; i < system().relations.size(); ++i) {
    const Relation& relation = system().relations[i];
    const auto old = named(old_system.relations, relation.name);
    if (!relation.is_stated() || old == old_system.relations.end() ||
        !fits(old_system, old->places, system(), relation.places))
      continue;
    const RelationId old_id{static_cast<std::uint32_t>(old - old_system.relations.begin())};
    if (old_run.facts().is_loose(old_id))
      loosen({RelationId{i}});
    for (const std::vector<live::Number>& pattern :
         old_run.facts().unknown_places(old_id).patterns(old->places.size())) {
      move_row(relation.places, old->places, pattern.data());
      run_->forget(RelationId{i}, args);
    }
    old_run.facts()[old_id].for_each([&](const live::Number* row) {
      if (move_row(relation.places, old->places, row))
        run_->put(RelationId{i}, args.data(), live::Truth::yes);
    });
    if (const live::Table* exceptions = old_run.facts().exceptions(old_id))
      exceptions->for_each([&](const live::Number* row) {
        if (run_->facts().is_loose(RelationId{i}) && move_row(relation.places, old->places, row))
          run_->put(RelationId{i}, args.data(), old_run.facts().truth(old_id, row));
      });
  }
  for (std::uint32_t i = 0; i < system().functions.size(); ++i) {
    const Function& function = system().functions[i];
    const std::optional<FunctionId> old_id = from.old_function(system(), FunctionId{i});
    if (!old_id)
      continue;
    const Function& old = old_system[*old_id];
    if (old_run.facts().is_loose(*old_id))
      loosen({FunctionId{i}});
    for (const std::vector<live::Number>& pattern :
         old_run.facts().unknown_places(*old_id).patterns(old.places.size())) {
      move_row(function.places, old.places, pattern.data());
      run_->forget(FunctionId{i}, args);
    }
    old_run.facts()[*old_id].for_each([&](const live::Number* row) {
      const live::Number value = moved(function.result, old.result, row[function.places.size()]);
      if (move_row(function.places, old.places, row))
        run_->set(FunctionId{i}, args.data(), value);
    });
  }
  run_->start_for_added();
  begin(moment, true);
  from.for_each_open([&](Exposure each) {
    if (put_open(each)) {
      --counts_.exposures;
      --counts_.by_promise[each.promise];
      return;
    }
    each.to = moment;
    observer_.exposed(each);
  });
}

} // namespace chaperone::follow
