// Random rules with random small data, as the tests of audits and of their scripts have them, and what the interpreter
// says of such data. Used by tests/records/audit_agreement_test.cpp, tests/records/sql_test.cpp and tests/dialects/.
#pragma once

#include "records/sql/violation.hpp"
#include "tests/records/random_data.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace chaperone::tests {

/// What an environment variable says, as a number.
std::uint64_t number_from(const char* variable, std::uint64_t otherwise);

struct RandomCase {
  std::string told; ///< the seed and the rules, for a message
  model::System system;
  RandomData data;
};

/// The same for the same seed, whoever asks. Nothing for a rare seed whose rules are refused.
std::unique_ptr<RandomCase> random_case(std::uint64_t seed);

/// Numbers of individuals, one for each leading variable of a violation.
using People = std::vector<std::uint32_t>;

/// The cases of a state by the interpreter. `system` has the variables of the violation.
std::set<People> cases_in(const model::State& state, const model::System& system, const records::Violation& violation);

/// The cases to which some step of the rule leads that were none before it.
std::set<People> cases_ahead(const model::State& state, model::RuleId rule, const model::System& system,
                             const records::Violation& violation);

} // namespace chaperone::tests
