// See follow_report.hpp.
#include "cli/follow_report.hpp"

#include "cli/ci.hpp"

#include "generators/reports/check_json.hpp"
#include "records/follow/follow_json.hpp"
#include "records/follow/follow_text.hpp"

#include <fmt/format.h>

#include <set>

namespace chaperone::cli {

using namespace follow;
using Json = nlohmann::ordered_json;

namespace {

/// A reader has seen enough of these; the counts say how many there are.
constexpr std::uint64_t most_unclear_told = 20;

std::string one_line(std::string text) {
  if (text.ends_with('\n'))
    text.pop_back();
  return text;
}

reports::CiCase failed(const std::string& suite, std::string name, std::string message, std::string details) {
  reports::CiCase made;
  made.suite = suite;
  made.name = std::move(name);
  made.outcome = reports::CiOutcome::failed;
  made.message = std::move(message);
  made.details = std::move(details);
  return made;
}

} // namespace

FollowReport::FollowReport(const Settings& settings, Console& console, std::shared_ptr<const Edition> first)
    : settings_(settings), console_(console), first_(std::move(first)), findings_(Json::array()),
      unclear_(Json::array()), exposed_(Json::array()), remarks_(Json::array()) {}

void FollowReport::begin() {
  if (settings_.format == Format::csv)
    console_.out_document(csv_header());
}

void FollowReport::found(const Finding& finding) {
  const reports::Painter painter(settings_.format == Format::text && console_.has_color_out());
  if (settings_.format == Format::text)
    console_.out(finding_text(finding, painter, settings_.is_quiet) + "\n");
  else if (settings_.format == Format::jsonl)
    console_.out_document(Json{{"finding", finding_json(finding)}}.dump(-1, ' ', true) + "\n");
  else if (settings_.format == Format::csv)
    console_.out_document(csv_row(finding));
  else if (settings_.format == Format::json)
    findings_.push_back(finding_json(finding));
  else
    cases_.push_back(failed(first_->system->name, words_for(finding.moment),
                            fmt::format("{}: {}", words_for(finding.kind), sentence_of(finding)),
                            finding_text(finding, painter, false)));
}

void FollowReport::unclear(const Unclear& unclear) {
  ++told_unclear_;
  if (settings_.format == Format::text) {
    if (told_unclear_ <= most_unclear_told)
      console_.out(unclear_text(unclear, reports::Painter(console_.has_color_out())));
    if (told_unclear_ == most_unclear_told)
      console_.out("(further events of which the log does not say enough are counted, not told)\n");
  } else if (settings_.format == Format::jsonl) {
    console_.out_document(Json{{"unclear", unclear_json(unclear)}}.dump(-1, ' ', true) + "\n");
  } else if (settings_.format == Format::csv) {
    console_.out_document(csv_row(unclear));
  } else if (settings_.format == Format::json) {
    unclear_.push_back(unclear_json(unclear));
  } else {
    cases_.push_back(failed(first_->system->name, words_for(unclear.moment), "the log does not say enough",
                            unclear_text(unclear, reports::Painter(false))));
    cases_.back().outcome = reports::CiOutcome::undecided;
  }
}

void FollowReport::exposed(const Exposure& exposure) {
  const reports::Painter painter(settings_.format == Format::text && console_.has_color_out());
  if (settings_.format == Format::text)
    console_.out(exposure_text(exposure, painter));
  else if (settings_.format == Format::jsonl)
    console_.out_document(Json{{"exposed", exposure_json(exposure)}}.dump(-1, ' ', true) + "\n");
  else if (settings_.format == Format::csv)
    console_.out_document(csv_row(exposure));
  else if (settings_.format == Format::json)
    exposed_.push_back(exposure_json(exposure));
  else if (exposure.is_of_log)
    cases_.push_back(failed(first_->system->name, fmt::format("{} {}", exposure.promise, words_for(exposure.from)),
                            one_line(exposure_text(exposure, painter)), {}));
}

void FollowReport::remark(const std::string& words) {
  if (settings_.format == Format::json)
    remarks_.push_back(words);
  else if (settings_.format == Format::jsonl)
    console_.out_document(Json{{"remark", words}}.dump(-1, ' ', true) + "\n");
  else if (!settings_.is_quiet)
    complain(console_, words);
}

void FollowReport::end(const Counts& counts, std::optional<Cut> cut) {
  if (settings_.format == Format::text) {
    if (cut)
      console_.out(reason_for(*cut) + ": what follows is known so far\n");
    console_.out(summary_text(counts, reports::Painter(console_.has_color_out())));
  } else if (settings_.format == Format::jsonl) {
    Json summary = counts_json(counts);
    if (cut)
      summary["interrupted"] = true;
    console_.out_document(Json{{"summary", std::move(summary)}}.dump(-1, ' ', true) + "\n");
  } else if (settings_.format == Format::json) {
    tell_json(counts, cut);
  } else if (settings_.format == Format::junit) {
    tell_junit(counts, cut);
  } else if (cut) {
    complain(console_, fmt::format("{}: the log was not read to its end", reason_for(*cut)));
  }
}

void FollowReport::tell_json(const Counts& counts, std::optional<Cut> cut) {
  Json made{{"chaperone", CHAPERONE_VERSION},
            {"system", first_->system->name},
            {"file", first_->file},
            {"log", settings_.log}};
  made.update(counts_json(counts));
  if (cut)
    made["interrupted"] = true;
  made["findings"] = std::move(findings_);
  made["unclear"] = std::move(unclear_);
  made["exposed"] = std::move(exposed_);
  made["remarks"] = std::move(remarks_);
  console_.out_document(reports::written(made));
}

// One case for each finding and exposure; one that passed for each rule that was judged, so that there is a case at
// all.
void FollowReport::tell_junit(const Counts& counts, std::optional<Cut> cut) {
  for (const auto& [rule, count] : counts.by_rule) {
    reports::CiCase made;
    made.suite = first_->system->name;
    made.name = rule;
    made.message = fmt::format("{} judged", count);
    cases_.push_back(std::move(made));
  }
  if (counts.judged == 0 || cut) {
    cases_.push_back(failed(first_->system->name, "log",
                            cut ? reason_for(*cut) + ": the log was not read to its end" : "nothing was judged", {}));
    cases_.back().outcome = reports::CiOutcome::undecided;
  }
  tell_ci(settings_.format, cases_, console_);
}

} // namespace chaperone::cli
