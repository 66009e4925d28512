// The reports of `audit`, from plain values. docs/audit.md shows them; docs/audit.schema.json is the schema.
// Covered by tests/records/audit_test.cpp and tests/golden/.
#pragma once

#include "records/audit/audit.hpp"
#include "records/repair/repair.hpp"

#include "generators/reports/ci_cases.hpp"
#include "generators/story/text.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chaperone::records {

/// What people are called: by their ids, or by made-up names, User1, User2, …, in the order in which they come up.
class Naming {
public:
  Naming(const Store& store, bool has_pseudonyms) : store_(store), has_pseudonyms_(has_pseudonyms) {}
  std::string operator()(const Person& person);

private:
  const Store& store_;
  bool has_pseudonyms_;
  std::map<Person, std::string> made_;
  std::map<model::SortId, std::size_t> counts_;
};

/// Valid as long as what it points to.
struct AuditReport {
  const Store* store = nullptr;
  const Audit* audit = nullptr;
  const Repair* repair = nullptr; ///< null: nobody asked
  std::string file, data;
  bool has_pseudonyms = false;
  double seconds = 0;

  const model::System& system() const { return store->system(); }
};

/// What a step is by, with its arguments: {"rule": …, "args": {…}, "sentence": …}.
nlohmann::ordered_json deed_json(const AuditReport& report, const Deed& deed, Naming& names);

/// `member(room7, u7) and stranger(u7, u9)`: what makes a case one, with the people put in; `g = room7` for each
/// leading variable where the file has no words for it.
std::string sentence_of(const AuditReport& report, const PromiseAudit& promise, const Case& found, Naming& names);
/// `Ann starts new Group with Bea and Cal`.
std::string sentence_of(const AuditReport& report, const Deed& deed, Naming& names);
/// How a step gets past its rule: requirements that look at people of the case, and are true, and pairs of these people
/// whom no requirement looks at together.
struct Slip {
  std::vector<std::string> passed;
  std::vector<std::pair<std::string, std::string>> unseen;
};
/// Of a case that has a deed.
Slip slip_of(const AuditReport& report, const Case& found, Naming& names);
/// "the rules never lead here: the service did not follow them", or the shortest way, or that it is not known. Empty
/// where it was not asked.
std::string origin_in_words(const PromiseAudit& promise);
std::string text_of(const AuditReport& report, const OpenFact& fact, Naming& names);

/// "remove 2 facts; no fewer restore every promise": what a repair comes to. Of one that was found.
std::string verdict_of(const Repair& repair);
/// `member(swimming, dan)`
std::string sentence_of(const AuditReport& report, const Removal& removal, Naming& names);
/// The section "what to do"; empty where nothing is broken.
std::string repair_text(const AuditReport& report, const reports::Painter& painter, bool is_quiet, Naming& names);
nlohmann::ordered_json repair_json(const AuditReport& report, Naming& names);
/// Lines for audit_csv(), of the class `remove`.
std::string repair_csv(const AuditReport& report, Naming& names);

/// "broken", "possibly broken", "one step away", "kept", "not judged" or "undecided": the worst of a promise.
std::string word_for(const PromiseAudit& promise);

std::string audit_text(const AuditReport& report, const reports::Painter& painter, bool is_quiet);
nlohmann::ordered_json audit_json(const AuditReport& report);
/// One line for each case: promise, class, the leading variables as `name=id`, rule.
std::string audit_csv(const AuditReport& report);
std::vector<reports::CiCase> audit_cases(const AuditReport& report);

} // namespace chaperone::records
