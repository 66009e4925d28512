// chaperone conform FILE [SCENARIO…]: does the real service do what the rules say?
#include "cli/accepted.hpp"
#include "cli/check_options.hpp"
#include "cli/ci.hpp"
#include "cli/commands.hpp"
#include "cli/cover.hpp"
#include "cli/exit_code.hpp"
#include "cli/output_file.hpp"
#include "cli/rule_files.hpp"
#include "cli/save.hpp"
#include "cli/watch.hpp"

#include "generators/conformance/conformance.hpp"
#include "generators/conformance/report.hpp"
#include "generators/page/conform_page.hpp"
#include "generators/reports/check_json.hpp"
#include "generators/reports/coverage_text.hpp"
#include "generators/story/story.hpp"
#include "model/print/printer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <vector>

namespace chaperone::cli {
namespace {

class Conform {
public:
  Conform(const Settings& settings, Console& console) : settings_(settings), console_(console) {}

  int run() {
    // First of all: the watch blocks the signals that it takes.
    Watch watch(settings_.timeout, {[this](Cut why) { return give_up(why); }, {}});
    const model::Loaded rules = load_rules(file(), console_, !settings_.is_quiet, settings_.allowed);
    if (!rules.system)
      return bad_input;
    if (!settings_.save_folder.empty() && !can_save(file(), settings_.save_folder, console_))
      return bad_input;
    system_ = std::make_shared<const model::System>(*rules.system);
    sources_ = rules.sources;
    has_rules_ = true;
    auto accepted = settings_.accepted_folder.empty() ? std::optional(std::vector<conformance::Deviation>())
                                                      : load_accepted(*system_, settings_.accepted_folder, console_);
    if (!accepted)
      return bad_input;
    auto trials = collect();
    if (!trials)
      return bad_input;
    conformance::Settings wanted;
    wanted.adapter = {settings_.driver, settings_.reply_timeout, settings_.settle,
                      [&watch] { return watch.cut().has_value(); }};
    wanted.settle = settings_.settle;
    wanted.accepted = std::move(*accepted);
    wanted.jobs = settings_.jobs.value_or(1);
    wanted.runs_once = settings_.runs_once;
    wanted.walks = settings_.walks;
    wanted.seed = settings_.seed;
    wanted.races = settings_.races;
    if (console_.shows_progress())
      wanted.on_progress = [this](const conformance::Progress& progress) { show(progress); };
    if ((settings_.walks > 0 || settings_.races) && !settings_.is_quiet)
      console_.error(fmt::format("seed {}\n", settings_.seed));
    conformance::Answer answer;
    if (has_nothing_ && settings_.walks == 0 && wanted.accepted.empty()) {
      complain(console_, fmt::format("{}: {}", file(), why_nothing()));
      answer.rules.resize(system_->rules.size());
    } else {
      watch.be_patient(patience);
      answer = conformance::conform(system_, std::move(*trials), wanted);
    }
    watch.finish();
    console_.progress("");
    return tell(answer, wanted, watch.cut() == Cut::by_signal);
  }

private:
  using Trials = std::vector<conformance::Trial>;
  /// Killing and reaping adapters takes its time, and what they said until then is worth it.
  static constexpr std::chrono::milliseconds patience{3000};

  /// On the watching thread, where the work does not come back: a report of nothing, in the format that is waited for.
  int give_up(Cut why) {
    conformance::kill_all_line_processes();
    const int code = why == Cut::by_signal ? int(interrupted) : int(undecided);
    complain(console_, fmt::format("{}: {} before the service was heard: nothing of it is in the report", file(),
                                   reason_for(why)));
    if (!has_rules_)
      return code;
    conformance::Answer nothing;
    nothing.rules.resize(system_->rules.size());
    const conformance::Settings none;
    write({system_.get(), file(), settings_.driver, &nothing, &none, why == Cut::by_signal});
    return code;
  }

  const std::string& file() const { return settings_.files.front(); }

  std::string why_nothing() const {
    if (is_open_)
      return "nothing was covered yet, and nothing was run";
    return settings_.goals.empty()
               ? "there is nothing to run: no scenario, no property with a run to show, and no --walk"
               : "there is nothing to run: no run was found that covers one of these goals, and no --walk";
  }

  /// Half of the time there is: the scenarios are to be run as well.
  std::optional<std::chrono::milliseconds> time_to_search() const {
    return settings_.timeout ? std::optional(*settings_.timeout / 2) : std::nullopt;
  }

  void show(const conformance::Progress& progress) {
    console_.progress(progress.all > 0 ? fmt::format("{}: {} of {}", progress.doing, progress.done, progress.all)
                                       : fmt::format("{}: {}", progress.doing, progress.done));
  }

  /// A run that the rules cannot judge: its start is none of theirs, or they contradict themselves in it.
  bool can_be_judged(const model::System& system, const model::Scenario& scenario) {
    const auto failure = model::replay(system, reports::bare(scenario)).failure;
    if (failure)
      complain(console_,
               fmt::format("scenario {} cannot be judged by {}: {}", scenario.name, file(), failure->message));
    return !failure;
  }

  std::optional<Trials> collect() {
    if (!fits_cover(settings_, console_))
      return std::nullopt;
    const bool covers = !settings_.goals.empty();
    auto trials = settings_.scenarios.empty() && !covers ? trials_of_check() : trials_of_scenarios();
    if (!trials)
      return std::nullopt;
    const std::size_t named = trials->size();
    has_nothing_ = trials->empty();
    keep_shard(settings_, *trials);
    if (covers && !add_covering(*trials, named))
      return std::nullopt;
    return trials;
  }

  bool add_covering(Trials& trials, std::size_t before) {
    const auto options = check_options(settings_, *system_, file(), console_);
    if (!options)
      return false;
    Settings search = settings_;
    search.timeout = time_to_search();
    const generators::Coverage coverage = cover(search, *system_, *options, before, console_);
    if (settings_.format == Format::text && !settings_.is_quiet)
      console_.out(reports::coverage_text(coverage, false) + "\n");
    has_nothing_ = has_nothing_ && coverage.scenarios_without_budget == 0;
    is_open_ = generators::count_open(coverage) > 0;
    code_of_goals_ = judged(settings_, coverage, console_);
    count_goals(coverage);
    const auto system = std::make_shared<const model::System>(coverage.goals.system);
    for (const auto& broken : coverage.violations) {
      trials.push_back(conformance::trial_of(system, "", broken.scenario));
      trials.back().keeps = {broken.promise};
    }
    for (const auto& each : coverage.scenarios)
      trials.push_back(conformance::trial_of(system, "", each.scenario));
    return true;
  }

  void count_goals(const generators::Coverage& coverage) {
    for (const std::string& name : settings_.goals) {
      conformance::GoalCount& count = goals_.emplace_back();
      count.name = name;
      for (std::size_t at = 0; at < coverage.status.size(); ++at) {
        const generators::Goal& goal = coverage.goals.goals[at];
        if (name != generators::name_of(goal.kind))
          continue;
        std::visit(model::overload{
                       [&](const generators::Covered&) { ++count.covered; },
                       [&](const generators::Impossible&) { ++count.impossible; },
                       [&](const generators::Open& open) {
                         count.undecided.push_back(fmt::format("{} ({}): {}; try {}", goal.claim,
                                                               model::place_of(coverage.goals.system, goal.where),
                                                               open.reason, open.remedy));
                       },
                       [&](const generators::LeftOut&) { ++count.left_out; },
                   },
                   coverage.status[at]);
      }
    }
  }

  std::optional<Trials> trials_of_scenarios() {
    const auto scenarios = load_scenarios(*system_, settings_.scenarios, console_);
    if (!scenarios)
      return std::nullopt;
    Trials trials;
    for (const NamedScenario& named : *scenarios) {
      if (!can_be_judged(*named.system, named.scenario()))
        return std::nullopt;
      trials.push_back(conformance::trial_of(named.system, named.file, named.scenario()));
    }
    return trials;
  }

  /// What a check has to show, and the scenarios that stand in the rule file itself.
  std::optional<Trials> trials_of_check() {
    auto options = check_options(settings_, *system_, file(), console_);
    if (!options)
      return std::nullopt;
    options->timeout = time_to_search();
    const solver::CheckResult result = solver::check(*system_, *options);
    cli::show(result.errors, *sources_, console_);
    if (!result.errors.empty())
      return std::nullopt;
    Trials trials;
    for (const model::Scenario& scenario : system_->scenarios) {
      if (!can_be_judged(*system_, scenario))
        return std::nullopt;
      trials.push_back(conformance::trial_of(system_, file(), scenario));
    }
    for (const auto& answer : result.properties)
      if (const auto* shown = std::get_if<solver::Shown>(&answer.verdict)) {
        trials.push_back(conformance::trial_of(system_, file(), shown->scenario));
        trials.back().name = (*system_)[answer.property].name;
        if ((*system_)[answer.property].kind != model::PropertyKind::possible)
          trials.back().keeps = {answer.property};
      }
    return trials;
  }

  int tell(const conformance::Answer& answer, const conformance::Settings& wanted, bool was_interrupted) {
    if (answer.no_adapter) {
      complain(console_, fmt::format("the adapter `{}` {}", settings_.driver, answer.no_adapter->message));
      return bad_input;
    }
    int code = worse(was_interrupted ? interrupted : all_well, code_of_goals_);
    const bool is_empty_shard = answer.is_empty() && !has_nothing_ && settings_.shards > 1;
    if (answer.is_undecided() || (answer.is_empty() && !is_empty_shard))
      code = worse(code, undecided);
    if (!answer.findings.empty())
      code = worse(code, finding);
    if (!settings_.save_folder.empty() && !save(answer))
      code = worse(code, bad_input);
    const conformance::Report report{system_.get(), file(),          settings_.driver, &answer,
                                     &wanted,       was_interrupted, goals_,           is_empty_shard};
    write(report);
    if (!write_report(
            settings_, [&] { return page::conform_page(report); }, console_))
      code = worse(code, bad_input);
    return code;
  }

  void write(const conformance::Report& report) {
    if (is_for_ci(settings_.format))
      tell_ci(settings_.format, reports::ci_cases(report), console_);
    else if (settings_.format == Format::json)
      console_.out_document(reports::written(conformance::conform_json(report)));
    else
      console_.out(conformance::conform_text(report, reports::Painter(console_.has_color_out()), settings_.is_quiet));
  }

  /// Findings, and what is undecided and stands in no file. The first file that cannot be written ends it: the others
  /// would fail as it did.
  bool save(const conformance::Answer& answer) {
    return std::all_of(answer.findings.begin(), answer.findings.end(),
                       [&](const conformance::Finding& found) {
                         return save(
                             conformance::saved_form(found),
                             fmt::format("the service {}", conformance::in_words(*found.run.difference)),
                             {{"deviation", conformance::deviation_json(conformance::shape_of(*system_, found.run))}});
                       }) &&
           std::all_of(answer.trials.begin(), answer.trials.end(), [&](const conformance::TrialAnswer& trial) {
             return !trial.is_undecided() || !trial.has_own_steps() ||
                    save(conformance::saved_form(trial), "undecided");
           });
  }

  bool save(const model::Scenario& scenario, const std::string& what, const nlohmann::ordered_json& more = {}) {
    const std::string origin =
        fmt::format("// Found by `chaperone conform --save`: {}.\n// The outcomes below are those of the rules. "
                    "Run it again with `chaperone conform RULES THIS_FILE --driver CMD`.\n",
                    what);
    return save_scenario(*system_, scenario, file(), settings_.save_folder, origin, console_, more);
  }

  const Settings& settings_;
  Console& console_;
  std::shared_ptr<const model::System> system_;
  std::shared_ptr<const model::SourceSet> sources_;
  std::atomic<bool> has_rules_{false}; ///< the watching thread may read them
  bool has_nothing_ = false;           ///< not even the other shards have a scenario
  bool is_open_ = false;               ///< some goal might yet be covered
  int code_of_goals_ = all_well;       ///< undecided where `--strict` asks for goals that are
  std::vector<conformance::GoalCount> goals_;
};

} // namespace

int run_conform(const Settings& settings, Console& console) {
  return Conform(settings, console).run();
}

} // namespace chaperone::cli
