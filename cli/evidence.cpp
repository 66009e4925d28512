// chaperone evidence FILE… -o DIR: the dated dossier of a release.
#include "cli/certificate.hpp"
#include "cli/check_options.hpp"
#include "cli/commands.hpp"
#include "cli/cover.hpp"
#include "cli/exit_code.hpp"
#include "cli/git.hpp"
#include "cli/heap.hpp"
#include "cli/option_values.hpp"
#include "cli/output_file.hpp"
#include "cli/question_folder.hpp"
#include "cli/rule_files.hpp"
#include "cli/verify_evidence.hpp"
#include "cli/watch.hpp"

#include "generators/certificates/certify.hpp"
#include "generators/evidence/dossier.hpp"
#include "generators/evidence/sha256.hpp"
#include "generators/reports/check_json.hpp"
#include "generators/reports/coverage_text.hpp"
#include "model/text/visible.hpp"
#include "solver/certificate/obligations.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;
using certificates::OutsideSolver;
using evidence::Dossier;
using evidence::SystemEvidence;

class Evidence {
public:
  Evidence(const Settings& settings, Console& console)
      : settings_(settings), console_(console), folder_(settings.output_folder) {}

  int run() {
    // First of all: the watch blocks the signals that it takes. Until it is finished nothing is written.
    Watch watch(settings_.timeout, {[this](Cut why) { return give_up(why); }, {}});
    if (!fits_usage() || !find_date() || !read_rules() || !read_earlier() || !read_conformances())
      return bad_input;
    find_solver();
    asking_.is_stopped = [&watch] { return watch.cut().has_value(); };
    for (std::size_t i = 0; i < rules_.size(); ++i)
      if (!judge(i, watch))
        return bad_input;
    tell_origin(watch);
    if (!settings_.since_folder.empty()) {
      dossier_.since = earlier_.date;
      dossier_.changes = evidence::changes_since(earlier_, dossier_);
    }
    watch.finish();
    console_.progress("");
    if (const auto cut = watch.cut())
      return give_up(*cut);
    return write() ? code_ : int(bad_input);
  }

private:
  int give_up(Cut why) {
    conformance::kill_all_line_processes();
    questions_.remove();
    console_.progress("");
    complain(console_, fmt::format("{}: nothing was written", reason_for(why)));
    return why == Cut::by_signal ? int(interrupted) : int(undecided);
  }

  bool refuse(const std::string& why) {
    complain(console_, why);
    return false;
  }

  bool fits_usage() {
    if (settings_.files.empty() || folder_.empty())
      return refuse("evidence takes rule files and -o DIR, or --verify DIR");
    if (!settings_.build.empty() && settings_.conformances.empty())
      return refuse("--build says on which build the runs of --conformance were: without one there is no run");
    std::error_code ignored;
    if (!settings_.since_folder.empty() && fs::equivalent(settings_.since_folder, folder_, ignored))
      return refuse("--since and -o name the same folder: the dossier before would be overwritten");
    return fits_cover(settings_, console_);
  }

  bool find_date() {
    dossier_.date = settings_.date;
    if (!dossier_.date.empty())
      return true;
    const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
    if (epoch == nullptr)
      return refuse("the dossier has no date: give --date DATE, or set SOURCE_DATE_EPOCH");
    const auto day = day_of_epoch(epoch);
    if (!day)
      return refuse("SOURCE_DATE_EPOCH is no number of seconds since 1970");
    dossier_.date = *day;
    return true;
  }

  bool read_rules() {
    for (const std::string& file : settings_.files) {
      rules_.push_back(load_rules(file, console_, !settings_.is_quiet, settings_.allowed));
      if (!rules_.back().system)
        return false;
      const model::SourceSet& sources = *rules_.back().sources;
      for (std::uint32_t i = 0; i < sources.size(); ++i)
        add_input(sources.file({i}).path(), sources.file({i}).text());
    }
    return true;
  }

  void add_input(const std::string& path, const std::string& text) {
    inputs_.insert({path_from(folder_, path), evidence::sha256(text)});
    input_files_.push_back(path);
  }

  /// Nothing where it cannot be read; that has been said then.
  std::optional<std::string> read(const std::string& path) {
    model::FileBytes text = model::read_from_disk()(path);
    if (!text.bytes)
      complain(console_, fmt::format("cannot read {}: {}", path, text.why_not));
    return std::move(text.bytes);
  }

  /// What `read_text` makes of a file, and its text; nothing where it is wrong, which has been said then.
  template <class Made>
  std::optional<std::pair<Made, std::string>>
  take(const std::string& path, std::variant<Made, reports::JsonMistake> (*read_text)(const std::string&)) {
    const auto text = read(path);
    if (!text)
      return std::nullopt;
    auto made = read_text(*text);
    if (auto* right = std::get_if<Made>(&made))
      return std::pair(std::move(*right), *text);
    const auto& mistake = std::get<reports::JsonMistake>(made);
    complain(console_, fmt::format("{}: at {}: {}", path, mistake.path, mistake.message));
    return std::nullopt;
  }

  bool read_earlier() {
    if (settings_.since_folder.empty())
      return true;
    auto read = take((fs::path(settings_.since_folder) / "evidence.json").string(), evidence::read_dossier);
    if (!read)
      return false;
    earlier_ = std::move(read->first);
    dossier_.since_digest = evidence::sha256(read->second);
    return true;
  }

  bool read_conformances() {
    return std::ranges::all_of(settings_.conformances, [this](const std::string& path) {
      auto read = take(path, evidence::read_conformance);
      if (!read)
        return false;
      evidence::Conformance& run = read->first;
      run.file = path_from(folder_, path);
      run.build = settings_.build;
      add_input(path, read->second);
      const std::string system = run.system;
      if (std::ranges::none_of(rules_, [&](const model::Loaded& each) { return each.system->name == system; }))
        return refuse(fmt::format("{} is about the system `{}`, which none of the rule files is", path, system));
      return conformances_.emplace(system, std::move(run)).second ||
             refuse(fmt::format("{}: there is another run of `{}` already", path, system));
    });
  }

  void find_solver() {
    solver_ = settings_.solver.empty() ? OutsideSolver::on_path() : OutsideSolver(settings_.solver);
    if (solver_)
      asking_.solver = &*solver_;
  }

  /// A folder for the proofs of each rule file, by its name.
  std::string proofs_of(const std::string& file) {
    const std::string stem = fs::path(file).stem().string();
    std::string name = stem;
    for (int number = 2; !proof_folders_.insert(name).second; ++number)
      name = fmt::format("{}_{}", stem, number);
    return "proofs/" + name;
  }

  bool judge(std::size_t index, const Watch& watch) {
    const model::Loaded& rules = rules_[index];
    const std::string& file = settings_.files[index];
    auto options = check_options(settings_, *rules.system, file, console_);
    if (!options)
      return false;
    options->timeout = settings_.timeout;
    console_.progress(fmt::format("{}: checking", file));
    solver::CheckResult result = solver::check(*rules.system, *options);
    show(result.errors, *rules.sources, console_);
    if (!result.errors.empty())
      return false;
    drop_allowed(result.warnings, *rules.sources, settings_.allowed);
    reports::CheckReport report;
    report.system = &*rules.system;
    report.file = file;
    report.result = &result;
    std::ranges::copy_if(rules.diagnostics, std::back_inserter(report.warnings),
                         [](const model::Diagnostic& each) { return each.severity == model::Severity::warning; });
    SystemEvidence made = evidence::evidence_of(report);
    add_proofs(report, made);
    if (!settings_.goals.empty() && !watch.cut())
      made.suite = suite_of(*rules.system, *options);
    if (const auto run = conformances_.find(made.name); run != conformances_.end())
      evidence::add_conformance(made, run->second);
    judge(made);
    dossier_.systems.push_back(std::move(made));
    return true;
  }

  /// The exit code: as that of a check, of `certify` and of `conform`.
  void judge(const SystemEvidence& made) {
    for (const evidence::PromiseEvidence& promise : made.promises) {
      using evidence::Class, evidence::Verdict;
      if (promise.verdict == Verdict::broken || promise.verdict == Verdict::impossible || promise.service.is_broken ||
          (promise.proof && promise.proof->answer == "denied"))
        code_ = worse(code_, finding);
      if (promise.verdict == Verdict::open && !(promise.how == Class::searched && settings_.accepts_bounded) &&
          promise.how != Class::not_run)
        code_ = worse(code_, undecided);
    }
    if (std::ranges::any_of(made.scenarios, [](const auto& each) { return !each.passed; }))
      code_ = worse(code_, finding);
    if (made.conformance && made.conformance->verdict != "conforms")
      code_ = worse(code_, made.conformance->verdict == "differs" ? finding : undecided);
  }

  void add_proofs(const reports::CheckReport& report, SystemEvidence& made) {
    const std::string folder = proofs_of(report.file);
    ProofFiles proofs = proof_files(report, path_from((fs::path(folder_) / folder).string(), report.file));
    std::map<std::string, std::string> lines; // by property
    std::map<std::string, std::vector<std::string>> paths;
    for (OutputFile& file : proofs.files) {
      const std::string path = folder + "/" + file.path.generic_string();
      const std::string property = file.path.begin()->string();
      lines[property] += fmt::format("{}  {}\n", evidence::sha256(file.text), path);
      paths[property].push_back(path);
      files_.push_back({path, std::move(file.text)});
    }
    if (!proofs.manifest.properties.empty())
      files_.push_back({folder + "/manifest.json", reports::written(certificates::manifest_json(proofs.manifest))});
    for (const solver::PropertyAnswer& answer : report.result->properties) {
      const auto* proved = std::get_if<solver::Proved>(&answer.verdict);
      if (proved == nullptr)
        continue;
      evidence::PromiseEvidence& promise = made.promises[answer.property.index];
      promise.proof.emplace();
      promise.proof->answer = "not run";
      if (const auto why = proofs.without.find(promise.name); why != proofs.without.end()) {
        promise.proof->why_not = why->second;
        continue;
      }
      promise.proof->digest = evidence::sha256(lines[promise.name]);
      promise.proof->files = paths[promise.name];
      if (solver_)
        ask(*report.system, answer.property, *proved, *promise.proof);
    }
  }

  void ask(const model::System& system, model::PropertyId property, const solver::Proved& proved,
           evidence::ProofEvidence& proof) {
    console_.progress(fmt::format("{}: asking {}", system[property].name, solver_->command()));
    const certificates::Certified said = certificates::certify(
        system, property, solver::certificate::about_one_state(proved.invariant), asking_, questions_.file());
    proof.solver = solver_->command();
    if (!said.broken.empty())
      complain(console_, fmt::format("the solver `{}` {}", solver_->command(), said.broken));
    proof.answer = said.is_confirmed()    ? "confirmed"
                   : !said.denied.empty() ? "denied"
                   : !said.broken.empty() ? "not run"
                                          : "undecided";
  }

  evidence::SuiteEvidence suite_of(const model::System& system, const solver::Options& options) {
    const generators::Coverage coverage = cover(settings_, system, options, 0, console_);
    evidence::SuiteEvidence made;
    made.scenarios = coverage.scenarios_without_budget;
    const auto counts = reports::count_goals(coverage);
    for (const auto& [kind, count] : counts)
      made.goals.push_back(
          {generators::name_of(kind), count.goals, count.covered, count.impossible, count.open + count.left_out});
    const auto add = [&](const std::string& of, const generators::MutationScore& score) {
      made.scores.push_back({of, score.told_apart, score.different()});
    };
    if (counts.contains(generators::GoalKind::mutants))
      add("rules", generators::mutation_score(coverage, generators::mutants_of(coverage)));
    if (counts.contains(generators::GoalKind::mutants) || counts.contains(generators::GoalKind::memory))
      add("memory", generators::memory_score(coverage));
    return made;
  }

  void tell_origin(const Watch& watch) {
    if (const auto commit = commit_of(input_files_, [&watch] { return watch.cut().has_value(); })) {
      dossier_.commit = commit->id;
      dossier_.has_changed_inputs = commit->is_changed;
    }
    dossier_.versions.emplace_back("chaperone", CHAPERONE_VERSION);
    if (solver_)
      if (const std::string version = version_of(solver_->command(), asking_.is_stopped); !version.empty())
        dossier_.versions.emplace_back("second solver", version);
    dossier_.inputs.assign(inputs_.begin(), inputs_.end());
    dossier_.options = {fmt::format("--depth {}", settings_.depth), fmt::format("--seed {}", settings_.seed)};
    for (const std::string& name : settings_.properties)
      dossier_.options.push_back("--property " + name);
    for (const auto& [sort, size] : settings_.scope)
      dossier_.options.push_back(fmt::format("--scope {}={}", sort, size));
    for (const std::string& goal : settings_.goals)
      dossier_.options.push_back("--cover " + goal);
    if (settings_.timeout)
      dossier_.options.push_back(fmt::format("--timeout {}ms", settings_.timeout->count()));
  }

  bool write() {
    files_.push_back({"evidence.json", reports::written(evidence::dossier_json(dossier_))});
    files_.push_back({"evidence.md", evidence::dossier_markdown(dossier_)});
    files_.push_back({"evidence.html", evidence::dossier_page(dossier_)});
    std::ranges::sort(files_, {}, &OutputFile::path);
    std::string list;
    for (const OutputFile& file : files_)
      list += fmt::format("{}  {}\n", evidence::sha256(file.text), file.path.generic_string());
    const auto before =
        read_digests(model::read_from_disk()((fs::path(folder_) / digest_list).string()).bytes.value_or(""));
    files_.push_back({digest_list, list});
    for (OutputFile& file : files_)
      file.path = folder_ / file.path;
    std::string told;
    if (!write_together(files_, told, console_))
      return false;
    remove_what_is_left(before);
    if (!settings_.is_quiet)
      console_.out(fmt::format("dossier of {} in {}\n{}: {}\n", dossier_.date, model::visible(folder_.string()),
                               digest_list, evidence::sha256(list)));
    return true;
  }

  /// Proofs that the folder's earlier dossier had and this one has not.
  void remove_what_is_left(const std::vector<std::pair<std::string, std::string>>& before) {
    std::set<fs::path> kept;
    for (const OutputFile& file : files_)
      kept.insert(file.path);
    for (const auto& [path, digest] : before) {
      const fs::path file = folder_ / path;
      std::error_code ignored;
      if (!path.starts_with("proofs/") || kept.contains(file) || !fs::remove(file, ignored))
        continue;
      for (fs::path parent = file.parent_path(); parent != folder_ && fs::remove(parent, ignored);)
        parent = parent.parent_path();
    }
  }

  const Settings& settings_;
  Console& console_;
  const fs::path folder_;
  std::vector<model::Loaded> rules_;
  evidence::Earlier earlier_;
  std::map<std::string, evidence::Conformance> conformances_; ///< by system
  std::optional<OutsideSolver> solver_;
  certificates::Asking asking_;
  QuestionFolder questions_;
  std::set<evidence::Input> inputs_;
  std::vector<std::string> input_files_; ///< as they are called here
  std::set<std::string> proof_folders_;
  std::vector<OutputFile> files_; ///< from the dossier's folder, until they are written
  Dossier dossier_;
  int code_ = all_well;
};

} // namespace

int run_evidence(const Settings& settings, Console& console) {
  if (!settings.verified_folder.empty()) {
    if (settings.files.empty())
      return verify_evidence(settings.verified_folder, console);
    complain(console, "--verify takes no rule files: the dossier names its inputs");
    return bad_input;
  }
  share_one_heap();
  return Evidence(settings, console).run();
}

} // namespace chaperone::cli
