// Tests of model/syntax/parser.hpp: what is read as what, and how reading goes on after a mistake.
#include "model/syntax/parser.hpp"

#include "model/syntax/token_cursor.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::model;

namespace {

struct Parsed {
  std::shared_ptr<SourceFile> source;
  syntax::File file;
  std::vector<Diagnostic> diagnostics;

  template <class Kind> const Kind& first() const { return std::get<Kind>(file.declarations.at(0).kind); }
};

Parsed parsed(const std::string& text) {
  auto source = std::make_shared<SourceFile>("test.chap", text);
  Report report;
  syntax::File file = syntax::parse(FileId{0}, *source, report);
  return {source, std::move(file), report.take()};
}

/// The formula of `assume`, with every connective bracketed.
std::string bracketed(const syntax::Formula& it) {
  const auto joined = [](const syntax::Connected& connected) {
    constexpr const char* words[] = {" and ", " or ", " implies ", " iff "};
    std::string text;
    for (const auto* part : connected.parts)
      text += (text.empty() ? "" : words[static_cast<int>(connected.connective)]) + bracketed(*part);
    return "(" + text + ")";
  };
  return std::visit(overload{
                        [](const syntax::Truth& t) { return std::string(t.value ? "T" : "F"); },
                        [](const syntax::Application& a) { return std::string(a.term.name.text); },
                        [](const syntax::Comparison& c) {
                          return std::string(c.left.name.text) + (c.is_negated ? "!=" : "=") +
                                 std::string(c.right.name.text);
                        },
                        [](const syntax::Ordering& o) {
                          return std::string(o.left.name.text) + (o.is_reversed ? ">" : "<") +
                                 (o.is_strict ? "" : "=") + std::string(o.right.name.text);
                        },
                        [](const syntax::Membership& m) {
                          return std::string(m.element.name.text) + (m.is_negated ? " not in" : " in");
                        },
                        [](const syntax::Negation& n) { return "not[" + bracketed(*n.body) + "]"; },
                        [](const syntax::Before& b) { return "was[" + bracketed(*b.body) + "]"; },
                        [](const syntax::Past& p) {
                          return p.since == nullptr ? "once[" + bracketed(*p.held) + "]"
                                                    : "(" + bracketed(*p.held) + " since " + bracketed(*p.since) + ")";
                        },
                        joined,
                        [](const syntax::Quantification& q) { return "Q[" + bracketed(*q.body) + "]"; },
                        [](const syntax::RuleQuery& q) { return std::string(q.is_did ? "did" : "can"); },
                        [](const syntax::AnyStep&) { return std::string("step"); },
                    },
                    it.kind);
}

std::string read(const std::string& formula) {
  const Parsed result = parsed("assume " + formula);
  REQUIRE(result.diagnostics.empty());
  return bracketed(*result.first<syntax::Assume>().formula);
}

} // namespace

TEST_CASE("formulas bind as the reference says") {
  CHECK(read("a() or b() and c()") == "(a or (b and c))");
  CHECK(read("a() implies b() implies c()") == "(a implies (b implies c))");
  CHECK(read("a() iff b() iff c()") == "(a iff b iff c)");
  CHECK(read("a() or b() implies c() iff d()") == "(((a or b) implies c) iff d)");
  CHECK(read("not a() and b()") == "(not[a] and b)");
  CHECK(read("once a() and b()") == "(once[a] and b)");
  CHECK(read("once not a() or did _") == "(once[not[a]] or step)");
  CHECK(read("a() or b() since c() and d()") == "((a or b) since (c and d))");
  CHECK(read("a() since b() iff c()") == "((a since b) iff c)");
  CHECK(read("a < b and c >= d") == "(a<b and c>=d)");
  CHECK(read("not x = y and b()") == "(not[x=y] and b)");
  CHECK(read("was not a() or b()") == "(was[not[a]] or b)");
  CHECK(read("not not was true") == "not[not[was[T]]]");
  CHECK(read("x not in s and x in {a, b}") == "(x not in and x in)");
}

TEST_CASE("a quantifier reaches to the end of its statement or bracket") {
  CHECK(read("a() and all x: S | b() or c() implies d()") == "(a and Q[((b or c) implies d)])");
  CHECK(read("(some x, y: S, z: T | a()) and b()") == "(Q[a] and b)");
  CHECK(read("not no x: S | a() and b()") == "not[Q[(a and b)]]");
  CHECK(read("at least 2 x: S | at most 3 y: S | a()") == "Q[Q[a]]");
}

TEST_CASE("words that are reserved only in their place are names elsewhere") {
  CHECK(read("at(least) and most() and empty() and of = set") == "(at and most and empty and of=set)");
  const auto result = parsed("system use relation add(remove: set, drop) init empty add init empty(x) "
                             "rule require(set: set of of) { require allowed(set) add add(x) set set() = set } "
                             "scenario refused { allowed(x) allowed refused(x) refused \"why\" refused(y) }");
  CHECK(result.diagnostics.empty());
  REQUIRE(result.file.declarations.size() == 6);
  CHECK(std::holds_alternative<syntax::InitEmpty>(result.file.declarations[2].kind));
  CHECK(std::holds_alternative<syntax::Init>(result.file.declarations[3].kind));
  const auto& rule = std::get<syntax::RuleDeclaration>(result.file.declarations[4].kind);
  CHECK(rule.parameters[0].is_set);
  CHECK(rule.statements.size() == 3);
  const auto& scenario = std::get<syntax::ScenarioDeclaration>(result.file.declarations[5].kind);
  CHECK(scenario.items.size() == 3);
}

TEST_CASE("documentation is carried by the declaration behind it") {
  const auto result = parsed("/// Adults only.\n/// Really.\nrule join() { }\nrule leave() { }");
  CHECK(result.file.declarations.at(0).doc == "Adults only.\nReally.");
  CHECK(result.file.declarations.at(1).doc.empty());
}

TEST_CASE("after a mistake the next declaration is read") {
  const auto result = parsed("relation r(S\nrelation s(S)\nnever p = \nrule q() { add r( }\nsort T");
  CHECK(result.diagnostics.size() == 3);
  REQUIRE(result.file.declarations.size() == 3);
  CHECK(result.file.declarations[0].name.text == "s");
  CHECK(result.file.declarations[2].name.text == "T");
}

TEST_CASE("after a mistake the next statement is read") {
  const auto result = parsed("rule q(x: S) {\n require\n add r(x)\n remove s(x\n add t(x)\n}");
  CHECK(result.diagnostics.size() == 2);
  CHECK(result.first<syntax::RuleDeclaration>().statements.size() == 2);
}

TEST_CASE("what could not be parsed gives no complaints about its names later") {
  const auto result = parsed("relation member(Group, User\nsort Group");
  CHECK(std::ranges::find(result.file.broken_names, "member") != result.file.broken_names.end());
}

TEST_CASE("nesting up to the stated depth is read, and deeper nesting refused", "[slow]") {
  const auto nested = [](const std::string& open, int times, const std::string& close) {
    std::string text = "assume ";
    for (int i = 0; i < times; ++i)
      text += open;
    text += "true";
    for (int i = 0; i < times; ++i)
      text += close;
    return text;
  };
  const struct {
    std::string open, close;
  } kinds[] = {{"(", ")"}, {"not ", ""}, {"was ", ""}, {"true implies ", ""}, {"all x: S | ", ""}};
  for (const auto& [open, close] : kinds) {
    INFO(open);
    CHECK(parsed(nested(open, syntax::deepest_nesting / 2 - 1, close)).diagnostics.empty());
    for (const int times : {syntax::deepest_nesting + 1, 100000}) {
      const auto result = parsed(nested(open, times, close));
      REQUIRE(result.diagnostics.size() == 1);
      CHECK(result.diagnostics[0].code == "nesting_too_deep");
    }
  }
  std::string term = "x";
  for (int i = 0; i < 100000; ++i)
    term = "f(" + term;
  CHECK(parsed("assume " + term).diagnostics.size() == 1);
}

TEST_CASE("long chains are no deep nesting") {
  for (const std::string word : {" and ", " or ", " iff "}) {
    std::string text = "assume true";
    for (int i = 0; i < 100000; ++i)
      text += word + "true";
    CHECK(parsed(text).diagnostics.empty());
  }
}

TEST_CASE("text that is not UTF-8 gives one error") {
  const auto result = parsed("system a\nsort \xff \xfe\n");
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics[0].code == "invalid_utf8");
  CHECK_FALSE(result.file.is_text);
}
