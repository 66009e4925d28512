// cli/lsp/server: what is told while somebody types, and messages that make no sense.
#include "tests/cli/lsp/editor.hpp"
#include "tests/cli/process.hpp"

#include <catch2/catch.hpp>

using namespace chaperone;
using namespace chaperone::tests;
using Catch::Matchers::Contains;

namespace {

const std::string door = "system door\nsort Person\nrelation inside(Person)\ninit empty inside\n"
                         "rule enter(p: Person) { add inside(p) }\nnever anybody = some p: Person | inside(p)\n";

std::vector<std::string> codes(const Json& diagnostics) {
  std::vector<std::string> found;
  for (const Json& it : diagnostics)
    found.push_back(it["code"]);
  return found;
}

/// The text once the only quick fix of the file has been made.
std::string fixed(Editor& editor, const std::string& path) {
  const Json range{{"start", {{"line", 0}, {"character", 0}}}, {"end", {{"line", 999}, {"character", 0}}}};
  const Json actions = editor.ask("textDocument/codeAction", path, {{"range", range}, {"context", Json::object()}});
  REQUIRE(actions.size() == 1);
  return editor.edited(path, actions[0]["edit"]["changes"][Editor::uri(path)]);
}

} // namespace

TEST_CASE("a mistake is told as it is typed, with its code, and taken back when it is gone") {
  Editor editor;
  editor.open("/r/door.chap", door);
  CHECK(editor.diagnostics("/r/door.chap").empty());
  const std::size_t at = door.find("inside(p) }");
  editor.type("/r/door.chap", at, 6, "inzide");
  editor.settle();
  const Json told = editor.diagnostics("/r/door.chap");
  REQUIRE(codes(told) == std::vector<std::string>{"unknown_name"});
  CHECK(told[0]["severity"] == 1);
  CHECK_THAT(told[0]["message"].get<std::string>(), Contains("did you mean `inside`?"));
  CHECK(told[0]["range"]["start"] == Json{{"line", 4}, {"character", 28}});
  editor.type("/r/door.chap", at, 6, "inside");
  editor.settle();
  CHECK(editor.diagnostics("/r/door.chap").empty());
}

TEST_CASE("a hint that says what to write can be carried out") {
  const std::pair<std::string, std::string> mistakes[] = {
      {"{ add inside(p) }", "{ add inzide(p) }"},
      {"{ add inside(p) }", "{ insert inside(p) }"},
      {"{ add inside(p) }", "{ add inside(p); }"},
      {"{ add inside(p) }", "{ add inside(p,) }"},
      {"rule enter", "action enter"},
      {"some p: Person | inside(p)", "∃ p: Person | inside(p)"},
  };
  for (const auto& [right, wrong] : mistakes) {
    Editor editor;
    std::string text = door;
    text.replace(text.find(right), right.size(), wrong);
    editor.open("/r/door.chap", text);
    INFO(wrong);
    CHECK(editor.diagnostics("/r/door.chap").size() == 1);
    std::string mended = fixed(editor, "/r/door.chap");
    CHECK(mended == door);
  }
  Editor editor;
  std::string text = door;
  text.replace(text.find("inside(p) }"), 11, "inside(p) where true&&not inside(p) }");
  editor.open("/r/door.chap", text);
  CHECK_THAT(fixed(editor, "/r/door.chap"), Contains("true and not"));
}

TEST_CASE("a note leads to the place that it speaks of, also in another file") {
  const TemporaryFolder folder;
  folder.file("sorts.chap", "sort Person\nrelation inside(Person, Person)\n");
  const std::string path = folder.path("door.chap");
  Editor editor;
  editor.open(path, "system door\nuse \"sorts.chap\"\nalways a = all p: Person | inside(p)\n");
  const Json told = editor.diagnostics(path);
  REQUIRE(codes(told) == std::vector<std::string>{"wrong_arity"});
  CHECK(told[0]["relatedInformation"][0]["location"]["uri"] == Editor::uri(folder.path("sorts.chap")));
}

TEST_CASE("who uses a file hears of its changes before they are saved") {
  const TemporaryFolder folder;
  folder.file("sorts.chap", "sort Person\nrelation inside(Person)\n");
  const std::string path = folder.path("door.chap"), used = folder.path("sorts.chap");
  Editor editor;
  editor.open(path, "system door\nuse \"sorts.chap\"\ninit empty inside\nnever a = some p: Person | inside(p)\n");
  CHECK(codes(editor.diagnostics(path)).empty());
  editor.open(used, "sort Person\nrelation outside(Person)\n");
  CHECK(codes(editor.diagnostics(path)) == std::vector<std::string>{"unknown_name", "unknown_name"});
  editor.tell("textDocument/didClose", {{"textDocument", {{"uri", Editor::uri(used)}}}});
  editor.settle();
  CHECK(codes(editor.diagnostics(path)).empty());
}

TEST_CASE("a part of a whole is not blamed for naming no system, nor for what only the whole uses") {
  Editor editor;
  editor.open("/r/sorts.chap", "sort Person\nrelation inside(Person)\n");
  const Json told = editor.diagnostics("/r/sorts.chap");
  REQUIRE(codes(told) == std::vector<std::string>{"no_system"});
  CHECK(told[0]["severity"] == 3);
}

TEST_CASE("places are counted in bytes where the editor offers it") {
  Editor editor(Json{{"general", {{"positionEncodings", {"utf-8", "utf-16"}}}}});
  CHECK(editor.initialized["capabilities"]["positionEncoding"] == "utf-8");
  CHECK(Editor().initialized["capabilities"]["positionEncoding"] == "utf-16");
}

TEST_CASE("messages that make no sense are answered with an error, and the session goes on") {
  Editor editor;
  editor.open("/r/door.chap", door);
  const auto code = [&](const char* method, const Json& params) {
    return editor.reply(method, params)["error"]["code"].get<int>();
  };
  CHECK(code("textDocument/teleport", Json::object()) == cli::lsp::method_not_found);
  CHECK(code("textDocument/hover", Json::object()) == cli::lsp::invalid_params);
  CHECK(code("textDocument/hover", nullptr) == cli::lsp::invalid_params);
  CHECK(code("textDocument/hover", 3) == cli::lsp::invalid_params);
  CHECK(code("textDocument/hover", {{"textDocument", {{"uri", "file:///not/open"}}}}) == cli::lsp::invalid_params);
  CHECK(code("initialize", Json::object()) == cli::lsp::invalid_request);
  CHECK(code("workspace/executeCommand", {{"command", "rm"}}) == cli::lsp::invalid_params);
  for (const Json& noise : {Json(nullptr), Json(3), Json::array(), Json::object(), Json{{"id", 1}},
                            Json{{"method", 3}, {"id", 1}}, Json{{"method", "textDocument/didChange"}},
                            Json{{"method", "$/setTrace"}, {"params", 1}}, Json{{"result", 1}, {"id", 77}}}) {
    cli::lsp::Server server([](const Json&) {}, nullptr);
    server.handle(noise);
    CHECK_FALSE(server.ended());
  }
  const Json position{{"line", -5}, {"character", 1e18}};
  editor.reply("textDocument/hover",
               {{"textDocument", {{"uri", Editor::uri("/r/door.chap")}}}, {"position", position}});
  CHECK(editor.ask("textDocument/hover", "/r/door.chap", {{"position", {{"line", 2}, {"character", 10}}}}).is_object());
}

TEST_CASE("the server ends well only after `shutdown`, and answers nothing before `initialize`") {
  std::vector<Json> heard;
  const auto hear = [&](const Json& message) { heard.push_back(message); };
  cli::lsp::Server early(hear, nullptr);
  early.handle({{"id", 1}, {"method", "textDocument/hover"}});
  CHECK(heard.back()["error"]["code"] == cli::lsp::server_not_initialized);
  early.handle({{"method", "exit"}});
  CHECK(early.ended() == 1);
  cli::lsp::Server server(hear, nullptr);
  server.handle({{"id", 1}, {"method", "initialize"}, {"params", Json::object()}});
  server.handle({{"id", 2}, {"method", "shutdown"}});
  CHECK(heard.back()["result"].is_null());
  server.handle({{"id", 3}, {"method", "textDocument/hover"}});
  CHECK(heard.back()["error"]["code"] == cli::lsp::invalid_request);
  server.handle({{"method", "exit"}});
  CHECK(server.ended() == 0);
}

TEST_CASE("`lsp` speaks over its pipes, and an editor that goes away ends it") {
  const TemporaryFolder folder;
  const std::string hello = R"({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}})";
  const auto framed = [](const std::string& text) {
    return "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text;
  };
  Run wanted{{"lsp"}};
  wanted.in_from = folder.file("in", framed("no JSON") + framed(hello));
  const Outcome gone = run(wanted);
  CHECK(gone.exit_code == 1);
  CHECK_THAT(gone.out, Contains("-32700"));
  CHECK_THAT(gone.out, Contains("\"serverInfo\""));
  wanted.in_from =
      folder.file("in", framed(hello) + framed(R"({"id": 2, "method": "shutdown"})") + framed(R"({"method": "exit"})"));
  CHECK(run(wanted).exit_code == 0);
}
