// The expected texts are what clang-format 14 makes of them in LLVM's style.
#include "generators/suite/cpp/cpp_layout.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::generators::suite::cpp;

TEST_CASE("a call that fits stands on one line") {
  CppText text(1);
  text.call("virtual Outcome leave", {"const User &who", "const Group &group"}, " = 0;");
  CHECK(text.text() == "  virtual Outcome leave(const User &who, const Group &group) = 0;\n");
}

TEST_CASE("a longer call is filled behind its bracket") {
  CppText text(1);
  text.call("virtual Outcome create_group",
            {"const User &creator", "const Group &group", "const std::set<User> &invited"}, " = 0;");
  CHECK(text.text() == "  virtual Outcome create_group(const User &creator, const Group &group,\n"
                       "                               const std::set<User> &invited) = 0;\n");
}

TEST_CASE("a call with no room behind its bracket is kept from clang-format") {
  CppText text;
  const std::string name(70, 'f');
  text.call(name, {"const User &creator"}, ";");
  CHECK(text.text() == "// clang-format off\n" + name + "(const User &creator);\n// clang-format on\n");
}

TEST_CASE("a condition is broken behind its operators") {
  CppText text(4);
  text.expression("if (",
                  joined(CppExpression::Level::conjunction,
                         {primary("member(g, kid)"), primary("member(g, other)"), primary("stranger(kid, other)"),
                          negated(equality("kid", "other"))},
                         "true"),
                  ") {");
  CHECK(text.text() == "        if (member(g, kid) && member(g, other) && stranger(kid, other) &&\n"
                       "            kid != other) {\n");
}

TEST_CASE("what binds less tightly goes into brackets") {
  constexpr auto conjunction = CppExpression::Level::conjunction;
  constexpr auto disjunction = CppExpression::Level::disjunction;
  const auto either = joined(disjunction, {primary("a"), equality("b", "c")}, "false");
  CHECK(joined(conjunction, {either, primary("d")}, "true").text() == "(a || b == c) && d");
  CHECK(negated(either).text() == "!(a || b == c)");
  CHECK(negated(negated(equality("b", "c"))).text() == "b == c");
  CHECK(joined(conjunction, {}, "true").text() == "true");
}

TEST_CASE("a conjunction in brackets that is too long for a line is broken within them") {
  const std::string first = "(is_inside(somebody_with_a_name, \"a && (b\") && was_invited(somebody_with_a_name))";
  CppText text(1);
  text.expression("return ", {CppExpression::Level::disjunction, {first, "is_open()"}}, ";");
  CHECK(text.text() == "  return (is_inside(somebody_with_a_name, \"a && (b\") &&\n"
                       "          was_invited(somebody_with_a_name)) ||\n"
                       "         is_open();\n");
}

TEST_CASE("a comment is filled, and a backslash at its end does not continue it") {
  CppText text(2);
  text.comment("///",
               "Whoever is not approved any more would else stay inside as a stranger, as revocation shows.\nC:\\");
  CHECK(text.text() == "    /// Whoever is not approved any more would else stay inside as a stranger,\n"
                       "    /// as revocation shows.\n"
                       "    /// C:\\.\n");
}

TEST_CASE("a long message is cut into literals between words") {
  CppText text(1);
  text.literal("INFO(",
               "1. Ann starts Group1 with Bea and Cal and also with the others of the school class: ", "<< step_1",
               ");");
  CHECK(text.text() == "  INFO(\"1. Ann starts Group1 with Bea and Cal and also with the others of the \"\n"
                       "       \"school class: \"\n"
                       "       << step_1);\n");
}

TEST_CASE("wide letters take two columns") {
  CHECK(cpp_width("群a") == 3);
}
