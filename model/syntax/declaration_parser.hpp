// Declarations, one after the other. Covered by tests/model/parser_test.cpp and specs/broken/.
#pragma once

#include "model/syntax/syntax.hpp"
#include "model/syntax/token.hpp"
#include "model/syntax/token_cursor.hpp"

namespace chaperone::model::syntax {

/// Adds all declarations from the cursor's place on to `file`, and complains of what is none. After a mistake it goes
/// on at the next declaration.
void parse_declarations(TokenCursor& cursor, const LexedFile& lexed, File& file);

} // namespace chaperone::model::syntax
