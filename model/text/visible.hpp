// Text of others (file names, what a service says, what stands in a rule file), made fit to be shown: a terminal or a
// log of a CI system obeys control characters, and what it would obey is written as an escape, `\n` or `\u{1b}`. This
// is the one place that says which characters those are. Covered by tests/model/visible_test.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaperone::model {

/// False for control characters (C0, DEL, C1), for the line and paragraph separators U+2028 and U+2029, for what turns
/// the direction of text around it (Boucher and Anderson, "Trojan Source", 2021), and for U+FFFE and U+FFFF, which no
/// XML may hold.
bool is_visible(char32_t code_point);

/// The text on one line: whatever is not visible as an escape, line ends and tabs too; bytes that are not UTF-8 as
/// `\xff`.
std::string visible(std::string_view text);
/// The same for a text of several lines: line feeds and tabs stay.
std::string visible_lines(std::string_view text);

/// A JSON document or literal with the same characters as JSON has them, `\u202e`; line feeds stay. Only texts hold any
/// of the others, so that it means what it meant. A literal of this form is one in C++, Java, JavaScript and Python
/// too.
std::string visible_json(std::string_view json);

/// How an escape is written in text for people, as a format for the character's number.
inline constexpr const char* shown_escape = "\\u{{{:x}}}";

/// The text without what a CI system takes for a command in its log: GitHub Actions a line that begins with `::`, and
/// `##[` anywhere, Azure Pipelines `##vso[`. The first character of each is written as `escape` has it, a format for
/// its number.
std::string without_commands(std::string text, const char* escape);

/// The start of a text on one line, of at most so many code points, with `…` behind it if there is more.
std::string excerpt(std::string_view text, std::size_t longest);

} // namespace chaperone::model
