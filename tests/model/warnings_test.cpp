// Tests of the warnings that need no solver: model/resolve/declaration_warnings.hpp and stray conjuncts.
#include "model/resolve/front_end.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

namespace {

std::vector<std::string> warnings(const std::string& rest) {
  const FileReader reader = [&](const std::string&) -> FileBytes {
    return {"system s\nsort User\nsort Group\nrelation member(Group, User)\nrelation live(Group)\n" + rest, {}};
  };
  const Loaded loaded = load_system("main.chap", reader);
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : loaded.diagnostics)
    result.push_back(diagnostic.code + " " + std::string(loaded.sources->text(diagnostic.span)));
  REQUIRE(loaded.system.has_value());
  return result;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("what no formula reads is unused, and being added to is no use") {
  CHECK(warnings("init empty member, live\nrule r(g: Group) { add live(g) }\n"
                 "never p = some g: Group, u: User | member(g, u)\n") == Texts{"unused_declaration live"});
}

TEST_CASE("what only a property reads is used") {
  CHECK(warnings("init empty member, live\nnever p = some g: Group, u: User | live(g) and member(g, u)\n").empty());
}

TEST_CASE("sorts, enums, functions and defines can be unused too") {
  CHECK(warnings("init empty member, live\nsort Spare\nenum Colour { red }\nfixed function boss(): User\n"
                 "define d(u: User) = some g: Group | member(g, u) and live(g)\nnever p = false\n") ==
        Texts{"unused_declaration Spare", "unused_declaration Colour", "unused_declaration boss",
              "unused_declaration d"});
}

TEST_CASE("what no init and no assume names may be anything at the start") {
  CHECK(warnings("init empty live\nnever p = some g: Group, u: User | live(g) and member(g, u)\n") ==
        Texts{"unconstrained_start member"});
  CHECK(warnings("init no g: Group | busy(g)\ndefine busy(g: Group) = live(g) and full(g)\n"
                 "define full(g: Group) = all u: User | member(g, u)\nnever p = some g: Group | busy(g)\n")
            .empty());
}

TEST_CASE("a condition that no longer speaks of the quantifier's variables is doubted") {
  const std::string start = "init empty member, live\n";
  CHECK(warnings(start + "never p = some g: Group, u: User | member(g, u) and live(g) and some h: Group | live(h)\n") ==
        Texts{"stray_conjunct some h: Group | live(h)"});
  CHECK(warnings(start + "never p = some g: Group | live(g) and some u: User | member(g, u)\n").empty());
  CHECK(warnings(start + "never p = some g: Group, u: User | (member(g, u) and live(g) and true)\n").empty());
}

TEST_CASE("a parameter is used by a requirement, an effect or a text of its rule, or never") {
  const std::string start = "init empty member, live\nnever p = some g: Group, u: User | member(g, u) and live(g)\n";
  CHECK(warnings(start + "rule r(g, h: Group, u: User, all_of: set of User) { add live(g) }\n") ==
        Texts{"unused_parameter r", "unused_parameter r", "unused_parameter r"});
  CHECK(warnings(start + "rule r(g: Group, by, u: User, them: set of User) \"{by} opens\" { "
                         "require some x: them | x = u add live(g) }\n")
            .empty());
  CHECK(warnings(start + "rule r(g: Group, u, v: User) { require live(g) else \"{u} is late\" "
                         "add live(g) where v in {v} }\n")
            .empty());
}

TEST_CASE("`some … implies …` is doubted, `all … implies …` and `some … and …` are not") {
  const std::string start = "init empty member, live\n";
  CHECK(warnings(start + "never p = some g: Group, u: User | live(g) implies member(g, u)\n") ==
        Texts{"some_implies some g: Group, u: User | live(g) implies member(g, u)"});
  CHECK(warnings(start + "never p = some g: Group | live(g) and all u: User | live(g) implies member(g, u)\n").empty());
}
