// What each name in a rule file stands for, and where the declarations are: for editors.
// Made by the resolver itself, beside the checked System and also where there is none,
// so that an unfinished file can still be asked about.
//
//   const IndexedRules rules = index_rules("rules.chap", read_from_disk());
//   const Occurrence* name = rules.index.at(Span{FileId{0}, 17, 17});
//
// Covered by tests/model/index_test.cpp.
#pragma once

#include "model/resolve/front_end.hpp"

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace chaperone::model {

/// Stands for the sort of something that has been complained about: it goes with every sort.
inline constexpr SortId any_sort{std::numeric_limits<std::uint32_t>::max()};

enum class NameKind {
  sort,
  enumeration,
  value, ///< of an enum
  relation,
  function,
  define,
  rule,
  property,
  scenario,
  variable,  ///< or a parameter
  individual ///< of a scenario; declared where it is named first
};

/// A place where a name stands.
struct Occurrence {
  Span place;
  Span declared; ///< of the name where it is declared; the same span there
  NameKind kind = NameKind::sort;
  SortId sort = any_sort; ///< of a variable, value or individual, or of a function's values
  auto operator<=>(const Occurrence&) const = default;
};

/// A `replace` or `drop`: `place` names what a used file declares as `original`.
struct SameName {
  Span place, original;
  auto operator<=>(const SameName&) const = default;
};

/// A `use`: the path between the quotes, and as it was given to the FileReader.
struct UsedFile {
  Span place;
  std::string path;
};

/// A declaration as it is written, of any file, also of those that `replace` and `drop` take away.
struct WrittenDeclaration {
  std::string_view word; ///< "rule", "never", "use" …
  Span span;
  Span name; ///< empty for `use`, `assume` and `init`
  std::string doc;
  std::vector<Span> requirements; ///< of a rule: the formulas
};

struct Index {
  std::vector<Occurrence> occurrences;          ///< sorted, each once
  std::vector<SameName> same_names;             ///< sorted
  std::vector<UsedFile> uses;                   ///< as they were met
  std::vector<WrittenDeclaration> declarations; ///< sorted by span

  /// The name that begins, ends or goes on at `place`; null where there is none. Logarithmic.
  const Occurrence* at(Span place) const;
  /// The declaration whose name stands at `name`; null where there is none. Logarithmic.
  const WrittenDeclaration* declaration_of(Span name) const;
};

struct IndexedRules {
  Loaded loaded;
  Index index;
  /// Where `loaded.system` is missing: what could be read, with `any_sort` and null formulas in it. Names, places and
  /// parameters are what may be asked of it.
  System partial;
  const System& system() const { return loaded.system ? *loaded.system : partial; }
};

/// As load_system, with an index. Linear in the text, but for sorting. Never throws for any text.
IndexedRules index_rules(const std::string& path, const FileReader& reader, Purpose purpose = Purpose::check);

} // namespace chaperone::model
