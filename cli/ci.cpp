// See ci.hpp.
#include "cli/ci.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

namespace chaperone::cli {

bool is_for_ci(Format format) {
  switch (format) {
  case Format::text:
  case Format::json:
  case Format::markdown:
  case Format::mermaid:
  case Format::svg:
  case Format::csv:
  case Format::jsonl:
    return false;
  case Format::junit:
  case Format::sarif:
  case Format::github:
    return true;
  }
  return false;
}

void tell_ci(Format format, const std::vector<reports::CiCase>& cases, Console& console) {
  if (format == Format::junit)
    return console.out_document(reports::junit_xml(cases));
  if (format == Format::sarif)
    return console.out_document(reports::sarif(cases));
  console.out_document(reports::github_annotations(cases));
  const std::string summary = reports::github_summary(cases);
  const char* file = std::getenv("GITHUB_STEP_SUMMARY");
  if (file == nullptr || *file == '\0')
    return console.out(summary);
  // Other steps of the job write to it too: it is added to, not replaced.
  std::ofstream stream(file, std::ios::app);
  stream << summary << std::flush;
  if (!stream)
    complain(console, fmt::format("cannot write the summary to {}", file));
}

} // namespace chaperone::cli
