// Reading JSON that people may have edited: the first mistake ends it and is located by its
// path. Covered by tests/generators/scenario_json_test.cpp and tests/generators/manifest_test.cpp.
#pragma once

#include "generators/story/json_mistake.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string>

namespace chaperone::reports {

/// Thrown and caught inside one reader: readers are deep, and the first mistake ends them.
struct JsonStop {
  JsonMistake mistake;
};

[[noreturn]] inline void stop(const std::string& path, const std::string& message) {
  throw JsonStop{{model::visible(path), model::visible(message)}};
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

/// A name: it is told as it stands, to terminals and other programs.
inline std::string told_text_of(const nlohmann::json& value, const std::string& path) {
  std::string text = text_of(value, path);
  if (const std::string shown = model::visible(text); shown != text)
    stop(path, fmt::format("a control character stands in `{}`, which is told", shown));
  return text;
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
