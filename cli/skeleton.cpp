// Adapters to begin with.
#include "cli/skeleton.hpp"

#include "cli/exit_code.hpp"
#include "cli/output_file.hpp"

#include "generators/conformance/skeleton.hpp"
#include "generators/suite/suite.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace chaperone::cli {

int write_skeleton(const Settings& settings, const model::System& system, Console& console) {
  namespace fs = std::filesystem;
  const auto skeleton = conformance::describe(system, generators::suite::file_name(settings.files.front()));
  std::string told, kept;
  std::vector<OutputFile> files;
  for (const auto& file : conformance::skeleton_format(settings.to)->write(skeleton)) {
    const fs::path path = fs::path(settings.output_folder) / file.name;
    std::error_code ignored;
    if (file.is_kept && fs::exists(path, ignored)) {
      kept += fmt::format("kept {}\n", model::visible(path.string()));
      continue;
    }
    files.push_back({path, file.text});
  }
  if (!write_together(files, told, console))
    return bad_input;
  if (!settings.is_quiet)
    console.out(told + kept);
  return all_well;
}

} // namespace chaperone::cli
