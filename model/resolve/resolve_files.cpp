// Implements model/resolve/resolve_files.hpp. Source: docs/language.md, "Several files".
// Covered by tests/model/resolver_test.cpp and specs/broken/.
#include "model/resolve/resolve_files.hpp"

#include "model/syntax/parser.hpp"
#include "model/text/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace chaperone::model {

namespace {

using syntax::Declaration;
using syntax::DeclarationKind;
using syntax::DefineDeclaration;
using syntax::Drop;
using syntax::DropWord;
using syntax::Extension;
using syntax::PropertyDeclaration;
using syntax::PropertyWord;
using syntax::RuleDeclaration;
using syntax::ScenarioDeclaration;
using syntax::SystemName;
using syntax::Text;
using syntax::UndoableDeclaration;
using syntax::Use;

/// What can be replaced and dropped has one of these sets of names.
enum class NameSet { defines, rules, properties_and_scenarios };

std::string key_of(NameSet set, std::string_view name) {
  return fmt::format("{}{}", static_cast<int>(set), name);
}

bool is_property(const DeclarationKind& kind) {
  return std::holds_alternative<PropertyDeclaration>(kind) || std::holds_alternative<UndoableDeclaration>(kind);
}

std::optional<NameSet> name_set_of(const DeclarationKind& kind) {
  if (std::holds_alternative<DefineDeclaration>(kind))
    return NameSet::defines;
  if (std::holds_alternative<RuleDeclaration>(kind))
    return NameSet::rules;
  if (is_property(kind) || std::holds_alternative<ScenarioDeclaration>(kind))
    return NameSet::properties_and_scenarios;
  return std::nullopt;
}

std::string_view word_of(DropWord word) {
  constexpr std::string_view words[] = {"define", "rule", "never", "always", "possible", "undoable", "scenario"};
  return words[static_cast<std::size_t>(word)];
}

DropWord word_of(const DeclarationKind& kind) {
  if (std::holds_alternative<DefineDeclaration>(kind))
    return DropWord::define;
  if (std::holds_alternative<RuleDeclaration>(kind))
    return DropWord::rule;
  if (std::holds_alternative<ScenarioDeclaration>(kind))
    return DropWord::scenario;
  if (std::holds_alternative<UndoableDeclaration>(kind))
    return DropWord::undoable;
  switch (std::get<PropertyDeclaration>(kind).word) {
  case PropertyWord::never:
    return DropWord::never;
  case PropertyWord::always:
    return DropWord::always;
  case PropertyWord::possible:
    return DropWord::possible;
  }
  return DropWord::possible;
}

NameSet name_set_of(DropWord word) {
  switch (word) {
  case DropWord::define:
    return NameSet::defines;
  case DropWord::rule:
    return NameSet::rules;
  case DropWord::never:
  case DropWord::always:
  case DropWord::possible:
  case DropWord::undoable:
  case DropWord::scenario:
    return NameSet::properties_and_scenarios;
  }
  return NameSet::rules;
}

/// `place` is where the file was asked for.
std::optional<syntax::File> parse_text(const std::string& path, std::string bytes, Span place, SourceSet& sources,
                                       Report& report) {
  if (bytes.size() > largest_file) {
    report.error("file_too_large", place, fmt::format("the file `{}` is larger than 64 MiB", path));
    return std::nullopt;
  }
  const FileId id = sources.add(SourceFile(path, std::move(bytes)));
  return syntax::parse(id, sources.file(id), report);
}

class Reader {
public:
  Reader(const FileReader& reader, SourceSet& sources, Report& report)
      : reader_(reader), sources_(sources), report_(report) {}

  Program run(const std::string& path) {
    auto file = model::read_file(path, reader_, sources_, report_);
    if (file)
      add(std::move(*file), std::filesystem::path(path).lexically_normal());
    else
      program_.is_complete = false;
    std::erase(program_.declarations, nullptr);
    return std::move(program_);
  }

private:
  using Path = std::filesystem::path;

  struct Using {
    Path path;
    Span place; ///< of the path in the `use` that led on from this file
    FileId file;
  };

  void add(syntax::File file, const Path& path) {
    read_.emplace(path.string(), file.id);
    if (!chain_.empty())
      used_by_[chain_.back().file.index].push_back(file.id.index);
    program_.is_complete = program_.is_complete && file.is_text;
    program_.has_bad_system = program_.has_bad_system || file.has_bad_system;
    chain_.push_back({path, {}, file.id});
    program_.broken_names.insert(file.broken_names.begin(), file.broken_names.end());
    for (const Declaration& declaration : file.declarations)
      if (const auto* use = std::get_if<Use>(&declaration.kind))
        follow(use->path);
    chain_.pop_back();
    for (const Declaration& declaration : file.declarations)
      change(declaration, file);
    for (const Declaration& declaration : file.declarations)
      declare(declaration);
    for (const Declaration& declaration : file.declarations)
      if (std::holds_alternative<Extension>(declaration.kind))
        extend(declaration, file);
    note_system(file);
    program_.files.push_back(std::move(file));
  }

  void follow(const Text& text) {
    if (!text.is_closed) {
      program_.is_complete = false;
      return;
    }
    const Path path = (chain_.back().path.parent_path() / Path(std::string(text.text))).lexically_normal();
    chain_.back().place = text.span;
    program_.uses.push_back({text.span, path.string()});
    const auto cycle = std::ranges::find(chain_, path, &Using::path);
    if (cycle != chain_.end())
      return complain_of_cycle(text, cycle);
    if (const auto known = read_.find(path.string()); known != read_.end()) {
      used_by_[chain_.back().file.index].push_back(known->second.index);
      return;
    }
    if (chain_.size() > deepest_use) {
      program_.is_complete = false;
      report_.error("use_too_deep", text.span, fmt::format("files use one another more than {} deep", deepest_use));
      return;
    }
    FileBytes read = reader_(path.string());
    if (!read.bytes) {
      program_.is_complete = false;
      report_.error("unreadable_file", text.span, fmt::format("the file `{}` cannot be read", path.string()),
                    std::move(read.why_not),
                    path.is_absolute() ? "" : "the path is relative to the file that holds this `use`");
      return;
    }
    if (auto file = parse_text(path.string(), std::move(*read.bytes), text.span, sources_, report_))
      add(std::move(*file), path);
  }

  void complain_of_cycle(const Text& text, std::vector<Using>::const_iterator first) {
    Diagnostic& diagnostic = report_.error("use_cycle", text.span, "files use one another in a circle",
                                           fmt::format("leads back to `{}`", first->path.string()));
    for (auto step = first; step + 1 != chain_.cend(); ++step)
      diagnostic.notes.push_back(
          {step->place, fmt::format("`{}` uses `{}` here", step->path.string(), (step + 1)->path.string())});
  }

  /// `replace` and `drop`, on what the used files have declared.
  void change(const Declaration& declaration, const syntax::File& file) {
    if (const auto* drop = std::get_if<Drop>(&declaration.kind))
      return carry_out(*drop, declaration, file);
    if (!declaration.replace)
      return;
    const auto set = name_set_of(declaration.kind);
    const auto found = places_.find(key_of(*set, declaration.name.text));
    if (found == places_.end())
      return complain_of_absent("nothing_to_replace", "replace", declaration, word_of(declaration.kind), file);
    const Declaration*& old = program_.declarations[found->second];
    const bool was_property = is_property(old->kind);
    if (was_property != is_property(declaration.kind)) {
      report_
          .error("nothing_to_replace", declaration.name.span,
                 fmt::format("`{}` is a {}, not a {}", declaration.name.text, was_property ? "property" : "scenario",
                             was_property ? "scenario" : "property"))
          .notes.push_back({old->name.span, "declared here"});
      return;
    }
    if (old->replace && old->span.file == declaration.span.file) {
      report_
          .error("duplicate_name", declaration.name.span, fmt::format("`{}` is replaced twice", declaration.name.text))
          .notes.push_back({old->name.span, "replaced here before"});
      return;
    }
    program_.same_names.push_back({declaration.name.span, old->name.span});
    note_amendment(declaration, Amendment::Kind::replaces);
    program_.extensions.erase(old);
    old = &declaration;
  }

  /// `extend rule`, of a rule that this file or one that it uses declares.
  void extend(const Declaration& declaration, const syntax::File& file) {
    const auto found = places_.find(key_of(NameSet::rules, declaration.name.text));
    if (found == places_.end())
      return complain_of_absent("nothing_to_extend", "extend", declaration, DropWord::rule, file);
    const Declaration* rule = program_.declarations[found->second];
    program_.same_names.push_back({declaration.name.span, rule->name.span});
    note_amendment(declaration, Amendment::Kind::extends);
    program_.extensions[rule].push_back(&declaration);
  }

  /// How a file changes a rule of another one.
  struct Amendment {
    enum class Kind { replaces, extends };
    Kind kind;
    Span place;
  };

  /// What one file replaces, and another that does not use it changes as well, cannot be told.
  void note_amendment(const Declaration& declaration, Amendment::Kind kind) {
    if (!std::holds_alternative<RuleDeclaration>(declaration.kind) &&
        !std::holds_alternative<Extension>(declaration.kind))
      return;
    const Amendment own{kind, declaration.name.span};
    std::vector<Amendment>& earlier = amendments_[std::string(declaration.name.text)];
    for (const Amendment& other : earlier) {
      if (other.kind == Amendment::Kind::extends && kind == Amendment::Kind::extends)
        continue;
      if (other.place.file == own.place.file || uses(own.place.file, other.place.file))
        continue;
      if (other.kind != kind)
        report_
            .error("amended_twice", own.place,
                   fmt::format("`{}` is {} here and {} in another file", declaration.name.text, done(kind),
                               done(other.kind)),
                   done(kind), "let one of the two files use the other, so that one comes after the other")
            .notes.push_back({other.place, done(other.kind) + " here"});
      else
        report_
            .warning("replaced_twice", own.place,
                     fmt::format("`{}` is replaced here and in another file", declaration.name.text),
                     "this one counts, since its file is used later")
            .notes.push_back({other.place, "replaced here"});
    }
    earlier.push_back(own);
  }

  static std::string done(Amendment::Kind kind) { return kind == Amendment::Kind::replaces ? "replaced" : "extended"; }

  /// Does the first file use the second, itself or through others?
  bool uses(FileId from, FileId to) const {
    std::vector<std::uint32_t> open{from.index};
    std::unordered_set<std::uint32_t> seen;
    while (!open.empty()) {
      const std::uint32_t next = open.back();
      open.pop_back();
      if (next == to.index)
        return true;
      const auto used = used_by_.find(next);
      if (!seen.insert(next).second || used == used_by_.end())
        continue;
      open.insert(open.end(), used->second.begin(), used->second.end());
    }
    return false;
  }

  void carry_out(const Drop& drop, const Declaration& declaration, const syntax::File& file) {
    const auto found = places_.find(key_of(name_set_of(drop.word), declaration.name.text));
    if (found == places_.end())
      return complain_of_absent("nothing_to_drop", "drop", declaration, drop.word, file);
    const Declaration*& old = program_.declarations[found->second];
    if (word_of(old->kind) != drop.word) {
      const std::string_view actual = word_of(word_of(old->kind));
      const std::string meant = fmt::format("drop {} {}", actual, declaration.name.text);
      Diagnostic& diagnostic = report_.error(
          "nothing_to_drop", declaration.name.span,
          fmt::format("`{}` is declared as `{}`, not as `{}`", declaration.name.text, actual, word_of(drop.word)), {},
          fmt::format("write `{}`", meant));
      diagnostic.notes.push_back({old->name.span, "declared here"});
      diagnostic.fix = Fix{declaration.span, meant};
      return;
    }
    program_.same_names.push_back({declaration.name.span, old->name.span});
    program_.extensions.erase(old);
    old = nullptr;
    places_.erase(found);
    program_.dropped.emplace(declaration.name.text, declaration.span);
  }

  /// A file extends its own rules as well; what it replaces or drops is of another file.
  void complain_of_absent(const char* code, std::string_view verb, const Declaration& declaration, DropWord word,
                          const syntax::File& file) {
    const std::string_view name = declaration.name.text;
    if (!program_.is_complete || program_.broken_names.contains(name))
      return;
    Diagnostic& diagnostic = report_.error(
        code, declaration.name.span,
        fmt::format("{} `{} {}`: there is nothing to {}",
                    verb == "extend" ? "neither this file nor a used one declares" : "no used file declares",
                    word_of(word), name, verb),
        "not there");
    const auto dropped = program_.dropped.find(name);
    const auto own = std::ranges::find_if(file.declarations, [&](const Declaration& other) {
      return &other != &declaration && !other.replace && other.name.text == name &&
             name_set_of(other.kind) == name_set_of(word);
    });
    if (dropped != program_.dropped.end()) {
      diagnostic.notes.push_back({dropped->second, "dropped here already"});
    } else if (own != file.declarations.end()) {
      diagnostic.notes.push_back({own->name.span, fmt::format("`{}` is declared in this very file", name)});
      diagnostic.hint = fmt::format("`{}` changes only what a used file declares", verb);
    } else {
      Nearest nearest(name);
      for (const Declaration* other : program_.declarations)
        if (other != nullptr && name_set_of(other->kind) == name_set_of(word))
          nearest.offer(other->name.text);
      diagnostic.hint = nearest.question();
      if (nearest.found())
        diagnostic.fix = Fix{declaration.name.span, *nearest.found()};
    }
  }

  void declare(const Declaration& declaration) {
    if (std::holds_alternative<SystemName>(declaration.kind) || std::holds_alternative<Use>(declaration.kind) ||
        std::holds_alternative<Drop>(declaration.kind) || std::holds_alternative<Extension>(declaration.kind) ||
        declaration.replace)
      return;
    if (const auto set = name_set_of(declaration.kind))
      places_.emplace(key_of(*set, declaration.name.text), program_.declarations.size());
    program_.declarations.push_back(&declaration);
  }

  /// A file's own `system` comes before those of the files it uses.
  void note_system(const syntax::File& file) {
    const Declaration* own = nullptr;
    for (const Declaration& declaration : file.declarations) {
      if (!std::holds_alternative<SystemName>(declaration.kind))
        continue;
      if (own != nullptr)
        report_.error("duplicate_name", declaration.name.span, "a file names its system once")
            .notes.push_back({own->name.span, "named here before"});
      else if (&declaration != &file.declarations.front())
        report_.error("misplaced_system", declaration.span, "`system` stands before all other declarations",
                      "not the first declaration", "move it to the top of the file");
      if (own == nullptr)
        own = &declaration;
    }
    if (own != nullptr && (chain_.empty() || program_.system == nullptr))
      program_.system = own;
  }

  const FileReader& reader_;
  SourceSet& sources_;
  Report& report_;
  Program program_;
  std::unordered_map<std::string, FileId> read_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> used_by_; ///< by file
  std::unordered_map<std::string, std::vector<Amendment>> amendments_;    ///< by rule
  std::vector<Using> chain_;
  std::unordered_map<std::string, std::size_t> places_; ///< where in Program::declarations a name is declared
};

} // namespace

std::optional<syntax::File> read_file(const std::string& path, const FileReader& reader, SourceSet& sources,
                                      Report& report) {
  FileBytes read = reader(path);
  if (!read.bytes) {
    report.error("unreadable_file", nowhere, fmt::format("the file `{}` cannot be read: {}", path, read.why_not));
    return std::nullopt;
  }
  return parse_text(path, std::move(*read.bytes), nowhere, sources, report);
}

Program read_program(const std::string& path, const FileReader& reader, SourceSet& sources, Report& report) {
  return Reader(reader, sources, report).run(path);
}

} // namespace chaperone::model
