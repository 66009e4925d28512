// The questions about single steps of which the conditions of goals about memory are made: can a request hang on what
// one cell is read as, does an update change anything there. Each is asked once.
// Covered by tests/generators/memory_test.cpp.
#pragma once

#include "generators/memory/catalogue.hpp"
#include "generators/memory/effect_formulas.hpp"
#include "generators/memory/misread.hpp"
#include "solver/api/step_question.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::generators {

/// Of a cell, or of its argument: what is, and what is read in its place. Of a relation 0 or 1; nothing: any.
using CellValues = std::pair<std::optional<std::uint32_t>, std::optional<std::uint32_t>>;

/// Each method gives the number of its question.
class MemoryQuestions {
public:
  /// Adds the variables that the questions need to `system`, whose catalogue it is.
  MemoryQuestions(model::System& system, const Catalogue& catalogue)
      : system_(system), catalogue_(catalogue), effects_(system) {}

  const std::vector<solver::StepQuestion>& all() const { return questions_; }

  /// A request hangs on whether a cell is what it is or what is read there.
  std::size_t critical(std::size_t place, CellValues values);
  /// Likewise for the goal of an enum's value.
  std::size_t critical_value(const MemoryGoal& goal);
  /// Likewise on a tuple of a closure that holds by so many edges and by no fewer; 2 or 3. Small groups seldom have
  /// such a run.
  std::size_t critical_tuple_of(std::size_t place, std::size_t edges);
  /// A step of the rule is taken.
  std::size_t taken(model::RuleId rule);
  /// Only this requirement is false.
  std::size_t refused(model::RuleId rule, std::size_t requirement);
  /// An allowed step writes what is there already, or what is not.
  std::size_t allowed_write(std::size_t write, bool is_there);
  /// A refused step would have changed something by this write.
  std::size_t refused_write(std::size_t write);
  /// An allowed step changes something by the write that is about who asks, or about another of that sort.
  std::size_t changes_for(std::size_t write, bool is_for_asker);
  /// An allowed step makes by the write what so many others are, at least, that differ in this argument alone.
  std::size_t crowds(std::size_t write, std::size_t argument, std::uint32_t others);
  /// An allowed step of the rule leaves a cell of the symbol that is about these of its parameters (an index into
  /// Catalogue::namings()), and holds, or is no longer an enum's first value.
  std::size_t leaves(model::RuleId rule, const Symbol& symbol, std::size_t naming);
  /// An allowed step changes something by the write and leaves a cell of the symbol, which is about something of the
  /// same and, of a relation, `holds` or does not. With `maker` something in it is of that sort, and the cell is not
  /// about it.
  std::size_t leaves_beside(std::size_t write, const Symbol& symbol, bool holds, std::optional<model::SortId> maker);
  /// An allowed step changes what the place reads; where that compares with some values only, from these to others or
  /// back.
  std::size_t changes(std::size_t write, std::size_t place);

  /// Of a write to a function into an enum. An allowed step changes this value, to `to` where it is given.
  std::size_t moves(std::size_t write, std::uint32_t from, std::optional<std::uint32_t> to = {});
  /// An allowed step sets this value where it is already.
  std::size_t sets_again(std::size_t write, std::uint32_t value);
  /// A refused step would have made `to` of this value.
  std::size_t would_move(std::size_t write, std::uint32_t from, std::uint32_t to);

  /// What a write leaves in its cell, and for a relation what was there.
  CellValues after_write(std::size_t write) const;
  const model::Update& update_of(std::size_t write) const;

private:
  template <class Make> std::size_t asked(std::string key, const Make& make);
  solver::StepQuestion question(model::RuleId rule, model::Formula when) const;
  solver::StepQuestion of_write(std::size_t write, model::Formula body) const;
  solver::StepQuestion of_refused_write(std::size_t write, model::Formula body) const;
  solver::StepQuestion of_function(const ReadingPlace& place, std::vector<model::VariableId> variables,
                                   const CellValues& values);
  std::vector<model::Formula> requirements(model::RuleId rule, std::size_t but = std::size_t(-1)) const;
  model::Formula happens(std::size_t write, model::Formula body) const;
  model::Formula is_written(std::size_t write) const;
  model::Formula is_about_same(std::size_t write, const Symbol& symbol, const std::vector<model::VariableId>& cell,
                               std::optional<model::SortId> maker) const;
  model::Formula has_beside(std::size_t write, std::size_t argument, std::uint32_t others);
  model::Formula hangs_on(const ReadingPlace& place, const MisreadCell& cell);
  model::Formula edge(model::RelationId closure, const model::Term& tail, const model::Term& head) const;
  model::VariableId variable(model::SortId sort);
  std::vector<model::VariableId> cell_variables(const Symbol& symbol);

  model::System& system_;
  const Catalogue& catalogue_;
  EffectFormulas effects_;
  std::vector<solver::StepQuestion> questions_;
  std::map<std::string, std::size_t> numbers_;
};

} // namespace chaperone::generators
