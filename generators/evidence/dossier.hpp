// What a dossier says of a release, before it is written in any format. How sure something is (its class) and what was
// found (its verdict) are two members everywhere: a verdict says nothing without its class, and of what was not run
// the class says just that. Format: docs/evidence.md. Covered by tests/cli/evidence_test.cpp.
#pragma once

#include "generators/reports/check_report.hpp"
#include "generators/story/json_mistake.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace chaperone::evidence {

/// The number of the format; another one is not read.
inline constexpr int dossier_format = 1;

/// How sure it is.
enum class Class {
  proved,    ///< for any number of individuals and steps
  shown,     ///< by a run, which the interpreter repeated
  searched,  ///< up to so many steps, and perhaps sizes: no proof
  undecided, ///< asked, and not answered
  not_run,
};
const char* word_for(Class how);
enum class Verdict { kept, broken, possible, impossible, open };
const char* word_for(Verdict verdict);

/// The proof as files, and what another solver says to it.
struct ProofEvidence {
  std::string digest;  ///< of the proof's files; empty: there is no certificate
  std::string why_not; ///< then
  std::vector<std::string> files = {};
  std::string solver = {}; ///< the second solver's command; empty: there is none
  std::string answer;      ///< "confirmed", "denied", "undecided" or "not run"
};

/// What a run on the service says of a promise.
struct ServiceEvidence {
  Class how = Class::not_run;
  bool is_broken = false;
  std::size_t scenarios = 0, undecided = 0;
};

struct PromiseEvidence {
  std::vector<std::string> ids; ///< of `[REQ-12]` in its documentation
  std::string name, kind, text, formula, place;
  Class how = Class::not_run;
  Verdict verdict = Verdict::open;
  std::string detail; ///< "for any number of Users", "in 3 steps", why it is open
  std::optional<ProofEvidence> proof = {};
  ServiceEvidence service = {};
};

struct ScenarioEvidence {
  std::string name, text;
  bool passed = false;
  std::string failure = {};
};

/// What was run on the service, from the JSON of `conform`.
struct Conformance {
  std::string system, verdict, driver;
  std::string file;       ///< that it was read from
  std::string build = {}; ///< which was run; empty: nobody said
  std::size_t conform = 0, differ = 0, undecided = 0, steps = 0;
  std::vector<std::string> findings = {}; ///< "the service allows what the rules refuse: add_member"
  std::vector<std::string> broken = {};   ///< promises
  struct Accepted {
    std::string name, what;
    std::size_t seen = 0;
  };
  std::vector<Accepted> accepted = {};
};
/// Reads what `conform --format json` wrote. Never throws for any text.
std::variant<Conformance, reports::JsonMistake> read_conformance(const std::string& text);

/// A suite for the rules, without a service.
struct SuiteEvidence {
  struct Goal {
    std::string kind;
    std::size_t goals = 0, covered = 0, impossible = 0, undecided = 0;
  };
  std::vector<Goal> goals;
  std::size_t scenarios = 0;
  struct Score {
    std::string of;
    std::size_t told_apart = 0, all = 0;
  };
  std::vector<Score> scores; ///< of mutants; none: no mutants were asked for
};

/// One rule file.
struct SystemEvidence {
  std::string name, file;
  std::vector<PromiseEvidence> promises;
  std::vector<ScenarioEvidence> scenarios;
  std::vector<std::string> assumptions; ///< `assume` and `init`, with their places
  std::vector<std::string> warnings;
  std::optional<SuiteEvidence> suite;     ///< none: not run
  std::optional<Conformance> conformance; ///< none: not run
};

struct Input {
  std::string path; ///< from the dossier's folder
  std::string digest;
  auto operator<=>(const Input&) const = default;
};

struct Dossier {
  std::string date;                                          ///< 2026-11-29
  std::string commit;                                        ///< empty: none is known
  bool has_changed_inputs = false;                           ///< they are not as the commit has them
  std::vector<std::pair<std::string, std::string>> versions; ///< of programs
  std::vector<std::string> options;                          ///< that were given, as words
  std::vector<SystemEvidence> systems;
  std::vector<Input> inputs;
  std::string since;                     ///< the date of the dossier before; empty: none was named
  std::string since_digest;              ///< of its evidence.json
  std::vector<std::string> changes = {}; ///< since then
};

/// `[REQ-12]` and the like: capitals, a hyphen, digits.
std::vector<std::string> ids_in(const std::string& doc);

/// From a check; without what a suite, another solver and the service say.
SystemEvidence evidence_of(const reports::CheckReport& report);
/// Puts in what the service did.
void add_conformance(SystemEvidence& system, Conformance conformance);

/// What is known of an earlier dossier.
struct Earlier {
  std::string date;
  std::map<std::string, std::string> promises; ///< "messenger_kids: never child_meets_stranger" -> class and verdict
  std::map<std::string, std::string> texts;    ///< the same -> formula
  std::vector<Input> inputs;
};
/// Reads the JSON of a dossier. Never throws for any text.
std::variant<Earlier, reports::JsonMistake> read_dossier(const std::string& text);
/// What differs, one sentence each.
std::vector<std::string> changes_since(const Earlier& earlier, const Dossier& now);

nlohmann::ordered_json dossier_json(const Dossier& dossier);
std::string dossier_markdown(const Dossier& dossier);
std::string dossier_page(const Dossier& dossier);

} // namespace chaperone::evidence
