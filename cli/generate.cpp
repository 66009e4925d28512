// chaperone generate FILE [SCENARIO…]: scenarios as tests of a real service.
#include "cli/check_options.hpp"
#include "cli/commands.hpp"
#include "cli/cover.hpp"
#include "cli/exit_code.hpp"
#include "cli/output_file.hpp"
#include "cli/rule_files.hpp"
#include "cli/skeleton.hpp"
#include "cli/watch.hpp"

#include "generators/conformance/skeleton.hpp"
#include "generators/page/suite_page.hpp"
#include "generators/reports/coverage_text.hpp"
#include "generators/story/story.hpp"
#include "generators/suite/covering.hpp"
#include "generators/suite/formats.hpp"
#include "generators/suite/oracle.hpp"
#include "generators/suite/templates/template.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;

class Generate {
public:
  Generate(const Settings& settings, Console& console) : settings_(settings), console_(console) {}

  int run() {
    // First of all: the watch blocks the signals that it takes. Until it is finished nothing is written, and from then
    // on all is.
    Watch watch(std::nullopt, {[this](Cut) { return tell_interrupted(); }, {}});
    rules_ = load_rules(file(), console_, !settings_.is_quiet, settings_.allowed);
    if (!rules_.system)
      return bad_input;
    if (conformance::skeleton_format(settings_.to) != nullptr)
      return write_skeleton(settings_, *rules_.system, console_);
    if (!read_templates())
      return bad_input;
    remember(*rules_.sources);
    suite_.system = &*rules_.system;
    suite_.rules_file = generators::suite::file_name(file());
    if (const int code = collect(); code != all_well)
      return code;
    watch.finish();
    if (watch.cut())
      return tell_interrupted();
    if (has_nothing_ && coverage_ && generators::count_open(*coverage_) > 0)
      return tell_nothing_yet();
    if (has_nothing_) {
      complain(console_, fmt::format("{}: there is nothing to test: {}", file(),
                                     settings_.goals.empty() ? "no scenario, and no property with a run to show"
                                                             : "no run was found that covers one of these goals"));
      return bad_input;
    }
    generators::suite::make_names_unique(suite_.cases);
    generators::suite::shorten_titles(suite_.cases);
    if (!settings_.expect_from.empty() && !take_expectations())
      return bad_input;
    return write();
  }

private:
  const std::string& file() const { return settings_.files.front(); }

  int tell_interrupted() {
    console_.progress("");
    complain(console_, "interrupted: nothing was written");
    return interrupted;
  }

  int tell_nothing_yet() {
    if (!settings_.is_quiet)
      console_.out(reports::coverage_text(*coverage_, true));
    complain(console_, fmt::format("{}: nothing was covered yet, and nothing was written", file()));
    return undecided;
  }

  bool is_template() const { return settings_.to == "template"; }

  /// Before anything is searched for, so that a missing one is told at once.
  bool read_templates() {
    if (is_template() == settings_.templates.empty()) {
      complain(console_, is_template() ? "--to template needs --template FILE" : "--template needs --to template");
      return false;
    }
    for (const std::string& path : settings_.templates) {
      model::FileBytes text = model::read_from_disk()(path);
      if (!text.bytes) {
        complain(console_, fmt::format("cannot read the template {}: {}", path, text.why_not));
        return false;
      }
      templates_.add(model::SourceFile(path, std::move(*text.bytes)));
      sources_read_.insert(path);
    }
    return true;
  }

  /// Nothing where a template has mistakes; they have been shown then.
  std::vector<generators::suite::GeneratedFile> render_templates() {
    std::vector<generators::suite::GeneratedFile> files;
    bool is_right = true;
    for (std::uint32_t index = 0; index < templates_.size(); ++index) {
      generators::suite::templates::Rendered rendered =
          generators::suite::templates::render_template(suite_, templates_, {index});
      show(rendered.mistakes, templates_, console_);
      is_right = is_right && rendered.mistakes.empty();
      files.push_back({fs::path(templates_.file({index}).path()).stem().string(), std::move(rendered.text)});
    }
    return is_right ? files : std::vector<generators::suite::GeneratedFile>();
  }

  int collect() {
    if (!fits_cover(settings_, console_))
      return bad_input;
    const bool covers = !settings_.goals.empty();
    if (const int code = settings_.scenarios.empty() && !covers ? collect_from_check() : collect_scenarios();
        code != all_well)
      return code;
    has_nothing_ = suite_.cases.empty();
    const std::size_t named = suite_.cases.size();
    keep_shard(settings_, suite_.cases);
    return covers ? add_covering(named) : all_well;
  }

  int add_covering(std::size_t before) {
    const auto options = check_options(settings_, *rules_.system, file(), console_);
    if (!options)
      return bad_input;
    coverage_ = cover(settings_, *rules_.system, *options, before, console_);
    suite_.system = &coverage_->goals.system;
    suite_.coverage = &*coverage_;
    std::ranges::move(generators::suite::cases_of(*coverage_), std::back_inserter(suite_.cases));
    has_nothing_ = has_nothing_ && coverage_->scenarios_without_budget == 0;
    return all_well;
  }

  int collect_scenarios() {
    auto scenarios = load_scenarios(*rules_.system, settings_.scenarios, console_);
    if (!scenarios)
      return bad_input;
    named_ = std::move(*scenarios);
    for (const NamedScenario& named : named_)
      take_in_memories_of(*named.system);
    for (const NamedScenario& named : named_) {
      if (named.system->sources)
        remember(*named.system->sources);
      sources_read_.insert(named.file);
      if (!can_be_tested(*named.system, named.scenario(), named.file))
        return bad_input;
      suite_.cases.push_back(generators::suite::make_case(*named.system, named.scenario()));
    }
    return all_well;
  }

  /// A suite's system remembers all that its scenarios ask of the past.
  void take_in_memories_of(const model::System& system) {
    if (system.memories.size() <= rules_.system->memories.size())
      return;
    std::vector<model::Scenario> own = std::move(rules_.system->scenarios);
    rules_.system = system;
    rules_.system->scenarios = std::move(own);
    suite_.system = &*rules_.system;
  }

  /// The counterexamples, then the scenarios that stand in the rule file itself.
  int collect_from_check() {
    const model::System& system = *rules_.system;
    auto options = check_options(settings_, system, file(), console_);
    if (!options)
      return bad_input;
    options->timeout = settings_.timeout;
    const solver::CheckResult result = solver::check(system, *options);
    show(result.errors, *rules_.sources, console_);
    if (!result.errors.empty())
      return bad_input;
    for (const auto& answer : result.properties)
      if (const std::string why = why_undecided(answer.verdict); !why.empty())
        console_.error(fmt::format("{}: `{}` is not decided and gets no test: {}\n", model::visible(file()),
                                   system[answer.property].name, why));
    for (const auto& answer : result.properties)
      if (std::holds_alternative<solver::Shown>(answer.verdict) &&
          !generators::suite::can_be_looked_at(system, answer.property))
        console_.error(fmt::format("{}: `{}` is broken, and no test can look at it: it asks about states after steps "
                                   "that are not taken\n",
                                   model::visible(file()), system[answer.property].name));
    suite_.cases = generators::suite::cases_of(system, result.properties, !settings_.expect_from.empty());
    for (const model::Scenario& scenario : system.scenarios) {
      if (!can_be_tested(system, scenario, file()))
        return bad_input;
      suite_.cases.push_back(generators::suite::make_case(system, scenario));
    }
    return all_well;
  }

  /// A step in conflict is no step: there is no outcome to test. Whoever else is to say what to expect judges that.
  bool can_be_tested(const model::System& system, const model::Scenario& scenario, const std::string& where) {
    if (!settings_.expect_from.empty())
      return true;
    const auto failure = model::replay(system, reports::bare(scenario)).failure;
    if (!failure || failure->code != "conflict")
      return true;
    complain(console_, fmt::format("{}: scenario {} cannot be tested: {}", where, scenario.name, failure->message));
    return false;
  }

  static std::string why_undecided(const solver::Verdict& verdict) {
    return std::visit(model::overload{
                          [](const solver::Shown&) { return std::string(); },
                          [](const solver::Proved&) { return std::string(); },
                          [](const solver::Bounded& bounded) { return bounded.reason; },
                          [](const solver::Unknown& unknown) { return unknown.reason; },
                      },
                      verdict);
  }

  bool take_expectations() {
    const model::Loaded right = load_rules(settings_.expect_from, console_, false);
    if (!right.system)
      return false;
    remember(*right.sources);
    suite_.expect_from = generators::suite::file_name(settings_.expect_from);
    const auto mistakes = generators::suite::expect_from(suite_, *right.system);
    for (const auto& each : mistakes) {
      complain(console_, fmt::format("{} cannot say what to expect of this scenario:", settings_.expect_from));
      show(each.diagnostics, *each.sources, console_);
    }
    return mistakes.empty();
  }

  void remember(const model::SourceSet& sources) {
    for (std::uint32_t index = 0; index < sources.size(); ++index)
      sources_read_.insert(sources.file({index}).path());
  }

  int write() {
    const fs::path folder = settings_.output_folder;
    std::error_code ignored;
    const generators::suite::TestFormat* format = generators::suite::test_format(settings_.to);
    std::vector<generators::suite::GeneratedFile> files = format ? format->write(suite_) : render_templates();
    if (!format && files.empty())
      return bad_input;
    // In a folder of their own the files say how they are formatted; among others that is not theirs to say.
    if (format && format->is_cpp && (!fs::exists(folder, ignored) || fs::is_empty(folder, ignored)))
      files.push_back({".clang-format", "# How the generated files are laid out.\nBasedOnStyle: LLVM\n"});
    std::vector<OutputFile> placed;
    for (generators::suite::GeneratedFile& each : files)
      placed.push_back({folder / each.name, std::move(each.text)});
    if (!settings_.report_file.empty() && !is_free_for_report(settings_.report_file, console_))
      return bad_input;
    if (!settings_.report_file.empty())
      placed.push_back({settings_.report_file, page::suite_page(suite_)});
    std::string told;
    if (!write_together(placed, told, console_))
      return bad_input;
    if (!settings_.depfile.empty() && !placed.empty() && !write_depfile(placed.front().path))
      return bad_input;
    if (coverage_)
      told = reports::coverage_text(*coverage_, !settings_.is_quiet) + told;
    if (!settings_.is_quiet)
      console_.out(told + fmt::format("{} test case{}\n", suite_.cases.size(), suite_.cases.size() == 1 ? "" : "s"));
    return coverage_ ? judged(settings_, *coverage_, console_) : int(all_well);
  }

  /// What the output was made from, in make's format, so that a build knows when to generate again.
  bool write_depfile(const fs::path& target) {
    std::string text = escaped(target.string()) + ":";
    for (const auto& source : sources_read_)
      text += " \\\n  " + escaped(source);
    std::string mistake;
    if (write_file(settings_.depfile, text + "\n", mistake))
      return true;
    complain(console_, mistake);
    return false;
  }

  static std::string escaped(const std::string& path) {
    std::string result;
    for (const char c : path)
      result += c == ' ' ? std::string("\\ ") : c == '$' ? std::string("$$") : std::string(1, c);
    return result;
  }

  const Settings& settings_;
  Console& console_;
  model::Loaded rules_;
  std::vector<NamedScenario> named_;             ///< what was asked for by name; the suite points into it
  std::optional<generators::Coverage> coverage_; ///< the suite points into it
  generators::suite::TestSuite suite_;
  bool has_nothing_ = false; ///< not even the other shards have a test
  model::SourceSet templates_;
  std::set<std::string> sources_read_;
};

} // namespace

int run_generate(const Settings& settings, Console& console) {
  return Generate(settings, console).run();
}

} // namespace chaperone::cli
