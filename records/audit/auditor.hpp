// Judges promises on a store, one after the other. Part of audit.hpp.
#pragma once

#include "records/audit/audit.hpp"
#include "records/joins/gather.hpp"
#include "records/sql/next_step.hpp"
#include "records/sql/violation.hpp"

#include <map>
#include <utility>

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

  /// The cases that are broken in this reading and are not among `others`. Nothing where that was not found out, which
  /// has been said in `open` then.
  std::optional<FactTable> breaking(const Violation& violation, Reading reading, const FactTable* others,
                                    std::vector<std::string>& open);
  /// May more be broken than certainly is?
  bool has_doubts(const Violation& violation) const;
  /// A step that can be taken now, by those who are there, after which the fact does not hold; the rule that changes
  /// least, if several do.
  std::optional<Deed> deed_removing(model::RelationId relation, std::span<const std::uint32_t> tuple);
  const JoinTables& tables() const { return tables_; }

private:
  /// A way of a rule to break a promise, ready to be asked who takes the step in a given case.
  struct PreparedWay {
    WayToBreak way;
    std::vector<model::VariableId> asked;
    Program program;
  };

  /// The rules that may remove a fact of a relation, and how.
  struct Removing {
    Violation absence; ///< that the fact does not hold; its places are the leading variables
    std::vector<std::pair<model::RuleId, std::vector<PreparedWay>>> rules;
  };
  const Removing& removing(model::RelationId relation);

  /// The rows that the questions find, each once. Nothing where they did not come to an end, which has been said in
  /// `open` then.
  std::optional<Gathered> rows(const std::vector<std::vector<Question>>& groups,
                               const std::vector<model::VariableId>& columns, std::vector<std::string>& open,
                               GatherOptions options);
  std::optional<Gathered> rows(const Condition& condition, const std::vector<model::VariableId>& columns,
                               Reading reading, std::vector<std::string>& open);
  /// Which cases each rule leads to by a step that can be taken now.
  void look_one_step_ahead(PromiseAudit& into, const Violation& violation);
  std::vector<Question> ways_of(model::RuleId rule, PromiseAudit& into, const Violation& violation,
                                std::vector<PreparedWay>& prepared);
  PreparedWay prepared(model::RuleId rule, const Violation& violation, WayToBreak way);
  std::optional<Deed> deed_for(model::RuleId rule, const Violation& violation, const std::vector<PreparedWay>& ways,
                               std::span<const std::uint32_t> people) const;
  /// May one of them be somebody of whom it is open whether there are any?
  bool may_guess(const std::vector<model::VariableId>& variables) const;
  /// Leaves out `others`, and in the reading for certain who is guessed; what is referred to outlives it.
  std::function<bool(std::span<const std::uint32_t>)> left_out(const std::vector<model::VariableId>& variables,
                                                               Reading reading,
                                                               std::vector<const FactTable*> others) const;
  static Cases cases_of(Gathered found);
  std::vector<Person> people(const std::vector<model::VariableId>& variables, const FactTable& rows,
                             std::size_t row) const;
  void list(PromiseAudit& into, CaseClass kind, const Cases& cases, const Condition& body) const;
  /// Whom a slot means in this case; nothing for a variable that is bound within.
  std::optional<Person> person_of(const Slot& slot, const std::vector<model::VariableId>& leading,
                                  const std::vector<Person>& people) const;
  std::vector<OpenFact> open_facts(const Condition& body, const std::vector<model::VariableId>& leading,
                                   const std::vector<Person>& people) const;
  std::optional<std::string> too_many(const Question& question) const;

  const Store& store_;
  const AuditOptions& options_;
  model::System system_;
  JoinTables tables_;
  std::map<model::RelationId, Removing> removing_;
};

} // namespace chaperone::records
