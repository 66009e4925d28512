// The language server: messages of an editor in, messages to it out. It reads and writes no
// pipe and starts no thread but the checker's; cli/lsp/session.hpp does.
//
//   Server server([](const Json& message) { … }, nullptr);
//   server.handle({{"jsonrpc", "2.0"}, {"id", 1}, {"method", "initialize"}, {"params", Json::object()}});
//
// Covered by tests/cli/lsp/server_test.cpp and random_edits_test.cpp.
#pragma once

#include "cli/lsp/checker.hpp"
#include "cli/lsp/verdicts.hpp"
#include "cli/lsp/workspace.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace chaperone::cli::lsp {

using Clock = std::chrono::steady_clock;

class Server {
public:
  /// What is to be sent goes to `send`. Without a checker no verdict is offered; a checker must outlive the server.
  Server(std::function<void(const Json&)> send, Checker* checker) : send_(std::move(send)), checker_(checker) {}

  /// One message. A request is answered before this returns. Never throws for any message.
  void handle(const Json& message);
  /// Answers a request that was cancelled before it was read.
  void refuse_cancelled(const Json& id);
  /// A text that is not JSON, or too long.
  void refuse_unreadable();
  /// No message is waiting: tells what is wrong with files that have changed.
  void settle();
  /// Looks at the checker, and starts a check where one is due.
  void attend_checks();
  /// When attend_checks is to be called at the latest.
  std::optional<Clock::time_point> wakes_at() const;

  /// The exit code, once `exit` has come.
  std::optional<int> ended() const { return ended_; }

private:
  void notification(const std::string& method, const Json& params);
  Json request(const std::string& method, const Json& params);
  Json initialize(const Json& params);
  Json capabilities() const;
  Json execute(const Json& params);
  void changed(const std::string& path);
  void publish();
  void notify(const char* method, Json params);
  void fail(const Json& id, ErrorCode code, const std::string& message);
  /// Of `params.textDocument`; throws RequestError for a file that is not open.
  std::string path_in(const Json& params) const;
  std::uint32_t offset_in(const Json& params, const std::string& path) const;

  std::function<void(const Json&)> send_;
  Checker* checker_;
  Workspace workspace_;
  Verdicts verdicts_;
  std::map<std::string, Json> published_; ///< by URI
  bool is_stale_ = false;                 ///< files have changed since anything was published
  std::optional<Clock::time_point> quiet_since_;
  bool refreshes_lenses_ = false, watches_files_ = false;
  std::int64_t next_id_ = 1;
  enum class Phase { before, running, shut_down } phase_ = Phase::before;
  std::optional<int> ended_;
};

} // namespace chaperone::cli::lsp
