// What following a log finds, told as it is found (text, JSON lines, CSV) or at the end (JSON, JUnit).
// Covered by tests/cli/follow_test.cpp.
#pragma once

#include "cli/console.hpp"
#include "cli/settings.hpp"

#include "generators/reports/ci_cases.hpp"
#include "records/follow/report.hpp"

#include <nlohmann/json.hpp>

#include <memory>
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
  void end(const follow::Counts& counts, bool is_interrupted);

private:
  void tell_json(const follow::Counts& counts, bool is_interrupted);
  void tell_junit(const follow::Counts& counts);

  const Settings& settings_;
  Console& console_;
  std::shared_ptr<const follow::Edition> first_;
  nlohmann::ordered_json findings_, unclear_, exposed_, remarks_;
  std::uint64_t told_unclear_ = 0;
  std::vector<reports::CiCase> cases_;
};

} // namespace chaperone::cli
