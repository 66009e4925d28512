// Requests out, replies in, failures told.
#include "generators/conformance/adapter.hpp"

#include "generators/conformance/trial.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace chaperone::conformance {
namespace {

using namespace model;
using namespace std::chrono_literals;

/// A program may take longer to start than to reply.
constexpr std::chrono::milliseconds least_time_to_start = 5s;
/// Of what an adapter says of itself, in characters: a whole page of a web server's error is no message.
constexpr std::size_t longest_text = 2000;

std::string in_words(std::chrono::milliseconds time) {
  return time % 1s == 0ms ? fmt::format("{} s", time / 1s) : fmt::format("{} ms", time.count());
}

} // namespace

const char* word_for(Failure::Kind kind) {
  switch (kind) {
  case Failure::Kind::start:
    return "start";
  case Failure::Kind::hang:
    return "hang";
  case Failure::Kind::death:
    return "death";
  case Failure::Kind::nonsense:
    return "nonsense";
  case Failure::Kind::error:
    return "error";
  case Failure::Kind::unsupported:
    return "unsupported";
  case Failure::Kind::leak:
    return "leak";
  case Failure::Kind::setup:
    return "setup";
  case Failure::Kind::stopped:
    return "stopped";
  }
  return "";
}

Result<std::unique_ptr<Adapter>> Adapter::start(const System& system, const AdapterSettings& settings) {
  auto process = LineProcess::start(settings.command, settings.is_stopped);
  if (const auto* why = std::get_if<std::string>(&process))
    return Failure{Failure::Kind::start, fmt::format("cannot be started: {}", *why)};
  std::unique_ptr<Adapter> adapter(
      new Adapter(system, settings, std::move(std::get<std::unique_ptr<LineProcess>>(process))));
  adapter->patience_ = std::max(settings.reply_timeout, least_time_to_start);
  adapter->process_->send(hello_request(++adapter->sent_, system));
  auto observed = adapter->receive<Observed>(
      "`hello`", [&](const std::string& line, std::uint64_t id) { return read_hello(line, id, system); });
  if (auto* failure = std::get_if<Failure>(&observed)) {
    if (failure->kind != Failure::Kind::stopped)
      failure->kind = Failure::Kind::start;
    return *failure;
  }
  adapter->observed_ = std::get<Observed>(observed);
  adapter->patience_ = settings.reply_timeout;
  return adapter;
}

Adapter::~Adapter() {
  if (!is_broken_ && !settings_.is_stopped())
    process_->send(bye_request(++sent_));
  process_->end(is_broken_ || settings_.is_stopped() ? Clock::now() : Clock::now() + 2s);
}

Failure Adapter::failure_of(const std::string& request, Silence silence) {
  switch (silence) {
  case Silence::timed_out:
    return {Failure::Kind::hang, fmt::format("did not reply to {} within {}", request, in_words(patience_))};
  case Silence::ended: {
    const auto how = process_->how_it_ended();
    return {Failure::Kind::death,
            how ? fmt::format("ended at {} with {}", request, *how) : fmt::format("closed its output at {}", request)};
  }
  case Silence::too_long:
    return {Failure::Kind::nonsense,
            fmt::format("replied to {} with a line of more than {} MB", request, LineProcess::longest_line >> 20U)};
  case Silence::stopped:
    break;
  }
  return {Failure::Kind::stopped, "was stopped"};
}

template <class T, class Reader> Result<T> Adapter::receive(const std::string& request, const Reader& reader) {
  const auto start = Clock::now();
  auto line = process_->read_line(start + patience_);
  waited_ += std::chrono::duration<double>(Clock::now() - start).count();
  if (const auto* silence = std::get_if<Silence>(&line)) {
    is_broken_ = true;
    return failure_of(request, *silence);
  }
  Result<T> result = std::visit(
      overload{
          [&](T&& value) -> Result<T> { return std::move(value); },
          [&](Nonsense&& why) -> Result<T> {
            return Failure{Failure::Kind::nonsense, fmt::format("gave a reply to {} that {}", request, why.message)};
          },
          [&](AdapterError&& why) -> Result<T> {
            return Failure{Failure::Kind::error,
                           fmt::format("reports at {}: {}", request, excerpt(why.message, longest_text))};
          },
          [&](Unsupported&& why) -> Result<T> {
            return Failure{Failure::Kind::unsupported,
                           fmt::format("does not support this {}: {}", request, excerpt(why.message, longest_text))};
          },
      },
      reader(std::get<std::string>(line), ++received_));
  is_broken_ = is_broken_ || std::holds_alternative<Failure>(result);
  return result;
}

Result<State> Adapter::begin(const std::string& scenario, const State& start) {
  const Population& population = start.layout().population();
  std::string lines = reset_request(sent_ + 1, "reset", scenario, system_, population, &start);
  lines += given_request(sent_ + 2, start);
  sent_ += 2;
  process_->send(lines);
  for (const char* request : {"`reset`", "`given`"}) {
    auto done = receive<Done>(request, read_done);
    if (auto* failure = std::get_if<Failure>(&done))
      return *failure;
  }
  return ask(start);
}

Result<Done> Adapter::join(const std::string& scenario, const State& start) {
  process_->send(reset_request(++sent_, "join", scenario, system_, start.layout().population(), &start));
  return receive<Done>("`join`", read_done);
}

void Adapter::send_step(const Action& action, const Population& population) {
  process_->send(step_request(++sent_, system_, population, action));
}

Result<StepReply> Adapter::receive_step(const Action& action) {
  return receive<StepReply>(fmt::format("`step` of `{}`", system_[action.rule].name), read_step);
}

Result<State> Adapter::ask(const State& otherwise) {
  process_->send(ask_request(++sent_, system_, observed_));
  return receive_state(otherwise);
}

/// The reply to the last `ask`, which is sent again as long as the adapter says that the service is settling.
Result<State> Adapter::receive_state(const State& otherwise) {
  constexpr auto longest_pause = 500ms;
  const auto patience = std::max(settings_.settle, settings_.reply_timeout);
  const auto until = Clock::now() + patience;
  for (auto pause = 10ms;; pause = std::min(2 * pause, longest_pause)) {
    bool is_settling = false;
    auto state = receive<State>("`ask`", [&](const std::string& line, std::uint64_t id) -> Reply<State> {
      is_settling = says_settling(line, id);
      return is_settling ? Reply<State>(otherwise) : read_ask(line, id, observed_, otherwise);
    });
    if (!is_settling || std::holds_alternative<Failure>(state))
      return state;
    if (Clock::now() >= until)
      return Failure{Failure::Kind::hang, fmt::format("was still settling after {}", in_words(patience))};
    wait_for(pause, settings_.is_stopped);
    process_->send(ask_request(++sent_, system_, observed_));
  }
}

Result<Service::Tried> Adapter::try_step(const Action& action, const State& rules_after) {
  const Population& population = rules_after.layout().population();
  std::string lines = step_request(sent_ + 1, system_, population, action);
  lines += ask_request(sent_ + 2, system_, observed_);
  sent_ += 2;
  process_->send(lines);
  auto reply = receive_step(action);
  if (auto* failure = std::get_if<Failure>(&reply))
    return *failure;
  auto after = receive_state(rules_after);
  if (auto* failure = std::get_if<Failure>(&after))
    return *failure;
  return Tried{std::get<StepReply>(std::move(reply)), std::get<State>(std::move(after))};
}

} // namespace chaperone::conformance
