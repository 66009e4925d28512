// Names of a rule file as symbols of SMT-LIB: the same words wherever a solver
// takes them, and no word twice. Covered by tests/solver/obligations_test.cpp.
#pragma once

#include "model/rules/system.hpp"

#include <string>
#include <unordered_set>
#include <vector>

namespace chaperone::solver::certificate {

class SmtNames {
public:
  /// Names everything that the system declares, in its order.
  explicit SmtNames(const model::System& system);

  const std::string& of(model::SortId id) const { return sorts_[id.index]; }
  const std::string& of(model::RelationId id) const { return relations_[id.index]; }
  const std::string& of(model::FunctionId id) const { return functions_[id.index]; }
  const std::string& of(model::DefineId id) const { return defines_[id.index]; }
  const std::string& of(const model::Value& value) const { return values_[value.sort.index][value.index]; }

  /// The wanted name, or one like it that nothing else has; taken until it is released.
  std::string take(const std::string& wanted);
  void release(const std::string& name) { taken_.erase(name); }

private:
  std::unordered_set<std::string> taken_;
  std::vector<std::string> sorts_, relations_, functions_, defines_;
  std::vector<std::vector<std::string>> values_;
};

} // namespace chaperone::solver::certificate
