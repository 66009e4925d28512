// chaperone diff OLD NEW: what a rule change newly allows and newly refuses.
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/git.hpp"
#include "cli/recorder.hpp"
#include "cli/rule_files.hpp"
#include "cli/watch.hpp"

#include "generators/differences/diff_report.hpp"
#include "generators/reports/check_json.hpp"
#include "model/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

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
    const auto sides = find_sides(watch);
    if (!sides)
      return bad_input;
    const auto& [old_side, new_side] = *sides;
    const bool shows_warnings = settings_.format == Format::text && !settings_.is_quiet;
    const model::Loaded before = load_rules(old_side.file, console_, false, settings_.allowed, old_side.reader);
    const model::Loaded after = load_rules(new_side.file, console_, shows_warnings, settings_.allowed, new_side.reader);
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
    tell({&*before.system, &*after.system, old_side.file, new_side.file, &matching, &found, recorder_.seconds()});
    return watch.cut() == Cut::by_signal ? interrupted : code_of(found);
  }

private:
  /// Where one side's rules are read.
  struct Source {
    std::string file;
    model::FileReader reader = model::read_from_disk();
  };

  /// Nothing where they cannot be told; that has been said then.
  std::optional<std::pair<Source, Source>> find_sides(const Watch& watch) {
    const std::string& first = settings_.old_rules.front();
    if (settings_.revisions.empty()) {
      if (settings_.new_rules.empty()) {
        complain(console_, "diff takes two rule files, OLD and NEW, or --git REV and one");
        return std::nullopt;
      }
      return std::pair(Source{first}, Source{settings_.new_rules.front()});
    }
    if (!settings_.new_rules.empty()) {
      complain(console_, "with --git, diff takes one rule file");
      return std::nullopt;
    }
    const auto dots = settings_.revisions.find("..");
    const std::string older = settings_.revisions.substr(0, dots);
    const std::string newer = dots == std::string::npos ? "" : settings_.revisions.substr(dots + 2);
    if (older.empty() || (dots != std::string::npos && newer.empty())) {
      complain(console_, fmt::format("--git {}: is not REV or REV..REV", settings_.revisions));
      return std::nullopt;
    }
    const std::optional<Source> old_side = at_revision(older, first, newer, watch);
    const std::optional<Source> new_side = newer.empty() ? Source{first} : at_revision(newer, first, newer, watch);
    if (!old_side || !new_side)
      return std::nullopt;
    return std::pair(*old_side, *new_side);
  }

  std::optional<Source> at_revision(const std::string& revision, const std::string& file, const std::string& later,
                                    const Watch& watch) {
    const auto found = Revision::open(revision, file, [&watch] { return watch.cut().has_value(); });
    if (const auto* mistake = std::get_if<std::string>(&found)) {
      complain(console_, "--git: " + *mistake);
      return std::nullopt;
    }
    const auto& opened = std::get<Revision>(found);
    return Source{opened.name_of(file, later), opened.reader()};
  }

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
