// An adapter in C++17, over nlohmann/json.
#include "generators/code/source_text.hpp"
#include "generators/conformance/skeleton_writer.hpp"

#include <fmt/format.h>

namespace chaperone::conformance {
namespace {

constexpr std::string_view reserved_in_cpp =
    " alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const constexpr "
    "continue decltype default delete do double else enum explicit export extern false final float for friend goto if "
    "import inline int long module mutable namespace new noexcept not not_eq nullptr operator or or_eq override "
    "private "
    "protected public register requires return short signed sizeof static struct switch template this throw true try "
    "typedef typeid typename union unsigned using virtual void volatile while xor xor_eq assert errno stdin stdout "
    "stderr NULL EOF linux unix major minor "
    // what the files themselves name
    "std nlohmann Json Adapter Refused Unsupported Population Rows serve main string vector map value "
    "rows facts given answer give step ask ";

constexpr std::string_view cpp_head_end = R"(#pragma once

#include <nlohmann/json.hpp>

#include <exception>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

)";

constexpr std::string_view exceptions = R"(using Json = nlohmann::json;
using Population = std::map<std::string, std::vector<std::string>>;
/// Tuples; of a function the value comes last.
using Rows = std::vector<std::vector<std::string>>;

/// The service turned the step down, and nothing changed.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The service has no such thing.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

)";

constexpr std::string_view cpp_given = R"(  /// What the scenario is given: a name of the rules and its arguments, of a
  /// function with the value behind. It is there before `reset` and `join` are called.
  Rows facts;
  /// Sets up all that is given at once. As it stands: one by one, by the methods below.
  virtual void given(const Rows &all);
)";

constexpr std::string_view cpp_serve = R"(inline void Adapter::given(const Rows &all) {
  for (const auto &fact : all)
    give(*this, fact);
}

/// Without the equals sign before a function's value.
inline Rows rows(const Json &facts) {
  Rows all = facts;
  for (auto &fact : all)
    for (std::size_t at = 0; at < fact.size(); ++at)
      if (fact[at] == "=")
        fact.erase(fact.begin() + static_cast<std::ptrdiff_t>(at));
  return all;
}

inline Json answer(Adapter &adapter, const Json &request) {
  const std::string verb = request["do"];
  if (verb == "hello")
    return {{"protocol", 1}, {"observes", adapter.observes()}};
  if (request.contains("facts"))
    adapter.facts = rows(request["facts"]);
  if (verb == "reset")
    adapter.reset(request["scenario"], request["population"]);
  else if (verb == "join")
    adapter.join(request["scenario"], request["population"]);
  else if (verb == "given")
    adapter.given(adapter.facts);
  else if (verb == "step")
    try {
      step(adapter, request["rule"], request["args"]);
      return {{"outcome", "allowed"}};
    } catch (const Refused &why) {
      return {{"outcome", "refused"}, {"reason", why.what()}};
    }
  else if (verb == "ask") {
    Json holds = Json::object();
    for (const std::string name : request["of"])
      holds[name] = ask(adapter, name);
    return {{"holds", holds}};
  }
  return Json::object();
}

/// Answers requests until there are no more.
inline void serve(Adapter &adapter) {
  for (std::string line; std::getline(std::cin, line);) {
    const Json request = Json::parse(line);
    if (request["do"] == "bye")
      return;
    Json reply;
    try {
      reply = answer(adapter, request);
    } catch (const Unsupported &why) {
      reply = {{"unsupported", why.what()}};
    } catch (const std::exception &why) {
      reply = {{"error", why.what()}};
    }
    reply["id"] = request["id"];
    std::cout << reply << std::endl;
  }
}
)";

class CppWriter : public SkeletonWriter {
public:
  explicit CppWriter(const Skeleton& skeleton) : SkeletonWriter(skeleton, reserved_in_cpp) {}

  std::vector<SkeletonFile> files() const {
    return {{module_ + "_adapter.hpp", header(), false}, {module_ + "_adapter.cpp", source(), true}};
  }

private:
  std::string type(const SkeletonParameter& parameter) const {
    return parameter.is_set ? "std::vector<" + sort(parameter.sort) + ">" : sort(parameter.sort);
  }

  /// Without names, the parameters of a body that does not use them.
  std::string signature(const std::string& name, const SkeletonCall& call, bool with_result, bool with_names) const {
    std::string parameters;
    const auto add = [&](const std::string& its_type, const std::string& its_name) {
      parameters += fmt::format("{}const {} &{}", parameters.empty() ? "" : ", ", its_type,
                                with_names ? its_name : "/*" + its_name + "*/");
    };
    for (const SkeletonParameter& parameter : call.parameters)
      add(type(parameter), spelled(parameter.name));
    if (with_result && call.result)
      add(sort(*call.result), "value");
    return fmt::format("void {}({})", name, parameters);
  }

  std::string head(const std::string& name, const SkeletonCall& call, bool with_result) const override {
    return signature(name, call, with_result, false);
  }
  std::string outline_head(const std::string& name, const SkeletonCall& call, bool with_result) const override {
    return signature(name, call, with_result, true);
  }
  std::string ask_head(const SkeletonCall& call) const override { return "Rows ask_" + identifier(call.name) + "()"; }
  std::string scenario_head(std::string_view name) const override {
    return fmt::format("void {}(const std::string & /*scenario*/, const Population & /*population*/)", name);
  }
  std::string method(const std::string& head, const std::string& doc, const std::string& what) const override {
    return fmt::format("\n{}  virtual {} {{\n    throw Unsupported({});\n  }}\n", comment(doc, "  /// "), head,
                       generators::quoted(what + " is not implemented"));
  }

  std::string base_class() const {
    return "/// What Chaperone asks of the service. Derive from it: see " + module_ +
           "_adapter.cpp.\nclass Adapter {\npublic:\n  virtual ~Adapter() = default;\n\n"
           "  /// What the service can show; the rest counts as being as the rules have it.\n"
           "  virtual std::vector<std::string> observes() const { return {" +
           observed() + "}; }\n" + std::string(cpp_given) + methods() + "};\n\n";
  }

  std::string dispatch() const {
    std::string text =
        "inline void give(Adapter &adapter, const std::vector<std::string> &fact) {\n  const std::string &name = "
        "fact[0];\n";
    for (const SkeletonCall& call : skeleton_.givens) {
      std::string args;
      const std::size_t places = call.parameters.size();
      for (std::size_t at = 0; at < places; ++at)
        args += fmt::format("{}fact[{}]", at == 0 ? "" : ", ", at + 1);
      if (call.result)
        args += fmt::format("{}fact[{}]", args.empty() ? "" : ", ", places + 1);
      text += fmt::format("  if (name == {})\n    return adapter.given_{}({});\n", generators::quoted(call.name),
                          identifier(call.name), args);
    }
    text += "  throw Unsupported(name);\n}\n\ninline void step(Adapter &adapter, const std::string &rule, const Json "
            "&args) "
            "{\n";
    for (const SkeletonCall& call : skeleton_.steps) {
      text += fmt::format("  if (rule == {})\n    return adapter.step_{}({});\n", generators::quoted(call.name),
                          identifier(call.name), arguments_by_name(call));
    }
    text += "  (void)args;\n  throw Unsupported(rule);\n}\n\ninline Rows ask(Adapter &adapter, const std::string "
            "&name) {\n";
    for (const SkeletonCall& call : skeleton_.asks)
      text += fmt::format("  if (name == {})\n    return adapter.ask_{}();\n", generators::quoted(call.name),
                          identifier(call.name));
    return text + "  throw Unsupported(name);\n}\n\n";
  }

  std::string header() const {
    std::string text =
        fmt::format("// What passes between Chaperone and an adapter for {}. Made by Chaperone from {}.\n"
                    "// Do not edit: change the rules and generate again. Needs nlohmann/json.\n",
                    skeleton_.system, skeleton_.rules_file);
    text += std::string(cpp_head_end) + "namespace " + name_space() + " {\n\n" + std::string(exceptions);
    for (std::size_t index = 0; index < skeleton_.sorts.size(); ++index) {
      const SkeletonSort& each = skeleton_.sorts[index];
      text += each.doc.empty() ? "" : comment(each.doc, "/// ");
      text += fmt::format("using {} = std::string;{}\n", sort(index),
                          each.is_enum ? " // " + values(each, ", ", false) : "");
    }
    return text + "\n" + base_class() + dispatch() + std::string(cpp_serve) + "\n} // namespace " + name_space() + "\n";
  }

  std::string name_space() const { return module_ + "_adapter"; }

  std::string source() const {
    std::string text =
        fmt::format("// Puts the service behind the adapter protocol of `chaperone conform`.\n//\n"
                    "//   g++ -std=c++17 -o {1}_adapter {1}_adapter.cpp\n"
                    "//   chaperone conform {0} --driver ./{1}_adapter\n//\n"
                    "// This file is yours: Chaperone writes it once. What is not implemented yet says so.\n"
                    "#include \"{1}_adapter.hpp\"\n\nnamespace {{\n\nusing namespace {2};\n\n"
                    "class ServiceAdapter final : public Adapter {{\n"
                    "  void reset(const std::string &scenario, const Population & /*population*/) override {{\n"
                    "    // Individuals of its own for each scenario are the simplest reset: call them\n"
                    "    // scenario + \".\" + name.\n"
                    "    scenario_ = scenario;\n  }}\n\n"
                    "  // A step that the service turns down throws Refused(\"why\").\n",
                    skeleton_.rules_file, module_, name_space());
    text += outline("  // ", " override");
    return text + "\n  std::string scenario_;\n};\n\n} // namespace\n\nint main() {\n  ServiceAdapter adapter;\n  " +
           "serve(adapter);\n}\n";
  }
};

} // namespace

std::vector<SkeletonFile> write_cpp_skeleton(const Skeleton& skeleton) {
  return CppWriter(skeleton).files();
}

} // namespace chaperone::conformance
