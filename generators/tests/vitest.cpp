// See vitest.hpp.
#include "generators/tests/vitest.hpp"

#include "generators/tests/script_suite.hpp"
#include "model/printer.hpp"

#include <fmt/format.h>

namespace chaperone::generators {

using namespace model;

namespace {

const std::set<std::string>& reserved() {
  static const std::set<std::string> words{
      "await",     "break",     "case",      "catch",      "class",   "const",   "continue",   "debugger",
      "default",   "delete",    "do",        "else",       "enum",    "export",  "extends",    "false",
      "finally",   "for",       "function",  "if",         "import",  "in",      "instanceof", "new",
      "null",      "return",    "super",     "switch",     "this",    "throw",   "true",       "try",
      "typeof",    "var",       "void",      "while",      "with",    "yield",   "let",        "static",
      "async",     "of",        "type",      "string",     "boolean", "number",  "undefined",  "setUp",
      "ask",       "service",   "now",       "expected",   "copy",    "test",    "expect",     "Driver",
      "Facts",     "Outcome",   "Relation",  "ValueTable", "Answer",  "total",   "makeDriver", "constructor",
      "Map",       "Set",       "Promise",   "arguments",  "eval",    "package", "private",    "public",
      "protected", "interface", "implements"};
  return words;
}

/// Relations and functions of a test's facts.
constexpr const char* tables = R"(
/** What came of a step: the service did it, or it refused and nothing changed. */
export interface Outcome {
  readonly isAllowed: boolean;
  readonly reason?: string;
}

/** A service may take its time. */
export type Answer<T> = T | Promise<T>;

/** A relation: the tuples that hold. */
export class Relation<Places extends readonly string[]> {
  readonly tuples = new Set<string>();
  constructor(private readonly isSymmetric = false) {}
  private key(places: Places): string {
    return JSON.stringify(this.isSymmetric ? [...places].sort() : places);
  }
  put(holds: boolean, ...places: Places): void {
    if (holds) this.tuples.add(this.key(places));
    else this.tuples.delete(this.key(places));
  }
  has(...places: Places): boolean {
    return this.tuples.has(this.key(places));
  }
}

/** A function: one value for each argument list. */
export class ValueTable<Value, Places extends readonly string[]> {
  readonly values = new Map<string, Value>();
  set(value: Value, ...places: Places): void {
    this.values.set(JSON.stringify(places), value);
  }
  of(...places: Places): Value {
    return this.values.get(JSON.stringify(places)) as Value;
  }
}

/** For formulas that count. */
export const total = <T>(all: readonly T[], count: (each: T) => number): number =>
  all.reduce((sum, each) => sum + count(each), 0);
)";

class TypeScriptSuite : public ScriptSuite {
public:
  explicit TypeScriptSuite(const TestSuite& suite) : ScriptSuite(suite, true, reserved(), 2) {}

  std::vector<GeneratedFile> files() {
    const std::string module = names_.cpp.name_space;
    write_driver();
    std::string driver = out_.text();
    out_ = ScriptText(2);
    out_.comment("//", origin());
    out_.line("import { expect, test } from \"vitest\";");
    out_.line(fmt::format("import {{ Facts }} from \"./{}_driver\";", module));
    std::vector<std::string> sorts; // an enum's values need no type where they stand
    for (std::size_t i = 0; i < system_.sorts.size(); ++i)
      if (!system_.sorts[i].is_enum)
        sorts.push_back(names_.sorts[i]);
    out_.line(fmt::format("import type {{ {} }} from \"./{}_driver\";", joined(sorts), module));
    out_.line("import { makeDriver } from \"./service\";");
    write_tests();
    return {{module + "_driver.ts", std::move(driver)}, {module + ".test.ts", out_.text()}};
  }

private:
  void doc(const std::string& text) {
    std::string safe;
    for (const char c : text)
      safe += c == '/' && !safe.empty() && safe.back() == '*' ? std::string(" /") : std::string(1, c);
    out_.line("/** " + safe + " */");
  }

  std::string types(const std::vector<Place>& places) const {
    std::vector<std::string> result;
    for (const Place& place : places)
      result.push_back(names_.sorts[place.sort.index]);
    return "[" + joined(result) + "]";
  }

  void write_driver() {
    out_.comment("//", origin());
    for (std::size_t i = 0; i < system_.sorts.size(); ++i) {
      const std::string& sort = names_.sorts[i];
      if (!system_.sorts[i].is_enum) {
        out_.line(fmt::format("export type {} = string & {{ readonly sort: {} }};", sort, quoted(sort)));
        continue;
      }
      std::vector<std::string> values;
      for (const std::string& value : names_.values[i])
        values.push_back(quoted(value));
      out_.line(fmt::format("export type {} = {};", sort, joined(values, " | ")));
    }
    out_.line(tables);
    doc("What the tests need of a service: `makeDriver` gives one where nothing has happened yet.");
    out_.open("export interface Driver {");
    for (std::size_t i = 0; i < system_.rules.size(); ++i)
      write_rule(system_.rules[i], names_.rules[i]);
    write_queries();
    out_.close("}");
    write_facts();
  }

  void write_rule(const Rule& rule, const std::string& name) {
    std::vector<std::string> parameters;
    for (const VariableId id : rule.parameters)
      parameters.push_back(fmt::format("{}: {}{}", names_.identifier(cpp_identifier(system_[id].name)),
                                       names_.sorts[system_[id].sort.index], system_[id].is_set ? "[]" : ""));
    doc(first_line(rule.doc, rule.told_as.value_or("Try it.")));
    out_.line(fmt::format("{}({}): Answer<Outcome>;", name, joined(parameters)));
  }

  std::vector<std::string> parameters_of(const std::vector<Place>& places) const {
    std::vector<std::string> result = place_names(places);
    for (std::size_t i = 0; i < places.size(); ++i)
      result[i] += ": " + names_.sorts[places[i].sort.index];
    return result;
  }

  void write_queries() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const Relation& it = system_.relations[i];
      if (looked_at_.is_asked(system_, RelationId{i})) {
        doc(first_line(it.doc, "Does `" + it.name + "` hold now?"));
        out_.line(fmt::format("{}({}): Answer<boolean>;", names_.relations[i], joined(parameters_of(it.places))));
      }
      if (looked_at_.given_relations.contains({i})) {
        doc("From the start: " + first_line(it.doc, "`" + it.name + "` holds."));
        out_.line(fmt::format("{}({}): Answer<void>;", names_.given_relations[i], joined(parameters_of(it.places))));
      }
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
      const Function& it = system_.functions[i];
      std::vector<std::string> parameters = parameters_of(it.places);
      if (looked_at_.is_asked(system_, FunctionId{i})) {
        doc(first_line(it.doc, "The value of `" + it.name + "` now."));
        out_.line(
            fmt::format("{}({}): Answer<{}>;", names_.functions[i], joined(parameters), names_.sorts[it.result.index]));
      }
      if (looked_at_.given_functions.contains({i})) {
        doc("From the start: " + first_line(it.doc, "the value of `" + it.name + "`."));
        parameters.push_back("value: " + names_.sorts[it.result.index]);
        out_.line(fmt::format("{}({}): Answer<void>;", names_.given_functions[i], joined(parameters)));
      }
    }
  }

  void write_facts() {
    out_.line();
    doc("What is true in a test: who is there, what was given, and what the service answers about them.");
    out_.open("export class Facts {");
    for (const RelationId id : relations())
      out_.line(fmt::format("{} = new Relation<{}>({});", names_.relations[id.index], types(system_[id].places),
                            system_[id].is_symmetric ? "true" : ""));
    for (const FunctionId id : functions())
      out_.line(fmt::format("{} = new ValueTable<{}, {}>();", names_.functions[id.index],
                            names_.sorts[system_[id].result.index], types(system_[id].places)));
    std::vector<std::string> members;
    for (std::size_t i = 0; i < system_.sorts.size(); ++i)
      members.push_back(fmt::format("readonly {}: readonly {}[]", names_.all_of[i], names_.sorts[i]));
    out_.line(fmt::format("constructor({}) {{}}", joined(members)));
    write_copy();
    write_set_up();
    write_ask();
    write_formulas();
    out_.close("}");
  }

  void write_copy() {
    out_.line();
    std::vector<std::string> everybody;
    for (const std::string& all : names_.all_of)
      everybody.push_back("this." + all);
    out_.open("copy(): Facts {");
    out_.line(fmt::format("const result = new Facts({});", joined(everybody)));
    for (const RelationId id : relations())
      out_.line(
          fmt::format("this.{0}.tuples.forEach((tuple) => result.{0}.tuples.add(tuple));", names_.relations[id.index]));
    for (const FunctionId id : functions())
      out_.line(fmt::format("this.{0}.values.forEach((value, places) => result.{0}.values.set(places, value));",
                            names_.functions[id.index]));
    out_.line("return result;");
    out_.close("}");
  }

  /// Loops over all places around the lines that `body` writes.
  template <class Body> void over(const std::vector<Place>& places, const Body& body) {
    const std::vector<std::string> variables = place_names(places);
    for (std::size_t i = 0; i < places.size(); ++i)
      out_.open(fmt::format("for (const {} of this.{}) {{", variables[i], names_.all_of[places[i].sort.index]));
    body(joined(variables));
    for (std::size_t i = 0; i < places.size(); ++i)
      out_.close("}");
  }

  void write_set_up() {
    out_.line();
    doc("Brings the service to where the test starts.");
    out_.open("async setUp(service: Driver): Promise<void> {");
    for (const RelationId id : relations())
      if (looked_at_.given_relations.contains(id))
        over(system_[id].places, [&](const std::string& args) {
          out_.line(fmt::format("if (this.{}.has({})) await service.{}({});", names_.relations[id.index], args,
                                names_.given_relations[id.index], args));
        });
    for (const FunctionId id : functions())
      if (looked_at_.given_functions.contains(id))
        over(system_[id].places, [&](const std::string& args) {
          out_.line(fmt::format("await service.{}({}{}this.{}.of({}));", names_.given_functions[id.index], args,
                                args.empty() ? "" : ", ", names_.functions[id.index], args));
        });
    out_.close("}");
  }

  void write_ask() {
    out_.line();
    doc("Asks the service about everybody in the test.");
    out_.open("async ask(service: Driver): Promise<void> {");
    for (const RelationId id : relations())
      if (looked_at_.is_asked(system_, id)) {
        const std::string& name = names_.relations[id.index];
        out_.line(fmt::format("this.{}.tuples.clear();", name));
        over(system_[id].places, [&](const std::string& args) {
          out_.line(fmt::format("if (await service.{}({})) this.{}.put(true{}{});", name, args, name,
                                args.empty() ? "" : ", ", args));
        });
      }
    for (const FunctionId id : functions())
      if (looked_at_.is_asked(system_, id)) {
        const std::string& name = names_.functions[id.index];
        over(system_[id].places, [&](const std::string& args) {
          out_.line(
              fmt::format("this.{}.set(await service.{}({}){}{});", name, name, args, args.empty() ? "" : ", ", args));
        });
      }
    out_.close("}");
  }

  void write_formulas() {
    for (const DefineId id : looked_at_.defines) {
      const Define& define = system_[id];
      std::map<VariableId, std::string> bound;
      std::vector<std::string> parameters;
      for (const VariableId parameter : define.parameters) {
        bound[parameter] = names_.identifier(cpp_identifier(system_[parameter].name));
        parameters.push_back(bound[parameter] + ": " + names_.sorts[system_[parameter].sort.index]);
      }
      function(names_.defines[id.index], parameters, first_line(define.doc, print(system_, define.body)),
               formulas_.text(define.body, "this", nullptr, bound));
    }
    for (const auto& [id, name] : names_.keeps) {
      const Property& it = system_[id];
      const std::string formula = formulas_.text(it.formula, "this", nullptr);
      function(name, {}, first_line(it.doc, print(system_, it.formula)),
               it.kind == PropertyKind::never ? negation(formula) : formula);
    }
  }

  void function(const std::string& name, const std::vector<std::string>& parameters, const std::string& about,
                const std::string& result) {
    out_.line();
    doc(about);
    out_.open(fmt::format("{}({}): boolean {{", name, joined(parameters)));
    out_.line("return " + result + ";");
    out_.close("}");
  }

  void open_test(const TestCase& test, const std::string&) override {
    out_.line();
    for (const std::string& sentence : test.story)
      out_.comment("//", sentence);
    out_.open(fmt::format("test({}, async () => {{", quoted(test.title + " (" + test.name + ")")));
  }
  void close_test() override { out_.close("});"); }
  void declare(const ScriptPerson& person) override {
    out_.line(
        fmt::format("const {} = {} as {};", person.variable, quoted(person.name), names_.sorts[person.sort.index]));
  }
  void begin(const std::vector<std::vector<std::string>>& everybody) override {
    std::vector<std::string> lists;
    for (const std::vector<std::string>& all : everybody)
      lists.push_back("[" + joined(all) + "]");
    out_.line(fmt::format("const now = new Facts({});", joined(lists)));
  }
  void set_up() override {
    out_.line("const service = await makeDriver();");
    out_.line("await now.setUp(service);");
  }
  void expect_from_now_on() override { out_.line("const expected = now.copy();"); }
  void put(const std::string& facts, RelationId relation, const std::vector<std::string>& args, bool holds) override {
    out_.line(fmt::format("{}.{}.put({}{}{});", facts, names_.relations[relation.index], holds ? "true" : "false",
                          args.empty() ? "" : ", ", joined(args)));
  }
  void set(const std::string& facts, FunctionId function, const std::vector<std::string>& args,
           const std::string& value) override {
    out_.line(fmt::format("{}.{}.set({}{}{});", facts, names_.functions[function.index], value,
                          args.empty() ? "" : ", ", joined(args)));
  }
  void take(const std::string& step, const std::string& rule, const std::vector<std::string>& args) override {
    out_.line(fmt::format("const {} = await service.{}({});", step, rule, joined(args)));
  }
  std::string set_of(const std::vector<std::string>& members) const override { return "[" + joined(members) + "]"; }
  void require_outcome(const std::string& step, const TestStep& wanted) override {
    const bool is_allowed = wanted.expected == Outcome::allowed;
    if (wanted.expected)
      out_.line(fmt::format("expect({}.isAllowed, {}).toBe({});", step,
                            quoted(wanted.told + (is_allowed ? ": must be allowed" : ": must be refused")),
                            is_allowed ? "true" : "false"));
    if (wanted.reason)
      out_.line(fmt::format("expect({}.reason).toBe({});", step, quoted(*wanted.reason)));
    if (!wanted.expected && !wanted.reason)
      out_.line(fmt::format("expect({}).toBeDefined();", step));
  }
  void ask() override { out_.line("await now.ask(service);"); }
  void require_expected() override { out_.line("expect(now).toEqual(expected);"); }
  void require(const std::string& condition, const std::string& told) override {
    out_.line(fmt::format("expect({}, {}).toBe(true);", condition, quoted(told)));
  }
  const char* comment_marker() const override { return "//"; }

  std::string all(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("{}.every(({}) => {})", domain, variable, body);
  }
  std::string any(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("{}.some(({}) => {})", domain, variable, body);
  }
  std::string sum(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("total({}, ({}) => {})", domain, variable, body);
  }
  std::string number_of(const std::string& truth) const override { return "Number(" + truth + ")"; }
  std::string negation(const std::string& body) const override { return "!(" + body + ")"; }
  std::string conjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} && {})", left, right);
  }
  std::string disjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} || {})", left, right);
  }
  std::string equality(const std::string& left, const std::string& right) const override {
    return fmt::format("({} === {})", left, right);
  }
  std::string truth(bool value) const override { return value ? "true" : "false"; }
  std::string individual(const std::string& sort, const std::string& name) const override {
    return fmt::format("({} as {})", quoted(name), sort);
  }
  std::string value(const std::string&, const std::string& name) const override { return quoted(name); }
  std::string holds(const std::string& facts, const std::string& relation,
                    const std::vector<std::string>& args) const override {
    return fmt::format("{}.{}.has({})", facts, relation, joined(args));
  }
  std::string value_of(const std::string& facts, const std::string& function,
                       const std::vector<std::string>& args) const override {
    return fmt::format("{}.{}.of({})", facts, function, joined(args));
  }
  std::string call(const std::string& object, const std::string& function,
                   const std::vector<std::string>& args) const override {
    return fmt::format("{}.{}({})", object, function, joined(args));
  }
};

} // namespace

std::vector<GeneratedFile> write_vitest(const TestSuite& suite) {
  return TypeScriptSuite(suite).files();
}

} // namespace chaperone::generators
