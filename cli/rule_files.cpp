// Rule files and scenarios, from disk to models.
#include "cli/rule_files.hpp"

#include "cli/spelling.hpp"

#include "generators/reports/scenario_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;

/// The scenario files of a folder: of NAME.chap and NAME.json the first, by name.
std::vector<std::string> scenario_files(const std::string& folder) {
  std::set<std::string> stems_of_rules;
  std::vector<std::string> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".chap") {
      stems_of_rules.insert(entry.path().stem().string());
      files.push_back(entry.path().string());
    }
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".json" && !stems_of_rules.contains(entry.path().stem().string()))
      files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

class Collector {
public:
  Collector(const model::System& system, Console& console) : system_(system), console_(console) {}

  bool collect(const std::string& operand) {
    std::error_code ignored;
    if (fs::is_directory(operand, ignored)) {
      bool is_fine = true;
      for (const std::string& file : scenario_files(operand))
        is_fine = collect_file(file) && is_fine;
      return is_fine;
    }
    if (operand.ends_with(".chap") || operand.ends_with(".json"))
      return collect_file(operand);
    return collect_block(operand);
  }

  std::vector<NamedScenario> take() { return std::move(found_); }

private:
  bool collect_file(const std::string& file) {
    return file.ends_with(".json") ? collect_json(file) : collect_text(file);
  }

  bool collect_text(const std::string& file) {
    model::Loaded loaded = model::load_scenarios(system_, file, model::read_from_disk());
    show(loaded.diagnostics, *loaded.sources, console_);
    if (!loaded.system)
      return false;
    add_all(file, std::make_shared<const model::System>(std::move(*loaded.system)));
    return true;
  }

  bool collect_json(const std::string& file) {
    const auto text = model::read_from_disk()(file);
    if (!text) {
      complain(console_, fmt::format("cannot read {}", file));
      return false;
    }
    auto read = reports::read_scenario_json(system_, *text);
    if (const auto* mistake = std::get_if<reports::JsonMistake>(&read)) {
      complain(console_, fmt::format("{}: at {}: {}", file, mistake->path, mistake->message));
      return false;
    }
    auto system = std::make_shared<model::System>(system_);
    system->scenarios = {std::get<model::Scenario>(std::move(read))};
    add_all(file, std::move(system));
    return true;
  }

  bool collect_block(const std::string& name) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < system_.scenarios.size(); ++i) {
      known.push_back(system_.scenarios[i].name);
      if (known.back() != name)
        continue;
      const model::SourceFile& file = system_.sources->file(system_.scenarios[i].span.file);
      found_.push_back({file.path(), std::make_shared<const model::System>(system_), i});
      return true;
    }
    complain(console_, fmt::format("`{}` is no .chap or .json file, no folder and no scenario of `{}`{}", name,
                                   system_.name, did_you_mean(name, known)));
    return false;
  }

  void add_all(const std::string& file, const std::shared_ptr<const model::System>& system) {
    for (std::size_t i = 0; i < system->scenarios.size(); ++i)
      found_.push_back({file, system, i});
  }

  const model::System& system_;
  Console& console_;
  std::vector<NamedScenario> found_;
};

} // namespace

void show(const std::vector<model::Diagnostic>& diagnostics, const model::SourceSet& sources, Console& console,
          bool shows_warnings) {
  std::string text;
  for (const model::Diagnostic& diagnostic : diagnostics)
    if (shows_warnings || diagnostic.severity == model::Severity::error)
      text += model::render(diagnostic, sources, console.has_color_error()) + "\n";
  if (!text.empty())
    console.error(text);
}

model::Loaded load_rules(const std::string& path, Console& console, bool shows_warnings) {
  model::Loaded loaded = model::load_system(path, model::read_from_disk());
  show(loaded.diagnostics, *loaded.sources, console, shows_warnings);
  return loaded;
}

std::optional<std::vector<NamedScenario>> load_scenarios(const model::System& system,
                                                         std::span<const std::string> operands, Console& console) {
  Collector collector(system, console);
  bool is_fine = true;
  for (const std::string& operand : operands)
    is_fine = collector.collect(operand) && is_fine;
  if (!is_fine)
    return std::nullopt;
  return collector.take();
}

} // namespace chaperone::cli
