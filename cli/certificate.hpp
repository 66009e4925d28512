// Proofs in a folder, as files that any solver can check, and a manifest that `certify`
// reads. Format: docs/certificates.md. Covered by tests/cli/certify_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/output_file.hpp"

#include "generators/certificates/manifest.hpp"
#include "generators/reports/check_report.hpp"

#include <map>
#include <string>
#include <vector>

namespace chaperone::cli {

/// The manifest's path in a certificate's folder.
std::string manifest_of(const std::string& folder);

/// The proofs of a report as files: the manifest, and what it names.
struct ProofFiles {
  certificates::Certificate manifest;
  std::vector<OutputFile> files;              ///< from the certificate's folder
  std::map<std::string, std::string> without; ///< proved, and why there is no certificate; by property
};
/// `rules`: the rule file's path from the certificate's folder.
ProofFiles proof_files(const reports::CheckReport& report, const std::string& rules);

/// Writes the proofs of the report and says so; says of which proof it writes none, and why. Files that the
/// folder's earlier manifest names and the new one does not are removed; all others stay. The manifest comes last.
/// False where a file could not be written; that has been said then.
bool write_certificate(const reports::CheckReport& report, const std::string& folder, Console& console);

} // namespace chaperone::cli
