#include "generators/suite/templates/template.hpp"

#include "tests/model/rules.hpp"

using namespace chaperone;
using namespace chaperone::generators::suite;
using namespace chaperone::generators::suite::templates;
using Catch::Matchers::Contains;

namespace {

const char* const party_club = R"(
  system club
  sort Person named Ann, Bea
  sort Room
  enum Size { small, large }
  relation inside(Person, Room)
  function size(Room): Size
  init empty inside
  init all r: Room | size(r) = small
  rule gather(who: set of Person, place: Room) "{who} 'gather'" {
    require size(place) = large else "too small"
    add inside(p, place) for p: who
  }
  rule build(place: Room) { set size(place) = large }
  never crowd = some r: Room | at least 3 p: Person | inside(p, r)
  scenario party {
    given size(Hall) = small
    gather({Ann, Bea}, Hall) refused
    build(Hall) allowed
    gather({Ann, Bea}, Hall)
    expect inside(Ann, Hall)
    keeps crowd
  }
)";

Rendered rendered(const std::string& text) {
  const model::System system = tests::rules(party_club);
  TestSuite suite;
  suite.system = &system;
  suite.rules_file = "club.chap";
  suite.cases = {make_case(system, system.scenarios.front())};
  model::SourceSet sources;
  const model::FileId file = sources.add(model::SourceFile("t.mustache", text));
  return render_template(suite, sources, file);
}

} // namespace

TEST_CASE("a template names everything that a suite has") {
  CHECK(rendered("{{system}} {{rules}} {{#tests}}{{name}}{{/tests}}").text == "club club.chap party");
  CHECK(rendered("{{#tests}}{{#population}}{{sort}}={{#individuals}}{{name}}{{^last}},{{/last}}{{/individuals}};"
                 "{{/population}}{{/tests}}")
            .text == "Person=Ann,Bea;Room=Hall;");
  CHECK(rendered("{{#tests}}{{#steps}}{{number}}.{{rule}}{{#allowed}}+{{/allowed}}{{#refused}}-{{/refused}}"
                 "{{#open}}?{{/open}} {{/steps}}{{/tests}}")
            .text == "1.gather- 2.build+ 3.gather? ");
  CHECK(rendered("{{#tests}}{{#steps}}({{#args}}{{parameter}}:{{#is_set}}{{#members}}{{name}}/{{/members}}{{/is_set}}"
                 "{{individual}}{{^last}},{{/last}}{{/args}}){{/steps}}{{/tests}}")
            .text == "(who:Ann/Bea/,place:Hall)(place:Hall)(who:Ann/Bea/,place:Hall)");
  CHECK(rendered("{{#tests}}{{#expects}}{{after_step}} {{formula}}{{/expects}} {{#keeps}}{{name}}{{/keeps}}{{/tests}}")
            .text == "3 inside(Ann, Hall) crowd");
  CHECK(rendered("{{#signature}}{{#functions}}{{name}}({{#places}}{{name}}{{/places}}):{{result}}{{/functions}} "
                 "{{#enums}}{{name}}{{#values}} {{name}}{{/values}}{{/enums}} "
                 "{{#rules}}{{name}}{{#parameters}} {{name}}:{{sort}}{{/parameters}};{{/rules}}{{/signature}}")
            .text == "size(Room):Size Size small large gather who:set of Person place:Room;build place:Room;");
}

TEST_CASE("a template spells and quotes, and nothing else is escaped") {
  CHECK(rendered("{{#tests}}{{#steps}}{{told}};{{/steps}}{{/tests}}").text ==
        "Ann and Bea 'gather';build: place Hall;Ann and Bea 'gather';");
  CHECK(rendered("{{#quoted}}a \"b\" {{system}}{{/quoted}}").text == "\"a \\\"b\\\" club\"");
  CHECK(rendered("{{#camel_case}}create_group{{/camel_case}} {{#pascal_case}}create_group{{/pascal_case}} "
                 "{{#snake_case}}CreateGroup{{/snake_case}}")
            .text == "createGroup CreateGroup create_group");
}

TEST_CASE("a template's mistakes are located") {
  const Rendered open = rendered("a\n{{#tests}}{{name}}");
  REQUIRE(open.mistakes.size() == 1);
  CHECK(open.text.empty());
  CHECK_THAT(open.mistakes.front().message, Contains("unclosed section \"tests\""));
  CHECK(open.mistakes.front().span.begin == 2);
  const Rendered unknown = rendered("{{#tests}}{{titel}}{{/tests}}");
  REQUIRE(unknown.mistakes.size() == 1);
  CHECK(unknown.mistakes.front().span.begin == 12);
  CHECK_THAT(unknown.mistakes.front().hint, Contains("`title`"));
  CHECK(rendered("{{! a remark }}{{{system}}}{{& system}}{{^tests}}none{{/tests}}").text == "clubclub");
}
