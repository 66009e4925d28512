// See server.hpp. Source: Language Server Protocol 3.17.
#include "cli/lsp/server.hpp"

#include "cli/lsp/completion.hpp"
#include "cli/lsp/mistakes.hpp"
#include "cli/lsp/names.hpp"
#include "cli/lsp/rename.hpp"
#include "cli/lsp/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>

namespace chaperone::cli::lsp {
namespace {

/// Nobody types for so long: then rules are checked.
constexpr std::chrono::milliseconds pause{400};
/// How often a check that takes no notice is asked again to end, and a busy checker is looked after.
constexpr std::chrono::milliseconds tick{50};

constexpr int incremental_sync = 2;
constexpr int error_message = 1;

/// The member at that path; null where it is not there.
Json member(const Json& json, std::initializer_list<const char*> path) {
  const Json* at = &json;
  for (const char* name : path) {
    if (!at->is_object() || !at->contains(name))
      return nullptr;
    at = &at->at(name);
  }
  return *at;
}

bool is_true(const Json& json) {
  return json.is_boolean() && json.get<bool>();
}

bool offers_bytes(const Json& params) {
  const Json offered = member(params, {"capabilities", "general", "positionEncodings"});
  return offered.is_array() && std::ranges::find(offered, Json("utf-8")) != offered.end();
}

std::vector<std::string> folders_in(const Json& params) {
  std::vector<std::string> folders;
  if (const Json list = member(params, {"workspaceFolders"}); list.is_array())
    for (const Json& folder : list)
      if (const Json uri = member(folder, {"uri"}); uri.is_string())
        folders.push_back(path_of(uri.get<std::string>()));
  if (const Json root = member(params, {"rootUri"}); folders.empty() && root.is_string())
    folders.push_back(path_of(root.get<std::string>()));
  std::erase_if(folders, [](const std::string& folder) { return !folder.starts_with('/'); });
  return folders;
}

} // namespace

// ---- messages

void Server::handle(const Json& message) {
  const Json id = member(message, {"id"});
  const Json method = member(message, {"method"});
  const Json params = member(message, {"params"});
  if (!method.is_string()) {
    const bool is_reply = message.is_object() && (message.contains("result") || message.contains("error"));
    if (!is_reply)
      fail(id, invalid_request, "a message has a method");
    return;
  }
  const auto name = method.get<std::string>();
  const bool is_request = message.contains("id");
  try {
    if (!is_request)
      return notification(name, params);
    Json result = request(name, params);
    send_({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
  } catch (const RequestError& error) {
    if (is_request)
      fail(id, error.code, error.what());
  } catch (const Json::exception& error) {
    if (is_request)
      fail(id, invalid_params, error.what());
  } catch (const std::exception& error) {
    // A fault of our own: the editor's session goes on without this answer.
    if (is_request)
      fail(id, internal_error, error.what());
    notify("window/logMessage", {{"type", error_message},
                                 {"message", fmt::format("chaperone: internal error in {}: {}", name, error.what())}});
  }
}

void Server::refuse_cancelled(const Json& id) {
  fail(id, request_cancelled, "cancelled");
}

void Server::refuse_unreadable() {
  fail(nullptr, parse_error, "the message is not JSON, or too long");
}

void Server::fail(const Json& id, ErrorCode code, const std::string& message) {
  send_({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", static_cast<int>(code)}, {"message", message}}}});
}

void Server::notify(const char* method, Json params) {
  send_({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void Server::notification(const std::string& method, const Json& params) {
  if (method == "exit") {
    ended_ = phase_ == Phase::shut_down ? 0 : 1;
    return;
  }
  if (phase_ != Phase::running)
    return;
  if (method == "textDocument/didOpen") {
    const Json& document = params.at("textDocument");
    const auto uri = document.at("uri").get<std::string>();
    workspace_.documents.open(uri, document.at("text").get<std::string>());
    changed(path_of(uri));
  } else if (method == "textDocument/didChange") {
    const std::string path = path_of(params.at("textDocument").at("uri").get<std::string>());
    workspace_.documents.change(path, params.at("contentChanges"), workspace_.encoding);
    changed(path);
  } else if (method == "textDocument/didClose") {
    const std::string path = path_of(params.at("textDocument").at("uri").get<std::string>());
    workspace_.documents.close(path);
    verdicts_.forget(path);
    changed(path);
  } else if (method == "textDocument/didSave") {
    changed(path_of(params.at("textDocument").at("uri").get<std::string>()));
  } else if (method == "workspace/didChangeWatchedFiles") {
    for (const Json& change : params.at("changes"))
      changed(path_of(change.at("uri").get<std::string>()));
  } else if (method == "initialized" && watches_files_) {
    const Json watcher{{"globPattern", "**/*.chap"}};
    const Json registration{{"id", "rule-files"},
                            {"method", "workspace/didChangeWatchedFiles"},
                            {"registerOptions", {{"watchers", Json::array({watcher})}}}};
    send_({{"jsonrpc", "2.0"},
           {"id", next_id_++},
           {"method", "client/registerCapability"},
           {"params", {{"registrations", Json::array({registration})}}}});
  }
}

Json Server::request(const std::string& method, const Json& params) {
  if (phase_ == Phase::before) {
    if (method == "initialize")
      return initialize(params);
    throw RequestError(server_not_initialized, "`initialize` comes first");
  }
  if (phase_ == Phase::shut_down || method == "initialize")
    throw RequestError(invalid_request, fmt::format("`{}` cannot come here", method));
  if (method == "shutdown") {
    phase_ = Phase::shut_down;
    if (checker_ != nullptr)
      checker_->cancel();
    return nullptr;
  }
  if (method == "workspace/executeCommand")
    return execute(params);
  using Answer = Json (*)(Workspace&, const std::string&, std::uint32_t);
  static const std::map<std::string, Answer, std::less<>> at_a_place = {
      {"textDocument/hover", hover},
      {"textDocument/definition", definition},
      {"textDocument/documentHighlight", highlights},
      {"textDocument/prepareRename", prepare_rename},
      {"textDocument/completion", completion},
  };
  if (const auto found = at_a_place.find(method); found != at_a_place.end()) {
    const std::string path = path_in(params);
    return found->second(workspace_, path, offset_in(params, path));
  }
  using WholeAnswer = Json (*)(Workspace&, const std::string&);
  static const std::map<std::string, WholeAnswer, std::less<>> of_a_file = {
      {"textDocument/documentSymbol", document_symbols},
      {"textDocument/foldingRange", folding_ranges},
      {"textDocument/semanticTokens/full", semantic_tokens},
      {"textDocument/formatting", formatting},
  };
  if (const auto found = of_a_file.find(method); found != of_a_file.end())
    return found->second(workspace_, path_in(params));
  if (method == "textDocument/references") {
    const std::string path = path_in(params);
    return references(workspace_, path, offset_in(params, path),
                      is_true(member(params, {"context", "includeDeclaration"})));
  }
  if (method == "textDocument/rename") {
    const std::string path = path_in(params);
    return rename(workspace_, path, offset_in(params, path), params.at("newName").get<std::string>());
  }
  if (method == "textDocument/codeAction")
    return code_actions(workspace_, path_in(params), params.at("range"));
  if (method == "textDocument/codeLens")
    return checker_ != nullptr ? verdicts_.lenses(workspace_, path_in(params)) : Json::array();
  throw RequestError(method_not_found, fmt::format("there is no method `{}`", method));
}

Json Server::initialize(const Json& params) {
  phase_ = Phase::running;
  workspace_.encoding = offers_bytes(params) ? Encoding::utf8 : Encoding::utf16;
  workspace_.folders = folders_in(params);
  refreshes_lenses_ = is_true(member(params, {"capabilities", "workspace", "codeLens", "refreshSupport"}));
  watches_files_ =
      is_true(member(params, {"capabilities", "workspace", "didChangeWatchedFiles", "dynamicRegistration"}));
  return {{"capabilities", capabilities()}, {"serverInfo", {{"name", "chaperone"}, {"version", CHAPERONE_VERSION}}}};
}

Json Server::capabilities() const {
  return {{"positionEncoding", workspace_.encoding == Encoding::utf8 ? "utf-8" : "utf-16"},
          {"textDocumentSync", {{"openClose", true}, {"change", incremental_sync}, {"save", true}}},
          {"hoverProvider", true},
          {"definitionProvider", true},
          {"referencesProvider", true},
          {"documentHighlightProvider", true},
          {"documentSymbolProvider", true},
          {"foldingRangeProvider", true},
          {"documentFormattingProvider", true},
          {"renameProvider", {{"prepareProvider", true}}},
          {"codeActionProvider", {{"codeActionKinds", Json::array({"quickfix"})}}},
          {"codeLensProvider", {{"resolveProvider", false}}},
          {"completionProvider", {{"triggerCharacters", {"(", ",", ":", "="}}}},
          {"executeCommandProvider", {{"commands", Json::array({story_command})}}},
          {"semanticTokensProvider",
           {{"legend", {{"tokenTypes", token_types()}, {"tokenModifiers", Json::array()}}}, {"full", true}}}};
}

Json Server::execute(const Json& params) {
  const auto command = params.at("command").get<std::string>();
  if (command != story_command)
    throw RequestError(invalid_params, fmt::format("there is no command `{}`", command));
  const Json& arguments = params.at("arguments");
  return verdicts_.story(workspace_, path_of(arguments.at(0).get<std::string>()), arguments.at(1).get<std::string>());
}

std::string Server::path_in(const Json& params) const {
  const auto uri = params.at("textDocument").at("uri").get<std::string>();
  std::string path = path_of(uri);
  if (workspace_.documents.find(path) == nullptr)
    throw RequestError(invalid_params, fmt::format("`{}` is not open", uri));
  return path;
}

std::uint32_t Server::offset_in(const Json& params, const std::string& path) const {
  const Document& document = *workspace_.documents.find(path);
  return document.lines.offset(document.text, read_position(params.at("position")), workspace_.encoding);
}

// ---- what is told without being asked

void Server::changed(const std::string& path) {
  workspace_.forget(path);
  is_stale_ = true;
  quiet_since_ = Clock::now();
  if (checker_ != nullptr)
    checker_->cancel();
}

void Server::settle() {
  if (!is_stale_)
    return;
  is_stale_ = false;
  try {
    publish();
  } catch (const std::exception& error) {
    notify("window/logMessage",
           {{"type", error_message}, {"message", fmt::format("chaperone: internal error: {}", error.what())}});
  }
}

void Server::publish() {
  auto made = diagnostics_by_uri(workspace_, verdicts_.warnings(workspace_));
  for (const auto& [uri, old] : published_)
    made.try_emplace(uri, Json::array());
  for (auto& [uri, list] : made) {
    const auto known = published_.find(uri);
    if (known == published_.end() || known->second != list)
      notify("textDocument/publishDiagnostics", {{"uri", uri}, {"diagnostics", list}});
  }
  std::erase_if(made, [&](const auto& entry) {
    return entry.second.empty() && workspace_.documents.find(path_of(entry.first)) == nullptr;
  });
  published_ = std::move(made);
}

void Server::attend_checks() {
  if (checker_ == nullptr || phase_ != Phase::running)
    return;
  if (auto done = checker_->take()) {
    if (!done->fault.empty())
      notify("window/showMessage",
             {{"type", error_message}, {"message", "chaperone: internal error in a check: " + done->fault}});
    verdicts_.keep(std::move(*done));
    publish();
    if (refreshes_lenses_)
      send_({{"jsonrpc", "2.0"}, {"id", next_id_++}, {"method", "workspace/codeLens/refresh"}});
  }
  if (checker_->is_busy()) {
    if (checker_->is_cancelled())
      checker_->cancel();
    return;
  }
  if (!quiet_since_ || Clock::now() < *quiet_since_ + pause)
    return;
  for (const auto& [path, document] : workspace_.documents.all()) {
    const ViewRef view = workspace_.view(path);
    if (!view->rules.loaded.system || view->is_part || verdicts_.has(path, view))
      continue;
    return checker_->start(path, view);
  }
  quiet_since_.reset();
}

std::optional<Clock::time_point> Server::wakes_at() const {
  if (checker_ == nullptr)
    return std::nullopt;
  if (checker_->is_busy())
    return Clock::now() + tick;
  return quiet_since_ ? std::optional(*quiet_since_ + pause) : std::nullopt;
}

} // namespace chaperone::cli::lsp
