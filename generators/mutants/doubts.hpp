// When a fault of memory can show at all: questions about single steps. Where none of one
// doubt's questions has a run, the faulty service is like the rules.
//
// The memory is right until something happens that it misses, and a wrong memory shows
// only in a request on whose outcome it bears: doubts of these two sorts take no account
// of what the service remembers in between, so that they prove less than is true.
// Covered by tests/generators/planted_test.cpp.
#pragma once

#include "generators/mutants/memory_fault.hpp"
#include "generators/mutants/read_cells.hpp"
#include "solver/api/step_question.hpp"

#include <map>
#include <string>
#include <vector>

namespace chaperone::generators {

class Doubts {
public:
  explicit Doubts(const model::System& system) : system_(system), rules_(system.rules.size()) {}

  /// Questions by number. If all of them are impossible, the fault never shows.
  using Doubt = std::vector<std::size_t>;
  std::vector<Doubt> of(const MemoryFault& fault);

  /// The rules with fixed relations and functions that stand for what a wrong memory may hold.
  const model::System& system() const { return system_; }
  const std::vector<solver::StepQuestion>& questions() const { return questions_; }

private:
  std::vector<Doubt> of(const MemoryFault& fault, const ReadingPlace& place);
  std::vector<Doubt> of(const MemoryFault& fault, const WholeRequirement& place);
  std::vector<Doubt> misses(const MemoryFaultKind& kind, const ReadCells& cells);
  Doubt changes(const ReadCells& cells, std::optional<std::uint32_t> value = {}, std::optional<model::RuleId> by = {});
  Doubt loses(const ReadCells& cells, std::optional<std::uint32_t> value);
  Doubt repeats(const ReadCells& cells, std::optional<std::uint32_t> value);
  Doubt takes(model::RuleId rule);
  Doubt changes_several(const ReadCells& cells, std::uint32_t value);
  Doubt changes_by_others(const ReadCells& cells);
  Doubt is_refused(const ReadCells& cells, model::RuleId rule);
  using Happens = std::function<model::Formula(model::RuleId)>;
  Doubt happens(const std::string& what, std::optional<model::RuleId> by, bool is_allowed, const Happens& formula);
  Doubt shows(const MemoryFault& fault, const ReadingPlace& place);
  model::Formula rereading(const MemoryFault& fault, const ReadingPlace& place, const model::Atom& atom);
  model::Formula differs(const ReadingPlace& place, class Rereading& rereading);
  Doubt changes_what_is_read(const WholeRequirement& place);
  Doubt ask(const std::string& key, model::RuleId rule, model::Formula when);
  model::Formula requirements(model::RuleId rule, std::size_t but = std::size_t(-1)) const;
  Symbol remembered(const Symbol& symbol);

  model::System system_;
  std::size_t rules_;
  std::vector<solver::StepQuestion> questions_;
  std::map<std::string, std::size_t> numbers_;
  std::map<Symbol, Symbol> remembered_;
};

} // namespace chaperone::generators
