// From a check and other reports to a dossier.
#include "generators/evidence/dossier.hpp"

#include "generators/story/json_reading.hpp"
#include "generators/story/text.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace chaperone::evidence {
namespace {

using namespace model;
using Read = nlohmann::json;
using reports::Finding;

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// `REQ-12`, `SEC-PRIV-3`.
bool is_id(std::string_view text) {
  const auto hyphen = text.rfind('-');
  if (hyphen == std::string_view::npos || hyphen == 0 || hyphen + 1 == text.size() || !is_capital(text.front()))
    return false;
  return std::ranges::all_of(text.substr(hyphen + 1), is_digit) &&
         std::ranges::all_of(text.substr(0, hyphen), [](char c) { return is_capital(c) || is_digit(c) || c == '-'; });
}

Verdict verdict_of(Finding finding) {
  switch (finding) {
  case Finding::violated:
    return Verdict::broken;
  case Finding::proved:
    return Verdict::kept;
  case Finding::witnessed:
    return Verdict::possible;
  case Finding::impossible:
    return Verdict::impossible;
  case Finding::bounded:
  case Finding::unknown:
    break;
  }
  return Verdict::open;
}

void judge(const System& system, const solver::Verdict& verdict, PromiseEvidence& into) {
  std::visit(overload{
                 [&](const solver::Shown& shown) {
                   into.how = Class::shown;
                   into.detail = shown.steps == 0 ? "at the start" : "in " + reports::counted(shown.steps, "step");
                 },
                 [&](const solver::Proved& proved) {
                   into.how = Class::proved;
                   into.detail = proved.looked_at ? fmt::format("all {} were looked at",
                                                                reports::counted(*proved.looked_at, "reachable state"))
                                                  : fmt::format("for any number of {}, any number of steps",
                                                                reports::sorts_in_words(system));
                 },
                 [&](const solver::Bounded& bounded) {
                   into.how = Class::searched;
                   into.detail =
                       fmt::format("nothing found within {}, for {}", reports::counted(bounded.steps, "step"),
                                   bounded.sizes.empty() ? "any number of " + reports::sorts_in_words(system)
                                                         : "at most " + reports::sizes_in_words(system, bounded.sizes));
                 },
                 [&](const solver::Unknown& unknown) {
                   into.how = Class::undecided;
                   into.detail = unknown.reason;
                 },
             },
             verdict);
}

PromiseEvidence stated(const System& system, const Property& property) {
  PromiseEvidence made;
  made.ids = ids_in(property.doc);
  made.name = property.name;
  made.kind = reports::word_for(property);
  made.text = property.doc;
  made.formula = property.way_back ? reports::as_written(system, property) : print(system, property.formula);
  made.place = place_of(system, property.span);
  return made;
}

std::string stated(const System& system, std::string_view word, const Constraint& constraint) {
  const std::string place = place_of(system, constraint.span);
  return fmt::format("{} {}{}", word, print(system, constraint.formula), place.empty() ? "" : " (" + place + ")");
}

std::size_t number_of(const Read& object, const std::string& path, const char* name) {
  const Read& value = reports::member(object, path, name);
  if (!value.is_number_unsigned())
    reports::stop(path + "/" + name, "expected a number");
  return value.get<std::size_t>();
}

std::string told_of(const Read& object, const std::string& path, const char* name) {
  return reports::told_text_of(reports::member(object, path, name), path + "/" + name);
}

Conformance conformance_of(const Read& document) {
  reports::object_of(document, "/");
  Conformance made;
  made.system = told_of(document, "", "system");
  made.verdict = told_of(document, "", "verdict");
  made.driver = told_of(document, "", "driver");
  if (!std::set<std::string>{"conforms", "differs", "undecided", "nothing_run"}.contains(made.verdict))
    reports::stop("/verdict", "expected a verdict of `chaperone conform`");
  const Read& counts = reports::object_of(reports::member(document, "", "counts"), "/counts");
  made.conform = number_of(counts, "/counts", "conform");
  made.differ = number_of(counts, "/counts", "differ");
  made.undecided = number_of(counts, "/counts", "undecided");
  made.steps = number_of(document, "", "steps");
  std::size_t at = 0;
  for (const Read& finding : reports::list_of(reports::member(document, "", "findings"), "/findings")) {
    const std::string path = fmt::format("/findings/{}", at++);
    reports::object_of(finding, path);
    made.findings.push_back(fmt::format("{}: {}", told_of(finding, path, "message"), told_of(finding, path, "rule")));
    for (const Read& broken : reports::list_of(reports::member(finding, path, "breaks"), path + "/breaks"))
      made.broken.push_back(reports::told_text_of(broken, path + "/breaks"));
  }
  if (!document.contains("accepted"))
    return made;
  at = 0;
  for (const Read& accepted : reports::list_of(document["accepted"], "/accepted")) {
    const std::string path = fmt::format("/accepted/{}", at++);
    reports::object_of(accepted, path);
    std::vector<std::string> rules;
    for (const Read& rule : reports::list_of(reports::member(accepted, path, "rules"), path + "/rules"))
      rules.push_back(reports::told_text_of(rule, path + "/rules"));
    made.accepted.push_back({told_of(accepted, path, "name"),
                             fmt::format("{}: {}", told_of(accepted, path, "kind"), list_names(rules)),
                             number_of(accepted, path, "seen")});
  }
  return made;
}

Earlier earlier_of(const Read& document) {
  reports::object_of(document, "/");
  if (number_of(document, "", "evidence") != dossier_format)
    reports::stop("/evidence", fmt::format("expected the format {}", dossier_format));
  Earlier made;
  made.date = told_of(document, "", "date");
  for (const Read& system : reports::list_of(reports::member(document, "", "systems"), "/systems")) {
    reports::object_of(system, "/systems");
    const std::string name = told_of(system, "/systems", "system");
    for (const Read& promise : reports::list_of(reports::member(system, "/systems", "promises"), "/promises")) {
      reports::object_of(promise, "/promises");
      const std::string key =
          fmt::format("{}: {} {}", name, told_of(promise, "/promises", "kind"), told_of(promise, "/promises", "name"));
      made.promises[key] =
          fmt::format("{}, {}", told_of(promise, "/promises", "class"), told_of(promise, "/promises", "verdict"));
      made.texts[key] = told_of(promise, "/promises", "formula");
    }
  }
  for (const Read& input : reports::list_of(reports::member(document, "", "inputs"), "/inputs")) {
    reports::object_of(input, "/inputs");
    made.inputs.push_back({told_of(input, "/inputs", "file"), told_of(input, "/inputs", "sha256")});
  }
  return made;
}

/// What `read` makes of a document; the first mistake ends it.
template <class Made>
std::variant<Made, reports::JsonMistake> read_json(const std::string& text, Made (*read)(const Read&)) {
  const Read document = Read::parse(text, nullptr, false);
  if (document.is_discarded())
    return reports::JsonMistake{"/", "this is no JSON document"};
  try {
    return read(document);
  } catch (const reports::JsonStop& stopped) {
    return stopped.mistake;
  }
}

} // namespace

const char* word_for(Class how) {
  switch (how) {
  case Class::proved:
    return "proved";
  case Class::shown:
    return "shown";
  case Class::searched:
    return "searched";
  case Class::undecided:
    return "undecided";
  case Class::not_run:
    break;
  }
  return "not_run";
}

const char* word_for(Verdict verdict) {
  switch (verdict) {
  case Verdict::kept:
    return "kept";
  case Verdict::broken:
    return "broken";
  case Verdict::possible:
    return "possible";
  case Verdict::impossible:
    return "impossible";
  case Verdict::open:
    break;
  }
  return "open";
}

std::vector<std::string> ids_in(const std::string& doc) {
  std::vector<std::string> ids;
  for (auto open = doc.find('['); open != std::string::npos; open = doc.find('[', open + 1)) {
    const auto close = doc.find(']', open);
    if (close == std::string::npos)
      break;
    const std::string text = doc.substr(open + 1, close - open - 1);
    if (is_id(text) && std::ranges::count(ids, text) == 0)
      ids.push_back(text);
  }
  return ids;
}

SystemEvidence evidence_of(const reports::CheckReport& report) {
  const System& system = *report.system;
  SystemEvidence made;
  made.name = system.name;
  made.file = report.file;
  for (std::uint32_t i = 0; i < system.properties.size(); ++i) {
    const Property& property = system.properties[i];
    PromiseEvidence& promise = made.promises.emplace_back(stated(system, property));
    promise.detail = "not asked about";
    for (const solver::PropertyAnswer& answer : report.result->properties)
      if (answer.property == PropertyId{i}) {
        promise.verdict = verdict_of(reports::finding_of(property, answer.verdict));
        judge(system, answer.verdict, promise);
      }
  }
  for (const solver::ScenarioAnswer& answer : report.result->scenarios) {
    const Scenario& run = system.scenarios[answer.scenario];
    const auto& failure = answer.replay.failure;
    made.scenarios.push_back({run.name, run.doc, !failure, failure ? failure->message : ""});
  }
  for (const Constraint& each : system.assumptions)
    made.assumptions.push_back(stated(system, "always", each));
  for (const Constraint& each : system.inits)
    made.assumptions.push_back(stated(system, "at the start", each));
  for (const Diagnostic& warning : reports::all_warnings(report))
    made.warnings.push_back(fmt::format("{}: {}", warning.code, warning.message));
  return made;
}

void add_conformance(SystemEvidence& system, Conformance conformance) {
  const bool was_run = conformance.conform + conformance.differ > 0;
  for (PromiseEvidence& promise : system.promises) {
    promise.service.how = was_run ? Class::searched : Class::not_run;
    promise.service.is_broken = std::ranges::count(conformance.broken, promise.name) > 0;
    if (promise.service.is_broken)
      promise.service.how = Class::shown;
    promise.service.scenarios = conformance.conform + conformance.differ;
    promise.service.undecided = conformance.undecided;
  }
  system.conformance = std::move(conformance);
}

std::variant<Conformance, reports::JsonMistake> read_conformance(const std::string& text) {
  return read_json<Conformance>(text, conformance_of);
}

std::variant<Earlier, reports::JsonMistake> read_dossier(const std::string& text) {
  return read_json<Earlier>(text, earlier_of);
}

std::vector<std::string> changes_since(const Earlier& earlier, const Dossier& now) {
  std::vector<std::string> changes;
  std::set<std::string> there;
  for (const SystemEvidence& system : now.systems)
    for (const PromiseEvidence& promise : system.promises) {
      const std::string key = fmt::format("{}: {} {}", system.name, promise.kind, promise.name);
      const std::string is = fmt::format("{}, {}", word_for(promise.how), word_for(promise.verdict));
      there.insert(key);
      const auto before = earlier.promises.find(key);
      if (before == earlier.promises.end())
        changes.push_back(fmt::format("{} is new ({})", key, is));
      else if (before->second != is)
        changes.push_back(fmt::format("{} was {}, and is {}", key, before->second, is));
      if (before != earlier.promises.end() && earlier.texts.at(key) != promise.formula)
        changes.push_back(fmt::format("{} says something else than before", key));
    }
  for (const auto& [key, was] : earlier.promises)
    if (!there.contains(key))
      changes.push_back(fmt::format("{} is gone (it was {})", key, was));
  std::map<std::string, std::string> before, after;
  for (const Input& input : earlier.inputs)
    before.emplace(input.path, input.digest);
  for (const Input& input : now.inputs)
    after.emplace(input.path, input.digest);
  for (const auto& [path, digest] : after)
    if (!before.contains(path))
      changes.push_back(fmt::format("the input {} is new", path));
    else if (before.at(path) != digest)
      changes.push_back(fmt::format("the input {} has changed", path));
  for (const auto& [path, digest] : before)
    if (!after.contains(path))
      changes.push_back(fmt::format("the input {} is gone", path));
  return changes;
}

} // namespace chaperone::evidence
