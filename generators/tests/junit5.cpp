// See junit5.hpp.
#include "generators/tests/junit5.hpp"

#include "generators/tests/script_suite.hpp"
#include "model/printer.hpp"

#include <fmt/format.h>

#include <cctype>

namespace chaperone::generators {

using namespace model;

namespace {

const std::set<std::string>& reserved() {
  static const std::set<std::string> words{
      "abstract", "assert",       "boolean",  "break",      "byte",      "case",      "catch",    "char",
      "class",    "const",        "continue", "default",    "do",        "double",    "else",     "enum",
      "extends",  "final",        "finally",  "float",      "for",       "goto",      "if",       "implements",
      "import",   "instanceof",   "int",      "interface",  "long",      "native",    "new",      "package",
      "private",  "protected",    "public",   "return",     "short",     "static",    "strictfp", "super",
      "switch",   "synchronized", "this",     "throw",      "throws",    "transient", "try",      "void",
      "volatile", "while",        "true",     "false",      "null",      "record",    "var",      "yield",
      "setUp",    "ask",          "service",  "now",        "expected",  "copy",      "Driver",   "Facts",
      "Outcome",  "Relation",     "Function", "makeDriver", "wait",      "notify",    "clone",    "equals",
      "toString", "getClass",     "hashCode", "finalize",   "notifyAll", "List",      "Set",      "Map",
      "String",   "Object",       "Test",     "of"};
  return words;
}

constexpr const char* tables = R"(
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
    final Set<List<Object>> tuples = new LinkedHashSet<>();
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
  }

  /** A function: one value for each argument list. */
  final class Function<Value> {
    final Map<List<Object>, Value> values = new LinkedHashMap<>();

    void set(Value value, Object... places) {
      values.put(List.of(places), value);
    }

    Value of(Object... places) {
      return values.get(List.of(places));
    }
  }
)";

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

class JavaSuite : public ScriptSuite {
public:
  explicit JavaSuite(const TestSuite& suite) : ScriptSuite(suite, true, reserved(), 2) {}

  std::vector<GeneratedFile> files() {
    const std::string name = class_name(names_.cpp.name_space);
    driver_ = name + "Driver";
    write_driver();
    std::string driver = out_.text();
    out_ = ScriptText(2);
    out_.comment("//", origin());
    out_.line("import static org.junit.jupiter.api.Assertions.assertEquals;");
    out_.line("import static org.junit.jupiter.api.Assertions.assertFalse;");
    out_.line("import static org.junit.jupiter.api.Assertions.assertTrue;");
    out_.line();
    out_.line("import java.util.List;");
    out_.line("import java.util.Set;");
    out_.line("import org.junit.jupiter.api.DisplayName;");
    out_.line("import org.junit.jupiter.api.Test;");
    out_.line();
    out_.open(fmt::format("abstract class {}Test {{", name));
    out_.comment("//", "A service where nothing has happened yet.");
    out_.line(fmt::format("protected abstract {} makeDriver();", driver_));
    write_tests();
    out_.close("}");
    return {{driver_ + ".java", std::move(driver)}, {name + "Test.java", out_.text()}};
  }

private:
  void doc(const std::string& text) {
    std::string safe;
    for (const char c : text)
      safe += (c == '/' && !safe.empty() && safe.back() == '*') ? std::string(" /")
              : c == '\\'                                       ? std::string("&#92;") // \u starts an escape anywhere
                                                                : std::string(1, c);
    out_.line("/** " + safe + " */");
  }

  std::string type_of(SortId sort) const { return names_.sorts[sort.index]; }

  void write_driver() {
    out_.comment("//", origin());
    for (const char* name : {"LinkedHashMap", "LinkedHashSet", "List", "Map", "Set"})
      out_.line(fmt::format("import java.util.{};", name));
    out_.line();
    doc("What the tests need of a service.");
    out_.open(fmt::format("interface {} {{", driver_));
    for (std::size_t i = 0; i < system_.sorts.size(); ++i)
      if (system_.sorts[i].is_enum)
        out_.line(fmt::format("enum {} {{ {} }}", names_.sorts[i], joined(names_.values[i])));
      else
        out_.line(fmt::format("record {}(String name) {{}}", names_.sorts[i]));
    out_.close();
    out_.line(tables);
    out_.open("  // The rules: what can be tried.");
    for (std::size_t i = 0; i < system_.rules.size(); ++i)
      write_rule(system_.rules[i], names_.rules[i]);
    write_queries();
    write_facts();
    out_.close("}");
  }

  void write_rule(const Rule& rule, const std::string& name) {
    std::vector<std::string> parameters;
    for (const VariableId id : rule.parameters) {
      const std::string type = type_of(system_[id].sort);
      parameters.push_back((system_[id].is_set ? "Set<" + type + "> " : type + " ") +
                           names_.identifier(cpp_identifier(system_[id].name)));
    }
    out_.line();
    doc(first_line(rule.doc, rule.told_as.value_or("Try it.")));
    out_.line(fmt::format("Outcome {}({});", name, joined(parameters)));
  }

  std::vector<std::string> parameters_of(const std::vector<Place>& places) const {
    std::vector<std::string> result = place_names(places);
    for (std::size_t i = 0; i < places.size(); ++i)
      result[i] = type_of(places[i].sort) + " " + result[i];
    return result;
  }

  void query(const std::string& type, const std::string& name, const std::vector<std::string>& parameters,
             const std::string& about) {
    out_.line();
    doc(about);
    out_.line(fmt::format("{} {}({});", type, name, joined(parameters)));
  }

  void write_queries() {
    for (std::uint32_t i = 0; i < system_.relations.size(); ++i) {
      const model::Relation& it = system_.relations[i];
      if (looked_at_.is_asked(system_, RelationId{i}))
        query("boolean", names_.relations[i], parameters_of(it.places),
              first_line(it.doc, "Does `" + it.name + "` hold now?"));
      if (looked_at_.given_relations.contains({i}))
        query("void", names_.given_relations[i], parameters_of(it.places),
              "From the start: " + first_line(it.doc, "`" + it.name + "` holds."));
    }
    for (std::uint32_t i = 0; i < system_.functions.size(); ++i) {
      const model::Function& it = system_.functions[i];
      std::vector<std::string> parameters = parameters_of(it.places);
      if (looked_at_.is_asked(system_, FunctionId{i}))
        query(type_of(it.result), names_.functions[i], parameters,
              first_line(it.doc, "The value of `" + it.name + "` now."));
      if (looked_at_.given_functions.contains({i})) {
        parameters.push_back(type_of(it.result) + " value");
        query("void", names_.given_functions[i], parameters,
              "From the start: " + first_line(it.doc, "the value of `" + it.name + "`."));
      }
    }
  }

  void write_facts() {
    out_.line();
    doc("What is true in a test: who is there, what was given, and what the service answers about them.");
    out_.open("final class Facts {");
    std::vector<std::string> parameters;
    for (std::size_t i = 0; i < system_.sorts.size(); ++i) {
      out_.line(fmt::format("final List<{}> {};", names_.sorts[i], names_.all_of[i]));
      parameters.push_back(fmt::format("List<{}> {}", names_.sorts[i], names_.all_of[i]));
    }
    for (const RelationId id : relations())
      out_.line(fmt::format("final Relation {} = new Relation({});", names_.relations[id.index],
                            system_[id].is_symmetric ? "true" : "false"));
    for (const FunctionId id : functions())
      out_.line(fmt::format("final Function<{0}> {1} = new Function<>();", type_of(system_[id].result),
                            names_.functions[id.index]));
    out_.line();
    out_.open(fmt::format("Facts({}) {{", joined(parameters)));
    for (const std::string& all : names_.all_of)
      out_.line(fmt::format("this.{0} = {0};", all));
    out_.close("}");
    write_copy();
    write_set_up();
    write_ask();
    write_told();
    write_formulas();
    out_.close("}");
  }

  void write_copy() {
    out_.line();
    out_.open("Facts copy() {");
    out_.line(fmt::format("Facts result = new Facts({});", joined(names_.all_of)));
    for (const RelationId id : relations())
      out_.line(fmt::format("result.{0}.tuples.addAll({0}.tuples);", names_.relations[id.index]));
    for (const FunctionId id : functions())
      out_.line(fmt::format("result.{0}.values.putAll({0}.values);", names_.functions[id.index]));
    out_.line("return result;");
    out_.close("}");
  }

  template <class Body> void over(const std::vector<Place>& places, const Body& body) {
    const std::vector<std::string> variables = place_names(places);
    for (std::size_t i = 0; i < places.size(); ++i)
      out_.open(fmt::format("for ({} {} : this.{}) {{", type_of(places[i].sort), variables[i],
                            names_.all_of[places[i].sort.index]));
    body(joined(variables));
    for (std::size_t i = 0; i < places.size(); ++i)
      out_.close("}");
  }

  void write_set_up() {
    out_.line();
    doc("Brings the service to where the test starts.");
    out_.open(fmt::format("void setUp({} service) {{", driver_));
    for (const RelationId id : relations())
      if (looked_at_.given_relations.contains(id))
        over(system_[id].places, [&](const std::string& args) {
          out_.open(fmt::format("if (this.{}.has({})) {{", names_.relations[id.index], args));
          out_.line(fmt::format("service.{}({});", names_.given_relations[id.index], args));
          out_.close("}");
        });
    for (const FunctionId id : functions())
      if (looked_at_.given_functions.contains(id))
        over(system_[id].places, [&](const std::string& args) {
          out_.line(fmt::format("service.{}({}{}this.{}.of({}));", names_.given_functions[id.index], args,
                                args.empty() ? "" : ", ", names_.functions[id.index], args));
        });
    out_.close("}");
  }

  void write_ask() {
    out_.line();
    doc("Asks the service about everybody in the test.");
    out_.open(fmt::format("void ask({} service) {{", driver_));
    for (const RelationId id : relations())
      if (looked_at_.is_asked(system_, id)) {
        const std::string& name = names_.relations[id.index];
        out_.line(fmt::format("this.{}.tuples.clear();", name));
        over(system_[id].places, [&](const std::string& args) {
          out_.open(fmt::format("if (service.{}({})) {{", name, args));
          out_.line(fmt::format("this.{}.put(true{}{});", name, args.empty() ? "" : ", ", args));
          out_.close("}");
        });
      }
    for (const FunctionId id : functions())
      if (looked_at_.is_asked(system_, id)) {
        const std::string& name = names_.functions[id.index];
        over(system_[id].places, [&](const std::string& args) {
          out_.line(fmt::format("this.{}.set(service.{}({}){}{});", name, name, args, args.empty() ? "" : ", ", args));
        });
      }
    out_.close("}");
  }

  /// Equal facts are told alike.
  void write_told() {
    out_.line();
    doc("What holds, in one order whatever it was learned in.");
    out_.open("Map<String, Object> told() {");
    out_.line("Map<String, Object> result = new LinkedHashMap<>();");
    for (const RelationId id : relations())
      out_.line(fmt::format("result.put({}, Set.copyOf(this.{}.tuples));", quoted(system_[id].name),
                            names_.relations[id.index]));
    for (const FunctionId id : functions())
      out_.line(fmt::format("result.put({}, Map.copyOf(this.{}.values));", quoted(system_[id].name),
                            names_.functions[id.index]));
    out_.line("return result;");
    out_.close("}");
  }

  void write_formulas() {
    for (const DefineId id : looked_at_.defines) {
      const Define& define = system_[id];
      std::map<VariableId, std::string> bound;
      std::vector<std::string> parameters;
      for (const VariableId parameter : define.parameters) {
        bound[parameter] = names_.identifier(cpp_identifier(system_[parameter].name));
        parameters.push_back(type_of(system_[parameter].sort) + " " + bound[parameter]);
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
    out_.open(fmt::format("boolean {}({}) {{", name, joined(parameters)));
    out_.line("return " + result + ";");
    out_.close("}");
  }

  void open_test(const TestCase& test, const std::string& name) override {
    out_.line();
    for (const std::string& sentence : test.story)
      out_.comment("//", sentence);
    out_.line("@Test");
    out_.line(fmt::format("@DisplayName({})", quoted(test.title + " (" + test.name + ")")));
    out_.open(fmt::format("void {}() {{", name));
  }
  void close_test() override { out_.close("}"); }
  void declare(const ScriptPerson& person) override {
    out_.line(
        fmt::format("var {} = new {}.{}({});", person.variable, driver_, type_of(person.sort), quoted(person.name)));
  }
  void begin(const std::vector<std::vector<std::string>>& everybody) override {
    std::vector<std::string> lists;
    for (const std::vector<std::string>& all : everybody)
      lists.push_back("List.of(" + joined(all) + ")");
    out_.line(fmt::format("var now = new {}.Facts({});", driver_, joined(lists)));
  }
  void set_up() override {
    out_.line("var service = makeDriver();");
    out_.line("now.setUp(service);");
  }
  void expect_from_now_on() override { out_.line("var expected = now.copy();"); }
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
    out_.line(fmt::format("var {} = service.{}({});", step, rule, joined(args)));
  }
  std::string set_of(const std::vector<std::string>& members) const override {
    return "Set.of(" + joined(members) + ")";
  }
  void require_outcome(const std::string& step, const TestStep& wanted) override {
    const bool is_allowed = wanted.expected == Outcome::allowed;
    if (wanted.expected)
      out_.line(fmt::format("assert{}({}.isAllowed(), {});", is_allowed ? "True" : "False", step,
                            quoted(wanted.told + (is_allowed ? ": must be allowed" : ": must be refused"))));
    if (wanted.reason)
      out_.line(fmt::format("assertEquals({}, {}.reason());", quoted(*wanted.reason), step));
  }
  void ask() override { out_.line("now.ask(service);"); }
  void require_expected() override { out_.line("assertEquals(expected.told(), now.told());"); }
  void require(const std::string& condition, const std::string& told) override {
    out_.line(fmt::format("assertTrue({}, {});", condition, quoted(told)));
  }
  const char* comment_marker() const override { return "//"; }

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
  std::string negation(const std::string& body) const override { return "!(" + body + ")"; }
  std::string conjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} && {})", left, right);
  }
  std::string disjunction(const std::string& left, const std::string& right) const override {
    return fmt::format("({} || {})", left, right);
  }
  std::string equality(const std::string& left, const std::string& right) const override {
    return fmt::format("java.util.Objects.equals({}, {})", left, right);
  }
  std::string truth(bool value) const override { return value ? "true" : "false"; }
  std::string individual(const std::string& sort, const std::string& name) const override {
    return fmt::format("new {}.{}({})", driver_, sort, quoted(name));
  }
  std::string value(const std::string& sort, const std::string& name) const override {
    return fmt::format("{}.{}.{}", driver_, sort, name);
  }
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

  std::string driver_; ///< the interface's name
};

} // namespace

std::vector<GeneratedFile> write_junit5(const TestSuite& suite) {
  return JavaSuite(suite).files();
}

} // namespace chaperone::generators
