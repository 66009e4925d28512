// See symmetry.hpp.
#include "solver/small/symmetry.hpp"

#include <algorithm>
#include <numeric>

namespace chaperone::solver::small {

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
      renamings_(list_renamings(instance.layout())), has_all_(true), colours_(instance), other_(words_) {
  const System& system = instance.system();
  std::size_t all = 1;
  for (std::uint32_t sort = 0; sort < system.sorts.size(); ++sort) {
    const std::uint32_t size = system.sorts[sort].is_enum ? 0 : instance.layout().size(SortId{sort});
    strides_.push_back(all);
    orders_.push_back({std::vector<std::uint32_t>(size),
                       std::vector<std::uint32_t>(size),
                       {},
                       std::vector<std::uint32_t>(size),
                       std::vector<std::uint32_t>(size)});
    for (std::uint32_t i = 2; i <= size && has_all_; ++i) {
      all *= i;
      has_all_ = all <= renamings_.size();
    }
  }
  table_.reserve(renamings_.size() * digits_ * 16 * words_);
  for (const Renaming& renaming : renamings_)
    add_table(instance, renaming);
}

void Symmetry::add_table(const Instance& instance, const Renaming& renaming) {
  const System& system = instance.system();
  std::vector<std::size_t> target(instance.bits());
  for (std::size_t bit = 0; bit < instance.bits(); ++bit) {
    const encoding::Cell& place = instance.place(bit);
    const std::vector<model::Place>& sorts =
        place.is_relation ? system.relations[place.symbol].places : system.functions[place.symbol].places;
    std::vector<std::uint32_t> args = place.args;
    for (std::size_t i = 0; i < args.size(); ++i)
      args[i] = renaming[sorts[i].sort.index][args[i]];
    target[bit] = place.is_relation ? instance.cells().of(place.relation(), args)
                                    : instance.cells().of(place.function(), args,
                                                          renaming[system[place.function()].result.index][place.value]);
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

std::size_t Symmetry::canonical(std::span<const std::uint64_t> state, Words& result) {
  if (!has_all_)
    return smallest(state, result);
  const auto& colours = colours_.of(state);
  for (std::uint32_t sort = 0; sort < orders_.size(); ++sort)
    arrange(state, sort, colours[sort]);
  std::size_t best = present_renaming();
  result.resize(words_);
  rename(best, state, result.data());
  while (advance()) {
    const std::size_t renaming = present_renaming();
    rename(renaming, state, other_.data());
    if (other_ < result) {
      result.swap(other_);
      best = renaming;
    }
  }
  return best;
}

/// The smallest of the renamings that there are.
std::size_t Symmetry::smallest(std::span<const std::uint64_t> state, Words& result) {
  result.assign(state.begin(), state.end());
  std::size_t best = 0; // the first renaming is the identity
  for (std::size_t renaming = 1; renaming < renamings_.size(); ++renaming) {
    rename(renaming, state, other_.data());
    if (other_ < result) {
      result.swap(other_);
      best = renaming;
    }
  }
  return best;
}

/// The first order of the sort's individuals.
void Symmetry::arrange(std::span<const std::uint64_t> state, std::uint32_t sort,
                       const std::vector<std::uint64_t>& colours) {
  Order& order = orders_[sort];
  std::vector<std::uint32_t>& members = order.members;
  std::iota(members.begin(), members.end(), 0U);
  std::sort(members.begin(), members.end(), [&](std::uint32_t one, std::uint32_t other) {
    return std::pair(colours[one], one) < std::pair(colours[other], other);
  });
  order.cells.clear();
  for (std::size_t begin = 0; begin < members.size();) {
    std::size_t end = begin + 1;
    while (end < members.size() && colours[members[end]] == colours[members[begin]])
      ++end;
    // Each group's members side by side: those that can be exchanged with its first one.
    for (std::size_t first = begin; first < end;) {
      std::size_t next = first + 1;
      for (std::size_t i = next; i < end; ++i)
        if (are_exchangeable(state, sort, members[first], members[i]))
          std::swap(members[next++], members[i]);
      std::fill(order.groups.begin() + static_cast<std::ptrdiff_t>(first),
                order.groups.begin() + static_cast<std::ptrdiff_t>(next), static_cast<std::uint32_t>(first));
      first = next;
    }
    order.cells.push_back(begin = end);
  }
}

/// Is the state the same with the two exchanged?
bool Symmetry::are_exchangeable(std::span<const std::uint64_t> state, std::uint32_t sort, std::uint32_t one,
                                std::uint32_t other) {
  std::vector<std::uint32_t>& targets = orders_[sort].targets;
  std::iota(targets.begin(), targets.end(), 0U);
  std::swap(targets[one], targets[other]);
  rename(strides_[sort] * rank(sort, targets), state, other_.data());
  return std::equal(state.begin(), state.end(), other_.begin());
}

/// Goes on to the next order, cell by cell and sort by sort; false where all have been seen.
bool Symmetry::advance() {
  for (Order& order : orders_) {
    std::size_t begin = 0;
    for (const std::size_t end : order.cells) {
      if (std::next_permutation(order.groups.begin() + static_cast<std::ptrdiff_t>(begin),
                                order.groups.begin() + static_cast<std::ptrdiff_t>(end)))
        return true;
      begin = end;
    }
  }
  return false;
}

/// The renaming that gives each individual its position.
std::size_t Symmetry::present_renaming() {
  std::size_t result = 0;
  for (std::uint32_t sort = 0; sort < orders_.size(); ++sort) {
    Order& order = orders_[sort];
    std::fill(order.taken.begin(), order.taken.end(), 0U);
    for (std::uint32_t position = 0; position < order.groups.size(); ++position) {
      const std::uint32_t group = order.groups[position];
      order.targets[order.members[group + order.taken[group]++]] = position;
    }
    result += strides_[sort] * rank(sort, order.targets);
  }
  return result;
}

/// The permutation's number in their lexicographic order, in which list_renamings() has them.
std::size_t Symmetry::rank(std::uint32_t sort, const std::vector<std::uint32_t>& targets) const {
  std::size_t result = 0;
  const std::size_t size = orders_[sort].targets.size();
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t smaller = 0;
    for (std::size_t k = i + 1; k < size; ++k)
      smaller += targets[k] < targets[i] ? 1U : 0U;
    result = result * (size - i) + smaller;
  }
  return result;
}

} // namespace chaperone::solver::small
