// One concrete state: which tuples hold and what each function's value is, over a
// finite population. Section "State" of docs/semantics.md.
// Covered by tests/model/state_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace chaperone::model {

/// Where each relation's and function's places lie in a State, for one System and one Population.
class Layout {
public:
  /// Throws std::length_error where the population makes a state larger than 2^28 places.
  Layout(const System& system, Population population);
  const System& system() const { return *system_; }
  const Population& population() const { return population_; }
  std::uint32_t size(SortId sort) const { return population_.size(sort); }

private:
  friend class State;
  const System* system_;
  Population population_;
  std::vector<std::size_t> relation_offsets_; ///< in bits
  std::vector<std::size_t> function_offsets_;
  std::size_t bits_ = 0;
  std::size_t values_ = 0;
};

/// Value semantics; comparing and hashing cost one pass. The Layout must outlive it.
class State {
public:
  /// No tuple holds and every function is 0.
  explicit State(const Layout& layout);
  const Layout& layout() const { return *layout_; }

  bool holds(RelationId relation, std::span<const std::uint32_t> args) const;
  /// Sets or clears one tuple; for a symmetric relation both orders.
  void put(RelationId relation, std::span<const std::uint32_t> args, bool holds);
  std::uint32_t value(FunctionId function, std::span<const std::uint32_t> args) const;
  void set(FunctionId function, std::span<const std::uint32_t> args, std::uint32_t value);
  /// All tuples that hold, in lexicographic order; of a symmetric relation each pair once, smaller index first.
  std::vector<std::vector<std::uint32_t>> tuples(RelationId relation) const;

  bool operator==(const State& other) const;
  std::size_t hash() const;

private:
  const Layout* layout_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> values_;
};

/// Visits every argument list for these places, in lexicographic order.
void for_each_place(const Layout& layout, const std::vector<Place>& places,
                    const std::function<void(const std::vector<std::uint32_t>&)>& visit);

} // namespace chaperone::model
