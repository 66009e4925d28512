// Who there is while a log is followed: names as numbers, one row of numbers for each sort. A number is given to
// somebody else once nothing speaks of its bearer any more. Covered by tests/records/live_agreement_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::live {

using Number = std::uint32_t;
/// Stands for somebody of whom it is not known who they are: the value of a function that nothing has set.
constexpr Number nobody = 0xFFFFFFFF;
/// Stands for somebody whom nothing names, and of whom something may hold: that of places which are unknown. Met only
/// where it is asked what is possible.
constexpr Number somebody = 0xFFFFFFFE;

class Individuals {
public:
  /// The values of enums and the individuals of `with` are there from the start.
  explicit Individuals(const model::System& system);

  /// The number of that name, or nobody.
  Number find(model::SortId sort, std::string_view name) const;
  /// The same; whoever is not there is added. An enum takes no new values: then nobody.
  Number found_or_added(model::SortId sort, std::string_view name);
  const std::string& name(model::SortId sort, Number number) const { return sorts_[sort.index].names[number]; }

  /// All numbers that are given or were: 0 to size - 1; see is_there().
  Number size(model::SortId sort) const { return static_cast<Number>(sorts_[sort.index].names.size()); }
  bool is_there(model::SortId sort, Number number) const { return sorts_[sort.index].is_there[number]; }

  /// Who was added since the last call of forget_added().
  struct Added {
    model::SortId sort;
    Number number;
  };
  const std::vector<Added>& added() const { return added_; }
  void forget_added() { added_.clear(); }
  /// Takes back that this one was added, who is the last and of whom nothing speaks.
  void take_back_added();

  /// By the order of an ordered sort, where nothing else gives it: numbers by their value, then other names by their
  /// bytes.
  bool is_less(model::SortId sort, Number left, Number right) const;

  /// Something speaks of this one, or does no more.
  void use(model::SortId sort, Number number) { ++sorts_[sort.index].uses[number]; }
  void release(model::SortId sort, Number number) {
    if (--sorts_[sort.index].uses[number] == 0)
      unused_.push_back({sort, number});
  }
  /// Those of whom nothing speaks go, if their sort may lose them.
  void sweep();
  /// A sort over all of which some formula looks keeps everybody.
  void keep_all(model::SortId sort) { sorts_[sort.index].keeps_all = true; }
  bool keeps_all(model::SortId sort) const { return sorts_[sort.index].keeps_all; }

private:
  struct SortNames {
    bool is_enum = false;
    bool keeps_all = false;
    std::vector<std::string> names;
    std::vector<bool> is_there;
    std::vector<std::uint32_t> uses;
    std::vector<Number> free;
    struct Slot {
      std::uint32_t hash = 0;
      Number number = nobody; ///< nobody: free
    };
    std::vector<Slot> slots; ///< open addressing by the hash of the name
  };

  static std::uint32_t hash_of(std::string_view name);
  static void put(SortNames& sort, Number number);
  static void drop(SortNames& sort, Number number);
  Number add(model::SortId sort, std::string_view name);

  std::vector<SortNames> sorts_;
  std::vector<Added> added_, unused_;
};

} // namespace chaperone::live
