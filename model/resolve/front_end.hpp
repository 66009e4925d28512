// The front door of the model. The input is a rule file; the output is a checked
// System or located mistakes.
//
//   auto loaded = load_system("rules.chap", read_from_disk());
//   for (const auto& d : loaded.diagnostics) std::cerr << render(d, *loaded.sources, false);
//   if (loaded.system) use(*loaded.system);
//
// Covered by tests/model/ and specs/broken/ (one file per diagnostic).
#pragma once

#include "model/rules/system.hpp"
#include "model/text/diagnostic.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chaperone::model {

/// The result of reading a file: its bytes, or why there are none.
struct FileBytes {
  std::optional<std::string> bytes;
  std::string why_not; ///< the end of a sentence, such as "no such file"; empty where there are bytes
};

using FileReader = std::function<FileBytes(const std::string& path)>;

/// In bytes. Places in a file are 32-bit numbers, and nobody writes a larger file by hand.
inline constexpr std::size_t largest_file = std::size_t{64} << 20U;

/// Reads regular files of up to `largest_file` bytes. For anything else it gives the reason in FileBytes::why_not.
FileReader read_from_disk();

/// Standard input to its end; the same limit.
FileBytes read_standard_input();

/// The result of reading a rule file. `system` is there exactly if no diagnostic is an error.
struct Loaded {
  std::shared_ptr<const SourceSet> sources;
  std::optional<System> system;
  std::vector<Diagnostic> diagnostics; ///< in source order; errors and warnings
};

/// What a file must hold to be accepted on its own.
enum class Purpose {
  check,      ///< at least one property or scenario, and a `system` (its own, or that of a file it uses)
  comparison, ///< a `system`: rules are compared, whether they promise anything or not
  scenario,   ///< a saved scenario file: `use` and scenarios; needs no `system` of its own
};

/// Reads, parses and resolves `path` and all it uses. Linear in the text. Never throws for any text.
Loaded load_system(const std::string& path, const FileReader& reader, Purpose purpose = Purpose::check);

/// Reads the scenario blocks of the file `path` as runs of `system`, whatever rules that file `use`s. So a
/// saved counterexample can be replayed on other rules than those it was found on. The result's `system` is
/// `system` with only those scenarios; their spans are in the result's `sources`.
Loaded load_scenarios(const System& system, const std::string& path, const FileReader& reader);

/// A formula as text. Messages show `name` in place of a file's path.
struct FormulaText {
  std::string name;
  std::string text;
};

/// The result of reading formulas. `system` is there exactly if no diagnostic is an error.
struct LoadedFormulas {
  std::shared_ptr<const SourceSet> sources;
  std::optional<System> system;        ///< the one they speak of, with their variables
  std::vector<Formula> formulas;       ///< one for each text, closed
  std::vector<Diagnostic> diagnostics; ///< in the order of the texts
};

/// Reads formulas about one state of `system`, such as the invariant of a saved proof. They may use `can`, but not
/// `was` and `did`; `undoable NAME` stands for what that property comes to. Linear in the text. Never throws for any
/// text.
LoadedFormulas load_formulas(const System& system, const std::vector<FormulaText>& texts);

} // namespace chaperone::model
