// One file's text to its syntax: lexing, parsing, and every mistake of form in it.
//
// After a mistake the parser goes on at the next statement or declaration. Linear.
// Covered by tests/model/parser_test.cpp and specs/broken/.
#pragma once

#include "model/syntax/syntax.hpp"
#include "model/text/report.hpp"

namespace chaperone::model::syntax {

/// `source` must outlive the File, whose names are views of its text. Text that is not UTF-8 gives one
/// error and an empty File.
File parse(FileId id, const SourceFile& source, Report& report);

/// A formula that is no part of a file of declarations. Null after a mistake.
struct LoneFormula {
  std::unique_ptr<std::pmr::monotonic_buffer_resource> arena;
  FormulaRef formula = nullptr;
};

/// The text is one formula and nothing else. `source` must outlive the result.
LoneFormula parse_formula(FileId id, const SourceFile& source, Report& report);

} // namespace chaperone::model::syntax
