// chaperone follow FILE --log EVENTS: does what happened follow the rules, and who was exposed from when to when?
#include "cli/ci.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/follow_report.hpp"
#include "cli/output_file.hpp"
#include "cli/rule_files.hpp"
#include "cli/watch.hpp"

#include "model/text/visible.hpp"
#include "records/follow/checkpoint.hpp"
#include "records/follow/given.hpp"
#include "records/follow/log.hpp"
#include "records/sources/connection.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace chaperone::cli {
namespace {

using namespace follow;

/// Every so many events the progress is shown and a signal looked for.
constexpr std::uint64_t between_looks = 1024;

class Follow {
public:
  Follow(const Settings& settings, Console& console) : settings_(settings), console_(console) {}

  int run() {
    Watch watch(settings_.timeout, {[this](Cut why) { return give_up(why); }, {}});
    watch_ = &watch;
    // What is known is told, whatever it takes to come back from a long read.
    watch.be_patient(std::chrono::milliseconds(3000));
    if (!load_editions() || !load_shape() || !load_log())
      return bad_input;
    FollowReport report(settings_, console_, editions_.front().edition);
    const int code = follow(report);
    watch.finish();
    return code;
  }

private:
  int give_up(Cut why) {
    complain(console_, fmt::format("{}: {} before it could be told what was found", settings_.log, reason_for(why)));
    return why == Cut::by_signal ? int(interrupted) : int(undecided);
  }

  bool load_edition(const std::string& file, std::optional<When> from) {
    const model::Loaded loaded = load_rules(file, console_, settings_.format == Format::text && !settings_.is_quiet,
                                            settings_.allowed, model::read_from_disk(), model::Purpose::comparison);
    if (!loaded.system)
      return false;
    if (const auto wide = live::too_wide(*loaded.system)) {
      complain(
          console_,
          fmt::format("{}: `{}` has too many places: a log is followed with {} at most, a function's value included",
                      file, *wide, live::most_columns));
      return false;
    }
    editions_.push_back(
        {from, std::make_shared<const Edition>(Edition{file, std::make_shared<const model::System>(*loaded.system)})});
    return true;
  }

  bool load_editions() {
    if (settings_.files.empty() && settings_.dated_rules.empty()) {
      complain(console_,
               "there are no rules to follow: name a FILE, or --rules TIME=FILE (see `chaperone help follow`)");
      return false;
    }
    if (!settings_.files.empty() && !load_edition(settings_.files.front(), std::nullopt))
      return false;
    auto dated = settings_.dated_rules;
    const auto when = [](const auto& each) { return *read_when(each.first); };
    std::ranges::stable_sort(dated, {}, when);
    for (std::size_t i = 0; i < dated.size(); ++i) {
      if (i > 0 && when(dated[i]) == when(dated[i - 1])) {
        complain(console_, fmt::format("--rules: two rule files are in force from {} on", dated[i].first));
        return false;
      }
      if (!load_edition(dated[i].second, when(dated[i])))
        return false;
    }
    return true;
  }

  bool load_shape() {
    if (settings_.map_file.empty()) {
      shape_ = shape_at(settings_.payload);
      return true;
    }
    const records::OpenedFile opened = records::open_regular(settings_.map_file);
    if (!opened.source) {
      complain(console_, fmt::format("{}: {}", settings_.map_file, opened.why_not));
      return false;
    }
    auto read = read_shape(settings_.map_file, opened.source, settings_.payload);
    if (const auto* mistake = std::get_if<records::Mistake>(&read)) {
      complain(console_, text_of(*mistake));
      return false;
    }
    shape_ = std::get<Shape>(std::move(read));
    return true;
  }

  bool load_log() {
    std::string mistake;
    std::vector<std::string> files = parts_of(settings_.log, mistake);
    if (files.empty()) {
      complain(console_, fmt::format("{}: {}", settings_.log, mistake));
      return false;
    }
    if (files.front() != "-")
      if (const records::OpenedFile opened = records::open_regular(files.front()); !opened.source) {
        complain(console_, fmt::format("{}: {}", files.front(), opened.why_not));
        return false;
      }
    log_ = std::make_unique<Log>(std::move(files), shape_, standard_input());
    return true;
  }

  /// Looks up from waiting, to see whether it shall stop: that reads like the end.
  records::ByteSource standard_input() const {
    return [this, read = records::bytes_of_descriptor(STDIN_FILENO)](char* into, std::size_t most) -> std::ptrdiff_t {
      while (!watch_->cut()) {
        pollfd waited{STDIN_FILENO, POLLIN, 0};
        if (poll(&waited, 1, 100) != 0)
          return read(into, most);
      }
      return 0;
    };
  }

  /// What holds before the log, from --state or else from --data. Nothing where it cannot be read.
  std::unique_ptr<Follower> begun(FollowReport& report) {
    Options options;
    options.slack = settings_.slack.count() * 1000;
    options.has_gaps = settings_.has_gaps;
    std::error_code error;
    if (settings_.state_file.empty() || !std::filesystem::exists(settings_.state_file, error))
      return begun_with_data(options, report);
    const records::OpenedFile opened = records::open_regular(settings_.state_file);
    if (!opened.source) {
      complain(console_, fmt::format("{}: {}", settings_.state_file, opened.why_not));
      return nullptr;
    }
    auto follower =
        std::make_unique<Follower>(editions_, live::start_of(*editions_.front().edition->system), options, report);
    const auto restored = restore(*follower, settings_.state_file, opened.source, !settings_.dated_rules.empty());
    if (const auto* mistake = std::get_if<records::Mistake>(&restored)) {
      complain(console_, text_of(*mistake));
      return nullptr;
    }
    if (!settings_.data.empty())
      report.remark(fmt::format("--data is not read: the state in {} goes on", settings_.state_file));
    log_->count_from(std::get<std::uint64_t>(restored));
    return follower;
  }

  std::unique_ptr<Follower> begun_with_data(const Options& options, FollowReport& report) {
    const model::System& system = *editions_.front().edition->system;
    std::unique_ptr<records::Source> source;
    live::Start start = live::start_of(system);
    if (!settings_.data.empty()) {
      records::OpenedSource opened = records::open_source(settings_.data, {});
      if (const auto* mistake = std::get_if<records::Mistake>(&opened)) {
        complain(console_, text_of(*mistake));
        return nullptr;
      }
      source = std::get<std::unique_ptr<records::Source>>(std::move(opened));
      start = start_with(system, source->tables());
    }
    auto follower = std::make_unique<Follower>(editions_, start, options, report);
    if (source) {
      std::vector<std::string> remarks;
      console_.progress(fmt::format("reading {}", model::visible(settings_.data)));
      if (const auto mistake = give(follower->course(), *source, remarks)) {
        complain(console_, text_of(*mistake));
        return nullptr;
      }
      for (const std::string& remark : remarks)
        report.remark(remark);
    }
    tell_unknown(start, report);
    follower->begin();
    return follower;
  }

  /// What neither `init` nor data say.
  void tell_unknown(const live::Start& start, FollowReport& report) {
    const model::System& system = *editions_.front().edition->system;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < system.relations.size(); ++i)
      if (start.relations[i] == live::Start::Relation::unknown)
        names.push_back(system.relations[i].name);
    if (!names.empty())
      report.remark(fmt::format("nothing says what holds of {} before the log: events that depend on it are not judged",
                                fmt::format("`{}`", fmt::join(names, "`, `"))));
  }

  int follow(FollowReport& report) {
    const std::unique_ptr<Follower> follower = begun(report);
    if (!follower)
      return bad_input;
    report.begin();
    bool is_broken_off = false, is_at_end = false;
    for (Event event; !is_at_end && !is_broken_off && !is_stopped();) {
      if (log_->next(event)) {
        follower->take(event);
        show(*follower, event);
      } else if (!log_->mistake()) {
        is_at_end = true;
      } else {
        is_broken_off = !skip(*follower);
      }
    }
    // A log that goes on with another part may still bring what waiting events wait for.
    follower->finish(settings_.state_file.empty() || settings_.is_last_part);
    console_.progress("");
    const std::optional<Cut> cut = watch_->cut();
    // Standard input seems to end where it is cut short. An interrupt is how one that goes on is ended.
    const bool is_whole = is_at_end && (settings_.log != "-" || !cut || *cut == Cut::by_signal);
    if (!write_state(*follower, is_whole, report))
      return bad_input;
    report.end(follower->counts(), cut);
    if (cut == Cut::by_signal)
      return interrupted;
    const int found = code(follower->counts());
    return is_broken_off ? int(bad_input) : cut && found == all_well ? int(undecided) : found;
  }

  /// Only of a log that was read to its end, which that of standard input is where it is interrupted: else the whole
  /// part is to be followed again, and a line that could not be read mended before.
  bool write_state(const Follower& follower, bool is_whole, FollowReport& report) {
    if (settings_.state_file.empty())
      return true;
    if (!is_whole) {
      report.remark(fmt::format("{} is left as it was: the log was not read to its end", settings_.state_file));
      return true;
    }
    std::string mistake;
    if (!write_file(settings_.state_file, checkpoint_of(follower, log_->events()), mistake))
      complain(console_, mistake);
    return mistake.empty();
  }

  bool is_stopped() {
    if (++looked_ % between_looks != 0)
      return false;
    return watch_->cut() || !console_.has_reader();
  }

  void show(const Follower& follower, const Event& event) {
    if (console_.shows_progress() && follower.counts().events % (between_looks * 64) == 0)
      console_.progress(fmt::format("{} events{}", follower.counts().events, event.at.empty() ? "" : ", " + event.at));
  }

  /// Says what is wrong with a line. May it be skipped?
  bool skip(Follower& follower) {
    const records::Mistake mistake = *log_->mistake();
    const bool goes_on = settings_.keeps_going && log_->go_on();
    complain(console_, text_of(mistake) + (goes_on ? "; the line is skipped" : ""));
    if (goes_on)
      follower.count_broken_line();
    return goes_on;
  }

  static int code(const Counts& counts) {
    if (counts.findings > 0 || counts.exposures > 0)
      return finding;
    return counts.judged == 0 || counts.not_enough > 0 || counts.waiting > 0 ? undecided : all_well;
  }

  const Settings& settings_;
  Console& console_;
  Watch* watch_ = nullptr;
  std::vector<DatedEdition> editions_;
  Shape shape_;
  std::unique_ptr<Log> log_;
  std::uint64_t looked_ = 0;
};

} // namespace

int run_follow(const Settings& settings, Console& console) {
  return Follow(settings, console).run();
}

} // namespace chaperone::cli
