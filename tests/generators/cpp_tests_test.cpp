// What is written, as text. That it compiles and means what it should is shown by
// tests/generated/.
#include "generators/suite/cpp/cpp_tests.hpp"

#include "rules_in_text.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::generators::suite;
using namespace chaperone::generators::suite::cpp;
using Catch::Matchers::Contains;

namespace {

TestSuite suite_of(const model::System& system) {
  TestSuite suite{&system, "chat.chap", "", {}};
  for (const auto& scenario : system.scenarios)
    suite.cases.push_back(make_case(system, scenario));
  return suite;
}

} // namespace

TEST_CASE("the files are called after the system") {
  const model::System system = tests::rules(tests::chat);
  const auto files = write_catch2(suite_of(system));
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "chat_driver.hpp");
  CHECK(files[1].name == "chat_test.cpp");
}

TEST_CASE("the same suite gives the same bytes") {
  const model::System system = tests::rules(tests::chat);
  const auto once = write_catch2(suite_of(system));
  const auto again = write_catch2(suite_of(system));
  CHECK(once[0].text == again[0].text);
  CHECK(once[1].text == again[1].text);
}

TEST_CASE("the driver has a function for each rule, and sets for set parameters") {
  const model::System system = tests::rules(tests::chat);
  const std::string driver = write_catch2(suite_of(system))[0].text;
  CHECK_THAT(driver, Contains("virtual Outcome befriend(const User &a, const User &b) = 0;"));
  CHECK_THAT(driver, Contains("virtual Outcome create_group(const User &creator, const Group &group,\n"
                              "                               const std::set<User> &invited) = 0;"));
  CHECK_THAT(driver, Contains("virtual bool member(const Group &group, const User &user) const = 0;"));
  CHECK_THAT(driver, Contains("virtual void given_child(const User &user) = 0;"));
}

TEST_CASE("what no test looks at may be left out of a driver, or stay in it") {
  const model::System system = tests::rules(tests::chat);
  const std::string driver = write_catch2(suite_of(system))[0].text;
  CHECK_THAT(driver, Contains("virtual bool contact(const User &, const User &) const { return {}; }"));
  const model::System asking = tests::rules(std::string(tests::chat) +
                                            "\nalways befriends = all a, b: User | a != b implies can befriend(a, b)");
  CHECK_THAT(write_catch2(suite_of(asking))[0].text,
             Contains("virtual bool can_befriend(const User &, const User &) const { return {}; }"));
}

TEST_CASE("a property becomes loops that name for whom it is broken") {
  const model::System system = tests::rules(tests::chat);
  const std::string text = write_catch2(suite_of(system))[1].text;
  CHECK_THAT(text, Contains("          if (member(g, kid) && member(g, other) && stranger(kid, other)) {\n"
                            "            return \"g = \" + g.name + \", kid = \" + kid.name +\n"
                            "                   \", other = \" + other.name;\n"));
}

TEST_CASE("a test tells its steps and asks for the promise after each") {
  const model::System system = tests::rules(tests::chat);
  const std::string text = write_catch2(suite_of(system))[1].text;
  CHECK_THAT(text, Contains("  const Outcome step_3 = service->create_group(ann, chat, {bea, cal});\n"
                            "  INFO(\"3. Ann starts Chat with Bea and Cal: \" << step_3);\n"
                            "  now.ask(*service);\n"
                            "  REQUIRE(now.where_meets() == nowhere);\n"));
}

TEST_CASE("a reason that a scenario demands is asserted") {
  const model::System system = tests::rules(tests::chat);
  CHECK_THAT(write_catch2(suite_of(system))[1].text,
             Contains("CHECK(step_1.reason() == \"only contacts of Ann can be invited\");"));
}
