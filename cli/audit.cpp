// chaperone audit FILE --data SOURCE: which promises the data of a service break.
#include "cli/audit_repair.hpp"
#include "cli/check_options.hpp"
#include "cli/ci.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/heap.hpp"
#include "cli/output_file.hpp"
#include "cli/rule_files.hpp"
#include "cli/watch.hpp"

#include "generators/reports/check_json.hpp"
#include "model/text/visible.hpp"
#include "records/audit/origin.hpp"
#include "records/letters/letters.hpp"
#include "records/repair/removables.hpp"
#include "records/reports/audit_report.hpp"
#include "records/scripts/dialect.hpp"
#include "records/sources/connection.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace chaperone::cli {
namespace {

using namespace records;

constexpr std::size_t usual_limit = 20;
/// For the question whether the rules lead to what is broken.
constexpr std::chrono::milliseconds usual_check{10'000};

class AuditCommand {
public:
  AuditCommand(const Settings& settings, Console& console) : settings_(settings), console_(console) {}

  int run() {
    Watch watch(settings_.timeout, {[this](Cut why) { return give_up(why); }, nullptr});
    const std::string& file = settings_.files.front();
    if (const auto wrong = wrong_audit_options(settings_)) {
      complain(console_, *wrong);
      return bad_input;
    }
    const bool is_text = settings_.format == Format::text;
    const model::Loaded loaded = load_rules(file, console_, is_text && !settings_.is_quiet, settings_.allowed);
    if (!loaded.system)
      return bad_input;
    const auto options = check_options(settings_, *loaded.system, file, console_);
    if (!options)
      return bad_input;
    const auto map = read_the_map();
    if (!map)
      return bad_input;
    if (!settings_.sql_dialect.empty()) {
      if (!settings_.data.empty())
        complain(console_, "warning: --sql takes every table to be there: --data is not read");
      console_.out_document(
          sql_script(*loaded.system, {*dialect_named(settings_.sql_dialect), options->properties, *map}));
      watch.finish();
      return all_well;
    }
    if (settings_.data.empty()) {
      complain(console_, "--data is required: where the data are (see `chaperone help audit`)");
      return bad_input;
    }
    const auto from = removable_relations(*loaded.system, settings_.removed_from);
    if (const auto* wrong = std::get_if<std::string>(&from)) {
      complain(console_, fmt::format("--from: {}", *wrong));
      return bad_input;
    }
    Store store(*loaded.system);
    if (!load(store, *map))
      return bad_input;
    if (has_no_table(store)) {
      complain(console_, fmt::format("{}: no table is for a relation or function of the rules: nothing was judged",
                                     model::visible(settings_.data)));
      return undecided;
    }
    AuditOptions audited;
    audited.properties = options->properties;
    audited.limit = settings_.limit;
    if (!audited.limit && (is_text || is_for_ci(settings_.format)))
      audited.limit = usual_limit;
    audited.threads = settings_.jobs.value_or(std::min(2U, std::thread::hardware_concurrency()));
    audited.is_cut = [&] { return watch.cut().has_value(); };
    audited.on_progress = [&](const std::string& promise) { console_.progress(fmt::format("auditing {}", promise)); };
    audited.on_promise = [&](PromiseAudit promise) { keep(std::move(promise)); };
    store_ = &store;
    Audit found = audit(store, audited);
    std::optional<Repair> repair;
    if (settings_.repairs && !found.was_cut)
      repair = find_repair(store, found,
                           {std::get<0>(from), audited.limit, audited.is_cut,
                            [&](const std::string& told) { console_.progress(told); }, audited.threads});
    if (!settings_.skips_check && !found.was_cut) {
      solver::Options checked = *options;
      checked.timeout = std::min(settings_.timeout.value_or(usual_check), usual_check);
      console_.progress("checking whether the rules lead to what is broken");
      find_origins(*loaded.system, checked, found);
    }
    console_.progress("");
    watch.finish();
    found.warnings = warnings_of(store, found);
    for (const std::string& warning : found.warnings)
      if (!settings_.is_quiet || settings_.format != Format::text)
        complain(console_, fmt::format("warning: {}", warning));
    const AuditReport report{&store,
                             &found,
                             repair ? &*repair : nullptr,
                             file,
                             settings_.data,
                             settings_.has_pseudonyms,
                             seconds_since_start()};
    const bool is_written = settings_.repairs ? write_removals(report, *map) : write_letters(report);
    tell(report);
    if (watch.cut() == Cut::by_signal)
      return interrupted;
    if (!is_written)
      return bad_input;
    return found.has_broken() ? finding : found.has_open() ? undecided : all_well;
  }

private:
  std::optional<std::vector<MapEntry>> read_the_map() {
    if (settings_.map_file.empty())
      return std::vector<MapEntry>{};
    auto read = read_map(settings_.map_file);
    if (const auto* mistake = std::get_if<Mistake>(&read)) {
      complain(console_, text_of(*mistake));
      return std::nullopt;
    }
    return std::move(std::get<std::vector<MapEntry>>(read));
  }

  static bool has_no_table(const Store& store) {
    const model::System& system = store.system();
    bool has_some = false;
    for (std::uint32_t i = 0; i < system.relations.size(); ++i)
      has_some = has_some || (system.relations[i].is_stated() && !store.known(model::RelationId{i}).is_missing);
    for (std::uint32_t i = 0; i < system.functions.size(); ++i)
      has_some = has_some || (system.functions[i].is_stated() && !store.known(model::FunctionId{i}).is_missing);
    return !has_some;
  }

  bool load(Store& store, const std::vector<MapEntry>& map) {
    OpenedSource opened = open_source(settings_.data, map);
    if (const auto* mistake = std::get_if<Mistake>(&opened)) {
      complain(console_, text_of(*mistake));
      return false;
    }
    console_.progress(fmt::format("reading {}", model::visible(settings_.data)));
    const auto mistake = store.load(*std::get<std::unique_ptr<Source>>(opened));
    console_.progress("");
    if (mistake)
      complain(console_, text_of(*mistake));
    return !mistake;
  }

  /// What the data are like, and which assumptions they break.
  std::vector<std::string> warnings_of(const Store& store, const Audit& found) const {
    std::vector<std::string> made = store.strangers();
    const model::System& system = store.system();
    const auto tell = [&](const std::string& name, const Known& known) {
      if (known.is_missing)
        made.push_back(fmt::format("nothing is known of `{}`: it has no table", name));
      if (known.doubled > 0)
        made.push_back(fmt::format("`{}` has {} of {} rows twice: each counts once", name, known.doubled, known.rows));
      if (known.one_sided > 0)
        made.push_back(fmt::format("`{}` is symmetric, and {} of its pairs have one order only: taken as both", name,
                                   known.one_sided));
      if (known.nulls > 0)
        made.push_back(fmt::format("`{}` has {} with NULL: what they stand for is not known", name,
                                   known.nulls == 1 ? "1 row" : fmt::format("{} rows", known.nulls)));
      if (!known.is_missing && known.is_partial)
        made.push_back(fmt::format("`{}` has no value for some: these are not known", name));
    };
    for (std::uint32_t i = 0; i < system.relations.size(); ++i)
      if (system.relations[i].is_stated())
        tell(system.relations[i].name, store.known(model::RelationId{i}));
    for (std::uint32_t i = 0; i < system.functions.size(); ++i)
      if (system.functions[i].is_stated())
        tell(system.functions[i].name, store.known(model::FunctionId{i}));
    for (const auto& [sort, id] : store.ordered_as_text())
      made.push_back(fmt::format(
          "the ids of `{}` are ordered as text: {} is no whole number of 64 bits as it is usually written",
          system[sort].name,
          settings_.has_pseudonyms ? "one" : fmt::format("`{}`", model::excerpt(store.individuals(sort).id(id), 40))));
    for (const BrokenAssumption& broken : found.assumptions)
      made.push_back(fmt::format("{}: the data break this assumption in {} case{}{}; proofs rest on it",
                                 model::place_of(system, broken.span), broken.count, broken.count == 1 ? "" : "s",
                                 broken.example.empty() || settings_.has_pseudonyms ? "" : ", with " + broken.example));
    return made;
  }

  void tell(const AuditReport& report) {
    if (settings_.format == Format::json)
      console_.out_document(reports::written(audit_json(report)));
    else if (settings_.format == Format::csv)
      console_.out_document(audit_csv(report));
    else if (is_for_ci(settings_.format))
      tell_ci(settings_.format, audit_cases(report), console_);
    else
      console_.out(audit_text(report, reports::Painter(console_.has_color_out()), settings_.is_quiet));
  }

  /// All of them or none. False where that could not be done, which has been said then.
  bool write_letters(const AuditReport& report) {
    if (settings_.letter_template.empty())
      return true;
    if (report.audit->was_cut) {
      complain(console_, "no letters were written: the audit was not done to the end");
      return false;
    }
    const model::FileBytes file = model::read_from_disk()(settings_.letter_template);
    if (!file.bytes) {
      complain(console_, fmt::format("cannot read {}: {}", settings_.letter_template, file.why_not));
      return false;
    }
    const auto made = letters(report, settings_.addressees, settings_.letter_template, *file.bytes);
    if (const auto* wrong = std::get_if<std::string>(&made)) {
      complain(console_, *wrong);
      return false;
    }
    std::vector<OutputFile> files;
    for (const Letter& letter : std::get<std::vector<Letter>>(made))
      files.push_back({std::filesystem::path(settings_.output_folder) / letter.file, letter.text});
    std::string told, mistake;
    const bool is_done = files.empty() || !write_files(files, mistake).empty();
    complain(console_, is_done ? fmt::format("{} letter{} in {}", files.size(), files.size() == 1 ? "" : "s",
                                             settings_.output_folder)
                               : mistake);
    return is_done;
  }

  /// The same for what is to be removed.
  bool write_removals(const AuditReport& report, const std::vector<MapEntry>& map) {
    if (settings_.output_folder.empty())
      return true;
    if (report.repair == nullptr || !report.repair->is_found) {
      complain(console_, "no removals were written: they were not found out");
      return false;
    }
    std::string told;
    const bool is_done =
        write_together(repair_files(settings_, *report.store, *report.audit, *report.repair, map), told, console_);
    if (!settings_.is_quiet)
      console_.error(told);
    return is_done;
  }

  void keep(PromiseAudit promise) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(known_.promises, [&](const PromiseAudit& it) { return it.property == promise.property; });
    known_.promises.push_back(std::move(promise));
  }

  /// On the watching thread: the audit did not come back. What it has found so far is told.
  int give_up(Cut why) {
    const std::scoped_lock lock(mutex_);
    console_.progress("");
    complain(console_, fmt::format("not audited to the end: {}", reason_for(why)));
    known_.was_cut = true;
    if (store_ != nullptr)
      tell({store_, &known_, nullptr, settings_.files.front(), settings_.data, settings_.has_pseudonyms,
            seconds_since_start()});
    return why == Cut::by_signal ? interrupted : known_.has_broken() ? finding : undecided;
  }

  double seconds_since_start() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  }

  const Settings& settings_;
  Console& console_;
  std::mutex mutex_; ///< held while known_ changes or is told
  Audit known_;
  std::atomic<const Store*> store_ = nullptr; ///< once it is loaded
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

} // namespace

int run_audit(const Settings& settings, Console& console) {
  share_one_heap();
  return AuditCommand(settings, console).run();
}

} // namespace chaperone::cli
