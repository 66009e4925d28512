// The manifest of a certificate: which properties it proves, by which invariants, and
// what each of its files shows. Format: docs/certificates.md; schema: docs/certificate.schema.json.
// Covered by tests/generators/manifest_test.cpp.
#pragma once

#include "generators/story/json_mistake.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <variant>
#include <vector>

namespace chaperone::certificates {

/// The number of the format; another one is not read.
inline constexpr int certificate_format = 1;

struct CertificateFile {
  std::string path;  ///< from the certificate's folder
  std::string shows; ///< "rule `approve` (rules.chap:30) keeps the invariant"
};

struct CertifiedProperty {
  std::string name;
  std::string kind;                   ///< "never", "always", "possible" or "undoable"
  std::vector<std::string> invariant; ///< formulas of the rule language
  std::vector<CertificateFile> files;
};

struct Certificate {
  std::string system;
  std::string rules; ///< the rule file's path from the certificate's folder
  std::vector<CertifiedProperty> properties;
};

nlohmann::ordered_json manifest_json(const Certificate& certificate);

/// Reads what manifest_json() wrote, but for `files`, which nobody need believe. No property is there twice. Never
/// throws for any text.
std::variant<Certificate, reports::JsonMistake> read_manifest(const std::string& text);

/// The paths of the files that a manifest names, as far as they are of the form PROPERTY/OBLIGATION.smt2; none for a
/// text that is no manifest. Never throws for any text.
std::vector<std::string> files_named_in(const std::string& text);

} // namespace chaperone::certificates
