// Reading JSON that people may have edited: the first mistake ends it and is located by its
// path. Covered by tests/generators/scenario_json_test.cpp and tests/generators/manifest_test.cpp.
#pragma once

#include "generators/story/json_mistake.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string>

namespace chaperone::reports {

/// Thrown and caught inside one reader: readers are deep, and the first mistake ends them.
struct JsonStop {
  JsonMistake mistake;
};

[[noreturn]] inline void stop(std::string path, std::string message) {
  throw JsonStop{{std::move(path), std::move(message)}};
}

inline const nlohmann::json& member(const nlohmann::json& object, const std::string& path, const char* name) {
  const auto found = object.find(name);
  if (found == object.end())
    stop(path.empty() ? "/" : path, fmt::format("`{}` is missing", name));
  return *found;
}

inline std::string text_of(const nlohmann::json& value, const std::string& path) {
  if (!value.is_string())
    stop(path, "expected a text");
  return value.get<std::string>();
}

inline const nlohmann::json& list_of(const nlohmann::json& value, const std::string& path) {
  if (!value.is_array())
    stop(path, "expected a list");
  return value;
}

inline const nlohmann::json& object_of(const nlohmann::json& value, const std::string& path) {
  if (!value.is_object())
    stop(path, "expected an object");
  return value;
}

} // namespace chaperone::reports
