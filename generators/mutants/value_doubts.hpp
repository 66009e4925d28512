// When a fault can show that keeps one value of a function into an enum in place of another: which two values they can
// be, one by one, and which steps lead from one to the other. Beside doubts.hpp, which takes the wrong value for any.
// Covered by tests/generators/planted_test.cpp.
#pragma once

#include "generators/memory/journeys.hpp"
#include "generators/mutants/memory_fault.hpp"

#include <optional>
#include <vector>

namespace chaperone::generators {

class ValueDoubts {
public:
  /// The system outlives it.
  explicit ValueDoubts(const model::System& system)
      : catalogue_(system), system_(system), questions_(system_, catalogue_) {}
  ValueDoubts(const ValueDoubts&) = delete;
  ValueDoubts& operator=(const ValueDoubts&) = delete;

  /// If none of these can be, the fault never shows. Nothing where that is not known: of other kinds, and where a
  /// request may hang on several cells together.
  std::optional<std::vector<ValueWay>> ways_of(const MemoryFault& fault);
  bool may_be(const ValueWay& way, const Moves::IsImpossible& is_impossible) const {
    return moves_.may_be(way, is_impossible);
  }

  /// The rules, with the variables of the questions.
  const model::System& system() const { return system_; }
  const std::vector<solver::StepQuestion>& questions() const { return questions_.all(); }

private:
  std::optional<std::size_t> place_of_one_cell(const MemoryFault& fault) const;

  Catalogue catalogue_;
  model::System system_;
  MemoryQuestions questions_;
  Moves moves_;
};

} // namespace chaperone::generators
