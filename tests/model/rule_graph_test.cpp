#include "model/facts/rule_graph.hpp"
#include "tests/model/rules.hpp"

using namespace chaperone::model;
using chaperone::tests::rules;

namespace {

const System& chain() {
  static const System system = rules(R"(
    system chain
    sort S
    relation a(S)
    relation b(S)
    relation ghost(S)
    relation shadow(S)
    relation apart(S)
    function f(S): S
    fixed relation kind(S)
    init empty a, b, ghost, shadow, apart
    assume some x: S | kind(x)
    define haunted(x: S) = ghost(x) and kind(x)
    rule start(x: S) { require not ghost(x) add a(x) }
    rule follow(x: S) { require a(x) add b(x) where kind(x) }
    rule haunt(x: S) { require haunted(x) add shadow(x) }
    rule cast(x: S) { require true add ghost(y) for y: shadow }
    rule aside(x: S) { add apart(x) set f(x) = x }
    never p = some x: S | b(x)
    never q = some x: S | shadow(x)
    never r = some x: S | was apart(x)
  )");
  return system;
}

} // namespace

TEST_CASE("relations that feed only each other stay empty") {
  CHECK(always_empty_relations(chain()) == std::vector<RelationId>{RelationId{2}, RelationId{3}});
}

TEST_CASE("a rule that needs a relation that stays empty can never fire") {
  CHECK(rules_that_can_never_fire(chain()) == std::vector<RuleId>{RuleId{2}});
}

TEST_CASE("what is false while relations are empty can never hold") {
  const System& system = chain();
  const std::vector<RelationId> empty = always_empty_relations(system);
  CHECK(can_ever_hold(system, system.properties[0].formula, empty));
  CHECK_FALSE(can_ever_hold(system, system.properties[1].formula, empty));
}

TEST_CASE("a relation that may hold at the start is not called empty") {
  const System system = rules(R"(
    system free
    sort S
    relation a(S)
    relation b(S)
    init empty b
    rule go(x: S) { require a(x) add b(x) }
    never p = some x: S | b(x)
  )");
  CHECK(always_empty_relations(system).empty());
  CHECK(rules_that_can_never_fire(system).empty());
}

TEST_CASE("a rule feeds those that read what it changes") {
  CHECK(rule_feedings(chain()) ==
        std::vector<Feeding>{
            {RuleId{0}, RuleId{1}}, {RuleId{2}, RuleId{3}}, {RuleId{3}, RuleId{0}}, {RuleId{3}, RuleId{2}}});
}

TEST_CASE("a slice holds what can touch the property, through rules and assumptions") {
  const Slice cone = slice(chain(), PropertyId{0});
  CHECK(cone.relations ==
        std::vector<RelationId>{RelationId{0}, RelationId{1}, RelationId{2}, RelationId{3}, RelationId{5}});
  CHECK(cone.functions.empty());
  CHECK(cone.rules == std::vector<RuleId>{RuleId{0}, RuleId{1}, RuleId{2}, RuleId{3}});
}

TEST_CASE("every rule can touch a property about steps") {
  CHECK(slice(chain(), PropertyId{2}).rules.size() == chain().rules.size());
}

TEST_CASE("a property about steps is shown by a step that it asks for, and what was done before may be any") {
  const System system = rules("system s sort S relation a(S) init empty a "
                              "rule go(x: S) { add a(x) } rule stay(x: S) { require a(x) } "
                              "never p = some x: S | did go(x) and a(x) "
                              "never q = some x: S | a(x) and was a(x) "
                              "never r = some x: S | not did stay(x) "
                              "never s = some x: S | a(x)");
  const RuleId go{0}, stay{1};
  CHECK(can_show(system, go, system.properties[0]));
  CHECK_FALSE(can_show(system, stay, system.properties[0]));
  CHECK(can_show(system, stay, system.properties[1]));
  CHECK(can_show(system, stay, system.properties[2]));
  CHECK_FALSE(can_show(system, stay, system.properties[3]));
}

TEST_CASE("about its start a system keeps the closures that an init mentions, and those that these are made of") {
  const auto kept = [](const std::string& init) {
    const System system = rules("system s sort S relation edge(S, S) closure first of edge "
                                "define both(x: S, y: S) = first(x, y) and edge(y, x) closure second of both "
                                "closure third of edge " +
                                init + " rule r(x: S) { add edge(x, x) } never p = some x: S | third(x, x)");
    std::vector<std::string> names;
    for (const RelationId closure : about_its_start(system).closures)
      names.push_back(system[closure].name);
    return names;
  };
  CHECK(kept("init no x: S | edge(x, x)").empty());
  CHECK(kept("init no x: S | second(x, x)") == std::vector<std::string>{"first", "second"});
}
