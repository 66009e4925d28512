// What is wrong with a rule file, as data; and how it is shown. Mistakes of the
// user are always collected Diagnostics in a result, never exceptions.
// Covered by tests/model/diagnostic_test.cpp and by specs/broken/.
#pragma once

#include "model/text/source.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::model {

/// The place of a mistake that stands in no text, such as that a file cannot be read.
inline constexpr Span nowhere{FileId{std::numeric_limits<std::uint32_t>::max()}};

enum class Severity { error, warning };

/// A further place that explains a diagnostic, such as the first declaration of a doubly declared name.
struct Note {
  Span span;
  std::string message;
};

/// What a hint says, for programs: once `replacement` stands in place of the words of `span`, this mistake is gone.
struct Fix {
  Span span;               ///< empty where nothing is replaced: the words are put in there
  std::string replacement; ///< empty: the words are left out
};

/// One mistake or doubt, located.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;    ///< stable, snake_case, one per kind of mistake: "unknown_name"
  Span span;           ///< the offending words, underlined when shown; `nowhere` where the message names all there is
  std::string message; ///< one lower-case sentence without a full stop; names in backticks
  std::string label;   ///< short words under the underline, such as "expected a sort"; may be empty
  std::string hint;    ///< a likely meaning, such as "did you mean `member`?"; may be empty
  std::vector<Note> notes;
  std::optional<Fix> fix = {}; ///< only where it is certain what to write
};

/// Sorts by file and place, errors and warnings together, and drops exact repetitions.
void sort_in_source_order(std::vector<Diagnostic>& diagnostics);

bool has_errors(const std::vector<Diagnostic>& diagnostics);

/// The message in the manner of rustc: header, `--> file:line:column`, the line, the underline with
/// its label, notes, and the hint. Tabs are shown as spaces; very long lines are shown in part.
std::string render(const Diagnostic& diagnostic, const SourceSet& sources, bool color);

} // namespace chaperone::model
