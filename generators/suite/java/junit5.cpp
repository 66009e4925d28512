// See junit5.hpp.
#include "generators/suite/java/junit5.hpp"

#include "generators/suite/script/braced_suite.hpp"

#include <fmt/format.h>

#include <cctype>

namespace chaperone::generators::suite::java {

using namespace model;
using namespace script;

const ScriptSpelling& junit5_spelling() {
  static const ScriptSpelling spelling{
      true,
      false,
      {"abstract", "assert",       "boolean",  "break",      "byte",      "case",      "catch",    "char",
       "class",    "const",        "continue", "default",    "do",        "double",    "else",     "enum",
       "extends",  "final",        "finally",  "float",      "for",       "goto",      "if",       "implements",
       "import",   "instanceof",   "int",      "interface",  "long",      "native",    "new",      "package",
       "private",  "protected",    "public",   "return",     "short",     "static",    "strictfp", "super",
       "switch",   "synchronized", "this",     "throw",      "throws",    "transient", "try",      "void",
       "volatile", "while",        "true",     "false",      "null",      "record",    "var",      "yield",
       "setUp",    "ask",          "service",  "now",        "expected",  "copy",      "Driver",   "Facts",
       "Outcome",  "Relation",     "Function", "makeDriver", "wait",      "notify",    "clone",    "equals",
       "toString", "getClass",     "hashCode", "finalize",   "notifyAll", "List",      "Set",      "Map",
       "String",   "Object",       "Test",     "of",         "took",      "story",     "steps",    "unlike"}};
  return spelling;
}

namespace {

constexpr const char* java_tables = R"(
  /** What came of a step: the service did it, or it refused and nothing changed. */
  record Outcome(boolean isAllowed, String reason) {
    static Outcome allowed() {
      return new Outcome(true, "");
    }

    static Outcome refused(String reason) {
      return new Outcome(false, reason);
    }
  }

  /** A relation: the tuples that hold. */
  final class Relation {
    private final Set<List<Object>> tuples = new LinkedHashSet<>();
    private final boolean isSymmetric;

    Relation(boolean isSymmetric) {
      this.isSymmetric = isSymmetric;
    }

    void put(boolean holds, Object... places) {
      List<List<Object>> orders = isSymmetric
          ? List.of(List.of(places[0], places[1]), List.of(places[1], places[0]))
          : List.of(List.of(places));
      for (List<Object> tuple : orders) {
        if (holds) {
          tuples.add(tuple);
        } else {
          tuples.remove(tuple);
        }
      }
    }

    boolean has(Object... places) {
      return tuples.contains(List.of(places));
    }

    void clear() {
      tuples.clear();
    }

    void add(Relation others) {
      tuples.addAll(others.tuples);
    }

    /** Tuples that hold and should not, or the other way round. */
    List<String> unlike(String symbol, Relation expected) {
      List<String> result = new ArrayList<>();
      for (List<Object> tuple : tuples) {
        if (!expected.tuples.contains(tuple)) {
          result.add(symbol + tuple + " holds, and should not");
        }
      }
      for (List<Object> tuple : expected.tuples) {
        if (!tuples.contains(tuple)) {
          result.add(symbol + tuple + " should hold");
        }
      }
      return result;
    }
  }

  /** A function: one value for each argument list. */
  final class Function<Value> {
    private final Map<List<Object>, Value> values = new LinkedHashMap<>();

    void set(Value value, Object... places) {
      values.put(List.of(places), value);
    }

    Value of(Object... places) {
      return values.get(List.of(places));
    }

    void add(Function<Value> others) {
      values.putAll(others.values);
    }

    /** Values that are not what they should be. */
    List<String> unlike(String symbol, Function<Value> expected) {
      List<String> result = new ArrayList<>();
      values.forEach((places, value) -> {
        Value wanted = expected.values.get(places);
        if (!value.equals(wanted)) {
          result.add(symbol + places + " is " + value + ", and should be " + wanted);
        }
      });
      return result;
    }
  }

  /** All sets that can be made of these. */
  static <Element> List<Set<Element>> subsets(List<Element> elements) {
    List<Set<Element>> result = new ArrayList<>(List.of(Set.of()));
    for (Element element : elements) {
      for (Set<Element> smaller : List.copyOf(result)) {
        Set<Element> larger = new LinkedHashSet<>(smaller);
        larger.add(element);
        result.add(larger);
      }
    }
    return result;
  }
)";

/// Methods of the facts.
constexpr const char* java_story = R"(
    private final List<String> steps = new ArrayList<>();

    /** Notes what came of a step. */
    Outcome took(String step, Outcome outcome) {
      steps.add(step + ": " + (outcome.isAllowed() ? "allowed" : "refused " + outcome.reason()));
      return outcome;
    }

    /** The steps so far, and what is wanted now. */
    String story(String wanted) {
      return "\n" + String.join("\n", steps) + "\n" + wanted + "\n";
    })";

/// `messenger_kids` as a class is called: MessengerKids.
std::string class_name(const std::string& name) {
  std::string result;
  bool starts_word = true;
  for (const char c : name) {
    if (c != '_')
      result += starts_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    starts_word = c == '_';
  }
  return result;
}

/// `driver` is the interface that everything else is in.
class Java : public BracedLanguage {
public:
  explicit Java(std::string driver) : driver_(std::move(driver)) {}
  std::string all(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("{}.stream().allMatch({} -> {})", domain, variable, body);
  }
  std::string any(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("{}.stream().anyMatch({} -> {})", domain, variable, body);
  }
  std::string sum(const std::string& variable, const std::string& domain, const std::string& body) const override {
    return fmt::format("{}.stream().mapToLong({} -> {}).sum()", domain, variable, body);
  }
  std::string number_of(const std::string& truth) const override { return "(" + truth + " ? 1 : 0)"; }
  std::string equality(const std::string& left, const std::string& right) const override {
    return fmt::format("java.util.Objects.equals({}, {})", left, right);
  }
  std::string individual(const std::string& sort, const std::string& name) const override {
    return fmt::format("new {}.{}({})", driver_, sort, quoted(name));
  }
  std::string value(const std::string& sort, const std::string& name) const override {
    return fmt::format("{}.{}.{}", driver_, sort, name);
  }
  std::string set_of(const std::vector<std::string>& members) const override {
    return "Set.of(" + joined(members) + ")";
  }
  std::string subsets(const std::string& domain) const override {
    return fmt::format("{}.subsets({})", driver_, domain);
  }

private:
  std::string driver_;
};

class JavaSuite : public BracedSuite {
public:
  JavaSuite(const TestSuite& suite, const std::string& name, const Java& language)
      : BracedSuite(suite, language, junit5_spelling(), 2), name_(name), driver_(name + "Driver") {}

  std::vector<GeneratedFile> files() {
    write_driver();
    std::string driver = out_.text();
    out_ = ScriptText(2);
    out_.comment("//", in_comment(origin_of(suite_)));
    out_.line("import static org.junit.jupiter.api.Assertions.assertEquals;");
    out_.line("import static org.junit.jupiter.api.Assertions.assertFalse;");
    out_.line("import static org.junit.jupiter.api.Assertions.assertTrue;");
    out_.line();
    out_.line("import java.util.List;");
    out_.line("import java.util.Set;");
    out_.line("import org.junit.jupiter.api.DisplayName;");
    out_.line("import org.junit.jupiter.api.Test;");
    out_.line();
    out_.open(fmt::format("abstract class {}Test {{", name_));
    out_.comment("//", "A service where nothing has happened yet.");
    out_.line(fmt::format("protected abstract {} makeDriver();", driver_));
    write_tests();
    out_.close("}");
    return {{driver_ + ".java", std::move(driver)}, {name_ + "Test.java", out_.text()}};
  }

private:
  void write_driver() {
    out_.comment("//", in_comment(origin_of(suite_)));
    for (const char* name : {"ArrayList", "LinkedHashMap", "LinkedHashSet", "List", "Map", "Set"})
      out_.line(fmt::format("import java.util.{};", name));
    out_.line();
    doc("What the tests need of a service.");
    out_.open(fmt::format("interface {} {{", driver_));
    for (std::size_t i = 0; i < system_.sorts.size(); ++i)
      if (system_.sorts[i].is_enum)
        out_.line(fmt::format("enum {} {{ {} }}", names_.sorts[i], joined(names_.values[i])));
      else
        out_.line(
            fmt::format("record {}(String name) {{ public String toString() {{ return name; }} }}", names_.sorts[i]));
    out_.close();
    out_.line(java_tables);
    out_.open("  // The rules: what can be tried.");
    write_calls();
    write_facts();
    out_.close("}");
  }

  void write_facts() {
    out_.line();
    doc("What is true in a test: who is there, what was given, and what the service answers about them.");
    out_.open("final class Facts {");
    std::vector<std::string> members;
    for (std::size_t i = 0; i < system_.sorts.size(); ++i) {
      out_.line(fmt::format("final List<{}> {};", names_.sorts[i], names_.all_of[i]));
      members.push_back(fmt::format("List<{}> {}", names_.sorts[i], names_.all_of[i]));
    }
    for (const ScriptTable* table : service_.tables())
      if (table->result)
        out_.line(fmt::format("final Function<{}> {} = new Function<>();", sort_name(*table->result), table->name));
      else
        out_.line(
            fmt::format("final Relation {} = new Relation({});", table->name, table->is_symmetric ? "true" : "false"));
    out_.line();
    out_.open(fmt::format("Facts({}) {{", joined(members)));
    for (const std::string& all : names_.all_of)
      out_.line(fmt::format("this.{0} = {0};", all));
    out_.close("}");
    write_methods();
    out_.close("}");
  }

  Heads heads() const override {
    return {"Facts copy()",
            fmt::format("void setUp({} service)", driver_),
            fmt::format("void ask({} service)", driver_),
            "List<String> unlike(Facts expected)",
            "void notePast()",
            fmt::format("void noteStep({})", service_.remembers_looking_back() ? "Facts before" : ""),
            "List<String> result = new ArrayList<>();",
            java_story};
  }
  std::string in_comment(const std::string& text) const override {
    std::string result;
    for (const char c : BracedSuite::in_comment(text))
      result += c == '\\' ? std::string("&#92;") : std::string(1, c); // \u starts an escape anywhere
    return result;
  }
  std::string left_out(const std::string& head, const std::string& result) const override {
    return fmt::format("default {} {{{}}}", head,
                       result == "Outcome" ? " return Outcome.refused(\"no test tries this\"); " : "");
  }
  std::string answer(const std::string& type) const override { return type; }
  std::string set_type(const std::string& element) const override { return "Set<" + element + ">"; }
  std::string parameter(const std::string& name, const std::string& type) const override { return type + " " + name; }
  std::string method(const std::string& result, const std::string& name, const std::string& parameters) const override {
    return fmt::format("{} {}({})", result, name, parameters);
  }
  std::string loop(const std::string& type, const std::string& variable, const std::string& domain) const override {
    return fmt::format("for ({} {} : {})", type, variable, domain);
  }
  std::string awaited(const std::string& call) const override { return call; }
  std::string constant(const std::string& name, const std::string& value) const override {
    return fmt::format("var {} = {};", name, value);
  }
  std::string told_line(const std::string& symbol, const std::string& table) const override {
    return fmt::format("result.addAll(this.{0}.unlike({1}, expected.{0}));", table, symbol);
  }

  void open_test(const TestCase& test, const std::string& name) override {
    out_.line();
    for (const std::string& sentence : test.story)
      out_.comment("//", in_comment(sentence));
    out_.line("@Test");
    out_.line(fmt::format("@DisplayName({})", quoted(test.title + " (" + test.name + ")")));
    out_.open(fmt::format("void {}() {{", name));
  }
  void close_test() override { out_.close("}"); }
  void declare(const ScriptPerson& person) override {
    out_.line(
        fmt::format("var {} = new {}.{}({});", person.variable, driver_, sort_name(person.sort), quoted(person.name)));
  }
  void begin(const std::vector<std::vector<std::string>>& everybody) override {
    std::vector<std::string> lists;
    for (const std::vector<std::string>& all : everybody)
      lists.push_back("List.of(" + joined(all) + ")");
    out_.line(fmt::format("var now = new {}.Facts({});", driver_, joined(lists)));
  }
  void require_outcome(const std::string& step, const TestStep& wanted) override {
    const bool is_allowed = wanted.expected == Outcome::allowed;
    if (wanted.expected)
      out_.line(fmt::format("assert{}({}.isAllowed(), now.story({}));", is_allowed ? "True" : "False", step,
                            quoted(wanted.told + (is_allowed ? ": must be allowed" : ": must be refused"))));
    if (wanted.reason)
      out_.line(fmt::format("assertEquals({}, {}.reason(), now.story(\"\"));", quoted(*wanted.reason), step));
  }
  std::string is_allowed(const std::string& step) const override { return step + ".isAllowed()"; }
  void require_expected() override { out_.line("assertEquals(List.of(), now.unlike(expected), now.story(\"\"));"); }
  void require(const std::string& condition, const std::string& told) override {
    out_.line(fmt::format("assertTrue({}, now.story({}));", condition, quoted(told)));
  }

  std::string name_, driver_; ///< of the rules, and of the interface
};

} // namespace

std::vector<GeneratedFile> write_junit5(const TestSuite& suite) {
  const std::string name = class_name(cpp::cpp_identifier(suite.system->name));
  const Java language(name + "Driver");
  return JavaSuite(suite, name, language).files();
}

} // namespace chaperone::generators::suite::java
