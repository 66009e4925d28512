// The page of `check`: each promise with its verdict in words, its story or its proof.
// Covered by tests/generators/page/check_page_test.cpp and, in a browser, tests/report/.
#pragma once

#include "generators/page/shell.hpp"
#include "generators/page/source_lines.hpp"

#include "generators/reports/check_report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chaperone::page {

/// One rule file of a check.
struct CheckedFile {
  std::string file;
  std::optional<reports::CheckReport> report; ///< none: it was not checked
  std::string why_not = {};                   ///< then: its mistakes, as text, or why it was not read
};

/// One document for all files. It holds nothing that differs from one run to the next, such as how long it took.
std::string check_page(const std::vector<CheckedFile>& files);

/// How a verdict is told to somebody who has never seen a rule file: "Broken", "Kept".
struct Told {
  Standing standing = Standing::open;
  std::string word;
  std::string sentence;
};
Told told(const model::System& system, const solver::PropertyAnswer& answer);
/// The first sentence of its documentation, or its name as words.
std::string title_of(const model::Declared& declared);

/// An answer's story, its proof or why it is open, below its heading.
void write_evidence(Writer& page, SourceLines& lines, const model::System& system, const solver::PropertyAnswer& answer,
                    const std::string& id);
/// What the proofs of these rules take for granted: `assume` and `init`.
void write_assumptions(Writer& page, const model::System& system, const std::string& id);

} // namespace chaperone::page
