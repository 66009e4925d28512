// See dossier_words.hpp.
#include "generators/evidence/dossier_words.hpp"

#include "generators/story/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

namespace chaperone::evidence {

using reports::counted;

std::string in_words(Class how) {
  switch (how) {
  case Class::proved:
    return "proved";
  case Class::shown:
    return "shown by a run";
  case Class::searched:
    return "searched, not proved";
  case Class::undecided:
    return "not decided";
  case Class::not_run:
    break;
  }
  return "not run";
}

std::string proof_in_words(const PromiseEvidence& promise) {
  if (!promise.proof)
    return "";
  const ProofEvidence& proof = *promise.proof;
  if (proof.digest.empty())
    return fmt::format("no certificate: {}", proof.why_not);
  return fmt::format("certificate {} in {}; second solver{}: {}", proof.digest, counted(proof.files.size(), "file"),
                     proof.solver.empty() ? "" : " " + proof.solver, proof.answer);
}

std::string service_in_words(const ServiceEvidence& service) {
  if (service.is_broken)
    return "broken by the service";
  if (service.how == Class::not_run)
    return "not run";
  return fmt::format("not seen broken in {}{}", counted(service.scenarios, "scenario"),
                     service.undecided == 0 ? "" : fmt::format(", {} undecided", service.undecided));
}

std::string conformance_in_words(const SystemEvidence& system) {
  if (!system.conformance)
    return "not run";
  const Conformance& it = *system.conformance;
  const std::string what = it.verdict == "conforms"      ? "conforms in what was run"
                           : it.verdict == "differs"     ? "differs from its rules"
                           : it.verdict == "nothing_run" ? "nothing was run"
                                                         : "not decided";
  return fmt::format("{}: {} as the rules have it, {} otherwise, {} undecided; {}; build {}", what, it.conform,
                     it.differ, it.undecided, counted(it.steps, "step"), it.build.empty() ? "not named" : it.build);
}

std::string summary_in_words(const SystemEvidence& system) {
  std::map<Verdict, std::size_t> count;
  for (const PromiseEvidence& promise : system.promises)
    ++count[promise.verdict];
  std::vector<std::string> words;
  for (const auto& [verdict, number] : count)
    words.push_back(fmt::format("{} {}", number, word_for(verdict)));
  return words.empty() ? "no promises" : fmt::format("{}", fmt::join(words, ", "));
}

std::string commit_in_words(const Dossier& dossier) {
  if (dossier.commit.empty())
    return "no commit is known";
  return fmt::format("commit {}{}", dossier.commit,
                     dossier.has_changed_inputs ? "; some inputs are not as it has them" : "");
}

} // namespace chaperone::evidence
