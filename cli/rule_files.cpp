// Rule files and scenarios, from disk to models.
#include "cli/rule_files.hpp"

#include "cli/spelling.hpp"

#include "generators/story/scenario_json.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <utility>

namespace chaperone::cli {
namespace {

const std::string standard_input = "<stdin>";

namespace fs = std::filesystem;

std::string rendered(const std::vector<model::Diagnostic>& diagnostics, const model::SourceSet& sources, bool has_color,
                     bool with_warnings = true) {
  std::string text;
  for (const model::Diagnostic& diagnostic : diagnostics)
    if (with_warnings || diagnostic.severity == model::Severity::error)
      text += model::render(diagnostic, sources, has_color) + "\n";
  return text;
}

ScenarioFile misfit(const std::string& file, const std::string& why) {
  return {{}, false, true, fmt::format("chaperone: {}: {}\n", model::visible(file), model::visible(why))};
}

/// The scenarios of `system`, which was made for this file.
std::vector<NamedScenario> all_of(const std::string& file, const std::shared_ptr<const model::System>& system) {
  std::vector<NamedScenario> all;
  for (std::size_t i = 0; i < system->scenarios.size(); ++i)
    all.push_back({file, system, i});
  return all;
}

/// The names that the scenarios use and the system does not have, each once; empty where anything else is wrong.
std::vector<std::string> names_lacking(const model::Loaded& loaded) {
  std::vector<std::string> names;
  for (const model::Diagnostic& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity != model::Severity::error)
      continue;
    if (diagnostic.code != "unknown_name")
      return {};
    const std::string name = fmt::format("`{}`", loaded.sources->text(diagnostic.span));
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
  return names;
}

ScenarioFile read_text(const model::System& system, const std::string& file, bool has_color) {
  model::Loaded loaded = model::load_scenarios(system, file, model::read_from_disk());
  const std::string rules = system.sources->file({0}).path();
  // One name may be misspelt; several that the rules of another file have are best told at once.
  if (const auto lacking = names_lacking(loaded); lacking.size() > 1 && !was_made_for(file, rules))
    return misfit(file,
                  fmt::format("this is a scenario of other rules: {} has no {}", rules, model::list_names(lacking)));
  const bool was_read = std::ranges::none_of(
      loaded.diagnostics, [](const model::Diagnostic& it) { return it.span.file == model::nowhere.file; });
  ScenarioFile read{{}, loaded.system.has_value(), was_read, rendered(loaded.diagnostics, *loaded.sources, has_color)};
  if (loaded.system)
    read.scenarios = all_of(file, std::make_shared<const model::System>(std::move(*loaded.system)));
  return read;
}

ScenarioFile read_json(const model::System& system, const std::string& file) {
  const model::FileBytes text = model::read_from_disk()(file);
  if (!text.bytes) {
    ScenarioFile unread = misfit(file, fmt::format("cannot be read: {}", text.why_not));
    unread.was_read = false;
    return unread;
  }
  auto read = reports::read_scenarios_json(system, *text.bytes);
  if (const auto* mistake = std::get_if<reports::JsonMistake>(&read))
    return misfit(file, fmt::format("at {}: {}", mistake->path, mistake->message));
  return {all_of(file, std::make_shared<model::System>(std::get<model::System>(std::move(read)))), true, true, {}};
}

std::optional<NamedScenario> find_block(const model::System& system, const std::string& name, Console& console) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < system.scenarios.size(); ++i) {
    known.push_back(system.scenarios[i].name);
    if (known.back() == name)
      return NamedScenario{system.sources->file(system.scenarios[i].span.file).path(),
                           std::make_shared<const model::System>(system), i};
  }
  const auto is_it = [&](const model::Property& property) { return property.name == name; };
  if (std::any_of(system.properties.begin(), system.properties.end(), is_it)) {
    complain(console,
             fmt::format("`{0}` is a property, not a scenario: `chaperone check {1} --property {0}` decides it", name,
                         system.sources->file({0}).path()));
    return std::nullopt;
  }
  complain(console, fmt::format("`{}` is no .chap or .json file, no folder and no scenario of `{}`{}", name,
                                system.name, did_you_mean(name, known)));
  return std::nullopt;
}

bool is_same_file(const fs::path& left, const fs::path& right) {
  std::error_code failed;
  return fs::equivalent(left, right, failed) && !failed;
}

} // namespace

void show(const std::vector<model::Diagnostic>& diagnostics, const model::SourceSet& sources, Console& console,
          bool shows_warnings) {
  const std::string text = rendered(diagnostics, sources, console.has_color_error(), shows_warnings);
  if (!text.empty())
    console.error(text);
}

namespace {

/// The codes of a comment `// allow: CODE, CODE` in a line; of any other line none.
void collect_allowed(std::string_view line, std::set<std::string>& codes) {
  constexpr std::string_view word = "allow:";
  const std::size_t slashes = line.find("//");
  const std::size_t begin = slashes == std::string_view::npos ? slashes : line.find_first_not_of("/ \t", slashes);
  if (begin == std::string_view::npos || !line.substr(begin).starts_with(word))
    return;
  std::string code;
  for (const char one : std::string(line.substr(begin + word.size())) + " ")
    if ((one >= 'a' && one <= 'z') || one == '_')
      code += one;
    else if (!code.empty())
      codes.insert(std::exchange(code, {}));
}

} // namespace

void drop_allowed(std::vector<model::Diagnostic>& diagnostics, const model::SourceSet& sources,
                  const std::vector<std::string>& allowed) {
  const auto is_warning = [](const model::Diagnostic& it) { return it.severity == model::Severity::warning; };
  if (std::ranges::none_of(diagnostics, is_warning))
    return;
  std::set<std::string> codes(allowed.begin(), allowed.end());
  std::string line;
  for (std::uint32_t file = 0; file < sources.size(); ++file)
    for (std::istringstream lines(sources.file(model::FileId{file}).text()); std::getline(lines, line);)
      collect_allowed(line, codes);
  std::erase_if(diagnostics, [&](const model::Diagnostic& it) { return is_warning(it) && codes.contains(it.code); });
}

std::string rule_file(const std::string& operand) {
  return operand == "-" ? standard_input : operand;
}

model::FileReader rule_reader() {
  return [](const std::string& path) {
    if (path != standard_input)
      return model::read_from_disk()(path);
    static const model::FileBytes read = model::read_standard_input();
    return read;
  };
}

model::Loaded load_rules(const std::string& path, Console& console, bool shows_warnings,
                         const std::vector<std::string>& allowed, const model::FileReader& reader,
                         model::Purpose purpose) {
  model::Loaded loaded = model::load_system(path, reader, purpose);
  drop_allowed(loaded.diagnostics, *loaded.sources, allowed);
  show(loaded.diagnostics, *loaded.sources, console, shows_warnings);
  return loaded;
}

std::string path_from(const std::string& folder, const std::string& rules) {
  std::error_code failed;
  // Absolute, since the folder may not be there yet.
  const fs::path relative = fs::relative(fs::absolute(rules), fs::absolute(folder), failed);
  return failed || relative.empty() ? fs::absolute(rules).string() : relative.generic_string();
}

ScenarioFile read_scenario_file(const model::System& system, const std::string& file, bool has_color) {
  return file.ends_with(".json") ? read_json(system, file) : read_text(system, file, has_color);
}

std::vector<std::string> scenario_files(const std::string& folder) {
  std::set<std::string> names; // sorted; of a pair, .chap comes before .json
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".chap" || entry.path().extension() == ".json")
      names.insert(entry.path().string());
  std::vector<std::string> files;
  for (const std::string& name : names)
    if (!name.ends_with(".json") || !names.contains(fs::path(name).replace_extension(".chap").string()))
      files.push_back(name);
  return files;
}

bool was_made_for(const std::string& scenario_file, const std::string& rules) {
  if (!scenario_file.ends_with(".json")) {
    const model::Loaded loaded = model::load_system(scenario_file, model::read_from_disk(), model::Purpose::scenario);
    for (std::uint32_t i = 0; i < loaded.sources->size(); ++i)
      if (is_same_file(loaded.sources->file({i}).path(), rules))
        return true;
    return false;
  }
  const auto text = model::read_from_disk()(scenario_file).bytes;
  const auto named = text ? reports::rules_of_saved_json(*text) : std::nullopt;
  return named && is_same_file(fs::path(scenario_file).parent_path() / *named, rules);
}

std::optional<std::vector<NamedScenario>> load_scenarios(const model::System& system,
                                                         std::span<const std::string> operands, Console& console) {
  std::vector<NamedScenario> found;
  bool is_fine = true;
  // What one file asks of the past stands beside what the others ask, so that one system has it all.
  std::shared_ptr<const model::System> fullest;
  const auto add_file = [&](const std::string& file) {
    const model::System& so_far = fullest ? *fullest : system;
    ScenarioFile read = read_scenario_file(so_far, file, console.has_color_error());
    if (!read.scenarios.empty() && read.scenarios.front().system->memories.size() > so_far.memories.size())
      fullest = read.scenarios.front().system;
    if (!read.messages.empty())
      console.error(read.messages);
    is_fine = is_fine && read.fits;
    found.insert(found.end(), read.scenarios.begin(), read.scenarios.end());
  };
  for (const std::string& operand : operands) {
    std::error_code ignored;
    if (fs::is_directory(operand, ignored)) {
      for (const std::string& file : scenario_files(operand))
        add_file(file);
    } else if (operand.ends_with(".chap") || operand.ends_with(".json")) {
      add_file(operand);
    } else if (const auto block = find_block(system, operand, console)) {
      found.push_back(*block);
    } else {
      is_fine = false;
    }
  }
  return is_fine ? std::optional(std::move(found)) : std::nullopt;
}

} // namespace chaperone::cli
