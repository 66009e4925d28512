// Rule texts as systems, for tests: a mistake in the text fails the test with its rendering.
#pragma once

#include "model/meaning/interpreter.hpp"
#include "model/resolve/front_end.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

namespace chaperone::tests {

using Files = std::map<std::string, std::string>;

inline model::FileReader reader(const Files& files) {
  return [files](const std::string& path) -> model::FileBytes {
    const auto found = files.find(path);
    return found == files.end() ? model::FileBytes{std::nullopt, "no such file"} : model::FileBytes{found->second, {}};
  };
}

/// The system that "rules.chap" means, with the files that it uses.
inline model::System rules(const Files& files) {
  model::Loaded loaded = model::load_system("rules.chap", reader(files));
  std::string complaints;
  for (const model::Diagnostic& diagnostic : loaded.diagnostics)
    if (diagnostic.severity == model::Severity::error)
      complaints += render(diagnostic, *loaded.sources, false);
  INFO(files.at("rules.chap") << complaints);
  REQUIRE(loaded.system);
  return *std::move(loaded.system);
}

/// The system that the text means.
inline model::System rules(const std::string& text) {
  return rules(Files{{"rules.chap", text}});
}

/// The scenario blocks of `text`, read as runs of `system`.
inline model::System scenarios(const model::System& system, const std::string& text) {
  model::Loaded loaded = model::load_scenarios(system, "run.chap", reader({{"run.chap", text}}));
  std::string complaints;
  for (const model::Diagnostic& diagnostic : loaded.diagnostics)
    if (diagnostic.severity == model::Severity::error)
      complaints += render(diagnostic, *loaded.sources, false);
  INFO(text << complaints);
  REQUIRE(loaded.system);
  return *std::move(loaded.system);
}

/// What replaying the text's first scenario comes to.
inline model::Replay play(const model::System& system) {
  return replay(system, system.scenarios.at(0));
}

/// The message of the failed replay of the text's first scenario, or "passed".
inline std::string outcome(const std::string& text) {
  const model::System system = rules(text);
  const model::Replay result = play(system);
  return result.failure ? result.failure->code + ": " + result.failure->message : "passed";
}

} // namespace chaperone::tests
