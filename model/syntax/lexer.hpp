// Text to tokens. Operators of neighbouring languages (`&&`, `==`, `->`, …) are
// reported and then read as what they mean, so that one habit is one mistake and
// hides no other.
// Covered by tests/model/lexer_test.cpp.
#pragma once

#include "model/syntax/token.hpp"
#include "model/text/report.hpp"

namespace chaperone::model {

/// Linear. The text must be UTF-8 (find_invalid_utf8) and shorter than 2^31 bytes.
LexedFile lex(FileId file, std::string_view text, Report& report);

/// The kind of a reserved word, or `name`.
TokenKind word_kind(std::string_view word);

} // namespace chaperone::model
