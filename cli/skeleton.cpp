// Adapters to begin with.
#include "cli/skeleton.hpp"

#include "cli/exit_code.hpp"
#include "cli/output_file.hpp"

#include "generators/conformance/skeleton.hpp"
#include "generators/tests/suite.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace chaperone::cli {

int write_skeleton(const Settings& settings, const model::System& system, Console& console) {
  namespace fs = std::filesystem;
  const auto skeleton = conformance::describe(system, generators::file_name(settings.files.front()));
  std::string told;
  for (const auto& file : conformance::skeleton_format(settings.to)->write(skeleton)) {
    const fs::path path = fs::path(settings.output_folder) / file.name;
    std::error_code ignored;
    if (file.is_kept && fs::exists(path, ignored)) {
      told += fmt::format("kept {}\n", path.string());
      continue;
    }
    std::string mistake;
    const auto written = write_file(path, file.text, mistake);
    if (!written) {
      complain(console, mistake);
      return bad_input;
    }
    told += fmt::format("{} {}\n", *written == Written::unchanged ? "unchanged" : "wrote", path.string());
  }
  if (!settings.is_quiet)
    console.out(told);
  return all_well;
}

} // namespace chaperone::cli
