// Proofs in a folder, as files that any solver can check, and a manifest that `certify`
// reads. Format: docs/certificates.md. Covered by tests/cli/certify_test.cpp.
#pragma once

#include "cli/console.hpp"

#include "generators/reports/check_report.hpp"

#include <string>

namespace chaperone::cli {

/// The manifest's path in a certificate's folder.
std::string manifest_of(const std::string& folder);

/// Writes the proofs of the report and says so; says of which proof it writes none, and why. Files that the
/// folder's earlier manifest names and the new one does not are removed; all others stay. The manifest comes last.
/// False where a file could not be written; that has been said then.
bool write_certificate(const reports::CheckReport& report, const std::string& folder, Console& console);

} // namespace chaperone::cli
