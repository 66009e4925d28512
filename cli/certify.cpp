// chaperone certify FILE CERTIFICATE: saved proofs, checked again by somebody else's solver.
#include "cli/certificate.hpp"
#include "cli/check_options.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/question_folder.hpp"
#include "cli/rule_files.hpp"
#include "cli/watch.hpp"

#include "generators/certificates/certify_json.hpp"
#include "generators/certificates/manifest.hpp"
#include "generators/reports/check_json.hpp"
#include "generators/story/text.hpp"

#include "model/text/visible.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chaperone::cli {
namespace {

/// Certificates of earlier versions call an `undoable` what it is proved as.
bool has_kind(const model::Property& property, std::string_view kind) {
  return reports::word_for(property) == kind || reports::word_for(property.kind) == kind;
}

using certificates::Certified;
using certificates::CertifiedProperty;
using certificates::CertifyAnswer;
using certificates::OutsideSolver;
using reports::Style;

class Certify {
public:
  Certify(const Settings& settings, Console& console)
      : settings_(settings), console_(console), file_(settings.files.front()), folder_(settings.certificates.front()) {}

  int run() {
    // First of all: the watch blocks the signals that it takes.
    Watch watch(settings_.timeout, {[this](Cut why) {
                                      conformance::kill_all_line_processes();
                                      questions_.remove();
                                      complain(console_,
                                               fmt::format("{}: {}: there is no report", file_, reason_for(why)));
                                      return why == Cut::by_signal ? int(interrupted) : int(undecided);
                                    },
                                    {}});
    const model::Loaded rules = load_rules(file_, console_, false);
    const auto options = rules.system ? check_options(settings_, *rules.system, file_, console_) : std::nullopt;
    const auto solver = options ? find_solver() : std::nullopt;
    const auto certificate = solver ? read(*rules.system) : std::nullopt;
    if (!certificate)
      return bad_input;
    const auto jobs = jobs_for(*rules.system, *options, *certificate);
    if (!jobs)
      return bad_input;
    asking_.solver = &*solver;
    report_ = {rules.system->name, file_, folder_, solver->command(), {}, false};
    asking_.is_stopped = [&watch] { return watch.cut().has_value(); };
    int code = all_well;
    for (const Job& job : *jobs)
      code = worse(code, certify(*rules.system, job));
    watch.finish();
    console_.progress("");
    report_.was_interrupted = watch.cut() == Cut::by_signal;
    if (report_.was_interrupted)
      code = worse(code, interrupted);
    if (settings_.format == Format::text)
      tell_sum();
    else if (!is_broken_)
      console_.out_document(reports::written(certificates::certify_json(report_)));
    return code;
  }

private:
  /// A property that is asked for, and its proof if there is one.
  struct Job {
    model::PropertyId property;
    const CertifiedProperty* proof = nullptr;
    model::LoadedFormulas invariant;
  };

  std::optional<OutsideSolver> find_solver() {
    if (!settings_.solver.empty())
      return OutsideSolver(settings_.solver);
    auto found = OutsideSolver::on_path();
    if (!found)
      complain(console_,
               "there is neither z3 nor cvc5 on the PATH: install one of them, or name a solver with --solver");
    return found;
  }

  std::optional<certificates::Certificate> read(const model::System& system) {
    const std::string path = manifest_of(folder_);
    const model::FileBytes text = model::read_from_disk()(path);
    if (!text.bytes) {
      complain(console_, fmt::format("{} cannot be read ({}): `chaperone check {} --certificate {}` writes one", path,
                                     text.why_not, file_, folder_));
      return std::nullopt;
    }
    auto read = certificates::read_manifest(*text.bytes);
    if (const auto* mistake = std::get_if<reports::JsonMistake>(&read)) {
      complain(console_, fmt::format("{}: at {}: {}", path, mistake->path, mistake->message));
      return std::nullopt;
    }
    auto& certificate = std::get<certificates::Certificate>(read);
    if (certificate.system == system.name)
      return std::move(certificate);
    complain(console_,
             fmt::format("{} is about the system `{}`, and {} is `{}`", path, certificate.system, file_, system.name));
    return std::nullopt;
  }

  /// Nothing where the certificate does not fit the rules; that has been said then.
  std::optional<std::vector<Job>> jobs_for(const model::System& system, const solver::Options& options,
                                           const certificates::Certificate& certificate) {
    bool is_fine = true;
    std::map<model::PropertyId, const CertifiedProperty*> proofs;
    for (const CertifiedProperty& proof : certificate.properties) {
      const auto found = std::find_if(system.properties.begin(), system.properties.end(),
                                      [&](const model::Property& property) { return property.name == proof.name; });
      if (found != system.properties.end() && has_kind(*found, proof.kind)) {
        proofs.emplace(model::PropertyId{static_cast<std::uint32_t>(found - system.properties.begin())}, &proof);
        continue;
      }
      complain(console_,
               fmt::format("{}: {} has no property `{} {}`", manifest_of(folder_), file_, proof.kind, proof.name));
      is_fine = false;
    }
    std::vector<Job> jobs;
    for (std::uint32_t i = 0; i < system.properties.size(); ++i) {
      const model::PropertyId id{i};
      const bool is_named = std::binary_search(options.properties.begin(), options.properties.end(), id);
      const auto proof = proofs.find(id);
      // A `possible` is there to be shown: that it is impossible need not be proved, unless it is asked for.
      const bool is_due = is_named || system[id].kind != model::PropertyKind::possible || proof != proofs.end();
      if ((!options.properties.empty() && !is_named) || !is_due)
        continue;
      jobs.push_back({id, proof == proofs.end() ? nullptr : proof->second, {}});
      if (jobs.back().proof)
        is_fine = read_invariant(system, jobs.back()) && is_fine;
    }
    return is_fine ? std::optional(std::move(jobs)) : std::nullopt;
  }

  bool read_invariant(const model::System& system, Job& job) {
    std::vector<model::FormulaText> texts;
    for (std::size_t i = 0; i < job.proof->invariant.size(); ++i)
      texts.push_back(
          {fmt::format("{}: {}: invariant {}", manifest_of(folder_), job.proof->name, i + 1), job.proof->invariant[i]});
    job.invariant = model::load_formulas(system, texts);
    show(job.invariant.diagnostics, *job.invariant.sources, console_, false);
    return job.invariant.system.has_value();
  }

  int certify(const model::System& system, const Job& job) {
    const model::Property& property = system[job.property];
    CertifyAnswer answer{property.name, std::string(reports::word_for(property)), std::nullopt};
    if (job.proof) {
      asking_.on_progress = [&](std::size_t done, std::size_t all) {
        console_.progress(fmt::format("{}: {} of {}", property.name, done, all));
      };
      answer.result = certificates::certify(*job.invariant.system, job.property, job.invariant.formulas, asking_,
                                            questions_.file());
      console_.progress("");
    }
    if (answer.result && !answer.result->broken.empty()) {
      complain(console_, fmt::format("the solver `{}` {}", report_.solver, answer.result->broken));
      is_broken_ = true;
      return bad_input;
    }
    if (settings_.format == Format::text)
      tell(answer);
    report_.answers.push_back(std::move(answer));
    const auto& result = report_.answers.back().result;
    return !result ? undecided : result->is_confirmed() ? all_well : result->denied.empty() ? undecided : finding;
  }

  void tell(const CertifyAnswer& answer) {
    const std::string title = fmt::format("{} {}", answer.kind, answer.name);
    const reports::Painter painter(console_.has_color_out());
    if (!answer.result) {
      ++missing_;
      console_.out(
          fmt::format("{}: {} in {}\n", title, painter.paint(Style::doubtful, "no proof"), model::visible(folder_)));
      return;
    }
    const Certified& result = *answer.result;
    const std::string solver = model::visible(report_.solver);
    if (result.is_confirmed()) {
      ++confirmed_;
      console_.out(fmt::format("{}: {} by {}, {}\n", title, painter.paint(Style::good, "confirmed"), solver,
                               reports::counted(result.questions, "question")));
      return;
    }
    const bool is_refused = !result.denied.empty();
    ++(is_refused ? refused_ : undecided_);
    std::string text =
        fmt::format("{}: {}\n", title,
                    is_refused ? painter.paint(Style::bad, "refused") : painter.paint(Style::doubtful, "undecided"));
    for (const std::string& shows : result.denied)
      text += fmt::format("  {} denies that {}\n", solver, shows);
    for (const std::string& shows : result.open)
      text += fmt::format("  {} does not decide that {}\n", solver, shows);
    console_.out(text);
  }

  void tell_sum() {
    if (settings_.is_quiet)
      return;
    std::string parts;
    const auto add = [&](std::size_t count, const char* word) {
      if (count > 0)
        parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", count, word);
    };
    add(refused_, "refused");
    add(undecided_, "undecided");
    add(missing_, "without a proof");
    add(confirmed_, "confirmed");
    if (!parts.empty())
      console_.out(fmt::format("\n{}\n", parts));
  }

  const Settings& settings_;
  Console& console_;
  const std::string& file_;
  const std::string& folder_;
  QuestionFolder questions_;
  certificates::Asking asking_;
  certificates::CertifyReport report_;
  bool is_broken_ = false; ///< the solver is of no use, which has been said
  std::size_t confirmed_ = 0, refused_ = 0, undecided_ = 0, missing_ = 0;
};

} // namespace

int run_certify(const Settings& settings, Console& console) {
  return Certify(settings, console).run();
}

} // namespace chaperone::cli
