// An adapter in Python 3.9 or newer, with the standard library alone.
#include "generators/conformance/skeleton.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::conformance {
namespace {

constexpr std::string_view reserved =
    " False None True and as assert async await break class continue def del elif else except finally for from global "
    "if "
    "import in is lambda nonlocal not or pass raise return try while with self cls print match case "
    // what the file itself names
    "str list tuple dict int bool json sys Any Iterable Literal value Adapter Refused Unsupported serve ";

constexpr std::string_view head_end = R"(
import json
import sys
from typing import Any, Iterable, Literal


class Refused(Exception):
    """The service turned the step down, and nothing changed."""


class Unsupported(Exception):
    """The service has no such thing."""

)";

constexpr std::string_view serve = R"(

def serve(adapter: Adapter) -> None:
    """Answers requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "bye":
            break
        try:
            reply = _answer(adapter, request)
        except Unsupported as why:
            reply = {"unsupported": str(why)}
        except Exception as why:  # whatever it is, it is told; a traceback would end the adapter
            reply = {"error": f"{type(why).__name__}: {why}"}
        print(json.dumps({"id": request["id"], **reply}), flush=True)


def _answer(adapter: Adapter, request: dict[str, Any]) -> dict[str, Any]:
    verb = request["do"]
    if verb == "hello":
        return {"protocol": 1, "observes": adapter.observes}
    if verb == "reset":
        adapter.reset(request["scenario"], request["population"])
    elif verb == "join":
        adapter.join(request["scenario"], request["population"])
    elif verb == "given":
        for name, *args in request["facts"]:
            getattr(adapter, "given_" + _METHODS[name])(*(each for each in args if each != "="))
    elif verb == "step":
        try:
            args = {_PARAMETERS.get(name, name): value for name, value in request["args"].items()}
            getattr(adapter, "step_" + _METHODS[request["rule"]])(**args)
        except Refused as why:
            return {"outcome": "refused", "reason": str(why)}
        return {"outcome": "allowed"}
    elif verb == "ask":
        return {"holds": {name: list(getattr(adapter, "ask_" + _METHODS[name])()) for name in request["of"]}}
    return {}
)";

std::string py(std::string_view name) {
  return identifier(name, reserved);
}

class PythonWriter {
public:
  explicit PythonWriter(const Skeleton& skeleton) : skeleton_(skeleton), module_(identifier(skeleton.system)) {}

  std::vector<SkeletonFile> files() const {
    return {{module_ + "_protocol.py", protocol(), false}, {module_ + "_adapter.py", adapter(), true}};
  }

private:
  std::string sort(std::size_t index) const { return py(skeleton_.sorts[index].name); }

  std::string type(const SkeletonParameter& parameter) const {
    return parameter.is_set ? "list[" + sort(parameter.sort) + "]" : sort(parameter.sort);
  }

  std::string signature(const std::string& name, const SkeletonCall& call, bool with_result) const {
    std::string text = "def " + name + "(self";
    for (const SkeletonParameter& parameter : call.parameters)
      text += fmt::format(", {}: {}", py(parameter.name), type(parameter));
    if (with_result && call.result)
      text += ", value: " + sort(*call.result);
    return text + ") -> None:";
  }

  std::string rows(const SkeletonCall& call) const {
    std::string columns;
    for (const SkeletonParameter& parameter : call.parameters)
      columns += (columns.empty() ? "" : ", ") + sort(parameter.sort);
    if (call.result)
      columns += (columns.empty() ? "" : ", ") + sort(*call.result);
    return fmt::format("Iterable[tuple[{}]]", columns.empty() ? "()" : columns);
  }

  static std::string docstring(const std::string& doc) {
    std::string text;
    for (const char c : doc)
      text += c == '\\' || c == '"' ? std::string("\\") + c : std::string(1, c);
    std::string lines = comment(text, "        ");
    lines.insert(8, "\"\"\"");
    lines.insert(lines.size() - 1, "\"\"\"");
    return lines;
  }

  std::string method(const std::string& head, const std::string& doc, const std::string& what) const {
    return fmt::format("\n    {}\n{}        raise Unsupported({})\n", head, docstring(doc),
                       literal(what + " is not implemented"));
  }

  std::string base_class() const {
    std::string text = "\nclass Adapter:\n    \"\"\"What Chaperone asks of the service. Derive from it: see " +
                       module_ +
                       "_adapter.py.\"\"\"\n\n    # What the service can show; the rest counts as being as the rules "
                       "have it.\n    observes: list[str] = [";
    for (const SkeletonCall& call : skeleton_.asks)
      text += (&call == &skeleton_.asks.front() ? "" : ", ") + literal(call.name);
    text += "]\n" + method("def reset(self, scenario: str, population: dict[str, list[str]]) -> None:",
                           "Begins a scenario: nothing has happened to these individuals yet. Its name was never used "
                           "before.",
                           "`reset`");
    text += method("def join(self, scenario: str, population: dict[str, list[str]]) -> None:",
                   "Acts on the individuals of a scenario that another adapter began (only for --race).", "`join`");
    for (const SkeletonCall& call : skeleton_.givens)
      text += method(signature("given_" + identifier(call.name), call, true), "At the start: " + call.doc,
                     "given `" + call.name + "`");
    for (const SkeletonCall& call : skeleton_.steps)
      text += method(signature("step_" + identifier(call.name), call, false), call.doc, "`" + call.name + "`");
    for (const SkeletonCall& call : skeleton_.asks)
      text += method(fmt::format("def ask_{}(self) -> {}:", identifier(call.name), rows(call)),
                     "All that holds now: " + call.doc, "asking for `" + call.name + "`");
    return text;
  }

  /// Where a name of the rules is none in Python.
  std::string tables() const {
    std::string methods, parameters;
    for (const auto* calls : {&skeleton_.givens, &skeleton_.steps})
      for (const SkeletonCall& call : *calls) {
        methods += fmt::format("    {}: {},\n", literal(call.name), literal(identifier(call.name)));
        for (const SkeletonParameter& parameter : call.parameters)
          if (py(parameter.name) != parameter.name && parameters.find(literal(parameter.name)) == std::string::npos)
            parameters += fmt::format("    {}: {},\n", literal(parameter.name), literal(py(parameter.name)));
      }
    return "\n\n_METHODS: dict[str, str] = {\n" + methods + "}\n_PARAMETERS: dict[str, str] = {" +
           (parameters.empty() ? "" : "\n") + parameters + "}\n";
  }

  std::string protocol() const {
    std::string text =
        fmt::format("\"\"\"What passes between Chaperone and an adapter for {}.\n\nMade by Chaperone from {}. "
                    "Do not edit: change the rules and generate again.\n\"\"\"\n",
                    skeleton_.system, skeleton_.rules_file);
    text += head_end;
    for (std::size_t index = 0; index < skeleton_.sorts.size(); ++index) {
      const SkeletonSort& each = skeleton_.sorts[index];
      std::string values;
      for (const std::string& value : each.values)
        values += (values.empty() ? "" : ", ") + literal(value);
      text += each.doc.empty() ? "" : comment(each.doc, "# ");
      text += fmt::format("{} = {}\n", sort(index), each.is_enum ? "Literal[" + values + "]" : "str");
    }
    return text + base_class() + tables() + std::string(serve);
  }

  std::string adapter() const {
    std::string text =
        fmt::format("#!/usr/bin/env python3\n\"\"\"Puts the service behind the adapter protocol of `chaperone "
                    "conform`.\n\n    chaperone conform {} --driver 'python3 {}_adapter.py'\n\n"
                    "This file is yours: Chaperone writes it once. What is not implemented yet says so.\n"
                    "\"\"\"\n\nfrom __future__ import annotations\n\n",
                    skeleton_.rules_file, module_);
    text += fmt::format("from {}_protocol import *\n\n\nclass ServiceAdapter(Adapter):\n"
                        "    def reset(self, scenario: str, population: dict[str, list[str]]) -> None:\n"
                        "        # Individuals of its own for each scenario are the simplest reset: call them scenario "
                        "+ \".\" + name.\n"
                        "        self.scenario = scenario\n\n",
                        module_);
    text += "    # A step that the service turns down raises Refused(\"why\").\n";
    for (const auto& [prefix, calls, with_result] :
         {std::tuple("given_", &skeleton_.givens, true), std::tuple("step_", &skeleton_.steps, false)})
      for (const SkeletonCall& call : *calls)
        text += fmt::format("    # {}\n", signature(prefix + identifier(call.name), call, with_result));
    for (const SkeletonCall& call : skeleton_.asks)
      text += fmt::format("    # def ask_{}(self) -> {}:\n", identifier(call.name), rows(call));
    return text + "\n\nif __name__ == \"__main__\":\n    serve(ServiceAdapter())\n";
  }

  const Skeleton& skeleton_;
  std::string module_;
};

} // namespace

std::vector<SkeletonFile> write_python_skeleton(const Skeleton& skeleton) {
  return PythonWriter(skeleton).files();
}

} // namespace chaperone::conformance
