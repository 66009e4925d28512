// chaperone check FILE…: every property and scenario of every file.
#include "cli/certificate.hpp"
#include "cli/check_options.hpp"
#include "cli/ci.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/heap.hpp"
#include "cli/output_file.hpp"
#include "cli/recorder.hpp"
#include "cli/rule_files.hpp"
#include "cli/save.hpp"
#include "cli/watch.hpp"

#include "generators/page/check_page.hpp"
#include "generators/page/story_formats.hpp"
#include "generators/reports/check_json.hpp"
#include "generators/reports/check_text.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <thread>

namespace chaperone::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// What messages call the file `-`.

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One rule file and what is known of it. Without options there was a mistake, or it was not read in time, and nothing
/// is checked.
struct Job {
  std::string file;
  std::string unread = "out of time"; ///< why it was not read; empty: it was
  model::Loaded loaded{std::make_shared<model::SourceSet>(), {}, {}};
  std::optional<solver::Options> options;
  std::vector<reports::SavedReplay> saved;
  bool has_replayed = false; ///< all that was saved, where there is a folder for it
  std::optional<solver::CheckResult> result;
  double seconds = 0;
};

class Check {
public:
  Check(const Settings& settings, Console& console)
      : settings_(settings), console_(console), recorder_(console, settings.is_verbose) {
    for (const std::string& file : settings.files)
      jobs_.emplace_back().file = rule_file(file);
  }

  int run() {
    if (!settings_.certificate_folder.empty() && settings_.files.size() > 1) {
      complain(console_, "--certificate is for one rule file at a time");
      return bad_input;
    }
    const bool reads_input = std::ranges::count(settings_.files, "-") > 0;
    if (reads_input && !(settings_.save_folder.empty() && settings_.certificate_folder.empty())) {
      complain(console_, "--save and --certificate name the rule file in what they write: `-` has no name");
      return bad_input;
    }
    // First of all: the watch blocks the signals that it takes.
    Watch watch(settings_.timeout,
                {[this](Cut why) { return give_up(why); },
                 console_.shows_progress() ? std::function<void()>([this] { recorder_.draw(); }) : nullptr});
    for (Job& job : jobs_)
      load(job, watch);
    for (Job& job : jobs_)
      if (job.options)
        check(job, watch);
    watch.finish();
    int code = watch.cut() == Cut::by_signal ? interrupted : all_well;
    if (!settings_.save_folder.empty() && !save_all())
      code = worse(code, bad_input);
    for (const Job& job : jobs_)
      if (!settings_.certificate_folder.empty() && job.result && job.result->errors.empty() &&
          !write_certificate(report(job), settings_.certificate_folder, console_))
        code = worse(code, bad_input);
    return worse(code, tell());
  }

private:
  /// Stops at the first file that cannot be written: the others would fail as it did.
  bool save_all() {
    return std::all_of(jobs_.begin(), jobs_.end(), [&](const Job& job) {
      return !job.result || save_counterexamples(report(job), settings_.save_folder, console_);
    });
  }

  /// Does the report on standard output say why rules keep an invariant?
  bool tells_why() const { return settings_.is_verbose && !settings_.is_quiet; }

  bool is_text() const { return settings_.format == Format::text; }

  void load(Job& into, const Watch& watch) {
    const auto start = Clock::now();
    if (const auto cut = watch.cut()) {
      const std::scoped_lock lock(mutex_);
      into.unread = reason_for(*cut);
      return;
    }
    Job job;
    job.file = into.file;
    job.unread.clear();
    job.loaded = load_rules(job.file, console_, is_text() && !settings_.is_quiet, settings_.allowed);
    if (job.loaded.system)
      job.options = check_options(settings_, *job.loaded.system, job.file, console_, &job.loaded.diagnostics);
    if (job.options) {
      job.options->jobs = settings_.jobs.value_or(std::min(job.options->jobs, std::thread::hardware_concurrency()));
      job.options->explains = tells_why() || !settings_.report_file.empty();
    }
    job.seconds = seconds_since(start);
    const std::scoped_lock lock(mutex_);
    into = std::move(job);
  }

  void check(Job& job, const Watch& watch) {
    const auto start = Clock::now();
    const model::System& system = *job.loaded.system;
    recorder_.start();
    if (!settings_.save_folder.empty()) {
      auto saved = can_save(job.file, settings_.save_folder, console_)
                       ? replay_saved(system, job.file, settings_.save_folder, console_)
                       : std::nullopt;
      const std::scoped_lock lock(mutex_);
      if (!saved) {
        job.options.reset();
        return;
      }
      job.saved = std::move(*saved);
      job.has_replayed = true;
    }
    solver::CheckResult result;
    if (const auto cut = cut_before(watch)) {
      result = recorder_.best_known(system, *job.options, reason_for(*cut));
      result.was_interrupted = *cut == Cut::by_signal;
    } else {
      if (settings_.timeout)
        job.options->timeout = std::max(*settings_.timeout - elapsed(), std::chrono::milliseconds(1));
      result = solver::check(system, *job.options, &recorder_);
      result.was_interrupted = watch.cut() == Cut::by_signal;
      keep_if_last(job, result);
    }
    drop_allowed(result.warnings, *job.loaded.sources, settings_.allowed);
    console_.progress("");
    const std::scoped_lock lock(mutex_);
    job.result = std::move(result);
    job.seconds += seconds_since(start);
  }

  /// Why there is nothing left to search in. The watch leaves a check some time to end by itself: that is no time to
  /// begin another in, which would be interrupted and not know by what.
  std::optional<Cut> cut_before(const Watch& watch) const {
    if (const auto cut = watch.cut())
      return cut;
    return settings_.timeout && elapsed() >= *settings_.timeout ? std::optional(Cut::by_deadline) : std::nullopt;
  }

  /// The process ends after the last file, and its memory with it: nothing is gained by taking it apart before.
  void keep_if_last(const Job& job, solver::CheckResult& result) const {
    static auto& kept = *new std::vector<std::shared_ptr<void>>;
    if (&job == &jobs_.back())
      kept = std::move(result.memory);
    result.memory.clear();
  }

  std::chrono::milliseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
  }

  /// On the watching thread: the search did not come back.
  int give_up(Cut why) {
    const std::scoped_lock lock(mutex_);
    console_.progress("");
    int code = why == Cut::by_signal ? interrupted : all_well;
    for (Job& job : jobs_) {
      if (!job.unread.empty())
        job.unread = reason_for(why);
      if (job.options && !job.result) {
        job.result = recorder_.best_known(*job.loaded.system, *job.options, reason_for(why));
        job.result->was_interrupted = why == Cut::by_signal;
        job.seconds += recorder_.seconds();
        recorder_.start(); // the files after this one have no answers yet
      }
      if (job.options && !settings_.save_folder.empty() && !job.has_replayed) {
        complain(console_, fmt::format("{}: the saved scenarios in {} were not replayed: {}", job.file,
                                       settings_.save_folder, reason_for(why)));
        code = worse(code, undecided);
      }
    }
    return worse(code, tell());
  }

  reports::CheckReport report(const Job& job) const {
    std::vector<model::Diagnostic> warnings;
    for (const model::Diagnostic& diagnostic : job.loaded.diagnostics)
      if (diagnostic.severity == model::Severity::warning)
        warnings.push_back(diagnostic);
    return {&*job.loaded.system, job.file, &*job.result, std::move(warnings), job.saved, job.seconds};
  }

  int exit_code_of(const Job& job) const {
    if (!job.unread.empty())
      return undecided;
    if (!job.result || !job.result->errors.empty())
      return bad_input;
    const reports::Tally count = reports::tally(report(job));
    if (count.has_findings())
      return finding;
    const std::size_t open =
        count.unknown + count.undecided_conflicts + (settings_.accepts_bounded ? 0 : count.bounded);
    return open > 0 ? undecided : all_well;
  }

  /// Writes all results, in the order of the files.
  int tell() {
    int code = all_well;
    for (const Job& job : jobs_)
      code = worse(code, exit_code_of(job));
    if (!write_report(
            settings_, [this] { return page(); }, console_))
      code = worse(code, bad_input);
    if (!tells_why())
      forget_why();
    if (is_for_ci(settings_.format))
      tell_ci(settings_.format, ci(), console_);
    else if (settings_.format == Format::mermaid || settings_.format == Format::svg)
      console_.out_document(stories());
    else
      is_text() ? console_.out(text()) : console_.out_document(json());
    return code;
  }

  std::string page() const {
    std::vector<page::CheckedFile> files;
    for (const Job& job : jobs_) {
      page::CheckedFile& file = files.emplace_back();
      file.file = job.file;
      const auto& mistakes = job.result ? job.result->errors : job.loaded.diagnostics;
      if (!job.unread.empty())
        file.why_not = job.unread;
      else if (job.result && job.result->errors.empty())
        file.report = report(job);
      else
        for (const model::Diagnostic& mistake : mistakes)
          file.why_not += model::render(mistake, *job.loaded.sources, false);
    }
    return page::check_page(files);
  }

  /// Of the files that were checked; what is wrong with the others is said on standard error.
  std::string stories() {
    std::vector<reports::CheckReport> told;
    for (const Job& job : jobs_)
      if (job.result && job.result->errors.empty())
        told.push_back(report(job));
      else if (job.result)
        show(job.result->errors, *job.loaded.sources, console_);
      else if (!job.unread.empty())
        complain(console_, reports::unread_in_words(job.file, job.unread));
    return settings_.format == Format::svg ? page::stories_svg(told) : page::stories_mermaid(told);
  }

  /// What only the page tells.
  void forget_why() {
    for (Job& job : jobs_)
      if (job.result)
        for (solver::PropertyAnswer& answer : job.result->properties)
          if (auto* proved = std::get_if<solver::Proved>(&answer.verdict))
            proved->keeping.clear();
  }

  std::string text() {
    std::string all;
    const reports::Painter painter(console_.has_color_out());
    for (const Job& job : jobs_) {
      if (!job.unread.empty())
        all += unread_text(job, all.empty());
      if (!job.result)
        continue;
      show(job.result->errors, *job.loaded.sources, console_);
      if (!settings_.is_quiet)
        show(job.result->warnings, *job.loaded.sources, console_);
      if (!job.result->errors.empty())
        continue;
      const std::string section = reports::check_text(report(job), painter, settings_.is_quiet);
      if (!settings_.is_quiet)
        all += (all.empty() ? "" : "\n") + section;
      else
        all += jobs_.size() == 1 ? section : with_file(job.file, section);
    }
    return all;
  }

  std::string unread_text(const Job& job, bool is_first) const {
    return fmt::format("{}{}: not read, {}\n", is_first || settings_.is_quiet ? "" : "\n", model::visible(job.file),
                       job.unread);
  }

  /// Puts the file's name before each line, as grep does.
  static std::string with_file(const std::string& file, const std::string& lines) {
    std::string result;
    std::istringstream stream(lines);
    const std::string shown = model::visible(file);
    for (std::string line; std::getline(stream, line);)
      result += fmt::format("{}: {}\n", shown, line);
    return result;
  }

  std::vector<reports::CiCase> ci() {
    std::vector<reports::CiCase> all;
    for (const Job& job : jobs_) {
      if (!job.unread.empty()) {
        all.push_back(reports::unread_case(job.file, job.unread));
        continue;
      }
      const bool is_checked = job.result && job.result->errors.empty();
      const std::vector<reports::CiCase> cases =
          is_checked ? reports::ci_cases(report(job), settings_.accepts_bounded)
                     : reports::ci_cases(job.file, job.result ? job.result->errors : job.loaded.diagnostics,
                                         *job.loaded.sources);
      all.insert(all.end(), cases.begin(), cases.end());
    }
    return all;
  }

  std::string json() {
    auto all = nlohmann::ordered_json::array();
    for (const Job& job : jobs_) {
      const std::vector<model::Diagnostic> no_errors;
      const auto& errors = job.result ? job.result->errors : no_errors;
      show(errors, *job.loaded.sources, console_);
      if (job.result && errors.empty())
        all.push_back(reports::check_json(report(job)));
      else if (!job.unread.empty())
        all.push_back(reports::unread_json(job.file, job.unread));
      else
        all.push_back(
            reports::errors_json(job.file, job.result ? errors : job.loaded.diagnostics, *job.loaded.sources));
    }
    return reports::written(settings_.files.size() == 1 && all.size() == 1 ? all.front() : all);
  }

  const Settings& settings_;
  Console& console_;
  Recorder recorder_;
  Clock::time_point started_ = Clock::now();
  std::mutex mutex_; ///< held while jobs_ changes or is told
  std::vector<Job> jobs_;
};

} // namespace

int run_check(const Settings& settings, Console& console) {
  share_one_heap();
  return Check(settings, console).run();
}

} // namespace chaperone::cli
