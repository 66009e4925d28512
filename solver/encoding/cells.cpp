// See cells.hpp.
#include "solver/encoding/cells.hpp"

#include <algorithm>

namespace chaperone::solver::encoding {

using namespace model;

namespace {

/// Of the pairs of `size` individuals, how many come before those whose smaller one is `smaller`.
std::uint64_t pairs_before(std::uint64_t smaller, std::uint64_t size) {
  return smaller * size - smaller * (smaller - 1) / 2;
}

} // namespace

Cells::Cells(const System& system, const std::vector<std::uint32_t>& sizes) : relations_(system.relations.size()) {
  for (const Relation& relation : system.relations)
    add(relation.places, sizes, 1, relation.is_symmetric);
  for (const Function& function : system.functions)
    add(function.places, sizes, sizes[function.result.index], false);
}

void Cells::add(const std::vector<Place>& places, const std::vector<std::uint32_t>& sizes, std::uint32_t values,
                bool is_symmetric) {
  Symbol symbol{size_, {}, values, is_symmetric};
  std::uint64_t count = values;
  for (const Place& place : places) {
    symbol.sizes.push_back(sizes[place.sort.index]);
    count *= symbol.sizes.back();
  }
  size_ += is_symmetric ? pairs_before(symbol.sizes[0], symbol.sizes[0]) : count;
  symbols_.push_back(std::move(symbol));
}

std::uint64_t Cells::number(const Symbol& symbol, std::span<const std::uint32_t> args) const {
  if (symbol.is_symmetric) {
    const auto [smaller, larger] = std::minmax(args[0], args[1]);
    return symbol.first + pairs_before(smaller, symbol.sizes[0]) + (larger - smaller);
  }
  std::uint64_t rank = 0;
  for (std::size_t i = 0; i < args.size(); ++i)
    rank = rank * symbol.sizes[i] + args[i];
  return symbol.first + rank * symbol.values;
}

std::uint64_t Cells::of(RelationId relation, std::span<const std::uint32_t> args) const {
  return number(symbols_[relation.index], args);
}

std::uint64_t Cells::of(FunctionId function, std::span<const std::uint32_t> args, std::uint32_t value) const {
  return number(symbols_[relations_ + function.index], args) + value;
}

Cell Cells::operator[](std::uint64_t number) const {
  const auto after = std::upper_bound(symbols_.begin(), symbols_.end(), number,
                                      [](std::uint64_t it, const Symbol& symbol) { return it < symbol.first; });
  const auto index = static_cast<std::size_t>(after - symbols_.begin()) - 1;
  const Symbol& symbol = symbols_[index];
  const bool is_relation = index < relations_;
  std::uint64_t rank = number - symbol.first;
  Cell made{is_relation, static_cast<std::uint32_t>(is_relation ? index : index - relations_), {}, 0};
  if (symbol.is_symmetric) {
    std::uint32_t smaller = 0;
    while (pairs_before(smaller + 1, symbol.sizes[0]) <= rank)
      ++smaller;
    rank -= pairs_before(smaller, symbol.sizes[0]);
    made.args = {smaller, static_cast<std::uint32_t>(smaller + rank)};
    return made;
  }
  made.value = static_cast<std::uint32_t>(rank % symbol.values);
  rank /= symbol.values;
  made.args.resize(symbol.sizes.size());
  for (std::size_t i = made.args.size(); i-- > 0; rank /= symbol.sizes[i])
    made.args[i] = static_cast<std::uint32_t>(rank % symbol.sizes[i]);
  return made;
}

} // namespace chaperone::solver::encoding
