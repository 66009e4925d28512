// One pure virtual function per rule, query and kind of given fact.
#include "generators/suite/cpp/cpp_driver.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

namespace chaperone::generators::suite::cpp {
namespace {

using namespace chaperone::model;

constexpr const char* outcome_class = R"(/// What came of a step: the service did it, or it refused and nothing changed.
class Outcome {
public:
  static Outcome allowed() { return Outcome(true, ""); }
  static Outcome refused(std::string reason = "") {
    return Outcome(false, std::move(reason));
  }
  bool is_allowed() const { return is_allowed_; }
  bool is_refused() const { return !is_allowed_; }
  const std::string &reason() const { return reason_; }
  friend std::ostream &operator<<(std::ostream &out, const Outcome &outcome) {
    out << (outcome.is_allowed_ ? "allowed" : "refused");
    if (!outcome.reason_.empty())
      out << " (" << outcome.reason_ << ')';
    return out;
  }

private:
  Outcome(bool is_allowed, std::string reason)
      : is_allowed_(is_allowed), reason_(std::move(reason)) {}
  bool is_allowed_;
  std::string reason_;
};
)";

constexpr const char* implements_template = R"(/// Is this member function a driver's own, with just this signature?
template <class Signature, class Owner>
constexpr bool implements(Signature Owner::*) {
  return !std::is_same_v<Owner, Driver>;
}
template <class Signature> constexpr bool implements(...) { return false; }

)";

constexpr const char* driver_for_end = R"(  if constexpr (std::is_abstract_v<D>) {
    return nullptr; // one of the messages above says why
  } else {
    return std::make_unique<D>(std::forward<Args>(args)...);
  }
)";

/// A member function of the driver.
struct Method {
  std::string doc;
  std::string subject; ///< "rule `leave`": what it follows, for the compiler's message
  std::string result;
  std::string name;
  std::vector<std::string> parameters; ///< with variables
  std::vector<std::string> types;      ///< without
  bool is_const = false;
};

class DriverHeader {
public:
  DriverHeader(const TestSuite& suite, const LookedAt& looked_at, const CppNames& names)
      : suite_(suite), system_(*suite.system), looked_at_(looked_at), names_(names) {
    collect();
  }

  std::string text() {
    write_origin(out_, suite_);
    out_.append("#pragma once\n\n#include <memory>\n#include <ostream>\n#include <set>\n#include <string>\n"
                "#include <type_traits>\n#include <utility>\n\n");
    out_.line("namespace " + names_.name_space + " {");
    out_.line();
    for (std::uint32_t index = 0; index < system_.sorts.size(); ++index)
      sort({index});
    out_.append(outcome_class);
    driver();
    check();
    out_.line("} // namespace " + names_.name_space);
    return out_.text();
  }

private:
  Method method(std::string doc, std::string subject, std::string result, std::string name,
                const std::vector<CppPlace>& places, bool is_const) const {
    Method made{std::move(doc),
                std::move(subject),
                std::move(result),
                std::move(name),
                parameters_of(system_, names_, places),
                {},
                is_const};
    for (const auto& place : places)
      made.types.push_back(parameter(system_, names_, place.sort, place.is_set, ""));
    return made;
  }

  static std::string with_doc(const std::string& doc, const std::string& otherwise) {
    return doc.empty() ? otherwise : reflowed(doc);
  }

  void collect() {
    for (std::uint32_t index = 0; index < system_.rules.size(); ++index) {
      const Rule& rule = system_.rules[index];
      const std::string told = rule.told_as ? *rule.told_as : "The rule `" + rule.name + "`.";
      (looked_at_.tried.contains({index}) ? rules_ : unused_rules_)
          .push_back(method(with_doc(rule.doc, told), "rule `" + rule.name + "`", "Outcome", names_.rules[index],
                            places_of(names_, system_, rule), false));
    }
    for (const auto& [id, name] : names_.can)
      queries_.push_back(can(id, name));
    for (const auto& [id, name] : names_.unused_can)
      unused_queries_.push_back(can(id, name));
    for (std::uint32_t index = 0; index < system_.relations.size(); ++index)
      if (system_.relations[index].is_stated())
        relation({index});
    for (std::uint32_t index = 0; index < system_.functions.size(); ++index)
      if (system_.functions[index].is_stated())
        function({index});
  }

  Method can(RuleId id, const std::string& name) const {
    return method("Would the service allow `" + system_[id].name + "` now? Changes nothing.",
                  "`can " + system_[id].name + "` in a property", "bool", name, places_of(names_, system_, system_[id]),
                  true);
  }

  void relation(RelationId id) {
    const Relation& relation = system_[id];
    const auto places = places_of(names_, system_, relation.places);
    if (!relation.is_fixed)
      (looked_at_.is_asked(system_, id) ? queries_ : unused_queries_)
          .push_back(method(with_doc(relation.doc, "Does `" + relation.name + "` hold now?"),
                            "relation `" + relation.name + "`", "bool", names_.relations[id.index], places, true));
    (looked_at_.given_relations.contains(id) && !looked_at_.never_given.contains(id) ? given_ : unused_given_)
        .push_back(method("From the start: " + with_doc(relation.doc, "`" + relation.name + "` holds."),
                          "a test's start, where `" + relation.name + "` is given", "void",
                          names_.given_relations[id.index], places, false));
  }

  void function(FunctionId id) {
    const Function& function = system_[id];
    auto places = places_of(names_, system_, function.places);
    const std::string result = names_.sorts[function.result.index];
    if (!function.is_fixed)
      (looked_at_.is_asked(system_, id) ? queries_ : unused_queries_)
          .push_back(method(with_doc(function.doc, "The value of `" + function.name + "` now."),
                            "function `" + function.name + "`", result, names_.functions[id.index], places, true));
    NameTable locals(names_.taken);
    for (const auto& place : places)
      locals.take(place.variable);
    places.push_back({locals.take("value"), function.result, false});
    (looked_at_.given_functions.contains(id) ? given_ : unused_given_)
        .push_back(method("From the start: " + with_doc(function.doc, "the value of `" + function.name + "`."),
                          "a test's start, where `" + function.name + "` is given", "void",
                          names_.given_functions[id.index], places, false));
  }

  void sort(SortId id) {
    const std::string& name = names_.sorts[id.index];
    out_.comment("///", reflowed(system_[id].doc));
    if (!system_[id].is_enum) {
      out_.open("struct " + name);
      out_.line("std::string name;");
      for (const char* comparison : {"==", "!=", "<"})
        out_.function(fmt::format("bool operator{}", comparison), {"const " + name + " &other"}, " const", "return ",
                      primary(fmt::format("name {} other.name", comparison)), ";");
      out_.close("};");
    } else {
      const auto& values = names_.values[id.index];
      const std::string whole = fmt::format("enum class {} {{ {} }};", name, fmt::join(values, ", "));
      if (cpp_width(whole) <= 80) {
        out_.line(whole);
      } else {
        out_.open("enum class " + name);
        for (const auto& value : values)
          out_.line(value + (&value == &values.back() ? "" : ","));
        out_.close("};");
      }
      out_.open(fmt::format("inline std::string to_string({} value)", name));
      out_.line("switch (value) {");
      for (std::size_t at = 0; at < values.size(); ++at) {
        out_.line(fmt::format("case {}::{}:", name, values[at]));
        out_.line("  return " + cpp_string(system_[id].names[at]) + ";");
      }
      out_.line("}");
      out_.line("return \"?\";");
      out_.close();
    }
    out_.line();
  }

  void declare(const std::vector<Method>& methods) {
    for (const auto& each : methods) {
      out_.line();
      out_.comment("///", each.doc);
      out_.call("virtual " + each.result + " " + each.name, each.parameters, each.is_const ? " const = 0;" : " = 0;");
    }
  }

  void driver() {
    out_.line();
    out_.comment("///",
                 "What the tests need of a service. Derive from it, let every function pass its call on, and hand "
                 "the result to the tests with `make_driver`.");
    out_.open("class Driver");
    out_.label("public:");
    out_.line("Driver() = default;");
    out_.line("Driver(const Driver &) = delete;");
    out_.line("Driver &operator=(const Driver &) = delete;");
    out_.line("virtual ~Driver() = default;");
    section("The rules: what can be tried.", rules_);
    section("What the tests look at. An answer must not change anything.", queries_);
    section("What a test sets up before its first step.", given_);
    unused();
    out_.close("};");
    out_.line();
  }

  void section(const char* heading, const std::vector<Method>& methods) {
    if (methods.empty())
      return;
    out_.line();
    out_.comment("//", heading);
    declare(methods);
  }

  /// What a driver may leave out has a body that does nothing. It is there so that a driver which has it already, from
  /// a time when some test used it, still compiles.
  void unused() {
    if (unused_rules_.empty() && unused_queries_.empty() && unused_given_.empty())
      return;
    out_.line();
    out_.comment("//", "No test uses these at present: a driver may leave them out.");
    for (const auto* methods : {&unused_rules_, &unused_queries_, &unused_given_})
      for (const auto& each : *methods) {
        out_.line();
        out_.comment("///", each.doc);
        const std::string head = "virtual " + each.result + " " + each.name;
        if (methods == &unused_rules_)
          out_.function(head, each.types, "", "return ", primary("Outcome::refused(\"no test tries this\")"), ";");
        else if (each.is_const)
          out_.function(head, each.types, " const", "return ", primary("{}"), ";");
        else
          out_.call(head, each.types, " {}");
      }
  }

  /// One sentence for each function that a driver lacks or has with other parameters.
  void check_method(const Method& each) {
    const std::string constant = each.is_const ? " const" : "";
    const std::string name = "has_" + each.name;
    out_.signature("constexpr bool " + name, "implements<" + each.result, each.types, constant, "&D::" + each.name);
    out_.line("static_assert(" + name + ", //");
    out_.literal("              ",
                 fmt::format("{}: the driver needs its own `{} {}({}){} override;`", each.subject, each.result,
                             each.name, fmt::join(each.parameters, ", "), constant),
                 "", ");");
  }

  void check() {
    out_.append(implements_template);
    out_.comment("///",
                 "Makes a driver of your class D, or says in plain words at compile time which of the rules it does "
                 "not follow yet.");
    out_.append("template <class D, class... Args>\nstd::unique_ptr<Driver> driver_for(Args &&...args) {\n");
    out_.deepen();
    out_.line("static_assert(std::is_base_of_v<Driver, D>, //");
    out_.literal("              ", "a driver derives from " + names_.name_space + "::Driver", "", ");");
    for (const auto* methods : {&rules_, &queries_, &given_})
      for (const auto& each : *methods)
        check_method(each);
    out_.append(driver_for_end);
    out_.close();
    out_.line();
    out_.comment("///",
                 "Write this one function yourself, in a source file that is linked with the tests. Each test case "
                 "calls it once, and wants a service where nothing has happened yet:");
    const std::string own = names_.name_space + "::make_driver() {";
    out_.line("///   using namespace " + names_.name_space + ";");
    if (cpp_width("///   std::unique_ptr<Driver> " + own) <= 80) {
      out_.line("///   std::unique_ptr<Driver> " + own);
    } else {
      out_.line("///   std::unique_ptr<Driver>");
      out_.line("///   " + own);
    }
    out_.line("///     return driver_for<MyDriver>();");
    out_.line("///   }");
    out_.line("std::unique_ptr<Driver> make_driver();");
    out_.line();
  }

  const TestSuite& suite_;
  const System& system_;
  const LookedAt& looked_at_;
  const CppNames& names_;
  std::vector<Method> rules_, queries_, given_, unused_rules_, unused_queries_, unused_given_;
  CppText out_;
};

} // namespace

void write_origin(CppText& out, const TestSuite& suite) {
  out.comment("//", "Made by Chaperone from " + suite.rules_file +
                        (suite.expect_from.empty() ? "" : ", with what " + suite.expect_from + " expects") +
                        ". Do not edit: change the rules and generate again.");
}

std::string write_driver(const TestSuite& suite, const LookedAt& looked_at, const CppNames& names) {
  return DriverHeader(suite, looked_at, names).text();
}

} // namespace chaperone::generators::suite::cpp
