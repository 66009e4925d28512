// Certificates from the command line: written whole, confirmed by two solvers, and refused once they are tampered with.
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <functional>

using namespace chaperone::tests;
using nlohmann::ordered_json;

namespace {

/// The rules of a club: nobody is inside who was not invited, which needs to be told what an invitation rests on.
const std::string club = "system club\n"
                         "sort Person sort Staff\n"
                         "fixed relation keeper(Staff)\n"
                         "relation invited(by: Staff, Person)\n"
                         "relation inside(Person)\n"
                         "init empty invited, inside\n"
                         "rule invite(by: Staff, who: Person) { require keeper(by) add invited(by, who) }\n"
                         "rule enter(who: Person) { require some by: Staff | invited(by, who) add inside(who) }\n"
                         "never unknown_inside = some p: inside | no by: Staff | invited(by, p)\n"
                         "always keepers_invite = all by: Staff, p: Person | invited(by, p) implies keeper(by)\n"
                         "possible party = at least 2 p: Person | inside(p)\n";

/// A folder with the club's rules and their certificate.
struct Certified {
  Certified() {
    folder.file("club.chap", club);
    const Outcome outcome = in_folder({"check", "club.chap", "--certificate", "proofs", "--quiet"});
    INFO(outcome.out << outcome.error);
    REQUIRE(outcome.exit_code == 0);
    message = outcome.error;
  }
  Outcome in_folder(std::vector<std::string> words) const {
    Run wanted;
    wanted.words = std::move(words);
    wanted.folder = folder.path();
    return run(wanted);
  }
  Outcome certify(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"certify", "club.chap", "proofs"});
    return in_folder(std::move(more));
  }
  std::string manifest() const { return read_file(folder.path("proofs/manifest.json")); }
  /// Changes the manifest and certifies it.
  Outcome after(const std::function<void(ordered_json&)>& change) const {
    ordered_json document = ordered_json::parse(manifest());
    change(document);
    folder.file("proofs/manifest.json", document.dump(2));
    return certify();
  }

  TemporaryFolder folder;
  std::string message;
};

/// Does the document in that file fit docs/NAME.schema.json?
void check_schema(const std::string& name, const std::string& file) {
  const std::string root = CHAPERONE_SOURCE_DIR;
  const std::string command =
      "python3 '" + root + "/tests/cli/validate.py' '" + root + "/docs/" + name + ".schema.json' < '" + file + "'";
  CHECK(std::system(command.c_str()) == 0);
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a certificate is confirmed by z3 and by cvc5") {
  const Certified it;
  CHECK(it.message == "wrote 2 proofs in 8 files to proofs\n");
  for (const char* solver : {"z3", "cvc5"}) {
    const Outcome outcome = it.certify({"--solver", solver});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.error.empty());
    CHECK(outcome.out == "never unknown_inside: confirmed by " + std::string(solver) +
                             ", 4 questions\nalways keepers_invite: confirmed by " + solver +
                             ", 4 questions\n\n2 confirmed\n");
  }
}

TEST_CASE("every file of a certificate says unsat by hand, and the manifest lists it") {
  const Certified it;
  std::size_t listed = 0;
  const ordered_json document = ordered_json::parse(it.manifest());
  for (const auto& property : document["properties"])
    for (const auto& file : property["files"]) {
      ++listed;
      for (const char* solver : {"z3", "cvc5"}) {
        const std::string path = it.folder.path("proofs/" + file["file"].get<std::string>());
        const std::string said = it.folder.path("said");
        REQUIRE(std::system((std::string(solver) + " '" + path + "' > '" + said + "'").c_str()) == 0);
        CHECK(read_file(said) == "unsat\n");
      }
    }
  CHECK(listed == 8);
}

TEST_CASE("the manifest fits its schema and names the rules from its folder") {
  const Certified it;
  check_schema("certificate", it.folder.path("proofs/manifest.json"));
  CHECK(ordered_json::parse(it.manifest())["rules"] == "../club.chap");
}

TEST_CASE("writing the same certificate again changes nothing") {
  const Certified it;
  const auto time = fs::last_write_time(it.folder.path("proofs/unknown_inside/start.smt2"));
  const std::string manifest = it.manifest();
  const Outcome again = it.in_folder({"check", "club.chap", "--certificate", "proofs", "--quiet"});
  CHECK(again.error.empty());
  CHECK(it.manifest() == manifest);
  CHECK(fs::last_write_time(it.folder.path("proofs/unknown_inside/start.smt2")) == time);
}

TEST_CASE("the JSON of certify fits its schema and says what the text says") {
  const Certified it;
  const auto answer = [&](int exit_code) {
    const Outcome outcome = it.certify({"--format", "json"});
    CHECK(outcome.exit_code == exit_code);
    CHECK(outcome.error.empty());
    check_schema("certify", it.folder.file("answer.json", outcome.out));
    return ordered_json::parse(outcome.out);
  };
  ordered_json said = answer(0);
  CHECK(said["file"] == "club.chap");
  CHECK(said["certificate"] == "proofs");
  CHECK(said["solver"] == "z3");
  REQUIRE(said["properties"].size() == 2);
  CHECK(said["properties"][0]["name"] == "unknown_inside");
  CHECK(said["properties"][0]["verdict"] == "confirmed");
  CHECK(said["properties"][0]["questions"] == 4);
  ordered_json manifest = ordered_json::parse(it.manifest());
  manifest["properties"][0]["invariant"].clear();
  manifest["properties"].erase(1);
  it.folder.file("proofs/manifest.json", manifest.dump());
  said = answer(1);
  CHECK(said["properties"][0]["verdict"] == "refused");
  CHECK(said["properties"][0]["denied"] == ordered_json::array({"the invariant implies the property"}));
  CHECK(said["properties"][1]["verdict"] == "no_proof");
}

TEST_CASE("certify writes no JSON of bad input") {
  const Outcome outcome = Certified().certify({"--format", "json", "--solver", "no_such_solver"});
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.out.empty());
  CHECK(Certified().certify({"--format", "sarif"}).error ==
        "chaperone: --format: `sarif` is not a format of this command: choose text or json\n");
}

TEST_CASE("a certificate's folder keeps no file of an earlier proof, and everything that others put there") {
  const Certified it;
  it.folder.file("proofs/notes.txt", "mine");
  it.folder.file("proofs/unknown_inside/rule_old.smt2", "mine, too");
  const Outcome fewer =
      it.in_folder({"check", "club.chap", "--certificate", "proofs", "--quiet", "--property", "keepers_invite"});
  CHECK(fewer.exit_code == 0);
  CHECK(fewer.error == "wrote 1 proof in 4 files to proofs\n");
  CHECK(it.certify({"--property", "keepers_invite"}).exit_code == 0);
  CHECK_FALSE(fs::exists(it.folder.path("proofs/unknown_inside/start.smt2")));
  CHECK(read_file(it.folder.path("proofs/notes.txt")) == "mine");
  CHECK(read_file(it.folder.path("proofs/unknown_inside/rule_old.smt2")) == "mine, too");
  fs::remove(it.folder.path("proofs/unknown_inside/rule_old.smt2"));
  REQUIRE(it.in_folder({"check", "club.chap", "--certificate", "proofs", "--quiet"}).exit_code == 0);
  REQUIRE(it.in_folder({"check", "club.chap", "--certificate", "proofs", "--quiet", "--property", "keepers_invite"})
              .exit_code == 0);
  CHECK_FALSE(fs::exists(it.folder.path("proofs/unknown_inside")));
}

TEST_CASE("a manifest that names other people's files has none of them removed") {
  const Certified it;
  it.folder.file("precious.smt2", "mine");
  it.folder.file("proofs/precious.smt2", "mine");
  ordered_json document = ordered_json::parse(it.manifest());
  for (const char* path : {"../precious.smt2", "precious.smt2", "unknown_inside/../precious.smt2", "", "manifest.json",
                           "unknown_inside", "./precious.smt2", "../proofs/precious.smt2"})
    document["properties"][0]["files"].push_back({{"file", path}, {"shows", ""}});
  document["properties"][0]["files"].push_back(7);
  document["properties"].push_back("none");
  it.folder.file("proofs/manifest.json", document.dump());
  CHECK(it.in_folder({"check", "club.chap", "--certificate", "proofs", "--quiet"}).exit_code == 0);
  CHECK(fs::exists(it.folder.path("precious.smt2")));
  CHECK(fs::exists(it.folder.path("proofs/precious.smt2")));
  CHECK(it.certify().exit_code == 0);
}

TEST_CASE("an invariant that was weakened, turned round or swapped is refused") {
  const auto invariant = [](ordered_json& document) -> ordered_json& { return document["properties"][0]["invariant"]; };
  SECTION("dropped") {
    const Outcome outcome = Certified().after([&](ordered_json& it) { invariant(it).clear(); });
    CHECK(outcome.exit_code == 1);
    CHECK(
        mentions(outcome.out, "never unknown_inside: refused\n  z3 denies that the invariant implies the property\n"));
    CHECK(mentions(outcome.out, "1 refused, 1 confirmed"));
  }
  SECTION("turned round") {
    const Outcome outcome = Certified().after(
        [&](ordered_json& it) { invariant(it)[0] = "some p: inside | no by: Staff | invited(by, p)"; });
    CHECK(outcome.exit_code == 1);
    CHECK(mentions(outcome.out, "z3 denies that every start satisfies the invariant"));
  }
  SECTION("another relation") {
    const Outcome outcome =
        Certified().after([&](ordered_json& it) { invariant(it).push_back("no p: Person | inside(p)"); });
    CHECK(outcome.exit_code == 1);
    CHECK(mentions(outcome.out, "z3 denies that rule `enter` (club.chap:8) keeps the invariant"));
  }
  SECTION("false, which implies everything") {
    const Outcome outcome = Certified().after([&](ordered_json& it) { invariant(it)[0] = "false"; });
    CHECK(outcome.exit_code == 1);
    CHECK(mentions(outcome.out, "z3 denies that every start satisfies the invariant"));
  }
}

TEST_CASE("an invariant that says nothing about these rules is bad input, and shown where it stands") {
  const Outcome outcome =
      Certified().after([](ordered_json& it) { it["properties"][0]["invariant"][0] = "all p: Person | insid(p)"; });
  CHECK(outcome.exit_code == 2);
  CHECK(mentions(outcome.error, "proofs/manifest.json: unknown_inside: invariant 1:1:17"));
  CHECK(mentions(outcome.error, "did you mean `inside`?"));
  CHECK(outcome.out.empty());
}

TEST_CASE("a certificate for other rules is refused") {
  const Certified it;
  SECTION("of the same name") {
    std::string other = club;
    other.replace(other.find("require keeper(by) "), std::string("require keeper(by) ").size(), "");
    it.folder.file("club.chap", other);
    const Outcome outcome = it.certify();
    CHECK(outcome.exit_code == 1);
    CHECK(mentions(outcome.out, "never unknown_inside: confirmed"));
    CHECK(mentions(outcome.out, "always keepers_invite: refused\n  z3 denies that rule `invite` (club.chap:7)"));
  }
  SECTION("of another name") {
    it.folder.file("club.chap", "system bar" + club.substr(club.find('\n')));
    const Outcome outcome = it.certify();
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.error == "chaperone: proofs/manifest.json is about the system `club`, and club.chap is `bar`\n");
  }
  SECTION("without the property") {
    it.folder.file("club.chap", club.substr(0, club.find("always")) + club.substr(club.find("possible")));
    const Outcome outcome = it.certify();
    CHECK(outcome.exit_code == 2);
    CHECK(mentions(outcome.error, "club.chap has no property `always keepers_invite`"));
  }
}

TEST_CASE("a property without a proof is undecided, a possible one need have none") {
  const Outcome outcome = Certified().after([](ordered_json& it) { it["properties"].erase(0); });
  CHECK(outcome.exit_code == 3);
  CHECK(mentions(outcome.out, "never unknown_inside: no proof in proofs\n"));
  CHECK_FALSE(mentions(outcome.out, "party"));
  const Certified it;
  CHECK(it.certify({"--property", "party"}).exit_code == 3);
  CHECK(it.certify({"--property", "keepers_invite"}).exit_code == 0);
}

TEST_CASE("a manifest that is missing, cut off or of another format is bad input") {
  const Certified it;
  SECTION("cut off") {
    it.folder.file("proofs/manifest.json", it.manifest().substr(0, 200));
    CHECK(it.certify().error ==
          "chaperone: proofs/manifest.json: at /: this is not JSON, or only the beginning of some\n");
  }
  SECTION("another format") {
    CHECK(mentions(it.after([](ordered_json& json) { json["certificate"] = 7; }).error, "this is format 7"));
  }
  SECTION("missing") {
    fs::remove(it.folder.path("proofs/manifest.json"));
    CHECK(it.certify().error ==
          "chaperone: proofs/manifest.json cannot be read (no such file): `chaperone check club.chap "
          "--certificate proofs` writes one\n");
  }
  CHECK(it.certify().exit_code == 2);
}

TEST_CASE("a solver that knows nothing leaves it undecided, one that is none is bad usage") {
  const Certified it;
  const Outcome unsure = it.certify({"--solver", "echo unknown; true", "--property", "keepers_invite"});
  CHECK(unsure.exit_code == 3);
  CHECK(mentions(unsure.out, "does not decide that every start satisfies the invariant: it says unknown"));
  const Outcome none = it.certify({"--solver", "cat"});
  CHECK(none.exit_code == 2);
  CHECK(none.error.starts_with("chaperone: the solver `cat` said `(set-option :print-success false)`"));
  CHECK(it.certify({"--solver", "no-such-solver"}).exit_code == 2);
  CHECK(it.certify({"--solver", "echo unsat >&2; true"}).exit_code == 2);
  CHECK(it.certify({"--solver", "echo unsat; echo or so; true"}).exit_code == 2);
  CHECK(it.certify({"--solver", "echo unsat; true"}).exit_code == 0);
  Run without;
  without.words = {"certify", "club.chap", "proofs"};
  without.folder = it.folder.path();
  without.environment = {{"PATH", it.folder.path()}};
  CHECK(mentions(run(without).error, "there is neither z3 nor cvc5 on the PATH"));
}

TEST_CASE("certify holds its timeout, and Ctrl-C ends it") {
  const Certified it;
  const Outcome late = it.certify({"--solver", "sleep 60;", "--timeout", "300ms"});
  CHECK(late.exit_code == 3);
  CHECK(late.seconds < 3);
  Run wanted;
  wanted.words = {"certify", "club.chap", "proofs", "--solver", "sleep 60;"};
  wanted.folder = it.folder.path();
  wanted.signal = SIGINT;
  wanted.signal_after = std::chrono::milliseconds(500);
  const Outcome interrupted = run(wanted);
  CHECK(interrupted.exit_code == 130);
  CHECK(interrupted.seconds < 3);
}

TEST_CASE("nothing is said to be written where it could not be") {
  const Certified it;
  it.folder.file("taken", "");
  const Outcome outcome = it.in_folder({"check", "club.chap", "--certificate", "taken", "--quiet"});
  CHECK(outcome.exit_code == 2);
  CHECK(mentions(outcome.error, "cannot make the folder taken/unknown_inside"));
  CHECK_FALSE(mentions(outcome.error, "wrote"));
  CHECK(it.in_folder({"check", "club.chap", "club.chap", "--certificate", "proofs"}).exit_code == 2);
}
