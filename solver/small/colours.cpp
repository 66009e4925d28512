// See colours.hpp.
#include "solver/small/colours.hpp"

#include <algorithm>
#include <bit>

namespace chaperone::solver::small {

using namespace model;

namespace {

/// The finaliser of MurmurHash3, as in SplitMix64.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

} // namespace

Colours::Colours(const Instance& instance) : system_(instance.system()) {
  for (std::uint32_t sort = 0; sort < system_.sorts.size(); ++sort)
    individuals_ +=
        colours_.emplace_back(system_.sorts[sort].is_enum ? 0 : instance.layout().size(SortId{sort})).size();
  next_ = colours_;
  for (std::size_t index = 0; index < instance.bits(); ++index) {
    const encoding::Cell& place = instance.place(index);
    Bit& bit = bits_.emplace_back();
    bit.kind = mixed(2 * place.symbol + (place.is_relation ? 1 : 0));
    const auto& places =
        place.is_relation ? system_.relations[place.symbol].places : system_.functions[place.symbol].places;
    // One bit stands for both orders of a symmetric pair.
    const bool is_ordered = !place.is_relation || !system_.relations[place.symbol].is_symmetric;
    for (std::size_t i = 0; i < place.args.size(); ++i)
      mention(bit, places[i].sort, place.args[i], is_ordered ? i + 1 : 1);
    if (!place.is_relation)
      mention(bit, system_.functions[place.symbol].result, place.value, place.args.size() + 1);
  }
}

void Colours::mention(Bit& bit, SortId sort, std::uint32_t individual, std::uint64_t as) {
  if (system_[sort].is_enum)
    bit.kind = mixed(bit.kind + mixed(as) + individual);
  else
    bit.mentions.push_back({sort.index, individual, mixed(as)});
}

const std::vector<std::vector<std::uint64_t>>& Colours::of(std::span<const std::uint64_t> state) {
  constexpr int most_rounds = 3;
  for (auto& colours : colours_)
    std::fill(colours.begin(), colours.end(), 0);
  std::size_t cells = 0;
  for (int round = 0; round < most_rounds; ++round) {
    refine(state);
    const std::size_t now = count();
    if (now == cells || now == individuals_)
      break;
    cells = now;
  }
  return colours_;
}

/// Each individual's colour becomes one of its colour and of those that the facts about it name beside it.
void Colours::refine(std::span<const std::uint64_t> state) {
  for (std::size_t sort = 0; sort < colours_.size(); ++sort)
    for (std::size_t i = 0; i < colours_[sort].size(); ++i)
      next_[sort][i] = mixed(colours_[sort][i]);
  for (std::size_t word = 0; word < state.size(); ++word)
    for (std::uint64_t left = state[word]; left != 0; left &= left - 1) {
      const Bit& bit = bits_[64 * word + static_cast<std::size_t>(std::countr_zero(left))];
      std::uint64_t fact = bit.kind;
      for (const Mention& it : bit.mentions)
        fact += mixed(colours_[it.sort][it.individual] ^ it.as);
      for (const Mention& it : bit.mentions)
        next_[it.sort][it.individual] += mixed(fact ^ it.as); // a sum, since facts have no order
    }
  colours_.swap(next_);
}

/// How many colours there are.
std::size_t Colours::count() {
  std::size_t result = 0;
  for (const auto& colours : colours_) {
    sorted_ = colours;
    std::sort(sorted_.begin(), sorted_.end());
    result += static_cast<std::size_t>(std::unique(sorted_.begin(), sorted_.end()) - sorted_.begin());
  }
  return result;
}

} // namespace chaperone::solver::small
