// See follow_json.hpp.
#include "records/follow/follow_json.hpp"

#include "records/follow/follow_text.hpp"

#include "generators/reports/check_json.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::follow {

using Json = nlohmann::ordered_json;
using namespace model;

namespace {

Json args_json(const Finding& finding) {
  const System& system = *finding.rules->system;
  Json made = Json::object();
  for (std::size_t i = 0; i < finding.action.args.size(); ++i) {
    const Variable& parameter = system[system[finding.rule].parameters[i]];
    const std::vector<std::string>& names = finding.population.names[parameter.sort.index];
    if (const auto* index = std::get_if<std::uint32_t>(&finding.action.args[i])) {
      made[parameter.name] = names[*index];
      continue;
    }
    made[parameter.name] = Json::array();
    for (const std::uint32_t index : std::get<std::vector<std::uint32_t>>(finding.action.args[i]))
      made[parameter.name].push_back(names[index]);
  }
  return made;
}

void add_time(Json& made, const char* key, const std::string& at) {
  made[key] = at.empty() ? Json() : Json(at);
}

/// A CSV field: in quotes where it must be.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    return text;
  std::string made = "\"";
  for (const char one : text)
    made += one == '"' ? std::string("\"\"") : std::string(1, one);
  return made + "\"";
}

std::string line(const std::vector<std::string>& fields) {
  std::string made;
  for (const std::string& each : fields)
    made += (made.empty() ? "" : ",") + field(each);
  return made + "\n";
}

std::string number(std::uint64_t event) {
  return event == 0 ? std::string() : std::to_string(event);
}

} // namespace

Json finding_json(const Finding& finding) {
  const System& system = *finding.rules->system;
  Json made{{"event", finding.moment.event}, {"kind", word_for(finding.kind)}, {"rule", system[finding.rule].name}};
  add_time(made, "at", finding.moment.at);
  made["file"] = finding.file;
  made["line"] = finding.line;
  made["rules"] = finding.rules->file;
  made["args"] = args_json(finding);
  made["sentence"] = sentence_of(finding);
  made["because"] = finding.because;
  if (finding.requirement) {
    const Span span = system[finding.rule].requirements[*finding.requirement].span;
    made["requirement"] = {{"text", quoted(system, span)}, {"place", model::place_of(system, span)}};
  }
  if (finding.story)
    made["story"] = reports::story_json(system, finding.story->scenario, finding.story->replay);
  return made;
}

Json unclear_json(const Unclear& unclear) {
  Json made{{"event", unclear.moment.event}, {"rule", unclear.rule}};
  add_time(made, "at", unclear.moment.at);
  made["file"] = unclear.file;
  made["line"] = unclear.line;
  made["fields"] = unclear.fields;
  return made;
}

Json exposure_json(const Exposure& exposure) {
  Json made{{"promise", exposure.promise}, {"individuals", Json::object()}};
  for (const auto& [variable, name] : exposure.individuals)
    made["individuals"][variable] = name;
  add_time(made, "from", exposure.from.at);
  add_time(made, "to", exposure.to ? exposure.to->at : std::string());
  made["from_event"] = exposure.from.event;
  made["to_event"] = exposure.to ? Json(exposure.to->event) : Json();
  made["rules"] = exposure.rules->file;
  made["before_the_log"] = !exposure.is_of_log;
  return made;
}

Json counts_json(const Counts& counts) {
  return {{"events", counts.events},
          {"judged", counts.judged},
          {"not_enough", counts.not_enough},
          {"by_rule", counts.by_rule},
          {"of_no_rule", counts.of_no_rule},
          {"by_promise", counts.by_promise},
          {"without_outcome", counts.without_outcome},
          {"late", counts.late},
          {"waiting", counts.waiting},
          {"before_rules", counts.before_rules},
          {"skipped_lines", counts.broken_lines},
          {"lasting", counts.open_exposures}};
}

std::string csv_header() {
  return "kind,event,at,to_event,to,subject,who,because,rules,file,line\n";
}

std::string csv_row(const Finding& finding) {
  const System& system = *finding.rules->system;
  return line({std::string(word_for(finding.kind)), number(finding.moment.event), finding.moment.at, "", "",
               system[finding.rule].name, print(system, finding.action, finding.population), finding.because,
               finding.rules->file, finding.file, number(finding.line)});
}

std::string csv_row(const Unclear& unclear) {
  return line({"not_enough", number(unclear.moment.event), unclear.moment.at, "", "", unclear.rule, "",
               fmt::format("{}", fmt::join(unclear.fields, "; ")), "", unclear.file, number(unclear.line)});
}

std::string csv_row(const Exposure& exposure) {
  return line({"exposed", number(exposure.from.event), exposure.from.at,
               exposure.to ? number(exposure.to->event) : std::string(), exposure.to ? exposure.to->at : std::string(),
               exposure.promise, names_in(exposure), "", exposure.rules->file, "", ""});
}

} // namespace chaperone::follow
