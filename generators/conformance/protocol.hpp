// The lines that pass between Chaperone and an adapter: one JSON object each, requests one
// way and replies the other. docs/conformance.md describes them, docs/adapter.schema.json is their
// schema. Covered by tests/conformance/protocol_test.cpp.
#pragma once

#include "model/meaning/interpreter.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace chaperone::conformance {

/// The version of the protocol that this Chaperone speaks.
constexpr int protocol_version = 1;

/// What a service shows of itself: some of the relations and functions, in the file's order.
struct Observed {
  std::vector<model::RelationId> relations;
  std::vector<model::FunctionId> functions;
};
/// Everything that is not fixed.
Observed everything(const model::System& system);

// ---- Requests. Each is a line, with its line feed; `id` comes back in the reply. ----

std::string hello_request(std::uint64_t id, const model::System& system);
/// `verb` is `reset`, or `join` for a further adapter on the same individuals. `start` has the facts that are given,
/// for whoever wants to know all of them beforehand; null: none.
std::string reset_request(std::uint64_t id, const char* verb, const std::string& scenario, const model::System& system,
                          const model::Population& population, const model::State* start = nullptr);
std::string given_request(std::uint64_t id, const model::State& start);
std::string step_request(std::uint64_t id, const model::System& system, const model::Population& population,
                         const model::Action& action);
std::string ask_request(std::uint64_t id, const model::System& system, const Observed& observed);
std::string bye_request(std::uint64_t id);

// ---- Replies. Never throw for any text. ----

/// What is wrong with a reply, as the end of a sentence: "is no JSON".
struct Nonsense {
  std::string message;
};
/// The adapter says that it could not do what it was asked.
struct AdapterError {
  std::string message;
};
/// The service has no such thing: the scenario says nothing about it.
struct Unsupported {
  std::string message;
};
template <class T> using Reply = std::variant<T, Nonsense, AdapterError, Unsupported>;

struct Done {};
struct StepReply {
  model::Outcome outcome = model::Outcome::allowed;
  std::string reason; ///< of a refusal; may be empty
};

/// The adapter's version is checked here: another one is Nonsense.
Reply<Observed> read_hello(const std::string& line, std::uint64_t id, const model::System& system);
Reply<Done> read_done(const std::string& line, std::uint64_t id);
Reply<StepReply> read_step(const std::string& line, std::uint64_t id);
/// Does a reply to `ask` say that the service is still at it? Then it is asked again.
bool says_settling(const std::string& line, std::uint64_t id);
/// The service's state: `otherwise` where it does not show it.
Reply<model::State> read_ask(const std::string& line, std::uint64_t id, const Observed& observed,
                             const model::State& otherwise);

} // namespace chaperone::conformance
