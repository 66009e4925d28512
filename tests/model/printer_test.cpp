// What is printed is what was meant: it reads back as a formula that prints the same.
#include "model/print/printer.hpp"
#include "tests/agreement/random_system.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using chaperone::tests::rules;

namespace {

const std::string printed = R"(
  system printed
  sort S
  sort T
  enum Color { red, green }
  relation r(S)
  relation s(S, T)
  relation on()
  function color(S): Color
  function home(S): T
  init empty r, s, on
  define known(x: S) = some t: T | s(x, t)
  rule go(x: S, with: set of S) { require all w: with | w != x add r(x) }
  never p = )";

std::string reprinted(const std::string& formula) {
  const System system = rules(printed + formula);
  return print(system, system.properties[0].formula);
}

} // namespace

TEST_CASE("a formula prints as it was written") {
  const auto formula = GENERATE(
      as<std::string>{}, "true", "not on()", "on() and (true or on()) and false", "on() or true and false",
      "on() implies true implies false", "(on() implies true) implies false", "on() iff true iff false",
      "on() iff (true iff false)", "not (on() and true)", "not (on() or true) and on()", "(some x: S | r(x)) and on()",
      "on() and some x: S | r(x) or on()", "not some x: S | r(x)", "(all x: S | r(x)) implies on()",
      "on() implies all x: S | r(x)", "all x, y: S, t: T | x = y and s(x, t)",
      "some x: r, y, z: known | x != y and z = y", "at least 3 x: S | r(x)", "at most 1 x: S | not r(x)",
      "one x: S | lone y: S | no t: T | s(x, t) iff s(y, t)", "some x: S | color(x) = red and home(x) != home(x)",
      "some x: S | color(x) in {red, green}", "some x: S | color(x) not in {red, green}",
      "some x: S | can go(x, {x}) or can go(_, _) or can go(x, {})",
      "some x: S | was r(x) and not was (r(x) or on()) and did go(x, _)", "some x: S | was not r(x)");
  CHECK(reprinted(formula) == formula);
}

TEST_CASE("brackets that change nothing are not printed") {
  CHECK(reprinted("((on()) and ((true)))") == "on() and true");
  CHECK(reprinted("(on() and true) or false") == "on() and true or false");
  CHECK(reprinted("on() implies (true implies false)") == "on() implies true implies false");
  CHECK(reprinted("some x: S | (r(x))") == "some x: S | r(x)");
  CHECK(reprinted("not (some x: S | r(x)) and on()") == "not (some x: S | r(x)) and on()");
}

TEST_CASE("a bound variable whose name is taken gets a number") {
  System system = rules(printed + "some x: S | r(x)");
  const Formula inner = system.properties[0].formula;
  const auto& some = std::get<Quantified>(inner->kind);
  system.variables.push_back({"x", SortId{0}, false});
  const VariableId other{static_cast<std::uint32_t>(system.variables.size() - 1)};
  const Formula both = conjunction({inner, make_formula(Atom{RelationId{0}, {other}})});
  const Formula outer = make_formula(Quantified{some.kind, 0, {{other, nullptr}}, both});
  CHECK(print(system, outer) == "some x: S | (some x2: S | r(x2)) and r(x)");
}

TEST_CASE("individuals bear their population's names") {
  const System system = rules(printed + "true");
  const Formula atom = make_formula(Atom{RelationId{1}, {Value{SortId{0}, 1}, Value{SortId{1}, 0}}});
  const Population people{{{"Ann", "Bea"}, {"Chat"}, {"red", "green"}}};
  CHECK(print(system, atom, &people) == "s(Bea, Chat)");
  CHECK(print(system, atom) == "s(S2, T1)");
  CHECK(print(system, Action{RuleId{0}, {0U, std::vector<std::uint32_t>{0, 1}}}, people) == "go(Ann, {Ann, Bea})");
  CHECK(print_place(system, FunctionId{0}, {1}, people) == "color(Bea)");
}

TEST_CASE("every formula of random rules reads back as it was printed") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    chaperone::tests::Files files = chaperone::tests::random_system(seed);
    const System system = rules(files);
    // A variant of the rules, in which the properties stand as they are printed.
    files["read.chap"] = files["rules.chap"];
    std::string& again = files["rules.chap"] = "use \"read.chap\"\n";
    for (const Property& property : system.properties)
      again += std::string("replace ") +
               (property.kind == PropertyKind::never    ? "never "
                : property.kind == PropertyKind::always ? "always "
                                                        : "possible ") +
               property.name + " = " + print(system, property.formula) + "\n";
    INFO("seed " << seed);
    const System reread = rules(files);
    REQUIRE(reread.properties.size() == system.properties.size());
    for (std::size_t i = 0; i < system.properties.size(); ++i)
      CHECK(print(reread, reread.properties[i].formula) == print(system, system.properties[i].formula));
  }
}

TEST_CASE("comparisons by order are printed as such, and read back the same") {
  const System system = rules(R"(
system levels
sort User
ordered enum Level { guest, member, admin }
ordered sort Day
function level(User): Level
function day(User): Day
rule act(a: User, b: User, d: Day) {
  require level(a) < level(b)
  require not level(a) <= level(b)
  require day(a) <= d and d < day(b)
  set day(a) = d
}
never p = some a, b: User | level(a) > level(b) or day(a) >= day(b)
)");
  const auto printed = [&](std::size_t i) { return print(system, system.rules[0].requirements[i].formula); };
  CHECK(printed(0) == "level(a) < level(b)");
  CHECK(printed(1) == "not level(a) <= level(b)");
  CHECK(printed(2) == "day(a) <= d and d < day(b)");
  CHECK(print(system, system.properties[0].formula) == "some a, b: User | level(b) < level(a) or day(b) <= day(a)");
}
