// What the grammar asks for at a place of a file that need not be finished: found from the
// words before it alone. Covered by tests/cli/lsp/completion_test.cpp.
#pragma once

#include "model/syntax/token.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chaperone::cli::lsp {

enum class Wanted {
  nothing,     ///< a name that is made up here, or within a text
  declaration, ///< a word that begins one
  kind,        ///< after `replace` and `drop`
  sort,        ///< of a place or a result
  parameter,   ///< a sort, or `set of` one
  domain,      ///< what a variable ranges over
  statement,   ///< of a rule
  item,        ///< of a scenario: a word or a rule's name
  relation,    ///< after `add`, `remove` and `init empty`
  function,    ///< after `set`
  rule,
  property,
  dropped, ///< the name of what is dropped or replaced
  formula,
  term,        ///< an argument, or a side of a comparison
  continuation ///< what may follow a formula
};

/// A variable that is in scope, and what it ranges over, as they are written.
struct Binding {
  std::string_view name, domain;
  bool is_set = false;
};

struct CompletionPlace {
  Wanted wanted = Wanted::nothing;
  std::uint32_t begin = 0;       ///< of the word that is being written
  std::string_view declaration;  ///< the word that began the declaration around it: "rule"; empty outside
  std::string_view owner;        ///< of a term: the name before the bracket that it stands in; empty: none
  std::size_t argument = 0;      ///< and which argument of it
  bool is_rule_argument = false; ///< of `can`, `did` or a step
  std::string_view compared;     ///< of a term: the name on the other side of the comparison
  std::string_view word;         ///< the word before: `drop rule`'s "rule", `add`, `remove`
  std::vector<Binding> bindings; ///< in scope
};

/// `offset` is within `text` or at its end. Linear in what stands before it.
CompletionPlace completion_place(std::string_view text, std::uint32_t offset);

} // namespace chaperone::cli::lsp
