// Closures: docs/semantics.md, "Closures"; in the interpreter, in finite searches and in proofs.
#include "model/meaning/closure.hpp"
#include "solver/check.hpp"
#include "tests/model/rules.hpp"

#include <array>

using namespace chaperone;
using namespace chaperone::model;

namespace {

const std::string folder_rules = R"(
system folders
sort Folder
relation parent(child: Folder, up: Folder)
closure under of parent
init empty parent
)";

const std::string guarded_moves = R"(
rule move(f: Folder, to: Folder) {
  require f != to and not under(to, f)
  remove parent(f, p) for p: Folder where p != to
  add parent(f, to)
}
)";

const std::string unguarded_moves = R"(
rule move(f: Folder, to: Folder) {
  remove parent(f, p) for p: Folder where p != to
  add parent(f, to)
}
)";

solver::Verdict folder_verdict(const std::string& text) {
  return solver::check(tests::rules({{"rules.chap", text}}), {}).properties.front().verdict;
}

std::uint32_t folders_break_after(const std::string& text) {
  const solver::Verdict found = folder_verdict(text);
  const auto* shown = std::get_if<solver::Shown>(&found);
  return shown == nullptr ? 0 : shown->steps;
}

} // namespace

TEST_CASE("a closure is the least transitive relation over what it is of") {
  const System system =
      tests::rules({{"rules.chap", folder_rules + guarded_moves + "never circle = some f: Folder | under(f, f)"}});
  const Layout layout(system, {{{"A", "B", "C", "D"}}});
  State state(layout);
  for (const auto& edge : {std::array{0U, 1U}, std::array{1U, 2U}, std::array{2U, 3U}})
    state.put(RelationId{0}, edge, true);
  close(state);
  const RelationId under{1};
  for (std::uint32_t from = 0; from < 4; ++from)
    for (std::uint32_t to = 0; to < 4; ++to)
      CHECK(state.holds(under, std::array{from, to}) == (from < to));
  CHECK(path(state, under, 0, 3) == std::vector<std::uint32_t>{0, 1, 2, 3});
  CHECK(path(state, under, 3, 0).empty());
  state.put(RelationId{0}, std::array{1U, 2U}, false);
  close(state);
  CHECK_FALSE(state.holds(under, std::array{0U, 2U}));
  CHECK(state.holds(under, std::array{2U, 3U}));
}

TEST_CASE("whoever is connected reaches itself") {
  const System system = tests::rules({{"rules.chap", R"(
system friends
sort User
relation friend(User, User) symmetric
closure connected of friend
init empty friend
rule befriend(a: User, b: User) { require a != b add friend(a, b) }
never p = some a, b: User | connected(a, b) and not connected(b, a)
scenario run {
  befriend(Ann, Bea)  befriend(Bea, Cal)
  expect connected(Ann, Cal) and connected(Ann, Ann) and not connected(Dan, Dan)
}
)"}});
  CHECK_FALSE(replay(system, system.scenarios.front()).failure);
}

TEST_CASE("guarded_moves moves keep a tree without circles, for any number of folder_rules") {
  CHECK(std::holds_alternative<solver::Proved>(
      folder_verdict(folder_rules + guarded_moves + "never circle = some f: Folder | under(f, f)")));
  CHECK(folders_break_after(folder_rules + unguarded_moves + "never circle = some f: Folder | under(f, f)") == 1);
  CHECK(folders_break_after(folder_rules + unguarded_moves +
                            "never circle = some f: Folder | under(f, f) and not parent(f, f)") == 2);
}

TEST_CASE("what reaches through a tree is found and proved") {
  const std::string drive = folder_rules + R"(
relation secret(Folder)
relation open(Folder)
init empty secret, open
rule hide(f: Folder) { require not open(f) and no g: Folder | under(f, g) and open(g) add secret(f) }
rule publish(f: Folder) { require not secret(f) and no g: Folder | under(g, f) and secret(g) add open(f) }
never leak = some f: secret | open(f) or some g: Folder | under(f, g) and open(g)
)";
  CHECK(folders_break_after(drive + guarded_moves) == 3);
  CHECK(std::holds_alternative<solver::Proved>(folder_verdict(drive + R"(
rule move(f: Folder, to: Folder) {
  require f != to and not under(to, f)
  require not open(to) and no g: Folder | under(to, g) and open(g)
  remove parent(f, p) for p: Folder where p != to
  add parent(f, to)
}
)")));
}

TEST_CASE("a cut in a graph that is no tree is not taken for more than it is") {
  // Two ways lead from one to another: cutting one leaves the other.
  const std::string graph = R"(
system graph
sort Node
relation edge(Node, Node)
closure reaches of edge
init empty edge
rule link(a: Node, b: Node) { require a != b and not reaches(b, a) add edge(a, b) }
rule cut(a: Node, b: Node) { require edge(a, b) remove edge(a, b) }
)";
  CHECK(folders_break_after(graph + "never still = some a, b: Node | did cut(a, b) and reaches(a, b)") == 4);
  CHECK(std::holds_alternative<solver::Proved>(folder_verdict(graph + "never circle = some a: Node | reaches(a, a)")));
}

TEST_CASE("in a graph without circles a cut that leaves another way loses nothing") {
  CHECK(std::holds_alternative<solver::Proved>(folder_verdict(R"(
system graph
sort Node
relation edge(Node, Node)
closure reaches of edge
init empty edge
rule link(a: Node, b: Node) { require a != b and not reaches(b, a) add edge(a, b) }
rule cut(a: Node, b: Node) {
  require edge(a, b) and some c: Node | c != b and edge(a, c) and reaches(c, b)
  remove edge(a, b)
}
never lost = some x, y: Node | was reaches(x, y) and not reaches(x, y)
never circle = some a: Node | reaches(a, a)
)")));
}

TEST_CASE("a define's closure is known where one edge comes or some go") {
  const std::string grants = R"(
system grants
sort Role
sort Grant
relation live(Grant)
function from(Grant): Role
function to(Grant): Role
define gives(a: Role, b: Role) = some g: Grant | live(g) and from(g) = a and to(g) = b
closure inherits of gives
init empty live
rule revoke(g: Grant) { remove live(g) }
)";
  CHECK(std::holds_alternative<solver::Proved>(folder_verdict(grants + R"(
rule grant(g: Grant, a: Role, b: Role) {
  require not live(g) and a != b and not inherits(b, a)
  add live(g)
  set from(g) = a
  set to(g) = b
}
never circle = some r: Role | inherits(r, r)
)")));
  CHECK(folders_break_after(grants + R"(
rule grant(g: Grant, a: Role, b: Role) { require a != b add live(g) set from(g) = a set to(g) = b }
never circle = some r: Role | inherits(r, r)
)") == 2);
}
