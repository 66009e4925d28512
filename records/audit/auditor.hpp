// Judges promises on a store, one after the other. Part of audit.hpp.
#pragma once

#include "records/audit/audit.hpp"
#include "records/audit/embedded_tables.hpp"
#include "records/sql/next_step.hpp"
#include "records/sql/violation.hpp"

namespace chaperone::records {

class Auditor {
public:
  Auditor(const Store& store, const AuditOptions& options) : Auditor(store, store.system(), options) {}
  /// `system` is the store's with more variables.
  Auditor(const Store& store, const model::System& system, const AuditOptions& options);

  PromiseAudit promise(model::PropertyId id);
  std::optional<BrokenAssumption> assumption(const model::Constraint& constraint);
  FactTable with_somebody(const PromiseAudit& promise, model::VariableId somebody, const model::Formula& formula);
  const std::vector<model::Variable>& variables() const { return system_.variables; }

private:
  /// The rows of a query that `keeps` does not refuse, sorted, each once. Nothing where it did not come to an end,
  /// which has been said in `open` then.
  std::optional<FactTable> rows(const std::string& sql, std::size_t columns, std::vector<std::string>& open,
                                const std::function<bool(std::span<const std::uint32_t>)>& keeps = {});
  /// Which cases each rule leads to by a step that can be taken now.
  void look_one_step_ahead(PromiseAudit& into, const Violation& violation);
  FactTable broken_by(model::RuleId rule, PromiseAudit& into, const Violation& violation,
                      std::vector<WayToBreak>& ways);
  std::optional<Deed> deed_for(model::RuleId rule, const Violation& violation, const std::vector<WayToBreak>& ways,
                               std::span<const std::uint32_t> people);
  Cases cases_of(FactTable rows, std::size_t leading) const;
  std::vector<Person> people(const std::vector<model::VariableId>& variables, const FactTable& rows,
                             std::size_t row) const;
  void list(PromiseAudit& into, CaseClass kind, const Cases& cases, const Condition& body) const;
  std::vector<OpenFact> open_facts(const Condition& body, const std::vector<model::VariableId>& leading,
                                   const std::vector<Person>& people) const;
  bool has_doubts(const Condition& body) const;
  std::optional<std::string> too_many(const std::vector<std::vector<SqlWriter::Ranging>>& branches) const;

  const Store& store_;
  const AuditOptions& options_;
  model::System system_;
  Database database_;
  EmbeddedTables tables_;
};

} // namespace chaperone::records
