// The formats of CI systems; see ci_cases.hpp.
// Sources: the JUnit XML that Maven Surefire writes; SARIF 2.1.0 (OASIS, 2020); "Workflow commands for GitHub
// Actions". Covered by tests/generators/ci_test.cpp.
#include "generators/reports/ci_cases.hpp"

#include "generators/reports/check_json.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string_view>

namespace chaperone::reports {

namespace {

using Json = nlohmann::ordered_json;
using model::shown_escape;
using model::visible;
using model::visible_lines;
using model::without_commands;

std::string in_xml(const std::string& text) {
  std::string result;
  for (const char c : visible_lines(text))
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else
      result += c;
  return without_commands(std::move(result), "&#{};");
}

/// `%` and line ends, and in a property's value also what ends it.
std::string in_command(const std::string& text, bool is_property) {
  std::string result;
  for (const char c : without_commands(visible_lines(text), shown_escape))
    if (c == '%' || c == '\n' || c == '\r' || (is_property && (c == ':' || c == ',')))
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      result += c;
  return result;
}

/// In a row of a Markdown table.
std::string in_cell(const std::string& text) {
  std::string result = visible(text);
  std::replace(result.begin(), result.end(), '|', '/');
  return result;
}

/// As it stands in Markdown, between fences that are longer than any in it.
std::string block(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos)
    fence += '`';
  return fmt::format("{0}\n{1}{2}{0}\n", fence, visible_lines(text), text.ends_with('\n') ? "" : "\n");
}

/// A path as a URI reference: RFC 3986, "path-noscheme" and "path-absolute".
std::string in_uri(const std::string& path) {
  std::string result;
  for (const char c : path) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~/!$&'()*+,;=@").find(c) != std::string_view::npos;
    result += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

const char* word_for(CiOutcome outcome) {
  switch (outcome) {
  case CiOutcome::passed:
    return "passed";
  case CiOutcome::failed:
    return "failed";
  case CiOutcome::undecided:
    return "undecided";
  case CiOutcome::warning:
    return "warning";
  case CiOutcome::note:
    return "note";
  case CiOutcome::mistake:
    return "mistake";
  }
  return "";
}

Json location(const CiPlace& place, const std::string& message) {
  Json result = {{"physicalLocation",
                  {{"artifactLocation", {{"uri", in_uri(place.file)}}},
                   {"region", {{"startLine", place.line}, {"startColumn", place.column}}}}}};
  if (!message.empty())
    result["message"] = {{"text", message}};
  return result;
}

Json sarif_result(const CiCase& it) {
  Json result = {{"ruleId", it.suite + "/" + it.name},
                 {"kind", it.outcome == CiOutcome::note ? "informational" : "fail"},
                 {"level", it.outcome == CiOutcome::note      ? "none"
                           : it.outcome == CiOutcome::warning ? "warning"
                                                              : "error"},
                 {"message", {{"text", it.outcome == CiOutcome::undecided ? "undecided: " + it.message : it.message}}},
                 {"partialFingerprints", {{"chaperone/v1", it.suite + "/" + it.fingerprint}}}};
  if (!it.place.file.empty())
    result["locations"] = Json::array({location(it.place, "")});
  Json flow = Json::array();
  for (const CiStep& step : it.steps)
    if (!step.rule.file.empty())
      flow.push_back({{"location", location(step.rule, step.sentence)}});
  if (!flow.empty())
    result["codeFlows"] = Json::array({{{"threadFlows", Json::array({{{"locations", std::move(flow)}}})}}});
  return result;
}

std::string diagram(const CiCase& it) {
  std::vector<std::string> people;
  for (const CiStep& step : it.steps)
    for (const std::string& who : step.who)
      if (std::find(people.begin(), people.end(), who) == people.end())
        people.push_back(who);
  if (people.empty())
    return {};
  std::string result = "```mermaid\nsequenceDiagram\n";
  for (const std::string& who : people)
    result += fmt::format("  participant {}\n", visible(who));
  for (const CiStep& step : it.steps) {
    // A semicolon or a number sign would end or change the message.
    std::string sentence = visible(step.sentence);
    std::replace_if(
        sentence.begin(), sentence.end(), [](char c) { return c == ';' || c == '#'; }, ' ');
    const std::string from = step.who.empty() ? people.front() : step.who.front();
    const std::string to = step.who.size() < 2 ? from : step.who[1];
    result += fmt::format("  {}->>{}: {}\n", visible(from), visible(to), sentence);
  }
  return result + "```\n";
}

} // namespace

std::string junit_xml(const std::vector<CiCase>& cases) {
  std::map<std::string, std::vector<const CiCase*>> suites;
  for (const CiCase& it : cases)
    if (it.outcome != CiOutcome::warning && it.outcome != CiOutcome::note)
      suites[it.suite].push_back(&it);
  std::string result = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"chaperone\">\n";
  for (const auto& [name, own] : suites) {
    std::size_t failures = 0, errors = 0;
    double seconds = 0;
    for (const CiCase* it : own) {
      failures += it->outcome == CiOutcome::failed ? 1U : 0U;
      errors += it->outcome == CiOutcome::undecided || it->outcome == CiOutcome::mistake ? 1U : 0U;
      seconds += it->seconds;
    }
    result += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" "
                          "time=\"{:.3f}\">\n",
                          in_xml(name), own.size(), failures, errors, seconds);
    for (const CiCase* it : own) {
      result += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", in_xml(name), in_xml(it->name));
      if (!it->place.file.empty())
        result += fmt::format(" file=\"{}\" line=\"{}\"", in_xml(it->place.file), it->place.line);
      result += fmt::format(" time=\"{:.3f}\"", it->seconds);
      if (it->outcome == CiOutcome::passed) {
        result += "/>\n";
        continue;
      }
      const char* tag = it->outcome == CiOutcome::failed ? "failure" : "error";
      result += fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n", tag,
                            word_for(it->outcome), in_xml(it->message), in_xml(it->details));
    }
    result += "  </testsuite>\n";
  }
  return result + "</testsuites>\n";
}

std::string sarif(const std::vector<CiCase>& cases) {
  Json rules = Json::array(), results = Json::array();
  std::vector<std::string> known;
  for (const CiCase& it : cases) {
    if (!it.told_in.empty())
      continue;
    const std::string id = it.suite + "/" + it.name;
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      known.push_back(id);
      rules.push_back({{"id", id}, {"shortDescription", {{"text", it.name}}}});
    }
    if (it.outcome != CiOutcome::passed)
      results.push_back(sarif_result(it));
  }
  const Json document = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       Json::array(
           {{{"tool",
              {{"driver", {{"name", "chaperone"}, {"version", CHAPERONE_VERSION}, {"rules", std::move(rules)}}}}},
             {"results", std::move(results)}}})}};
  return written(document);
}

std::string github_annotations(const std::vector<CiCase>& cases) {
  std::string result;
  for (const CiCase& it : cases) {
    if (it.outcome == CiOutcome::passed || !it.told_in.empty())
      continue;
    std::string where;
    if (!it.place.file.empty())
      where = fmt::format("file={},line={},col={},", in_command(it.place.file, true), it.place.line, it.place.column);
    std::string told = it.outcome == CiOutcome::undecided ? "undecided: " + it.message : it.message;
    for (const CiStep& step : it.steps)
      told += "\n- " + step.sentence;
    const char* level = it.outcome == CiOutcome::note      ? "notice"
                        : it.outcome == CiOutcome::warning ? "warning"
                                                           : "error";
    result += fmt::format("::{} {}title={}::{}\n", level, where, in_command(it.suite + ": " + it.name, true),
                          in_command(told, false));
  }
  return result;
}

std::string github_summary(const std::vector<CiCase>& cases) {
  std::string result = "## Chaperone\n\n| | rules | property or scenario | outcome |\n| --- | --- | --- | --- |\n";
  for (const CiCase& it : cases) {
    const char* sign = it.outcome == CiOutcome::passed    ? "✅"
                       : it.outcome == CiOutcome::warning ? "⚠️"
                       : it.outcome == CiOutcome::note    ? "ℹ️"
                                                          : "❌";
    result += fmt::format("| {} | {} | {} | {}{} |\n", sign, in_cell(it.suite), in_cell(it.name),
                          it.outcome == CiOutcome::undecided ? "undecided: " : "", in_cell(it.message));
  }
  for (const CiCase& it : cases) {
    if (it.outcome != CiOutcome::failed || !it.told_in.empty())
      continue;
    result += fmt::format("\n### {}\n\n{}", visible(it.message), diagram(it));
    if (!it.details.empty())
      result += fmt::format("\n<details><summary>the whole story</summary>\n\n{}</details>\n", block(it.details));
  }
  return without_commands(std::move(result), shown_escape);
}

} // namespace chaperone::reports
