// An adapter in TypeScript for Node, without any package. Every method may be asynchronous.
#include "generators/code/source_text.hpp"
#include "generators/conformance/skeleton_writer.hpp"

#include <fmt/format.h>

namespace chaperone::conformance {
namespace {

constexpr std::string_view reserved_in_typescript =
    " break case catch class const continue debugger default delete do else enum export extends false finally for "
    "function "
    "if import in instanceof new null return super switch this throw true try typeof var void while with as implements "
    "interface let package private protected public static yield any boolean number string symbol object unknown never "
    "await async arguments eval "
    // what the file itself names
    "value Adapter Refused Unsupported Answer Request Population serve process Promise Error JSON Array Record ";

constexpr std::string_view typescript_head_end = R"(
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

constexpr std::string_view typescript_given =
    R"(  /** What the scenario is given: a name of the rules and its arguments, of a function with the value behind. It is
   * there before `reset` and `join` are called. */
  facts: string[][] = [];
  /** Sets up all that is given at once. As it stands: one by one, by the methods below. */
  async given(facts: string[][]): Promise<void> {
    for (const [name, ...args] of facts) await givens[name](this, args);
  }
)";

constexpr std::string_view typescript_serve = R"(
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

/** Without the equals sign before a function's value. */
function facts(request: Request): string[][] {
  return request.facts.map((fact) => fact.filter((each) => each !== "="));
}

async function answer(adapter: Adapter, request: Request): Promise<object> {
  switch (request.do) {
    case "hello":
      return { protocol: 1, observes: adapter.observes };
    case "reset":
      adapter.facts = facts(request);
      await adapter.reset(request.scenario, request.population);
      return {};
    case "join":
      adapter.facts = facts(request);
      await adapter.join(request.scenario, request.population);
      return {};
    case "given":
      await adapter.given(adapter.facts);
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

class TypeScriptWriter : public SkeletonWriter {
public:
  explicit TypeScriptWriter(const Skeleton& skeleton) : SkeletonWriter(skeleton, reserved_in_typescript) {}

  std::vector<SkeletonFile> files() const {
    return {{module_ + "_protocol.ts", protocol(), false}, {module_ + "_adapter.ts", adapter(), true}};
  }

private:
  std::string type(const SkeletonParameter& parameter) const {
    return sort(parameter.sort) + (parameter.is_set ? "[]" : "");
  }

  std::string head(const std::string& name, const SkeletonCall& call, bool with_result) const override {
    std::string parameters;
    for (const SkeletonParameter& parameter : call.parameters)
      parameters += fmt::format("{}{}: {}", parameters.empty() ? "" : ", ", spelled(parameter.name), type(parameter));
    if (with_result && call.result)
      parameters += fmt::format("{}value: {}", parameters.empty() ? "" : ", ", sort(*call.result));
    return fmt::format("{}({}): Answer<void>", name, parameters);
  }

  std::string ask_head(const SkeletonCall& call) const override {
    return fmt::format("ask_{}(): Answer<[{}][]>", identifier(call.name), joined(columns(call)));
  }
  std::string scenario_head(std::string_view name) const override {
    return fmt::format("{}(scenario: string, population: Population): Answer<void>", name);
  }

  static std::string doc_comment(const std::string& doc) { return "  /**\n" + comment(doc, "   * ") + "   */\n"; }

  std::string method(const std::string& head, const std::string& doc, const std::string& what) const override {
    return fmt::format("\n{}  {} {{\n    throw new Unsupported({});\n  }}\n", doc_comment(doc), head,
                       generators::quoted(what + " is not implemented"));
  }

  std::string base_class() const {
    return "\n/** What Chaperone asks of the service. Derive from it: see " + module_ +
           "_adapter.ts. */\nexport class Adapter {\n  /** What the service can show; the rest counts as "
           "being as the rules have it. */\n  observes: string[] = [" +
           observed() + "];\n" + std::string(typescript_given) + methods() + "}\n";
  }

  std::string tables() const {
    std::string givens = "\nconst givens: Record<string, (adapter: Adapter, args: any[]) => Answer<void>> = {\n";
    for (const SkeletonCall& call : skeleton_.givens) {
      std::string args;
      for (std::size_t at = 0; at < call.parameters.size() + (call.result ? 1 : 0); ++at)
        args += fmt::format("{}args[{}]", at == 0 ? "" : ", ", at);
      givens += fmt::format("  {}: (adapter, {}) => adapter.given_{}({}),\n", generators::quoted(call.name),
                            args.empty() ? "_args" : "args", identifier(call.name), args);
    }
    std::string steps =
        "};\n\nconst steps: Record<string, (adapter: Adapter, args: Record<string, any>) => Answer<void>> = {\n";
    for (const SkeletonCall& call : skeleton_.steps) {
      const std::string args = arguments_by_name(call);
      steps += fmt::format("  {}: (adapter, {}) => adapter.step_{}({}),\n", generators::quoted(call.name),
                           args.empty() ? "_args" : "args", identifier(call.name), args);
    }
    std::string asks = "};\n\nconst asks: Record<string, (adapter: Adapter) => Answer<string[][]>> = {\n";
    for (const SkeletonCall& call : skeleton_.asks)
      asks +=
          fmt::format("  {}: (adapter) => adapter.ask_{}(),\n", generators::quoted(call.name), identifier(call.name));
    return givens + steps + asks + "};\n";
  }

  std::string protocol() const {
    std::string text =
        fmt::format("// What passes between Chaperone and an adapter for {}. Made by Chaperone from {}.\n"
                    "// Do not edit: change the rules and generate again.\n",
                    skeleton_.system, skeleton_.rules_file);
    text += typescript_head_end;
    for (std::size_t index = 0; index < skeleton_.sorts.size(); ++index) {
      const SkeletonSort& each = skeleton_.sorts[index];
      text += each.doc.empty() ? "" : comment(each.doc, "// ");
      text += fmt::format("export type {} = {};\n", sort(index), each.is_enum ? values(each, " | ", true) : "string");
    }
    return text + base_class() + tables() + std::string(typescript_serve);
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
    text += outline("  // ", "");
    return text + "}\n\nserve(new ServiceAdapter());\n";
  }
};

} // namespace

std::vector<SkeletonFile> write_typescript_skeleton(const Skeleton& skeleton) {
  return TypeScriptWriter(skeleton).files();
}

} // namespace chaperone::conformance
