// What following a log found, as text for people. Covered by tests/records/follow_test.cpp and tests/golden/.
#pragma once

#include "records/follow/report.hpp"

#include "generators/story/text.hpp"

namespace chaperone::follow {

/// If quiet, without stories. Ends in a line feed, as the others do.
std::string finding_text(const Finding& finding, const reports::Painter& painter, bool is_quiet);
std::string unclear_text(const Unclear& unclear, const reports::Painter& painter);
/// One sentence: for whom which promise was broken, from when to when.
std::string exposure_text(const Exposure& exposure, const reports::Painter& painter);
/// How many events there were and what came of them.
std::string summary_text(const Counts& counts, const reports::Painter& painter);

/// "allowed, but the rules refuse it".
std::string_view words_for(FindingKind kind);
/// "the service let Ann add Cal to Chat", or the rule with its arguments.
std::string sentence_of(const Finding& finding);
/// "g = room007, kid = u7".
std::string names_in(const Exposure& exposure);
/// "event 302 (2019-03-09T10:00:00Z)".
std::string words_for(const Moment& moment);

} // namespace chaperone::follow
