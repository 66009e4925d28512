// What following a log finds, told as it is found (text, JSON lines, CSV) or at the end (JSON, JUnit).
// Covered by tests/cli/follow_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"
#include "cli/watch.hpp"

#include "generators/reports/ci_cases.hpp"
#include "records/follow/report.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::cli {

class FollowReport : public follow::Observer {
public:
  FollowReport(const Settings& settings, Console& console, std::shared_ptr<const follow::Edition> first);

  void begin();
  void found(const follow::Finding& finding) override;
  void unclear(const follow::Unclear& unclear) override;
  void exposed(const follow::Exposure& exposure) override;
  void remark(const std::string& words) override;
  /// `cut` says why the log was not read to its end.
  void end(const follow::Counts& counts, std::optional<Cut> cut);

private:
  void tell_json(const follow::Counts& counts, std::optional<Cut> cut);
  void tell_junit(const follow::Counts& counts, std::optional<Cut> cut);

  const Settings& settings_;
  Console& console_;
  std::shared_ptr<const follow::Edition> first_;
  nlohmann::ordered_json findings_, unclear_, exposed_, remarks_;
  std::uint64_t told_unclear_ = 0;
  std::vector<reports::CiCase> cases_;
};

} // namespace chaperone::cli
