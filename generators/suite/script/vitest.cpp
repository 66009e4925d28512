// See vitest.hpp.
#include "generators/suite/script/vitest.hpp"

#include "generators/suite/script/braced_suite.hpp"
#include "generators/suite/script/javascript.hpp"

#include <fmt/format.h>

namespace chaperone::generators::suite::script {

using namespace model;

const ScriptSpelling& vitest_spelling() {
  static const ScriptSpelling spelling{
      true, true,
      javascript_words({"type", "string", "boolean", "number", "test", "expect", "Driver", "Outcome", "Relation",
                        "ValueTable", "Answer", "Place", "took", "story", "steps", "notePast", "noteStep"})};
  return spelling;
}

namespace {

/// Relations and functions of a test's facts.
constexpr const char* typescript_tables = R"(
/** What came of a step: the service did it, or it refused and nothing changed. */
export interface Outcome {
  readonly isAllowed: boolean;
  readonly reason?: string;
}

/** A service may take its time. */
export type Answer<T> = T | Promise<T>;

/** An individual, a value, or for a rule's parameter a set of them. */
export type Place = string | readonly string[];

/** A relation: the tuples that hold. */
export class Relation<Places extends readonly Place[]> {
  private readonly tuples = new Set<string>();
  constructor(private readonly isSymmetric = false) {}
  private key(places: Places): string {
    const inOrder = places.map((place) => (typeof place === "string" ? place : [...place].sort()));
    return JSON.stringify(this.isSymmetric ? inOrder.sort() : inOrder);
  }
  put(holds: boolean, ...places: Places): void {
    if (holds) this.tuples.add(this.key(places));
    else this.tuples.delete(this.key(places));
  }
  has(...places: Places): boolean {
    return this.tuples.has(this.key(places));
  }
  clear(): void {
    this.tuples.clear();
  }
  add(others: Relation<Places>): void {
    others.tuples.forEach((tuple) => this.tuples.add(tuple));
  }
  told(): string[] {
    return [...this.tuples].sort();
  }
}

/** A function: one value for each argument list. */
export class ValueTable<Value, Places extends readonly string[]> {
  private readonly values = new Map<string, Value>();
  set(value: Value, ...places: Places): void {
    this.values.set(JSON.stringify(places), value);
  }
  of(...places: Places): Value {
    return this.values.get(JSON.stringify(places)) as Value;
  }
  add(others: ValueTable<Value, Places>): void {
    others.values.forEach((value, places) => this.values.set(places, value));
  }
  told(): [string, Value][] {
    return [...this.values].sort();
  }
}

/** For formulas that count. */
export const total = <T>(all: readonly T[], count: (each: T) => number): number =>
  all.reduce((sum, each) => sum + count(each), 0);

/** All sets that can be made of these. */
export const subsets = <T>(all: readonly T[]): T[][] =>
  all.reduce<T[][]>((sets, each) => [...sets, ...sets.map((set) => [...set, each])], [[]]);
)";

/// Methods of the facts.
constexpr const char* typescript_story = R"(
  private readonly steps: string[] = [];

  /** Notes what came of a step. */
  took(step: string, outcome: Outcome): Outcome {
    this.steps.push(`${step}: ${outcome.isAllowed ? "allowed" : `refused ${outcome.reason ?? ""}`}`);
    return outcome;
  }

  /** The steps so far, and what is wanted now. */
  story(...wanted: string[]): string {
    return ["", ...this.steps, ...wanted, ""].join("\n");
  })";

class TypeScript : public JavaScript {
public:
  std::string individual(const std::string& sort, const std::string& name) const override {
    return fmt::format("({} as {})", quoted(name), sort);
  }
};

const TypeScript typescript;

class TypeScriptSuite : public BracedSuite {
public:
  explicit TypeScriptSuite(const TestSuite& suite) : BracedSuite(suite, typescript, vitest_spelling(), 2) {}

  std::vector<GeneratedFile> files() {
    const std::string module = names_.cpp.name_space;
    write_driver();
    std::string driver = out_.text();
    out_ = ScriptText(2);
    write_tests();
    const std::string tests = out_.text();
    out_ = ScriptText(2);
    out_.comment("//", origin_of(suite_));
    out_.line("import { expect, test } from \"vitest\";");
    std::string used = "Facts";
    for (const char* function : {"subsets", "total"})
      if (tests.find(std::string(function) + "(") != std::string::npos)
        used += std::string(", ") + function;
    out_.line(fmt::format("import {{ {} }} from \"./{}_driver\";", used, module));
    std::vector<std::string> sorts; // an enum's values need no type where they stand
    for (std::size_t i = 0; i < system_.sorts.size(); ++i)
      if (!system_.sorts[i].is_enum)
        sorts.push_back(names_.sorts[i]);
    if (!sorts.empty())
      out_.line(fmt::format("import type {{ {} }} from \"./{}_driver\";", joined(sorts), module));
    out_.line("import { makeDriver } from \"./service\";");
    return {{module + "_driver.ts", std::move(driver)}, {module + ".test.ts", out_.text() + tests}};
  }

private:
  void write_driver() {
    out_.comment("//", origin_of(suite_));
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
    out_.line(typescript_tables);
    doc("What the tests need of a service: `makeDriver` gives one where nothing has happened yet.");
    out_.open("export interface Driver {");
    write_calls();
    out_.close("}");
    write_facts();
  }

  std::string types(const std::vector<ScriptPlace>& places) const {
    std::vector<std::string> result;
    for (const ScriptPlace& place : places)
      result.push_back(place.is_set ? "readonly " + set_type(sort_name(place.sort)) : sort_name(place.sort));
    return "[" + joined(result) + "]";
  }

  void write_facts() {
    out_.line();
    doc("What is true in a test: who is there, what was given, and what the service answers about them.");
    out_.open("export class Facts {");
    for (const ScriptTable* table : service_.tables())
      if (table->result)
        out_.line(fmt::format("readonly {} = new ValueTable<{}, {}>();", table->name, sort_name(*table->result),
                              types(table->places)));
      else
        out_.line(fmt::format("readonly {} = new Relation<{}>({});", table->name, types(table->places),
                              table->is_symmetric ? "true" : ""));
    std::vector<std::string> members;
    for (std::size_t i = 0; i < system_.sorts.size(); ++i)
      members.push_back(fmt::format("readonly {}: readonly {}[]", names_.all_of[i], names_.sorts[i]));
    out_.line(fmt::format("constructor({}) {{}}", joined(members)));
    write_methods();
    out_.close("}");
  }

  std::string when_left_out() const override { return "?"; }
  std::string left_out(const std::string& head, const std::string&) const override { return head + ";"; }
  Heads heads() const override {
    return {"copy(): Facts",
            "async setUp(service: Driver): Promise<void>",
            "async ask(service: Driver): Promise<void>",
            "told(): object",
            "notePast(): void",
            fmt::format("noteStep({}): void", service_.remembers_looking_back() ? "before: Facts" : ""),
            "const result: Record<string, unknown> = {};",
            typescript_story};
  }
  std::string answer(const std::string& type) const override { return "Answer<" + type + ">"; }
  std::string set_type(const std::string& element) const override { return element + "[]"; }
  std::string parameter(const std::string& name, const std::string& type) const override { return name + ": " + type; }
  std::string method(const std::string& result, const std::string& name, const std::string& parameters) const override {
    return fmt::format("{}({}): {}", name, parameters, result);
  }
  std::string loop(const std::string&, const std::string& variable, const std::string& domain) const override {
    return fmt::format("for (const {} of {})", variable, domain);
  }
  std::string awaited(const std::string& call) const override { return "await " + call; }
  std::string constant(const std::string& name, const std::string& value) const override {
    return fmt::format("const {} = {};", name, value);
  }
  std::string told_line(const std::string& symbol, const std::string& table) const override {
    return fmt::format("result[{}] = this.{}.told();", symbol, table);
  }

  void open_test(const TestCase& test, const std::string&) override {
    out_.line();
    for (const std::string& sentence : test.story)
      out_.comment("//", sentence);
    out_.open(fmt::format("test({}, async () => {{", quoted(test.title + " (" + test.name + ")")));
  }
  void close_test() override { out_.close("});"); }
  void declare(const ScriptPerson& person) override {
    out_.line(fmt::format("const {} = {} as {};", person.variable, quoted(person.name), sort_name(person.sort)));
  }
  void begin(const std::vector<std::vector<std::string>>& everybody) override {
    std::vector<std::string> lists;
    for (const std::vector<std::string>& all : everybody)
      lists.push_back("[" + joined(all) + "]");
    out_.line(fmt::format("const now = new Facts({});", joined(lists)));
  }
  void require_outcome(const std::string& step, const TestStep& wanted) override {
    const bool is_allowed = wanted.expected == Outcome::allowed;
    if (wanted.expected)
      out_.line(fmt::format("expect({}.isAllowed, now.story({})).toBe({});", step,
                            quoted(wanted.told + (is_allowed ? ": must be allowed" : ": must be refused")),
                            is_allowed ? "true" : "false"));
    if (wanted.reason)
      out_.line(fmt::format("expect({}.reason, now.story()).toBe({});", step, quoted(*wanted.reason)));
    if (!wanted.expected && !wanted.reason)
      out_.line(fmt::format("expect({}).toBeDefined();", step));
  }
  std::string is_allowed(const std::string& step) const override { return step + ".isAllowed"; }
  void require_expected() override { out_.line("expect(now.told(), now.story()).toEqual(expected.told());"); }
  void require(const std::string& condition, const std::string& told) override {
    out_.line(fmt::format("expect({}, now.story({})).toBe(true);", condition, quoted(told)));
  }
};

} // namespace

std::vector<GeneratedFile> write_vitest(const TestSuite& suite) {
  return TypeScriptSuite(suite).files();
}

} // namespace chaperone::generators::suite::script
