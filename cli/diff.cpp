// chaperone diff OLD NEW: what a rule change newly allows and newly refuses.
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/recorder.hpp"
#include "cli/rule_files.hpp"
#include "cli/watch.hpp"

#include "generators/differences/diff_report.hpp"
#include "generators/reports/check_json.hpp"
#include "model/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace chaperone::cli {
namespace {

using model::comparison::Matching;
using model::comparison::Side;
using solver::comparison::Change;
using solver::comparison::Comparison;

class Diff {
public:
  Diff(const Settings& settings, Console& console)
      : settings_(settings), console_(console), recorder_(console, settings.is_verbose) {}

  int run() {
    Watch watch(settings_.timeout,
                {[this](Cut why) { return give_up(why); },
                 console_.shows_progress() ? std::function<void()>([this] { recorder_.draw(); }) : nullptr});
    const std::string& old_file = settings_.old_rules.front();
    const std::string& new_file = settings_.new_rules.front();
    const bool shows_warnings = settings_.format == Format::text && !settings_.is_quiet;
    const model::Loaded before = load_rules(old_file, console_, shows_warnings, settings_.allowed);
    const model::Loaded after = load_rules(new_file, console_, shows_warnings, settings_.allowed);
    if (!before.system || !after.system)
      return bad_input;
    const Matching matching = model::comparison::match(*before.system, *after.system, settings_.renames);
    if (!can_compare(*before.system, *after.system, matching))
      return bad_input;
    recorder_.start();
    const Comparison found =
        solver::comparison::compare(*before.system, *after.system, matching, options(), &recorder_);
    console_.progress("");
    watch.finish();
    tell({&*before.system, &*after.system, old_file, new_file, &matching, &found, recorder_.seconds()});
    return watch.cut() == Cut::by_signal ? interrupted : code_of(found);
  }

private:
  solver::comparison::CompareOptions options() const {
    solver::comparison::CompareOptions made;
    made.check.depth = settings_.depth;
    made.check.timeout = settings_.timeout;
    made.check.seed = settings_.seed;
    made.check.jobs = settings_.jobs.value_or(std::min(made.check.jobs, std::thread::hardware_concurrency()));
    made.judges_states = settings_.judges_states;
    return made;
  }

  bool can_compare(const model::System& before, const model::System& after, const Matching& matching) {
    for (const std::string& rename : matching.unused)
      complain(console_, fmt::format("--rename {}: there is no such pair of names", rename));
    for (const model::comparison::Mismatch& mismatch : matching.mismatches)
      complain(console_, fmt::format("{}: {} and {}; each side keeps its own (--rename OLD=NEW says what is the same)",
                                     mismatch.what, model::place_of(before, mismatch.before),
                                     model::place_of(after, mismatch.after)));
    return matching.unused.empty();
  }

  void tell(const differences::DiffReport& report) {
    if (settings_.format == Format::json)
      console_.out_document(reports::written(differences::diff_json(report)));
    else
      console_.out(differences::diff_text(report, reports::Painter(console_.has_color_out()), settings_.is_quiet));
  }

  /// --forbid says which changes are a finding; without it every difference is one.
  int code_of(const Comparison& found) const {
    const bool forbids_looser = settings_.forbidden != "stricter";
    const bool forbids_stricter = settings_.forbidden != "looser";
    switch (found.change) {
    case Change::equivalent:
      return all_well;
    case Change::stricter:
      return forbids_stricter ? finding : all_well;
    case Change::looser:
      return forbids_looser ? finding : all_well;
    case Change::both:
      return finding;
    case Change::undecided:
      break;
    }
    return found.has_difference() && settings_.forbidden.empty() ? finding : undecided;
  }

  /// On the watching thread: the search did not come back, and nothing that it has found can be told.
  int give_up(Cut why) {
    console_.progress("");
    complain(console_, fmt::format("nothing was compared to the end: {}", reason_for(why)));
    return why == Cut::by_signal ? interrupted : undecided;
  }

  const Settings& settings_;
  Console& console_;
  Recorder recorder_;
};

} // namespace

int run_diff(const Settings& settings, Console& console) {
  return Diff(settings, console).run();
}

} // namespace chaperone::cli
