// A dossier for programs; its schema is docs/evidence.schema.json.
#include "generators/evidence/dossier.hpp"

#include <nlohmann/json.hpp>

namespace chaperone::evidence {
namespace {

using Json = nlohmann::ordered_json;

Json proof_json(const ProofEvidence& proof) {
  Json line = Json::object();
  if (proof.digest.empty())
    line["no_certificate"] = proof.why_not;
  else
    line["certificate"] = {{"sha256", proof.digest}, {"files", proof.files}};
  line["second_solver"] = {{"command", proof.solver}, {"answer", proof.answer}};
  return line;
}

Json promise_json(const PromiseEvidence& promise) {
  Json line{{"ids", promise.ids},
            {"name", promise.name},
            {"kind", promise.kind},
            {"text", promise.text},
            {"formula", promise.formula},
            {"place", promise.place},
            {"class", word_for(promise.how)},
            {"verdict", word_for(promise.verdict)},
            {"detail", promise.detail}};
  if (promise.proof)
    line["proof"] = proof_json(*promise.proof);
  line["service"] = {{"class", word_for(promise.service.how)},
                     {"verdict", promise.service.is_broken               ? "broken"
                                 : promise.service.how == Class::not_run ? "open"
                                                                         : "not_seen_broken"},
                     {"scenarios", promise.service.scenarios},
                     {"undecided", promise.service.undecided}};
  return line;
}

Json suite_json(const SuiteEvidence& suite) {
  Json line{{"scenarios", suite.scenarios}, {"goals", Json::array()}, {"mutation", Json::array()}};
  for (const SuiteEvidence::Goal& goal : suite.goals)
    line["goals"].push_back({{"goal", goal.kind},
                             {"goals", goal.goals},
                             {"covered", goal.covered},
                             {"impossible", goal.impossible},
                             {"undecided", goal.undecided}});
  for (const SuiteEvidence::Score& score : suite.scores)
    line["mutation"].push_back({{"of", score.of}, {"told_apart", score.told_apart}, {"all", score.all}});
  return line;
}

Json conformance_json(const Conformance& it) {
  Json line{{"file", it.file},           {"build", it.build},     {"driver", it.driver},
            {"verdict", it.verdict},     {"conform", it.conform}, {"differ", it.differ},
            {"undecided", it.undecided}, {"steps", it.steps},     {"findings", it.findings}};
  line["accepted"] = Json::array();
  for (const Conformance::Accepted& accepted : it.accepted)
    line["accepted"].push_back({{"name", accepted.name}, {"what", accepted.what}, {"seen", accepted.seen}});
  return line;
}

Json system_json(const SystemEvidence& system) {
  Json line{{"system", system.name}, {"file", system.file}, {"promises", Json::array()}};
  for (const PromiseEvidence& promise : system.promises)
    line["promises"].push_back(promise_json(promise));
  line["scenarios"] = Json::array();
  for (const ScenarioEvidence& scenario : system.scenarios) {
    Json told{{"name", scenario.name}, {"text", scenario.text}, {"verdict", scenario.passed ? "passed" : "failed"}};
    if (!scenario.passed)
      told["failure"] = scenario.failure;
    line["scenarios"].push_back(std::move(told));
  }
  line["assumptions"] = system.assumptions;
  line["warnings"] = system.warnings;
  line["suite"] = system.suite ? suite_json(*system.suite) : Json();
  line["conformance"] = system.conformance ? conformance_json(*system.conformance) : Json();
  return line;
}

} // namespace

Json dossier_json(const Dossier& dossier) {
  Json document{{"evidence", dossier_format}, {"date", dossier.date}, {"commit", nullptr}};
  if (!dossier.commit.empty())
    document["commit"] = {{"id", dossier.commit}, {"inputs_differ", dossier.has_changed_inputs}};
  document["versions"] = Json::object();
  for (const auto& [program, version] : dossier.versions)
    document["versions"][program] = version;
  document["options"] = dossier.options;
  document["systems"] = Json::array();
  for (const SystemEvidence& system : dossier.systems)
    document["systems"].push_back(system_json(system));
  document["since"] = nullptr;
  if (!dossier.since.empty())
    document["since"] = {{"date", dossier.since}, {"sha256", dossier.since_digest}, {"changes", dossier.changes}};
  document["inputs"] = Json::array();
  for (const Input& input : dossier.inputs)
    document["inputs"].push_back({{"file", input.path}, {"sha256", input.digest}});
  return document;
}

} // namespace chaperone::evidence
