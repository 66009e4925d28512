// See certificate.hpp.
#include "cli/certificate.hpp"

#include "cli/output_file.hpp"
#include "cli/rule_files.hpp"

#include "generators/certificates/manifest.hpp"
#include "generators/reports/check_json.hpp"
#include "generators/story/text.hpp"
#include "model/print/printer.hpp"
#include "model/text/visible.hpp"
#include "solver/certificate/obligations.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <set>
#include <variant>

namespace chaperone::cli {
namespace {

namespace fs = std::filesystem;
using solver::certificate::Obligation;

/// The proof of one property as files, or why there is none.
std::variant<certificates::CertifiedProperty, std::string> certified(const model::System& system, model::PropertyId id,
                                                                     const solver::Proved& proved,
                                                                     std::vector<OutputFile>& files) {
  const model::Property& property = system[id];
  if (proved.looked_at)
    return "all its states were looked at, and no invariant was looked for; the other engines find one";
  if (proved.k > 1)
    return fmt::format("its proof looks at runs of {} steps, and certificates are of proofs by single steps", proved.k);
  const std::vector<model::Formula> invariant = solver::certificate::about_one_state(proved.invariant);
  const auto made = solver::certificate::obligations(system, id, invariant);
  if (const auto* none = std::get_if<solver::certificate::NoObligations>(&made))
    return none->why;
  certificates::CertifiedProperty result{property.name, std::string(reports::word_for(property)), {}, {}};
  for (const model::Formula& part : invariant)
    result.invariant.push_back(model::print(system, part));
  for (const Obligation& obligation : std::get<std::vector<Obligation>>(made)) {
    const std::string path = fmt::format("{}/{}.smt2", property.name, obligation.name);
    result.files.push_back({path, obligation.shows});
    files.push_back({path, obligation.text});
  }
  return result;
}

class CertificateWriter {
public:
  CertificateWriter(const reports::CheckReport& report, const std::string& folder, Console& console)
      : report_(report), folder_(folder), console_(console) {}

  bool run() {
    ProofFiles proofs = proof_files(report_, path_from(folder_, report_.file));
    for (const auto& [property, why] : proofs.without)
      complain(console_, fmt::format("no certificate for `{}`: {}", property, why));
    for (const OutputFile& file : proofs.files)
      write((fs::path(folder_) / file.path).string(), file.text);
    if (is_fine_)
      remove_what_is_left(proofs.manifest);
    if (is_fine_)
      write(manifest_of(folder_), reports::written(certificates::manifest_json(proofs.manifest)));
    if (is_fine_ && has_changed_)
      console_.error(fmt::format("wrote {} in {} to {}\n", reports::counted(proofs.manifest.properties.size(), "proof"),
                                 reports::counted(proofs.files.size(), "file"), model::visible(folder_)));
    return is_fine_;
  }

private:
  /// Removes what the manifest that is there names and the new one does not: files of proofs that are none any more.
  /// Whoever is interrupted here still has a manifest that names them.
  void remove_what_is_left(const certificates::Certificate& certificate) {
    std::set<std::string> kept;
    for (const certificates::CertifiedProperty& property : certificate.properties)
      for (const certificates::CertificateFile& file : property.files)
        kept.insert(file.path);
    for (const std::string& path :
         certificates::files_named_in(model::read_from_disk()(manifest_of(folder_)).bytes.value_or(""))) {
      if (kept.contains(path))
        continue;
      const fs::path file = fs::path(folder_) / path;
      std::error_code failed;
      has_changed_ = fs::remove(file, failed) || has_changed_;
      if (failed) {
        complain(console_,
                 fmt::format("{} is of an earlier proof and cannot be removed: {}", file.string(), failed.message()));
        is_fine_ = false;
        return;
      }
      std::error_code not_empty;
      fs::remove(file.parent_path(), not_empty);
    }
  }

  /// After a first failure nothing more is tried.
  void write(const std::string& path, const std::string& text) {
    if (!is_fine_)
      return;
    std::string mistake;
    const auto written = write_file(path, text, mistake);
    if (!written)
      complain(console_, mistake);
    is_fine_ = written.has_value();
    has_changed_ = has_changed_ || (written && *written != Written::unchanged);
  }

  const reports::CheckReport& report_;
  const std::string& folder_;
  Console& console_;
  bool is_fine_ = true;
  bool has_changed_ = false;
};

} // namespace

std::string manifest_of(const std::string& folder) {
  return (fs::path(folder) / "manifest.json").string();
}

ProofFiles proof_files(const reports::CheckReport& report, const std::string& rules) {
  ProofFiles result{{report.system->name, rules, {}}, {}, {}};
  for (const solver::PropertyAnswer& answer : report.result->properties)
    if (const auto* proved = std::get_if<solver::Proved>(&answer.verdict)) {
      auto made = certified(*report.system, answer.property, *proved, result.files);
      if (auto* property = std::get_if<certificates::CertifiedProperty>(&made))
        result.manifest.properties.push_back(std::move(*property));
      else
        result.without.emplace((*report.system)[answer.property].name, std::get<std::string>(made));
    }
  return result;
}

bool write_certificate(const reports::CheckReport& report, const std::string& folder, Console& console) {
  return CertificateWriter(report, folder, console).run();
}

} // namespace chaperone::cli
