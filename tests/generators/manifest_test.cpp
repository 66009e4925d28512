// The manifest of a certificate reads back, and its mistakes are located.
#include "generators/certificates/manifest.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace chaperone::certificates;
using chaperone::reports::JsonMistake;

namespace {

Certificate example() {
  return {"door", "../door.chap", {{"n", "never", {"not some u: User | in(u)"}, {{"n/start.smt2", "every start …"}}}}};
}

/// "PATH: MESSAGE" of the mistake in the example after `change`.
template <class Change> std::string mistake_after(Change change) {
  nlohmann::ordered_json document = manifest_json(example());
  change(document);
  const auto read = read_manifest(document.dump());
  const auto* mistake = std::get_if<JsonMistake>(&read);
  return mistake == nullptr ? "none" : mistake->path + ": " + mistake->message;
}

using Json = nlohmann::ordered_json;

} // namespace

TEST_CASE("a manifest reads back, but for its list of files") {
  const auto read = read_manifest(manifest_json(example()).dump());
  REQUIRE(std::holds_alternative<Certificate>(read));
  const auto& certificate = std::get<Certificate>(read);
  CHECK(certificate.system == "door");
  REQUIRE(certificate.properties.size() == 1);
  CHECK(certificate.properties[0].name == "n");
  CHECK(certificate.properties[0].kind == "never");
  CHECK(certificate.properties[0].invariant == example().properties[0].invariant);
  CHECK(certificate.properties[0].files.empty());
}

TEST_CASE("every beginning of a manifest is refused") {
  const std::string text = manifest_json(example()).dump();
  for (std::size_t length = 0; length < text.size(); ++length)
    CHECK(std::holds_alternative<JsonMistake>(read_manifest(text.substr(0, length))));
}

TEST_CASE("a manifest of another format is refused by its number") {
  CHECK(mistake_after([](Json& it) { it["certificate"] = 2; }) ==
        "/certificate: this is format 2, and only format 1 is read: write the certificate anew");
  CHECK(mistake_after([](Json& it) { it["certificate"] = "1"; }).starts_with("/certificate: this is format \"1\""));
  CHECK(mistake_after([](Json& it) { it.erase("certificate"); }) == "/: `certificate` is missing");
}

TEST_CASE("mistakes in a manifest are located") {
  CHECK(mistake_after([](Json& it) { it["system"] = 3; }) == "/system: expected a text");
  CHECK(mistake_after([](Json& it) { it["properties"] = "n"; }) == "/properties: expected a list");
  CHECK(mistake_after([](Json& it) { it["properties"][0] = "n"; }) == "/properties/0: expected an object");
  CHECK(mistake_after([](Json& it) { it["properties"][0].erase("invariant"); }) ==
        "/properties/0: `invariant` is missing");
  CHECK(mistake_after([](Json& it) { it["properties"][0]["invariant"][0] = nullptr; }) ==
        "/properties/0/invariant/0: expected a text");
  CHECK(mistake_after([](Json& it) { it["properties"].push_back(it["properties"][0]); }) ==
        "/properties/1: `n` stands here twice");
  CHECK(std::holds_alternative<JsonMistake>(read_manifest("[]")));
}
