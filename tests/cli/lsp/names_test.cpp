// cli/lsp/names, rename and shape: what a name stands for, where it stands, and how it is painted.
#include "tests/cli/lsp/editor.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::tests;
using Catch::Matchers::Contains;

namespace {

const std::string base = "enum Role { guest, owner }\nsort Person named Ann\nsort Door\n"
                         "/// Who is behind it.\nrelation inside(Door, Person)\n"
                         "fixed function role(Person): Role\n"
                         "define rich(p: Person) = role(p) = owner\n"
                         "rule enter(p: Person, d: Door) \"{p} enters {d}\" {\n"
                         "  require rich(p) else \"{p} is poor\"\n  require not inside(d, p)\n  add inside(d, p)\n}\n";
const std::string whole =
    "system doors\nuse \"base.chap\"\ninit empty inside\n"
    "never crowded = some d: Door, p, q: Person | p != q and inside(d, p) and inside(d, q)\n"
    "scenario first { given role(Ann) = owner enter(Ann, Main) allowed expect inside(Main, Ann) }\n";
const std::string variant =
    "system variant\nuse \"whole.chap\"\nreplace rule enter(p: Person, d: Door) { add inside(d, p) }\n"
    "drop scenario first\n";

struct Doors {
  Doors() {
    folder.file("base.chap", base);
    folder.file("variant.chap", variant);
    editor.open(path, whole);
    REQUIRE(editor.diagnostics(path).empty());
  }
  std::size_t count(const Json& list, const std::string& name) const {
    std::size_t number = 0;
    for (const Json& it : list)
      number += it["uri"] == Editor::uri(folder.path(name)) ? 1 : 0;
    return number;
  }
  TemporaryFolder folder;
  Editor editor{Json::object(), folder.path()};
  std::string path = folder.path("whole.chap");
};

} // namespace

TEST_CASE("hover shows a declaration, its documentation, and what a rule requires") {
  Doors it;
  const auto hover = [&](const char* words) {
    return it.editor.ask_at("textDocument/hover", it.path, words)["contents"]["value"].get<std::string>();
  };
  CHECK_THAT(hover("inside(d, p) and"), Contains("relation inside(Door, Person)") && Contains("Who is behind it."));
  CHECK_THAT(hover("enter(Ann"), Contains("rule enter(p: Person, d: Door) \"{p} enters {d}\"\n```") &&
                                     Contains("require rich(p)\nrequire not inside(d, p)"));
  CHECK_THAT(hover("p != q"), Contains("p: Person"));
  CHECK_THAT(hover("Main"), Contains("Main: Door"));
  CHECK_THAT(hover("owner"), Contains("a value of `Role`"));
  CHECK(it.editor.ask_at("textDocument/hover", it.path, " != q").is_object()); // the end of `p`
  CHECK(it.editor.ask_at("textDocument/hover", it.path, "!= q").is_null());
}

TEST_CASE("a definition is found in a used file, and `use` leads to the file") {
  Doors it;
  const auto target = [&](const char* words, std::size_t after = 0) {
    return it.editor.ask_at("textDocument/definition", it.path, words, after);
  };
  CHECK(target("inside(d, p)")["uri"] == Editor::uri(it.folder.path("base.chap")));
  CHECK(target("inside(d, p)")["range"]["start"] == Json{{"line", 4}, {"character", 9}});
  CHECK(target("base.chap")["uri"] == Editor::uri(it.folder.path("base.chap")));
  CHECK(target("p != q")["range"]["start"]["line"] == 3);
}

TEST_CASE("references are found in files that are not open, and through `replace` and `drop`") {
  Doors it;
  const Json context{{"context", {{"includeDeclaration", true}}}};
  const Json rule = it.editor.ask_at("textDocument/references", it.path, "enter(Ann", 0, context);
  CHECK(it.count(rule, "base.chap") == 1);
  CHECK(it.count(rule, "whole.chap") == 1);
  CHECK(it.count(rule, "variant.chap") == 1);
  const Json scenario = it.editor.ask_at("textDocument/references", it.path, "first {", 0, context);
  CHECK(it.count(scenario, "variant.chap") == 1);
  const Json relation = it.editor.ask_at("textDocument/references", it.path, "inside(d, p)");
  CHECK(it.count(relation, "base.chap") == 2);
  CHECK(it.count(relation, "variant.chap") == 1);
}

TEST_CASE("a name is changed in every file, and in the texts that tell of it") {
  Doors it;
  const Json changes =
      it.editor.ask_at("textDocument/rename", it.path, "enter(Ann", 0, {{"newName", "walk_in"}})["changes"];
  CHECK(changes.size() == 3);
  it.editor.open(it.folder.path("base.chap"), base);
  const std::string path = it.folder.path("base.chap");
  const Json local = it.editor.ask_at("textDocument/rename", path, "p: Person, d", 0, {{"newName", "who"}})["changes"];
  const std::string text = it.editor.edited(path, local[Editor::uri(path)]);
  CHECK_THAT(text,
             Contains("rule enter(who: Person, d: Door) \"{who} enters {d}\" {\n  require rich(who) else \"{who} is "
                      "poor\"\n  require not inside(d, who)\n  add inside(d, who)"));
  CHECK_THAT(text, Contains("rich(p: Person) = role(p)"));
}

TEST_CASE("a new name that is reserved, taken, no name, or captures another is refused") {
  Doors it;
  const auto refused = [&](const char* words, const char* name) {
    const Json answer = it.editor.ask_at("textDocument/rename", it.path, words, 0, {{"newName", name}});
    return answer.is_string() ? answer.get<std::string>() : "accepted";
  };
  CHECK_THAT(refused("inside(d, p)", "never"), Contains("reserved word"));
  CHECK_THAT(refused("inside(d, p)", "two words"), Contains("is not a name"));
  CHECK_THAT(refused("inside(d, p)", ""), Contains("is not a name"));
  CHECK_THAT(refused("inside(d, p)", "rich"), Contains("declared twice"));
  CHECK_THAT(refused("p != q", "q"), Contains("cannot be the name"));
  CHECK_THAT(refused("Main", "Ann"), Contains("cannot be the name"));
  CHECK(refused("Main", "Gate") == "accepted");
  it.editor.type(it.path, 0, 6, "sistem");
  CHECK_THAT(refused("Door, p", "Gate"), Contains("mistakes"));
}

TEST_CASE("a name of the messenger for children can be changed and changed back, whatever it is") {
  const fs::path folder = CHAPERONE_SOURCE_DIR "/specs/messenger_kids";
  Editor editor;
  std::map<std::string, std::string> texts;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".chap")
      texts[entry.path().string()] = read_file(entry.path().string());
  for (const auto& [path, text] : texts)
    editor.open(path, text);
  const auto change = [&](const std::string& path, const std::string& words, std::size_t after, const char* name) {
    const Json edits = editor.ask_at("textDocument/rename", path, words, after, {{"newName", name}});
    INFO(words << " " << edits);
    REQUIRE(edits.is_object());
    for (const auto& [changed, text] : texts)
      if (edits["changes"].contains(Editor::uri(changed)))
        editor.retype(changed, editor.edited(changed, edits["changes"][Editor::uri(changed)]));
  };
  const std::pair<const char*, std::size_t> names[] = {{"add_member(", 0},
                                                       {"member(group", 0},
                                                       {"contact(creator", 0},
                                                       {"creator", 0},
                                                       {"set of User", 7},
                                                       {"invited: set", 0},
                                                       {"friend_brings_a_stranger {", 0},
                                                       {"child(Bea)", 6},
                                                       {"leave(", 0}};
  const std::string launch = (folder / "launch.chap").string();
  for (const auto& [words, after] : names) {
    const std::size_t end = std::string(words).find_first_of(" (:)", after);
    const std::string name = std::string(words).substr(after, end == std::string::npos ? end : end - after);
    change(launch, words, after, "zebra");
    CHECK_THAT(editor.text(launch), Contains("zebra"));
    change(launch, "zebra", 0, name.c_str());
    for (const auto& [path, text] : texts)
      CHECK(editor.text(path) == text);
  }
}

TEST_CASE("a file's symbols, folds and words are listed") {
  Doors it;
  it.editor.open(it.folder.path("base.chap"), base);
  const Json symbols = it.editor.ask("textDocument/documentSymbol", it.folder.path("base.chap"));
  REQUIRE(symbols.size() == 7);
  CHECK(symbols[0]["name"] == "Role");
  CHECK(symbols[0]["children"].size() == 2);
  CHECK(symbols[6]["name"] == "enter");
  const Json folds = it.editor.ask("textDocument/foldingRange", it.folder.path("base.chap"));
  CHECK(folds == Json::array({{{"startLine", 7}, {"endLine", 11}}}));
  const Json data = it.editor.ask("textDocument/semanticTokens/full", it.folder.path("base.chap"))["data"];
  CHECK(data.size() % 5 == 0);
  // `enum Role { guest, owner }`: a keyword, an enum, two of its values.
  CHECK(std::vector<int>(data.begin(), data.begin() + 20) ==
        std::vector<int>{0, 0, 4, 7, 0, 0, 5, 4, 1, 0, 0, 7, 5, 2, 0, 0, 7, 5, 2, 0});
}

TEST_CASE("formatting is what fmt writes, and nothing where the form is mistaken") {
  Editor editor;
  editor.open("/r/a.chap", "system  a\nsort   B\n");
  const Json edits = editor.ask("textDocument/formatting", std::string("/r/a.chap"));
  CHECK(editor.edited("/r/a.chap", edits) == "system a\nsort B\n");
  editor.open("/r/a.chap", "system a\nsort B\n");
  CHECK(editor.ask("textDocument/formatting", std::string("/r/a.chap")) == Json::array());
  editor.open("/r/a.chap", "system a\nsort\n");
  CHECK(editor.ask("textDocument/formatting", std::string("/r/a.chap")).is_null());
}

TEST_CASE("hover and definition know closures, named individuals, extended rules and who acts") {
  const std::string tree = "system tree\nsort Folder with root\nsort User\nrelation parent(Folder, Folder)\n"
                           "/// Further up.\nclosure under of parent\ninit empty parent\n"
                           "rule move(by who: User, f: Folder) { require f != root add parent(f, root) }\n"
                           "extend rule move { require not under(root, f) }\n"
                           "never up = some f: Folder | under(root, f)\n";
  TemporaryFolder folder;
  Editor editor{Json::object(), folder.path()};
  const std::string path = folder.path("tree.chap");
  editor.open(path, tree);
  REQUIRE(editor.diagnostics(path).empty());
  const auto hover = [&](const char* words) {
    return editor.ask_at("textDocument/hover", path, words)["contents"]["value"].get<std::string>();
  };
  CHECK_THAT(hover("under(root, f)"), Contains("closure under of parent") && Contains("Further up."));
  CHECK_THAT(hover("root add"), Contains("a named individual of `Folder`"));
  CHECK_THAT(hover("who: User"), Contains("who: User"));
  CHECK_THAT(hover("move {"), Contains("rule move(by who: User, f: Folder)"));
  const auto line_of = [&](const char* words) {
    return editor.ask_at("textDocument/definition", path, words)["range"]["start"]["line"].get<int>();
  };
  CHECK(line_of("under(root, f)") == 5);
  CHECK(line_of("root add") == 1);
  CHECK(line_of("parent\ninit") == 3);
  CHECK(line_of("move {") == 7);
}
