// The dossier of a release.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace {

using namespace chaperone::tests;
using Json = nlohmann::json;

const std::string clubs = R"(system clubs
sort Person
sort Club
fixed relation child(Person)
relation member(Club, Person)
init empty member
rule join(club: Club, who: Person) {
  require not child(who)
  add member(club, who)
}
/// [REQ-12] No child is in a club.
never child_inside = some c: Club, p: Person | member(c, p) and child(p)
/// [REQ-13] Somebody may be in a club.
possible meeting = some c: Club, p: Person | member(c, p)
)";

/// What `conform --format json` says of it, cut to what is read.
const std::string conforms = R"({"chaperone": "0.2.0", "system": "clubs", "file": "clubs.chap", "driver": "./adapter",
 "verdict": "conforms", "counts": {"conform": 7, "differ": 0, "undecided": 0}, "findings": [], "steps": 40,
 "accepted": [{"name": "known", "kind": "allows", "rules": ["join"], "seen": 2}]})";

struct Folder {
  Folder() { temporary.file("clubs.chap", clubs); }

  Outcome evidence(std::vector<std::string> words, const std::string& epoch = "") const {
    Run wanted;
    words.insert(words.begin(), "evidence");
    wanted.words = std::move(words);
    wanted.folder = temporary.path();
    if (!epoch.empty())
      wanted.environment = {{"SOURCE_DATE_EPOCH", epoch}};
    return run(wanted);
  }
  Outcome make(const std::string& into, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"clubs.chap", "-o", into, "--date", "2026-11-29"});
    return evidence(more);
  }
  Json document(const std::string& of) const { return Json::parse(read_file(temporary.path(of + "/evidence.json"))); }

  TemporaryFolder temporary;
};

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("a dossier keeps apart how sure a verdict is and what it is") {
  const Folder folder;
  CHECK(folder.make("dossier").exit_code == 0);
  const Json system = folder.document("dossier")["systems"][0];
  const Json& kept = system["promises"][0];
  CHECK(kept["ids"] == Json{"REQ-12"});
  CHECK(kept["class"] == "proved");
  CHECK(kept["verdict"] == "kept");
  CHECK(kept["proof"]["certificate"]["sha256"].get<std::string>().size() == 64);
  CHECK(kept["proof"]["second_solver"]["answer"] == "confirmed");
  CHECK(system["promises"][1]["class"] == "shown");
  CHECK(system["promises"][1]["verdict"] == "possible");
  CHECK(kept["service"]["class"] == "not_run");
  CHECK(system["conformance"].is_null());
  CHECK(system["suite"].is_null());
}

TEST_CASE("the same inputs give the same bytes, and another date gives another dossier") {
  const Folder folder;
  CHECK(folder.make("one").exit_code == 0);
  CHECK(folder.evidence({"clubs.chap", "-o", "two"}, "1795910400").exit_code == 0); // 2026-11-29
  CHECK(folder.evidence({"clubs.chap", "-o", "later"}, "1795996800").exit_code == 0);
  for (const char* file : {"evidence.json", "evidence.md", "evidence.html", "SHA256SUMS"}) {
    CHECK(read_file(folder.temporary.path(std::string("one/") + file)) ==
          read_file(folder.temporary.path(std::string("two/") + file)));
    CHECK(read_file(folder.temporary.path(std::string("one/") + file)) !=
          read_file(folder.temporary.path(std::string("later/") + file)));
  }
}

TEST_CASE("a dossier is found out if an input or a file of it was changed, is gone, or was added") {
  const Folder folder;
  REQUIRE(folder.make("dossier").exit_code == 0);
  const Outcome unchanged = folder.evidence({"--verify", "dossier"});
  CHECK(unchanged.exit_code == 0);
  CHECK(has(unchanged.out, "1 input, unchanged"));

  folder.temporary.file("clubs.chap", clubs + "\n// later\n");
  Outcome outcome = folder.evidence({"--verify", "dossier"});
  CHECK(outcome.exit_code == 1);
  CHECK(has(outcome.out, "changed: input ../clubs.chap\n"));
  fs::remove(folder.temporary.path("clubs.chap"));
  CHECK(has(folder.evidence({"--verify", "dossier"}).out, "missing: input ../clubs.chap\n"));
  folder.temporary.file("clubs.chap", clubs);

  folder.temporary.file("dossier/more.txt", "more");
  CHECK(has(folder.evidence({"--verify", "dossier"}).out, "not part of the dossier: file more.txt\n"));
  fs::remove(folder.temporary.path("dossier/more.txt"));
  const std::string proof = "proofs/clubs/child_inside/start.smt2";
  folder.temporary.file("dossier/" + proof, "(check-sat)\n");
  outcome = folder.evidence({"--verify", "dossier"});
  CHECK(outcome.exit_code == 1);
  CHECK(has(outcome.out, "changed: file " + proof + "\n"));
}

TEST_CASE("what is no dossier is bad input") {
  const Folder folder;
  CHECK(folder.evidence({"--verify", "nowhere"}).exit_code == 2);
  CHECK(folder.evidence({"clubs.chap", "--verify", "nowhere"}).exit_code == 2);
  CHECK(folder.make("new", {"--since", "nowhere"}).exit_code == 2);
  CHECK_FALSE(fs::exists(folder.temporary.path("new")));
}

TEST_CASE("a dossier without a date is none, and a wrong date is refused") {
  const Folder folder;
  const Outcome undated = folder.evidence({"clubs.chap", "-o", "dossier"});
  CHECK(undated.exit_code == 2);
  CHECK(has(undated.error, "--date"));
  for (const char* date : {"2026-02-30", "29.11.2026", "2026-1-1", ""})
    CHECK(folder.evidence({"clubs.chap", "-o", "dossier", "--date", date}).exit_code == 2);
  CHECK(folder.evidence({"clubs.chap", "-o", "dossier"}, "yesterday").exit_code == 2);
  CHECK_FALSE(fs::exists(folder.temporary.path("dossier")));
}

TEST_CASE("a run on the service stands beside the promises, with its build and what is accepted") {
  const Folder folder;
  folder.temporary.file("run.json", conforms);
  CHECK(folder.make("dossier", {"--conformance", "run.json", "--build", "4.2.1"}).exit_code == 0);
  const Json system = folder.document("dossier")["systems"][0];
  CHECK(system["conformance"]["build"] == "4.2.1");
  CHECK(system["conformance"]["accepted"][0]["name"] == "known");
  CHECK(system["promises"][0]["service"]["class"] == "searched");
  CHECK(system["promises"][0]["service"]["verdict"] == "not_seen_broken");
  CHECK(system["promises"][0]["class"] == "proved");
  CHECK(has(read_file(folder.temporary.path("dossier/evidence.md")), "not seen broken in 7 scenarios"));

  std::string differs = conforms;
  differs.replace(differs.find("\"conforms\""), 10, "\"differs\"");
  differs.replace(differs.find("\"findings\": []"), 14,
                  R"("findings": [{"message": "the service allows", "rule": "join", "breaks": ["child_inside"]}])");
  folder.temporary.file("run.json", differs);
  CHECK(folder.make("dossier", {"--conformance", "run.json"}).exit_code == 1);
  CHECK(folder.document("dossier")["systems"][0]["promises"][0]["service"]["verdict"] == "broken");
  CHECK(folder.document("dossier")["systems"][0]["promises"][0]["verdict"] == "kept");

  CHECK(folder.make("other", {"--build", "4.2.1"}).exit_code == 2);
  std::string foreign = conforms;
  foreign.replace(foreign.find("\"clubs\""), 7, "\"others\"");
  folder.temporary.file("run.json", foreign);
  CHECK(folder.make("other", {"--conformance", "run.json"}).exit_code == 2);
  CHECK_FALSE(fs::exists(folder.temporary.path("other")));
}

TEST_CASE("what changed since the dossier before is said, and proofs that are none any more go") {
  const Folder folder;
  REQUIRE(folder.make("old").exit_code == 0);
  REQUIRE(folder.make("now").exit_code == 0);
  std::string flawed = clubs;
  const std::string requirement = "  require not child(who)\n";
  flawed.erase(flawed.find(requirement), requirement.size());
  folder.temporary.file("clubs.chap", flawed);
  CHECK(folder.make("now", {"--since", "old"}).exit_code == 1);
  const Json since = folder.document("now")["since"];
  CHECK(since["date"] == "2026-11-29");
  CHECK(since["changes"] == Json{"clubs: never child_inside was proved, kept, and is shown, broken",
                                 "the input ../clubs.chap has changed"});
  CHECK_FALSE(fs::exists(folder.temporary.path("now/proofs")));
  CHECK(folder.evidence({"--verify", "now"}).exit_code == 0);
  CHECK(folder.make("now", {"--since", "now"}).exit_code == 2);
}

TEST_CASE("what was not asked or not proved does not look good") {
  const Folder folder;
  CHECK(folder.make("dossier", {"--property", "meeting"}).exit_code == 0);
  const Json promises = folder.document("dossier")["systems"][0]["promises"];
  CHECK(promises[0]["class"] == "not_run");
  CHECK(promises[0]["verdict"] == "open");
  const std::string page = read_file(folder.temporary.path("dossier/evidence.html"));
  const auto row = page.find("REQ-12");
  CHECK(has(page.substr(row, page.find("REQ-13") - row), "badge open"));
  CHECK_FALSE(has(page.substr(row, page.find("REQ-13") - row), "badge good"));
}

TEST_CASE("the JSON of a dossier fits its schema") {
  const Folder folder;
  folder.temporary.file("run.json", conforms);
  REQUIRE(folder.make("old").exit_code == 0);
  REQUIRE(
      folder
          .make("dossier", {"--conformance", "run.json", "--build", "b", "--since", "old", "--cover", "rules,mutants"})
          .exit_code == 0);
  const std::string root = CHAPERONE_SOURCE_DIR;
  for (const char* dossier : {"old", "dossier"}) {
    const std::string command = "python3 '" + root + "/tests/cli/validate.py' '" + root +
                                "/docs/evidence.schema.json' < '" +
                                folder.temporary.path(std::string(dossier) + "/evidence.json") + "'";
    CHECK(std::system(command.c_str()) == 0);
  }
}
