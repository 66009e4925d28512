// model/resolve/index: what the resolver notes of names, also in files with mistakes.
#include "model/resolve/index.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

namespace {

IndexedRules indexed(const std::string& written) {
  return index_rules("a.chap", [&](const std::string& path) {
    return path == "a.chap" ? FileBytes{written, {}} : FileBytes{std::nullopt, "no such file"};
  });
}

/// The words at which a name that stands at the first `words` (and so many bytes further) is declared, and its line.
std::pair<std::string, std::uint32_t> declared(const IndexedRules& rules, const std::string& words,
                                               std::size_t further = 0) {
  const SourceFile& file = rules.loaded.sources->file(FileId{0});
  const auto at = static_cast<std::uint32_t>(file.text().find(words) + further);
  const Occurrence* found = rules.index.at({FileId{0}, at, at});
  if (found == nullptr)
    return {"", 0};
  return {std::string(rules.loaded.sources->text(found->declared)), rules.loaded.sources->locate(found->declared).line};
}

const std::string rule_text =
    "system a\nsort S\nenum E { one_value, other }\nrelation r(S)\nfunction f(S): E\n"
    "define d(x: S) = r(x)\n"
    "rule go(x: S) \"{x} goes\" {\n  require d(x) and f(x) = other\n  add r(y) for y: S where y != x\n}\n"
    "always p = all x: r | d(x)\n"
    "scenario s { given r(Ann) go(Ann) keeps p }\n";

} // namespace

TEST_CASE("every name leads to its declaration") {
  const IndexedRules rules = indexed(rule_text);
  REQUIRE(rules.loaded.system);
  using Place = std::pair<std::string, std::uint32_t>;
  CHECK(declared(rules, "S)\nfunction") == Place("S", 2));
  CHECK(declared(rules, "r(x)\nrule") == Place("r", 4));
  CHECK(declared(rules, "x)\nrule") == Place("x", 6));
  CHECK(declared(rules, "{x} goes", 1) == Place("x", 7));
  CHECK(declared(rules, "d(x) and") == Place("d", 6));
  CHECK(declared(rules, "other\n  add") == Place("other", 3));
  CHECK(declared(rules, "y != x") == Place("y", 9));
  CHECK(declared(rules, "r | d(x)") == Place("r", 4));
  CHECK(declared(rules, "go(Ann)") == Place("go", 7));
  CHECK(declared(rules, "Ann) keeps") == Place("Ann", 12));
  CHECK(declared(rules, "p }") == Place("p", 11));
  CHECK(declared(rules, "system") == Place("", 0));
}

TEST_CASE("a file with a mistake keeps the names of all the rest") {
  std::string broken = rule_text;
  broken.replace(broken.find("f(x) = other"), 12, "f(x) = = other");
  const IndexedRules rules = indexed(broken);
  CHECK_FALSE(rules.loaded.system);
  CHECK(rules.system().rules.size() == 1);
  CHECK(declared(rules, "y != x").first == "y");
  CHECK(declared(rules, "d(x) }").second == 0);
  CHECK(declared(rules, "r | d(x)").second == 4);
  REQUIRE(rules.index.declarations.size() == 9);
  CHECK(rules.index.declarations[6].word == "rule");
}

TEST_CASE("declarations carry their words, their documentation and what rules require") {
  const IndexedRules rules =
      indexed("/// About a.\nsystem a\nuse \"b.chap\"\n/// About r.\nrule r() { require true }\n");
  const auto& list = rules.index.declarations;
  REQUIRE(list.size() == 3);
  CHECK(list[1].word == "use");
  CHECK(list[2].doc == "About r.");
  REQUIRE(list[2].requirements.size() == 1);
  CHECK(rules.loaded.sources->text(list[2].requirements[0]) == "true");
  CHECK(rules.index.declaration_of(list[2].name) == &list[2]);
  REQUIRE(rules.index.uses.size() == 1);
  CHECK(rules.index.uses[0].path == "b.chap");
}
