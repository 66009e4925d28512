// The digests of what a dossier was made from.
#include "generators/evidence/dossier.hpp"
#include "generators/evidence/sha256.hpp"

#include <catch2/catch.hpp>

using namespace chaperone::evidence;

TEST_CASE("digests are those of the examples of FIPS 180-4 and of texts of every length around a block") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256(std::string(55, 'a')) == "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  CHECK(sha256(std::string(56, 'a')) == "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  CHECK(sha256(std::string(63, 'a')) == "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34");
  CHECK(sha256(std::string(64, 'a')) == "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST_CASE("an id is capitals, a hyphen and digits in square brackets") {
  using Words = std::vector<std::string>;
  CHECK(ids_in("[REQ-12] No child … [SEC-PRIV-3], see [REQ-12].") == Words{"REQ-12", "SEC-PRIV-3"});
  CHECK(ids_in("[req-1] [REQ] [-1] [REQ-] [REQ-1a] [REQ-12").empty());
}

TEST_CASE("what is no report of conform is refused with its place") {
  const auto mistake = [](const std::string& text) {
    const auto read = read_conformance(text);
    const auto* found = std::get_if<chaperone::reports::JsonMistake>(&read);
    REQUIRE(found != nullptr);
    return found->path + ": " + found->message;
  };
  CHECK(mistake("nothing") == "/: this is no JSON document");
  CHECK(mistake("[]") == "/: expected an object");
  CHECK(mistake(R"({"system": "s"})") == "/: `verdict` is missing");
  CHECK(mistake(R"({"system": "s", "verdict": "fine", "driver": "d"})") ==
        "/verdict: expected a verdict of `chaperone conform`");
  CHECK(mistake(R"({"system": "s", "verdict": "conforms", "driver": "d", "counts": {"conform": -1}})") ==
        "/counts/conform: expected a number");
}
