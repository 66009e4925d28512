// Programs run over tables. Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/joins/program.hpp"

#include <functional>
#include <span>

namespace chaperone::records {

/// One at a time; several runs of a program may go on at once.
class Run {
public:
  using Visit = std::function<bool(std::span<const std::uint32_t>)>;

  /// The program outlives it. `is_cut` is asked every now and then.
  explicit Run(
      const Program& program, std::function<bool()> is_cut = [] { return false; });

  /// Visits what is asked for, for each assignment that the program finds beside the given values, some more than once,
  /// until `visit` gives false. False where it did, or where the run was cut short.
  bool each(std::span<const std::uint32_t> given, const Visit& visit);

private:
  std::uint32_t value(const Operand& operand) const {
    return operand.is_fixed ? operand.number : registers_[operand.number];
  }
  /// By place, the value of a lookup's first columns.
  auto prefix_of(const Lookup& lookup) const {
    return [this, &lookup](std::size_t i) { return value(lookup.prefix[i]); };
  }
  bool goes_on();
  bool holds(const Test& test);
  bool answer(const Test& test);
  bool is_less(const Test& test) const;
  bool has_some(const Test& test);
  bool has_many(const Test& test);
  bool is_reached(const Test& test);
  template <class Inside> bool enter(const Step* at, const Step* end, const Inside& inside);
  template <class Inside> bool rows(const Step* at, const Step* end, const Inside& inside);
  template <class Inside> bool trial(const Step* at, const Step* end, const Inside& inside);

  const Program& program_;
  std::function<bool()> is_cut_;
  std::vector<std::uint32_t> registers_;
  std::vector<std::int8_t> memories_; ///< -1: not known yet
  std::size_t looks_ = 0;
  bool was_cut_ = false;
};

} // namespace chaperone::records
