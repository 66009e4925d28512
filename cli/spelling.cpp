// Words on a command line are suggested as names in a rule file are.
#include "cli/spelling.hpp"

#include "model/text/suggest.hpp"

#include <fmt/format.h>

namespace chaperone::cli {

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
  model::Nearest nearest(word);
  for (const std::string& candidate : known)
    nearest.offer(candidate);
  const std::string question = nearest.question();
  return question.empty() ? question : fmt::format(", {}", question);
}

} // namespace chaperone::cli
