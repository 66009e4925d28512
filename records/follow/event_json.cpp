// See event_json.hpp.
#include "records/follow/event_json.hpp"

#include <nlohmann/json.hpp>

namespace chaperone::follow {

using Json = nlohmann::ordered_json;

Json event_json(const Event& event) {
  Json made{{"number", event.number},
            {"file", *event.file},
            {"line", event.line},
            {"kind", event.kind},
            {"outcome", static_cast<int>(event.outcome)},
            {"outcome_text", event.outcome_text},
            {"at", event.at},
            {"when", event.when ? Json(*event.when) : Json()},
            {"flat", event.has_flat_sets},
            {"args", Json::array()},
            {"seen", Json::array()}};
  for (const LoggedArgument& argument : event.args)
    made["args"].push_back({{"name", argument.name}, {"values", argument.values}, {"null", argument.has_null}});
  for (const LoggedFact& fact : event.seen)
    made["seen"].push_back({{"added", fact.is_added}, {"words", fact.words}});
  return made;
}

Event event_of(const Json& json) {
  Event made;
  made.number = json.at("number");
  made.file = std::make_shared<const std::string>(json.at("file").get<std::string>());
  made.line = json.at("line");
  made.kind = json.at("kind");
  const int outcome = json.at("outcome");
  made.outcome = outcome == static_cast<int>(LoggedOutcome::allowed)   ? LoggedOutcome::allowed
                 : outcome == static_cast<int>(LoggedOutcome::refused) ? LoggedOutcome::refused
                 : outcome == static_cast<int>(LoggedOutcome::missing) ? LoggedOutcome::missing
                                                                       : LoggedOutcome::unclear;
  made.outcome_text = json.at("outcome_text");
  made.at = json.at("at");
  if (!json.at("when").is_null())
    made.when = json.at("when").get<When>();
  made.has_flat_sets = json.at("flat");
  for (const Json& argument : json.at("args"))
    made.args.push_back(
        {argument.at("name"), argument.at("values").get<std::vector<std::string>>(), argument.value("null", false)});
  for (const Json& fact : json.at("seen"))
    made.seen.push_back({fact.at("added"), fact.at("words").get<std::vector<std::string>>()});
  return made;
}

} // namespace chaperone::follow
