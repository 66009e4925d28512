// `audit --repair`: its options, and the files that it writes. Covered by tests/records/repair_test.cpp.
#pragma once

#include "cli/output_file.hpp"
#include "cli/settings.hpp"

#include "records/repair/repair.hpp"
#include "records/sources/map.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::cli {

class Console;

/// What is wrong with the options of letters and removals, taken together.
std::optional<std::string> wrong_audit_options(const Settings& settings);

/// The files of --output: removals as CSV and SQL, and scenarios of those in `repair.listed`.
std::vector<OutputFile> repair_files(const Settings& settings, const records::Store& store, const records::Audit& found,
                                     const records::Repair& repair, const std::vector<records::MapEntry>& map);

} // namespace chaperone::cli
