// One message for each person whom broken promises concern, from a Mustache template with the facts of all their cases.
// docs/incident.md shows one. Covered by tests/records/audit_test.cpp.
#pragma once

#include "records/reports/audit_report.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chaperone::records {

struct Letter {
  std::string file; ///< made from the addressee's name and the template's ending
  std::string text;
};

/// `to` says who is written to: `p: User | parent(p, kid)`, over the leading variables of promises. Only promises that
/// have them all count. The template has the addressee's name as `{{p}}`, `{{count}}`, and in `{{#cases}}` the leading
/// variables of the promise, `{{promise}}`, `{{sentence}}`, `{{number}}` and `{{last}}`. Or what is wrong: with `to`,
/// or with the template, called `name`.
std::variant<std::vector<Letter>, std::string> letters(const AuditReport& report, const std::string& to,
                                                       const std::string& name, const std::string& text);

} // namespace chaperone::records
