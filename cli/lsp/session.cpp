// See session.hpp.
#include "cli/lsp/session.hpp"

#include "cli/lsp/server.hpp"
#include "cli/lsp/transport.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace chaperone::cli::lsp {
namespace {

/// A check in the background may take so long.
constexpr std::chrono::seconds check_limit{10};

/// After a read or write that failed: can it be tried again? An editor may have given us pipes that do not block.
bool may_go_on(int descriptor, short what) {
  if (errno == EINTR)
    return true;
  if (errno != EAGAIN)
    return false;
  pollfd waiting{descriptor, what, 0};
  return poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

std::size_t read_some(int in, char* buffer, std::size_t size) {
  while (true) {
    const ssize_t count = read(in, buffer, size);
    if (count >= 0)
      return static_cast<std::size_t>(count);
    if (!may_go_on(in, POLLIN))
      return 0;
  }
}

/// Messages that have come and were not yet looked at.
class Inbox {
public:
  struct Entry {
    Json message;
    bool is_readable = true;
    bool is_cancelled = false;
    bool is_end = false; ///< the editor went away
  };

  void put(Entry entry) {
    const std::scoped_lock lock(mutex_);
    // Requests that wait are cancelled here; those that have been looked at are answered already.
    if (entry.is_readable && entry.message.is_object() && entry.message.value("method", Json()) == "$/cancelRequest") {
      const Json params = entry.message.value("params", Json::object());
      const Json id = params.is_object() ? params.value("id", Json()) : Json();
      for (Entry& waiting : entries_)
        if (waiting.message.is_object() && waiting.message.contains("method") && waiting.message.contains("id") &&
            waiting.message["id"] == id)
          waiting.is_cancelled = true;
      return;
    }
    entries_.push_back(std::move(entry));
    wake_.notify_one();
  }

  /// Ends a wait: there may be something to do.
  void nudge() {
    const std::scoped_lock lock(mutex_);
    is_nudged_ = true;
    wake_.notify_one();
  }

  bool has_message() const {
    const std::scoped_lock lock(mutex_);
    return !entries_.empty();
  }

  std::optional<Entry> take(std::optional<Clock::time_point> until) {
    std::unique_lock lock(mutex_);
    const auto is_awake = [this] { return !entries_.empty() || is_nudged_; };
    if (until)
      wake_.wait_until(lock, *until, is_awake);
    else
      wake_.wait(lock, is_awake);
    is_nudged_ = false;
    if (entries_.empty())
      return std::nullopt;
    Entry first = std::move(entries_.front());
    entries_.pop_front();
    return first;
  }

private:
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Entry> entries_;
  bool is_nudged_ = false;
};

void read_all(int in, Inbox& inbox) {
  MessageReader reader([in](char* buffer, std::size_t size) { return read_some(in, buffer, size); });
  while (auto text = reader.next()) {
    Inbox::Entry entry;
    entry.message = Json::parse(*text, nullptr, false);
    entry.is_readable = !entry.message.is_discarded();
    inbox.put(std::move(entry));
  }
  inbox.put({nullptr, true, false, true});
}

/// An editor that went away is noticed by the reader.
void write_all(int out, const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t count = write(out, text.data() + written, text.size() - written);
    if (count < 0 && !may_go_on(out, POLLOUT))
      return;
    written += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
}

} // namespace

int serve(int in, int out) {
  // None of these is ever destroyed: a thread may wait for the editor or for a solver when this returns.
  Inbox& inbox = *new Inbox;
  Checker& checker = *new Checker(check_limit, [&inbox] { inbox.nudge(); });
  Server& server = *new Server(
      [out](const Json& message) {
        // Files on disk may hold bytes that are no text.
        write_all(out, framed(message.dump(-1, ' ', false, Json::error_handler_t::replace)));
      },
      &checker);
  std::thread([in, &inbox] { read_all(in, inbox); }).detach();
  while (!server.ended()) {
    const auto entry = inbox.take(server.wakes_at());
    if (entry && entry->is_end)
      return 1;
    if (entry && !entry->is_readable)
      server.refuse_unreadable();
    else if (entry && entry->is_cancelled)
      server.refuse_cancelled(entry->message["id"]);
    else if (entry)
      server.handle(entry->message);
    if (!inbox.has_message())
      server.settle();
    server.attend_checks();
  }
  return *server.ended();
}

} // namespace chaperone::cli::lsp
