// The one layout: what it does to every rule file, to the same words with other spaces, and by example.
#include "model/layout/layout.hpp"
#include "model/layout/words.hpp"
#include "model/print/printer.hpp"
#include "model/resolve/front_end.hpp"
#include "model/syntax/lexer.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <random>

using namespace chaperone;
namespace fs = std::filesystem;

namespace {

std::optional<std::string> laid_out(const std::string& text) {
  model::SourceSet sources;
  const model::FileId file = sources.add(model::SourceFile("rules.chap", text));
  return model::layout::lay_out(sources, file).text;
}

std::vector<fs::path> rule_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(CHAPERONE_SOURCE_DIR) / "specs"))
    if (entry.path().extension() == ".chap" && entry.path().string().find("/broken/") == std::string::npos)
      files.push_back(entry.path());
  return files;
}

std::string text_of(const fs::path& path) {
  return model::read_from_disk()(path.string()).bytes.value();
}

/// All formulas of the properties and rules.
std::vector<std::string> formulas_of(const model::System& system) {
  std::vector<std::string> made;
  for (const model::Property& property : system.properties)
    made.push_back(model::print(system, property.formula));
  for (const model::Rule& rule : system.rules)
    for (const model::Requirement& requirement : rule.requirements)
      made.push_back(model::print(system, requirement.formula));
  return made;
}

/// The same words with other spaces between them, and other comments.
std::string shaken(const std::string& text, std::mt19937& random) {
  model::Report ignored;
  const auto lexed = model::lex({0}, text, ignored);
  std::string made;
  for (const model::Token& token : lexed.tokens) {
    constexpr const char* gaps[] = {
        " ", "  ", "\n", "\n\n\n", "\t", " // a remark\n", "\n// above\n", "\n\n  /// doc\n"};
    const std::size_t kinds = random() % 8 == 0 ? 8 : 2;
    made += gaps[random() % kinds];
    made += text.substr(token.begin, token.end - token.begin);
  }
  return made;
}

} // namespace

TEST_CASE("every rule file keeps its meaning in the one layout, and a second pass changes nothing") {
  for (const fs::path& path : rule_files()) {
    INFO(path);
    const std::string text = text_of(path);
    const auto once = laid_out(text);
    REQUIRE(once);
    CHECK(laid_out(*once) == once);
    const auto from = [&](const std::string& bytes) {
      return model::load_system(path.string(), [&](const std::string& wanted) {
        return wanted == path.string() ? model::FileBytes{bytes, {}} : model::read_from_disk()(wanted);
      });
    };
    const model::Loaded before = from(text);
    const model::Loaded after = from(*once);
    REQUIRE(before.system.has_value() == after.system.has_value());
    if (before.system)
      CHECK(formulas_of(*before.system) == formulas_of(*after.system));
  }
}

TEST_CASE("whatever the spaces and comments between its words, a second pass changes nothing") {
  std::mt19937 random(1);
  const auto files = rule_files();
  for (int i = 0; i < 300; ++i) {
    const std::string text = shaken(text_of(files[random() % files.size()]), random);
    INFO(text);
    const auto once = laid_out(text);
    REQUIRE(once);
    CHECK(laid_out(*once) == once);
  }
}

TEST_CASE("the one layout by example") {
  CHECK(laid_out("system s sort U   named A,B\n\n\n\nenum Role{a,b}\nrelation r(U,at:Role)symmetric // why\n"
                 "rule go(x:U,y:set of U)\"{x} goes\"{require(r(x,a)or x in{x})and not(r(x,b))else\"no\"\n"
                 "require r( x ,a ) else \"not yet\" add r(x,a),r(x,b)for z:y where z!=x may refuse}\n"
                 "  /// Never.\nnever p=some x:U|can go(x,_)\n"
                 "scenario t{given r(A,a) go(A,{}) allowed // fine\n expect r(A,b)\n// the end\n}") ==
        "system s\n"
        "sort U named A, B\n"
        "\n"
        "enum Role { a, b }\n"
        "relation r(U, at: Role) symmetric  // why\n"
        "\n"
        "rule go(x: U, y: set of U) \"{x} goes\" {\n"
        "  require (r(x, a) or x in {x}) and not (r(x, b)) else \"no\"\n"
        "  require r(x, a)                                 else \"not yet\"\n"
        "  add r(x, a), r(x, b) for z: y where z != x\n"
        "  may refuse\n"
        "}\n"
        "\n"
        "/// Never.\n"
        "never p = some x: U | can go(x, _)\n"
        "\n"
        "scenario t {\n"
        "  given r(A, a)\n"
        "  go(A, {}) allowed  // fine\n"
        "  expect r(A, b)\n"
        "  // the end\n"
        "}\n");
}

TEST_CASE("a line that is too long is broken where it is least deep") {
  CHECK(laid_out("system s\nsort User\nrelation member(User, User)\n"
                 "never together = some first, second: User | member(first, second) and (member(second, first) or "
                 "member(first, first)) and member(second, second)\n") ==
        "system s\nsort User\nrelation member(User, User)\n"
        "never together =\n"
        "  some first, second: User | member(first, second) and (member(second, first) or member(first, first))\n"
        "  and member(second, second)\n");
}

TEST_CASE("a file with a mistake of form has no layout, only the mistake") {
  model::SourceSet sources;
  const model::FileId file = sources.add(model::SourceFile("rules.chap", "system s\nrule {"));
  const auto made = model::layout::lay_out(sources, file);
  CHECK_FALSE(made.text);
  CHECK_FALSE(made.mistakes.empty());
}
