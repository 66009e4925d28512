// The report of `diff` for CI systems.
#include "generators/differences/parts.hpp"

#include <fmt/format.h>

namespace chaperone::differences {

using reports::CiCase;
using reports::CiOutcome;

namespace {

CiOutcome outcome_of(Weight weight, const std::string& forbidden) {
  switch (weight) {
  case Weight::looser:
    return forbidden == "stricter" ? CiOutcome::passed : CiOutcome::failed;
  case Weight::stricter:
    return forbidden == "looser" ? CiOutcome::passed : CiOutcome::failed;
  case Weight::both:
    return CiOutcome::failed;
  case Weight::neither:
    return CiOutcome::passed;
  case Weight::open:
    return CiOutcome::undecided;
  case Weight::broken:
    return forbidden.empty() || forbidden == "any" ? CiOutcome::failed : CiOutcome::warning;
  case Weight::worse:
    return CiOutcome::warning;
  }
  return CiOutcome::undecided;
}

} // namespace

std::vector<CiCase> diff_cases(const DiffReport& report, const std::string& forbidden) {
  const Parts parts = parts_of(report, reports::Painter(false), false);
  const auto made = [&](const Part& part) {
    CiCase it;
    it.suite = report.after->name;
    it.name = part.what;
    it.outcome = outcome_of(part.weight, forbidden);
    it.message = part.line();
    it.details = part.body;
    it.fingerprint = fmt::format("diff:{}:{}", part.what, part.word);
    it.place = {report.new_file, 1, 1};
    if (part.side && model::is_written(report.system(*part.side), part.span)) {
      const model::SourceSet& sources = *report.system(*part.side).sources;
      const auto location = sources.locate(part.span);
      it.place = {sources.file(part.span.file).path(), location.line, location.column};
    }
    return it;
  };
  std::vector<CiCase> cases{made(parts.verdict)};
  cases.front().name = "diff";
  for (const Part* part : parts.all())
    cases.push_back(made(*part));
  return cases;
}

} // namespace chaperone::differences
