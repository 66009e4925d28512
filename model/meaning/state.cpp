// States as one bit per tuple and one number per function place; section "State"
// of docs/semantics.md. Covered by tests/model/state_test.cpp.
#include "model/meaning/state.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace chaperone::model {
namespace {

constexpr std::size_t most_places = std::size_t{1} << 28;

/// How many argument lists there are for these places.
std::size_t count_places(const std::vector<Place>& places, const Population& population) {
  std::size_t count = 1;
  for (const Place& place : places) {
    count *= population.size(place.sort);
    if (count > most_places)
      throw std::length_error("a state of this population is too large");
  }
  return count;
}

/// The rank of an argument list among all for these places, in lexicographic order.
std::size_t rank(const std::vector<Place>& places, const Layout& layout, std::span<const std::uint32_t> args) {
  std::size_t result = 0;
  for (std::size_t i = 0; i < places.size(); ++i)
    result = result * layout.size(places[i].sort) + args[i];
  return result;
}

} // namespace

Layout::Layout(const System& system, Population population) : system_(&system), population_(std::move(population)) {
  for (const Relation& relation : system.relations) {
    relation_offsets_.push_back(bits_);
    bits_ += count_places(relation.places, population_);
    if (bits_ > most_places)
      throw std::length_error("a state of this population is too large");
  }
  for (const Function& function : system.functions) {
    function_offsets_.push_back(values_);
    values_ += count_places(function.places, population_);
    if (values_ > most_places)
      throw std::length_error("a state of this population is too large");
  }
}

State::State(const Layout& layout)
    : layout_(&layout), words_((layout.bits_ + 63) / 64, 0), values_(layout.values_, 0) {}

bool State::holds(RelationId relation, std::span<const std::uint32_t> args) const {
  const std::size_t bit =
      layout_->relation_offsets_[relation.index] + rank(layout_->system()[relation].places, *layout_, args);
  return ((words_[bit / 64] >> (bit % 64)) & 1U) != 0;
}

void State::put(RelationId relation, std::span<const std::uint32_t> args, bool holds) {
  const Relation& declared = layout_->system()[relation];
  const auto write = [&](std::span<const std::uint32_t> tuple) {
    const std::size_t bit = layout_->relation_offsets_[relation.index] + rank(declared.places, *layout_, tuple);
    const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
    if (holds)
      words_[bit / 64] |= mask;
    else
      words_[bit / 64] &= ~mask;
  };
  write(args);
  if (declared.is_symmetric) {
    const std::uint32_t swapped[] = {args[1], args[0]};
    write(swapped);
  }
}

std::uint32_t State::value(FunctionId function, std::span<const std::uint32_t> args) const {
  return values_[layout_->function_offsets_[function.index] + rank(layout_->system()[function].places, *layout_, args)];
}

void State::set(FunctionId function, std::span<const std::uint32_t> args, std::uint32_t value) {
  values_[layout_->function_offsets_[function.index] + rank(layout_->system()[function].places, *layout_, args)] =
      value;
}

std::vector<std::vector<std::uint32_t>> State::tuples(RelationId relation) const {
  const Relation& declared = layout_->system()[relation];
  std::vector<std::vector<std::uint32_t>> result;
  for_each_place(*layout_, declared.places, [&](const std::vector<std::uint32_t>& args) {
    if (holds(relation, args) && !(declared.is_symmetric && args[0] > args[1]))
      result.push_back(args);
  });
  return result;
}

void for_each_place(const Layout& layout, const std::vector<Place>& places,
                    const std::function<void(const std::vector<std::uint32_t>&)>& visit) {
  std::vector<std::uint32_t> args(places.size(), 0);
  if (std::any_of(places.begin(), places.end(), [&](const Place& place) { return layout.size(place.sort) == 0; }))
    return;
  while (true) {
    visit(args);
    std::size_t i = places.size();
    while (i > 0 && args[i - 1] + 1 == layout.size(places[i - 1].sort))
      args[--i] = 0;
    if (i == 0)
      return;
    ++args[i - 1];
  }
}

bool State::operator==(const State& other) const {
  return words_ == other.words_ && values_ == other.values_;
}

std::size_t State::hash() const {
  std::uint64_t result = 0xcbf29ce484222325U;
  const auto mix = [&](std::uint64_t part) {
    result = (result ^ part) * 0x9e3779b97f4a7c15U;
    result ^= result >> 32;
  };
  for (const std::uint64_t word : words_)
    mix(word);
  for (const std::uint32_t value : values_)
    mix(value);
  return static_cast<std::size_t>(result);
}

} // namespace chaperone::model
