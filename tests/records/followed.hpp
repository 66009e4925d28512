// A log followed within the process, for tests: what was found, as lines.
#pragma once

#include "records/follow/checkpoint.hpp"
#include "records/follow/follow_text.hpp"
#include "records/follow/follower.hpp"
#include "records/follow/log.hpp"
#include "tests/model/rules.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace chaperone::tests {

/// Each line begins with what it is: "finding", "unclear", "exposed" or "remark".
class Lines : public follow::Observer {
public:
  void found(const follow::Finding& finding) override {
    lines.push_back(fmt::format("finding {} {}: {}: {}", finding.moment.event, follow::word_for(finding.kind),
                                follow::sentence_of(finding), finding.because));
    stories.push_back(follow::finding_text(finding, reports::Painter(false), false));
  }
  void unclear(const follow::Unclear& unclear) override {
    lines.push_back(fmt::format("unclear {}: {}", unclear.moment.event, fmt::join(unclear.fields, "; ")));
  }
  void exposed(const follow::Exposure& exposure) override {
    lines.push_back(fmt::format("exposed {} {} from {} to {} under {}", exposure.promise, follow::names_in(exposure),
                                exposure.from.event, exposure.to ? std::to_string(exposure.to->event) : "now",
                                exposure.rules->file));
  }
  void remark(const std::string& words) override { lines.push_back("remark " + words); }

  std::vector<std::string> lines, stories;
};

struct Followed {
  std::vector<std::string> lines, stories;
  follow::Counts counts;
  std::string mistake;
};

inline std::shared_ptr<const follow::Edition> edition(const std::string& file, const std::string& rules_text) {
  return std::make_shared<const follow::Edition>(
      follow::Edition{file, std::make_shared<const model::System>(rules(rules_text))});
}

/// What comes of a log as it stands in a file.
inline Followed followed(const std::vector<follow::DatedEdition>& editions, const std::string& log,
                         const follow::Shape& shape = {}, const follow::Options& options = {}) {
  Lines lines;
  follow::Follower follower(editions, live::start_of(*editions.front().edition->system), options, lines);
  follower.begin();
  follow::Log reader({"-"}, shape, records::bytes_of_text(log));
  for (follow::Event event; reader.next(event);)
    follower.take(event);
  follower.finish(true);
  return {lines.lines, lines.stories, follower.counts(), reader.mistake() ? text_of(*reader.mistake()) : ""};
}

inline Followed followed(const std::string& rules_text, const std::string& log, const follow::Shape& shape = {},
                         const follow::Options& options = {}) {
  return followed({{std::nullopt, edition("rules.chap", rules_text)}}, log, shape, options);
}

} // namespace chaperone::tests
