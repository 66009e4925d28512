// What the fuzzer and the replay of its finds do with a text: load it as a rule file,
// show what is said about it, and read it as a scenario file of itself.
#pragma once

#include "model/resolve/front_end.hpp"

#include <string>
#include <string_view>

namespace chaperone::tests {

/// A text may hold several files: a line `//// NAME` begins the next, and the first is `main.chap`. Returns
/// whether the text was accepted. Fails only by crashing, hanging or a sanitizer's complaint.
inline bool exercise(std::string_view text) {
  const auto reader = [&](const std::string& path) -> model::FileBytes {
    std::size_t begin = 0;
    if (path != "main.chap") {
      const std::size_t header = text.find("//// " + path + "\n");
      if (header == std::string_view::npos)
        return {std::nullopt, "no such file"};
      begin = text.find('\n', header) + 1;
    }
    const std::size_t end = text.find("\n//// ", begin);
    return {std::string(text.substr(begin, end == std::string_view::npos ? end : end - begin)), {}};
  };
  const auto show = [](const model::Loaded& loaded) {
    std::size_t size = 0;
    for (const model::Diagnostic& diagnostic : loaded.diagnostics)
      size += render(diagnostic, *loaded.sources, size % 2 == 0).size();
    return size;
  };
  const model::Loaded loaded = model::load_system("main.chap", reader);
  std::size_t shown = show(loaded);
  if (loaded.system)
    shown += show(model::load_scenarios(*loaded.system, "main.chap", reader));
  return loaded.system.has_value() && shown != 1;
}

} // namespace chaperone::tests
