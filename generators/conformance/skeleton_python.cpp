// An adapter in Python 3.9 or newer, with the standard library alone.
#include "generators/code/source_text.hpp"
#include "generators/conformance/skeleton_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::conformance {
namespace {

constexpr std::string_view reserved_in_python =
    " False None True and as assert async await break class continue def del elif else except finally for from global "
    "if "
    "import in is lambda nonlocal not or pass raise return try while with self cls print match case "
    // what the file itself names
    "str list tuple dict int bool json os sys traceback Any Iterable Literal value Adapter Refused Unsupported serve ";

constexpr std::string_view python_head_end = R"(
import json
import os
import sys
import traceback
from typing import Any, Iterable, Literal


class Refused(Exception):
    """The service turned the step down, and nothing changed."""


class Unsupported(Exception):
    """The service has no such thing."""

)";

constexpr std::string_view python_given = R"(
    # What the scenario is given: a name of the rules and its arguments, of a function with the value behind. It is there
    # before `reset` and `join` are called.
    facts: list[list[str]] = []

    def given(self, facts: list[list[str]]) -> None:
        """Sets up all that is given at once. As it stands: one by one, by the methods below."""
        for name, *args in facts:
            getattr(self, "given_" + _METHODS[name])(*args)
)";

constexpr std::string_view python_serve = R"(

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
        except Exception as why:  # whatever it is, it is told, and the adapter goes on
            traceback.print_exc()
            last = traceback.extract_tb(why.__traceback__)[-1]
            place = f"{os.path.basename(last.filename)}:{last.lineno}"
            reply = {"error": f"{type(why).__name__} at {place}: {why}"}
        print(json.dumps({"id": request["id"], **reply}), flush=True)


def _answer(adapter: Adapter, request: dict[str, Any]) -> dict[str, Any]:
    verb = request["do"]
    if verb == "hello":
        return {"protocol": 1, "observes": adapter.observes}
    if "facts" in request:
        adapter.facts = [[each for each in fact if each != "="] for fact in request["facts"]]
    if verb == "reset":
        adapter.reset(request["scenario"], request["population"])
    elif verb == "join":
        adapter.join(request["scenario"], request["population"])
    elif verb == "given":
        adapter.given(adapter.facts)
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

class PythonWriter : public SkeletonWriter {
public:
  explicit PythonWriter(const Skeleton& skeleton) : SkeletonWriter(skeleton, reserved_in_python) {}

  std::vector<SkeletonFile> files() const {
    return {{module_ + "_protocol.py", protocol(), false}, {module_ + "_adapter.py", adapter(), true}};
  }

private:
  std::string type(const SkeletonParameter& parameter) const {
    return parameter.is_set ? "list[" + sort(parameter.sort) + "]" : sort(parameter.sort);
  }

  std::string head(const std::string& name, const SkeletonCall& call, bool with_result) const override {
    std::string text = "def " + name + "(self";
    for (const SkeletonParameter& parameter : call.parameters)
      text += fmt::format(", {}: {}", spelled(parameter.name), type(parameter));
    if (with_result && call.result)
      text += ", value: " + sort(*call.result);
    return text + ") -> None:";
  }

  std::string ask_head(const SkeletonCall& call) const override {
    const std::string row = joined(columns(call));
    return fmt::format("def ask_{}(self) -> Iterable[tuple[{}]]:", identifier(call.name), row.empty() ? "()" : row);
  }
  std::string scenario_head(std::string_view name) const override {
    return fmt::format("def {}(self, scenario: str, population: dict[str, list[str]]) -> None:", name);
  }

  static std::string docstring(const std::string& doc) {
    std::string lines = comment(generators::in_docstring(doc), "        ");
    lines.insert(8, "\"\"\"");
    lines.insert(lines.size() - 1, "\"\"\"");
    return lines;
  }

  std::string method(const std::string& head, const std::string& doc, const std::string& what) const override {
    return fmt::format("\n    {}\n{}        raise Unsupported({})\n", head, docstring(doc),
                       generators::quoted(what + " is not implemented"));
  }

  std::string base_class() const {
    return "\nclass Adapter:\n    \"\"\"What Chaperone asks of the service. Derive from it: see " + module_ +
           "_adapter.py.\"\"\"\n\n    # What the service can show; the rest counts as being as the rules "
           "have it.\n    observes: list[str] = [" +
           observed() + "]\n" + std::string(python_given) + methods();
  }

  /// Where a name of the rules is none in Python.
  std::string tables() const {
    std::string methods, parameters;
    for (const auto* calls : {&skeleton_.givens, &skeleton_.steps, &skeleton_.asks})
      for (const SkeletonCall& call : *calls) {
        const std::string row =
            fmt::format("    {}: {},\n", generators::quoted(call.name), generators::quoted(identifier(call.name)));
        if (methods.find(row) == std::string::npos)
          methods += row;
        for (const SkeletonParameter& parameter : call.parameters)
          if (spelled(parameter.name) != parameter.name &&
              parameters.find(generators::quoted(parameter.name)) == std::string::npos)
            parameters += fmt::format("    {}: {},\n", generators::quoted(parameter.name),
                                      generators::quoted(spelled(parameter.name)));
      }
    return "\n\n_METHODS: dict[str, str] = {\n" + methods + "}\n_PARAMETERS: dict[str, str] = {" +
           (parameters.empty() ? "" : "\n") + parameters + "}\n";
  }

  std::string protocol() const {
    std::string text =
        fmt::format("\"\"\"What passes between Chaperone and an adapter for {}.\n\nMade by Chaperone from {}. "
                    "Do not edit: change the rules and generate again.\n\"\"\"\n",
                    skeleton_.system, generators::in_docstring(skeleton_.rules_file));
    text += python_head_end;
    for (std::size_t index = 0; index < skeleton_.sorts.size(); ++index) {
      const SkeletonSort& each = skeleton_.sorts[index];
      text += each.doc.empty() ? "" : comment(each.doc, "# ");
      text += fmt::format("{} = {}\n", sort(index), each.is_enum ? "Literal[" + values(each, ", ", true) + "]" : "str");
    }
    return text + base_class() + tables() + std::string(python_serve);
  }

  std::string adapter() const {
    std::string text =
        fmt::format("#!/usr/bin/env python3\n\"\"\"Puts the service behind the adapter protocol of `chaperone "
                    "conform`.\n\n    chaperone conform {} --driver 'python3 {}_adapter.py'\n\n"
                    "This file is yours: Chaperone writes it once. What is not implemented yet says so.\n"
                    "\"\"\"\n\nfrom __future__ import annotations\n\n",
                    generators::in_docstring(skeleton_.rules_file), module_);
    text += fmt::format("from {}_protocol import *\n\n\nclass ServiceAdapter(Adapter):\n"
                        "    def reset(self, scenario: str, population: dict[str, list[str]]) -> None:\n"
                        "        # Individuals of its own for each scenario are the simplest reset: call them scenario "
                        "+ \".\" + name.\n"
                        "        self.scenario = scenario\n\n",
                        module_);
    text += "    # A step that the service turns down raises Refused(\"why\").\n";
    text += outline("    # ", "");
    return text + "\n\nif __name__ == \"__main__\":\n    serve(ServiceAdapter())\n";
  }
};

} // namespace

std::vector<SkeletonFile> write_python_skeleton(const Skeleton& skeleton) {
  return PythonWriter(skeleton).files();
}

} // namespace chaperone::conformance
