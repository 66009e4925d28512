// See manifest.hpp.
#include "generators/certificates/manifest.hpp"

#include "generators/story/json_reading.hpp"

#include <regex>
#include <set>

namespace chaperone::certificates {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using reports::list_of;
using reports::member;
using reports::object_of;
using reports::stop;
using reports::text_of;

ordered_json property_json(const CertifiedProperty& property) {
  auto files = ordered_json::array();
  for (const CertificateFile& file : property.files)
    files.push_back({{"file", file.path}, {"shows", file.shows}});
  return {{"name", property.name}, {"kind", property.kind}, {"invariant", property.invariant}, {"files", files}};
}

CertifiedProperty read_property(const json& value, const std::string& path) {
  object_of(value, path);
  CertifiedProperty property;
  property.name = text_of(member(value, path, "name"), path + "/name");
  property.kind = text_of(member(value, path, "kind"), path + "/kind");
  const std::string list_path = path + "/invariant";
  const json& invariant = list_of(member(value, path, "invariant"), list_path);
  for (std::size_t i = 0; i < invariant.size(); ++i)
    property.invariant.push_back(text_of(invariant[i], fmt::format("{}/{}", list_path, i)));
  return property;
}

Certificate read(const json& document) {
  object_of(document, "/");
  const json& format = member(document, "", "certificate");
  if (format != certificate_format)
    stop("/certificate", fmt::format("this is format {}, and only format {} is read: write the certificate anew",
                                     format.dump(-1, ' ', false, json::error_handler_t::replace), certificate_format));
  Certificate certificate;
  certificate.system = text_of(member(document, "", "system"), "/system");
  const json& properties = list_of(member(document, "", "properties"), "/properties");
  std::set<std::string> names;
  for (std::size_t i = 0; i < properties.size(); ++i) {
    const std::string path = fmt::format("/properties/{}", i);
    certificate.properties.push_back(read_property(properties[i], path));
    const std::string& name = certificate.properties.back().name;
    if (!names.insert(name).second)
      stop(path, fmt::format("`{}` stands here twice", name));
  }
  return certificate;
}

} // namespace

ordered_json manifest_json(const Certificate& certificate) {
  ordered_json document{{"certificate", certificate_format},
                        {"chaperone", CHAPERONE_VERSION},
                        {"system", certificate.system},
                        {"rules", certificate.rules},
                        {"properties", ordered_json::array()}};
  for (const CertifiedProperty& property : certificate.properties)
    document["properties"].push_back(property_json(property));
  return document;
}

std::variant<Certificate, reports::JsonMistake> read_manifest(const std::string& text) {
  const json document = json::parse(text, nullptr, false);
  if (document.is_discarded())
    return reports::JsonMistake{"/", "this is not JSON, or only the beginning of some"};
  try {
    return read(document);
  } catch (const reports::JsonStop& stopped) {
    return stopped.mistake;
  }
}

std::vector<std::string> files_named_in(const std::string& text) {
  static const std::regex form(R"([^/.]+/[^/.]+\.smt2)");
  std::vector<std::string> paths;
  const auto collect = [&](const json& properties) {
    for (const json& property : properties)
      if (property.is_object())
        for (const json& file : property.value("files", json::array()))
          if (file.is_object() && file.contains("file") && file["file"].is_string())
            if (auto path = file["file"].get<std::string>(); std::regex_match(path, form))
              paths.push_back(std::move(path));
  };
  const json document = json::parse(text, nullptr, false);
  if (document.is_object() && document.contains("certificate") && document.contains("properties"))
    collect(document["properties"]);
  return paths;
}

} // namespace chaperone::certificates
