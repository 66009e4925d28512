// What a step does to the cells that a reading place can look at, as formulas over the state
// before it, with the rule's parameters free. Part of doubts.hpp; covered by tests/generators/planted_test.cpp.
#pragma once

#include "generators/mutants/read_cells.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace chaperone::generators {

/// Whether the step is allowed is not asked, nor whether it conflicts. Adds the variables that it needs to `system`.
class Happenings {
public:
  explicit Happenings(model::System& system) : system_(system) {}

  /// Something gets `value` (none: any) that had another, and one that the place tells from it.
  model::Formula changes(model::RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value = {});
  /// Something that has `value` (none: any) gets another, which the place tells from it.
  model::Formula loses(model::RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value);
  /// Something is written that has `value` (none: any) already.
  model::Formula repeats(model::RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value);
  /// Something changes that the parameter is no part of.
  model::Formula changes_of_others(model::RuleId rule, const ReadCells& cells, std::size_t parameter);
  /// Two tuples or places change at least, of which the place may see none; of a relation both become `value`.
  model::Formula changes_several(model::RuleId rule, const ReadCells& cells, std::uint32_t value);

private:
  /// One update of an effect, as far as it writes the symbol.
  struct Writing {
    std::vector<model::Binder> binders;
    model::Formula when; ///< null: always
    std::vector<model::Term> args;
    std::vector<model::Formula> is_it;  ///< it is such a cell, and the wanted value that is written
    model::Formula has;                 ///< what is written is there already
    model::Formula changes;             ///< and this: what the place sees changes
    std::optional<model::Term> present; ///< of a function: what is there before
  };
  std::vector<Writing> writings(model::RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value) const;
  model::Formula any_of_writings(model::RuleId rule, const ReadCells& cells, std::optional<std::uint32_t> value,
                                 const std::function<std::vector<model::Formula>(const Writing&)>& condition) const;
  Writing renamed(const Writing& writing);

  model::System& system_;
};

/// `some` over the binders; the body itself where there are none.
model::Formula some_of(std::vector<model::Binder> binders, model::Formula body);

} // namespace chaperone::generators
