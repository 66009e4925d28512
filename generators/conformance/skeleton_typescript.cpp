// An adapter in TypeScript for Node, without any package. Every method may be asynchronous.
#include "generators/conformance/skeleton.hpp"

#include <fmt/format.h>

namespace chaperone::conformance {
namespace {

constexpr std::string_view reserved =
    " break case catch class const continue debugger default delete do else enum export extends false finally for "
    "function "
    "if import in instanceof new null return super switch this throw true try typeof var void while with as implements "
    "interface let package private protected public static yield any boolean number string symbol object unknown never "
    "await async arguments eval "
    // what the file itself names
    "value Adapter Refused Unsupported Answer Request Population serve process Promise Error JSON Array Record ";

constexpr std::string_view head_end = R"(
// Node's, without its types: they are a package of their own.
declare const process: {
  stdin: AsyncIterable<{ toString(): string }> & { setEncoding(encoding: string): void };
  stdout: { write(text: string): void };
};

/** Every method may be asynchronous. */
export type Answer<T> = T | Promise<T>;
export type Population = Record<string, string[]>;

/** The service turned the step down, and nothing changed. */
export class Refused extends Error {}
/** The service has no such thing. */
export class Unsupported extends Error {}

)";

constexpr std::string_view serve = R"(
interface Request {
  id: number;
  do: string;
  scenario: string;
  population: Population;
  facts: string[][];
  rule: string;
  args: Record<string, any>;
  of: string[];
}

async function answer(adapter: Adapter, request: Request): Promise<object> {
  switch (request.do) {
    case "hello":
      return { protocol: 1, observes: adapter.observes };
    case "reset":
      await adapter.reset(request.scenario, request.population);
      return {};
    case "join":
      await adapter.join(request.scenario, request.population);
      return {};
    case "given":
      for (const [name, ...args] of request.facts)
        await givens[name](adapter, args.filter((each) => each !== "="));
      return {};
    case "step":
      try {
        await steps[request.rule](adapter, request.args);
      } catch (why) {
        if (why instanceof Refused) return { outcome: "refused", reason: why.message };
        throw why;
      }
      return { outcome: "allowed" };
    case "ask": {
      const holds: Record<string, unknown> = {};
      for (const name of request.of) holds[name] = await asks[name](adapter);
      return { holds };
    }
    default:
      throw new Unsupported(request.do);
  }
}

/** Answers requests until there are no more. */
export async function serve(adapter: Adapter): Promise<void> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    const lines = (text + chunk.toString()).split("\n");
    text = lines.pop() as string;
    for (const line of lines) {
      const request = JSON.parse(line) as Request;
      if (request.do === "bye") return;
      let reply: object;
      try {
        reply = await answer(adapter, request);
      } catch (why) {
        reply = why instanceof Unsupported ? { unsupported: why.message } : { error: String(why) };
      }
      process.stdout.write(JSON.stringify({ id: request.id, ...reply }) + "\n");
    }
  }
}
)";

std::string ts(std::string_view name) {
  return identifier(name, reserved);
}

class TypeScriptWriter {
public:
  explicit TypeScriptWriter(const Skeleton& skeleton) : skeleton_(skeleton), module_(identifier(skeleton.system)) {}

  std::vector<SkeletonFile> files() const {
    return {{module_ + "_protocol.ts", protocol(), false}, {module_ + "_adapter.ts", adapter(), true}};
  }

private:
  std::string sort(std::size_t index) const { return ts(skeleton_.sorts[index].name); }
  std::string type(const SkeletonParameter& parameter) const {
    return sort(parameter.sort) + (parameter.is_set ? "[]" : "");
  }

  std::string signature(const std::string& name, const SkeletonCall& call, bool with_result) const {
    std::string parameters;
    for (const SkeletonParameter& parameter : call.parameters)
      parameters += fmt::format("{}{}: {}", parameters.empty() ? "" : ", ", ts(parameter.name), type(parameter));
    if (with_result && call.result)
      parameters += fmt::format("{}value: {}", parameters.empty() ? "" : ", ", sort(*call.result));
    return fmt::format("{}({}): Answer<void>", name, parameters);
  }

  std::string rows(const SkeletonCall& call) const {
    std::string columns;
    for (const SkeletonParameter& parameter : call.parameters)
      columns += (columns.empty() ? "" : ", ") + sort(parameter.sort);
    if (call.result)
      columns += (columns.empty() ? "" : ", ") + sort(*call.result);
    return fmt::format("[{}][]", columns);
  }

  static std::string doc_comment(std::string doc) {
    for (auto at = doc.find("*/"); at != std::string::npos; at = doc.find("*/", at))
      doc.replace(at, 2, "* /");
    return "  /**\n" + comment(doc, "   * ") + "   */\n";
  }

  static std::string method(const std::string& head, const std::string& doc, const std::string& what) {
    return fmt::format("\n{}  {} {{\n    throw new Unsupported({});\n  }}\n", doc_comment(doc), head,
                       literal(what + " is not implemented"));
  }

  std::string base_class() const {
    std::string text = "\n/** What Chaperone asks of the service. Derive from it: see " + module_ +
                       "_adapter.ts. */\nexport class Adapter {\n  /** What the service can show; the rest counts as "
                       "being as the rules have it. */\n  observes: string[] = [";
    for (const SkeletonCall& call : skeleton_.asks)
      text += (&call == &skeleton_.asks.front() ? "" : ", ") + literal(call.name);
    text += "];\n";
    text += method("reset(scenario: string, population: Population): Answer<void>",
                   "Begins a scenario: nothing has happened to these individuals yet. Its name was never used before.",
                   "`reset`");
    text += method("join(scenario: string, population: Population): Answer<void>",
                   "Acts on the individuals of a scenario that another adapter began (only for --race).", "`join`");
    for (const SkeletonCall& call : skeleton_.givens)
      text += method(signature("given_" + identifier(call.name), call, true), "At the start: " + call.doc,
                     "given `" + call.name + "`");
    for (const SkeletonCall& call : skeleton_.steps)
      text += method(signature("step_" + identifier(call.name), call, false), call.doc, "`" + call.name + "`");
    for (const SkeletonCall& call : skeleton_.asks)
      text += method(fmt::format("ask_{}(): Answer<{}>", identifier(call.name), rows(call)),
                     "All that holds now: " + call.doc, "asking for `" + call.name + "`");
    return text + "}\n";
  }

  std::string tables() const {
    std::string givens = "\nconst givens: Record<string, (adapter: Adapter, args: any[]) => Answer<void>> = {\n";
    for (const SkeletonCall& call : skeleton_.givens) {
      std::string args;
      for (std::size_t at = 0; at < call.parameters.size() + (call.result ? 1 : 0); ++at)
        args += fmt::format("{}args[{}]", at == 0 ? "" : ", ", at);
      givens += fmt::format("  {}: (adapter, {}) => adapter.given_{}({}),\n", literal(call.name),
                            args.empty() ? "_args" : "args", identifier(call.name), args);
    }
    std::string steps =
        "};\n\nconst steps: Record<string, (adapter: Adapter, args: Record<string, any>) => Answer<void>> = {\n";
    for (const SkeletonCall& call : skeleton_.steps) {
      std::string args;
      for (const SkeletonParameter& parameter : call.parameters)
        args += fmt::format("{}args[{}]", args.empty() ? "" : ", ", literal(parameter.name));
      steps += fmt::format("  {}: (adapter, {}) => adapter.step_{}({}),\n", literal(call.name),
                           args.empty() ? "_args" : "args", identifier(call.name), args);
    }
    std::string asks = "};\n\nconst asks: Record<string, (adapter: Adapter) => Answer<string[][]>> = {\n";
    for (const SkeletonCall& call : skeleton_.asks)
      asks += fmt::format("  {}: (adapter) => adapter.ask_{}(),\n", literal(call.name), identifier(call.name));
    return givens + steps + asks + "};\n";
  }

  std::string protocol() const {
    std::string text =
        fmt::format("// What passes between Chaperone and an adapter for {}. Made by Chaperone from {}.\n"
                    "// Do not edit: change the rules and generate again.\n",
                    skeleton_.system, skeleton_.rules_file);
    text += head_end;
    for (std::size_t index = 0; index < skeleton_.sorts.size(); ++index) {
      const SkeletonSort& each = skeleton_.sorts[index];
      std::string values;
      for (const std::string& value : each.values)
        values += (values.empty() ? "" : " | ") + literal(value);
      text += each.doc.empty() ? "" : comment(each.doc, "// ");
      text += fmt::format("export type {} = {};\n", sort(index), each.is_enum ? values : "string");
    }
    return text + base_class() + tables() + std::string(serve);
  }

  std::string adapter() const {
    std::string sorts;
    for (std::size_t index = 0; index < skeleton_.sorts.size(); ++index)
      sorts += ", " + sort(index);
    std::string text =
        fmt::format("// Puts the service behind the adapter protocol of `chaperone conform`.\n//\n"
                    "//   tsc --target es2020 --module commonjs {1}_adapter.ts\n"
                    "//   chaperone conform {0} --driver 'node {1}_adapter.js'\n//\n"
                    "// This file is yours: Chaperone writes it once. What is not implemented yet says so.\n",
                    skeleton_.rules_file, module_);
    text += fmt::format("import {{ Adapter, Answer, Population, Refused, serve{} }} from \"./{}_protocol\";\n\n", sorts,
                        module_);
    text +=
        "class ServiceAdapter extends Adapter {\n  private scenario = \"\";\n\n"
        "  reset(scenario: string, _population: Population): Answer<void> {\n"
        "    // Individuals of its own for each scenario are the simplest reset: call them scenario + \".\" + name.\n"
        "    this.scenario = scenario;\n  }\n\n"
        "  // A step that the service turns down throws new Refused(\"why\").\n";
    for (const SkeletonCall& call : skeleton_.givens)
      text += fmt::format("  // {}\n", signature("given_" + identifier(call.name), call, true));
    for (const SkeletonCall& call : skeleton_.steps)
      text += fmt::format("  // {}\n", signature("step_" + identifier(call.name), call, false));
    for (const SkeletonCall& call : skeleton_.asks)
      text += fmt::format("  // ask_{}(): Answer<{}>\n", identifier(call.name), rows(call));
    return text + "}\n\nserve(new ServiceAdapter());\n";
  }

  const Skeleton& skeleton_;
  std::string module_;
};

} // namespace

std::vector<SkeletonFile> write_typescript_skeleton(const Skeleton& skeleton) {
  return TypeScriptWriter(skeleton).files();
}

} // namespace chaperone::conformance
