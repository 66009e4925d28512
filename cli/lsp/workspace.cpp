// See workspace.hpp.
#include "cli/lsp/workspace.hpp"

#include "cli/rule_files.hpp"

#include <algorithm>
#include <filesystem>

namespace chaperone::cli::lsp {
namespace {

namespace fs = std::filesystem;

/// A folder with more entries is not searched to its end: it is more than a project's rules.
constexpr std::size_t most_entries = 20'000;

bool names_no_system(const model::Loaded& loaded) {
  return std::ranges::any_of(loaded.diagnostics, [](const model::Diagnostic& it) { return it.code == "no_system"; });
}

} // namespace

const LineTable& View::lines_of(model::FileId file) const {
  lines.resize(std::max(lines.size(), sources().size()));
  auto& made = lines[file.index];
  if (!made)
    made = std::make_unique<const LineTable>(text(file));
  return *made;
}

ViewRef read_view(const std::string& path, const model::FileReader& reader) {
  auto made = std::make_shared<View>();
  const model::FileReader noted = [&](const std::string& wanted) {
    made->read.insert(wanted);
    return reader(wanted);
  };
  made->rules = model::index_rules(path, noted);
  made->is_part = names_no_system(made->rules.loaded);
  if (made->is_part)
    made->rules = model::index_rules(path, noted, model::Purpose::scenario);
  drop_allowed(made->rules.loaded.diagnostics, made->sources(), {});
  return made;
}

model::FileReader Workspace::reader(const std::map<std::string, std::string>* others) const {
  return [this, others](const std::string& path) -> model::FileBytes {
    if (others != nullptr)
      if (const auto found = others->find(path); found != others->end())
        return {found->second, {}};
    if (const Document* open = documents.find(path))
      return {open->text, {}};
    return model::read_from_disk()(path);
  };
}

ViewRef Workspace::view(const std::string& path) {
  ViewRef& known = views_[path];
  if (!known) {
    known = read_view(path, reader());
    if (known->rules.loaded.system)
      good_[path] = known;
  }
  return known;
}

ViewRef Workspace::last_good(const std::string& path) const {
  const auto found = good_.find(path);
  return found == good_.end() ? nullptr : found->second;
}

void Workspace::forget(const std::string& path) {
  std::erase_if(views_, [&](const auto& entry) { return !entry.second || entry.second->read.contains(path); });
  if (documents.find(path) == nullptr)
    good_.erase(path);
}

std::vector<std::string> Workspace::rule_files() const {
  std::vector<std::string> found;
  for (const std::string& folder : folders) {
    std::error_code failed;
    std::size_t seen = 0;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, failed), end;
         !failed && entry != end && ++seen <= most_entries; entry.increment(failed)) {
      const fs::path& path = entry->path();
      std::error_code ignored;
      if (path.filename().string().starts_with('.') || path.filename() == "node_modules")
        entry.disable_recursion_pending();
      else if (path.extension() == ".chap" && entry->is_regular_file(ignored))
        found.push_back(path.lexically_normal().string());
    }
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<ViewRef> Workspace::views_with(const std::string& path) {
  std::vector<ViewRef> all;
  const auto add = [&](ViewRef made) {
    if (made->read.contains(path))
      all.push_back(std::move(made));
  };
  for (const auto& [open, document] : documents.all())
    add(view(open));
  for (const std::string& file : rule_files())
    if (documents.find(file) == nullptr)
      add(read_view(file, reader()));
  return all;
}

Json Workspace::range(const View& view, model::Span span) const {
  const LineTable& lines = view.lines_of(span.file);
  const std::string& text = view.text(span.file);
  return {{"start", to_json(lines.position(text, span.begin, encoding))},
          {"end", to_json(lines.position(text, span.end, encoding))}};
}

Json Workspace::location(const View& view, model::Span span) const {
  return {{"uri", documents.uri_of(view.path(span.file))}, {"range", range(view, span)}};
}

} // namespace chaperone::cli::lsp
