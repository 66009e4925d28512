// Implements model/resolve/front_end.hpp: the stages of the front end in their order.
// Covered by tests/model/resolver_test.cpp, specs/broken/ and tests/fuzz/.
#include "model/resolve/front_end.hpp"

#include "model/resolve/declaration_warnings.hpp"
#include "model/resolve/index.hpp"
#include "model/resolve/resolve_checks.hpp"
#include "model/resolve/resolve_declarations.hpp"
#include "model/resolve/resolve_files.hpp"
#include "model/resolve/resolve_formula.hpp"
#include "model/resolve/resolve_scenario.hpp"
#include "model/rules/spare_variables.hpp"
#include "model/steps/upkeep.hpp"
#include "model/syntax/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

namespace chaperone::model {

namespace {

void require_purpose(const Program& program, const System& system, Purpose purpose, Report& report) {
  if (purpose == Purpose::scenario || !program.is_complete)
    return;
  const FileId first{0};
  if (program.system == nullptr) {
    if (program.has_bad_system)
      return; // said already
    report.error("no_system", {first, 0, 0}, "this file names no system", "expected `system NAME` first",
                 "begin with `system NAME`, or `use` a file that does");
    return;
  }
  if (purpose == Purpose::comparison)
    return;
  bool has_scenario = false;
  for (const syntax::Declaration* it : program.declarations)
    has_scenario = has_scenario || std::holds_alternative<syntax::ScenarioDeclaration>(it->kind);
  const bool is_flawless =
      std::ranges::none_of(report.diagnostics(), [](const Diagnostic& it) { return it.severity == Severity::error; });
  if (system.properties.empty() && !has_scenario && is_flawless)
    report.error("nothing_to_check", program.system->name.span,
                 fmt::format("there is nothing to check in `{}`", program.system->name.text),
                 "no property and no scenario", "add a `never`, `always` or `possible` property, or a `scenario`");
}

void resolve_scenarios(const std::vector<const syntax::Declaration*>& declarations, Resolution& resolution) {
  for (const syntax::Declaration* it : declarations)
    if (std::holds_alternative<syntax::ScenarioDeclaration>(it->kind))
      if (auto scenario = resolve_scenario(*it, resolution))
        resolution.system.scenarios.push_back(std::move(*scenario));
}

/// What is odd on a line with a mistake is likely to follow from it.
void drop_warnings_beside_errors(std::vector<Diagnostic>& diagnostics, const SourceSet& sources) {
  std::set<std::pair<FileId, std::uint32_t>> lines;
  for (const Diagnostic& it : diagnostics)
    if (it.severity == Severity::error && it.span.file != nowhere.file)
      lines.insert({it.span.file, sources.locate(it.span).line});
  std::erase_if(diagnostics, [&](const Diagnostic& it) {
    return it.severity == Severity::warning && lines.contains({it.span.file, sources.locate(it.span).line});
  });
}

/// Where a reserved word is used as a name, whatever else is said of a line with that word is likely to follow from it.
void drop_what_follows(std::vector<Diagnostic>& diagnostics, const SourceSet& sources, const syntax::File& file) {
  const auto is_doubtful = [&](Span span) {
    return span.file == file.id && file.doubtful_lines.contains(sources.locate(span).line);
  };
  const auto says_so = [&](const Diagnostic& it) { return it.code == "reserved_word" && it.span.file == file.id; };
  if (std::ranges::none_of(diagnostics, says_so)) // one mistake must be left
    return;
  std::erase_if(diagnostics, [&](const Diagnostic& it) {
    return it.code != "reserved_word" && (is_doubtful(it.span) || std::ranges::any_of(it.notes, [&](const Note& note) {
                                            return is_doubtful(note.span);
                                          }));
  });
}

/// A declaration that could not be read may be missing at every place where its name stands: one is enough to tell.
void drop_repeated_names(std::vector<Diagnostic>& diagnostics, const SourceSet& sources) {
  if (std::ranges::none_of(diagnostics, [](const Diagnostic& it) { return it.code == "syntax"; }))
    return;
  std::set<std::string_view> told;
  std::erase_if(diagnostics, [&](const Diagnostic& it) {
    return it.code == "unknown_name" && !told.insert(sources.text(it.span)).second;
  });
}

/// Where a text lacks one of its quotes, its words stand bare, or what follows it is swallowed.
void drop_beside_unclosed_texts(std::vector<Diagnostic>& diagnostics, const SourceSet& sources) {
  std::set<std::pair<FileId, std::uint32_t>> lines;
  for (const Diagnostic& it : diagnostics)
    if (it.code == "unclosed_string")
      lines.insert({it.span.file, sources.locate(it.span).line});
  std::erase_if(diagnostics, [&](const Diagnostic& it) {
    return it.code == "syntax" && lines.contains({it.span.file, sources.locate(it.span).line});
  });
}

/// Where there are errors, what there is of the system goes to `partial`, if that is wanted.
Loaded finish(std::shared_ptr<const SourceSet> sources, System system, Report& report,
              std::span<const syntax::File> files, System* partial = nullptr) {
  Loaded result{std::move(sources), std::nullopt, report.take()};
  for (const syntax::File& file : files)
    if (!file.doubtful_lines.empty())
      drop_what_follows(result.diagnostics, *result.sources, file);
  sort_in_source_order(result.diagnostics);
  drop_beside_unclosed_texts(result.diagnostics, *result.sources);
  drop_repeated_names(result.diagnostics, *result.sources);
  if (has_errors(result.diagnostics)) {
    drop_warnings_beside_errors(result.diagnostics, *result.sources);
    if (partial != nullptr) {
      *partial = std::move(system);
      partial->sources = result.sources;
    }
    return result;
  }
  system.sources = result.sources;
  result.system = std::move(system);
  return result;
}

/// What engines need of `undoable`.
void write_out_ways_back(System& system) {
  for (Property& property : system.properties)
    if (property.way_back)
      property.formula = steps::always_a_way_back(system, *property.way_back);
}

std::string_view keyword_of(const syntax::DeclarationKind& kind) {
  return std::visit(overload{
                        [](const syntax::SystemName&) { return std::string_view("system"); },
                        [](const syntax::Use&) { return std::string_view("use"); },
                        [](const syntax::SortDeclaration&) { return std::string_view("sort"); },
                        [](const syntax::EnumDeclaration&) { return std::string_view("enum"); },
                        [](const syntax::RelationDeclaration&) { return std::string_view("relation"); },
                        [](const syntax::FunctionDeclaration&) { return std::string_view("function"); },
                        [](const syntax::ClosureDeclaration&) { return std::string_view("closure"); },
                        [](const syntax::Extension&) { return std::string_view("extend rule"); },
                        [](const syntax::UndoableDeclaration&) { return std::string_view("undoable"); },
                        [](const syntax::Assume&) { return std::string_view("assume"); },
                        [](const syntax::Init&) { return std::string_view("init"); },
                        [](const syntax::InitEmpty&) { return std::string_view("init empty"); },
                        [](const syntax::DefineDeclaration&) { return std::string_view("define"); },
                        [](const syntax::RuleDeclaration&) { return std::string_view("rule"); },
                        [](const syntax::PropertyDeclaration& it) {
                          return std::string_view(it.word == syntax::PropertyWord::never    ? "never"
                                                  : it.word == syntax::PropertyWord::always ? "always"
                                                                                            : "possible");
                        },
                        [](const syntax::ScenarioDeclaration&) { return std::string_view("scenario"); },
                        [](const syntax::Drop&) { return std::string_view("drop"); },
                    },
                    kind);
}

void finish_index(const Program& program, Index& index) {
  index.same_names = program.same_names;
  index.uses = program.uses;
  for (const syntax::File& file : program.files)
    for (const syntax::Declaration& it : file.declarations) {
      WrittenDeclaration written{keyword_of(it.kind), it.span, it.name.span, it.doc, {}};
      std::span<const syntax::Statement> statements;
      if (const auto* rule = std::get_if<syntax::RuleDeclaration>(&it.kind))
        statements = rule->statements;
      else if (const auto* extension = std::get_if<syntax::Extension>(&it.kind))
        statements = extension->statements;
      for (const syntax::Statement& statement : statements)
        if (const auto* require = std::get_if<syntax::Require>(&statement.kind))
          written.requirements.push_back(require->formula->span);
      if (std::holds_alternative<syntax::ScenarioDeclaration>(it.kind))
        index.occurrences.push_back({it.name.span, it.name.span, NameKind::scenario, any_sort});
      index.declarations.push_back(std::move(written));
    }
  std::ranges::sort(index.declarations, {}, &WrittenDeclaration::span);
  std::ranges::sort(index.same_names);
  std::ranges::sort(index.occurrences);
  index.occurrences.erase(std::unique(index.occurrences.begin(), index.occurrences.end()), index.occurrences.end());
}

Loaded load(const std::string& path, const FileReader& reader, Purpose purpose, Index* index, System* partial) {
  Report report;
  const auto sources = std::make_shared<SourceSet>();
  const Program program = read_program(path, reader, *sources, report);
  System system;
  Resolution resolution(system, report);
  resolution.broken_names = program.broken_names;
  resolution.dropped = program.dropped;
  resolution.is_complete = program.is_complete;
  resolution.index = index;
  if (program.system != nullptr) {
    system.name = std::string(program.system->name.text);
    system.name_span = program.system->name.span;
  }
  resolve_declarations(program, resolution);
  resolve_scenarios(program.declarations, resolution);
  check_resolved(resolution);
  require_purpose(program, system, purpose, report);
  if (index != nullptr)
    finish_index(program, *index);
  // With mistakes around, what is unused may be meant by a name that was misspelt.
  if (!has_errors(report.diagnostics())) {
    for (const Diagnostic& warning : declaration_warnings(system))
      report.add(warning);
    steps::add_upkeep(system);
    write_out_ways_back(system);
    add_spare_variables(system);
  }
  return finish(sources, std::move(system), report, program.files, partial);
}

} // namespace

Loaded load_system(const std::string& path, const FileReader& reader, Purpose purpose) {
  return load(path, reader, purpose, nullptr, nullptr);
}

IndexedRules index_rules(const std::string& path, const FileReader& reader, Purpose purpose) {
  IndexedRules made;
  made.loaded = load(path, reader, purpose, &made.index, &made.partial);
  return made;
}

Loaded load_scenarios(const System& system, const std::string& path, const FileReader& reader) {
  Report report;
  const auto sources = std::make_shared<SourceSet>(system.sources ? *system.sources : SourceSet());
  const auto file = read_file(path, reader, *sources, report);
  System result = system;
  result.scenarios.clear();
  Resolution resolution(result, report);
  resolution.names = names_of(system);
  if (file) {
    std::vector<const syntax::Declaration*> declarations;
    for (const syntax::Declaration& it : file->declarations)
      declarations.push_back(&it);
    resolve_scenarios(declarations, resolution);
    if (result.scenarios.empty() && !has_errors(report.diagnostics()))
      report.error("no_scenario", {file->id, 0, 0}, "this file holds no scenario", "expected `scenario NAME { … }`");
    check_resolved(resolution);
    if (!has_errors(report.diagnostics()))
      steps::add_upkeep(result, system.memories.size());
  }
  return finish(sources, std::move(result), report, file ? std::span(&*file, 1) : std::span<const syntax::File>());
}

namespace {

/// `undoable NAME`, as print() says it: what the property comes to. Null for any other text.
Formula undoable_of(const System& system, std::string_view text) {
  constexpr std::string_view word = "undoable ";
  for (const Property& property : system.properties)
    if (property.way_back && text.starts_with(word) && text.substr(word.size()) == property.name)
      return property.formula;
  return nullptr;
}

} // namespace

LoadedFormulas load_formulas(const System& system, const std::vector<FormulaText>& texts) {
  Report report;
  const auto sources = std::make_shared<SourceSet>(system.sources ? *system.sources : SourceSet());
  LoadedFormulas result{sources, system, {}, {}};
  Resolution resolution(*result.system, report);
  resolution.names = names_of(system);
  for (const FormulaText& written : texts) {
    const FileId id = sources->add(SourceFile(written.name, written.text));
    if (const Formula known = undoable_of(system, written.text)) {
      result.formulas.push_back(known);
      continue;
    }
    const syntax::LoneFormula parsed = syntax::parse_formula(id, sources->file(id), report);
    if (parsed.formula != nullptr)
      if (Formula formula = FormulaResolver(resolution, Standing::invariant).formula(*parsed.formula))
        result.formulas.push_back(std::move(formula));
  }
  result.diagnostics = report.take();
  sort_in_source_order(result.diagnostics);
  if (has_errors(result.diagnostics))
    result.system.reset();
  else
    result.system->sources = sources;
  return result;
}

} // namespace chaperone::model
