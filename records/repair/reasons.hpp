// Why a case is certainly broken: facts that hold and facts that were taken out, which together make it so whatever
// else is the case. Each such set is what a clause of a repair is made of (records/repair/repair.hpp): one of the
// former has to go, or one of the latter to stay. Covered by tests/records/repair_agreement_test.cpp.
#pragma once

#include "records/joins/tables.hpp"
#include "records/repair/removables.hpp"

#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace chaperone::records {

struct Reason {
  std::vector<std::uint64_t> there, gone; ///< facts by their number; ascending, each once
  std::size_t size() const { return there.size() + gone.size(); }
};

class Reasons {
public:
  /// `whole` are the data, `now` what is left of them. `system` is that of `now`, with the variables of all conditions
  /// that are asked about. All outlive it.
  Reasons(model::System& system, const Store& whole, const JoinTables& now, const Removables& removables);

  /// Visits reasons for which the condition certainly holds, until `visit` gives false. Where the condition says that
  /// there is somebody there is one for each of them; of other alternatives one is chosen, with few facts.
  void visit(const Condition& condition, std::span<const model::VariableId> variables,
             std::span<const std::uint32_t> people, const std::function<bool(Reason)>& visit);

private:
  /// One way in which a condition may hold: all parts, with somebody for each variable in `open`.
  struct Way {
    std::vector<model::VariableId> open;
    std::vector<Condition> parts;
  };
  using Leaf = std::function<bool()>;
  /// Variables stand for nobody while it lives, and then for whom they did.
  class Kept {
  public:
    Kept(std::vector<std::uint32_t>& values, const std::vector<model::VariableId>& variables) : values_(values) {
      for (const model::VariableId variable : variables)
        old_.emplace_back(variable.index, std::exchange(values[variable.index], nobody));
    }
    ~Kept() {
      for (auto it = old_.rbegin(); it != old_.rend(); ++it)
        values_[it->first] = it->second;
    }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;

  private:
    std::vector<std::uint32_t>& values_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> old_;
  };

  /// Does the condition certainly hold, or certainly not? If so, with the facts that make it so.
  bool explain(const Condition& condition, bool holds, Reason& into);
  bool explain(const Fact& fact, bool holds, Reason& into);
  bool explain(const Same& same, bool holds) const;
  bool explain(const Exists& exists, bool holds, Reason& into);
  bool explain(const AtLeast& counted, bool holds, Reason& into);
  bool explain_all(const std::vector<Condition>& parts, bool holds, Reason& into);
  bool explain_any(const std::vector<Condition>& parts, bool holds, Reason& into);
  bool explain_path(model::RelationId closure, std::uint32_t from, std::uint32_t to, Reason& into);
  bool explain_no_path(model::RelationId closure, std::uint32_t from, std::uint32_t to, Reason& into);

  /// Visits what the open variables may be. `holds`: so that all parts may hold now; else all but those for whom
  /// some part, which is a fact, never held. Gives false where a visit did.
  bool search(const std::vector<model::VariableId>& open, const std::vector<Condition>& parts, bool holds,
              const Leaf& leaf);
  bool search_rows(const Fact& fact, const std::vector<model::VariableId>& open, const std::vector<Condition>& parts,
                   bool holds, const Leaf& leaf);
  bool is_excluded(const std::vector<Condition>& parts, bool holds) const;
  const Fact* generator(const std::vector<Condition>& parts, bool holds) const;
  const FactTable* rows(const Fact& fact, bool holds) const;
  const std::vector<Way>& ways(const Condition& condition);
  /// Visits each way of an edge from somebody, whose other end is bound then, as search() does.
  bool search_edges(const ClosureStep& edge, std::uint32_t from, bool holds,
                    const std::function<bool(const std::vector<Condition>& parts)>& visit);

  std::uint32_t number(const Slot& slot) const;
  std::vector<std::uint32_t> tuple(const Fact& fact) const;
  bool is_open(const Slot& slot) const { return number(slot) == nobody; }

  model::System& system_;
  const Store& whole_;
  const JoinTables& now_;
  const Removables& removables_;
  std::vector<std::uint32_t> values_; ///< by variable
  std::map<const ConditionNode*, std::pair<Condition, std::vector<Way>>> ways_;
  std::map<model::RelationId, ClosureStep> edges_;
};

} // namespace chaperone::records
