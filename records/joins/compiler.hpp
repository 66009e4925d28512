// Programs from conditions. Covered by tests/records/audit_agreement_test.cpp.
#pragma once

#include "records/joins/program.hpp"
#include "records/joins/tables.hpp"

#include <map>
#include <set>
#include <span>
#include <vector>

namespace chaperone::records {

class Compiler {
public:
  Compiler(const model::System& system, const JoinTables& tables)
      : system_(system), tables_(tables), planner_(system, tables) {}

  /// Values of `given` stand in the first registers when the program begins.
  Program compile(const std::vector<model::VariableId>& given, const std::vector<model::VariableId>& asked,
                  const Condition& condition, Reading reading);

private:
  using Scope = std::map<model::VariableId, Operand>;
  /// What binds registers: a fact of which some are not bound yet, or a trial.
  struct Source {
    const FactTable* table = nullptr; ///< null: a trial
    std::vector<Operand> operands;    ///< one for each column; of a trial its register
    std::shared_ptr<const std::vector<std::uint32_t>> individuals;
    std::uint32_t count = 0;
  };
  struct Parts {
    std::vector<Source> sources;
    std::vector<Test> tests;
    std::set<Register> open; ///< that these sources bind
  };

  Parts parts_of(const Alternative& alternative, Reading reading, Scope& scope);
  Source trial(const Trial& trial, Reading reading, Register tried);
  /// With what has nothing to do with `asked` as tests of their own.
  void set_apart(Parts& parts, const std::set<Register>& asked, double& cost);
  /// Adds to `cost` the rows that are taken to be looked at.
  Block ordered(Parts parts, const std::set<Register>& asked, double& cost);
  static void put_in_order(Parts& parts, double& cost);
  static void place_tests(Parts& parts, bool are_cheap, Block& block);
  static void place_facts(Parts& parts, Block& block);
  static Step step(const Source& source, const std::set<Register>& open);

  Test test(const Condition& condition, Reading reading, const Scope& scope);
  Test some(std::vector<Way> ways);
  Way way(const Alternative& alternative, const std::vector<model::VariableId>& asked, Reading reading, Scope scope);
  Test holds(const Fact& fact, Reading reading, const Scope& scope);
  Test less(const Fact& fact, Reading reading, const Scope& scope);
  static Test any_row(const FactTable& table, std::vector<Operand> operands);
  Test at_least(const AtLeast& it, Reading reading, const Scope& scope);
  Test chain(const Chain& it, Reading reading, const Scope& scope);
  Test joined(Test::Kind kind, const std::vector<Condition>& parts, Reading reading, const Scope& scope);
  /// What costs a look at a table, rather than a search.
  static bool is_cheap(const Test& test);
  /// A test that reads nothing is made once in a run.
  Test remembered(Test test);

  Operand operand(const Slot& slot, const Scope& scope) const;
  Register fresh() { return static_cast<Register>(registers_++); }

  const model::System& system_;
  const JoinTables& tables_;
  Planner planner_;
  std::size_t registers_ = 0, memories_ = 0;
};

} // namespace chaperone::records
