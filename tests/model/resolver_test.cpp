// Tests of the resolver through model/resolve/front_end.hpp: what names mean, what files add up to, who is in a
// scenario.
#include "model/resolve/front_end.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <ctime>
#include <map>

using namespace chaperone::model;

namespace {

using Files = std::map<std::string, std::string>;

FileReader reader(Files files) {
  return [files = std::move(files)](const std::string& path) -> FileBytes {
    const auto found = files.find(path);
    return found == files.end() ? FileBytes{std::nullopt, "no such file"} : FileBytes{found->second, {}};
  };
}

std::string said(const Loaded& loaded) {
  std::string text;
  for (const Diagnostic& diagnostic : loaded.diagnostics)
    text += render(diagnostic, *loaded.sources, false);
  return text;
}

System accepted(Files files, const std::string& name = "main.chap") {
  Loaded loaded = load_system(name, reader(std::move(files)));
  INFO(said(loaded));
  REQUIRE(loaded.system.has_value());
  return std::move(*loaded.system);
}

System accepted(const std::string& text) {
  return accepted(Files{{"main.chap", text}});
}

std::vector<std::string> codes(const Loaded& loaded) {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : loaded.diagnostics)
    result.push_back(diagnostic.code);
  return result;
}

std::vector<std::string> codes(const std::string& text) {
  return codes(load_system("main.chap", reader({{"main.chap", text}})));
}

using Codes = std::vector<std::string>;

const std::string base = "system base\n"
                         "sort User named Ann, Bea\n"
                         "sort Group\n"
                         "enum State { open, closed }\n"
                         "fixed relation child(User)\n"
                         "relation contact(User, User) symmetric\n"
                         "relation member(Group, User)\n"
                         "function state(Group): State\n"
                         "function owner(Group): User\n"
                         "assume some u: User | child(u)\n"
                         "init empty contact, member\n"
                         "init all g: Group | state(g) = open and child(owner(g))\n"
                         "/// Joins.\n"
                         "rule join(g: Group, u: User, with: set of User) \"{u} joins {g}\" {\n"
                         "  require u in with and state(g) = open else \"{g} is closed\"\n"
                         "  add member(g, x) for x: with where child(x)\n"
                         "  set state(g) = closed\n"
                         "}\n"
                         "never bad = some g: Group, k: child | member(g, k) and state(g) != open\n"
                         "possible met = some a, b: User | contact(a, b)\n";

} // namespace

TEST_CASE("a rule file becomes tables in the order of the file") {
  const System system = accepted(base);
  CHECK(system.name == "base");
  REQUIRE(system.sorts.size() == 3);
  CHECK(system.sorts[0].names == std::vector<std::string>{"Ann", "Bea"});
  CHECK(system.sorts[2].is_enum);
  CHECK(system.relations[1].is_symmetric);
  CHECK(system.relations[0].is_fixed);
  CHECK(system.functions[1].result == SortId{0});
  REQUIRE(system.assumptions.size() == 1);
  CHECK(system.assumptions[0].only_fixed);
  REQUIRE(system.inits.size() == 3);
  CHECK(system.inits[0].empty_relation == RelationId{1});
  CHECK_FALSE(system.inits[2].only_fixed);
  const Rule& rule = system.rules.at(0);
  CHECK(rule.doc == "Joins.");
  CHECK(rule.told_as == "{u} joins {g}");
  CHECK(rule.requirements.at(0).reason == "{g} is closed");
  REQUIRE(rule.effects.size() == 2);
  CHECK(rule.effects[0].binders.size() == 1);
  CHECK(std::holds_alternative<Member>(rule.effects[0].binders[0].guard->kind));
  CHECK(system.sources->text(rule.effects[1].span) == "set state(g) = closed");
  CHECK(system.properties.at(0).kind == PropertyKind::never);
  CHECK_FALSE(system.properties[0].is_about_steps);
}

TEST_CASE("the domain of a quantifier becomes a guard") {
  const System system = accepted(base);
  const auto& quantified = std::get<Quantified>(system.properties[0].formula->kind);
  REQUIRE(quantified.binders.size() == 2);
  CHECK(quantified.binders[0].guard == nullptr);
  CHECK(std::get<Atom>(quantified.binders[1].guard->kind).relation == RelationId{0});
}

TEST_CASE("an enum value is known by where it stands") {
  const System system =
      accepted("system s\nsort Lamp\nenum Light { red, green }\nenum Wine { red, white }\n"
               "fixed function light(Lamp): Light\nfixed function wine(Lamp): Wine\n"
               "relation red(Wine)\ninit empty red\n"
               "never p = some l: Lamp | light(l) = red and red = wine(l) and red(red) and wine(l) in {red}\n");
  const auto& body = std::get<And>(std::get<Quantified>(system.properties[0].formula->kind).body->kind);
  const auto value = [](const Term& term) { return std::get<Value>(term); };
  CHECK(value(std::get<Equal>(body.parts[0]->kind).right) == Value{SortId{1}, 0});
  CHECK(value(std::get<Equal>(body.parts[1]->kind).left) == Value{SortId{2}, 0});
  CHECK(value(std::get<Atom>(body.parts[2]->kind).args[0]) == Value{SortId{2}, 0});
  CHECK(value(std::get<Equal>(body.parts[3]->kind).right) == Value{SortId{2}, 0});
}

TEST_CASE("names may be used before they are declared") {
  CHECK(accepted("system s\nnever p = d() and some x: S | r(x)\ndefine d() = some x: S | r(x)\ninit empty r\n"
                 "relation r(S)\nsort S\n")
            .defines.size() == 1);
}

TEST_CASE("relations and functions may have no places") {
  const System system = accepted("system s\nsort User\nrelation locked()\nfixed function server(): User\n"
                                 "relation knows(User)\ninit empty locked, knows\n"
                                 "rule lock() { require not locked() add locked() }\n"
                                 "never p = locked() and knows(server())\n");
  CHECK(std::holds_alternative<Not>(system.inits[0].formula->kind));
}

TEST_CASE("a property that looks back is about steps") {
  const System system = accepted("system s\nsort U\nrelation r(U)\ninit empty r\nrule go(u: U, v: U) { add r(u) }\n"
                                 "never p = some u: U | not was r(u) and r(u) and did go(_, u)\n"
                                 "always q = all u: U | can go(u, _)\n");
  CHECK(system.properties[0].is_about_steps);
  CHECK_FALSE(system.properties[1].is_about_steps);
}

TEST_CASE("rules, properties and the shared names are three sets") {
  CHECK(codes("system s\nsort a\nrule a() { }\nnever a = some x: a | false\n").empty());
  CHECK(codes("system s\nsort a\nfixed relation a(a)\nnever p = some x: a | false\n") == Codes{"duplicate_name"});
  CHECK(codes("system s\nsort a\nnever p = some x: a | false\nscenario p { }\n") == Codes{"duplicate_name"});
}

TEST_CASE("a used file's declarations come first, and once") {
  const System system = accepted({{"dir/main.chap", "system main\nuse \"left.chap\"\nuse \"sub/../right.chap\"\n"
                                                    "never p = some u: User | l(u) and r(u)\n"},
                                  {"dir/left.chap", "use \"base.chap\"\nrelation l(User)\ninit empty l\n"},
                                  {"dir/right.chap", "use \"./base.chap\"\nrelation r(User)\ninit empty r\n"},
                                  {"dir/base.chap", "sort User\n"}},
                                 "dir/main.chap");
  CHECK(system.sorts.size() == 1);
  CHECK(system.relations.at(0).name == "l");
  CHECK(system.sources->file(FileId{0}).path() == "dir/main.chap");
  CHECK(system.sources->size() == 4);
}

TEST_CASE("a variant keeps its own name, and what it replaces stays in its place") {
  const System system =
      accepted({{"main.chap", "system variant\nuse \"base.chap\"\n"
                              "replace always one_more = true\ndrop rule second\n"
                              "replace rule first() { require false }\nrule second(u: User) { add r(u) }\n"},
                {"base.chap", "system base\nsort User\nrelation r(User)\ninit empty r\n"
                              "rule first() { }\nrule second() { }\nrule third() { }\n"
                              "never one_more = some u: User | r(u)\nnever last = some u: User | not r(u)\n"}});
  CHECK(system.name == "variant");
  REQUIRE(system.rules.size() == 3);
  CHECK(system.rules[0].name == "first");
  CHECK(system.rules[0].requirements.size() == 1);
  CHECK(system.rules[1].name == "third");
  CHECK(system.rules[2].parameters.size() == 1);
  CHECK(system.properties[0].name == "one_more");
  CHECK(system.properties[0].kind == PropertyKind::always);
}

TEST_CASE("a file without a system of its own has the name of the one that it uses") {
  CHECK(accepted({{"main.chap", "use \"base.chap\"\n"}, {"base.chap", base}}).name == "base");
}

TEST_CASE("files that use one another without an end are refused") {
  const FileReader endless = [](const std::string&) -> FileBytes { return {"use \"deeper/x.chap\"\n", {}}; };
  const Loaded loaded = load_system("x.chap", endless);
  CHECK(codes(loaded).front() == "use_too_deep");
}

TEST_CASE("a scenario's individuals are the named ones, in the order of their appearance") {
  const System system = accepted(base + "scenario s {\n  given contact(Cal, Bea), owner(Chat) = Dee\n"
                                        "  join(Chat, Bea, {Dee, Cal, Dee}) refused \"Chat is closed\"\n"
                                        "  expect Eve != Bea and Zoe = Eve\n  keeps bad\n}\n");
  const Scenario& scenario = system.scenarios.at(0);
  CHECK(scenario.population.names[0] == std::vector<std::string>{"Cal", "Bea", "Dee", "Eve", "Zoe"});
  CHECK(scenario.population.names[1] == std::vector<std::string>{"Chat"});
  CHECK(scenario.population.names[2] == std::vector<std::string>{"open", "closed"});
  REQUIRE(scenario.given.size() == 2);
  CHECK(std::get<GivenTuple>(scenario.given[0]).args == std::vector<std::uint32_t>{0, 1});
  CHECK(std::get<GivenValue>(scenario.given[1]).value == 2);
  const auto& step = std::get<ScenarioStep>(scenario.items.at(0));
  CHECK(step.expected == Outcome::refused);
  CHECK(step.expected_reason == "Chat is closed");
  CHECK(std::get<std::vector<std::uint32_t>>(step.action.args[2]) == std::vector<std::uint32_t>{0, 2});
  CHECK(std::get<ScenarioKeeps>(scenario.items.at(2)).properties == std::vector<PropertyId>{PropertyId{0}});
}

TEST_CASE("a sort that nobody names has one individual") {
  const System system = accepted(base + "scenario s { expect all g: Group | state(g) = open }\n");
  CHECK(system.scenarios[0].population.names[0] == std::vector<std::string>{"User1"});
  CHECK(system.scenarios[0].population.names[1] == std::vector<std::string>{"Group1"});
}

TEST_CASE("a tuple of a symmetric relation is given once, in either order") {
  CHECK(accepted(base + "scenario s { given contact(Ann, Bea), contact(Bea, Ann), contact(Ann, Bea) }\n")
            .scenarios[0]
            .given.size() == 1);
}

TEST_CASE("a name that is used once and nearly like another earns a warning") {
  CHECK(codes(base + "scenario s { given child(Annie), contact(Annie, Bea), child(Anne), child(Bea) }\n") ==
        Codes{"near_name"});
  CHECK(codes(base + "scenario s { given child(User1), child(User2) }\n").empty());
}

TEST_CASE("a saved scenario is read as a run of other rules than its own") {
  const System system = accepted(base);
  const Loaded loaded = load_scenarios(
      system, "saved/one.chap",
      reader({{"saved/one.chap",
               "use \"../elsewhere.chap\"\nscenario again { given child(Ann) join(Chat, Ann, {}) keeps bad }\n"}}));
  INFO(said(loaded));
  REQUIRE(loaded.system.has_value());
  REQUIRE(loaded.system->scenarios.size() == 1);
  const Scenario& scenario = loaded.system->scenarios[0];
  CHECK(loaded.sources->text(scenario.span) == "again");
  CHECK(loaded.sources->file(scenario.span.file).path() == "saved/one.chap");
  CHECK(loaded.sources->text(loaded.system->rules[0].span) == "join");
  CHECK(loaded.system->sources == loaded.sources);
}

TEST_CASE("a saved scenario that does not fit the rules is refused with its place") {
  const Loaded loaded =
      load_scenarios(accepted(base), "s.chap", reader({{"s.chap", "scenario s { jion(Chat, Ann, {}) }\n"}}));
  CHECK_FALSE(loaded.system.has_value());
  CHECK(codes(loaded) == Codes{"unknown_name"});
  CHECK(said(loaded).find("s.chap:1:14") != std::string::npos);
  CHECK(codes(load_scenarios(accepted(base), "t.chap", reader({}))) == Codes{"unreadable_file"});
}

TEST_CASE("a scenario file needs no system and no property") {
  const auto files = reader({{"s.chap", "use \"base.chap\"\nscenario s { given child(Ann) }\n"},
                             {"base.chap", "sort User\nfixed relation child(User)\n"}});
  CHECK(load_system("s.chap", files, Purpose::scenario).system.has_value());
  CHECK_FALSE(load_system("s.chap", files).system.has_value());
}

TEST_CASE("contradictory constraints parse: that no state satisfies them is the solver's to say") {
  CHECK(accepted("system s\nsort U\nrelation r(U)\ninit empty r\ninit some u: U | r(u)\nnever p = false\n")
            .inits.size() == 2);
}

TEST_CASE("a long chain of defines is refused before it is too deep to follow") {
  std::string text = "system s\nsort U\ndefine d0(u: U) = true\n";
  for (int i = 1; i <= 5000; ++i)
    text += fmt::format("define d{}(u: U) = not d{}(u)\n", i, i - 1);
  const auto found = codes(text + "never p = some u: U | d5000(u)\n");
  REQUIRE_FALSE(found.empty());
  for (const std::string& code : found)
    CHECK(code == "nesting_too_deep");
}

TEST_CASE("the cost is linear in the text") {
  const auto cost = [](int rules) {
    std::string text = base;
    for (int i = 0; i < rules; ++i)
      text += fmt::format(
          "relation r{0}(Group, User)\ninit empty r{0}\ndefine d{0}(g: Group, u: User) = r{0}(g, u) or child(u)\n"
          "rule rule{0}(g: Group, u: User) {{\n  require d{0}(g, u)\n  add r{0}(g, u)\n}}\n",
          i);
    const std::clock_t start = std::clock(); // of the processor: others may be at work too
    CHECK(load_system("main.chap", reader({{"main.chap", text}})).system.has_value());
    return static_cast<double>(std::clock() - start);
  };
  cost(100);
  const double small = cost(500), large = cost(5000);
  CHECK(large < 40 * small); // ten times the text; a quadratic cost would take a hundred times as long
}
