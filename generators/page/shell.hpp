// What every page has: one file with its looks and its script, which asks the network for nothing.
// Covered by tests/generators/page/html_test.cpp and, in a browser, tests/report/.
#pragma once

#include "generators/page/html.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::page {

/// A whole document. `body` writes what stands in `main`.
std::string whole_page(const std::string& title, const std::function<void(Writer&)>& body);

/// How good a verdict is, beside its word: each has a sign and a colour of its own. Nothing that was not run is good. A
/// note is neither good nor bad.
enum class Standing { good, bad, open, note };
/// "✓ Kept"
void badge(Writer& page, Standing standing, std::string_view word);

/// One row of the list at the top of a page.
struct Row {
  Standing standing = Standing::open;
  std::string word;
  std::string title;
  std::string name; ///< as the rule file has it; may be empty
  std::string id;   ///< of the part of the page that tells it; empty: none does
};
void summary(Writer& page, const std::vector<Row>& rows);

/// Documentation of a rule file: each line that stands by itself as a paragraph.
void paragraphs(Writer& page, std::string_view text);
/// Its first sentence, and what follows.
std::pair<std::string, std::string> first_sentence(const std::string& doc);
/// "parents can remove": a name as words.
std::string in_words(std::string_view name);

} // namespace chaperone::page
