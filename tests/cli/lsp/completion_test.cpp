// cli/lsp/completion: what can be written at a place, in files that are being written.
#include "tests/cli/lsp/editor.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace chaperone::tests;

namespace {

const std::string start =
    "system groups\nsort User\nsort Group\nenum Role { guest, admin }\nrelation member(Group, User)\n"
    "fixed relation child(User)\nfunction role(User): Role\nfunction boss(Group): User\n"
    "define friendly(u: User) = not child(u)\ninit empty member\n"
    "rule join(by: User, g: Group, us: set of User) { add member(g, by) }\n"
    "always fine = all g: Group | not member(g, boss(g)) or true\n";

/// What is offered at the `^` of `words`, which is typed behind `start`.
std::set<std::string> offered(std::string words) {
  const std::size_t at = words.find('^');
  words.erase(at, 1);
  Editor editor;
  editor.open("/r/a.chap", start);
  editor.type("/r/a.chap", start.size(), 0, words);
  std::set<std::string> labels;
  const std::string before = (start + words).substr(0, start.size() + at);
  const auto line = std::count(before.begin(), before.end(), '\n');
  for (const Json& item :
       editor.ask("textDocument/completion", "/r/a.chap",
                  {{"position", {{"line", line}, {"character", before.size() - before.rfind('\n') - 1}}}}))
    labels.insert(item["label"]);
  return labels;
}

bool has(const std::set<std::string>& labels, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& it) { return labels.contains(it); });
}

using Labels = std::set<std::string>;

} // namespace

TEST_CASE("an argument is completed with what has its sort") {
  CHECK(offered("rule r(u, v: User, h: Group) {\n  require member(^") == Labels{"h"});
  CHECK(offered("rule r(u, v: User, h: Group) {\n  require member(h, ^") == Labels{"u", "v", "boss"});
  CHECK(offered("rule r(u: User, h: Group) {\n  require member(h, ^)\n  add member(h, u)\n}") == Labels{"u", "boss"});
  CHECK(offered("rule r(u: User, h: Group) {\n  require member(h, u^") == Labels{"u", "boss"});
  CHECK(offered("never n = some x: child, k: Group | member(k, ^") == Labels{"x", "boss"});
  CHECK(offered("never n = some x: child, k: Group | child(boss(^") == Labels{"k"});
}

TEST_CASE("the other side of a comparison is completed with what has the same sort") {
  CHECK(offered("never n = some x: User | role(x) = ^") == Labels{"guest", "admin", "role"});
  CHECK(offered("never n = some x, y: User, k: Group | x != ^") == Labels{"x", "y", "boss"});
  CHECK(offered("never n = some x: User | role(x) in {guest, ^") == Labels{"guest", "admin", "role"});
}

TEST_CASE("a variable is offered within its scope only") {
  CHECK(offered("never n = (some x: User | child(x)) and (some y: User | child(^") == Labels{"y", "boss"});
  CHECK(offered("rule r(u: User) {\n  add member(g, x) for g: Group, x: User\n  require child(^") ==
        Labels{"u", "boss"});
}

TEST_CASE("after a word of the grammar its own kind of name follows") {
  CHECK(offered("never n = can ^") == Labels{"join"});
  CHECK(offered("always n = did j^") == Labels{"join"});
  CHECK(offered("rule r(u: User) {\n  add ^") == Labels{"member"});
  CHECK(offered("rule r(u: User) {\n  set ^") == Labels{"role", "boss"});
  CHECK(offered("rule r(u: ^") == Labels{"set of", "User", "Group", "Role"});
  CHECK(offered("rule r(us: set of ^") == Labels{"User", "Group", "Role"});
  CHECK(offered("relation r(^") == Labels{"User", "Group", "Role"});
  CHECK(offered("function f(User): ^") == Labels{"User", "Group", "Role"});
  CHECK(offered("never n = all x: ^") == Labels{"User", "Group", "Role", "child", "friendly"});
  CHECK(offered("init empty ^") == Labels{"member", "child"});
  CHECK(offered("scenario s { keeps ^") == Labels{"fine"});
  CHECK(offered("drop ^") == Labels{"define", "rule", "never", "always", "possible", "undoable", "scenario"});
}

TEST_CASE("keywords are offered where the grammar asks for them") {
  CHECK(has(offered("^"), {"rule", "never", "scenario", "use"}));
  CHECK(has(offered("rule r(u: User) {\n  ^"), {"require", "add", "remove", "set", "may refuse"}));
  CHECK(has(offered("rule r(u: User) {\n  require ^"), {"not", "all", "member", "friendly", "u"}));
  CHECK_FALSE(offered("rule r(u: User) {\n  require ^").contains("can"));
  CHECK(has(offered("always n = ^"), {"was", "did", "can"}));
  CHECK(has(offered("rule r(u: User) {\n  require child(u) ^"), {"and", "or", "else", "add"}));
  CHECK(has(offered("scenario s {\n  ^"), {"given", "expect", "join"}));
}

TEST_CASE("nothing is offered where a name is made up, in texts and in comments") {
  CHECK(offered("rule ^").empty());
  CHECK(offered("rule r(^").empty());
  CHECK(offered("never n = all ^").empty());
  CHECK(offered("rule r(u: User) \"so ^ it is\" {").empty());
  CHECK(offered("// a remark ^").empty());
}

TEST_CASE("individuals of a scenario are offered by their sort") {
  CHECK(offered("scenario s {\n  given child(Ann), member(Chat, Bea)\n  join(^") == Labels{"Ann", "Bea", "boss"});
}
