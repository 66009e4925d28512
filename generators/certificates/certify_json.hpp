// The JSON report of `certify`; its schema is docs/certify.schema.json.
// Covered by tests/cli/certify_test.cpp.
#pragma once

#include "generators/certificates/certify.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace chaperone::certificates {

/// What came of one property; nothing where the certificate has no proof of it.
struct CertifyAnswer {
  std::string name;
  std::string kind; ///< "never", "always", "possible" or "undoable"
  std::optional<Certified> result;
};

struct CertifyReport {
  std::string system;
  std::string file;   ///< the rule file, as it was named
  std::string folder; ///< the certificate, as it was named
  std::string solver; ///< its command
  std::vector<CertifyAnswer> answers;
  bool was_interrupted = false;
};

nlohmann::ordered_json certify_json(const CertifyReport& report);

} // namespace chaperone::certificates
