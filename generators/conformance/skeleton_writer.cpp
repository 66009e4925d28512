// See skeleton_writer.hpp.
#include "generators/conformance/skeleton_writer.hpp"

#include "generators/code/source_text.hpp"

#include <fmt/format.h>

namespace chaperone::conformance {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string result;
  for (std::size_t at = 0; at < parts.size(); ++at)
    result += (at == 0 ? std::string() : std::string(between)) + parts[at];
  return result;
}

std::string SkeletonWriter::methods() const {
  std::string text =
      method(scenario_head("reset"),
             "Begins a scenario: nothing has happened to these individuals yet. Its name was never used before.",
             "`reset`") +
      method(scenario_head("join"),
             "Acts on the individuals of a scenario that another adapter began (only for --race).", "`join`");
  for (const SkeletonCall& call : skeleton_.givens)
    text += method(head("given_" + identifier(call.name), call, true), "At the start: " + call.doc,
                   "given `" + call.name + "`");
  for (const SkeletonCall& call : skeleton_.steps)
    text += method(head("step_" + identifier(call.name), call, false), call.doc, "`" + call.name + "`");
  for (const SkeletonCall& call : skeleton_.asks)
    text += method(ask_head(call),
                   (call.result ? "Its value now, a row for each place: " : "All that holds now: ") + call.doc,
                   "asking for `" + call.name + "`");
  return text;
}

std::string SkeletonWriter::outline(std::string_view before, std::string_view after) const {
  std::string text;
  const auto line = [&](const std::string& words) { text += fmt::format("{}{}{}\n", before, words, after); };
  for (const SkeletonCall& call : skeleton_.givens)
    line(outline_head("given_" + identifier(call.name), call, true));
  for (const SkeletonCall& call : skeleton_.steps)
    line(outline_head("step_" + identifier(call.name), call, false));
  for (const SkeletonCall& call : skeleton_.asks)
    line(ask_head(call));
  return text;
}

std::vector<std::string> SkeletonWriter::columns(const SkeletonCall& call) const {
  std::vector<std::string> result;
  for (const SkeletonParameter& parameter : call.parameters)
    result.push_back(sort(parameter.sort));
  if (call.result)
    result.push_back(sort(*call.result));
  return result;
}

std::string SkeletonWriter::observed() const {
  std::vector<std::string> names;
  for (const SkeletonCall& call : skeleton_.asks)
    names.push_back(generators::quoted(call.name));
  return joined(names);
}

std::string SkeletonWriter::arguments_by_name(const SkeletonCall& call) {
  std::vector<std::string> result;
  for (const SkeletonParameter& parameter : call.parameters)
    result.push_back("args[" + generators::quoted(parameter.name) + "]");
  return joined(result);
}

std::string SkeletonWriter::values(const SkeletonSort& sort, std::string_view between, bool as_literals) {
  std::vector<std::string> result;
  for (const std::string& value : sort.values)
    result.push_back(as_literals ? generators::quoted(value) : value);
  return joined(result, between);
}

} // namespace chaperone::conformance
