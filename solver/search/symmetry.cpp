// See symmetry.hpp.
#include "solver/search/symmetry.hpp"

#include <algorithm>
#include <numeric>

namespace chaperone::solver::search {

using namespace model;

namespace {

constexpr std::size_t most_renamings = 1000;

std::vector<Renaming> list_renamings(const Layout& layout) {
  const System& system = layout.system();
  std::vector<Renaming> result{{}};
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    std::vector<std::uint32_t> order(layout.size(SortId{sort}));
    std::iota(order.begin(), order.end(), 0U);
    std::vector<Renaming> longer;
    do {
      for (const Renaming& renaming : result) {
        longer.push_back(renaming);
        longer.back().push_back(order);
      }
    } while (!system.sorts[sort].is_enum && longer.size() + result.size() <= most_renamings &&
             std::next_permutation(order.begin(), order.end()));
    result = std::move(longer);
  }
  return result;
}

} // namespace

Symmetry::Symmetry(const Instance& instance)
    : words_(std::max<std::size_t>((instance.bits() + 63) / 64, 1)), digits_((instance.bits() + 3) / 4),
      renamings_(list_renamings(instance.layout())) {
  table_.reserve(renamings_.size() * digits_ * 16 * words_);
  for (const Renaming& renaming : renamings_)
    add_table(instance, renaming);
}

void Symmetry::add_table(const Instance& instance, const Renaming& renaming) {
  const System& system = instance.system();
  std::vector<std::size_t> target(instance.bits());
  for (std::size_t bit = 0; bit < instance.bits(); ++bit) {
    const Instance::Place& place = instance.place(bit);
    const std::vector<model::Place>& sorts =
        place.is_relation ? system.relations[place.symbol].places : system.functions[place.symbol].places;
    std::vector<std::uint32_t> args = place.args;
    for (std::size_t i = 0; i < args.size(); ++i)
      args[i] = renaming[sorts[i].sort.index][args[i]];
    target[bit] = place.is_relation
                      ? instance.bit_of(RelationId{place.symbol}, args)
                      : instance.bit_of(FunctionId{place.symbol}, args,
                                        renaming[system.functions[place.symbol].result.index][place.value]);
  }
  for (std::size_t digit = 0; digit < digits_; ++digit)
    for (std::size_t value = 0; value < 16; ++value) {
      const std::size_t start = table_.size();
      table_.resize(start + words_, 0);
      for (std::size_t i = 0; i < 4; ++i)
        if (const std::size_t bit = 4 * digit + i; ((value >> i) & 1U) != 0 && bit < target.size())
          table_[start + target[bit] / 64] |= std::uint64_t{1} << (target[bit] % 64);
    }
}

void Symmetry::rename(std::size_t renaming, std::span<const std::uint64_t> state, std::uint64_t* result) const {
  std::fill_n(result, words_, 0);
  const std::uint64_t* table = table_.data() + renaming * digits_ * 16 * words_;
  for (std::size_t digit = 0; digit < digits_; ++digit, table += 16 * words_) {
    const std::uint64_t value = (state[digit / 16] >> (4 * (digit % 16))) & 15U;
    if (value == 0)
      continue;
    for (std::size_t word = 0; word < words_; ++word)
      result[word] |= table[value * words_ + word];
  }
}

std::size_t Symmetry::canonical(std::span<const std::uint64_t> state, Words& result) const {
  result.assign(state.begin(), state.end());
  std::size_t best = 0; // the first renaming is the identity
  Words other(words_);
  for (std::size_t renaming = 1; renaming < renamings_.size(); ++renaming) {
    rename(renaming, state, other.data());
    if (other < result) {
      result.swap(other);
      best = renaming;
    }
  }
  return best;
}

} // namespace chaperone::solver::search
