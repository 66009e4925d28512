// An editor for the language server, within the process: it opens files, types, and asks.
#pragma once

#include "cli/lsp/server.hpp"

#include <map>
#include <string>
#include <vector>

namespace chaperone::tests {

using cli::lsp::Json;

class Editor {
public:
  explicit Editor(const Json& capabilities = Json::object(), const std::string& folder = "")
      : server_([this](const Json& message) { hear(message); }, nullptr) {
    Json params{{"capabilities", capabilities}};
    if (!folder.empty())
      params["workspaceFolders"] = Json::array({{{"uri", uri(folder)}, {"name", "rules"}}});
    initialized = ask("initialize", params);
    tell("initialized", Json::object());
  }

  static std::string uri(const std::string& path) { return cli::lsp::uri_of(path); }

  void tell(const std::string& method, const Json& params) {
    server_.handle({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
  }

  /// The whole reply.
  Json reply(const std::string& method, const Json& params) {
    server_.handle({{"jsonrpc", "2.0"}, {"id", ++last_id_}, {"method", method}, {"params", params}});
    return replies_.at(last_id_);
  }
  Json ask(const std::string& method, const Json& params) { return reply(method, params).value("result", Json()); }
  /// Of an open file.
  Json ask(const std::string& method, const std::string& path, Json params = Json::object()) {
    params["textDocument"] = {{"uri", uri(path)}};
    return ask(method, params);
  }
  /// At the first place of `words` in the file, `after` characters further.
  Json ask_at(const std::string& method, const std::string& path, const std::string& words, std::size_t after = 0,
              Json params = Json::object()) {
    params["textDocument"] = {{"uri", uri(path)}};
    params["position"] = place(path, texts_.at(path).find(words) + after);
    const Json answer = reply(method, params);
    return answer.contains("error") ? answer["error"]["message"] : answer["result"];
  }

  void open(const std::string& path, const std::string& text) {
    texts_[path] = text;
    tell("textDocument/didOpen",
         {{"textDocument", {{"uri", uri(path)}, {"languageId", "chaperone"}, {"version", 1}, {"text", text}}}});
    server_.settle();
  }

  /// Types over bytes, without waiting.
  void type(const std::string& path, std::size_t begin, std::size_t count, const std::string& words) {
    const Json range{{"start", place(path, begin)}, {"end", place(path, begin + count)}};
    texts_.at(path).replace(begin, count, words);
    tell("textDocument/didChange", {{"textDocument", {{"uri", uri(path)}, {"version", 2}}},
                                    {"contentChanges", Json::array({{{"range", range}, {"text", words}}})}});
  }
  /// Puts another text in place of all there is.
  void retype(const std::string& path, const std::string& text) { type(path, 0, texts_.at(path).size(), text); }
  void settle() { server_.settle(); }

  /// What was told last of a file.
  Json diagnostics(const std::string& path) const {
    const auto found = diagnostics_.find(uri(path));
    return found == diagnostics_.end() ? Json::array() : found->second;
  }
  const std::string& text(const std::string& path) const { return texts_.at(path); }

  /// The text after edits that the server answered.
  std::string edited(const std::string& path, const Json& edits) const {
    const std::string& text = texts_.at(path);
    const cli::lsp::LineTable lines(text);
    std::map<std::size_t, std::pair<std::size_t, std::string>> by_place;
    for (const Json& edit : edits) {
      const auto at = [&](const char* end) {
        return lines.offset(text, cli::lsp::read_position(edit["range"][end]), cli::lsp::Encoding::utf16);
      };
      by_place[at("start")] = {at("end") - at("start"), edit["newText"]};
    }
    std::string result = text;
    for (auto it = by_place.rbegin(); it != by_place.rend(); ++it)
      result.replace(it->first, it->second.first, it->second.second);
    return result;
  }

  Json initialized;

private:
  void hear(const Json& message) {
    if (message.contains("id") && !message.contains("method") && message["id"].is_number())
      replies_[message["id"]] = message;
    if (message.value("method", "") == "textDocument/publishDiagnostics")
      diagnostics_[message["params"]["uri"]] = message["params"]["diagnostics"];
  }

  Json place(const std::string& path, std::size_t offset) const {
    const std::string& text = texts_.at(path);
    return cli::lsp::to_json(
        cli::lsp::LineTable(text).position(text, static_cast<std::uint32_t>(offset), cli::lsp::Encoding::utf16));
  }

  std::map<int, Json> replies_;
  std::map<std::string, Json> diagnostics_;
  std::map<std::string, std::string> texts_;
  int last_id_ = 0;
  cli::lsp::Server server_;
};

} // namespace chaperone::tests
