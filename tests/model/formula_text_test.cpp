// Formulas that stand alone, as the invariants of a saved proof do: read against the rules, with located mistakes.
#include "model/print/printer.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using chaperone::tests::rules;

namespace {

const std::string acquaintances =
    "system s\nsort User\nenum Role { owner, guest }\nrelation member(User)\nrelation knows(User, "
    "User) symmetric\nfunction role(User): Role\ninit empty member, knows\n"
    "define alone(u: User) = no v: User | knows(u, v)\n"
    "rule enter(u: User) { require not member(u) add member(u) }\n"
    "never n = some u: User | member(u) and alone(u)\n";

/// All complaints about a formula, as users see them.
std::string complaints(const std::string& text) {
  const System system = rules(acquaintances);
  const LoadedFormulas loaded = load_formulas(system, {{"manifest.json: invariant 1", text}});
  CHECK(loaded.system.has_value() == loaded.diagnostics.empty());
  std::string result;
  for (const Diagnostic& diagnostic : loaded.diagnostics)
    result += render(diagnostic, *loaded.sources, false);
  return result;
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("formulas are read against the rules and print as they were written") {
  const System system = rules(acquaintances);
  const std::vector<FormulaText> texts{{"1", "all u: User | alone(u) implies role(u) = guest"},
                                       {"2", "no u: member | can enter(u)"},
                                       {"3", "at most 2 u, v: User | knows(u, v) and role(u) in {owner, guest}"}};
  const LoadedFormulas loaded = load_formulas(system, texts);
  REQUIRE(loaded.system);
  REQUIRE(loaded.formulas.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    CHECK(print(*loaded.system, loaded.formulas[i]) == texts[i].text);
  CHECK(loaded.system->variables.size() > system.variables.size());
  CHECK(loaded.system->rules.size() == system.rules.size());
}

TEST_CASE("the formulas of random rules read back alone as they were printed") {
  int read = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const System system = rules(chaperone::tests::random_system(seed));
    for (const Property& property : system.properties) {
      if (property.is_about_steps)
        continue;
      const std::string printed = print(system, property.formula);
      INFO("seed " << seed << ": " << printed);
      const LoadedFormulas loaded = load_formulas(system, {{"formula", printed}});
      REQUIRE(loaded.system);
      CHECK(print(*loaded.system, loaded.formulas.at(0)) == printed);
      ++read;
    }
  }
  CHECK(read > 50);
}

TEST_CASE("a mistake in a formula is shown where it stands") {
  const std::string said = complaints("all u: User | membr(u)");
  CHECK(mentions(said, "manifest.json: invariant 1:1:15"));
  CHECK(mentions(said, "did you mean `member`?"));
}

TEST_CASE("a formula ends where its text ends") {
  CHECK(mentions(complaints("all u: User | member(u) rule"), "expected the end of the formula"));
  CHECK(mentions(complaints("all u: User | member(u))"), "expected the end of the formula"));
  CHECK(mentions(complaints("(all u: User | member(u)"), "expected"));
  CHECK(mentions(complaints(""), "expected"));
}

TEST_CASE("a formula that stands alone speaks of one state") {
  CHECK(mentions(complaints("some u: User | was member(u)"), "an invariant speaks of one state"));
  CHECK(mentions(complaints("some u: User | did enter(u)"), "an invariant speaks of one state"));
}

TEST_CASE("a formula names no individuals and is UTF-8") {
  CHECK(mentions(complaints("member(Ann)"), "Ann"));
  CHECK(mentions(complaints("member(\xff)"), "not UTF-8"));
}
