// One answer of a check as Markdown: for editors and reviews.
// Covered by tests/generators/answer_markdown_test.cpp.
#pragma once

#include "solver/check.hpp"

#include <string>

namespace chaperone::reports {

/// "violated in 3 steps": what `check` says behind the property's name.
std::string verdict_in_words(const model::System& system, const solver::PropertyAnswer& answer);
std::string verdict_in_words(const solver::ScenarioAnswer& answer);

/// A heading, the property's documentation, and the story with its blame, or what `check` says of a proof. Names and
/// texts of the rule file are shown as they are, whatever they mean in Markdown.
std::string answer_markdown(const model::System& system, const solver::PropertyAnswer& answer);
std::string answer_markdown(const model::System& system, const solver::ScenarioAnswer& answer);

} // namespace chaperone::reports
