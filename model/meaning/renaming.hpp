// States up to renaming of individuals: a packed form, and the smallest packed form
// among all renamings. Only for the explicit search, whose populations are tiny.
// Covered by tests/solver/explicit_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace chaperone::model {

/// For each sort, where each individual goes; an enum's values stay.
using Renaming = std::vector<std::vector<std::uint32_t>>;

Renaming inverse(const Renaming& renaming);
/// First `first`, then `second`.
Renaming composed(const Renaming& first, const Renaming& second);
Action renamed(const System& system, const Action& action, const Renaming& renaming);

/// Renamings of one population: all of them where it is tiny, else all of the first individuals of each sort, so that
/// some states that are renamings of each other count as different. Cost: their number times the size of a state.
class Renamings {
public:
  explicit Renamings(const Layout& layout);

  struct Canonical {
    std::string key;          ///< equal for two states only if one is a renaming of the other
    std::size_t renaming = 0; ///< leads from the state to `key`
  };
  Canonical canonical(const State& state) const;
  State unpacked(const std::string& key) const;
  std::size_t count() const { return renamings_.size(); }
  std::size_t count_places() const { return places_.size(); }
  std::size_t bytes() const { return renamings_.size() * places_.size() * sizeof(std::uint32_t); }
  const Renaming& operator[](std::size_t index) const { return renamings_[index]; }

private:
  /// One byte of a packed state: a tuple's truth or a function's value.
  struct Cell {
    bool is_relation;
    std::uint32_t symbol;
    std::vector<std::uint32_t> args;
  };

  void list_places();
  void list_renamings();
  std::vector<std::uint32_t> targets(const Renaming& renaming) const;

  const Layout* layout_;
  std::vector<Cell> places_;
  std::vector<Renaming> renamings_;
  std::vector<std::vector<std::uint32_t>> targets_; ///< by renaming and place: where its byte goes
};

} // namespace chaperone::model
