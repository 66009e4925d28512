// See certify_json.hpp.
#include "generators/certificates/certify_json.hpp"

#include <nlohmann/json.hpp>

namespace chaperone::certificates {
namespace {

using nlohmann::ordered_json;

const char* verdict(const Certified& result) {
  if (result.is_confirmed())
    return "confirmed";
  return result.denied.empty() ? "undecided" : "refused";
}

ordered_json answer_json(const CertifyAnswer& answer) {
  ordered_json line{{"name", answer.name}, {"kind", answer.kind}};
  if (!answer.result) {
    line["verdict"] = "no_proof";
    return line;
  }
  line["verdict"] = verdict(*answer.result);
  line["questions"] = answer.result->questions;
  line["denied"] = answer.result->denied;
  line["open"] = answer.result->open;
  return line;
}

} // namespace

ordered_json certify_json(const CertifyReport& report) {
  ordered_json document{
      {"chaperone", CHAPERONE_VERSION}, {"system", report.system}, {"file", report.file},
      {"certificate", report.folder},   {"solver", report.solver}, {"properties", ordered_json::array()}};
  for (const CertifyAnswer& answer : report.answers)
    document["properties"].push_back(answer_json(answer));
  if (report.was_interrupted)
    document["interrupted"] = true;
  return document;
}

} // namespace chaperone::certificates
