// Which declarations a rule file consists of: what it `use`s comes first, each file
// once, and `replace` and `drop` have been carried out.
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#pragma once

#include "model/resolve/front_end.hpp"
#include "model/resolve/index.hpp"
#include "model/syntax/syntax.hpp"
#include "model/text/report.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace chaperone::model {

struct Program {
  std::vector<syntax::File> files;                      ///< own what `declarations` points to
  std::vector<const syntax::Declaration*> declarations; ///< without `system`, `use` and `drop`
  /// By the declaration of a rule: what extends it, in the order of `use`.
  std::unordered_map<const syntax::Declaration*, std::vector<const syntax::Declaration*>> extensions;
  const syntax::Declaration* system = nullptr;        ///< the file's own, or else the first of a file it uses
  std::unordered_set<std::string_view> broken_names;  ///< of declarations that could not be parsed
  std::unordered_map<std::string_view, Span> dropped; ///< by name, where a `drop` took it away
  std::vector<SameName> same_names;                   ///< of `replace` and `drop`
  std::vector<UsedFile> uses;                         ///< each `use` that led to a file
  bool is_complete = true;                            ///< false where a used file could not be read
  bool has_bad_system = false;                        ///< a `system` whose name could not be read
};

/// Files may use one another this deep.
inline constexpr std::size_t deepest_use = 64;

/// Adds every file that is read to `sources`, the named one first. Linear in the text.
Program read_program(const std::string& path, const FileReader& reader, SourceSet& sources, Report& report);

/// Reads one file alone, whatever it uses; empty where that fails.
std::optional<syntax::File> read_file(const std::string& path, const FileReader& reader, SourceSet& sources,
                                      Report& report);

} // namespace chaperone::model
