// chaperone diff OLD NEW: what a rule change newly allows and newly refuses.
#include "cli/ci.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/git.hpp"
#include "cli/heap.hpp"
#include "cli/output_file.hpp"
#include "cli/reach.hpp"
#include "cli/recorder.hpp"
#include "cli/rule_files.hpp"
#include "cli/spelling.hpp"
#include "cli/watch.hpp"

#include "generators/differences/diff_report.hpp"
#include "generators/page/diff_page.hpp"
#include "generators/reports/check_json.hpp"
#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <mutex>
#include <optional>
#include <utility>

namespace chaperone::cli {
namespace {

using differences::DiffReport;
using model::comparison::Matching;
using model::comparison::Side;
using solver::comparison::Change;
using solver::comparison::Comparer;
using solver::comparison::Comparison;

class Diff {
public:
  Diff(const Settings& settings, Console& console)
      : settings_(settings), console_(console), recorder_(console, settings.is_verbose) {}

  int run() {
    Watch watch(settings_.timeout, // first of all: it blocks the signals that it takes
                {[this](Cut why) { return give_up(why); },
                 console_.shows_progress() ? std::function<void()>([this] { recorder_.draw(); }) : nullptr});
    const auto sides = find_sides(watch);
    if (!sides)
      return bad_input;
    const auto& [old_side, new_side] = *sides;
    const bool shows_warnings = settings_.format == Format::text && !settings_.is_quiet;
    model::Loaded before =
        load_rules(old_side.file, console_, false, settings_.allowed, old_side.reader, model::Purpose::comparison);
    model::Loaded after = load_rules(new_side.file, console_, shows_warnings, settings_.allowed, new_side.reader,
                                     model::Purpose::comparison);
    if (!before.system || !after.system)
      return bad_input;
    const Matching matching = model::comparison::match(*before.system, *after.system, settings_.renames);
    if (!can_compare(*before.system, *after.system, matching))
      return bad_input;
    const auto scope = scope_of(*before.system, *after.system);
    if (!scope)
      return bad_input;
    auto reaches =
        read_reaches(settings_.reaches, {*before.system, *after.system}, matching, settings_.renames, console_);
    if (!reaches)
      return bad_input;
    recorder_.start();
    Comparer comparer(*before.system, *after.system, matching, options(*scope, std::move(*reaches), watch), &recorder_);
    DiffReport report{&*before.system, &*after.system, old_side.file, new_side.file, &matching};
    {
      const std::scoped_lock lock(mutex_);
      under_way_ = {&comparer, report};
    }
    const Comparison found = comparer.run();
    if (found.refuses_more() && !watch.cut())
      report.lost_runs = differences::list_lost_runs(*before.system, *after.system, matching, found,
                                                     cover_options(*scope, *before.system));
    console_.progress("");
    watch.finish();
    return tell(report, found, watch.cut());
  }

private:
  /// Where one side's rules are read.
  struct Source {
    std::string file;
    model::FileReader reader = rule_reader();
  };

  /// Nothing where they cannot be told; that has been said then.
  std::optional<std::pair<Source, Source>> find_sides(const Watch& watch) {
    const std::string& first = settings_.old_rules.front();
    if (settings_.revisions.empty()) {
      if (settings_.new_rules.empty()) {
        complain(console_, "diff takes two rule files, OLD and NEW, or --git REV and one");
        return std::nullopt;
      }
      if (first == "-" && settings_.new_rules.front() == "-") {
        complain(console_, "standard input is one rule file: OLD and NEW cannot both be `-`");
        return std::nullopt;
      }
      return std::pair(Source{rule_file(first)}, Source{rule_file(settings_.new_rules.front())});
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

  /// The sizes by the sorts' names; nothing where neither file has such a sort.
  std::optional<std::map<std::string, std::uint32_t>> scope_of(const model::System& before,
                                                               const model::System& after) {
    for (const auto& [name, size] : settings_.scope) {
      const model::Sort* found = nullptr;
      std::vector<std::string> known;
      for (const model::System* system : {&before, &after})
        for (const model::Sort& sort : system->sorts) {
          known.push_back(sort.name);
          if (sort.name == name)
            found = &sort;
        }
      if (found == nullptr)
        complain(console_, fmt::format("--scope: unknown sort `{}`{}", name, did_you_mean(name, known)));
      else if (found->is_enum)
        complain(console_, fmt::format("--scope: `{}` is an enum: its size is fixed by its values", name));
      else
        continue;
      return std::nullopt;
    }
    return settings_.scope;
  }

  solver::comparison::CompareOptions options(const std::map<std::string, std::uint32_t>& scope,
                                             std::vector<solver::comparison::Reach> reaches, const Watch& watch) const {
    solver::comparison::CompareOptions made;
    made.reaches = std::move(reaches);
    made.scope = scope;
    made.is_stopped = [&watch] { return watch.cut().has_value(); };
    made.check.depth = settings_.depth;
    made.check.timeout = settings_.timeout;
    made.check.seed = settings_.seed;
    made.check.jobs = settings_.jobs.value_or(std::min(made.check.jobs, std::thread::hardware_concurrency()));
    made.judges_states = settings_.judges_states;
    return made;
  }

  /// For the uses that are lost: what is left of the time.
  solver::Options cover_options(const std::map<std::string, std::uint32_t>& scope, const model::System& before) const {
    solver::Options made;
    made.depth = settings_.depth;
    for (std::uint32_t i = 0; i < before.sorts.size(); ++i)
      if (const auto limited = scope.find(before.sorts[i].name); limited != scope.end())
        made.scope[model::SortId{i}] = limited->second;
    if (settings_.timeout)
      made.timeout =
          std::max(*settings_.timeout - std::chrono::milliseconds(static_cast<int>(recorder_.seconds() * 1000)),
                   std::chrono::milliseconds(1));
    return made;
  }

  bool can_compare(const model::System& before, const model::System& after, const Matching& matching) {
    for (const std::string& rename : matching.unused)
      complain(console_, fmt::format("--rename {}: there is no such pair of names, or one of them has another "
                                     "counterpart",
                                     rename));
    for (const model::comparison::Mismatch& mismatch : matching.mismatches)
      complain(console_, fmt::format("{}: {} and {}; each side keeps its own (--rename OLD=NEW says what is the same)",
                                     mismatch.what, model::place_of(before, mismatch.before),
                                     model::place_of(after, mismatch.after)));
    for (const auto& [old_id, new_id] : matching.displaced) {
      const model::Function &old_one = before[old_id], &new_one = after[new_id];
      complain(console_,
               fmt::format("`{}` ({}) stands where the new rules have `{}` ({}): --rename {}={} says that they "
                           "are the same; individuals that both rule sets have are listed first, in one order",
                           old_one.name, model::place_of(before, old_one.span), new_one.name,
                           model::place_of(after, new_one.span), old_one.name, new_one.name));
    }
    return matching.displaced.empty() && matching.unused.empty();
  }

  int tell(DiffReport report, Comparison found, std::optional<Cut> cut) {
    found.was_interrupted = cut == Cut::by_signal;
    report.found = &found;
    report.seconds = recorder_.seconds();
    if (is_for_ci(settings_.format))
      tell_ci(settings_.format, differences::diff_cases(report, settings_.forbidden), console_);
    else if (settings_.format == Format::markdown)
      console_.out_document(differences::diff_markdown(report));
    else if (settings_.format == Format::json)
      console_.out_document(reports::written(differences::diff_json(report)));
    else
      console_.out(differences::diff_text(report, reports::Painter(console_.has_color_out()), settings_.is_quiet));
    const int code = found.was_interrupted ? interrupted : code_of(report, found);
    return write_report(
               settings_, [&] { return page::diff_page(report); }, console_)
               ? code
               : worse(code, bad_input);
  }

  /// --forbid says which changes are a finding; without it every difference is one, and every promise that broke.
  int code_of(const DiffReport& report, const Comparison& found) const {
    const bool forbids_all = settings_.forbidden.empty() || settings_.forbidden == "any";
    const bool forbids_looser = settings_.forbidden != "stricter";
    const bool forbids_stricter = settings_.forbidden != "looser";
    const auto looser = found.looser(), stricter = found.stricter();
    if ((forbids_looser && looser.is_shown) || (forbids_stricter && stricter.is_shown) ||
        (forbids_all && !differences::broken_promises(report).empty()))
      return finding;
    const bool is_open = (forbids_looser && looser.is_open) || (forbids_stricter && stricter.is_open);
    return !is_open || (settings_.accepts_bounded && found.is_only_bounded()) ? all_well : undecided;
  }

  /// On the watching thread: the search did not come back.
  int give_up(Cut why) {
    const std::scoped_lock lock(mutex_);
    console_.progress("");
    if (under_way_.comparer != nullptr)
      return tell(under_way_.report, under_way_.comparer->known(reason_for(why)), why);
    complain(console_, fmt::format("nothing was compared: {}", reason_for(why)));
    return why == Cut::by_signal ? interrupted : undecided;
  }

  struct UnderWay {
    const Comparer* comparer = nullptr; ///< null: not yet
    DiffReport report;
  };

  const Settings& settings_;
  Console& console_;
  Recorder recorder_;
  std::mutex mutex_; ///< held while under_way_ changes or is told
  UnderWay under_way_;
};

} // namespace

int run_diff(const Settings& settings, Console& console) {
  share_one_heap();
  return Diff(settings, console).run();
}

} // namespace chaperone::cli
