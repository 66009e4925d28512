// Suites as data: JSON of our own (docs/suite.schema.json) for whatever has no writer here,
// and ITF, the trace format of Apalache and Quint. Covered by tests/generators/formats_test.cpp.
// Source: "Informal Trace Format", ADR-015 of Apalache.
#pragma once

#include "generators/suite/suite.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace chaperone::generators::suite::data {

/// `SYSTEM_suite.json`: every test with its steps, outcomes and changes, and the signature of the rules.
nlohmann::ordered_json suite_json(const TestSuite& suite);
std::vector<GeneratedFile> write_json_suite(const TestSuite& suite);
/// `NAME.itf.json` for each test: the states that the rules go through, with the step that led to each. Where a test
/// leaves outcomes open, they are those of the rules.
std::vector<GeneratedFile> write_itf(const TestSuite& suite);

} // namespace chaperone::generators::suite::data
