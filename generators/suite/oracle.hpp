// Expected outcomes from rules that are known to be right: each test's scenario is
// run on those rules by the interpreter, and what they allow, refuse and change is
// what the service must. Covered by tests/generators/oracle_test.cpp.
#pragma once

#include "generators/suite/suite.hpp"
#include "model/text/diagnostic.hpp"

#include <memory>
#include <vector>

namespace chaperone::generators::suite {

/// What does not fit between a test and the rules that should judge it. The spans are in `sources`, which holds the
/// scenario as text under the test's name.
struct OracleMistakes {
  std::shared_ptr<const model::SourceSet> sources;
  std::vector<model::Diagnostic> diagnostics;
};

/// Gives every step of every test the outcome that `right` has for it, and the facts that it changes there as far as
/// the tests ask for them anyway. Rules, sorts, relations and functions go by their names.
/// An `expect` that does not hold in that run, or that those rules have no words for, is taken out.
/// Where a test cannot be run on `right` (a rule is missing there, or its parameters differ; the start is none
/// there), the mistakes say so and the suite is not to be used. Cost: one run of the interpreter per test.
std::vector<OracleMistakes> expect_from(TestSuite& suite, const model::System& right);

} // namespace chaperone::generators::suite
