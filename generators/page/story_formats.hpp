// The stories of a check for documents: one Mermaid flowchart, or one SVG picture with all moments below each other.
// Covered by tests/generators/page/story_formats_test.cpp.
#pragma once

#include "generators/reports/check_report.hpp"

#include <string>
#include <vector>

namespace chaperone::page {

/// A subgraph for each story: the start, each step with what it changes, and what is broken. Mermaid's own marks in
/// names and texts are written as its character codes.
std::string stories_mermaid(const std::vector<reports::CheckReport>& reports);

/// A whole SVG document with looks of its own, which needs neither a style sheet nor variables of CSS. Stories that
/// nobody could read as pictures are told by their sentences alone.
std::string stories_svg(const std::vector<reports::CheckReport>& reports);

} // namespace chaperone::page
