// chaperone explain FILE: what each promise of the rules rests on.
#include "cli/check_options.hpp"
#include "cli/ci.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/heap.hpp"
#include "cli/output_file.hpp"
#include "cli/recorder.hpp"
#include "cli/rule_files.hpp"
#include "cli/spelling.hpp"
#include "cli/watch.hpp"

#include "generators/explanations/explain_report.hpp"
#include "generators/explanations/step.hpp"
#include "generators/page/explain_page.hpp"
#include "generators/reports/check_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <thread>

namespace chaperone::cli {
namespace {

using explanations::ExplainReport;
using solver::explanation::Explanation;

class Explain {
public:
  Explain(const Settings& settings, Console& console)
      : settings_(settings), console_(console), recorder_(console, settings.is_verbose) {}

  int run() { return settings_.scenarios.empty() && settings_.step == 0 ? explain_rules() : explain_step(); }

private:
  int explain_step() {
    if (settings_.scenarios.empty() || settings_.step == 0) {
      complain(console_, "--scenario and --step go together");
      return bad_input;
    }
    if (!settings_.report_file.empty()) {
      complain(console_, "--report is for the rules: a step is told as text or json");
      return bad_input;
    }
    if (is_for_ci(settings_.format)) {
      complain(console_, "a step is explained as text or json");
      return bad_input;
    }
    const model::Loaded loaded = load_rules(rule_file(settings_.files.front()), console_, false, settings_.allowed);
    if (!loaded.system)
      return bad_input;
    const auto scenarios = load_scenarios(*loaded.system, settings_.scenarios, console_);
    if (!scenarios)
      return bad_input;
    if (scenarios->size() != 1) {
      complain(console_, fmt::format("--scenario {}: there are {} scenarios, and one is explained",
                                     settings_.scenarios.front(), scenarios->size()));
      return bad_input;
    }
    const NamedScenario& named = scenarios->front();
    const auto found = explanations::explain_step(*named.system, named.scenario(), settings_.step);
    if (const auto* mistake = std::get_if<std::string>(&found)) {
      complain(console_, *mistake);
      return bad_input;
    }
    const auto& step = std::get<explanations::StepExplained>(found);
    if (settings_.format == Format::json)
      console_.out_document(reports::written(explanations::step_json(step)));
    else
      console_.out(explanations::step_text(step, reports::Painter(console_.has_color_out())));
    return all_well;
  }

  int explain_rules() {
    Watch watch(settings_.timeout,
                {[this](Cut why) { return give_up(why); },
                 console_.shows_progress() ? std::function<void()>([this] { recorder_.draw(); }) : nullptr});
    const std::string file = rule_file(settings_.files.front());
    const bool shows_warnings = settings_.format == Format::text && !settings_.is_quiet;
    const model::Loaded loaded = load_rules(file, console_, shows_warnings, settings_.allowed);
    if (!loaded.system)
      return bad_input;
    std::optional<solver::Options> options = check_options(settings_, *loaded.system, file, console_);
    const std::optional<model::RuleId> rule = find_rule(*loaded.system, file);
    if (!options || (!rule && !settings_.rule.empty()))
      return bad_input;
    options->timeout = settings_.timeout;
    options->jobs = settings_.jobs.value_or(std::min(options->jobs, std::thread::hardware_concurrency()));
    recorder_.start();
    Explanation found = solver::explanation::explain(*loaded.system, *options, &recorder_);
    ExplainReport report{file, &found, rule, {}, 0};
    look_at_violations(report, watch);
    report.seconds = recorder_.seconds();
    console_.progress("");
    watch.finish();
    if (!found.checked.errors.empty()) {
      show(found.checked.errors, *loaded.sources, console_);
      return bad_input;
    }
    drop_allowed(found.checked.warnings, *loaded.sources, settings_.allowed);
    if (shows_warnings)
      show(found.checked.warnings, *loaded.sources, console_);
    tell(report);
    const int code = watch.cut() == Cut::by_signal ? interrupted : code_of(report);
    return write_report(
               settings_, [&] { return page::explain_page(report); }, console_)
               ? code
               : worse(code, bad_input);
  }

  void look_at_violations(ExplainReport& report, const Watch& watch) const {
    const auto until = settings_.timeout ? std::optional(started_ + *settings_.timeout) : std::nullopt;
    for (const solver::PropertyAnswer& answer : report.found->checked.properties)
      if (const auto* shown = std::get_if<solver::Shown>(&answer.verdict);
          shown && !watch.cut() && report.system()[answer.property].kind != model::PropertyKind::possible)
        report.violations[answer.property] = {explanations::needs_of(report.system(), answer.property, shown->scenario),
                                              explanations::causes_of(report.system(), answer.property, until)};
  }

  /// None where none is asked for, or where there is no such rule; that has been said then.
  std::optional<model::RuleId> find_rule(const model::System& system, const std::string& file) {
    if (settings_.rule.empty())
      return std::nullopt;
    std::vector<std::string> known;
    for (std::uint32_t i = 0; i < system.rules.size(); ++i) {
      if (system.rules[i].name == settings_.rule)
        return model::RuleId{i};
      known.push_back(system.rules[i].name);
    }
    complain(console_,
             fmt::format("{}: unknown rule `{}`{}", file, settings_.rule, did_you_mean(settings_.rule, known)));
    return std::nullopt;
  }

  void tell(const ExplainReport& report) {
    if (settings_.format == Format::json)
      console_.out_document(reports::written(explanations::explain_json(report)));
    else if (is_for_ci(settings_.format))
      tell_ci(settings_.format, explanations::explain_cases(report), console_);
    else
      console_.out(explanations::explain_text(report, reports::Painter(console_.has_color_out()), settings_.is_quiet));
  }

  static int code_of(const ExplainReport& report) {
    const model::System& system = report.system();
    const bool has_finding =
        std::ranges::any_of(report.found->checked.properties, [&](const solver::PropertyAnswer& answer) {
          const reports::Finding finding = reports::finding_of(system[answer.property], answer.verdict);
          return finding == reports::Finding::violated || finding == reports::Finding::impossible;
        });
    if (has_finding)
      return finding;
    return explanations::has_open(report) ? undecided : all_well;
  }

  /// On the watching thread: the search did not come back, and nothing that it has found can be told.
  int give_up(Cut why) {
    console_.progress("");
    complain(console_, fmt::format("nothing was explained to the end: {}", reason_for(why)));
    return why == Cut::by_signal ? interrupted : undecided;
  }

  const Settings& settings_;
  Console& console_;
  Recorder recorder_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace

int run_explain(const Settings& settings, Console& console) {
  share_one_heap();
  return Explain(settings, console).run();
}

} // namespace chaperone::cli
